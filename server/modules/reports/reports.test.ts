import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Input, Output } from '#shared/contract.ts'
import {
  type ReportDefinition,
  type ReportField,
  type ReportObject,
  reports,
} from '#shared/contracts/reports.ts'
import type { Permission } from '#shared/permissions.ts'
import { groupStepKeys, measurable, opsOf, periods } from '#shared/rules/reports.ts'
import { addDays, todayIn } from '#shared/time.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { blank, furnish, valuesOf } from '#test/helpers/report-rows.ts'

let house: House
let here: Location
let elsewhere: Location
let user: User
let forbidden: CustomerRow
let foreign: CustomerRow
let catalogue: Output<typeof reports.catalogue>
const mine: CustomerRow[] = []
const today = todayIn('America/Denver', new Date())

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood({ settings: { invoicePlus: true, parentChild: true } })
  ;({ here, elsewhere, user, forbidden, foreign } = place)
  const value = await valuesOf(house, here.company)
  const custom = async (name: string, data: object) =>
    (await house.plant.value(here.company, 'custom_field', { name, data })).id
  const fields = {
    color: await custom('Color', { kind: 'both', type: 'select', options: [{ value: 'red', label: 'Red', active: true }] }),
    weight: await custom('Weight', { kind: 'both', type: 'number' }),
    fee: await custom('Fee', { kind: 'both', type: 'currency' }),
    since: await custom('Since', { kind: 'both', type: 'date' }),
    pets: await custom('Pets', { kind: 'both', type: 'multi_select', options: [{ value: 'dog', label: 'Dog', active: true }] }),
    gate: await custom('Gate code', { kind: 'both', type: 'text', confidential: true }),
  } // prettier-ignore
  for (const [i, city] of ['Provo', 'Orem', 'Provo'].entries()) {
    const customer = await house.plant.customer({
      location: here,
      fields: {
        city, firstName: 'Ada', lastName: `Number ${i}`, saleDate: addDays(today, -i), soldById: user.id, mmrId: value.rate,
        accountNumber: `RB-${i}`, abortCode: 'lighthouse', confirmationNumber: `CN-${i}`, ssn: '900112233',
      }, // prettier-ignore
      row: {
        custom: JSON.stringify({
          [fields.color]: 'red',
          [fields.weight]: 1.5 + i,
          [fields.fee]: 250,
          [fields.since]: '2024-02-29',
          [fields.pets]: ['dog', 'yak'],
        }),
      },
    })
    mine.push(customer)
    await furnish(house, customer, value, user)
  }
  const lead = await house.plant.lead({ location: here, fields: { lastName: 'Prospect' } })
  await furnish(house, lead, value, user).catch(() => undefined)
  await furnish(house, forbidden, value, user)
  const theirs = await house.plant.user({ company: foreign.company })
  await furnish(house, foreign, await valuesOf(house, foreign.company), theirs)
  catalogue = (await house.as(user).call(reports.catalogue, {})).body
}, 60_000)
afterAll(() => house.close())

const definition = (
  object: string,
  more: Partial<ReportDefinition> = {},
): Input<typeof reports.run>['body'] => ({
  definition: { ...blank, object, ...more },
})
const run = (object: string, more: Partial<ReportDefinition> = {}, by = user) =>
  house.as(by).call(reports.run, { body: definition(object, more) })
const rowsOf = async (object: string, more: Partial<ReportDefinition> = {}, by = user) =>
  (await run(object, more, by)).body.rows.map(({ cells }) => cells)
const withGrants = (grants: Permission[], at = here) =>
  house.plant.user({ company: here.company, holds: [{ grants: ['reports.view', ...grants], at }] })

const answers: Record<string, (field: ReportField) => (string | number)[]> = {
  contains: () => ['a'],
  starts: () => ['a'],
  is: ({ type }) => (type === 'number' || type === 'money' ? [5] : ['a']),
  at_least: () => [5],
  at_most: () => [5.5],
  between: ({ type }) => (type === 'date' || type === 'instant' ? [today, today] : [1, 2.5]),
  period: () => ['last_30'],
  any_of: ({ type }) => (type === 'ref' ? [1, 2] : ['x']),
  none_of: ({ type }) => (type === 'ref' ? [1, 2] : ['x']),
}

describe('every object and field', () => {
  it('[TAB-022] can be shown, asked every question, ordered, grouped and measured; never with a row of elsewhere', async () => {
    expect(catalogue.objects.map(({ key }) => key)).toEqual([
      'customers', 'leads', 'contacts', 'equipment', 'notes', 'tickets', 'appointments', 'work_orders', 'invoices', 'payments', 'recurring', 'risks',
    ]) // prettier-ignore
    // Somebody who sees one office asks everything with all of the conditions that this takes.
    const narrow = await house.plant.user({ company: here.company, holds: [{ grants: 'all', at: here }] })
    for (const object of catalogue.objects) {
      const keys = object.fields.map(({ key }) => key)
      const body = await run(object.key, { columns: keys.slice(0, 30) }, narrow)
      expect([object.key, body.status, body.text]).toEqual([object.key, 200, body.text])
      for (let i = 30; i < keys.length; i += 30)
        expect((await run(object.key, { columns: keys.slice(i, i + 30) }, narrow)).status).toBe(200)
      const found = body.body.rows.map(({ customerId }) => customerId)
      expect(found.length, object.key).toBeGreaterThan(0)
      expect(found).not.toContain(forbidden.id)
      // Of each field at once: one question of each kind, and, of some, order, group and figure.
      // The record’s fields are the same wherever a row belongs to a record.
      const free = object.fields.filter(
        ({ columnOnly, key }) => !columnOnly && (object.key === 'equipment' || !key.startsWith('record.')),
      )
      for (let i = 0; i < free.length; i += 4) {
        const some = free.slice(i, i + 4)
        const filters = some.flatMap((field) =>
          [...opsOf[field.type], ...(field.isUser ? ['me' as const] : [])].slice(0, 5).map((op) => ({
            field: field.key,
            op,
            values: answers[op]?.(field) ?? [],
          })),
        )
        const reply = await run(
          object.key,
          {
            columns: object.columns,
            filters: filters.slice(0, 20),
            sort: { key: some[0]!.key, direction: 'desc' },
          },
          narrow,
        )
        expect([object.key, filters, reply.outcome]).toEqual([object.key, filters, '200'])
        const grouped = await run(
          object.key,
          {
            groups: some.slice(0, 3).map(({ key }, at) => ({ field: key, by: groupStepKeys[(i + at) % 5] })),
            measures: [
              { fn: 'count' as const },
              ...some.flatMap(({ key, type }) =>
                (Object.keys(measurable) as (keyof typeof measurable)[])
                  .filter((fn) => measurable[fn].includes(type))
                  .map((fn) => ({ fn, field: key })),
              ),
            ].slice(0, 6),
            sort: { key: 'measure.0', direction: 'desc' },
          },
          narrow,
        )
        expect([object.key, some.map(({ key }) => key), grouped.outcome]).toEqual([
          object.key,
          some.map(({ key }) => key),
          '200',
        ])
      }
    }
  }, 120_000)
})

describe('what is found', () => {
  it('[TAB-022] is filtered, ordered, paged by keyset and counted; a group’s figures are those of its rows', async () => {
    const cells = await rowsOf('customers', {
      columns: ['number', 'city', 'rateCents', 'saleDate'],
      filters: [
        { field: 'city', op: 'is', values: ['provo'] },
        { field: 'saleDate', op: 'period', values: ['last_7'] },
      ],
      sort: { key: 'saleDate', direction: 'desc' },
    })
    expect(cells).toEqual([
      [mine[0]!.id, 'Provo', 4499, today],
      [mine[2]!.id, 'Provo', 4499, addDays(today, -2)],
    ])
    const walk: number[] = []
    let after: string | undefined
    do {
      const { body } = await house.as(user).call(reports.run, {
        body: {
          ...definition('customers', { columns: ['number'], sort: { key: 'email', direction: 'asc' } }),
          limit: 1,
          ...(after && { after }),
        },
      })
      expect(body.count).toBe(after ? null : 3)
      walk.push(...body.rows.map(({ customerId }) => customerId!))
      after = body.next ?? undefined
    } while (after)
    expect(walk.toSorted((a, b) => a - b)).toEqual(mine.map(({ id }) => id))
    const groups = await rowsOf('customers', {
      groups: [{ field: 'city' }],
      measures: [{ fn: 'count' }, { fn: 'sum', field: 'rateCents' }, { fn: 'min', field: 'saleDate' }],
      sort: { key: 'measure.0', direction: 'desc' },
    })
    expect(groups).toEqual([
      ['Provo', 2, 8998, addDays(today, -2)],
      ['Orem', 1, 4499, addDays(today, -1)],
    ])
    const color = catalogue.objects[0]!.fields.find(({ label }) => label === 'Color')!.key
    const pets = catalogue.objects[0]!.fields.find(({ label }) => label === 'Pets')!.key
    expect(
      await rowsOf('customers', {
        columns: [pets],
        filters: [{ field: color, op: 'any_of', values: ['red'] }],
      }),
    ).toEqual([['Dog, yak'], ['Dog, yak'], ['Dog, yak']])
    // What a quarter costs, by the rate of the record; and a third of it each month.
    expect(await rowsOf('recurring', { groups: [], measures: [{ fn: 'sum', field: 'monthCents' }] })).toEqual(
      [[3 * 1500]],
    )
  })

  it('[TAB-022] [REC-006] what one may not see is not offered, not shown and decides nothing; confidential values are masked', async () => {
    const plain = await withGrants(['customers.view'])
    const offered = (await house.as(plain).call(reports.catalogue, {})).body
    expect(offered.objects.map(({ key }) => key)).toEqual(['customers'])
    const keys = offered.objects[0]!.fields.map(({ key }) => key)
    for (const key of ['accountNumber', 'rateCents', 'installDate', 'ssn', 'balanceCents']) expect(keys).not.toContain(key)
    const reply = (await run('customers', { columns: ['number', 'accountNumber'] }, plain)).body
    expect(reply.leftOut).toEqual(['Account Number'])
    expect(reply.columns.map(({ label }) => label)).toEqual(['Number'])
    for (const hidden of [
      { filters: [{ field: 'accountNumber', op: 'is' as const, values: ['RB-0'] }] },
      { sort: { key: 'saleDate', direction: 'asc' as const } },
      { groups: [{ field: 'rateCents' }] },
      { measures: [{ fn: 'sum' as const, field: 'rateCents' }] },
    ])
      expect((await run('customers', { columns: ['number'], ...hidden }, plain)).outcome).toBe('403 reports.field_denied')
    expect((await run('invoices', { columns: ['number'] }, plain)).outcome).toBe('403 reports.object_denied')
    // Seen at another office, it is asked for here in vain.
    const split = await house.plant.user({
      company: here.company,
      holds: [
        { grants: ['reports.view', 'customers.view'], at: here },
        { grants: ['reports.view', 'customers.view', 'sale_information.view'], at: elsewhere },
      ],
    })
    const seen = await rowsOf('customers', { columns: ['number', 'accountNumber', 'rateCents'] }, split)
    expect(seen.filter(([id]) => id !== forbidden.id).map(([, ...rest]) => rest)).toEqual(mine.map(() => [null, null]))
    expect(await rowsOf('customers', { columns: ['number'], filters: [{ field: 'accountNumber', op: 'starts', values: ['RB'] }] }, split)).toEqual([])
    const seer = await withGrants(['customers.view', 'installation_information.view'])
    const masks = ['abortCode', 'confirmationNumber', 'ssn']
    expect((await rowsOf('customers', { columns: masks }, seer))[0]).toEqual(['***', '***', '***'])
    expect(await rowsOf('customers', { columns: ['number'], filters: [{ field: 'confirmationNumber', op: 'is', values: ['CN-0'] }] }, seer)).toEqual([])
    expect((await rowsOf('customers', { columns: masks }))[0]).toEqual(['lighthouse', 'CN-0', '900112233'])
    expect((await run('customers', { columns: ['number'], filters: [{ field: 'ssn', op: 'is', values: ['900112233'] }] })).outcome).toBe('422 request.invalid')
    // Without Reports: View at the office, nothing there is anybody's report.
    const outside = await house.plant.user({
      company: here.company,
      holds: [
        { grants: ['customers.view'], at: here },
        { grants: ['reports.view', 'customers.view'], at: elsewhere },
      ],
    })
    expect((await rowsOf('customers', { columns: ['number'] }, outside)).flat()).toEqual([forbidden.id])
    // One's own sales appointment, and no other.
    const seller = await withGrants(['customers.view', 'personal_appointments.view'])
    expect(await rowsOf('appointments', { columns: ['type'] }, seller)).toEqual([])
  }) // prettier-ignore

  it('[TAB-022] is taken out as CSV, streamed: the same rows, amounts as numbers, no formula; it is noted in History', async () => {
    const evil = await house.plant.customer({
      location: here,
      fields: { lastName: '=1+1', firstName: '@x', city: 'Lehi' },
    })
    const reply = await house.as(user).call(reports.exportCsv, {
      body: {
        ...definition('customers', {
          columns: ['number', 'name', 'rateCents', 'isCanceled', 'primaryPhone'],
          sort: { key: 'name', direction: 'asc' },
        }),
        name: 'All "of" them',
      },
    })
    expect(reply.headers['content-type']).toContain('text/csv')
    const lines = reply.text.split('\r\n')
    expect(lines[0]).toBe('\ufeff"Number","Name","Monthly rate","Account Is Canceled","Primary Phone"')
    expect(lines.slice(1, -1)).toHaveLength(4)
    expect(lines.find((line) => line.startsWith(`"${mine[0]!.id}"`))).toMatch(
      /^"\d+","Ada Number 0","44.99","No","\(/,
    )
    expect(lines.find((line) => line.startsWith(`"${evil.id}"`))).toContain(`"'@x =1+1"`)
    const { rows } = await house.owner.query<{ detail: object }>(
      `select detail from history_entry where event = 'reports.exported' and company_id = $1`,
      [here.company.id],
    )
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows[0])).toContain('Monthly rate')
  })
})

describe('a saved report', () => {
  const create = (body: object = {}, by = user) =>
    house.as(by).call(reports.create, {
      body: { name: 'Mine', ...definition('customers', { columns: ['number', 'name'] }), ...body },
    })

  it('[TAB-022] is one’s own until it is shared; others run it as they see it, and only its owner changes it', async () => {
    const report = (await create({ name: 'Everybody’s', shared: true })).body
    const kept = (await create({ name: 'Kept' })).body
    const other = await withGrants(['customers.view', 'reports.modify', 'reports.create'])
    const listed = (await house.as(other).call(reports.list, {})).body.items
    expect(listed.map(({ name }) => name)).toEqual(['Everybody’s'])
    expect(listed[0]).toMatchObject({ mine: false, abilities: { modify: false, remove: false, copy: true } })
    expect((await house.as(other).call(reports.get, { params: { reportId: kept.id } })).outcome).toBe('404 reports.not_found')
    const save = (by: User, body: object, id = report.id) =>
      house.as(by).call(reports.save, { params: { reportId: id }, body: { version: report.version, ...body } })
    expect((await save(other, { name: 'Theirs' })).outcome).toBe('409 reports.not_yours')
    expect((await save(other, { name: 'Theirs' }, kept.id)).outcome).toBe('404 reports.not_found')
    expect((await save(user, { name: 'kept' })).problem.errors[0]!.path).toBe('name')
    const changed = (await save(user, { name: 'For everybody' })).body
    expect(changed).toMatchObject({ version: report.version + 1, name: 'For everybody' })
    const stale = await save(user, { name: 'Late' })
    expect(stale.outcome).toBe('409 reports.stale')
    expect(stale.problem['current']).toMatchObject({ name: 'For everybody' })
    const history = (await house.as(user).call(reports.history, { params: { reportId: report.id } })).body.items
    expect(history.map(({ summary }) => summary)).toEqual(['Saved the report “For everybody”', 'Saved the report “Everybody’s”'])
    const drop = (by: User) => house.as(by).call(reports.remove, { params: { reportId: report.id } })
    expect((await drop(other)).outcome).toBe('409 reports.not_yours')
    expect((await drop(await house.plant.user({ company: here.company, holds: [{ grants: ['reports.modify'] }] }))).status).toBe(200)
    expect((await house.as(user).call(reports.get, { params: { reportId: report.id } })).outcome).toBe('404 reports.not_found')
    const stranger = await house.plant.user({ company: foreign.company, holds: [{ grants: 'all' }] })
    expect((await house.as(stranger).call(reports.get, { params: { reportId: kept.id } })).outcome).toBe('404 reports.not_found')
    const reader = await withGrants(['customers.view'])
    expect((await create({ name: 'No' }, reader)).outcome).toBe('403 access.denied')
  }) // prettier-ignore
})

describe('whatever is asked', () => {
  it('[TAB-022] [SEC-001] of random definitions none fails on the server’s side, and none finds a row of elsewhere', async () => {
    const narrow = await house.plant.user({ company: here.company, holds: [{ grants: 'all', at: here }] })
    const strange = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom("'; drop table customer; --", '%', '\\', '{}', '2026-02-31', today, ...Object.keys(periods), 'infinity', 'NaN'),
      fc.integer({ min: -1000, max: 1_000_000_000 }),
      fc.constantFrom(0, -0.5, 1e15, -1e15, 9007199254740991),
    ) // prettier-ignore
    const of = (object: ReportObject) => {
      const key = fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom(...object.fields.map((field) => field.key)) },
        { weight: 1, arbitrary: fc.constantFrom('nothing', 'custom.1', 'record.record.city', 'toString') },
      )
      return fc.record({
        object: fc.constant(object.key),
        columns: fc.array(key, { maxLength: 5 }),
        filters: fc.array(
          fc.record({
            field: key,
            op: fc.constantFrom(...new Set(Object.values(opsOf).flat()), 'me' as const),
            values: fc.array(strange, { maxLength: 3 }),
          }),
          { maxLength: 2 },
        ),
        groups: fc.array(fc.record({ field: key, by: fc.constantFrom(...groupStepKeys, undefined) }), {
          maxLength: 2,
        }),
        measures: fc.array(
          fc.record({
            fn: fc.constantFrom('count', 'sum', 'avg', 'min', 'max'),
            field: fc.option(key, { nil: undefined }),
          }),
          { maxLength: 2 },
        ),
        sort: fc.option(
          fc.record({
            key: fc.oneof(key, fc.constantFrom('group.0', 'measure.1', 'group.9')),
            direction: fc.constantFrom('asc', 'desc'),
          }),
          { nil: null },
        ),
        chart: fc.constant('none'),
      })
    }
    const strangers = new Set([forbidden.id, foreign.id])
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...catalogue.objects).chain(of),
        fc.option(fc.base64String({ maxLength: 60 }), { nil: undefined }),
        async (asked, after) => {
          const reply = await house.as(narrow).send<Output<typeof reports.run>>({
            method: 'POST',
            url: '/api/v1/reports/run',
            payload: { definition: asked, ...(after && { after }) },
          })
          expect(reply.status, reply.text).toBeLessThan(500)
          if (reply.status === 200)
            expect(
              reply.body.rows.some(({ customerId }) => customerId !== null && strangers.has(customerId)),
            ).toBe(false)
        },
      ),
      { numRuns: 200 },
    )
  }, 120_000)
})
