import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { credit, type CreditPage } from '#shared/contracts/credit.ts'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { history } from '#shared/contracts/history.ts'
import { providers } from '#shared/contracts/providers.ts'
import type { Permission } from '#shared/permissions.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { sealSecrets } from '../providers/providers.service.ts'

let house: House
let company: Company
let here: Location
let user: User
const bureau: Record<'open' | 'hart' | 'equifax' | 'manual', number> = {
  open: 0,
  hart: 0,
  equifax: 0,
  manual: 0,
}

type Effect = { kind: string; accountNumber: string; idempotencyKey: string }
const control = async <T>(key: string, name: string, method = 'GET', body?: object): Promise<T> => {
  const headers = { 'content-type': 'application/json' }
  const init = { method, ...(body && { headers, body: JSON.stringify(body) }) }
  const reply = await fetch(`${house.station.origin}/${key}/_control/${name}`, init)
  if (!reply.ok) throw new Error(`${name}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as T
}
/** The hard inquiries that stand in this consumer's file. */
const inquiries = async (ssn: string, key = 'open-credit') =>
  (await control<{ effects: Effect[] }>(key, 'accounts?limit=0')).effects.filter(
    ({ accountNumber }) => accountNumber === ssn,
  )

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  company = await house.plant.company({ settings: { creditChecks: true } })
  here = await house.plant.location({ company })
  user = await house.plant.user({ company, holds: [{ grants: 'all' }] })
  const plant = (name: string, connector: string | null, settings: object, secrets: Record<string, string>) =>
    house.plant.insert('credit_bureau', company, {
      name,
      connector,
      settings: connector ? { baseUrl: `${house.station.origin}/${connector}`, ...settings } : {},
      sealed_secrets: connector ? sealSecrets(company.id, secrets, 'credit') : null,
    })
  const password = 'sandbox-demo'
  bureau.open = await plant('Summit', 'open-credit', { subscriber: 'keyholder-credit' }, { password })
  bureau.hart = await plant(
    'HART',
    'hart',
    { baseUrl: `${house.station.origin}/hart/api`, account: 'keyholder', product: 'CREDIT', bureau: 'XPN' },
    { password },
  )
  bureau.equifax = await plant(
    'Equifax',
    'equifax',
    { clientId: 'keyholder-client', memberNumber: '999ZB12345' },
    { clientSecret: 'client-demo', securityCode: 'X42' },
  )
  bureau.manual = await plant('Elsewhere', null, {}, {})
})
afterAll(() => house.close())

let people = 0
/** A customer with an SSN of these last four digits. */
async function person(
  ending: string,
  row: Record<string, unknown> = {},
): Promise<CustomerRow & { ssn: string }> {
  const ssn = `9${String(++people).padStart(4, '0')}${ending}`
  const customer = await house.plant.customer({
    location: here,
    fields: {
      firstName: 'Nell',
      lastName: 'Borrower',
      addressLine1: '12 Main Street',
      city: 'Provo',
      state: 'UT',
      zip: '84601',
      ssn,
      birthdate: '1980-02-29',
    },
    row,
  })
  return Object.assign(customer, { ssn })
}

let keys = 0
const order = (change: object = {}) => ({
  requestKey: `test-request-${String(++keys).padStart(8, '0')}`,
  bureauId: bureau.open,
  consent: { given: true as const, method: 'signed_paper' as const },
  purpose: 'credit_transaction' as const,
  ...change,
})
const at = ({ id }: { id: number }) => ({ params: { customerId: id } })
const run = (record: { id: number }, body: object = order(), by = user) =>
  house.as(by).call(credit.run, { ...at(record), body: body as never })
const page = async (record: { id: number }, by = user) =>
  (await house.as(by).call(credit.ofCustomer, at(record))).body
const one = (record: { id: number }, id: number) => ({ params: { customerId: record.id, creditCheckId: id } })
const hurry = () =>
  house.owner
    .query(`update graphile_worker._private_jobs set run_at = now() where run_at > now() and locked_at is null
    and key not like '%credit.purge%'`)

/** Until the newest check has its answer, or needs a person. */
const settled = (record: { id: number }): Promise<CreditPage['items'][number]> =>
  eventually(async () => {
    const [check] = (await page(record)).items
    const waits = check!.state === 'running' || (check!.state === 'unknown' && check!.nextLookAt !== null)
    if (waits || check!.report === 'wanted') {
      await hurry()
      throw new Error(`Still under way: ${JSON.stringify(check)}`)
    }
    return check!
  })
const events = async (record: { id: number }, by = user) =>
  (await house.as(by).call(history.ofCustomer, { ...at(record), query: {} })).body.items

describe('running credit', () => {
  it('[NEW-030] asks the bureau in the background and shows bureau, score, grade, transaction and time', async () => {
    const customer = await person('0004')
    const asked = await run(customer, order({ previousAddress: { addressLine1: '1 Old Road', city: 'Orem', state: 'UT', zip: '84057' }, note: 'New contract' })) // prettier-ignore
    expect(asked.outcome).toBe('200')
    const check = await settled(customer)
    expect(check).toMatchObject({
      state: 'answered',
      outcome: 'scored',
      score: 688,
      grade: 'C',
      bureau: { name: 'Summit' },
      transactionId: expect.stringMatching(/^OC7/),
      trackingNumber: expect.stringMatching(/^TOC7/),
      alerts: [expect.stringMatching(/FRAUD/), expect.stringMatching(/ADDRESS/)],
      consent: { method: 'signed_paper', purpose: 'credit_transaction' },
      report: 'stored',
      applied: null,
    })
    // Running never advances: the record is as it was.
    const record = (await house.as(user).call(customers.open, at(customer))).body
    expect(record.fields.creditScore).toBeNull()
    expect(record.tabs.find(({ key }) => key === 'credit')).toMatchObject({ count: 1, alert: false })
    expect(record.abilities.actions).toContain('credit')
    const said = (await events(customer)).map(({ event, source }) => `${event} ${source}`)
    expect(said).toEqual(expect.arrayContaining(['credit.requested web', 'credit.answered integration']))
  })

  it.each([
    ['0000', 'no_hit', null],
    ['0001', 'frozen', null],
    ['0002', 'thin', null],
    ['0003', 'scored', 512],
    ['0008', 'pending', null],
    ['0009', 'declined', null],
  ])('[NEW-030] a file that ends in %s is answered as %s', async (ending, outcome, score) => {
    const customer = await person(ending)
    await run(customer)
    expect(await settled(customer)).toMatchObject({ state: 'answered', outcome, score })
  })

  it('[NEW-030] speaks HART and Equifax, each with what it adds to the form', async () => {
    const customer = await person('0007')
    const extras = (await page(customer)).bureaus.map(({ name, extras: own }) => [
      name,
      own.map((field) => field.name),
    ])
    expect(extras).toEqual([
      ['Elsewhere', []],
      ['Equifax', ['subjectPin']],
      ['HART', ['continueOnMatch']],
      ['Summit', []],
    ])
    await run(customer, order({ bureauId: bureau.hart }))
    expect(await settled(customer)).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/Continue on match/),
    })
    expect(await inquiries(customer.ssn, 'hart')).toHaveLength(0)
    await run(customer, order({ bureauId: bureau.hart, extras: { continueOnMatch: true } }))
    expect(await settled(customer)).toMatchObject({
      state: 'answered',
      score: 721,
      source: 'Experian',
      report: 'stored',
      extras: [{ label: 'Continue on match', value: 'Yes' }],
    })
    const frozen = await person('0001')
    await run(frozen, order({ bureauId: bureau.equifax, extras: { subjectPin: '4711' } }))
    expect(await settled(frozen)).toMatchObject({
      source: 'Equifax',
      outcome: 'scored',
      score: 704,
      extras: [{ label: 'Subject PIN', value: 'Given' }],
    })
    expect(
      (await run(frozen, order({ bureauId: bureau.equifax, extras: { pin: '1' }, again: true }))).outcome,
    ).toBe('422 request.invalid')
  })

  it('[NEW-032] demands consent and purpose, what the bureau needs, and says which fields lack', async () => {
    const customer = await person('0003')
    const paths = async (body: object) => (await run(customer, body)).problem.errors.map(({ path }) => path)
    expect(await paths(order({ consent: { given: false, method: 'signed_paper' } }))).toEqual([
      'consent.given',
    ])
    expect(await paths(order({ purpose: 'curiosity' }))).toEqual(['purpose'])
    expect(
      await paths(order({ consent: { given: true, method: 'signed_paper', on: '2199-01-01' } })),
    ).toEqual(['consent.on'])
    const bare = await house.plant.customer({ location: here, fields: { firstName: 'A', lastName: 'B' } })
    const refused = await run(bare)
    expect(refused.outcome).toBe('422 credit.incomplete')
    expect(refused.problem.errors.map(({ path }) => path)).toContain('fields.ssn')
    expect((await run(customer, order({ bureauId: bureau.manual }))).outcome).toBe(
      '409 credit.bureau_not_offered',
    )
    expect((await page(customer)).items).toEqual([])
  })
})

describe('a hard inquiry', () => {
  it('[NEW-032] is made once: double click, second tab, and again only if one says so', async () => {
    const customer = await person('4321')
    const body = order()
    const clicks = await Promise.all([run(customer, body), run(customer, body), run(customer, body)])
    expect(clicks.map(({ status }) => status)).toEqual([200, 200, 200])
    const tab = await run(customer, order())
    expect(['409 credit.one_is_open', '409 credit.asked_lately']).toContain(tab.outcome)
    await settled(customer)
    expect((await run(customer, body)).status).toBe(200)
    expect((await run(customer, order())).outcome).toBe('409 credit.asked_lately')
    expect(await inquiries(customer.ssn)).toHaveLength(1)
    expect((await page(customer)).items).toHaveLength(1)
    await run(customer, order({ again: true }))
    await settled(customer)
    expect(await inquiries(customer.ssn)).toHaveLength(2)
  })

  it('[TAB-014] whose answer is lost is looked up under our number, and never repeated', async () => {
    // 0006: every inquiry is made, and its answer dropped.
    const customer = await person('0006')
    await run(customer)
    expect(await settled(customer)).toMatchObject({ state: 'answered', score: 699, failure: null })
    expect(await inquiries(customer.ssn)).toHaveLength(1)
    expect((await events(customer)).map(({ event }) => event)).toContain('credit.unknown')
    // Dropped before it was made: three looks find none, and it is not made by itself.
    const other = await person('4322')
    await control('open-credit', 'faults', 'POST', {
      fault: 'drop_before',
      match: { path: '/inquiries', method: 'POST' },
    })
    await run(other)
    expect(await settled(other)).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/none was made/),
    })
    expect(await inquiries(other.ssn)).toHaveLength(0)
    await run(other, order())
    expect(await settled(other)).toMatchObject({ state: 'answered' })
  })

  it('[TAB-014] survives a kill between the call and the record: the next process looks it up', async () => {
    const customer = await person('4323')
    const body = order()
    // As the process left it: about to be called, and the bureau has made it.
    const subject = { firstName: 'Nell', lastName: 'Borrower', ssn: customer.ssn, address: { street: '12 Main Street', city: 'Provo', state: 'UT', postalCode: '84601' } } // prettier-ignore
    const made = await fetch(`${house.station.origin}/open-credit/inquiries`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': body.requestKey,
        authorization: `Basic ${Buffer.from('keyholder-credit:sandbox-demo').toString('base64')}`,
      },
      body: JSON.stringify({ product: {}, subject, permissiblePurpose: 'credit_transaction' }),
    })
    expect(made.status).toBe(201)
    const id = await interrupted(customer, body.requestKey, bureau.open)
    expect(await settled(customer)).toMatchObject({ id, state: 'answered', report: 'stored' })
    expect(await inquiries(customer.ssn)).toHaveLength(1)
  })

  it('[TAB-014] at a bureau that cannot be asked for it waits for a person, who settles it', async () => {
    const customer = await person('0006')
    await run(customer, order({ bureauId: bureau.hart }))
    const lost = await settled(customer)
    expect(lost).toMatchObject({ state: 'unknown', nextLookAt: null })
    expect((await run(customer, order())).outcome).toBe('409 credit.one_is_open')
    const record = (await house.as(user).call(customers.open, at(customer))).body
    expect(record.tabs.find(({ key }) => key === 'credit')).toMatchObject({ alert: true })
    const remove = await house.as(user).call(customersLifecycle.delete, at(customer))
    expect(remove.outcome).toBe('409 credit.inquiry_open')
    const settle = (body: object) =>
      house.as(user).call(credit.settle, { ...one(customer, lost.id), body: body as never })
    expect((await settle({ made: true, note: 'Kim' })).outcome).toBe('422 request.invalid')
    expect((await settle({ made: false, score: 700, note: 'Kim' })).outcome).toBe('422 request.invalid')
    const done = await settle({ made: true, score: 699, trackingNumber: 'HX1', note: 'Kim at HART' })
    expect(done.body.items[0]).toMatchObject({ state: 'answered', score: 699, note: 'Kim at HART' })
    expect((await settle({ made: false, note: 'Kim' })).outcome).toBe('409 credit.not_unknown')
    expect(await inquiries(customer.ssn, 'hart')).toHaveLength(1)
  })

  it('[TAB-014] that was certainly not made fails at once; a bureau that is down is left alone', async () => {
    const customer = await person('4325')
    await control('open-credit', 'faults', 'POST', { fault: 'rejected', match: { path: '/inquiries' } })
    await run(customer)
    expect(await settled(customer)).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/data entry desk/),
    })
    await house.owner.query(
      `insert into provider_health (company_id, credit_bureau_id, failures, failing, open_since, probe_at)
       values ($1, $2, 3, '{-1,-2,-3}', now(), now() + interval '1 hour')
       on conflict (company_id, credit_bureau_id) do update set failures = 3, open_since = now(), probe_at = now() + interval '1 hour'`,
      [company.id, bureau.open],
    )
    await run(customer)
    expect(await settled(customer)).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/Nothing was asked/),
    })
    await house.owner.query('delete from provider_health where company_id = $1', [company.id])
    expect(await inquiries(customer.ssn)).toHaveLength(0)
  })
})

/** A check as a killed process leaves it, and the job that comes back for it. */
async function interrupted(customer: CustomerRow, requestKey: string, bureauId: number): Promise<number> {
  const id = await house.plant.insert('credit_check', company, {
    customer_id: customer.id,
    credit_bureau_id: bureauId,
    kind: 'inquiry',
    state: 'running',
    request_key: requestKey,
    requested_at: new Date(),
    requested_by: user.id,
    purpose: 'credit_transaction',
    consent_method: 'signed_paper',
    consent_on: '2026-01-05',
    called_at: new Date(),
  })
  await house.owner.query(
    `select graphile_worker.add_job('credit.run', json_build_object('companyId', $1::bigint, 'creditCheckId', $2::bigint))`,
    [company.id, id],
  )
  return id
}

describe('the active credit check', () => {
  it('[NEW-031] is one that is applied: sets score and tracking number, replaces another, can be taken off', async () => {
    const customer = await person('0003')
    await run(customer)
    const first = await settled(customer)
    const fields = async () => {
      const { fields: f } = (await house.as(user).call(customers.open, at(customer))).body
      return [f.creditScore, f.creditTrackingNumber]
    }
    const apply = (id: number) => house.as(user).call(credit.apply, one(customer, id))
    expect((await apply(first.id)).body.items[0]).toMatchObject({ applied: { by: expect.any(String) } })
    expect(await fields()).toEqual([512, first.trackingNumber])
    expect((await apply(first.id)).outcome).toBe('409 credit.applied_already')
    const entered = await house.as(user).call(credit.enter, {
      ...at(customer),
      body: { bureauId: bureau.manual, score: 702, trackingNumber: 'EL-1', note: 'By telephone' },
    })
    const manual = entered.body.items[0]!
    expect(manual).toMatchObject({ kind: 'manual', consent: null, report: 'none' })
    const both = (await apply(manual.id)).body.items.map(({ applied }) => applied !== null)
    expect(both).toEqual([true, false])
    expect(await fields()).toEqual([702, 'EL-1'])
    await house.as(user).call(credit.unapply, one(customer, manual.id))
    expect(await fields()).toEqual([null, null])
    const said = (await events(customer)).map(({ event }) => event)
    expect(said).toEqual(
      expect.arrayContaining(['credit.entered', 'credit.applied', 'credit.unapplied', 'customers.saved']),
    )
    const thin = await person('0002')
    await run(thin)
    // No score: the tracking number is kept all the same.
    const check = await settled(thin)
    await house.as(user).call(credit.apply, one(thin, check.id))
    const after = (await house.as(user).call(customers.open, at(thin))).body.fields
    expect([after.creditScore, after.creditTrackingNumber]).toEqual([null, check.trackingNumber])
  })

  it('[TAB-014] belongs to a lead as well, and stays when it is archived, read-only', async () => {
    const lead = await house.plant.lead({
      location: here,
      fields: { addressLine1: '1 Main', city: 'Provo', state: 'UT', zip: '84601', ssn: '955550003' },
    })
    await run(lead)
    expect(await settled(lead)).toMatchObject({ score: 512 })
    const archived = await person('0003', { archived_at: new Date() })
    expect((await run(archived)).outcome).toBe('409 customers.archived')
    expect((await page(archived)).abilities.create).toBe(false)
  })
})

describe('reports', () => {
  it('[SEC-003] hold neither SSN nor birthdate, lie sealed, and who reads one stands in History', async () => {
    const customer = await person('4330')
    await run(customer)
    await run(customer, order({ bureauId: bureau.equifax, again: true }))
    const check = await settled(customer)
    const read = await house.as(user).call(credit.report, one(customer, check.id))
    expect(read.body.report).toMatch(/SUBJECT {3}BORROWER, NELL/)
    expect(read.body.report).toMatch(/SSN {7}\*\*\*/)
    await run(customer, order({ bureauId: bureau.equifax }))
    const second = await settled(customer)
    const other = await house.as(user).call(credit.report, one(customer, second.id))
    await run(customer, order({ bureauId: bureau.hart }))
    const third = await settled(customer)
    const last = await house.as(user).call(credit.report, one(customer, third.id))
    expect((await events(customer)).filter(({ event }) => event === 'credit.report_viewed')).toHaveLength(3)
    const { rows } = await house.owner.query(
      `select k.*, array(select h::text from history_entry h where h.customer_id = k.customer_id and h.event like 'credit.%') as told
       from credit_check k where k.customer_id = $1`,
      [customer.id],
    )
    expect(rows.every(({ sealed_order: kept }) => kept === null)).toBe(true)
    const { rows: jobs } = await house.owner.query('select * from graphile_worker._private_jobs')
    const everything = JSON.stringify([
      rows,
      jobs,
      house.logs,
      read.body,
      other.body,
      last.body,
      await page(customer),
    ])
    const dashed = customer.ssn.replace(/^(\d{3})(\d{2})(\d{4})$/, '$1-$2-$3')
    for (const secret of [customer.ssn, dashed, '1980-02-29', '02/29/1980', 'sandbox-demo'])
      expect(everything).not.toContain(secret)
    // Sealed at rest, and no word of a report in a log or a list of calls.
    expect(JSON.stringify([rows, house.logs])).not.toContain('SUMMIT BANK')
    expect(rows.every(({ calls }) => (calls as object[]).every((call) => !('request' in call)))).toBe(true)
  })

  it('[TAB-014] are erased after the company’s time; what the card shows stays', async () => {
    const customer = await person('4331')
    await run(customer)
    const check = await settled(customer)
    await house.owner.query(
      `update credit_check set answered_at = now() - interval '731 days' where id = $1`,
      [check.id],
    )
    await house.owner.query(
      `select graphile_worker.add_job('credit.purge', json_build_object('companyId', $1::bigint))`,
      [company.id],
    )
    await eventually(async () => {
      expect((await page(customer)).items[0]).toMatchObject({ report: 'purged', score: check.score })
    })
    expect((await house.as(user).call(credit.report, one(customer, check.id))).outcome).toBe(
      '409 credit.no_report',
    )
    const { rows } = await house.owner.query('select sealed_report from credit_check where id = $1', [
      check.id,
    ])
    expect(rows[0]!.sealed_report).toBeNull()
    expect((await events(customer)).map(({ event, source }) => `${event} ${source}`)).toContain(
      'credit.report_purged job',
    )
  })
})

describe('who may', () => {
  it('[REC-042] the tab takes View, running takes Create, at the record’s location; the SSN stays masked to who runs it', async () => {
    const customer = await person('4340')
    const holding = (grants: Permission[], location: Location | undefined = here) =>
      house.plant.user({
        company,
        holds: [{ grants: ['customers.view', ...grants], ...(location && { at: location }) }],
      })
    const reader = await holding(['credit_reports.view'])
    expect((await page(customer, reader)).abilities).toMatchObject({ create: false })
    expect((await run(customer, order(), reader)).outcome).toBe('403 access.denied')
    const elsewhere = await house.plant.location({ company })
    const stranger = await house.plant.user({
      company,
      holds: [
        { grants: ['customers.view'], at: here },
        { grants: ['credit_reports.view', 'credit_reports.create'], at: elsewhere },
      ],
    })
    expect((await run(customer, order(), stranger)).outcome).toBe('403 access.denied_here')
    expect((await house.as(stranger).call(credit.ofCustomer, at(customer))).outcome).toBe(
      '403 access.denied_here',
    )
    const seller = await holding(['credit_reports.view', 'credit_reports.create'])
    const shown = (await house.as(seller).call(customers.open, at(customer))).body
    expect(shown.fields.ssn).toBe('***')
    expect((await run(customer, order(), seller)).status).toBe(200)
    const check = await settled(customer)
    expect((await house.as(seller).call(credit.report, one(customer, check.id))).text).not.toContain(
      customer.ssn,
    )
    const foreign = await house.plant.user({ company: await house.plant.company({ settings: { creditChecks: true } }), holds: [{ grants: 'all' }] }) // prettier-ignore
    expect((await run(customer, order({ bureauId: bureau.open }), foreign)).outcome).toBe(
      '404 customers.not_found',
    )
    // Who may not see reports reads in History that something was done, and no value.
    const historian = await holding(['history.yes'])
    const told = (await events(customer, historian)).filter(({ entity }) => entity === 'credit_check')
    expect(told.length).toBeGreaterThan(0)
    expect(told.every(({ changes }) => changes.length === 0)).toBe(true)
    expect(JSON.stringify(told)).not.toContain('Summit')
  })

  it('[ADM-007] without the add-on the tab, the action, the routes and the bureaus are gone', async () => {
    const customer = await person('4341')
    const set = (on: boolean) =>
      house.owner.query(`update platform.company set settings = settings || $2 where id = $1`, [
        company.id,
        { creditChecks: on },
      ])
    await set(false)
    try {
      const record = (await house.as(user).call(customers.open, at(customer))).body
      expect(record.tabs.map(({ key }) => key)).not.toContain('credit')
      expect(record.abilities.actions).not.toContain('credit')
      expect((await house.as(user).call(credit.ofCustomer, at(customer))).outcome).toBe('404 credit.off')
      expect((await run(customer)).outcome).toBe('404 credit.off')
      const kind = { params: { providerKind: 'credit' as const } }
      expect((await house.as(user).call(providers.list, kind)).outcome).toBe('404 credit.off')
    } finally {
      await set(true)
    }
    const kind = { params: { providerKind: 'credit' as const } }
    expect((await house.as(user).call(providers.list, kind)).body.items).toHaveLength(4)
  })

  it('[ADM-011] bureaus take Integrations, keep their secrets, and are tested before they are saved', async () => {
    const holding = (grants: Permission[]) => house.plant.user({ company, holds: [{ grants }] })
    const kind = { params: { providerKind: 'credit' as const } }
    const stations = await holding(['administration_page.view', 'monitoring_companies.yes'])
    expect((await house.as(stations).call(providers.list, kind)).outcome).toBe('403 access.denied')
    const viewer = await holding(['integrations.view'])
    expect((await house.as(viewer).call(providers.list, kind)).body.abilities).toEqual({
      create: false,
      modify: false,
    })
    expect(
      (await house.as(viewer).call(providers.list, { params: { providerKind: 'monitoring' } })).outcome,
    ).toBe('403 access.denied')
    const settings = {
      baseUrl: `${house.station.origin}/open-credit`,
      subscriberCode: '0125A12345',
      password: 'sandbox-demo',
    }
    const manager = await holding(['integrations.view', 'integrations.create', 'integrations.modify'])
    const test = (change: object) =>
      house.as(manager).call(providers.test, {
        ...kind,
        body: { connector: 'transunion', settings: { ...settings, ...change } },
      })
    expect((await test({})).body).toEqual({
      ok: true,
      message: 'TransUnion answers (test environment).',
      failure: null,
    })
    expect((await test({ password: 'wrong' })).body).toMatchObject({ ok: false, failure: 'bad_credentials' })
    const body = { name: 'TransUnion', connector: 'transunion', active: true, settings }
    const made = await house.as(manager).call(providers.create, { ...kind, body })
    expect(made.status).toBe(200)
    expect(made.body.saved).toEqual(['password'])
    expect(made.text).not.toContain('sandbox-demo')
    expect((await house.as(viewer).call(providers.create, { ...kind, body })).outcome).toBe(
      '403 access.denied',
    )
  })
})
