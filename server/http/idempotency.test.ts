import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { connections } from '#shared/contracts/connections.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import type { User } from '#test/helpers/factories.ts'
import { eventually } from '#test/helpers/eventually.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'

let house: House
let dealer: Dealership

beforeAll(async () => {
  house = await openHouse({ sandboxes: true })
  dealer = await Dealership.open(house)
})
afterAll(() => house.close())

const person = (lastName: string) => ({
  kind: 'customer' as const,
  fields: {
    firstName: 'Idem',
    lastName,
    city: 'Provo',
    state: 'UT',
    primaryPhone: '8015550123',
    accountType: 'residential',
    locationId: dealer.here.id,
  },
})
const create = (lastName: string, key: string, by: User = dealer.user) =>
  house.as(by).call(customers.create, { body: person(lastName) }, { headers: { 'idempotency-key': key } })
const count = async (lastName: string) =>
  (
    await house.owner.query<{ n: number }>('select count(*)::int as n from customer where last_name = $1', [
      lastName,
    ])
  ).rows[0]!.n

describe('a request with an Idempotency-Key', () => {
  it('repeated gets the first one’s answer and has no further effect', async () => {
    const [first, second] = [await create('Once', 'key-once-1'), await create('Once', 'key-once-1')]
    expect(second.body).toEqual(first.body)
    expect(await count('Once')).toBe(1)
    const { rows } = await house.owner.query('select from history_entry where customer_id = $1', [
      first.body.id,
    ])
    expect(rows).toHaveLength(1)
  })

  it('of another body under the same key is refused', async () => {
    await create('Reused', 'key-reused')
    expect((await create('Reused differently', 'key-reused')).outcome).toBe('422 request.key_reused')
    expect(await count('Reused differently')).toBe(0)
  })

  it('sent several times at once has one effect', async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => create('Burst', 'key-burst-1')))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1)
    expect(await count('Burst')).toBe(1)
  })

  it('that failed may be sent again under its key', async () => {
    const body = { ...person('Again'), fields: { ...person('Again').fields, zip: '22' } }
    const options = { headers: { 'idempotency-key': 'key-again-1' } }
    expect((await house.as(dealer.user).call(customers.create, { body }, options)).outcome).toBe(
      '422 request.invalid',
    )
    expect((await create('Again', 'key-again-1')).status).toBe(200)
    expect(await count('Again')).toBe(1)
  })

  it('[ADM-001] is the user’s own: the same key of another user, in this company or another, is another request', async () => {
    const colleague = await house.plant.user({ company: dealer.here.company, holds: [{ grants: 'all' }] })
    const first = await create('Mine', 'key-shared')
    const second = await create('Mine', 'key-shared', colleague)
    expect(second.body.id).not.toBe(first.body.id)
    const stranger = await Dealership.open(house)
    const body = { ...person('Mine'), fields: { ...person('Mine').fields, locationId: stranger.here.id } }
    const third = await house
      .as(stranger.user)
      .call(customers.create, { body }, { headers: { 'idempotency-key': 'key-shared' } })
    expect([first.body.id, second.body.id]).not.toContain(third.body.id)
  })

  it('whose key is malformed is refused, and a GET takes no notice of one', async () => {
    for (const key of ['short', 'has space in it', 'x'.repeat(65), 'ümlaut-key-1']) {
      expect(
        (await create('Malformed', encodeURIComponent(key) === key ? key : key.replace('ü', '\u00fc')))
          .outcome,
      ).toBe('400 request.unreadable')
    }
    const read = await house.as(dealer.user).call(customers.list, {}, { headers: { 'idempotency-key': 'x' } })
    expect(read.status).toBe(200)
    expect(await count('Malformed')).toBe(0)
  })

  it('is forgotten after a day', async () => {
    const first = await create('Day', 'key-day-old')
    await house.owner.query(
      `update idempotency_key set created_at = now() - interval '25 hours' where key = 'key-day-old'`,
    )
    expect((await create('Day', 'key-day-old')).body.id).not.toBe(first.body.id)
  })

  it('[SEC-003] whose answer holds a secret keeps it encrypted', async () => {
    const options = { headers: { 'idempotency-key': 'key-token-1' } }
    const body = { name: 'Export' }
    const first = await house.as(dealer.user).call(sessions.createToken, { body }, options)
    expect((await house.as(dealer.user).call(sessions.createToken, { body }, options)).body).toEqual(
      first.body,
    )
    const { rows } = await house.owner.query<{ row: string }>(
      'select row_to_json(k)::text as row from idempotency_key k',
    )
    expect(rows.map(({ row }) => row).join()).not.toContain(first.body.token)
  })

  it('[CON-013] that asks a provider is done there once; while it runs a second one is told to wait', async () => {
    const customer = await dealer.pair('IDEM-1')
    const { seen } = (await dealer.discrepancies(customer)).body
    const link = () =>
      house
        .as(dealer.user)
        .call(
          connections.link,
          { params: { customerId: customer.id }, body: { seen, takeTheirs: [] } },
          { headers: { 'idempotency-key': 'key-link-1' } },
        )
    await house.station.fail({ fault: 'slow', accountNumber: 'IDEM-1' })
    const first = link()
    await eventually(async () => expect((await house.station.calls('IDEM-1')).at(-1)?.fault).toBe('slow'))
    const second = await link()
    expect([second.outcome, second.headers['retry-after']]).toEqual(['409 request.key_running', '2'])
    const answer = (await first).body
    expect((await link()).body).toEqual(answer)
    expect((await house.station.effects('IDEM-1')).map(({ kind }) => kind)).toEqual(['link'])
  })

  it('that asks a provider and fails may be sent again under its key', async () => {
    const customer = await dealer.pair('IDEM-2')
    const ask = () =>
      house
        .as(dealer.user)
        .call(
          connections.discrepancies,
          { params: { customerId: customer.id } },
          { headers: { 'idempotency-key': 'key-ask-22' } },
        )
    await house.station.fail({ fault: 'http_503', accountNumber: 'IDEM-2' })
    expect((await ask()).outcome).toBe('502 connections.provider_failed')
    expect((await ask()).status).toBe(200)
  })

  it('whose process died before it answered may be sent again under its key two minutes later', async () => {
    const customer = await dealer.pair('IDEM-3')
    const ask = () =>
      house
        .as(dealer.user)
        .call(
          connections.discrepancies,
          { params: { customerId: customer.id } },
          { headers: { 'idempotency-key': 'key-ask-33' } },
        )
    await house.station.fail({ fault: 'slow', accountNumber: 'IDEM-3' })
    const first = ask()
    await eventually(async () => expect((await house.station.calls('IDEM-3')).at(-1)?.fault).toBe('slow'))
    expect((await ask()).outcome).toBe('409 request.key_running')
    await house.owner.query(
      "update idempotency_key set created_at = created_at - interval '3 minutes' where key = 'key-ask-33'",
    )
    expect((await ask()).status).toBe(200)
    expect((await first).status).toBe(200)
  })
})
