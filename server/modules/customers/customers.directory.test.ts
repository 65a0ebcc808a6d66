import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { customers } from '#shared/contracts/customers.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { findRecord } from './customers.queries.ts'

let house: House
let company: Company
let here: Location
let user: User
let rep: User
let record: CustomerRow
let termId: number
let tagIds: number[]
let monitorId: number

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, user } = await house.plant.neighbourhood())
  rep = await house.plant.user({ company, firstName: 'Rita', lastName: 'Seller', roles: ['sales_rep'] })
  await inCompany(`select 1`)
  termId = await idOf(
    `insert into catalogue_value (company_id, catalogue, name, data) values ($1, 'contract_term', '36 months', '{"months": 36}')`,
  )
  tagIds = [
    await idOf(`insert into tag (company_id, name, colour, sort) values ($1, 'Gate code', 'blue', 20)`),
    await idOf(`insert into tag (company_id, name, colour, sort) values ($1, 'Dog', 'red', 10)`),
  ]
  monitorId = await idOf(`insert into monitoring_company (company_id, name) values ($1, 'Dynamark')`)
  record = await house.plant.customer({
    location: here,
    fields: {
      saleDate: '2026-01-15',
      soldById: rep.id,
      contractTermId: termId,
      monitoringCompanyId: monitorId,
    },
  })
  for (const tagId of tagIds)
    await house.owner.query(
      'insert into customer_tag (company_id, customer_id, tag_id, added_by) values ($1, $2, $3, $4)',
      [company.id, record.id, tagId, user.id],
    )
})
afterAll(() => house.close())

/** Past every service, as another process would. */
const inCompany = async (text: string, values: unknown[] = []) => {
  await house.owner.query(`select set_config('app.company_id', $1, false)`, [String(company.id)])
  return house.owner.query<{ id: number }>(text, values)
}
const idOf = async (insert: string) =>
  Number((await inCompany(`${insert} returning id`, [company.id])).rows[0]!.id)
const open = async () =>
  (await house.as(user).call(customers.open, { params: { customerId: record.id } })).body
const namesOf = ({ header, tags }: Awaited<ReturnType<typeof open>>) => ({
  location: header.location,
  rep: header.sale?.rep,
  tags: tags.map(({ name }) => name),
  boxes: header.statuses.map(({ category, label, detail }) => `${category}: ${label} ${detail}`),
})

/** What each changes of the record's names: `$1` is the company. */
const changes: [what: string, change: string, shown: RegExp][] = [
  [
    'a location’s name',
    `update location set name = 'Somewhere' where company_id = $1 and name = 'Here'`,
    /"location":"Somewhere"/,
  ],
  [
    'a user’s name',
    `update user_account set last_name = 'Vendor' where company_id = $1 and first_name = 'Rita'`,
    /Rita Vendor/,
  ],
  [
    'a tag’s name',
    `update tag set name = 'Dogs' where company_id = $1 and name = 'Dog'`,
    /"tags":\["Dogs","Gate code"\]/,
  ],
  [
    'the order of tags',
    `update tag set sort = 30 where company_id = $1 and name = 'Dogs'`,
    /"tags":\["Gate code","Dogs"\]/,
  ],
  [
    'a new tag',
    `with made as (insert into tag (company_id, name, colour, sort) values ($1, 'New', 'blue', 1) returning id)
      insert into customer_tag (company_id, customer_id, tag_id, added_by)
      select $1, (select max(id) from customer where company_id = $1), id, (select min(id) from user_account where company_id = $1) from made`,
    /"tags":\["New"/,
  ],
  [
    'a tag that is no more',
    `delete from tag where company_id = $1 and name = 'New'`,
    /"tags":\["Gate code","Dogs"\]/,
  ],
  [
    'a monitoring company’s name',
    `update monitoring_company set name = 'Aegis' where company_id = $1`,
    /monitoring: .*Aegis/,
  ],
  [
    'the company’s status boxes',
    `insert into status_setup (company_id, categories, needs) values ($1, '[{"key": "standing", "name": "Standing", "shown": true, "values": [{"label": "As agreed",
      "tone": "good", "detail": "", "when": []}]}]', '{}')`,
    /As agreed/,
  ],
]

describe('what a record points to', () => {
  it('[REC-020][REC-060] is named in the very next answer after a change by anybody, in the right order', async () => {
    expect(namesOf(await open())).toMatchObject({
      location: 'Here',
      rep: 'Rita Seller',
      tags: ['Dog', 'Gate code'],
    })
    for (const [what, change, shown] of changes) {
      await open()
      await inCompany(change, [company.id])
      expect(JSON.stringify(namesOf(await open())), what).toMatch(shown)
    }
  })

  it('[TAB-020] also of its contract term, which the boxes may ask for', async () => {
    const term = async () =>
      (await inTransaction(async (db) => findRecord(db, record.id)))!.catalogueData.get(termId)?.months
    expect(await term()).toBe(36)
    await inCompany(
      `update catalogue_value set data = '{"months": 48}' where id = $1 and company_id = ${company.id}`,
      [termId],
    )
    expect(await term()).toBe(48)
  })

  it('[REC-060] is named within a transaction as that has changed it, and by nobody else before it is committed', async () => {
    await expect(
      inTransaction(async (db) => {
        await sql`update location set name = 'Never' where id = ${here.id}`.execute(db)
        expect((await findRecord(db, record.id))!.locationName).toBe('Never')
        expect((await open()).header.location).toBe('Somewhere')
        throw new Error('rolled back')
      }),
    ).rejects.toThrow('rolled back')
    expect((await open()).header.location).toBe('Somewhere')
  })

  it('[ADM-001] is told of no other company', async () => {
    const other = await house.plant.neighbourhood()
    const foreign = await house.plant.customer({ location: other.here })
    const { body } = await house.as(other.user).call(customers.open, { params: { customerId: foreign.id } })
    expect(JSON.stringify(body)).not.toMatch(/Somewhere|Rita|Dogs|Aegis/)
  })
})

const inTransaction = <T>(work: Parameters<typeof house.database.transaction<T>>[2]) =>
  house.database.transaction(
    { of: 'company', companyId: company.id, userId: user.id },
    { source: 'system', address: '', requestId: '' },
    work,
  )
