import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import { type Webhook, webhooks } from '#shared/contracts/webhooks.ts'
import { retryWaitsMs, type WebhookTopic } from '#shared/rules/webhooks.ts'
import { tasks } from '#server/modules/index.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let user: User
let foreign: CustomerRow

type Received = { kind: string; accountNumber: string; values: { type: string; data: Data } }
type Data = {
  record: { id: number; kind: string } | null
  subject: { type: string; id: number }
  changedFields: string[]
}

beforeAll(async () => {
  house = await openHouse({ sandboxes: true })
  ;({ company, here, user, foreign } = await house.plant.neighbourhood())
})
afterAll(() => house.close())
beforeEach(async () => {
  await control('reset', {})
  house.clock.lag(0)
  await house.owner.query('delete from webhook_endpoint where company_id = $1', [company.id])
})

const receiver = () => `${house.station.origin}/webhooks`
const control = async (name: string, body: unknown) => {
  const reply = await fetch(`${receiver()}/_control/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(reply.ok, await reply.text()).toBe(true)
}
const received = async (): Promise<Received[]> =>
  ((await (await fetch(`${receiver()}/_control/accounts`)).json()) as { effects: Received[] }).effects
const arrivals = async (): Promise<Record<string, number>> => {
  const { accounts } = (await (await fetch(`${receiver()}/_control/accounts`)).json()) as {
    accounts: { accountNumber: string; received: number }[]
  }
  return Object.fromEntries(accounts.map((one) => [one.accountNumber, one.received]))
}
const make = async (
  topics: WebhookTopic[],
  url = `${receiver()}/hook`,
): Promise<{ webhook: Webhook; secret: string }> => {
  const made = (
    await house.as(user).call(webhooks.create, { body: { name: `To ${topics.join(' ')}`, url, topics } })
  ).body
  // The tests' clock goes ahead of the receiver's.
  await control('secrets', { secrets: [made.secret], toleranceSeconds: 30 * 86_400 })
  return made
}
const of = ({ id }: Webhook) => ({ params: { webhookId: id } })
const again = async (webhook: Webhook) => (await house.as(user).call(webhooks.get, of(webhook))).body
/** What the worker does, as long as there is a job that is due. */
const deliver = (webhook: Webhook) =>
  tasks(house.database, house.desk, house.clock.now)['webhooks.deliver']!({
    companyId: company.id,
    endpointId: webhook.id,
  })
const jobs = async () =>
  (
    await house.owner.query(
      `select key, run_at from graphile_worker.jobs where task_identifier = 'webhooks.deliver'`,
    )
  ).rows
const save = async (customerId: number, fields: object) => {
  const { version } = (await house.as(user).call(customers.open, { params: { customerId } })).body
  return (await house.as(user).call(customers.save, { params: { customerId }, body: { version, fields } }))
    .body
}
const log = async (webhook: Webhook) =>
  (await house.as(user).call(webhooks.deliveries, of(webhook))).body.items
const later = (ms: number) => house.clock.lag(-ms)

describe('a webhook', () => {
  it('[TAB-025] is told of what was chosen once it is committed, signed, with names of fields and no values', async () => {
    const { webhook } = await make(['customer.created', 'customer.updated'])
    const created = (
      await house.as(user).call(customers.create, {
        body: {
          kind: 'customer',
          fields: {
            ...{
              firstName: 'Webb',
              lastName: 'Hook',
              city: 'Provo',
              state: 'UT',
              primaryPhone: '8015550144',
            },
            ...{ accountType: 'residential', locationId: here.id, ssn: '900-33-4444' },
          },
        },
      })
    ).body
    // What is undone, and what another company does, is told to nobody.
    await house.database
      .transaction(
        { of: 'company', companyId: company.id, userId: null },
        { source: 'job', address: '', requestId: '' },
        (_db, _actor, history) => {
          history.add({
            event: 'customers.saved',
            entity: 'customer',
            entityId: created.id,
            customerId: created.id,
          })
          return Promise.reject(new Error('undone'))
        },
      )
      .catch(() => {})
    const lead = await house.plant.lead({ location: here })
    await save(created.id, { email: 'webb@hook.test' })
    await save(lead.id, { email: 'lead@hook.test' })
    expect(await received()).toEqual([])
    expect(await jobs()).toHaveLength(1)
    await deliver(webhook)
    const messages = await received()
    expect(messages.map(({ kind, values: { data } }) => [kind, data.record!.id, data.changedFields])).toEqual(
      [
        ['customer.created', created.id, expect.arrayContaining(['firstName', 'ssn'])],
        ['customer.updated', created.id, ['email']],
      ],
    )
    expect(JSON.stringify(messages)).not.toMatch(/webb@hook|900334444|900-33|Provo/)
    expect(await log(webhook)).toMatchObject([
      { state: 'delivered', attempts: 1, lastStatus: 200, topic: 'customer.updated' },
      { state: 'delivered', topic: 'customer.created' },
    ])
    expect(await again(webhook)).toMatchObject({ waiting: 0, failed: 0, failingSince: null })
  })

  it('[TAB-025] is told that an invoice was paid by what pays it', async () => {
    const { webhook } = await make(['invoice.paid'])
    const customer = await house.plant.customer({ location: here })
    const invoice = await house.plant.insert('invoice', company, {
      ...{ customer_id: customer.id, payer_id: customer.id, state: 'open', invoice_on: '2026-01-01' },
      ...{ number: 77_001, total_cents: 100, subtotal_cents: 100 },
    })
    const client = await house.owner.connect()
    const pay = (cents: number) =>
      client.query('update invoice set paid_cents = $2 where id = $1', [invoice, cents])
    await client.query('begin')
    await client.query(`select set_config('app.company_id', $1, true)`, [String(company.id)])
    await pay(40)
    await pay(100)
    await pay(100)
    await client.query('commit')
    client.release()
    await deliver(webhook)
    expect((await received()).map(({ kind, values }) => [kind, values.data.subject])).toEqual([
      ['invoice.paid', { type: 'invoice', id: invoice }],
    ])
  })

  it('[TAB-025] is tried again until it answers, in order for each record, and not twice at the same receiver', async () => {
    const { webhook } = await make(['customer.updated'])
    const [one, two] = [
      await house.plant.customer({ location: here }),
      await house.plant.customer({ location: here }),
    ]
    await save(one.id, { city: 'First' })
    await save(one.id, { city: 'Second' })
    await save(two.id, { city: 'Other' })
    await control('answer', { status: 500 })
    await deliver(webhook)
    expect(await received()).toEqual([])
    const waiting = await log(webhook)
    // The second of the same record was not even tried.
    expect(waiting.map(({ attempts, lastStatus }) => [attempts, lastStatus])).toEqual([
      [1, 500],
      [0, null],
      [1, 500],
    ])
    expect(await again(webhook)).toMatchObject({ waiting: 3, failingSince: expect.any(String) })
    await control('answer', { status: 200 })
    later(60_000)
    await deliver(webhook)
    const messages = (await received()).map(({ values }) => values.data.record!.id)
    expect(messages.filter((id) => id === one.id)).toHaveLength(2)
    const order = (await received())
      .filter(({ values }) => values.data.record!.id === one.id)
      .map(({ accountNumber }) => accountNumber)
    expect(order).toEqual(order.toSorted((a, b) => Number(a.split('_')[2]) - Number(b.split('_')[2])))
    expect(await again(webhook)).toMatchObject({ waiting: 0, failingSince: null })
  })

  it('[TAB-025] gets a message again whose answer was lost, under the same id; killed workers lose nothing', async () => {
    const { webhook } = await make(['customer.updated'])
    const customer = await house.plant.customer({ location: here })
    await save(customer.id, { city: 'Lost' })
    const reply = await fetch(`${receiver()}/_control/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault: 'drop_after' }),
    })
    expect(reply.ok).toBe(true)
    await deliver(webhook)
    later(30_000)
    // A worker that was killed holds the endpoint a little longer; whoever comes meanwhile comes back.
    await house.owner.query('update webhook_endpoint set working_until = $2 where id = $1', [
      webhook.id,
      new Date(house.clock.now().getTime() + 30_000),
    ])
    await deliver(webhook)
    expect(Object.values(await arrivals())).toEqual([1])
    expect((await jobs()).some(({ key }) => String(key).endsWith(':later'))).toBe(true)
    later(120_000)
    await deliver(webhook)
    expect(Object.values(await arrivals())).toEqual([2])
    expect(await received()).toHaveLength(1)
  })

  it('[TAB-025] is given up on after the last try, and delivered again by hand', async () => {
    const { webhook } = await make(['customer.updated'])
    const customer = await house.plant.customer({ location: here })
    await save(customer.id, { city: 'Never' })
    await control('answer', { status: 422 })
    let at = 0
    for (const wait of [0, ...retryWaitsMs]) {
      later((at += wait + 3_600_000))
      await deliver(webhook)
    }
    const [failed] = await log(webhook)
    expect(failed).toMatchObject({ state: 'failed', attempts: retryWaitsMs.length + 1, lastStatus: 422 })
    const params = { webhookId: webhook.id, deliveryId: failed!.id }
    const { attempts, body } = (await house.as(user).call(webhooks.delivery, { params })).body
    expect(attempts).toHaveLength(retryWaitsMs.length + 1)
    expect(JSON.parse(body)).toMatchObject({ type: 'customer.updated' })
    await control('answer', { status: 200 })
    expect((await house.as(user).call(webhooks.redeliver, { params })).outcome).toBe('200')
    await deliver(webhook)
    expect((await log(webhook))[0]).toMatchObject({ state: 'delivered', message: failed!.message })
  })

  it('[TAB-025] is switched off after days without an answer, or at once by 410; who may change it is told', async () => {
    const { webhook } = await make(['customer.updated'])
    const customer = await house.plant.customer({ location: here })
    await control('answer', { status: 503 })
    await save(customer.id, { city: 'Down' })
    await deliver(webhook)
    later(5.5 * 86_400_000)
    await deliver(webhook)
    expect(await again(webhook)).toMatchObject({
      active: false,
      disabledReason: expect.stringContaining('5 days'),
    })
    const told = (await house.as(user).call(notifications.list, {})).body.items[0]!
    expect(told).toMatchObject({ kind: 'webhook_disabled', webhookEndpointId: webhook.id })
    const { items } = (await house.as(user).call(webhooks.history, of(webhook))).body
    expect(items[0]).toMatchObject({ event: 'webhooks.disabled' })
    // What happens meanwhile is not taken down; what waited goes out once it is on again.
    await save(customer.id, { city: 'Unheard' })
    await control('answer', { status: 200 })
    const { version } = await again(webhook)
    await house.as(user).call(webhooks.save, { ...of(webhook), body: { version, active: true } })
    await deliver(webhook)
    expect((await received()).map(({ values }) => values.data.changedFields)).toEqual([['city']])
    await control('answer', { status: 410 })
    await save(customer.id, { city: 'Gone' })
    await deliver(webhook)
    expect(await again(webhook)).toMatchObject({
      active: false,
      disabledReason: expect.stringContaining('410'),
    })
  })

  it('[TAB-025] signs with both secrets while one is replaced, and says a secret once', async () => {
    const { webhook, secret } = await make(['customer.updated'])
    const rotated = (
      await house.as(user).call(webhooks.rotate, { ...of(webhook), body: { version: webhook.version } })
    ).body
    expect(rotated.secret).not.toBe(secret)
    expect(rotated.webhook.rotatingUntil).not.toBeNull()
    const customer = await house.plant.customer({ location: here })
    for (const [known, ms, ok] of [
      [secret, 0, true],
      [rotated.secret, 0, true],
      [secret, 25 * 3_600_000, false],
    ] as const) {
      await control('reset', {})
      await control('secrets', { secrets: [known] })
      await house.owner.query('update webhook_endpoint set previous_until = $2 where id = $1', [
        webhook.id,
        new Date(Date.now() + 24 * 3_600_000 - ms),
      ])
      await save(customer.id, { city: `Known ${ms} ${known.slice(-6)}` })
      await deliver(webhook)
      expect((await received()).length > 0, `${ms}`).toBe(ok)
    }
    const kept = await house.owner.query('select w::text as text from webhook_endpoint w where id = $1', [
      webhook.id,
    ])
    for (const one of [secret, rotated.secret]) {
      expect(kept.rows[0].text).not.toContain(one.slice(6))
      expect(house.logs.join('\n')).not.toContain(one.slice(6))
    }
  })

  it('[TAB-025] can be tested at once', async () => {
    const { webhook } = await make(['customer.updated'])
    expect((await house.as(user).call(webhooks.test, of(webhook))).body).toMatchObject({
      status: 200,
      error: null,
    })
    expect((await received()).map(({ kind }) => kind)).toEqual(['webhook.test'])
    await control('answer', { status: 404 })
    expect((await house.as(user).call(webhooks.test, of(webhook))).body).toMatchObject({
      status: 404,
      error: 'The receiver answered 404',
    })
  })
})

describe('its address', () => {
  it('[SEC-004] leads out of the private network, whatever it looks like, and no redirect is followed', async () => {
    for (const url of [
      'http://hooks.company.test/x',
      'https://127.0.0.1/x',
      'https://[::1]/x',
      'https://0x7f.1/x',
      'https://169.254.169.254/latest',
      'https://10.1.2.3/x',
      'https://localhost/x',
      'https://user:pass@hooks.company.test/x',
    ]) {
      const made = await house
        .as(user)
        .call(webhooks.create, { body: { name: 'Inside', url, topics: ['invoice.paid'] } })
      expect(made.problem.errors[0]?.path, url).toBe('url')
    }
    // A name that turns out to be inside is refused when it is called.
    const { webhook } = await make(['invoice.paid'])
    await house.owner.query(`update webhook_endpoint set url = 'https://localhost:1/x' where id = $1`, [
      webhook.id,
    ])
    const inside = (await house.as(user).call(webhooks.test, of(webhook))).body
    expect(inside).toMatchObject({ status: null, error: expect.stringContaining('private network') })
    await house.owner.query('update webhook_endpoint set url = $2 where id = $1', [
      webhook.id,
      `${receiver()}/hook`,
    ])
    await control('answer', { status: 302, headers: { location: `${receiver()}/elsewhere` } })
    const redirected = (await house.as(user).call(webhooks.test, of(webhook))).body
    expect(redirected).toMatchObject({ status: null, error: expect.stringContaining('redirect') })
  })
})

describe('webhooks', () => {
  it('[TAB-025] [SEC-001] are their company’s, and need the permission', async () => {
    const { webhook } = await make(['customer.updated'])
    const stranger = await house.plant.user({ company: foreign.company, holds: [{ grants: 'all' }] })
    expect((await house.as(stranger).call(webhooks.get, of(webhook))).outcome).toBe('404 webhooks.not_found')
    expect((await house.as(stranger).call(webhooks.list, {})).body.items).toEqual([])
    const viewer = await house.plant.user({ company, holds: [{ grants: ['integrations.view'], at: here }] })
    expect((await house.as(viewer).call(webhooks.list, {})).body.items).toHaveLength(1)
    expect((await house.as(viewer).call(webhooks.test, of(webhook))).outcome).toBe('403 access.denied')
    expect((await house.as(viewer).call(webhooks.list, {})).text).not.toContain('whsec')
  })
})
