import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers, type SaveFields } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let user: User
let foreign: CustomerRow
let forbidden: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, user, foreign, forbidden } = await house.plant.neighbourhood())
})
afterAll(() => house.close())

const save = async ({ id }: CustomerRow, version: number, fields: SaveFields) => {
  await house.as(user).call(customers.save, { params: { customerId: id }, body: { version, fields } })
  const { body } = await house.as(user).call(history.ofCustomer, { params: { customerId: id }, query: {} })
  return body.items[0]!
}
const asOf = async ({ id }: CustomerRow, query: object, by = user) =>
  (await house.as(by).call(history.asOf, { params: { customerId: id }, query })).body
const pairs = (answer: Awaited<ReturnType<typeof asOf>>) =>
  Object.fromEntries(answer.fields.map(({ field, then, now, differs }) => [field, [then, now, differs]]))

describe('the record as it was', () => {
  it('[TAB-017] after each save, beside how it is now, also of a record that History did not see begin', async () => {
    const record = await house.plant.customer({ location: here, fields: { spouse: 'Before us' } })
    const first = await save(record, 1, { spouse: 'First', primaryPhone: '8015550111' })
    const second = await save(record, 2, { spouse: 'Second', ssn: '900123456' })
    await save(record, 3, { spouse: null, ssn: '900654321', installed: true })

    const then = pairs(await asOf(record, { entryId: first.id }))
    expect(then).toMatchObject({
      spouse: ['First', null, true],
      primaryPhone: ['(801) 555-0111', '(801) 555-0111', false],
      ssn: [null, '900-65-4321', true],
      installed: ['No', 'Yes', true],
    })
    const later = await asOf(record, { entryId: second.id })
    expect(pairs(later)).toMatchObject({
      spouse: ['Second', null, true],
      ssn: ['900-12-3456', '900-65-4321', true],
    })
    expect(later.entry).toMatchObject({ id: second.id, user: user.name, summary: 'Saved the record' })
    expect((await asOf(record, {})).fields.filter(({ differs }) => differs)).toEqual([])
  })

  it('[TAB-017] at an instant: what had happened by then counts, what came after does not', async () => {
    const record = await house.plant.customer({ location: here, fields: { spouse: 'Zero' } })
    const first = await save(record, 1, { spouse: 'One' })
    await save(record, 2, { spouse: 'Two' })
    const spouseAt = async (at: Date) => pairs(await asOf(record, { at: at.toISOString() }))['spouse']?.[0]
    expect(await spouseAt(new Date(Date.now() + 60_000))).toBe('Two')
    const { rows } = await house.owner.query<{ at: Date }>(
      `select at + interval '1 millisecond' as at from history_entry where company_id = $1 and id = $2`,
      [company.id, first.id],
    )
    expect(await spouseAt(rows[0]!.at)).toBe('One')
    const before = await asOf(record, { at: '2001-01-01T00:00:00Z' })
    expect([before.entry, pairs(before)['spouse']]).toEqual([null, ['Zero', 'Two', true]])
  })

  it('[TAB-017] comes back by undoing whatever was saved, in any order', async () => {
    const record = await house.plant.customer({ location: here })
    const values = ['a', null, 'b', 'a', 'c']
    const entries = []
    for (const [i, spouse] of values.entries())
      entries.push(await save(record, i + 1, { spouse, county: `County ${i}` }))
    for (const [i, spouse] of values.entries()) {
      const then = pairs(await asOf(record, { entryId: entries[i]!.id }))
      expect([then['spouse']?.[0], then['county']?.[0]]).toEqual([spouse, `County ${i}`])
    }
  })

  it('[TAB-017][REC-006] masks what is confidential and leaves out cards that the reader may not see', async () => {
    const record = await house.plant.customer({ location: here })
    const entry = await save(record, 1, { ssn: '900123456', adtNumber: 'ADT-9', spouse: 'Kim' })
    await save(record, 2, { ssn: '900654321', adtNumber: 'ADT-10' })
    const clerk = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    const seen = pairs(await asOf(record, { entryId: entry.id }, clerk))
    expect(seen['ssn']).toEqual(['***', '***', true])
    expect(seen['spouse']).toEqual(['Kim', 'Kim', false])
    expect(seen).not.toHaveProperty('adtNumber')
  })

  it('[TAB-017][REC-001][ADM-001] is refused where the record is', async () => {
    for (const [row, outcome] of [
      [forbidden, '403 access.denied_here'],
      [foreign, '404 customers.not_found'],
    ] as const) {
      const reply = await house.as(user).call(history.asOf, { params: { customerId: row.id }, query: {} })
      expect(reply.outcome).toBe(outcome)
    }
  })
})
