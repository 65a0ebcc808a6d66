import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connections } from '#shared/contracts/connections.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'
import { eventually } from '#test/helpers/eventually.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'

let house: House
let dealer: Dealership

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
})
afterAll(() => house.close())

/** What took effect at the station after the link. */
const changes = async (accountNumber: string) =>
  (await house.station.effects(accountNumber))
    .filter(({ kind }) => kind !== 'link')
    .map(({ kind, values }) => [kind, values])
const alert = async (customer: CustomerRow) =>
  (await dealer.open(customer)).tabs.find(({ key }) => key === 'connections')?.alert

describe('a saved change of what the station keeps', () => {
  it('[CON-013] goes there by itself, and nothing but what was changed', async () => {
    const customer = await dealer.linked('PUSH-1')
    await dealer.save(customer, { county: 'Juab', cellPhone: '801-555-0142', spouse: 'Not kept there' })
    const page = await dealer.settled(customer)
    expect(await changes('PUSH-1')).toEqual([
      ['update', { premises: { county: 'Juab' }, phones: { mobile: '+18015550142' } }],
    ])
    expect(page.pushes[0]).toMatchObject({
      state: 'done',
      fields: ['County', 'Cell Phone'],
      attempts: 1,
      createdBy: dealer.user.name,
    })
    expect(page.connection?.lastSyncAt).not.toBeNull()
  })

  it('[CON-013] is queued in the save’s own transaction: a save that fails leaves nothing behind', async () => {
    const customer = await dealer.linked('PUSH-2')
    expect((await dealer.save(customer, { county: 'Juab', zip: '22' })).outcome).toBe('422 request.invalid')
    expect((await dealer.page(customer)).pushes).toEqual([])
    await dealer.save(customer, { spouse: 'Not kept there' })
    expect((await dealer.page(customer)).pushes).toEqual([])
  })

  it('[CON-013] of many saves in a row arrives in order, the last one last', async () => {
    const customer = await dealer.linked('PUSH-3')
    for (let i = 1; i <= 8; i++)
      expect((await dealer.save(customer, { county: `County ${i}` })).status).toBe(200)
    await dealer.settled(customer)
    expect(await house.station.account('PUSH-3')).toMatchObject({ premises: { county: 'County 8' } })
    const sent = (await changes('PUSH-3')).map(
      ([, values]) => (values as { premises: { county: string } }).premises.county,
    )
    expect(sent).toEqual([...sent].sort())
    expect(sent.at(-1)).toBe('County 8')
  })

  it('[CON-013] of several customers arrives for each, whatever happens to another', async () => {
    const customers = await Promise.all(
      ['MANY-1', 'MANY-2', 'MANY-3', 'MANY-4'].map((number) => dealer.linked(number)),
    )
    await house.station.fail({ fault: 'http_503', times: 2, accountNumber: 'MANY-2' })
    await Promise.all(customers.map((customer) => dealer.save(customer, { county: 'Sanpete' })))
    for (const [i, customer] of customers.entries()) {
      await dealer.settled(customer)
      expect(await changes(`MANY-${i + 1}`)).toEqual([['update', { premises: { county: 'Sanpete' } }]])
    }
  })

  it('[CON-013] whose answer is lost is looked up before anything is sent again, and takes effect once', async () => {
    const customer = await dealer.linked('DROP-1')
    await house.station.fail({ fault: 'drop_after', match: { method: 'PATCH' }, accountNumber: 'DROP-1' })
    await dealer.save(customer, { county: 'Juab' })
    await dealer.settled(customer)
    expect(await changes('DROP-1')).toEqual([['update', { premises: { county: 'Juab' } }]])
    const calls = (await house.station.calls('DROP-1')).map(({ method, fault }) =>
      fault ? `${method} ${fault}` : method,
    )
    expect(calls.slice(calls.indexOf('PATCH drop_after'))).toEqual(['PATCH drop_after', 'GET'])
    expect((await dealer.page(customer)).pushes[0]).toMatchObject({ state: 'done', attempts: 2 })
  })

  it('[CON-013] that got lost on the way is looked for, not found, and sent', async () => {
    const customer = await dealer.linked('DROP-2')
    await house.station.fail({ fault: 'drop_before', match: { method: 'PATCH' }, accountNumber: 'DROP-2' })
    await dealer.save(customer, { county: 'Juab' })
    await dealer.settled(customer)
    const calls = (await house.station.calls('DROP-2')).map(({ method }) => method)
    expect(calls.slice(calls.indexOf('PATCH'))).toEqual(['PATCH', 'GET', 'PATCH'])
    expect(await changes('DROP-2')).toEqual([['update', { premises: { county: 'Juab' } }]])
  })

  it('[CON-013] is repeated through broken replies, 5xx and rate limits, once to effect', async () => {
    for (const fault of ['http_500', 'http_503', 'malformed', 'rate_limit'] as const) {
      const number = `TRY-${fault.replace('_', '-')}`
      const customer = await dealer.linked(number)
      await house.station.fail({ fault, times: 2, match: { method: 'PATCH' }, accountNumber: number })
      await dealer.save(customer, { county: 'Juab' })
      const page = await dealer.settled(customer)
      expect([fault, page.pushes[0]?.state, page.pushes[0]?.error]).toEqual([fault, 'done', null])
      expect([fault, await changes(number)]).toEqual([fault, [['update', { premises: { county: 'Juab' } }]]])
    }
  })

  it('[CON-013] waits as long as the station asks, and says when it will try again', async () => {
    const customer = await dealer.linked('WAIT-1')
    await house.station.fail({ fault: 'rate_limit', accountNumber: 'WAIT-1' })
    await dealer.save(customer, { county: 'Juab' })
    const push = await eventually(async () => {
      const [first] = (await dealer.page(customer)).pushes
      expect(first).toMatchObject({ state: 'waiting', attempts: 1, error: { kind: 'rate_limited' } })
      return first!
    })
    expect(Date.parse(push.nextAttemptAt!) - Date.now()).toBeLessThanOrEqual(1500)
    await dealer.settled(customer)
  })

  it('[CON-013] that a dead worker began is looked up by the next one, and nothing is lost', async () => {
    const customer = await dealer.linked('CRASH-1')
    const { rows } = await house.owner.query<{ id: number }>(
      'select id from connection where customer_id = $1',
      [customer.id],
    )
    await house.owner.query(`update customer set county = 'Juab' where id = $1`, [customer.id])
    await house.plant.insert('connection_push', dealer.here.company, {
      connection_id: rows[0]!.id,
      kind: 'fields',
      fields: ['county'],
      state: 'sending',
      attempts: 1,
    })
    await dealer.save(customer, { crossStreet: 'Elm Street' })
    await dealer.settled(customer)
    const calls = (await house.station.calls('CRASH-1')).map(({ method }) => method)
    expect(calls.slice(-2)).toEqual(['GET', 'PATCH'])
    expect(await house.station.account('CRASH-1')).toMatchObject({
      premises: { county: 'Juab', crossStreet: 'Elm Street' },
    })
  })

  it('[CON-013] is not lost if the link is confirmed while the record is being saved', async () => {
    const customer = await dealer.pair('MEET-1')
    const connection = await house.plant.connection(customer, dealer.monitor, {
      accountNumber: 'MEET-1',
      state: 'linking',
    })
    const confirming = await house.owner.connect()
    try {
      await confirming.query('begin')
      await confirming.query(`update connection set state = 'linked' where id = $1`, [connection])
      const saving = dealer.save(customer, { county: 'Juab' })
      const waits = eventually(async () => {
        const { rowCount } = await house.owner.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
        expect(rowCount).toBe(1)
      })
      await Promise.race([saving, waits])
      await confirming.query('commit')
      expect((await saving).status).toBe(200)
    } finally {
      confirming.release()
    }
    await dealer.settled(customer)
    expect(await changes('MEET-1')).toEqual([['update', { premises: { county: 'Juab' } }]])
  })
})

describe('what the station refuses', () => {
  it('[CON-013] one field does not hold up the others: they arrive, it fails with the station’s own words', async () => {
    const customer = await dealer.linked('REJ-1')
    const long = 'A street name of far more than the sixty characters that the station keeps'
    await dealer.save(customer, { county: 'Juab', addressLine2: long, cellPhone: '8015550142' })
    const page = await dealer.settled(customer)
    expect(await house.station.account('REJ-1')).toMatchObject({
      premises: { county: 'Juab', street2: '' },
      phones: { mobile: '+18015550142' },
    })
    const failed = page.pushes.filter(({ state }) => state === 'failed')
    expect(failed).toHaveLength(1)
    expect(failed[0]).toMatchObject({
      fields: ['Address Line 2'],
      error: { kind: 'rejected', call: 'Update account', field: 'Address Line 2' },
    })
    expect(page.attention[0]).toEqual({
      message: 'Dynamark did not take Address Line 2: The station keeps at most 60 characters',
      action: 'retry',
    })
    expect(page.actions.find(({ key }) => key === 'retry')).toEqual({
      key: 'retry',
      label: 'Retry',
      disabledReason: null,
    })
    expect(await alert(customer)).toBe(true)
    expect(
      (await house.as(dealer.user).call(connections.hub, { params: { customerId: customer.id } })).body
        .attention[0]?.action,
    ).toBe('retry')
  })

  it('[CON-013] a corrected value replaces the refused one, and the red dot goes', async () => {
    const customer = await dealer.linked('REJ-2')
    await dealer.save(customer, { addressLine2: 'x'.repeat(70) })
    await dealer.settled(customer)
    expect(await alert(customer)).toBe(true)
    await dealer.save(customer, { addressLine2: 'Unit 3' })
    const page = await dealer.settled(customer)
    expect(page.pushes.map(({ state }) => state)).toEqual(['done', 'canceled'])
    expect(page.attention).toEqual([])
    expect(await alert(customer)).toBe(false)
    expect(await house.station.account('REJ-2')).toMatchObject({ premises: { street2: 'Unit 3' } })
  })

  it('[CON-013][CON-055] what failed for good is sent by Retry, after a look', async () => {
    const customer = await dealer.linked('REJ-3')
    await house.station.fail({
      fault: 'rejected',
      times: 50,
      match: { method: 'PATCH' },
      accountNumber: 'REJ-3',
    })
    await dealer.save(customer, { county: 'Juab' })
    const page = await dealer.settled(customer)
    expect(page.attention[0]?.message).toBe(
      'Dynamark did not take County: Refused by the station: call the data entry desk',
    )
    expect(
      (
        await house.owner.query(
          `select user_name, detail from history_entry where customer_id = $1 and event = 'connections.push_failed'`,
          [customer.id],
        )
      ).rows,
    ).toEqual([
      {
        user_name: 'System',
        detail: {
          company: 'Dynamark',
          fields: 'County',
          reason: 'Refused by the station: call the data entry desk',
        },
      },
    ])
    await house.station.heal()
    expect((await dealer.ask('retry', customer)).body.connection?.failed).toBe(0)
    await dealer.settled(customer)
    expect(await changes('REJ-3')).toEqual([['update', { premises: { county: 'Juab' } }]])
    expect((await dealer.ask('retry', customer)).outcome).toBe('404 connections.push_not_found')
  })

  it('[CON-013] a station that stays down is given up after its tries, visibly, and Retry brings it home', async () => {
    const customer = await dealer.linked('DOWN-1')
    await house.station.fail({ fault: 'http_503', times: 1000, accountNumber: 'DOWN-1' })
    await dealer.save(customer, { county: 'Juab' })
    const page = await dealer.settled(customer, 15_000)
    expect(page.pushes[0]).toMatchObject({ state: 'failed', attempts: 30, error: { kind: 'unavailable' } })
    await house.station.heal()
    await dealer.ask('retry', customer)
    await dealer.settled(customer)
    expect(await changes('DOWN-1')).toEqual([['update', { premises: { county: 'Juab' } }]])
  })

  it('[CON-013] a change made at the station meanwhile is not overwritten blindly: what we did not change stays theirs', async () => {
    const customer = await dealer.linked('BOTH-1')
    await house.station.hold({
      ...(await house.station.account('BOTH-1').then(() => ({}))),
      accountNumber: 'BOTH-1',
      name: { first: 'Nell', last: 'Linked' },
      premises: {
        street1: '12 Main Street',
        city: 'Provo',
        state: 'UT',
        postalCode: '84601',
        crossStreet: 'Typed by an operator',
      },
      phones: { premises: '+18015550100' },
      link: { reference: `keyholder:${dealer.here.company.slug}/${customer.id}` },
    })
    await dealer.save(customer, { county: 'Juab' })
    await dealer.settled(customer)
    expect(await house.station.account('BOTH-1')).toMatchObject({
      premises: { county: 'Juab', crossStreet: 'Typed by an operator' },
    })
  })
})

describe('Sync', () => {
  it('[CON-011][CON-013] sends everything that the station keeps once more, contacts included', async () => {
    const customer = await dealer.linked('SYNC-1')
    await house.owner.query(`update customer set county = 'Wasatch' where id = $1`, [customer.id])
    await house.plant.contact(customer, { firstName: 'Pat', lastName: 'Near', hasKey: true })
    expect((await dealer.ask('sync', customer)).status).toBe(200)
    await dealer.settled(customer)
    expect(await house.station.account('SYNC-1')).toMatchObject({
      premises: { county: 'Wasatch' },
      contacts: [{ first: 'Pat', hasKey: true }],
    })
  })

  it('[CON-011] asked several times at once ends in one state, with nothing left waiting', async () => {
    const customer = await dealer.linked('SYNC-2')
    const before = await house.station.account('SYNC-2')
    await Promise.all([1, 2, 3].map(() => dealer.ask('sync', customer)))
    const page = await dealer.settled(customer)
    expect(new Set(page.pushes.map(({ state }) => state))).toEqual(new Set(['done']))
    const { version: _, ...after } = (await house.station.account('SYNC-2'))!
    expect(before).toMatchObject(after)
  })
})
