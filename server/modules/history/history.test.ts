import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers, type SaveFields } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { columnOf, field, type FieldName, fieldNames } from '#shared/rules/customer-fields.ts'
import { place, unseal } from '#server/platform/encryption.ts'
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

const save = async ({ id }: CustomerRow, version: number, fields: SaveFields, by = user) =>
  (await house.as(by).call(customers.save, { params: { customerId: id }, body: { version, fields } })).body
const read = async ({ id }: CustomerRow, query: object = {}, by = user) =>
  (await house.as(by).call(history.ofCustomer, { params: { customerId: id }, query })).body

describe('a record’s history', () => {
  it('[TAB-017] tells who changed what from what to what, when, from where and by which way', async () => {
    const record = await house.plant.customer({ location: here, fields: { spouse: 'Old' } })
    await save(record, 1, { spouse: 'New', zip: '84601' })
    const entry = (await read(record)).items[0]!
    expect(entry).toMatchObject({
      user: user.name,
      source: 'web',
      address: '127.0.0.1',
      event: 'customers.saved',
      summary: 'Saved the record',
    })
    expect(Math.abs(Date.parse(entry.at) - Date.now())).toBeLessThan(60_000)
    expect(entry.changes).toEqual([
      { field: 'zip', label: 'Zip', old: null, new: '84601' },
      { field: 'spouse', label: 'Spouse', old: 'Old', new: 'New' },
    ])
    const program = await house.withToken(user)
    await program.call(customers.save, {
      params: { customerId: record.id },
      body: { version: 2, fields: { zip: null } },
    })
    expect((await read(record)).items[0]).toMatchObject({
      source: 'api',
      changes: [{ field: 'zip', old: '84601', new: null }],
    })
  })

  it('[TAB-017] shows values as people read them, not as ids and codes', async () => {
    const retired = await house.plant.value(company, 'language', { name: 'Norwegian', active: true })
    const record = await house.plant.customer({ location: here })
    const seller = await house.plant.user({ company, roles: ['sales_rep'] })
    await save(record, 1, {
      languageId: retired.id,
      primaryPhone: '8015550142x3',
      accountType: 'commercial',
      installed: true,
      saleDate: '2026-03-04',
      soldById: seller.id,
      ssn: '900123456',
    })
    const shown = Object.fromEntries((await read(record)).items[0]!.changes.map((c) => [c.field, c.new]))
    expect(shown).toEqual({
      languageId: 'Norwegian',
      primaryPhone: '(801) 555-0142 x3',
      accountType: 'Commercial',
      installed: 'Yes',
      saleDate: expect.stringMatching(/2026/) as string,
      soldById: seller.name,
      ssn: '900-12-3456',
    })
  })

  it('[TAB-017][REC-006] masks confidential values and leaves out cards that the reader may not see', async () => {
    const record = await house.plant.customer({ location: here })
    await save(record, 1, { ssn: '900123456', adtNumber: 'ADT-9', abortCode: 'nutmeg', spouse: 'Kim' })
    const clerk = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    expect((await read(record, {}, clerk)).items[0]!.changes).toEqual([
      { field: 'ssn', label: 'SSN', old: null, new: '***' },
      { field: 'spouse', label: 'Spouse', old: null, new: 'Kim' },
    ])
  })

  it('[TAB-017] is filtered by event, user and days of the company’s own calendar, and paged', async () => {
    const record = await house.plant.customer({ location: here })
    const colleague = await house.plant.user({ company, holds: [{ grants: 'all' }] })
    await save(record, 1, { spouse: '1' })
    await save(record, 2, { spouse: '2' }, colleague)
    await save(record, 3, { spouse: '3' })
    const spouses = async (query: object) =>
      (await read(record, query)).items.map((item) => item.changes[0]?.new)
    expect(await spouses({})).toEqual(['3', '2', '1'])
    expect(await spouses({ userId: colleague.id })).toEqual(['2'])
    expect(await spouses({ event: 'customers.created' })).toEqual([])
    expect((await read(record)).users).toEqual(
      expect.arrayContaining([
        { id: user.id, name: user.name },
        { id: colleague.id, name: colleague.name },
      ]),
    )
    const first = await read(record, { limit: 2 })
    expect(first.next).not.toBeNull()
    expect(await spouses({ limit: 2, before: first.next })).toEqual(['1'])

    // 05:30 UTC is still the evening before in Denver.
    const late = await house.plant.customer({ location: here })
    const client = await house.owner.connect()
    try {
      await client.query('begin')
      await client.query(`select set_config('app.company_id', $1, true)`, [String(company.id)])
      const entry = {
        at: '2026-02-02T05:30:00Z',
        source: 'import',
        event: 'customers.imported',
        entity: 'customer',
        customerId: late.id,
      }
      await client.query('select platform.append_history($1)', [JSON.stringify([entry])])
      await client.query('commit')
    } finally {
      client.release()
    }
    expect((await read(late, { from: '2026-02-01', to: '2026-02-01' })).items).toHaveLength(1)
    expect((await read(late, { from: '2026-02-02' })).items).toEqual([])
  })

  it('[TAB-017][REC-001][ADM-001] is shown to whoever may view the record, and of other records to nobody', async () => {
    const outcome = async ({ id }: CustomerRow) =>
      (await house.as(user).call(history.ofCustomer, { params: { customerId: id } })).outcome
    expect(await outcome(forbidden)).toBe('403 access.denied_here')
    expect(await outcome(foreign)).toBe('404 customers.not_found')
    const record = await house.plant.customer({ location: here })
    await save(record, 1, { spouse: 'Mine alone' })
    const neighbour = await house.plant.customer({ location: here })
    expect((await read(neighbour)).items).toEqual([])
  })

  it('[TAB-017] replayed from the beginning gives the record as it now is, whatever was saved in between', async () => {
    const language = await house.plant.value(company, 'language')
    const text = fc.option(fc.stringMatching(/^[A-Za-z][A-Za-z ]{0,18}[A-Za-z]$/), { nil: null })
    const change = fc.record(
      {
        spouse: text,
        county: text,
        adtNumber: text,
        abortCode: text,
        ssn: fc.option(fc.stringMatching(/^9[0-9]{8}$/), { nil: null }),
        birthdate: fc.option(fc.constantFrom('1950-01-01', '2000-02-29'), { nil: null }),
        languageId: fc.option(fc.constant(language.id), { nil: null }),
        creditScore: fc.option(fc.integer({ min: 300, max: 850 }), { nil: null }),
        installed: fc.boolean(),
        saleDate: fc.option(fc.constantFrom('2026-01-01', '2026-01-02'), { nil: null }),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const created = await house.as(user).call(customers.create, {
          body: {
            kind: 'customer',
            fields: {
              firstName: 'Re',
              lastName: 'Play',
              city: 'Provo',
              state: 'UT',
              primaryPhone: '8015550123',
              accountType: 'residential',
              locationId: here.id,
            },
          },
        })
        const record: CustomerRow = { id: created.body.id, company, location: here }
        let { version } = created.body
        for (const fields of changes) ({ version } = await save(record, version, fields))

        const { rows } = await house.owner.query<{ changes: { field: FieldName; new: unknown }[] }>(
          'select changes from history_entry where customer_id = $1 order by id',
          [record.id],
        )
        const replayed = new Map(rows.flatMap((row) => row.changes.map((c) => [c.field, c.new] as const)))
        const stored = (
          await house.owner.query('select *, sale_date::text as sale_date from customer where id = $1', [
            record.id,
          ])
        ).rows[0]
        const plain = (name: FieldName, value: unknown) =>
          field(name).sealed && value != null
            ? unseal(String(value), place(company.id, `customer.${name}`))
            : (value ?? null)
        const nothing = (name: FieldName) => (field(name).type === 'checkbox' ? false : null)
        for (const name of fieldNames) {
          const value = replayed.has(name) ? plain(name, replayed.get(name)) : nothing(name)
          expect([name, value]).toEqual([name, plain(name, stored[columnOf(name)])])
        }
      }),
      { numRuns: 12 },
    )
  })
})
