import { afterAll, beforeAll, expect, it } from 'vitest'
import { catalogues } from '#shared/contracts/catalogues.ts'
import { customers } from '#shared/contracts/customers.ts'
import { catalogueDefinitions, type CatalogueKey } from '#shared/rules/catalogues.ts'
import { catalogues as formCatalogues } from '#shared/rules/customer-fields.ts'
import type { Company, User } from '#test/helpers/factories.ts'
import { eventually } from '#test/helpers/eventually.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let admin: User
beforeAll(async () => {
  house = await openHouse()
  company = await house.plant.company()
  admin = await house.plant.user({ company, holds: [{ grants: 'all' }] })
}, 60_000)
afterAll(() => house.close())

const create = (key: CatalogueKey, body: object, user = admin) =>
  house.as(user).call(catalogues.create, { params: { catalogue: key }, body } as never)
const save = (key: CatalogueKey, valueId: number, body: object, user = admin) =>
  house.as(user).call(catalogues.save, { params: { catalogue: key, valueId }, body } as never)
const list = async (key: CatalogueKey, user = admin) =>
  (await house.as(user).call(catalogues.list, { params: { catalogue: key } })).body
const options = async (user = admin) => (await house.as(user).call(customers.options, {})).body.catalogues

it('[ADM-008] every catalogue that the form offers can be administered', () => {
  expect(formCatalogues.filter((key) => !(key in catalogueDefinitions))).toEqual([])
})

it('[REC-101] a campaign belongs to a source: named within it, and staying with it once a record has it', async () => {
  const fair = (await create('source', { name: 'County Fair' })).body
  const site = (await create('source', { name: 'Site' })).body
  const summer = (await create('source_campaign', { name: 'Summer', data: { sourceId: fair.id } })).body
  expect(
    (await create('source_campaign', { name: 'summer', data: { sourceId: fair.id } })).problem.errors,
  ).toEqual([{ path: 'name', message: 'There is a source campaign “Summer” already' }])
  expect((await create('source_campaign', { name: 'Summer', data: { sourceId: site.id } })).status).toBe(200)
  // Nothing has it yet: it may move, but not onto one of that name.
  expect(
    (await save('source_campaign', summer.id, { version: 1, data: { sourceId: site.id } })).problem.errors[0]!
      .path,
  ).toBe('name')
  const location = await house.plant.location({ company })
  await house.plant.customer({ location, fields: { sourceId: fair.id, sourceCampaignId: summer.id } })
  const moved = await save('source_campaign', summer.id, {
    version: 1,
    name: 'Summer 2',
    data: { sourceId: site.id },
  })
  expect(moved.problem.errors).toEqual([
    { path: 'data.sourceId', message: 'Source stays, as this is used by 1 customer. Make a new one instead' },
  ])
  // A source with campaigns is in use, by them and by the customer.
  expect((await list('source')).items.find(({ id }) => id === fair.id)!.usage).toEqual([
    { what: 'customer', label: 'customer', count: 1 },
    { what: 'source_campaign', label: 'source campaign', count: 1 },
  ])
  expect(
    (await house.as(admin).call(catalogues.remove, { params: { catalogue: 'source', valueId: site.id } }))
      .problem.detail,
  ).toContain('“Site” is used by 1 source campaign')
})

it('[ADM-008] a new value points to none of another catalogue, of another company, or no longer in use; what it has stays', async () => {
  const old = (await create('source', { name: 'Old paper', active: false })).body
  const language = (await create('language', { name: 'Tongan' })).body
  const foreign = await house.plant.value(await house.plant.company(), 'source')
  const errorOf = async (sourceId: number) =>
    (await create('source_campaign', { name: 'Flyers', data: { sourceId } })).problem.errors
  expect(await errorOf(old.id)).toEqual([
    { path: 'data.sourceId', message: '“Old paper” is no longer in use' },
  ])
  for (const id of [language.id, foreign.id])
    expect(await errorOf(id)).toEqual([{ path: 'data.sourceId', message: 'Source: there is no such value' }])
  await save('source', old.id, { version: 1, active: true })
  const flyers = (await create('source_campaign', { name: 'Flyers', data: { sourceId: old.id } })).body
  await save('source', old.id, { version: 2, active: false })
  expect((await save('source_campaign', flyers.id, { version: 1, name: 'Flyers 2024' })).status).toBe(200)
})

it('[ADM-008] a dealer number is unique at its station, and may be the same at another', async () => {
  const [dynamark, cops] = [await house.plant.monitor(company), await house.plant.monitor(company)]
  const at = (id: number, name = '40217') =>
    create('dealer_number', { name, data: { monitoringCompanyId: id } })
  expect((await at(dynamark.id)).status).toBe(200)
  expect((await at(cops.id)).status).toBe(200)
  expect((await at(cops.id)).problem.errors[0]!.path).toBe('name')
  expect((await list('dealer_number')).references.monitoringCompanyId!.map(({ id }) => id)).toEqual(
    expect.arrayContaining([dynamark.id, cops.id]),
  )
})

it('[ADM-008] an amount and a term name themselves', async () => {
  const nameOf = async (key: CatalogueKey, data: object, name = '') =>
    (await create(key, { name, data })).body.name
  expect(await nameOf('activation_fee', { amountCents: 19_900 })).toBe('$199.00')
  expect(await nameOf('contract_term', { months: 36 })).toBe('36 months')
  expect(await nameOf('contract_term', { months: 1 }, 'Month to month')).toBe('Month to month')
  expect(await nameOf('mmr', { totalCents: 123_456 })).toBe('$1,234.56')
  expect((await create('contract_term', { data: { months: 36 } })).problem.errors[0]!.path).toBe('name')
})

it('[ADM-008] follow-up days are a ticket type’s alone', async () => {
  const made = (await create('note_type', { name: 'Repair', data: { isTicket: true, followUpDays: 3 } })).body
  expect(made.data).toEqual({ isTicket: true, followUpDays: 3 })
  const plain = (await save('note_type', made.id, { version: 1, data: { isTicket: false } })).body
  expect(plain.data).toEqual({ isTicket: false, followUpDays: null })
})

it('[REC-104] the line items of a rate add up to its amount, and are those of the company', async () => {
  const watch = (
    await create('mmr_item', { name: 'Watch', data: { kind: 'monitoring', defaultCents: 2995 } })
  ).body
  const cover = (await create('mmr_item', { name: 'Cover', data: { kind: 'warranty' } })).body
  const items = [
    { id: watch.id, amountCents: 2995 },
    { id: cover.id, amountCents: 500 },
  ]
  const off = await create('mmr', { name: 'Off', data: { totalCents: 3500, items } })
  expect(off.problem.errors).toEqual([
    { path: 'data.items', message: 'The line items add up to 34.95, the rate is 35.00' },
  ])
  const twice = await create('mmr', {
    name: 'Twice',
    data: { totalCents: 5990, items: [items[0], items[0]] },
  })
  expect(twice.problem.errors).toMatchObject([{ path: 'data.items', message: 'Each line item once' }])
  const made = (await create('mmr', { name: 'Right', data: { totalCents: 3495, items } })).body
  expect(made.data.items).toEqual(items)
  // The form reads it as shared/rules/mmr.ts says: cents by the item’s id.
  expect((await options()).mmr!.find(({ id }) => id === made.id)!.data).toMatchObject({
    totalCents: 3495,
    items: { [watch.id]: 2995, [cover.id]: 500 },
  })
  expect((await list('mmr')).references.items).toContainEqual({
    id: watch.id,
    name: 'Watch',
    active: true,
    proposedCents: 2995,
  })
  const entry = await house.owner.query<{ changes: { field: string; new: string }[] }>(
    `select changes from history_entry where company_id = $1 and entity_id = $2`,
    [company.id, made.id],
  )
  expect(entry.rows[0]!.changes).toContainEqual({
    field: 'Line items',
    old: null,
    new: 'Watch $29.95, Cover $5.00',
  })
  expect(
    (await house.as(admin).call(catalogues.remove, { params: { catalogue: 'mmr_item', valueId: cover.id } }))
      .outcome,
  ).toBe('409 catalogues.in_use')
})

it('[REC-104] [REC-105] a company that breaks rates out gives each new rate all its items; an old breakdown may stay', async () => {
  const broken = await house.plant.company({ settings: { mmrBreakout: true } })
  const user = await house.plant.user({ company: broken, holds: [{ grants: 'all' }] })
  const item = async (name: string) =>
    (await create('mmr_item', { name, data: { kind: 'other' } }, user)).body.id
  const one = await item('One')
  const rate = (name: string, data: object) => create('mmr', { name, data }, user)
  const old = (await rate('Old', { totalCents: 100, items: [{ id: one, amountCents: 100 }] })).body
  const two = await item('Two')
  expect(
    (await rate('New', { totalCents: 100, items: [{ id: one, amountCents: 100 }] })).problem.errors,
  ).toEqual([{ path: 'data.items', message: 'The breakdown does not fit your line items: Two is missing' }])
  expect((await rate('None', { totalCents: 100 })).problem.errors[0]!.path).toBe('data.items')
  expect((await save('mmr', old.id, { version: 1, name: 'Older' }, user)).status).toBe(200)
  expect((await save('mmr', old.id, { version: 2, active: false }, user)).status).toBe(200)
  expect((await save('mmr', old.id, { version: 3, data: { totalCents: 200 } }, user)).status).toBe(422)
  const whole = [
    { id: one, amountCents: 100 },
    { id: two, amountCents: 0 },
  ]
  expect((await rate('Whole', { totalCents: 100, items: whole })).status).toBe(200)
})

it('[REC-110] a user-defined field is judged by its own rules, and keeps its type and choices once a record has it', async () => {
  const bad = await create('custom_field', { name: 'Gate code', data: { type: 'select', kind: 'both' } })
  expect(bad.problem.errors).toEqual([{ path: 'data.options', message: 'Enter at least one choice' }])
  const choices = [
    { value: 'north', label: 'North', active: true },
    { value: 'south', label: 'South', active: true },
  ]
  const zone = (await create('custom_field', { name: 'Zone', data: { type: 'select', options: choices } }))
    .body
  expect(zone.data).toMatchObject({ type: 'select', kind: 'both', options: choices })
  const location = await house.plant.location({ company })
  await house.plant.customer({ location, row: { custom: { [zone.id]: 'north' } } })
  const refused = await save('custom_field', zone.id, { version: 1, data: { type: 'text', options: [] } })
  expect(refused.problem.errors.map(({ path }) => path).sort()).toEqual(['data.options', 'data.type'])
  const retired = [choices[0], { ...choices[1], active: false }]
  expect(
    (await save('custom_field', zone.id, { version: 1, data: { options: retired } })).body.data.options,
  ).toEqual(retired)
})

it('[ADM-008] what only administration reads of a source does not go into the form’s selects', async () => {
  const made = (
    await create('source', {
      name: 'Partner',
      data: { phone: '(801) 555-0123', notes: 'Pays late', sellsLeads: true, sellsCustomers: false },
    })
  ).body
  expect(made.data).toMatchObject({ phone: '8015550123', notes: 'Pays late' })
  expect((await options()).source!.find(({ id }) => id === made.id)!.data).toEqual({
    sellsLeads: true,
    sellsCustomers: false,
  })
})

it('[ADM-008] what another part keeps with a value outlives a save', async () => {
  const { id } = await house.plant.value(company, 'language', { name: 'Marked', data: { elsewhere: 'kept' } })
  await save('language', id, { version: 1, name: 'Marked anew' })
  const { rows } = await house.owner.query(
    'select data from catalogue_value where company_id = $1 and id = $2',
    [company.id, id],
  )
  expect(rows).toEqual([{ data: { elsewhere: 'kept' } }])
})

it('[ADM-008] a value that the settings begin new records with is in use', async () => {
  const other = await house.plant.company()
  const user = await house.plant.user({ company: other, holds: [{ grants: 'all' }] })
  const english = (await create('language', { name: 'English' }, user)).body
  await house.owner.query('update platform.company set settings = $2 where id = $1', [
    other.id,
    { defaults: { languageId: english.id } },
  ])
  const reply = await house
    .as(user)
    .call(catalogues.remove, { params: { catalogue: 'language', valueId: english.id } })
  expect(reply.problem.detail).toContain('used by 1 default of new records')
})

it('[ADM-008] a value that somebody deletes while a campaign is made of it is not pointed to', async () => {
  const source = (await create('source', { name: 'Here and gone' })).body
  const client = await house.owner.connect()
  try {
    await client.query('begin')
    await client.query('delete from catalogue_value where company_id = $1 and id = $2', [
      company.id,
      source.id,
    ])
    const making = create('source_campaign', { name: 'Of the gone', data: { sourceId: source.id } })
    // It must wait for the deletion to be decided.
    await eventually(async () => {
      const { rows } = await house.owner.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      expect(rows.length).toBeGreaterThan(0)
    })
    await client.query('commit')
    expect((await making).problem.errors).toEqual([
      { path: 'data.sourceId', message: 'Source: there is no such value' },
    ])
  } finally {
    client.release()
  }
})

it('[ADM-008] of two who add the same name at once one is told that it is taken', async () => {
  const replies = await Promise.all(['Sámi', 'SÁMI', 'sámi'].map((name) => create('language', { name })))
  expect(replies.map(({ outcome }) => outcome).sort()).toEqual([
    '200',
    '422 request.invalid',
    '422 request.invalid',
  ])
  for (const reply of replies.filter(({ status }) => status !== 200))
    expect(reply.problem.errors[0]!.path).toBe('name')
})
