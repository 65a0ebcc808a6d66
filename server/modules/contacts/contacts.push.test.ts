import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contacts } from '#shared/contracts/contacts.ts'
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

const values = (firstName: string, more: object = {}) => ({
  firstName,
  phones: [{ number: '8015550123', type: 'cell' as const }],
  ...more,
})
const params = ({ id }: CustomerRow) => ({ customerId: id })
const add = (customer: CustomerRow, firstName: string, more: object = {}) =>
  house.as(dealer.user).call(contacts.create, { params: params(customer), body: values(firstName, more) })
const read = async (customer: CustomerRow) =>
  (await house.as(dealer.user).call(contacts.list, { params: params(customer) })).body
const atStation = async (accountNumber: string) =>
  (await house.station.account(accountNumber))?.contacts.map(({ first }) => first)

/** When the customer's contacts are looked at next, by themselves. */
async function turnsOf({ id }: CustomerRow): Promise<string[]> {
  const { rows } = await house.owner.query<{ run_at: Date }>(
    `select run_at from graphile_worker._private_jobs where key like '%:contacts:' || $1`,
    [id],
  )
  return rows.map(({ run_at }) => run_at.toISOString())
}

describe('the station of a linked customer', () => {
  it('[TAB-015] [CON-013] gets each change of the contacts, and their order, by itself', async () => {
    const customer = await dealer.linked('CT-1')
    await add(customer, 'Ann', { passcode: 'Otter', hasKey: true })
    const { station, version, contacts: list } = (await add(customer, 'Bob')).body
    expect(station).toBe('Dynamark')
    await dealer.settled(customer)
    expect(await atStation('CT-1')).toEqual(['Ann', 'Bob'])
    expect((await house.station.account('CT-1'))?.contacts[0]).toMatchObject({
      passcode: 'Otter',
      hasKey: true,
    })

    const ids = list.map(({ id }) => id).reverse()
    await house.as(dealer.user).call(contacts.reorder, { params: params(customer), body: { version, ids } })
    await dealer.settled(customer)
    expect(await atStation('CT-1')).toEqual(['Bob', 'Ann'])

    await house
      .as(dealer.user)
      .call(contacts.remove, { params: { ...params(customer), contactId: list[0]!.id } })
    const { pushes } = await dealer.settled(customer)
    expect(await atStation('CT-1')).toEqual(['Bob'])
    expect(pushes[0]).toMatchObject({ kind: 'contacts', fields: ['Emergency contacts'], state: 'done' })
  })

  it('[CON-013] is not bothered with what it does not keep', async () => {
    const customer = await dealer.linked('CT-2')
    const [ann] = (await add(customer, 'Ann')).body.contacts
    const before = (await dealer.settled(customer)).pushes.length
    await house.as(dealer.user).call(contacts.update, {
      params: { ...params(customer), contactId: ann!.id },
      body: { version: 1, contact: values('Ann', { email: 'ann@mail.test', enhancedVerification: true }) },
    })
    expect((await dealer.settled(customer)).pushes).toHaveLength(before)
  })

  it('[CON-013] a failed update of contacts gives way to the next one', async () => {
    const customer = await dealer.linked('CT-3')
    await house.station.fail({ accountNumber: 'CT-3', fault: 'rejected', times: 3, match: { method: 'PUT' } })
    await add(customer, 'Ann')
    expect((await dealer.settled(customer)).pushes[0]).toMatchObject({ state: 'failed' })
    await house.station.heal()
    await add(customer, 'Bob')
    const { pushes } = await dealer.settled(customer)
    expect(pushes.filter(({ state }) => state === 'failed')).toEqual([])
    expect(await atStation('CT-3')).toEqual(['Ann', 'Bob'])
  })

  it('[TAB-015] holds only whom the dates let be called, and learns of it when a day turns', async () => {
    const customer = await dealer.linked('CT-4')
    await add(customer, 'Always')
    await add(customer, 'Sitter', { startsOn: '2099-07-01', expiresOn: '2099-07-14' })
    await add(customer, 'Gone', { expiresOn: '2020-01-01' })
    await eventually(async () => expect(await atStation('CT-4')).toEqual(['Always']))
    expect((await read(customer)).contacts.map(({ called }) => called)).toEqual([true, false, false])
    // Midnight in Denver, where the company is.
    expect(await turnsOf(customer)).toEqual(['2099-07-01T06:00:00.000Z'])

    // The day comes: what was to begin on it has begun, and the job that waited for it runs.
    await house.owner.query(
      `update contact set starts_on = '2020-07-01' where customer_id = $1 and first_name = 'Sitter'`,
      [customer.id],
    )
    await dealer.hurry()
    await eventually(async () => expect(await atStation('CT-4')).toEqual(['Always', 'Sitter']))
    await eventually(async () => expect(await turnsOf(customer)).toEqual(['2099-07-15T06:00:00.000Z']))
  })
})
