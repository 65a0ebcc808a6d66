import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Conflict, customers, type SaveCustom, type SaveFields } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { permissions } from '#shared/permissions.ts'
import { customFieldData, type CustomFieldInput, toCustomField } from '#shared/rules/custom-fields.ts'
import { checkCustomValue, emptyOf, sameValue } from '#shared/rules/custom-values.ts'
import { anyCustomFieldData, anyCustomValue } from '#test/helpers/custom-fields.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let user: User
let clerk: User
let foreign: CustomerRow
let forbidden: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, user, foreign, forbidden } = await house.plant.neighbourhood())
  clerk = await house.plant.user({
    company,
    firstName: 'Clara',
    lastName: 'Clerk',
    holds: [{ grants: permissions.filter((p) => p !== 'confidential_custom_fields.yes'), at: here }],
  })
})
afterAll(() => house.close())

const define = async (
  data: CustomFieldInput,
  given: { name?: string; active?: boolean; of?: Company } = {},
) => house.plant.value(given.of ?? company, 'custom_field', { ...given, data: customFieldData.parse(data) })
const customer = (custom: object = {}) => house.plant.customer({ location: here, row: { custom } })
const open = async ({ id }: CustomerRow, by = user) =>
  (await house.as(by).call(customers.open, { params: { customerId: id } })).body
const save = ({ id }: CustomerRow, version: number, custom: SaveCustom, by = user, fields: SaveFields = {}) =>
  house.as(by).call(customers.save, { params: { customerId: id }, body: { version, fields, custom } })
const entries = async ({ id }: CustomerRow, by = user) =>
  (await house.as(by).call(history.ofCustomer, { params: { customerId: id } })).body.items
const stored = async ({ id }: CustomerRow) =>
  (
    await house.owner.query<{ custom: Record<string, unknown> }>(
      'select custom from customer where id = $1',
      [id],
    )
  ).rows[0]!.custom
const options = ['north', 'east'].map((value) => ({ value, label: `${value} wall`, active: true }))

describe('user-defined fields of a record', () => {
  it('[REC-110] are saved by their definitions, and read back as they were normalised', async () => {
    const [gate, phone, fee, walls, keys] = await Promise.all([
      define({ type: 'text' }),
      define({ type: 'phone' }),
      define({ type: 'currency' }),
      define({ type: 'multi_select', options }),
      define({ type: 'checkbox' }),
    ])
    const record = await customer()
    const { body } = await save(record, 1, {
      [gate.id]: ' 4471# ',
      [phone.id]: '801.555.0123',
      [fee.id]: 12_50,
      [walls.id]: ['east', 'north'],
      [keys.id]: true,
    })
    const expected = {
      [gate.id]: '4471#',
      [phone.id]: '8015550123',
      [fee.id]: 1250,
      [walls.id]: ['north', 'east'],
      [keys.id]: true,
    }
    expect(body).toMatchObject({ version: 2, custom: expected })
    expect((await open(record)).custom).toEqual(expected)
    expect(await stored(record)).toEqual(expected)
  })

  it('[REC-110] that are emptied leave nothing behind; a save of nothing new is none', async () => {
    const [gate, keys] = [await define({ type: 'text' }), await define({ type: 'checkbox' })]
    const record = await customer({ [gate.id]: 'old', [keys.id]: true })
    const same = await save(record, 1, { [gate.id]: ' old ', [keys.id]: true })
    expect(same.body.version).toBe(1)
    expect(await entries(record)).toEqual([])
    const { body } = await save(record, 1, { [gate.id]: '', [keys.id]: false })
    expect([body.version, body.custom]).toEqual([2, {}])
    expect(await stored(record)).toEqual({})
  })

  it('[REC-110][REC-142] a fault is told at its own path, beside the faults of our own fields, and nothing is saved', async () => {
    const [code, fee, walls] = [
      await define({ type: 'text', pattern: '[A-Z]\\d+', patternMessage: 'A letter and digits' }),
      await define({ type: 'currency', max: 500 }),
      await define({ type: 'select', options }),
    ]
    const record = await customer()
    const { outcome, problem } = await save(
      record,
      1,
      { [code.id]: 'a7', [fee.id]: 501, [walls.id]: 'west', 999999999: 'x' },
      user,
      { zip: '22' },
    )
    expect(outcome).toBe('422 request.invalid')
    expect(Object.fromEntries(problem.errors.map(({ path, message }) => [path, message]))).toEqual({
      'fields.zip': expect.any(String) as string,
      [`custom.${code.id}`]: 'A letter and digits',
      [`custom.${fee.id}`]: 'At most 5.00',
      [`custom.${walls.id}`]: 'Choose one from the list',
      'custom.999999999': 'There is no such field',
    })
    expect(await stored(record)).toEqual({})
  })

  it('[REC-110] another company’s definition is no field here, and a value of another catalogue is none', async () => {
    const other = await define({ type: 'text' }, { of: foreign.company })
    const language = await house.plant.value(company, 'language')
    const record = await customer()
    for (const id of [other.id, language.id]) {
      const { problem } = await save(record, 1, { [id]: 'x' })
      expect(problem.errors).toEqual([{ path: `custom.${id}`, message: 'There is no such field' }])
    }
    expect((await save(foreign, 1, { [other.id]: 'x' })).outcome).toBe('404 customers.not_found')
    expect((await save(forbidden, 1, {})).outcome).toBe('403 access.denied_here')
  })

  it('[REC-110] out of use a value stays on the record that has it, read-only; other records have none', async () => {
    const old = await define({ type: 'text' }, { active: false })
    const ofLeads = await define({ type: 'text', kind: 'lead' })
    const record = await customer({ [old.id]: 'kept', [ofLeads.id]: 'from before' })
    expect((await open(record)).custom).toEqual({ [old.id]: 'kept', [ofLeads.id]: 'from before' })
    for (const id of [old.id, ofLeads.id])
      for (const value of ['new', null])
        expect((await save(record, 1, { [id]: value })).problem.errors[0]?.path).toBe(`custom.${id}`)
    expect((await save(record, 1, { [old.id]: 'kept' }, user, { spouse: 'Jo' })).body.version).toBe(2)
    expect((await save(await customer(), 1, { [old.id]: 'x' })).outcome).toBe('422 request.invalid')
  })

  it('[REC-110] a required one is asked for when the record is made and when it is touched, not by another save', async () => {
    const lot = await house.plant.neighbourhood()
    const must = await define({ type: 'text', required: true }, { of: lot.company, name: 'Gate code' })
    await define({ type: 'text', required: true, kind: 'lead' }, { of: lot.company })
    await define({ type: 'text', required: true }, { of: lot.company, active: false })
    const fields = {
      firstName: 'A',
      lastName: 'B',
      city: 'Provo',
      state: 'UT',
      primaryPhone: '8015550123',
      accountType: 'residential',
      locationId: lot.here.id,
    }
    const create = (custom?: SaveCustom) =>
      house.as(lot.user).call(customers.create, { body: { kind: 'customer', fields, custom } })
    const missing = [{ path: `custom.${must.id}`, message: 'Gate code is required' }]
    expect((await create()).problem.errors).toEqual(missing)
    expect((await create({ [must.id]: ' ' })).problem.errors).toEqual(missing)
    const { body } = await create({ [must.id]: '12' })
    expect(body.custom).toEqual({ [must.id]: '12' })

    const old = await house.plant.customer({ location: lot.here })
    expect((await save(old, 1, {}, lot.user, { spouse: 'Jo' })).status).toBe(200)
    expect((await save(old, 2, { [must.id]: null }, lot.user)).body.version).toBe(2)
    expect((await save(old, 2, { [must.id]: '7' }, lot.user)).body.version).toBe(3)
    expect((await save(old, 3, { [must.id]: null }, lot.user)).problem.errors).toEqual(missing)
  })

  it('[REC-142] an old value that its field would refuse today does not stop a save that leaves it alone', async () => {
    const [code, level] = [
      await define({ type: 'text', maxLength: 3 }),
      await define({ type: 'number', max: 5 }),
    ]
    const record = await customer({ [code.id]: 'longer', [level.id]: 9 })
    const { body } = await save(record, 1, { [code.id]: 'longer', [level.id]: 4 })
    expect(body.custom).toEqual({ [code.id]: 'longer', [level.id]: 4 })
    expect((await save(record, 2, { [code.id]: 'longest' })).problem.errors[0]?.path).toBe(
      `custom.${code.id}`,
    )
  })

  it('[REC-082] without Customers: Modify nothing of them is changed, and the answer says so', async () => {
    const gate = await define({ type: 'text' })
    const viewer = await house.plant.user({
      company,
      holds: [{ grants: ['customers.view', 'leads.view', 'leads.modify'], at: here }],
    })
    const record = await customer({ [gate.id]: 'kept' })
    const seen = await open(record, viewer)
    expect([seen.custom, seen.abilities.custom]).toEqual([{ [gate.id]: 'kept' }, false])
    expect((await save(record, 1, { [gate.id]: 'x' }, viewer)).outcome).toBe('403 access.denied_here')
    expect((await open(record)).abilities.custom).toBe(true)
    await house.owner.query('update customer set archived_at = now() where id = $1', [record.id])
    expect((await open(record)).abilities.custom).toBe(false)
    expect((await save(record, 1, { [gate.id]: 'x' })).outcome).toBe('409 customers.archived')
  })

  it('[REC-006] a confidential one is sealed, masked in every answer, and not to be overwritten unseen', async () => {
    const code = await define({ type: 'number', confidential: true }, { name: 'Safe code' })
    const record = await customer()
    expect((await save(record, 1, { [code.id]: 887766 }, clerk)).body.custom).toEqual({ [code.id]: '***' })
    expect(JSON.stringify(await stored(record))).not.toContain('887766')
    expect((await open(record)).custom).toEqual({ [code.id]: 887766 })
    expect((await open(record, clerk)).custom).toEqual({ [code.id]: '***' })
    for (const guess of [887766, 1, null, '***'])
      expect((await save(record, 2, { [code.id]: guess }, clerk)).problem).toMatchObject({
        code: 'access.denied_here',
        errors: [{ path: `custom.${code.id}` }],
      })
    await save(record, 2, { [code.id]: 5 })
    const label = 'Safe code'
    const changes = async (by: User) => (await entries(record, by)).flatMap((entry) => entry.changes)
    expect(await changes(user)).toEqual([
      { field: `custom.${code.id}`, label, old: '887,766', new: '5' },
      { field: `custom.${code.id}`, label, old: null, new: '887,766' },
    ])
    expect(await changes(clerk)).toEqual([
      { field: `custom.${code.id}`, label, old: '***', new: '***' },
      { field: `custom.${code.id}`, label, old: null, new: '***' },
    ])
    const kept = await house.owner.query('select changes from history_entry where customer_id = $1', [
      record.id,
    ])
    expect(JSON.stringify(kept.rows)).not.toMatch(/887,?766/)
    expect(house.logs.join('')).not.toMatch(/887,?766/)
  })

  it('[REC-110] history names the field and says the values as people read them', async () => {
    const [fee, walls, keys] = [
      await define({ type: 'currency' }, { name: 'Install fee' }),
      await define({ type: 'multi_select', options }, { name: 'Walls' }),
      await define({ type: 'checkbox' }, { name: 'Key kept' }),
    ]
    const record = await customer({ [walls.id]: ['north'] })
    await save(record, 1, { [fee.id]: 123_400, [walls.id]: ['north', 'east'], [keys.id]: true })
    expect((await entries(record))[0]!.changes).toEqual([
      { field: `custom.${fee.id}`, label: 'Install fee', old: null, new: '$1,234.00' },
      { field: `custom.${walls.id}`, label: 'Walls', old: 'north wall', new: 'north wall, east wall' },
      { field: `custom.${keys.id}`, label: 'Key kept', old: null, new: 'Yes' },
    ])
  })

  it('[REC-141] a stale save is told their side of them too, masked where one may not see it', async () => {
    const [gate, walls, code] = [
      await define({ type: 'text' }),
      await define({ type: 'multi_select', options }),
      await define({ type: 'text', confidential: true }),
    ]
    const record = await customer({ [gate.id]: 'base' })
    await save(record, 1, { [gate.id]: 'theirs', [walls.id]: ['north'], [code.id]: 'hush' })
    await save(record, 2, { [walls.id]: [] })
    const { outcome, problem, text } = await save(record, 1, { [gate.id]: 'mine' }, clerk)
    expect(outcome).toBe('409 customers.stale')
    expect((problem.conflict as Conflict).fields).toEqual(
      expect.arrayContaining([
        { field: `custom.${gate.id}`, theirs: 'theirs' },
        { field: `custom.${walls.id}`, theirs: null },
        { field: `custom.${code.id}`, theirs: '***' },
      ]),
    )
    expect(text).not.toContain('hush')
    const { body } = await save(record, (problem.conflict as Conflict).version, { [gate.id]: 'mine' }, clerk)
    expect(body.custom).toEqual({ [gate.id]: 'mine', [code.id]: '***' })
  })

  it('[REC-110] any value of any field is read back as it was judged, or refused at its own path alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anyCustomFieldData, anyCustomValue), { minLength: 1, maxLength: 5 }),
        async (cases) => {
          const record = await customer()
          const given: SaveCustom = {}
          const expected: Record<string, unknown> = {}
          const wrong: string[] = []
          for (const [data, value] of cases) {
            const made = await define({ ...data, kind: 'customer' })
            const field = toCustomField({ ...made, active: true, data: { ...data, kind: 'customer' } })!
            given[made.id] = value
            const checked = checkCustomValue(field, value)
            const isEmpty = checked.ok && sameValue(checked.value, emptyOf(field))
            if (!checked.ok) wrong.push(`custom.${made.id}`)
            else if (!isEmpty) expected[made.id] = checked.value
          }
          const reply = await save(record, 1, given)
          if (wrong.length === 0) {
            expect(reply.body.custom).toEqual(expected)
            expect((await open(record)).custom).toEqual(expected)
          } else {
            expect(reply.problem.errors.map(({ path }) => path).sort()).toEqual(wrong.sort())
            expect(await stored(record)).toEqual({})
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('[REC-110] what is no map of values at all is refused before anything is read', async () => {
    const record = await customer()
    for (const custom of [{ abc: 'x' }, { 0: 'x' }, { 1: { a: 1 } }, ['x'], { 1: 'x'.repeat(8001) }])
      expect((await save(record, 1, custom as never)).outcome).toBe('422 request.invalid')
  })
})
