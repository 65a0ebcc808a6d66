import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { callAs, everyOperation, type Operation, plantTarget } from './every-endpoint.ts'

let house: House
let here: Location
let almighty: User

beforeAll(async () => {
  house = await openHouse()
  ;({ here } = await house.plant.neighbourhood({ settings: { parentChild: true } }))
  almighty = await house.plant.user({ company: here.company, holds: [{ grants: 'all' }] })
})
afterAll(() => house.close())

const excepted = new Set([
  // What one may still do to an archived record (REC-053).
  'customers.unarchive',
  // Writes down that the user looked at it, for the user alone.
  'lists.noteOpened',
  // Reads, and writes down who did.
  'credit.report',
])

const writesToRecord = ({ endpoint, id }: Operation) =>
  endpoint.method !== 'GET' && endpoint.path.includes('/:customerId') && !excepted.has(id)

describe('an archived record', () => {
  it('[REC-200] refuses every write of every module, and says that it is archived', async () => {
    const operations = everyOperation(house).filter(writesToRecord)
    expect(operations.length).toBeGreaterThan(8)
    const wrong: string[] = []
    for (const operation of operations) {
      const target = await plantTarget(house, here)
      await house.owner.query('update customer set archived_at = now() where company_id = $1 and id = $2', [
        here.company.id,
        target.customer.id,
      ])
      const { outcome } = await callAs(house, almighty, operation, target)
      if (outcome !== '409 customers.archived') wrong.push(`${operation.id}: ${outcome}`)
    }
    expect(wrong).toEqual([])
  }, 60_000)
})
