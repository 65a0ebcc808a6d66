/** Payroll rules: made, judged, tried, given to users; without Payable+ there are fixed amounts by hand alone (TAB-009, ADM-007). */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { payables } from '#shared/contracts/payables.ts'
import { payroll } from '#shared/contracts/payroll.ts'
import { users } from '#shared/contracts/users.ts'
import type { User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Awaited<ReturnType<House['plant']['neighbourhood']>>
let rep: User
beforeAll(async () => {
  house = await openHouse()
  here = await house.plant.neighbourhood({ settings: { payablePlus: true } })
  rep = await house.plant.user({ company: here.company, firstName: 'Rae', lastName: 'Rep', roles: ['sales_rep'] })
}) // prettier-ignore
afterAll(() => house.close())

const staff = () => house.as(here.user)
const role = async () =>
  (await staff().call(payroll.createRole, { body: { name: `Role ${randomUUID()}` } })).body
const newFunction = async (values: object = {}, payrollRoleId?: number) =>
  staff().call(payroll.createFunction, {
    params: { payrollRoleId: payrollRoleId ?? (await role()).id },
    body: { name: `Function ${randomUUID().slice(0, 8)}`, payeeBy: 'sales_rep', ...values } as never,
  })
const level = (functionId: number, name: string, rows: object[] = [], more: object = {}) =>
  staff().call(payroll.createLevel, { params: { functionId }, body: { name, rows, ...more } as never })
const fixed = (amountCents: number, more: object = {}) => ({ name: 'Base', payTo: 'payee', source: 'fixed', amountCents, ...more }) // prettier-ignore
const setting = (payablePlus: boolean) =>
  house.owner.query(`update platform.company set settings = settings || $2 where id = $1`, [here.company.id, JSON.stringify({ payablePlus })]) // prettier-ignore

describe('Payroll rules', () => {
  it('[TAB-009] roles, functions and levels are made, changed at the version that was read, and deleted while nothing rests on them', async () => {
    const one = await role()
    const same = await staff().call(payroll.createRole, { body: { name: one.name.toUpperCase() } })
    expect([same.outcome, same.problem.errors[0]?.path]).toEqual(['422 request.invalid', 'name'])
    const save = (version: number) => staff().call(payroll.saveRole, { params: { payrollRoleId: one.id }, body: { version, role: { name: one.name, description: 'Sells' } } })
    expect([(await save(1)).status, (await save(1)).outcome]).toEqual([200, '409 payroll.stale'])
    const made = (await newFunction({}, one.id)).body
    expect((await staff().call(payroll.removeRole, { params: { payrollRoleId: one.id } })).outcome).toBe('409 payroll.role_in_use')
    for (const [values, path] of [
      [{ event: 'tag_applied' }, 'tagIds'],
      [{ event: 'installed', tagIds: [1] }, 'tagIds'],
      [{ event: 'tag_applied', tagIds: [999_999] }, 'tagIds'],
      [{ event: 'custom_field_set' }, 'customFieldId'],
      [{ event: 'custom_field_set', customFieldId: 999_999 }, 'customFieldId'],
      [{ event: 'installed', payeeBy: 'chosen' }, 'payeeBy'],
      [{ chargeBackDays: 0 }, 'chargeBackDays'],
    ] as const) {
      const refused = await newFunction(values)
      expect([values, refused.outcome, refused.problem.errors.map((error) => error.path)]).toEqual([values, '422 request.invalid', expect.arrayContaining([path])])
    }
    for (const [row, path] of [
      [{ name: 'X', payTo: 'user', source: 'fixed', amountCents: 1 }, 'rows.0.userId'],
      [fixed(1, { payTo: 'user', userId: here.foreign.id + 1000 }), 'rows.0.userId'],
      [{ name: 'X', payTo: 'payee', source: 'expression', expression: 'mmr * (2' }, 'rows.0.expression'],
      [{ name: 'X', payTo: 'payee', source: 'expression', expression: 'process.exit()' }, 'rows.0.expression'],
      [{ name: 'X', payTo: 'payee', source: 'field', variable: 'account_type', factorPpm: 1 }, 'rows.0.variable'],
      [{ name: 'X', payTo: 'payee', source: 'table', tableId: 999_999 }, 'rows.0.tableId'],
      [fixed(1, { conditions: [{ variable: 'mmr', op: 'at_least', value: 'much' }] }), 'rows.0.conditions.0.value'],
      [fixed(1, { conditions: [{ variable: 'state', op: 'below', value: 'UT' }] }), 'rows.0.conditions.0.op'],
    ] as const) {
      const refused = await level(made.id, 'Odd', [row])
      expect([row, refused.outcome, refused.problem.errors.map((error) => error.path)]).toEqual([row, '422 request.invalid', [path]])
    }
    const first = (await level(made.id, 'Junior', [fixed(100)], { isDefault: true })).body
    const second = (await level(made.id, 'Senior', [fixed(200)], { isDefault: true })).body
    expect(second.levels.map(({ name, isDefault }) => [name, isDefault])).toEqual([['Junior', false], ['Senior', true]])
    const junior = first.levels[0]!
    const change = { name: 'Junior', isDefault: true, rows: [fixed(150), fixed(50, { payTo: 'outside', outsideName: 'Heron' })] }
    const saved = await staff().call(payroll.saveLevel, { params: { levelId: junior.id }, body: { version: 1, level: change as never } })
    expect(saved.body.levels.map(({ name, isDefault, rows }) => [name, isDefault, rows.length])).toEqual([['Junior', true, 2], ['Senior', false, 1]])
    expect((await staff().call(payroll.saveLevel, { params: { levelId: junior.id }, body: { version: 1, level: change as never } })).outcome).toBe('409 payroll.stale')
    const told = (await staff().call(payroll.history, { params: { functionId: made.id }, query: {} })).body.items
    expect(told[0]!.changes).toEqual(expect.arrayContaining([expect.objectContaining({ field: 'Rows', old: 'Base: $1.00 to the function’s payee', new: 'Base: $1.50 to the function’s payee\nBase: $0.50 to Heron' })]))
    // A user's level, and what rests on it.
    const levelIds = [second.levels[1]!.id]
    const set = (version: number, ids: number[]) => staff().call(payroll.setUser, { params: { userId: rep.id }, body: { version, identifier: 'E-9', levelIds: ids } })
    expect((await set(0, [...levelIds, junior.id])).outcome).toBe('422 request.invalid')
    expect((await set(0, levelIds)).body).toEqual({ version: 1 })
    expect((await set(0, [])).outcome).toBe('409 payroll.stale')
    expect((await staff().call(payroll.removeLevel, { params: { levelId: levelIds[0]! } })).outcome).toBe('409 payroll.level_in_use')
    expect((await staff().call(users.history, { params: { userId: rep.id }, query: {} })).body.items[0]).toMatchObject({ event: 'payroll.user_set', changes: [{ old: null, new: 'Senior' }, { old: null, new: 'E-9' }] })
    const customer = await house.plant.customer({ location: here.here, fields: { soldById: rep.id } })
    const proposal = (await staff().call(payables.proposal, { params: { customerId: customer.id }, query: { functionId: made.id } })).body.items
    expect(proposal.map(({ payee, amountCents, result }) => [payee, amountCents, result])).toEqual([['Rae Rep', 200, 'made']])
    await staff().call(payables.generate, { params: { customerId: customer.id }, body: { functionId: made.id } })
    expect((await staff().call(payroll.removeFunction, { params: { functionId: made.id } })).outcome).toBe('409 payroll.function_in_use')
    expect((await set(1, [])).status).toBe(200)
    expect((await staff().call(payroll.removeLevel, { params: { levelId: levelIds[0]! } })).body.levels).toHaveLength(1)
    // Who may look, may not change; of another company nothing is there.
    const viewer = await house.plant.user({ company: here.company, holds: [{ grants: ['payroll.view'], at: here.here }] })
    expect((await house.as(viewer).call(payroll.openFunction, { params: { functionId: made.id } })).body.abilities).toEqual({ create: false, modify: false, delete: false })
    expect((await house.as(viewer).call(payroll.setUser, { params: { userId: rep.id }, body: { version: 2, levelIds: [] } })).status).toBe(403)
  }) // prettier-ignore

  it('[TAB-009] a level is tried on a customer as it is typed: what each row comes to, why, and what would be made; nothing is kept', async () => {
    const rate = await house.plant.value(here.company, 'mmr', { name: '$40', data: { totalCents: 4000 } })
    const customer = await house.plant.customer({
      location: here.here,
      fields: { soldById: rep.id, mmrId: rate.id },
    })
    const made = (await newFunction()).body
    const of = (await level(made.id, 'All', [fixed(100)])).body.levels[0]!
    const rows = [
      { name: 'Half', payTo: 'payee', source: 'expression', expression: 'mmr / 2' },
      { name: 'Large', payTo: 'payee', source: 'fixed', amountCents: 500, conditions: [{ variable: 'mmr', op: 'at_least', value: '50' }] },
      { name: 'Trainer', payTo: 'trainer', source: 'fixed', amountCents: 500 },
    ] // prettier-ignore
    const tried = await staff().call(payroll.tryLevel, { params: { levelId: of.id }, body: { customerId: customer.id, rows: rows as never } }) // prettier-ignore
    expect(tried.body).toMatchObject({
      payee: 'Rae Rep',
      rows: [
        { result: 'amount', amountCents: 2000, reckoning: 'mmr / 2 (MMR $40.00) = $20.00' },
        { result: 'skipped', reckoning: 'Only if MMR is at least 50: it is $40.00' },
        { result: 'amount', payee: null },
      ],
      payables: [{ payee: 'Rae Rep', amountCents: 2000, review: false, exists: false }],
    })
    expect(tried.body.values).toContainEqual({ label: 'MMR', value: '$40.00' })
    expect((await staff().call(payables.ofCustomer, { params: { customerId: customer.id } })).body.items).toEqual([]) // prettier-ignore
    expect((await staff().call(payroll.tryLevel, { params: { levelId: of.id }, body: { customerId: here.forbidden.id } })).status).toBe(403) // prettier-ignore
    // Who may not see the sale sees amounts, and not what they were reckoned from.
    const clerk = await house.plant.user({ company: here.company, holds: [{ grants: ['payroll.view', 'payables.view', 'customers.view'], at: here.here }] }) // prettier-ignore
    const hidden = await house.as(clerk).call(payroll.tryLevel, { params: { levelId: of.id }, body: { customerId: customer.id, rows: rows as never } }) // prettier-ignore
    expect([hidden.body.values, JSON.stringify(hidden.body).includes('40.00')]).toEqual([[], false])
  })

  it('[ADM-007][TAB-009] Payable+ off: tables, events and reckoned amounts are gone, what was made of them stays; fixed amounts by hand go on', async () => {
    const table = { name: `Rates ${randomUUID()}`, dimensions: [{ variable: 'mmr', match: 'from' as const }], rows: [{ cells: ['40'], amountCents: 900 }, { cells: [null], amountCents: 100 }] } // prettier-ignore
    const odd = await staff().call(payroll.createTable, { body: { ...table, rows: [{ cells: ['many'], amountCents: 1 }] } }) // prettier-ignore
    expect(odd.problem.errors[0]?.path).toBe('rows.0.cells.0')
    const rates = (await staff().call(payroll.createTable, { body: table })).body
    const made = (await newFunction({ event: 'installed' })).body
    const rows = [fixed(100), { name: 'Rates', payTo: 'payee', source: 'table', tableId: rates.id }]
    const of = (await level(made.id, 'All', rows, { isDefault: true })).body.levels[0]!
    expect((await staff().call(payroll.removeTable, { params: { tableId: rates.id } })).outcome).toBe('409 payroll.table_in_use') // prettier-ignore
    await setting(false)
    expect((await staff().call(payroll.overview, {})).body).toMatchObject({ plus: false, tables: [] })
    expect((await staff().call(payroll.openTable, { params: { tableId: rates.id } })).outcome).toBe('404 payroll.plus_off') // prettier-ignore
    expect((await staff().call(payroll.createTable, { body: table })).outcome).toBe('404 payroll.plus_off')
    expect((await newFunction({ event: 'installed' })).outcome).toBe('409 payroll.add_on_off')
    expect((await level(made.id, 'More', [rows[1]!])).outcome).toBe('409 payroll.add_on_off')
    const rename = { version: 1, level: { name: 'Everybody', isDefault: true, rows } }
    expect((await staff().call(payroll.saveLevel, { params: { levelId: of.id }, body: rename as never })).status).toBe(200) // prettier-ignore
    const customer = await house.plant.customer({ location: here.here, fields: { soldById: rep.id } })
    const made2 = (await staff().call(payables.generate, { params: { customerId: customer.id }, body: { functionId: made.id } })).body // prettier-ignore
    expect(made2.items.map(({ result, amountCents }) => [result, amountCents])).toEqual([['review', 100]])
    const plain = (await newFunction()).body
    expect((await level(plain.id, 'All', [fixed(700)], { isDefault: true })).status).toBe(200)
    const other = await staff().call(payables.generate, { params: { customerId: customer.id }, body: { functionId: plain.id } }) // prettier-ignore
    expect(other.body.items).toMatchObject([{ result: 'made', amountCents: 700 }])
    await setting(true)
  })
})
