import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { equipment } from '#shared/contracts/equipment.ts'
import { history } from '#shared/contracts/history.ts'
import { orderTemplates } from '#shared/contracts/order-templates.ts'
import type { Permission } from '#shared/permissions.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let user: User
let seller: User
let foreign: CustomerRow
const value: Record<string, number> = {}

const newValue = async (catalogue: Parameters<House['plant']['value']>[1], name: string, data = {}) =>
  (await house.plant.value(here.company, catalogue, { name, data })).id

beforeAll(async () => {
  house = await openHouse()
  ;({ here, user, foreign } = await house.plant.neighbourhood())
  seller = await house.plant.user({ company: here.company, roles: ['sales_rep'], firstName: 'Sal' })
  value.basic = await newValue('mmr', '$44.99', { totalCents: 4499, items: {} })
  value.full = await newValue('mmr', '$54.99', { totalCents: 5499, items: {} })
  value.contact = await newValue('equipment_item', 'Contact', { category: 'contact', priceCents: 2900 })
  value.camera = await newValue('equipment_item', 'Camera', { category: 'camera', priceCents: 14900 })
  value.wired = await newValue('equipment_wire_type', 'Hardwired')
  value.kit = await house.plant.insert('equipment_package', here.company, { name: 'Starter kit' })
  await house.plant.insert('equipment_package_line', here.company, {
    package_id: value.kit,
    line: 1,
    item_id: value.contact,
    quantity: 2,
    charge_cents: 1900,
  })
  value.other = await house.plant.insert('equipment_package', here.company, { name: 'Other kit' })
})
afterAll(() => house.close())

const as = (by: User = user) => house.as(by)
const newTemplate = async (name: string, given: object = {}) =>
  (
    await as().call(orderTemplates.create, {
      body: { name, rateIds: [value.basic!, value.full!], packageIds: [value.kit!], ...given },
    })
  ).body
const newCustomer = (fields = {}) => house.plant.customer({ location: here, fields })
const apply = (customer: CustomerRow, body: object, by = user) =>
  as(by).call(orderTemplates.apply, { params: { customerId: customer.id }, body: { version: 1, ...body } })
const read = async (customer: CustomerRow, by = user) =>
  (await as(by).call(customers.open, { params: { customerId: customer.id } })).body
const devices = async (customer: CustomerRow, by = user) =>
  (await as(by).call(equipment.list, { params: { customerId: customer.id } })).body.items
const faults = (reply: { problem: { errors: { path: string }[] } }) =>
  reply.problem.errors.map(({ path }) => path).sort()

describe('order templates', () => {
  it('[ADM-008] are made of rates and packages, put in order, changed as of a version, retired and deleted', async () => {
    const first = await newTemplate('Home', { description: 'The usual' })
    const second = await newTemplate('Business', { packageIds: [] })
    expect(first.rates.map(({ name }) => name)).toEqual(['$44.99', '$54.99'])
    expect(
      (await as().call(orderTemplates.create, { body: { name: 'HOME', rateIds: [value.basic!] } })).problem
        .errors,
    ).toEqual([{ path: 'name', message: 'There is an order template “Home” already' }])
    expect(faults(await as().call(orderTemplates.create, { body: { name: 'Empty' } }))).toEqual(['rateIds'])
    const { body: sorted } = await as().call(orderTemplates.sort, { body: { ids: [second.id, first.id] } })
    expect(sorted.templates.map(({ name }) => name)).toEqual(['Business', 'Home'])
    expect((await as().call(orderTemplates.sort, { body: { ids: [first.id] } })).outcome).toBe(
      '409 order_templates.list_stale',
    )
    const save = (version: number, active: boolean) =>
      as().call(orderTemplates.save, {
        params: { templateId: second.id },
        body: { version, template: { name: 'Business', active, rateIds: [value.full!] } },
      })
    expect((await save(1, false)).body.version).toBe(2)
    expect((await save(1, true)).outcome).toBe('409 order_templates.stale')
    const remove = (templateId: number) => as().call(orderTemplates.remove, { params: { templateId } })
    expect((await remove(first.id)).outcome).toBe('409 order_templates.offered')
    expect((await remove(second.id)).outcome).toBe('200')
    const told = await as().call(orderTemplates.history, { params: { templateId: second.id } })
    expect(told.outcome).toBe('404 order_templates.not_found')
  })

  it('[NEW-040] [NEW-041] one applied gives the rate and the equipment with charge, wire type and seller: all or nothing', async () => {
    const template = await newTemplate('Whole')
    const customer = await newCustomer()
    const order = {
      templateId: template.id,
      mmrId: value.full,
      packageId: value.kit,
      extras: [
        { itemId: value.camera },
        { itemId: value.contact, quantity: 2, chargeCents: 0, wireTypeId: value.wired },
      ],
      soldById: seller.id,
    }
    // The last line is wrong: neither the rate nor the package came.
    const broken = { ...order, extras: [...order.extras, { itemId: value.basic }] }
    expect(faults(await apply(customer, broken))).toEqual(['extras.2.itemId'])
    expect(await devices(customer)).toEqual([])
    expect((await read(customer)).fields.mmrId).toBeNull()

    expect((await apply(customer, order)).body).toEqual({ name: 'Whole', mmr: '$54.99', devices: 5 })
    const { fields } = await read(customer)
    expect([fields.mmrId, fields.soldById]).toEqual([value.full, seller.id])
    const told = (await devices(customer)).map(({ item, chargeCents, zone, wireType, soldBy, status }) =>
      [item.name, chargeCents, zone, wireType?.name, soldBy?.name, status].join(' '),
    )
    expect(told.sort()).toEqual([
      `Camera 14900   ${seller.name} planned`,
      `Contact 0 003 Hardwired ${seller.name} planned`,
      `Contact 0 004 Hardwired ${seller.name} planned`,
      `Contact 1900 001  ${seller.name} planned`,
      `Contact 1900 002  ${seller.name} planned`,
    ])
    const { items } = (
      await as().call(history.ofCustomer, { params: { customerId: customer.id }, query: { limit: 50 } })
    ).body
    const entry = items.find(({ event }) => event === 'order_templates.applied')!
    expect(entry.changes.map(({ label, new: now }) => [label, now])).toContainEqual([
      'Equipment',
      '2 × Contact, $19.00\n1 × Camera, $149.00\n2 × Contact, $0.00',
    ])
    // The charge is the sale's: who may not see that card reads the device without it.
    const installer = await house.plant.user({
      company: here.company,
      holds: [{ grants: ['customers.view', 'equipment.view', 'history.yes'], at: here }],
    })
    expect((await devices(customer, installer)).map(({ chargeCents }) => chargeCents)).toEqual(
      Array(5).fill(null),
    )
  })

  it('[NEW-040] asks for what the template needs, and takes nothing of another’s', async () => {
    const template = await newTemplate('Asking')
    const customer = await newCustomer()
    const of = { templateId: template.id, mmrId: value.basic }
    expect(faults(await apply(customer, { templateId: template.id }))).toEqual(['mmrId'])
    expect(faults(await apply(customer, { ...of, packageId: value.other, soldById: seller.id }))).toEqual([
      'packageId',
    ])
    expect(faults(await apply(customer, { ...of, packageId: value.kit }))).toEqual(['soldById'])
    expect(faults(await apply(customer, { ...of, packageId: value.kit, soldById: user.id }))).toEqual([
      'soldById',
    ])
    expect(faults(await apply(customer, {}))).toEqual(['templateId'])
    const extras = (line: object) => apply(customer, { ...of, extras: [line], soldById: seller.id })
    expect((await extras({ itemId: value.contact, quantity: 0 })).status).toBe(422)
    expect((await extras({ itemId: value.contact, chargeCents: -1 })).status).toBe(422)
    await as().call(orderTemplates.save, {
      params: { templateId: template.id },
      body: { version: 1, template: { name: 'Asking', active: false, rateIds: [value.basic!] } },
    })
    expect((await apply(customer, of)).outcome).toBe('404 order_templates.not_found')
    // Equipment alone needs no template.
    const alone = { extras: [{ itemId: value.camera }], soldById: seller.id }
    expect((await apply(customer, alone)).body).toMatchObject({ name: 'Additional equipment', devices: 1 })
    expect((await apply(foreign, alone)).outcome).toBe('404 customers.not_found')
  })

  it('[NEW-040] keeps to the permissions of the card and of equipment', async () => {
    const template = await newTemplate('Guarded')
    const holder = (...grants: Permission[]) =>
      house.plant.user({
        company: here.company,
        holds: [{ grants: ['customers.view', ...grants], at: here }],
      })
    const customer = await newCustomer()
    const rate = { templateId: template.id, mmrId: value.basic }
    const both = { ...rate, packageId: value.kit, soldById: seller.id }
    const noSale = await holder('customers.modify', 'equipment.create')
    expect((await apply(customer, rate, noSale)).outcome).toBe('403 access.denied_here')
    const noEquipment = await holder('customers.modify', 'sale_information.view', 'sale_information.modify')
    expect((await apply(customer, both, noEquipment)).outcome).toBe('403 access.denied_here')
    expect((await read(customer)).fields.mmrId).toBeNull()
    expect((await apply(customer, rate, noEquipment)).outcome).toBe('200')
    const offered = await as(noEquipment).call(orderTemplates.choices, {
      params: { customerId: customer.id },
    })
    expect(offered.body.abilities).toEqual({ rate: true, equipment: false })
    const lead = await house.plant.lead({ location: here })
    expect((await apply(lead, rate)).outcome).toBe('404 order_templates.leads_have_none')
  })
})
