import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Input } from '#shared/contract.ts'
import { customerSorts } from '#shared/contracts/customer-list.ts'
import { customers } from '#shared/contracts/customers.ts'
import type { FieldValues } from '#shared/rules/customer-fields.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let foreign: CustomerRow
let forbidden: CustomerRow
let user: User
let everywhere: User

const people: [firstName: string, lastName: string, more?: FieldValues][] = [
  ['Alma', 'Abbott', { accountNumber: 'BD-1001', saleDate: '2026-01-05' }],
  ['Zoë', 'Núñez', { businessName: 'Timpanogos Tile & Stone' }],
  ['Bo', 'abbott', { saleDate: '2025-12-01', cellPhone: '8015550177' }],
  ['Cy', 'Zeller', { isCanceled: true, cancelDate: '2026-01-01', saleDate: '2025-01-01' }],
  ['Dee', 'O%Neil', { accountNumber: 'bd-2' }],
  ['Eli', 'Abbott-Finch'],
]
const ids: Record<string, number> = {}

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, elsewhere, foreign, forbidden, user } = await house.plant.neighbourhood())
  everywhere = await house.plant.user({ company, holds: [{ grants: 'all' }] })
  for (const [firstName, lastName, more] of people) {
    const { id } = await house.plant.customer({ location: here, fields: { firstName, lastName, ...more } })
    ids[`${firstName} ${lastName}`] = id
  }
  await house.plant.lead({ location: here, fields: { firstName: 'Lea', lastName: 'Abbott' } })
  await house.plant.customer({
    location: here,
    fields: { firstName: 'Gone', lastName: 'Archer' },
    row: { archived_at: new Date() },
  })
})
afterAll(() => house.close())

type Query = NonNullable<Input<typeof customers.list>['query']>
const list = async (query: Query, by: User = user) =>
  (await house.as(by).call(customers.list, { query })).body
const names = async (query: Query, by?: User) => (await list(query, by)).items.map(({ name }) => name)
const search = async (text: string, by: User = user) =>
  (await house.as(by).call(customers.search, { query: { text } })).body.items.map(({ name }) => name)

/** The names of all pages, two a page. */
async function paged(query: Input<typeof customers.list>['query']): Promise<string[]> {
  const found: string[] = []
  let after: string | undefined
  do {
    const page = await list({ ...query, limit: 2, after })
    found.push(...page.items.map(({ name }) => name))
    after = page.next ?? undefined
  } while (after)
  return found
}

describe('the list', () => {
  it('[REC-001][ADM-001] shows the records of one’s own locations, and no other company’s', async () => {
    expect(await names({})).toEqual([
      'Alma Abbott',
      'Bo abbott',
      'Eli Abbott-Finch',
      'Gone Archer',
      'Zoë Núñez',
      'Dee O%Neil',
      'Cy Zeller',
    ])
    expect(await names({}, everywhere)).toContain('Alma Forbidden')
    const theirs = await house.plant.user({ company: foreign.company, holds: [{ grants: 'all' }] })
    expect(await names({}, theirs)).toEqual(['Alma Foreign'])
    expect(await names({ locationId: String(forbidden.location.id) })).toEqual([])
    expect(await names({ kind: 'lead' })).toEqual(['Lea Abbott'])
  })

  it('[REC-001] a user without Leads: View is given no leads, though they may list customers', async () => {
    const reader = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    expect(await names({ kind: 'lead' }, reader)).toEqual([])
    expect((await names({ kind: 'customer' }, reader)).length).toBe(7)
  })

  it('[REC-204] tells archived from active', async () => {
    expect(await names({ archive: 'archived' })).toEqual(['Gone Archer'])
    expect(await names({ archive: 'active' })).not.toContain('Gone Archer')
    expect((await list({ archive: 'archived' })).items[0]?.archived).toBe(true)
  })

  it('filters by status, by the beginning of the last name, and by “Last, First”', async () => {
    expect(await names({ status: 'canceled' })).toEqual(['Cy Zeller'])
    expect(await names({ status: 'sold' })).toEqual(['Alma Abbott', 'Bo abbott'])
    expect(await names({ name: 'abb' })).toEqual(['Alma Abbott', 'Bo abbott', 'Eli Abbott-Finch'])
    expect(await names({ name: 'NUNEZ' })).toEqual(['Zoë Núñez'])
    expect(await names({ name: 'Abbott, B' })).toEqual(['Bo abbott'])
    expect(await names({ search: 'bd-1001' })).toEqual(['Alma Abbott'])
  })

  it('pages through everything once, in every sort and direction', async () => {
    for (const sort of customerSorts) {
      for (const direction of ['asc', 'desc'] as const) {
        const whole = await names({ sort, direction, limit: 200 })
        expect([sort, direction, await paged({ sort, direction })]).toEqual([sort, direction, whole])
      }
    }
  })

  it('[PERF-002] merges the spellings of a city, page after page, in the order of names', async () => {
    for (const [firstName, city] of [
      ['Ann', 'LEHI'],
      ['Bea', 'Lehi'],
      ['Cal', 'lehi'],
      ['Dot', 'Lehi'],
      ['Eve', 'Lehigh'],
    ] as const)
      await house.plant.customer({ location: here, fields: { firstName, lastName: 'Merge', city } })
    const merged = ['Ann Merge', 'Bea Merge', 'Cal Merge', 'Dot Merge', 'Eve Merge']
    expect(await paged({ city: 'lehi' })).toEqual(merged)
    expect(await paged({ city: 'LEHI', direction: 'desc' })).toEqual(merged.toReversed())
    expect(await paged({ city: 'lehig' })).toEqual(['Eve Merge'])
    expect(await paged({ city: 'nowhere' })).toEqual([])
  })

  it('a mark of a page that was tampered with shows nobody anything more, and breaks nothing', async () => {
    const mark = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const marks = [
      'x',
      '!!',
      ...[
        [],
        ['no date', 1],
        [null, 1],
        ['a\u0000b', 1],
        ['a', 1e300],
        ['a', 'b'],
        ['a', 'b', 1],
        [1],
        {},
      ].map(mark),
      ...['2026-13-01 00:00:00+00', '2026-01-01 25:00:00+00', '2026-01-01 00:00:00+99'].map((at) =>
        mark([at, 1]),
      ),
    ]
    for (const sort of customerSorts) {
      for (const after of marks) {
        const reply = await house.as(user).call(customers.list, { query: { sort, after } })
        expect([sort, after, reply.status]).toEqual([sort, after, 200])
        expect(reply.text).not.toMatch(/Forbidden|Foreign/)
      }
    }
  })

  it('[REC-005] without Sale Information: View neither account number nor sale are told', async () => {
    const reader = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    const row = (await list({ name: 'Abbott, Alma' }, reader)).items[0]!
    expect([row.accountNumber, row.saleDate, 'soldBy' in row]).toEqual([null, null, false])
    expect((await list({ name: 'Abbott, Alma' })).items[0]).toMatchObject({
      accountNumber: 'BD-1001',
      saleDate: '2026-01-05',
    })
  })

  it('the count agrees with the list, for every filter', async () => {
    const filters: Query[] = [
      {},
      { kind: 'lead' },
      { name: 'abb' },
      { search: 'abbott' },
      { status: 'sold' },
      { archive: 'active' },
      { locationId: String(elsewhere.id) },
    ]
    for (const query of filters) {
      const { body } = await house.as(user).call(customers.count, { query })
      expect([query, body]).toEqual([
        query,
        { count: (await list({ ...query, limit: 200 })).items.length, more: false },
      ])
    }
  })
})

describe('the search box', () => {
  it('finds by number, account number, phone and any part of a name', async () => {
    const bo = ids['Bo abbott']!
    expect((await search(String(bo)))[0]).toBe('Bo abbott')
    expect(await search('BD-1001')).toEqual(['Alma Abbott'])
    expect(await search('bd-1')).toEqual(['Alma Abbott'])
    expect(await search('(801) 555-0177')).toEqual(['Bo abbott'])
    expect(await search('+1 801 555 0177')).toEqual(['Bo abbott'])
    expect(await search('555-0177')).toEqual(['Bo abbott'])
    expect(await search('nunez zoe')).toEqual(['Zoë Núñez'])
    expect(await search('Abbott, Al')).toEqual(['Alma Abbott'])
    expect(await search('tile')).toEqual(['Zoë Núñez'])
    expect((await search('abbott')).sort()).toEqual([
      'Alma Abbott',
      'Bo abbott',
      'Eli Abbott-Finch',
      'Lea Abbott',
    ])
  })

  it('[REC-005] without Sale Information: View a hit’s account number is not told', async () => {
    const reader = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    const hit = async (by: User) =>
      (await house.as(by).call(customers.search, { query: { text: 'Abbott, Alma' } })).body.items[0]!
    expect((await hit(reader)).accountNumber).toBeNull()
    expect((await hit(user)).accountNumber).toBe('BD-1001')
  })

  it('takes % and _ for what they are, and finds nothing in blanks', async () => {
    expect(await search('o%neil')).toEqual(['Dee O%Neil'])
    expect(await search('a_bott')).toEqual([])
    expect(await search('%%%')).toEqual([])
    expect((await house.as(user).call(customers.search, { query: { text: '   ' } })).status).not.toBe(500)
  })

  it('[REC-001][ADM-001] never shows a forbidden location’s or another company’s record, not even by its number', async () => {
    for (const text of [
      'Alma',
      'Forbidden',
      'Foreign',
      String(forbidden.id),
      String(foreign.id),
      '8015550100',
    ]) {
      expect((await search(text)).filter((name) => /Forbidden|Foreign/.test(name))).toEqual([])
    }
    expect(await search('Forbidden', everywhere)).toEqual(['Alma Forbidden'])
    const reader = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    expect(await search('Lea', reader)).toEqual([])
  })
})

describe('the form’s options', () => {
  it('[ADM-008][ADM-001] are the company’s own, inactive ones marked, and say where one may create', async () => {
    await house.plant.value(company, 'language', { name: 'Spanish' })
    await house.plant.value(company, 'language', { name: 'Latin', active: false })
    await house.plant.value(foreign.company, 'language', { name: 'Foreign tongue' })
    const creator = await house.plant.user({
      company,
      holds: [
        { grants: ['customers.view', 'customers.create'], at: here },
        { grants: ['leads.create'], at: elsewhere },
      ],
    })
    const reply = await house.as(creator).call(customers.options)
    expect(reply.body.catalogues.language).toEqual([
      expect.objectContaining({ name: 'Latin', active: false }),
      expect.objectContaining({ name: 'Spanish', active: true }),
    ])
    expect(reply.text).not.toContain('Foreign tongue')
    const rights = reply.body.locations.map((l) => [l.name, l.mayCreateCustomer, l.mayCreateLead])
    expect(rights).toEqual([
      ['Elsewhere', false, true],
      ['Here', true, false],
    ])
  })
})
