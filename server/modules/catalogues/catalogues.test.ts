import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appointments } from '#shared/contracts/appointments.ts'
import { catalogues } from '#shared/contracts/catalogues.ts'
import { customers } from '#shared/contracts/customers.ts'
import { equipment } from '#shared/contracts/equipment.ts'
import { fundings } from '#shared/contracts/funding.ts'
import { invoices } from '#shared/contracts/invoices.ts'
import { files } from '#shared/contracts/files.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { risks } from '#shared/contracts/risks.ts'
import type { Permission } from '#shared/permissions.ts'
import type { CatalogueField } from '#shared/rules/catalogue-fields.ts'
import { catalogueDefinitions, type CatalogueKey, catalogueKeys } from '#shared/rules/catalogues.ts'
import type { Company, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { usingColumns } from './catalogues.usage.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
}, 60_000)
afterAll(() => house.close())

type Sample = Record<string, string | number | boolean | null | { id: number; amountCents: number }[]>

/** The data of a right value; what it points to is planted. */
async function sampleOf(company: Company, key: CatalogueKey): Promise<Sample> {
  const entries: [string, Sample[string]][] = []
  for (const [name, f] of Object.entries(catalogueDefinitions[key].fields))
    if (f.required || f.type === 'reference') entries.push([name, await sampleField(company, f)])
  return Object.fromEntries(entries)
}

async function sampleField(company: Company, f: CatalogueField): Promise<Sample[string]> {
  switch (f.type) {
    case 'reference':
      return house.plant.insert('catalogue_value', company, { catalogue: f.to, name: `For ${f.label}` })
    case 'monitoringCompany':
      return (await house.plant.monitor(company)).id
    case 'choice':
      return f.options[0]!.value
    case 'whole':
    case 'decimal':
      return f.min
    default:
      return 1250
  }
}

/** What a field must refuse. */
const wrongValue = (f: CatalogueField): Sample[string] =>
  ({
    money: -1,
    whole: 1.5,
    decimal: 'much',
    check: 'yes',
    choice: 'no such choice',
    phone: '12',
    email: 'nobody',
    date: '2026-02-31',
    amounts: [{ id: 999_999, amountCents: 5 }],
    options: [{ id: 1, amountCents: 1 }] as Sample[string],
    reference: 999_999,
    monitoringCompany: 999_999,
    location: 999_999,
    text: 'x'.repeat(3000),
    longText: 'x'.repeat(3000),
  })[f.type]

type Stage = { company: Company; admin: User; data: Sample }

async function stageOf(key: CatalogueKey): Promise<Stage> {
  const company = await house.plant.company()
  const admin = await house.plant.user({ company, holds: [{ grants: 'all' }] })
  return { company, admin, data: await sampleOf(company, key) }
}

const listOf = async (user: User, key: CatalogueKey) =>
  (await house.as(user).call(catalogues.list, { params: { catalogue: key } })).body
const create = (user: User, key: CatalogueKey, body: object) =>
  house.as(user).call(catalogues.create, { params: { catalogue: key }, body } as never)
const save = (user: User, key: CatalogueKey, valueId: number, body: object) =>
  house.as(user).call(catalogues.save, { params: { catalogue: key, valueId }, body } as never)
const reorder = (user: User, key: CatalogueKey, order: string, ids: number[]) =>
  house.as(user).call(catalogues.reorder, { params: { catalogue: key }, body: { order, ids } })
const remove = (user: User, key: CatalogueKey, valueId: number) =>
  house.as(user).call(catalogues.remove, { params: { catalogue: key, valueId } })
const riskChoices: Partial<
  Record<CatalogueKey, 'reasons' | 'causes' | 'levels' | 'resolutions' | 'creditReasons'>
> = {
  at_risk_reason: 'reasons',
  at_risk_cause: 'causes',
  at_risk_level: 'levels',
  at_risk_resolution: 'resolutions',
  at_risk_credit_reason: 'creditReasons',
}
/** What forms offer; a catalogue that stands apart is read by the form that needs it. */
const optionsOf = async (user: User, key: CatalogueKey) => {
  const of = house.as(user)
  // No form offers tax rates: an invoice takes those of its address; and accounts are the export's.
  if (key === 'tax_rate' || key === 'book_account') return (await listOf(user, key)).items
  if (key === 'equipment_item') return (await of.call(equipment.choices, {})).body.items
  if (key === 'equipment_wire_type') return (await of.call(equipment.choices, {})).body.wireTypes
  if (key === 'appointment_subtype') return (await of.call(appointments.choices, {})).body.subtypes
  if (key === 'appointment_cancel_reason') return (await of.call(appointments.choices, {})).body.cancelReasons
  if (key === 'payment_term') {
    const { id } = await house.plant.customer({
      location: await house.plant.location({ company: user.company }),
    })
    return (await of.call(invoices.choices, { params: { customerId: id } })).body.terms
  }
  if (key === 'funder' || key === 'funder_reason') {
    const { id } = await house.plant.customer({
      location: await house.plant.location({ company: user.company }),
    })
    const offered = (await of.call(fundings.ofCustomer, { params: { customerId: id } })).body
    return key === 'funder' ? offered.funders : offered.reasons
  }
  const ofWork = (
    { work_order_type: 'types', tech_service: 'services', work_order_cancel_reason: 'cancelReasons' } as const
  )[key as 'tech_service']
  if (ofWork) {
    const { id } = await house.plant.customer({
      location: await house.plant.location({ company: user.company }),
    })
    return (await of.call(workOrders.choices, { params: { customerId: id } })).body[ofWork]
  }
  const offered = riskChoices[key]
  if (offered || key === 'file_category') {
    const { company } = user
    const { id } = await house.plant.customer({ location: await house.plant.location({ company }) })
    if (!offered) return (await of.call(files.list, { params: { customerId: id } })).body.categories
    return (await of.call(risks.choices, { params: { customerId: id } })).body[offered]
  }
  return (await of.call(customers.options, {})).body.catalogues[key] ?? []
}
const lastEntry = async (company: Company) =>
  (
    await house.owner.query<{
      event: string
      entity_id: number | null
      customer_id: number | null
      changes: { field: string; old: string | null; new: string | null }[]
      detail: Record<string, unknown>
    }>('select * from history_entry where company_id = $1 order by id desc limit 1', [company.id])
  ).rows[0]!

describe.each(catalogueKeys)('%s', (key) => {
  const definition = catalogueDefinitions[key]
  const { nameLabel = 'Name' } = definition

  it('[ADM-008] a value is added, renamed and switched off, each with who did it in the company’s history', async () => {
    const { company, admin, data } = await stageOf(key)
    const made = (await create(admin, key, { name: 'First one', data })).body
    expect(made).toMatchObject({ name: 'First one', active: true, version: 1, data })
    expect(await lastEntry(company)).toMatchObject({
      event: 'catalogues.created',
      entity_id: made.id,
      customer_id: null,
      detail: { name: 'First one', catalogue: definition.label },
    })
    expect((await lastEntry(company)).changes).toContainEqual({
      field: nameLabel,
      old: null,
      new: 'First one',
    })
    const renamed = (await save(admin, key, made.id, { version: 1, name: 'Renamed' })).body
    expect(renamed).toEqual({ ...made, name: 'Renamed', version: 2 })
    expect(await lastEntry(company)).toMatchObject({
      event: 'catalogues.saved',
      changes: [{ field: nameLabel, old: 'First one', new: 'Renamed' }],
    })
    expect(await optionsOf(admin, key)).toMatchObject([{ id: made.id, name: 'Renamed', active: true }])
    await save(admin, key, made.id, { version: 2, active: false })
    expect((await lastEntry(company)).changes).toEqual([{ field: 'Active', old: 'Yes', new: 'No' }])
    // It stays known, so that records that have it can show it; the pickers leave inactive ones out.
    expect(await optionsOf(admin, key)).toMatchObject([{ id: made.id, active: false }])
    expect((await listOf(admin, key)).items).toMatchObject([
      { id: made.id, active: false, version: 3, usage: [] },
    ])
    const { rows } = await house.owner.query(
      'select count(*)::int as n from history_entry where company_id = $1',
      [company.id],
    )
    expect((await save(admin, key, made.id, { version: 3, active: false })).body.version).toBe(3)
    expect(
      (
        await house.owner.query('select count(*)::int as n from history_entry where company_id = $1', [
          company.id,
        ])
      ).rows,
    ).toEqual(rows)
  })

  it('[ADM-008] a name that is taken, in any case, is refused at the name; so is one that is too long or missing', async () => {
    const { company, admin, data } = await stageOf(key)
    const first = (await create(admin, key, { name: 'Taken', data })).body
    await create(admin, key, { name: 'Other', data })
    const errorsOf = async (body: object) => (await create(admin, key, body)).problem.errors
    expect(await errorsOf({ name: ' tAKEN ', data })).toEqual([
      { path: 'name', message: `There is a ${definition.one} “Taken” already` },
    ])
    expect((await save(admin, key, first.id, { version: 1, name: 'OTHER' })).problem.errors[0]!.path).toBe(
      'name',
    )
    expect((await save(admin, key, first.id, { version: 1, name: 'TAKEN' })).body.name).toBe('TAKEN')
    await save(admin, key, first.id, { version: 2, active: false })
    expect((await errorsOf({ name: 'taken', data }))[0]!.message).toContain('activate it instead')
    expect(await errorsOf({ name: 'x'.repeat((definition.nameMax ?? 255) + 1), data })).toMatchObject([
      { path: 'name' },
    ])
    if (!definition.namedBy)
      expect(await errorsOf({ name: ' ', data })).toEqual([
        { path: 'name', message: `${nameLabel} is required` },
      ])
    // Another company has names of its own.
    const other = await stageOf(key)
    expect((await create(other.admin, key, { name: 'Taken', data: other.data })).status).toBe(200)
    expect(company.id).not.toBe(other.company.id)
  })

  it('[ADM-008] wrong data is refused at its field, and what the catalogue does not have is not dropped silently', async () => {
    const { admin, data } = await stageOf(key)
    for (const [name, f] of Object.entries(definition.fields)) {
      if (f.onlyWith) continue
      const wrong = await create(admin, key, { name: 'Wrong', data: { ...data, [name]: wrongValue(f) } })
      expect([name, wrong.outcome]).toEqual([name, '422 request.invalid'])
      expect(wrong.problem.errors.map(({ path }) => path.split('.').slice(0, 2).join('.'))).toContain(
        `data.${name}`,
      )
      if (!f.required) continue
      const missing = await create(admin, key, { name: 'Missing', data: { ...data, [name]: null } })
      expect([name, missing.problem.errors[0]!.path]).toEqual([name, `data.${name}`])
    }
    const foreign = Object.keys(catalogueDefinitions.source.fields).find(
      (name) => !(name in definition.fields),
    )!
    if (key !== 'source')
      expect(
        (await create(admin, key, { name: 'Odd', data: { ...data, [foreign]: null } })).problem.errors,
      ).toEqual([{ path: `data.${foreign}`, message: `A ${definition.one} has no such field` }])
    expect((await listOf(admin, key)).items).toEqual([])
  })

  it('[ADM-008] a stale save is refused with the value as it is now', async () => {
    const { company, data, admin } = await stageOf(key)
    const other = await house.plant.user({
      company,
      firstName: 'Olga',
      lastName: 'Other',
      holds: [{ grants: 'all' }],
    })
    const made = (await create(admin, key, { name: 'Both want it', data })).body
    await save(other, key, made.id, { version: 1, name: 'Olga’s' })
    const stale = await save(admin, key, made.id, { version: 1, name: 'Mine' })
    expect(stale.outcome).toBe('409 catalogues.stale')
    expect(stale.problem.conflict).toEqual({
      value: { ...made, name: 'Olga’s', version: 2 },
      changedBy: 'Olga Other',
    })
    expect((await listOf(admin, key)).items[0]!.name).toBe('Olga’s')
  })

  it('[ADM-008] values are sorted as a whole; of two who sort at once the second is told, and the selects follow', async () => {
    const { company, admin, data } = await stageOf(key)
    const ids: number[] = []
    for (const name of ['One', 'Two', 'Three']) ids.push((await create(admin, key, { name, data })).body.id)
    const [one, two, three] = ids as [number, number, number]
    const { order, items } = await listOf(admin, key)
    expect(items.map(({ id }) => id)).toEqual(ids)
    const replies = await Promise.all([
      reorder(admin, key, order, [three, one, two]),
      reorder(admin, key, order, [two, three, one]),
    ])
    expect(replies.map(({ outcome }) => outcome).sort()).toEqual(['200', '409 catalogues.order_stale'])
    const won = replies[0]!.status === 200 ? [three, one, two] : [two, three, one]
    expect((await optionsOf(admin, key)).map(({ id }) => id)).toEqual(won)
    expect(await lastEntry(company)).toMatchObject({
      event: 'catalogues.reordered',
      changes: [{ old: 'One, Two, Three' }],
    })
    const now = (await listOf(admin, key)).order
    expect(now).toBe(replies.find(({ status }) => status === 200)!.body.order)
    for (const wrong of [
      [one, two],
      [one, two, two],
      [one, two, three, 999_999],
      [one, two, 999_999],
    ])
      expect((await reorder(admin, key, now, wrong)).outcome).toBe('409 catalogues.order_stale')
    // A version is the value’s, not its place’s: who edits one is not disturbed.
    expect((await listOf(admin, key)).items.every(({ version }) => version === 1)).toBe(true)
  })

  it('[ADM-008] a value in use cannot be deleted and says where it is; an unused one can', async () => {
    const { company, admin, data } = await stageOf(key)
    const used = (await create(admin, key, { name: 'Used', data })).body
    const unused = (await create(admin, key, { name: 'Unused', data })).body
    const column = usingColumns.find(({ table, catalogue }) => table === 'customer' && catalogue === key)
    if (column || key === 'custom_field') {
      const location = await house.plant.location({ company })
      const row = column ? { [column.column]: used.id } : { custom: { [used.id]: 'a' } }
      await house.plant.customer({ location, row })
      const refused = await remove(admin, key, used.id)
      expect(refused.outcome).toBe('409 catalogues.in_use')
      expect(refused.problem.detail).toContain('used by 1 customer')
      const item = (await listOf(admin, key)).items.find(({ id }) => id === used.id)!
      expect(item.usage).toEqual([{ what: 'customer', label: 'customer', count: 1 }])
    }
    expect((await remove(admin, key, unused.id)).status).toBe(200)
    expect(await lastEntry(company)).toMatchObject({
      event: 'catalogues.deleted',
      detail: { name: 'Unused' },
    })
    expect((await listOf(admin, key)).items.map(({ id }) => id)).toEqual([used.id])
    expect((await save(admin, key, unused.id, { version: 1, name: 'Back' })).outcome).toBe(
      '404 catalogues.value_not_found',
    )
  })

  it('[ADM-008] [SEC-001] takes Administration Page and the catalogue’s own permission, each for its deed', async () => {
    const { company, admin, data } = await stageOf(key)
    const made = (await create(admin, key, { name: 'Guarded', data })).body
    const { permissions } = definition
    const holding = (...grants: Permission[]) => house.plant.user({ company, holds: [{ grants }] })
    const triesOf = async (user: User) => ({
      open: (await house.as(user).call(catalogues.list, { params: { catalogue: key } })).status,
      create: (await create(user, key, { name: `By ${user.id}`, data })).status,
      modify: (await save(user, key, made.id, { version: 1, active: true })).status,
      delete: (await remove(user, key, 999_999)).status,
    })
    const nothing = { open: 403, create: 403, modify: 403, delete: 403 }
    expect(await triesOf(await holding('administration_page.view', 'customers.view'))).toEqual(nothing)
    expect(await triesOf(await holding(...Object.values(permissions)))).toEqual(nothing)
    for (const deed of ['create', 'modify', 'delete'] as const) {
      const tries = await triesOf(await holding('administration_page.view', permissions[deed]))
      const allowed = (other: typeof deed) => permissions[other] === permissions[deed]
      expect(tries).toEqual({
        open: 200,
        create: allowed('create') ? 200 : 403,
        modify: allowed('modify') ? 200 : 403,
        delete: allowed('delete') ? 404 : 403,
      })
    }
    const stranger = (await stageOf(key)).admin
    expect((await listOf(stranger, key)).items).toEqual([])
    expect((await save(stranger, key, made.id, { version: 1, name: 'Mine' })).status).toBe(404)
    expect((await remove(stranger, key, made.id)).status).toBe(404)
  })

  it('[ADM-008] the usual values can be added to an empty catalogue, and only once', async () => {
    const { admin } = await stageOf(key)
    const add = async () =>
      (await house.as(admin).call(catalogues.addUsual, { params: { catalogue: key } })).body.added
    const { usual = [] } = definition
    expect(await add()).toBe(usual.length)
    expect(await add()).toBe(0)
    expect((await listOf(admin, key)).items.filter(({ name }) => name)).toHaveLength(usual.length)
  })
})

it('[ADM-008] every foreign key to a value is counted as a use, and none is forgotten', async () => {
  const { rows } = await house.owner.query<{ table: string; column: string }>(
    `select c.conrelid::regclass::text as table, a.attname as column
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
     where c.contype = 'f' and c.confrelid = 'catalogue_value'::regclass`,
  )
  const named = (list: readonly { table: string; column: string }[]) =>
    list.map(({ table, column }) => `${table}.${column}`).sort()
  expect(named(usingColumns)).toEqual(named(rows))
})
