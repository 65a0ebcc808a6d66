/** The company's own fields as columns, and how wide columns are. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Input } from '#shared/contract.ts'
import { customers } from '#shared/contracts/customers.ts'
import { lists } from '#shared/contracts/lists.ts'
import { permissions } from '#shared/permissions.ts'
import { customFieldData, type CustomFieldInput } from '#shared/rules/custom-fields.ts'
import { writeCustomFilter } from '#shared/rules/custom-filter.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let user: User
let clerk: User
let foreign: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, user, foreign } = await house.plant.neighbourhood())
  const grants = permissions.filter((p) => p !== 'confidential_custom_fields.yes')
  clerk = await house.plant.user({ company, holds: [{ grants, at: here }] })
})
afterAll(() => house.close())

const params = { kind: 'customer' as const }
const define = (name: string, data: CustomFieldInput, of = company) =>
  house.plant.value(of, 'custom_field', { name, data: customFieldData.parse(data) })

describe('own fields in a list', () => {
  it('[TAB-001][REC-006][REC-110] are columns as in the record, masked alike, in the list and its export, and filter by their value', async () => {
    const walls = [
      { value: 'north', label: 'North wall', active: true },
      { value: 'east', label: 'East wall', active: true },
    ]
    const [fee, seen, panel, keys, secret] = [
      await define('Gate fee', { type: 'currency' }),
      await define('Seen on', { type: 'date' }),
      await define('Panels', { type: 'multi_select', options: walls }),
      await define('Keys', { type: 'number', decimals: 2 }),
      await define('Alarm word', { type: 'text', confidential: true }),
    ]
    const foreignField = await define('Dock', { type: 'text' }, foreign.company)
    const made = await house.plant.customer({ location: here, fields: { lastName: 'Ownfield' } })
    const custom = {
      [fee.id]: 125_000,
      [seen.id]: '2026-02-03',
      [panel.id]: ['north', 'east'],
      [keys.id]: 2.5,
      [secret.id]: 'heron',
    }
    await house.as(user).call(customers.save, {
      params: { customerId: made.id },
      body: { version: 1, fields: {}, custom },
    })
    const columns = [fee, secret, panel, seen, keys, foreignField].map(({ id }) => `custom.${id}`).join(',')
    const rowOf = async (by: User) =>
      (await house.as(by).call(customers.list, { query: { name: 'Ownfield', columns } })).body.items[0]!
        .custom
    expect(await rowOf(user)).toEqual(custom)
    expect(await rowOf(clerk)).toEqual({ ...custom, [secret.id]: '***' })
    const bare = await house.as(user).call(customers.list, { query: { name: 'Ownfield' } })
    expect(bare.body.items[0]!.custom).toBeUndefined()

    const csv = async (by: User) =>
      (
        await house.as(by).send<string>({
          method: 'POST',
          url: '/api/v1/lists/customer/export',
          payload: { name: 'Ownfield', columns },
        })
      ).text
        .replace('\ufeff', '')
        .trimEnd()
        .split('\r\n')
    expect(await csv(user)).toEqual([
      '"ID","Name","Gate fee","Alarm word","Panels","Seen on","Keys"',
      `"${made.id}","Nell Ownfield","$1,250.00","heron","North wall, East wall","Feb 3, 2026","2.5"`,
    ])
    expect((await csv(clerk))[1]).toContain('"$1,250.00","***","North wall')

    const finds = async (condition: Parameters<typeof writeCustomFilter>[0][number], by = user) =>
      (await house.as(by).call(customers.list, { query: { custom: writeCustomFilter([condition]) } })).body
        .items.length
    expect(await finds({ fieldId: fee.id, equals: 125_000 })).toBe(1)
    expect(await finds({ fieldId: fee.id, equals: 1250 })).toBe(0)
    expect(await finds({ fieldId: keys.id, equals: 2.5 })).toBe(1)
    expect(await finds({ fieldId: seen.id, is: '2026-02-03' })).toBe(1)
    expect(await finds({ fieldId: panel.id, holds: 'east' })).toBe(1)
    // What is sealed is equal to nothing, for nobody.
    expect(await finds({ fieldId: secret.id, is: 'heron' })).toBe(0)
  })
})

describe('the widths of columns', () => {
  it('[TAB-001] are kept for each user and list, and with a view', async () => {
    const setup = async (by = user) => (await house.as(by).call(lists.setup, { params })).body
    const keep = (body: Input<typeof lists.keepColumns>['body'], by = user) =>
      house.as(by).call(lists.keepColumns, { params, body })
    expect((await setup()).widths).toEqual({})
    await keep({ columns: ['city', 'custom.7'], widths: { city: 200, name: 300 } })
    expect(await setup()).toMatchObject({ columns: ['city', 'custom.7'], widths: { city: 200, name: 300 } })
    expect((await setup(clerk)).widths).toEqual({})
    await keep({ columns: ['city'] })
    expect((await setup()).widths).toEqual({ city: 200, name: 300 })
    expect((await keep({ columns: null, widths: { city: 5000 } })).outcome).toBe('422 request.invalid')
    expect((await keep({ columns: ['custom.x'] })).problem.errors[0]?.path).toBe('columns.0')

    const view = {
      name: 'Wide',
      shared: true,
      search: {},
      columns: ['city', 'custom.7'],
      widths: { city: 90 },
    }
    const made = (await house.as(user).call(lists.createView, { params, body: view })).body
    expect((await setup(clerk)).views).toMatchObject([
      { name: 'Wide', columns: view.columns, widths: { city: 90 } },
    ])
    const change = { params: { viewId: made.id }, body: { version: 1, widths: { city: 120 } } }
    expect((await house.as(user).call(lists.updateView, change)).body.widths).toEqual({ city: 120 })
  })
})
