/** AlarmNet: an account linked by its City-CS-Sub, and the news that somebody changed it there. */
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { history } from '#shared/contracts/history.ts'
import { stationAccounts } from '#shared/contracts/station-accounts.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'
import { sealSecrets } from '../providers/providers.service.ts'

const secret = 'a-secret-that-both-sides-know'
let house: House
let dealer: Dealership
let alarmnetId: number
let customer: CustomerRow
let origin: string

const base = () => `${house.station.origin}/alarmnet`
const control = async <T>(name: string, body: object): Promise<T> => {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(`${base()}/_control/${name}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  if (!reply.ok) throw new Error(`${name}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as T
}
const theirs = (change: object = {}) =>
  control('accounts', {
    accounts: [
      {
        accountNumber: 'A1-02-7001',
        name: { first: 'Nell', last: 'Linked' },
        premises: { street1: '12 Main Street', city: 'Provo', state: 'UT', postalCode: '84601' },
        phones: { premises: '(801) 555-0100' },
        details: { mac: '00D02D777777', crc: '12AB' },
        link: { reference: `keyholder:${dealer.here.company.slug}/${customer?.id ?? 0}` },
        ...change,
      },
    ],
  })

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
  origin = await house.app.listen({ port: 0, host: '127.0.0.1' })
  const { company } = dealer.here
  alarmnetId = await house.plant.insert('monitoring_company', company, {
    name: 'AlarmNet',
    active: true,
    connector: 'alarmnet',
    settings: { baseUrl: base(), userId: 'keyholder', dealerId: 'ACME01' },
    sealed_secrets: sealSecrets(company.id, { password: 'sandbox-demo', callbackSecret: secret }),
  })
  customer = await dealer.ours('A1-02-7001', { monitoringCompanyId: alarmnetId })
  await theirs({ link: null })
  await dealer.link(customer)
  await dealer.settled(customer)
})
afterAll(() => house.close())

const url = (companyId = dealer.here.company.id, id = alarmnetId) =>
  `${origin}/api/v1/callbacks/alarmnet/${companyId}/${id}`
type Fired = { eventId: string; status: number; body: string }
const fire = async (given: object = {}) => {
  const order = { url: url(), secret, accountNumber: 'A1-02-7001', ...given }
  const { status, body, eventId } = await control<Fired>('callback', order)
  return {
    eventId,
    status,
    ...(JSON.parse(body) as { looking?: boolean; repeated?: boolean; code?: string }),
  }
}
const driftOf = async () =>
  (await dealer.page(customer)).attention.map(({ message }) => message).find((m) => m.includes('otherwise'))

describe('AlarmNet’s callback', () => {
  it('[SYS-07] has the account looked at: what was changed there stands on the page until it is settled', async () => {
    await theirs({ email: 'moved@example.test', phones: { premises: '(801) 555-0188' } })
    expect(await fire()).toMatchObject({ status: 200, looking: true, repeated: false })
    const told = await eventually(async () => {
      const message = await driftOf()
      if (!message) throw new Error('Nothing found yet')
      return message
    })
    expect(told).toBe(
      'AlarmNet has Primary Phone, Email otherwise now: pull the account, or sync ours over it.',
    )
    const page = await house
      .as(dealer.user)
      .call(history.ofCustomer, { params: { customerId: customer.id }, query: {} })
    expect(page.body.items).toContainEqual(
      expect.objectContaining({ event: 'connections.drift_found', source: 'integration' }),
    )
    const compared = await house
      .as(dealer.user)
      .call(stationAccounts.compare, { params: { customerId: customer.id } })
    await house.as(dealer.user).call(stationAccounts.pull, {
      params: { customerId: customer.id },
      body: { seen: compared.body.seen, takeTheirs: ['email'] },
    })
    await dealer.settled(customer)
    expect(await driftOf()).toBeUndefined()
    expect((await dealer.open(customer)).fields).toMatchObject({
      email: 'moved@example.test',
      primaryPhone: '8015550100',
    })
    await fire()
    await house.owner.query('select 1')
    expect(await driftOf()).toBeUndefined()
  })

  it('[SYS-07] is taken once, and only from who knows the secret, in its time, for accounts of this company', async () => {
    const { eventId } = await fire()
    expect(await fire({ eventId })).toMatchObject({ status: 200, looking: false, repeated: true })
    expect(await fire({ accountNumber: 'A1-02-0000' })).toMatchObject({ status: 200, looking: false })
    const now = Math.floor(Date.now() / 1000)
    const stranger = dealer.foreign.company.id
    for (const wrong of [
      { secret: `${secret}!` },
      { timestamp: now - 301 },
      { timestamp: now + 301 },
      { url: url(stranger) },
      { url: url(dealer.here.company.id, dealer.monitor.id) },
      { url: url(999_999, 1) },
    ])
      expect(await fire(wrong), JSON.stringify(wrong)).toMatchObject({
        status: 401,
        code: 'callbacks.refused',
      })
    // What was signed is the body, byte for byte.
    const body = JSON.stringify({
      eventId: 'news-of-mine',
      kind: 'account.changed',
      accountNumber: 'A1-02-7001',
    })
    const send = (text: string, signature: string) =>
      fetch(url(), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-alarmnet-timestamp': String(now),
          'x-alarmnet-signature': signature,
        },
        body: text,
      }).then(({ status }) => status)
    const signature = `sha256=${createHmac('sha256', secret).update(`${now}.${body}`).digest('hex')}`
    expect(await send(body.replace('7001', '7002'), signature)).toBe(401)
    expect(await send(body, signature.slice(7))).toBe(401)
    expect(await send(body, '')).toBe(401)
    expect(await send(body, signature)).toBe(200)
    expect(JSON.stringify(house.logs)).not.toContain(secret)
  })

  it('[SYS-07] is asked to slow down after a hundred and twenty in a minute', async () => {
    await house.owner.query(
      `insert into station_callback (company_id, monitoring_company_id, event_id, account_number, received_at)
       select $1, $2, 'flood-' || n, 'A1-02-7001', now() from generate_series(1, 120) n`,
      [dealer.here.company.id, alarmnetId],
    )
    expect(await fire()).toMatchObject({ status: 429, code: 'callbacks.too_many' })
  })
})
