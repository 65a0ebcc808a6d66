/** Total Connect: an app account that is linked, and the news that somebody changed it there. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callbacks } from '#shared/contracts/callbacks.ts'
import { interactive } from '#shared/contracts/interactive.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'
import { sealSecrets } from '../providers/providers.service.ts'

const secret = 'a-secret-that-both-sides-know'
let house: House
let dealer: Dealership
let providerId: number
let customer: CustomerRow
let origin: string

const control = async <T>(name: string, body: object): Promise<T> => {
  const headers = { 'content-type': 'application/json' }
  const url = `${house.station.origin}/totalconnect/_control/${name}`
  const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!reply.ok) throw new Error(`${name}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as T
}
const theirs = (change: object = {}) =>
  control('accounts', {
    accounts: [
      {
        accountNumber: 'TC-7001',
        name: { first: 'Nell', last: 'Linked' },
        premises: { street1: '12 Main Street', city: 'Provo', state: 'UT', postalCode: '84601' },
        phone: '8015550100',
        email: 'nell@example.test',
        planCode: 'TC-REMOTE',
        modem: '00D02D700001-AB12',
        users: [{ id: 'TC-7001-1', login: 'nell.linked', email: 'nell@example.test' }],
        link: { reference: `keyholder:${dealer.here.company.slug}/${customer?.id ?? 0}` },
        ...change,
      },
    ],
  })
const at = () => ({ params: { customerId: customer.id } })
const page = async () => (await house.as(dealer.user).call(interactive.page, at())).body
const standing = async () =>
  (
    await house
      .as(dealer.user)
      .call(callbacks.standing, { params: { providerKind: 'interactive', providerId } })
  ).body

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
  origin = await house.app.listen({ port: 0, host: '127.0.0.1' })
  const { company } = dealer.here
  providerId = await house.plant.insert('service_provider', company, {
    name: 'Total Connect',
    active: true,
    connector: 'totalconnect',
    settings: {
      baseUrl: `${house.station.origin}/totalconnect`,
      userId: 'keyholder',
      dealerId: 'ACME01',
    },
    sealed_secrets: sealSecrets(
      company.id,
      { password: 'sandbox-demo', callbackSecret: secret },
      'interactive',
    ),
  })
  customer = await house.plant.customer({
    location: dealer.here,
    fields: {
      firstName: 'Nell',
      lastName: 'Linked',
      addressLine1: '12 Main Street',
      city: 'Provo',
      state: 'UT',
      zip: '84601',
      primaryPhone: '8015550100',
      email: 'nell@example.test',
    },
  })
  await theirs({ link: null })
  const call = house.as(dealer.user)
  const found = (await call.call(interactive.find, { ...at(), body: { providerId, text: '00D02D700001' } }))
    .body
  const { externalId, seen } = found.matches[0]!
  await call.call(interactive.link, { ...at(), body: { providerId, externalId, seen } })
})
afterAll(() => house.close())

const url = (companyId = dealer.here.company.id, id = providerId) =>
  `${origin}/api/v1/callbacks/total-connect/${companyId}/${id}`
const fire = async (given: object = {}) => {
  const order = { url: url(), secret, accountNumber: 'TC-7001', ...given }
  const { status, body, eventId } = await control<{ eventId: string; status: number; body: string }>(
    'callback',
    order,
  )
  const answer = JSON.parse(body) as { looking?: boolean; repeated?: boolean; code?: string }
  return { eventId, status, ...answer }
}
const told = async () => (await page()).attention.map(({ message }) => message)

describe('Total Connect’s callback', () => {
  it('[SYS-07] has the account looked at: what was changed there stands on the page until ours is sent over it', async () => {
    expect(await standing()).toMatchObject({
      path: `/api/v1/callbacks/total-connect/${dealer.here.company.id}/${providerId}`,
      secretSaved: true,
      last: null,
      count: 0,
    })
    await theirs({ email: 'moved@example.test' })
    expect(await fire()).toMatchObject({ status: 200, looking: true, repeated: false })
    await eventually(async () =>
      expect(await told()).toEqual(['Total Connect has Email otherwise now: push ours over it.']),
    )
    const [account] = (await page()).accounts
    const { rows } = await house.owner.query<{ event: string }>(
      `select event from history_entry where customer_id = $1 and event = 'connections.drift_found'`,
      [customer.id],
    )
    expect(rows).toHaveLength(1)
    expect(await standing()).toMatchObject({ count: 1, last: { accountNumber: 'TC-7001' } })
    const path = { params: { customerId: customer.id, accountId: account!.id } }
    await house.as(dealer.user).call(interactive.push, path)
    await eventually(async () => expect(await told()).toEqual([]))
  })

  it('[SYS-07] is taken once, only from who knows the secret, at the address of this kind of provider', async () => {
    const { eventId } = await fire()
    expect(await fire({ eventId })).toMatchObject({ status: 200, looking: false, repeated: true })
    expect(await fire({ accountNumber: 'TC-0000' })).toMatchObject({ status: 200, looking: false })
    const now = Math.floor(Date.now() / 1000)
    for (const wrong of [
      { secret: `${secret}!` },
      { timestamp: now - 301 },
      { url: url(dealer.foreign.company.id) },
      { url: url(dealer.here.company.id, 999_999) },
      { url: url().replace('total-connect', 'alarmnet') },
    ])
      expect(await fire(wrong), JSON.stringify(wrong)).toMatchObject({
        status: 401,
        code: 'callbacks.refused',
      })
    const other = await house.plant.serviceProvider(dealer.here.company, { name: 'Nobody' })
    const none = { params: { providerKind: 'interactive' as const, providerId: other.id } }
    expect((await house.as(dealer.user).call(callbacks.standing, none)).body.path).toBeNull()
  })

  it('[SYS-07] says so when the account is gone there', async () => {
    await theirs({ dealerId: 'BIRCH1' })
    expect(await fire()).toMatchObject({ looking: true })
    await eventually(async () =>
      expect(await told()).toEqual([
        'Total Connect has no account nell.linked any more: the customer’s app does not work. Call the provider, or unlink it.',
      ]),
    )
  })
})
