import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers, type SaveFields } from '#shared/contracts/customers.ts'
import type { Permission } from '#shared/permissions.ts'
import type { Company, CustomerRow, Location } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here } = await house.plant.neighbourhood())
})
afterAll(() => house.close())

/** How a save of these fields by a holder of `grants` ends. */
async function outcome(record: CustomerRow, grants: Permission[], fields: SaveFields): Promise<string> {
  const clerk = await house.plant.user({ company, holds: [{ grants, at: here }] })
  const reply = await house
    .as(clerk)
    .call(customers.save, { params: { customerId: record.id }, body: { version: 1, fields } })
  return reply.outcome
}

describe('a save by who may not see a value', () => {
  it('[REC-006][REC-078] is refused alike for a right and for a wrong guess of what is masked', async () => {
    const record = await house.plant.customer({
      location: here,
      fields: { ssn: '900123456', birthdate: '1980-02-03', abortCode: 'nutmeg' },
    })
    const grants: Permission[] = [
      'customers.view',
      'customers.modify',
      'contact_information.modify',
      'installation_information.view',
      'installation_information.modify',
    ]
    for (const [right, wrong] of [
      [{ ssn: '900123456' }, { ssn: '900123457' }],
      [{ birthdate: '1980-02-03' }, { birthdate: '1980-02-04' }],
      [{ abortCode: 'nutmeg' }, { abortCode: 'mace' }],
    ] as const) {
      const refused = await outcome(record, grants, wrong)
      expect(refused).toMatch(/^403 /)
      expect(await outcome(record, grants, right)).toBe(refused)
    }
  })

  it('[REC-005] is refused alike for a right and for a wrong guess on a card that is hidden', async () => {
    const record = await house.plant.customer({ location: here, fields: { adtNumber: 'ADT-77' } })
    const grants: Permission[] = ['customers.view', 'customers.modify', 'contact_information.modify']
    const refused = await outcome(record, grants, { adtNumber: 'ADT-78' })
    expect(refused).toBe('403 access.denied_here')
    expect(await outcome(record, grants, { adtNumber: 'ADT-77' })).toBe(refused)
  })

  it('takes back unchanged what one may see and not change, so that a program may send a whole record', async () => {
    const record = await house.plant.customer({ location: here, fields: { spouse: 'Kim' } })
    expect(await outcome(record, ['customers.view', 'customers.modify'], { spouse: 'Kim' })).toBe('200')
    expect(await outcome(record, ['customers.view', 'customers.modify'], { spouse: 'Kay' })).toBe(
      '403 access.denied_here',
    )
  })
})
