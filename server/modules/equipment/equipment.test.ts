import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogues } from '#shared/contracts/catalogues.ts'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { equipment, type EquipmentList } from '#shared/contracts/equipment.ts'
import { history } from '#shared/contracts/history.ts'
import type { Permission } from '#shared/permissions.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { listZoneEquipment } from './equipment.service.ts'

let house: House
let here: Location
let user: User
let foreign: CustomerRow
let forbidden: CustomerRow
let wireless: number
let contact: number
let panel: number
let retired: number

const newItem = async (name: string, data: object, active = true) =>
  (await house.plant.value(here.company, 'equipment_item', { name, data, active })).id
const plantDevice = (customer: CustomerRow, itemId: number, row: object = {}) =>
  house.plant.insert('equipment', customer.company, {
    customer_id: customer.id,
    item_id: itemId,
    status: 'installed',
    ...row,
  })

beforeAll(async () => {
  house = await openHouse()
  ;({ here, user, foreign, forbidden } = await house.plant.neighbourhood())
  wireless = (await house.plant.value(here.company, 'equipment_wire_type', { name: 'Wireless' })).id
  contact = await newItem('Slim contact', { category: 'contact', wireTypeId: wireless, warrantyMonths: 24 })
  panel = await newItem('Panel', { category: 'panel', partNumber: 'P-1', costCents: 12345 })
  retired = await newItem('Old panel', { category: 'panel' }, false)
  const theirs = await house.plant.value(foreign.company, 'equipment_item', { data: { category: 'panel' } })
  await plantDevice(foreign, theirs.id, { zone: '001' })
  await plantDevice(forbidden, contact, { zone: '001' })
})
afterAll(() => house.close())

const of = (customer: CustomerRow) => ({ customerId: customer.id })
const newCustomer = () => house.plant.customer({ location: here })
const read = async (customer: CustomerRow, by = user) =>
  (await house.as(by).call(equipment.list, { params: of(customer) })).body
const add = (customer: CustomerRow, body: object, by = user) =>
  house.as(by).call(equipment.create, { params: of(customer), body: body as never })
const change = (customer: CustomerRow, row: EquipmentList['items'][number], values: object, by = user) =>
  house.as(by).call(equipment.update, {
    params: { ...of(customer), equipmentId: row.id },
    body: {
      version: row.version,
      equipment: { itemId: row.item.id, zone: row.zone, status: row.status, ...values } as never,
    },
  })
const bulk = (customer: CustomerRow, ids: number[], what: object, by = user) =>
  house.as(by).call(equipment.bulk, { params: of(customer), body: { ids, change: what } as never })
const withGrants = (...grants: Permission[]) =>
  house.plant.user({ company: here.company, holds: [{ grants: ['customers.view', ...grants], at: here }] })
const entries = async (customer: CustomerRow, by = user) =>
  (await house.as(by).call(history.ofCustomer, { params: of(customer) })).body.items
const paths = (reply: { problem: { errors: { path: string }[] } }) =>
  reply.problem.errors.map(({ path }) => path)

describe('a customer’s equipment', () => {
  it('[TAB-008] is added, changed and deleted; History tells it in words, to who may see equipment', async () => {
    const customer = await newCustomer()
    expect(await read(customer)).toEqual({
      items: [],
      abilities: { create: true, modify: true },
      readOnlyReason: null,
    })
    await add(customer, { itemId: panel, serial: '358240051111110' })
    const added = await add(customer, {
      itemId: contact,
      zone: ' 1a ',
      zoneName: 'Front door',
      wireTypeId: wireless,
      status: 'installed',
      installedOn: '2026-01-31',
    })
    expect(added.body.items.map(({ item }) => item.name)).toEqual(['Panel', 'Slim contact'])
    const [first, door] = added.body.items
    expect(first).toMatchObject({
      item: { category: 'panel', partNumber: 'P-1' },
      serial: '358240051111110',
      zone: null,
      area: 1,
      status: 'planned',
      warrantyUntil: null,
    })
    expect(door).toMatchObject({
      zone: '1A',
      zoneName: 'Front door',
      wireType: { name: 'Wireless' },
      // Proposed by the item: two years after the installation.
      warrantyUntil: '2028-01-31',
      warrantyEnded: false,
    })
    expect(JSON.stringify(added.body)).not.toContain('12345')

    const edited = await change(customer, door!, { zoneName: 'Back door', warrantyUntil: '2026-02-01' })
    expect(edited.body.items[1]).toMatchObject({ version: 2, zoneName: 'Back door', warrantyEnded: true })
    const stale = await change(customer, door!, { zoneName: 'Side door' })
    expect([stale.outcome, stale.problem]).toMatchObject([
      '409 equipment.stale',
      { current: { version: 2, zoneName: 'Back door' } },
    ])
    await house.as(user).call(equipment.remove, { params: { ...of(customer), equipmentId: first!.id } })
    expect((await read(customer)).items.map(({ id }) => id)).toEqual([door!.id])

    const told = await entries(customer)
    expect(told.map(({ summary }) => summary)).toEqual([
      'Deleted the equipment Panel',
      'Changed the equipment Front door (zone 1A)',
      'Added the equipment Front door (zone 1A)',
      'Added the equipment Panel',
    ])
    expect(told[1]!.changes).toMatchObject([
      { label: 'Zone name', old: 'Front door', new: 'Back door' },
      { label: 'Wire type', old: 'Wireless', new: null },
      { label: 'Installed', old: 'Jan 31, 2026', new: null },
      { label: 'Warranty until', old: 'Jan 31, 2028', new: 'Feb 1, 2026' },
    ])
    const veiled = await entries(customer, await withGrants())
    expect(veiled[1]).toMatchObject({ summary: 'Changed the equipment …', changes: [] })
    const device = { params: { ...of(customer), equipmentId: door!.id } }
    expect((await house.as(user).call(equipment.get, device)).body.id).toBe(door!.id)
    const page = (await house.as(user).call(equipment.history, { ...device, query: { limit: 1 } })).body
    expect(page.items.map(({ event }) => event)).toEqual(['equipment.changed'])
    const older = await house.as(user).call(equipment.history, { ...device, query: { before: page.next! } })
    expect(older.body).toMatchObject({ items: [{ event: 'equipment.added' }], next: null })
  })

  it('[TAB-008] never has two devices in one zone: refused at the field, in a bulk edit, and by the database', async () => {
    const customer = await newCustomer()
    await add(customer, { itemId: contact, zone: '001', zoneName: 'Front door' })
    const second = await add(customer, { itemId: contact, zone: '1' })
    expect([second.outcome, second.problem.errors]).toEqual([
      '422 request.invalid',
      [{ path: 'zone', message: 'Zone 001 is Front door' }],
    ])
    const inserted = plantDevice(customer, contact, { zone: '01' })
    await expect(inserted).rejects.toThrow('equipment_zone')

    // What is gone claims no zone, until somebody says that it is there after all.
    const [door] = (await read(customer)).items
    expect((await bulk(customer, [door!.id], { status: 'replaced' })).body.changed).toBe(1)
    const next = await add(customer, { itemId: contact, zone: '1' })
    expect(next.body.items.map(({ zone, status }) => [zone, status])).toEqual([
      ['1', 'planned'],
      ['001', 'replaced'],
    ])
    expect((await bulk(customer, [door!.id], { status: 'installed' })).outcome).toBe(
      '409 equipment.zone_claimed',
    )
    const back = await change(customer, (await read(customer)).items[1]!, { status: 'faulty' })
    expect(paths(back)).toEqual(['equipment.zone'])
    // Both at once change places, whichever comes first.
    const ids = next.body.items.map(({ id }) => id)
    await bulk(customer, [ids[0]!], { status: 'removed' })
    expect((await bulk(customer, [ids[1]!], { status: 'installed' })).status).toBe(200)
    const two = await Promise.all(
      [1, 2].map(() => add(customer, { itemId: contact, zone: '9', status: 'installed' })),
    )
    expect(two.map(({ status }) => status).sort()).toEqual([200, 422])
  })

  it.each([
    ['itemId', { itemId: 999_999 }],
    ['itemId', () => ({ itemId: retired })],
    ['itemId', () => ({ itemId: wireless })],
    ['wireTypeId', () => ({ wireTypeId: panel })],
    ['serial', { serial: '4111 1111 1111 1111' }],
    ['zone', { zone: '00-1' }],
    ['zone', { zone: '123456789' }],
    ['area', { area: 0 }],
    ['status', { status: 'lost' }],
    ['warrantyUntil', { installedOn: '2026-02-02', warrantyUntil: '2026-02-01' }],
  ])('[TAB-008] with a wrong %s is refused at that field, and nothing is added', async (path, wrong) => {
    const customer = await newCustomer()
    const given = typeof wrong === 'function' ? wrong() : wrong
    const reply = await add(customer, { itemId: contact, ...given })
    expect([reply.outcome, paths(reply)]).toEqual(['422 request.invalid', [path]])
    expect((await read(customer)).items).toEqual([])
  })

  it('[TAB-008] several are changed at once or none; a day of installation brings the item’s warranty', async () => {
    const customer = await newCustomer()
    for (const itemId of [panel, contact, contact]) await add(customer, { itemId })
    const ids = (await read(customer)).items.map(({ id }) => id)
    const done = await bulk(customer, ids, { status: 'installed', installedOn: '2026-03-01' })
    expect(done.body.changed).toBe(3)
    expect(done.body.items.map(({ status, warrantyUntil }) => [status, warrantyUntil])).toEqual([
      ['installed', null],
      ['installed', '2028-03-01'],
      ['installed', '2028-03-01'],
    ])
    expect((await entries(customer)).slice(0, 3).map(({ event }) => event)).toEqual(
      Array(3).fill('equipment.changed'),
    )
    expect((await bulk(customer, ids, { status: 'installed' })).body.changed).toBe(0)
    expect(paths(await bulk(customer, ids, {}))).toEqual(['change'])
    expect(paths(await bulk(customer, ids, { warrantyUntil: '2026-02-01' }))).toEqual(['change'])
    const other = await newCustomer()
    await add(other, { itemId: panel })
    const [stranger] = (await read(other)).items
    expect((await bulk(customer, [ids[0]!, stranger!.id], { status: 'removed' })).outcome).toBe(
      '404 equipment.not_found',
    )
    expect((await read(customer)).items[0]!.status).toBe('installed')
  })

  it('[TAB-008][REC-200] is out of reach at another location and company, and stays as it is once archived', async () => {
    expect((await add(forbidden, { itemId: panel })).outcome).toBe('403 access.denied_here')
    expect((await add(foreign, { itemId: panel })).outcome).toBe('404 customers.not_found')
    expect((await house.as(user).call(equipment.list, { params: of(forbidden) })).outcome).toBe(
      '403 access.denied_here',
    )
    const customer = await newCustomer()
    await add(customer, { itemId: panel })
    const reader = await withGrants('equipment.view')
    expect((await read(customer, reader)).abilities).toEqual({ create: false, modify: false })
    expect((await add(customer, { itemId: panel }, reader)).outcome).toBe('403 access.denied')
    const blind = await withGrants('equipment.create')
    expect((await add(customer, { itemId: panel }, blind)).outcome).toBe('403 access.denied_here')
    await house.owner.query('update customer set archived_at = now() where id = $1 and company_id = $2', [
      customer.id,
      here.company.id,
    ])
    expect((await add(customer, { itemId: panel })).outcome).toBe('409 customers.archived')
    expect(await read(customer)).toMatchObject({
      abilities: { create: false, modify: false },
      readOnlyReason: 'archived',
    })
  })
})

describe('packages', () => {
  const lines = () => [
    { itemId: panel, quantity: 1, chargeCents: 0 },
    { itemId: contact, quantity: 3 },
  ]
  const make = (name: string, more: object = {}) =>
    house.as(user).call(equipment.createPackage, { body: { name, lines: lines(), ...more } as never })

  it('[TAB-008] add their devices in one go, numbering the zones of those that detect something', async () => {
    const kit = (await make('Home kit')).body
    const customer = await newCustomer()
    await add(customer, { itemId: contact, zone: '004' })
    const params = of(customer)
    const call = (body: object, by = user) =>
      house.as(by).call(equipment.addPackage, { params, body: body as never })
    const added = await call({ packageId: kit.id, status: 'installed', installedOn: '2026-03-01' })
    expect(added.body.added).toBe(4)
    expect(added.body.items.map(({ item, zone }) => [item.name, zone])).toEqual([
      ['Panel', null],
      ['Slim contact', '004'],
      ['Slim contact', '005'],
      ['Slim contact', '006'],
      ['Slim contact', '007'],
    ])
    expect(added.body.items[4]).toMatchObject({
      wireType: { name: 'Wireless' },
      warrantyUntil: '2028-03-01',
    })
    const [last] = await entries(customer)
    expect(last!.summary).toBe('Added the equipment Slim contact (zone 007) by the package “Home kit”')
    const plain = await call({ packageId: kit.id, numberZones: false })
    expect(plain.body.items.filter(({ zone }) => zone).length).toBe(4)
    // What went out of use meanwhile is left out; with nothing left there is nothing to add.
    const lock = await newItem('Brass lock', { category: 'lock' })
    const kits = [lines(), []].map((more, i) =>
      make(`Lock kit ${i}`, { lines: [...more, { itemId: lock, quantity: 1 }] }),
    )
    const [mixed, alone] = (await Promise.all(kits)).map(({ body }) => body.id)
    await house.owner.query('update catalogue_value set active = false where company_id = $1 and id = $2', [
      here.company.id,
      lock,
    ])
    expect((await call({ packageId: mixed })).body.added).toBe(4)
    expect((await call({ packageId: alone })).outcome).toBe('409 equipment.package_empty')
    const theirs = await house.plant.insert('equipment_package', foreign.company, { name: 'Theirs' })
    expect((await call({ packageId: theirs })).outcome).toBe('404 equipment.package_not_found')
  })

  it('[TAB-008] are named once, checked line by line, saved as of their version, and deleted without their devices', async () => {
    const kit = (await make('Office kit', { description: 'For offices' })).body
    expect(kit).toMatchObject({
      version: 1,
      lines: [
        { item: { name: 'Panel' }, quantity: 1, chargeCents: 0 },
        { item: { name: 'Slim contact' }, quantity: 3, wireType: null, chargeCents: null },
      ],
    })
    expect(paths(await make('OFFICE KIT'))).toEqual(['name'])
    expect(paths(await make('X', { lines: [] }))).toEqual(['lines'])
    expect(paths(await make('X', { lines: [{ itemId: retired, quantity: 1 }] }))).toEqual(['lines.0.itemId'])
    expect(paths(await make('X', { lines: [{ itemId: panel, quantity: 0 }] }))).toEqual(['lines.0.quantity'])
    const params = { packageId: kit.id }
    const save = (version: number, name: string) =>
      house.as(user).call(equipment.savePackage, {
        params,
        body: { version, package: { name, active: false, lines: [{ itemId: panel, quantity: 2 }] } },
      })
    const remove = () => house.as(user).call(equipment.removePackage, { params })
    expect((await remove()).outcome).toBe('409 equipment.package_offered')
    expect((await save(1, 'Store kit')).body).toMatchObject({ version: 2, active: false })
    expect((await save(1, 'Stale kit')).outcome).toBe('409 equipment.package_stale')
    const told = (await house.as(user).call(equipment.packageHistory, { params })).body.items
    expect(told[0]!.changes).toContainEqual({
      field: 'Equipment',
      label: 'Equipment',
      old: '1 × Panel, $0.00\n3 × Slim contact',
      new: '2 × Panel',
    })
    const choices = (await house.as(user).call(equipment.choices, {})).body
    expect(choices.packages.map(({ name }) => name)).not.toContain('Store kit')
    expect(choices.items).toContainEqual(expect.objectContaining({ name: 'Old panel', active: false }))
    expect(JSON.stringify(choices)).not.toContain('12345')
    expect((await remove()).status).toBe(200)
    expect((await house.as(user).call(equipment.packageHistory, { params })).outcome).toBe(
      '404 equipment.package_not_found',
    )
  })
})

describe('the record', () => {
  it('[REC-037][REC-046][REC-051] counts in its tab what is there, for who may see it; Add equipment stands in the quick actions', async () => {
    const customer = await newCustomer()
    await add(customer, { itemId: panel, status: 'installed' })
    await add(customer, { itemId: contact, status: 'planned' })
    await add(customer, { itemId: contact, status: 'removed' })
    const open = async (by: User) => (await house.as(by).call(customers.open, { params: of(customer) })).body
    const tab = async (by: User) => (await open(by)).tabs.find(({ key }) => key === 'equipment')
    expect(await tab(user)).toEqual({ key: 'equipment', count: 2, alert: false })
    expect((await open(user)).abilities.actions).toContain('equipment')
    const reader = await withGrants('equipment.view')
    expect(await tab(reader)).toMatchObject({ count: 2 })
    expect((await open(reader)).abilities.actions).not.toContain('equipment')
    expect(await tab(await withGrants('equipment.create'))).toBeUndefined()
  })

  it('[TAB-018][TAB-008] is duplicated with the same devices as planned, and deleted with all of them', async () => {
    const customer = await newCustomer()
    await add(customer, { itemId: contact, zone: '001', serial: 'SN-1', status: 'installed' })
    await add(customer, { itemId: contact, zone: '002', status: 'removed' })
    const copy = await house.as(user).call(customersLifecycle.duplicate, {
      params: of(customer),
      body: { firstName: 'Copy', lastName: 'Of It', fields: [], parts: ['equipment'] } as never,
    })
    expect(copy.outcome).toBe('200')
    const { items } = await read({ ...customer, id: copy.body.id })
    expect(items).toMatchObject([{ zone: '001', serial: null, status: 'planned' }])
    await house.owner.query('delete from customer where id = $1 and company_id = $2', [
      customer.id,
      here.company.id,
    ])
    const left = await house.owner.query('select from equipment where customer_id = $1', [customer.id])
    expect(left.rowCount).toBe(0)
  })

  it('[TAB-008] tells stations the zones of what hangs there, and of what was taken down', async () => {
    const customer = await newCustomer()
    const device = (zone: string | null, status: string, more: object = {}) =>
      plantDevice(customer, contact, { zone, status, ...more })
    await device('001', 'installed', { zone_name: 'Front door', area: 2, wire_type_id: wireless })
    await device('2', 'removed')
    await device('002', 'faulty')
    await device('003', 'planned')
    await device('004', 'replaced')
    await device(null, 'installed')
    const zones = await house.database.transaction(
      { of: 'company', companyId: here.company.id, userId: null },
      { source: 'job', address: '', requestId: '' },
      (db) => listZoneEquipment(db, customer.id),
    )
    expect(zones).toMatchObject([
      { zone: '001', name: 'Front door', category: 'contact', wireType: 'Wireless', area: 2, removed: false },
      { zone: '002', name: 'Slim contact', status: 'faulty', removed: false },
      { zone: '004', status: 'replaced', removed: true },
    ])
  })

  it('[ADM-008][TAB-008] an item in use is deleted by nobody, and the form’s selects go without the items', async () => {
    const customer = await newCustomer()
    const itemId = await newItem('Used once', { category: 'lock' })
    await add(customer, { itemId })
    const params = { catalogue: 'equipment_item', valueId: itemId } as const
    const removed = await house.as(user).call(catalogues.remove, { params })
    expect([removed.status, removed.problem.detail]).toEqual([409, expect.stringContaining('1 device')])
    const options = (await house.as(user).call(customers.options, {})).body.catalogues
    expect(Object.keys(options).filter((key) => key.startsWith('equipment'))).toEqual([])
  })
})
