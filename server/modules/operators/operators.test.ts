/** The platform's own staff: acting for a user, and creating a company. The checkbox of the billing integration: app-billing.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogues } from '#shared/contracts/catalogues.ts'
import { dashboard } from '#shared/contracts/dashboard.ts'
import { history } from '#shared/contracts/history.ts'
import type { FactorAnswer } from '#shared/contracts/factor-values.ts'
import { operators, operatorSessions } from '#shared/contracts/operators.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import { signIn as steps } from '#shared/contracts/sign-in.ts'
import { openAppBilling } from '#test/helpers/app-billing.ts'
import type { CustomerRow, User } from '#test/helpers/factories.ts'
import { codeOf } from '#test/helpers/factors.ts'
import { newBrowser } from '#test/helpers/signing-in.ts'
import { startingCatalogues } from '../companies/companies.starting.ts'

let desk: Awaited<ReturnType<typeof openAppBilling>>
beforeAll(async () => {
  desk = await openAppBilling()
})
afterAll(() => desk.house.close())

const events = async ({ id }: CustomerRow) =>
  (await desk.house.as(desk.user).call(history.ofCustomer, { params: { customerId: id }, query: {} })).body
    .items

describe('the staff', () => {
  it('[ADM-002] [ADM-012] sign in with a second factor, which they set up the first time, and with no password alone', async () => {
    const { email, password, secret } = desk.operator
    const browser = newBrowser(desk.house)
    const begin = (by = browser) => by.call(operatorSessions.signIn, { body: { email, password } })
    const asked = await begin()
    expect([asked.outcome, asked.headers['set-cookie']]).toEqual(['403 access.second_factor', undefined])
    const pending = String(asked.problem.pending)
    expect((await browser.call(operatorSessions.awaited, { body: { pending } })).body).toMatchObject({
      step: 'second',
      authenticator: true,
      recovery: true,
    })
    const finish = (answer: FactorAnswer, waits = pending, by = browser) =>
      by.call(operatorSessions.finish, { body: { pending: waits, answer } })
    expect((await finish({ kind: 'code', code: '000000' })).outcome).toBe('422 access.wrong_code')
    expect((await browser.call(operators.me)).outcome).toBe('401 operator.signed_out')
    // What waits for one of the staff is no sign-in of a user.
    const code = { kind: 'code', code: codeOf(secret, 1) } as const
    expect((await browser.call(steps.finish, { body: { pending, answer: code } })).outcome).toBe(
      '401 access.pending_gone',
    )
    expect((await finish(code)).body).toEqual({ name: 'Olive Operator', email })
    expect((await browser.call(operators.me)).body.email).toBe(email)
    const other = newBrowser(desk.house)
    expect((await finish(code, String((await begin(other)).problem.pending), other)).outcome).toBe(
      '422 access.wrong_code',
    )
    const acts = (await browser.call(operators.acts, {})).body.items.map(({ act, reason }) => [act, reason])
    expect(acts.slice(0, 4)).toEqual([
      ['wrong_second_factor', ''],
      ['signed_in', 'Authenticator app'],
      ['wrong_second_factor', ''],
      ['signed_in', 'Set up: authenticator app'],
    ])
  })

  it('[ADM-012] the staff acts for a user with a reason: the page says so, and History names who in every entry', async () => {
    const params = { companyId: desk.company.id }
    const enter = (body: object) => desk.staff.call(operators.enter, { params, body: body as never })
    expect((await enter({ userId: desk.user.id, reason: '' })).status).toBe(422)
    expect((await enter({ userId: 999_999, reason: 'Ticket 4711' })).outcome).toBe(
      '404 operator.user_not_found',
    )
    const entered = await enter({ userId: desk.user.id, reason: 'Ticket 4711' })
    expect(entered.status).toBe(200)
    const cookie = String(entered.headers['set-cookie']).split(';')[0]!
    expect(cookie).toMatch(/^keyholder_session=/)
    const { rows } = await desk.house.owner.query<{ event: string; user_name: string; detail: object }>(
      `select event, user_name, detail from history_entry where company_id = $1 and event = 'operator.entered'`,
      [desk.company.id],
    )
    expect(rows).toEqual([
      {
        event: 'operator.entered',
        user_name: 'Olive Operator (Keyholder staff)',
        detail: expect.objectContaining({ reason: 'Ticket 4711', name: 'Olive Operator' }) as object,
      },
    ])
    const send = (method: 'GET' | 'POST', url: string, payload?: object) =>
      desk.house
        .anybody()
        .send<Record<string, unknown>>(
          { method, url: `/api/v1${url}`, payload },
          { headers: { cookie, 'sec-fetch-site': 'same-origin' } },
        )
    expect((await send('GET', '/session')).body.operator).toEqual({
      name: 'Olive Operator',
      reason: 'Ticket 4711',
    })
    expect((await send('POST', '/tokens', { name: 'Mine' })).outcome).toBe('403 operator.not_as_staff')
    const { customer } = await desk.linked()
    const made = await send('POST', `/customers/${customer.id}/recurring-invoices`, {
      startOn: desk.today,
      lines: [{ itemId: 3, quantityHundredths: 100, priceCents: 4499 }],
    })
    expect(made.status).toBe(200)
    expect((await events(customer))[0]!.user).toMatch(/^Olive Operator \(Keyholder staff\) as /)
  })
})

describe('a company that the staff creates', () => {
  it('[ADM-012] has an office and one user, who signs in by a one-time password, may do everything, and has nightly work', async () => {
    const body = {
      name: 'Cedar Alarm',
      slug: 'cedar',
      timeZone: 'America/Chicago',
      currency: 'USD' as const,
      location: 'Main office',
      firstName: 'Cora',
      lastName: 'Cedar',
      username: 'cora',
      reason: 'Contract 12',
    }
    const create = (change: object = {}) =>
      desk.staff.call(operators.createCompany, { body: { ...body, ...change } })
    expect((await create({ slug: 'operator' })).status).toBe(422)
    const made = (await create()).body
    expect((await create()).outcome).toBe('409 operator.slug_taken')
    const signIn = (more: object) =>
      desk.house.anybody().call(sessions.signIn, {
        body: { company: 'cedar', username: 'cora', password: made.password, ...more },
      })
    expect((await signIn({})).outcome).toBe('403 access.password_expired')
    const me = (await signIn({ newPassword: 'another password of mine' })).body
    expect(me.company).toMatchObject({ slug: 'cedar', timeZone: 'America/Chicago' })
    expect(me.permissions).toContain('global_settings.yes')
    const { rows } = await desk.house.owner.query<{ n: number; items: number }>(
      `select (select count(*)::int from graphile_worker._private_jobs where key like $1 || ':%.plan') as n,
         (select count(*)::int from invoice_item where company_id = $1::bigint and id = 3) as items`,
      [String(made.id)],
    )
    expect(rows[0]).toEqual({ n: 2, items: 1 })

    // Nothing of it is empty on the first day, and all of it theirs to change.
    const theirs = async (query: string) =>
      (await desk.house.owner.query<{ name: string }>(query, [made.id])).rows.map(({ name }) => name)
    const groups = await theirs('select name from permission_group where company_id = $1 order by id')
    expect(groups).toEqual(['Owners', 'Managers', 'Sales reps', 'Technicians', 'Billing', 'Viewers'])
    const filled = await theirs(
      'select distinct catalogue as name from catalogue_value where company_id = $1 order by 1',
    )
    expect(filled).toEqual([...startingCatalogues].toSorted())
    for (const table of ['tag', 'message_template', 'workflow'])
      expect((await theirs(`select name from ${table} where company_id = $1`)).length, table).toBeGreaterThan(
        1,
      )
    const cora = { id: me.user.id, name: me.user.name, company: { id: made.id } } as unknown as User
    const admin = desk.house.as(cora)
    const list = (await admin.call(catalogues.list, { params: { catalogue: 'cancel_reason' } })).body
    const [reason] = list.items
    const params = { catalogue: 'cancel_reason' as const, valueId: reason!.id }
    expect((await admin.call(catalogues.save, { params, body: { version: 1, name: 'Left the state' } })).status).toBe(200) // prettier-ignore
    expect((await admin.call(catalogues.remove, { params })).status).toBe(200)

    const start = async () => (await admin.call(dashboard.start, {})).body
    const doneOf = async () => (await start()).steps.filter(({ done }) => done).map(({ key }) => key)
    expect(await start()).toMatchObject({
      shown: true,
      steps: [{ key: 'location', done: false }, {}, {}, {}, {}],
    })
    const dismiss = (shown: boolean) => admin.call(dashboard.showStart, { body: { shown } })
    expect((await dismiss(false)).status).toBe(200)
    expect((await start()).shown).toBe(false)
    await dismiss(true)
    for (const [table, set] of [
      ['location', `update location set address_line1 = '1 Main', city = 'Tulsa' where company_id = $1`],
      ['monitoring_company', `insert into monitoring_company (company_id, name) values ($1, 'Station')`],
      [
        'catalogue_value',
        `insert into catalogue_value (company_id, catalogue, name) values ($1, 'mmr', '$39.99')`,
      ],
    ] as const)
      await desk.house.owner.query(set, [made.id]).catch((error: unknown) => expect(error, table).toBeNull())
    expect(await doneOf()).toEqual(['location', 'station', 'rates'])

    const acts = (await desk.staff.call(operators.acts, {})).body.items
    expect(acts[0]).toMatchObject({ act: 'company_created', company: 'Cedar Alarm', reason: 'Contract 12' })
  })
})
