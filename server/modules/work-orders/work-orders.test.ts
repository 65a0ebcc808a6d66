import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appointments } from '#shared/contracts/appointments.ts'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { equipment } from '#shared/contracts/equipment.ts'
import { history } from '#shared/contracts/history.ts'
import { notes } from '#shared/contracts/notes.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import type { WorkOrder } from '#shared/contracts/work-order-values.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import type { Permission } from '#shared/permissions.ts'
import { addDays, todayIn } from '#shared/time.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { onePixelPng } from '#test/architecture/requests/work-orders.ts'
import { workOrderTasks } from './work-orders.jobs.ts'

let house: House
let here: Location
let elsewhere: Location
let user: User
let tech: User
let forbidden: CustomerRow
const value: Record<string, number> = {}
const today = todayIn('America/Denver', new Date())
const day = (days: number) => addDays(today, days)

const newValue = async (catalogue: Parameters<House['plant']['value']>[1], name: string, data = {}) =>
  (await house.plant.value(here.company, catalogue, { name, data })).id
const view: Permission[] = ['customers.view', 'work_orders.view']

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood()
  ;({ here, elsewhere, user, forbidden } = place)
  value.service = await newValue('work_order_type', 'Service call', { appointmentType: 'service' })
  value.retired = (
    await house.plant.value(here.company, 'work_order_type', { name: 'Old', active: false })
  ).id
  value.reason = await newValue('work_order_cancel_reason', 'Entered twice')
  value.labor = await newValue('tech_service', 'Labor', { priceCents: 9500 })
  value.contact = await newValue('equipment_item', 'Door contact', {
    category: 'contact',
    warrantyMonths: 12,
  })
  tech = await house.plant.user({
    company: here.company,
    roles: ['technician'],
    holds: [{ grants: [...view, 'work_orders.modify'], at: here }],
  })
  const foreignType = await house.plant.value(place.foreign.company, 'work_order_type')
  await house.plant.insert('work_order', place.foreign.company, {
    customer_id: place.foreign.id,
    type_id: foreignType.id,
    subject: 'Foreign',
  })
  await house.plant.insert('work_order', here.company, {
    customer_id: forbidden.id,
    type_id: value.service,
    subject: 'Forbidden',
    due_on: day(-5),
  })
})
afterAll(() => house.close())

const of = (customer: CustomerRow) => ({ customerId: customer.id })
const newCustomer = (fields = {}) => house.plant.customer({ location: here, fields })
const create = (customer: CustomerRow, body: object = {}, by = user) =>
  house.as(by).call(workOrders.create, {
    params: of(customer),
    body: { subject: 'Back door', typeId: value.service!, ...body },
  })
const at = ({ customerId, id }: WorkOrder) => ({ customerId, workOrderId: id })
const read = async (order: WorkOrder, by = user) =>
  (await house.as(by).call(workOrders.get, { params: at(order) })).body
const save = (order: WorkOrder, fields: object, by = user) =>
  house.as(by).call(workOrders.save, { params: at(order), body: { version: order.version, fields } })
const complete = (order: WorkOrder, body: object = {}, by = user) =>
  house.as(by).call(workOrders.complete, {
    params: at(order),
    body: { version: order.version, resolution: 'Replaced', ...body },
  })
const tabOf = async (customer: CustomerRow) =>
  (await house.as(user).call(customers.open, { params: of(customer) })).body.tabs.find(
    ({ key }) => key === 'work_orders',
  )
const paths = (reply: { problem: { errors: { path: string }[] } }) =>
  reply.problem.errors.map(({ path }) => path).sort()
const part = (quantity = 2, action = 'install') => ({
  kind: 'part' as const,
  itemId: value.contact!,
  action: action as 'install',
  quantityHundredths: quantity * 100,
  priceCents: 3900,
  taxable: true,
})
const labor = () => ({
  kind: 'labor' as const,
  serviceId: value.labor!,
  quantityHundredths: 150,
  priceCents: 9500,
})

describe('a work order', () => {
  it('[TAB-007] is written with labor and parts, changed, and a stale edit gets both sides; History tells it', async () => {
    const customer = await newCustomer()
    const bad = await create(customer, {
      typeId: value.retired,
      technicianId: user.id,
      lines: [{ ...part(), itemId: value.labor! }],
    })
    expect([bad.outcome, paths(bad)]).toEqual([
      '422 request.invalid',
      ['lines.0.itemId', 'technicianId', 'typeId'],
    ])
    const made = (
      await create(customer, {
        technicianId: tech.id,
        priority: 'high',
        dueOn: day(2),
        description: 'Check the magnet',
        lines: [labor(), part(2), part(1, 'service')],
      })
    ).body
    expect(made).toMatchObject({
      status: 'open',
      technician: { id: tech.id },
      work: '2 install, 1 service, 1 labor',
      totals: { laborCents: 14_250, partsCents: 11_700, totalCents: 25_950, taxableCents: 11_700 },
      statuses: [{ status: 'open', by: user.name }],
      overdue: false,
      readOnlyReason: null,
    })
    const kept = made.lines.map(({ id }, i) => ({ ...[labor(), part(2), part(1, 'service')][i]!, id }))
    const changed = (await save(made, { lines: kept.slice(0, 2), priority: 'low' })).body
    expect(changed).toMatchObject({ version: 2, priority: 'low' })
    expect(changed.lines.map(({ id }) => id)).toEqual(made.lines.slice(0, 2).map(({ id }) => id))
    const stale = await save(made, { subject: 'Mine' })
    expect([stale.outcome, stale.problem]).toMatchObject([
      '409 work_orders.stale',
      { conflict: { changedBy: user.name, workOrder: { version: 2, priority: 'low' } } },
    ])
    expect((await house.as(tech).call(notifications.list, {})).body.items).toMatchObject([
      { kind: 'work_order_assigned', subject: 'Back door', workOrderId: made.id },
    ])
    const told = (await house.as(user).call(workOrders.history, { params: at(made) })).body.items
    expect(told.map(({ summary }) => summary)).toEqual([
      `Changed work order #${made.id}`,
      `Wrote work order #${made.id}`,
    ])
    expect(told[0]!.changes.map(({ label }) => label)).toEqual(['Priority', 'Lines'])
    const blind = await house.plant.user({
      company: here.company,
      holds: [{ grants: ['customers.view', 'history.yes'], at: here }],
    })
    const seen = (await house.as(blind).call(history.ofCustomer, { params: of(customer) })).body.items
    expect(seen.find(({ event }) => event === 'work_orders.saved')).toMatchObject({ changes: [] })
  })

  it('[TAB-007] is completed once under a double click, and its parts reach the equipment once', async () => {
    const customer = await newCustomer()
    const made = (await create(customer, { lines: [labor(), part(2), part(1, 'service')] })).body
    const started = (
      await house.as(user).call(workOrders.start, { params: at(made), body: { version: made.version } })
    ).body
    expect([started.status, started.abilities.addEquipment]).toEqual(['in_progress', true])
    const both = await Promise.all([
      complete(started, { addEquipment: true }),
      complete(started, { addEquipment: true }),
    ])
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['200', '409 work_orders.stale'])
    const devices = async () =>
      (await house.as(user).call(equipment.list, { params: of(customer) })).body.items
    expect(await devices()).toMatchObject(
      Array(2).fill({ item: { name: 'Door contact' }, status: 'installed', installedOn: today }),
    )
    const done = await read(made)
    expect(done).toMatchObject({ status: 'complete', resolution: 'Replaced', readOnlyReason: 'closed' })
    expect(done.statuses.map(({ status }) => status)).toEqual(['open', 'in_progress', 'complete'])
    expect((await save(done, { subject: 'Late' })).outcome).toBe('409 work_orders.closed')
    const again = (
      await house.as(user).call(workOrders.reopen, { params: at(done), body: { version: done.version } })
    ).body
    // What is installed stays as it is, and is not installed again.
    const gone = await save(again, { lines: [] })
    expect([gone.outcome, paths(gone)]).toEqual(['422 request.invalid', ['fields.lines']])
    await complete(again, { addEquipment: true })
    expect(await devices()).toHaveLength(2)
    // Without the right to equipment nothing of it happens: all, or nothing.
    const second = (await create(customer, { lines: [part(1)] })).body
    expect((await complete(second, { addEquipment: true }, tech)).outcome).toBe('403 access.denied_here')
    expect((await read(second)).status).toBe('open')
    expect((await complete(second, {}, tech)).outcome).toBe('200')
  })

  it('[TAB-007] is signed, keeps what was signed, and is a PDF for those who may see it', async () => {
    const customer = await newCustomer({ firstName: 'Żaneta', lastName: '日本' })
    const order = (await create(customer, { lines: [part(1)], description: 'Line\n'.repeat(90) })).body
    const sign = (body: object) =>
      house.as(user).call(workOrders.sign, {
        params: at(order),
        body: { version: order.version, name: 'Dana W', png: onePixelPng, ...body },
      })
    const junk = await sign({ png: Buffer.from('<svg onload=alert(1)>').toString('base64') })
    expect([junk.outcome, paths(junk)]).toEqual(['422 request.invalid', ['png']])
    const signed = (await sign({})).body
    expect(signed.signature).toMatchObject({ name: 'Dana W' })
    expect((await save(signed, { lines: [] })).outcome).toBe('409 work_orders.signed')
    expect((await save(signed, { dueOn: day(3) })).outcome).toBe('200')
    const pdf = await house.as(user).call(workOrders.pdf, { params: at(order) })
    expect(pdf.text.slice(0, 5)).toBe('%PDF-')
    expect(pdf.headers['content-disposition']).toContain(`Work order ${order.id}.pdf`)
    const picture = await house.as(user).call(workOrders.signature, { params: at(order) })
    expect(picture.headers['content-type']).toBe('image/png')
    const outsider = await house.plant.user({
      company: here.company,
      holds: [
        { grants: view, at: elsewhere },
        { grants: ['customers.view'], at: here },
      ],
    })
    for (const endpoint of [workOrders.pdf, workOrders.signature, workOrders.get])
      expect((await house.as(outsider).call(endpoint, { params: at(order) })).outcome).toBe(
        '403 access.denied_here',
      )
    const cleared = await house.as(user).call(workOrders.clearSignature, { params: at(order) })
    expect(cleared.body.signature).toBeNull()
    expect((await house.as(user).call(workOrders.signature, { params: at(order) })).outcome).toBe(
      '404 work_orders.not_signed',
    )
    expect((await house.as(user).call(workOrders.pdf, { params: at(order) })).text).toContain('%PDF-')
  })

  it('[TAB-007] comes of a ticket, once, which it may close', async () => {
    const customer = await newCustomer()
    const ticket = (
      await house.as(user).call(notes.create, {
        params: of(customer),
        body: { subject: 'Door', isTicket: true, assigneeId: user.id },
      })
    ).body
    const order = (await create(customer, { ticketId: ticket.id, closeTicket: true })).body
    expect(order.ticket).toEqual({ id: ticket.id, subject: 'Door' })
    const params = { ...of(customer), noteId: ticket.id }
    expect((await house.as(user).call(notes.get, { params })).body.closedAt).not.toBeNull()
    expect((await create(customer, { ticketId: ticket.id })).outcome).toBe('409 work_orders.ticket_taken')
  })
})

describe('visits', () => {
  it('[TAB-007] make a work order scheduled; several are booked one after another, all or none', async () => {
    const [one, two] = [await newCustomer(), await newCustomer()]
    const [first, second] = [(await create(one)).body, (await create(two)).body]
    const schedule = (body: object, by = user) =>
      house.as(by).call(workOrders.schedule, {
        body: { ids: [first.id, second.id], technicianId: tech.id, on: day(3), from: '08:00', minutes: 60, travelMinutes: 30, ...body }, // prettier-ignore
      })
    expect((await schedule({ from: '22:30' })).outcome).toBe('409 work_orders.past_midnight')
    expect((await read(first)).status).toBe('open')
    expect((await schedule({})).body).toEqual({ scheduled: 2 })
    const [a, b] = [await read(first), await read(second)]
    expect([a.status, b.status, a.technician?.id]).toEqual(['scheduled', 'scheduled', tech.id])
    expect(Date.parse(b.visitAt!) - Date.parse(a.visitAt!)).toBe(90 * 60_000)
    expect((await schedule({ ids: [first.id] })).outcome).toBe('409 appointments.overlap')
    const single = await house.plant.user({
      company: here.company,
      holds: [{ grants: [...view, 'work_orders.modify', 'tech_scheduler.create'], at: here }],
    })
    expect((await schedule({ on: day(4) }, single)).outcome).toBe('403 access.denied_here')

    const appointmentId = a.appointments[0]!.id
    const params = { ...at(a), appointmentId }
    const parted = await house.as(user).call(workOrders.unlinkAppointment, { params })
    expect(parted.body).toMatchObject({ status: 'open', appointments: [] })
    const linked = await house
      .as(user)
      .call(workOrders.linkAppointment, { params: at(a), body: { appointmentId } })
    expect(linked.body).toMatchObject({ status: 'scheduled', appointments: [{ id: appointmentId }] })
    const foreign = await house
      .as(user)
      .call(workOrders.linkAppointment, { params: at(b), body: { appointmentId } })
    expect(foreign.outcome).toBe('404 appointments.not_found')
    // Cancelling the visit leaves the work to be scheduled again.
    const { version } = linked.body.appointments[0]!
    await house.as(user).call(appointments.setStatus, {
      params: { appointmentId },
      body: { version, status: 'cancelled' },
    })
    expect((await read(first)).status).toBe('open')
    // A technician sees what is assigned, with where to go; the next visit first.
    const mine = (await house.as(tech).call(workOrders.mine, {})).body.items
    expect(mine[0]).toMatchObject({ id: second.id, status: 'scheduled' })
    expect(mine.every(({ technician }) => technician?.id === tech.id)).toBe(true)
  })
})

describe('the queue', () => {
  it('[TAB-007] holds what one may see, in order, page by page; several are changed at once or none', async () => {
    const customer = await newCustomer()
    const made = []
    for (const dueOn of [day(-3), day(5), null])
      made.push((await create(customer, { dueOn, subject: 'Queue' })).body)
    const seen: number[] = []
    let after: string | undefined
    do {
      const page = (
        await house
          .as(user)
          .call(workOrders.list, { query: { sort: 'due', direction: 'asc', limit: 1, after } })
      ).body
      seen.push(...page.items.map(({ id }) => id))
      after = page.next ?? undefined
    } while (after)
    const ids = made.map(({ id }) => id)
    expect(seen.filter((id) => ids.includes(id))).toEqual(ids)
    expect(new Set(seen).size).toBe(seen.length)
    const all = (await house.as(user).call(workOrders.list, { query: { status: 'all', limit: 200 } })).body
      .items
    expect(all.map(({ subject }) => subject)).not.toEqual(expect.arrayContaining(['Forbidden']))
    expect(all.map(({ subject }) => subject)).not.toEqual(expect.arrayContaining(['Foreign']))
    const { body: count } = await house.as(user).call(workOrders.count, { query: { overdue: 'yes' } })
    expect(count).toEqual({ count: 1, more: false, overdue: 1 })
    expect(await tabOf(customer)).toEqual({ key: 'work_orders', count: 3, alert: true })

    const change = { technicianId: tech.id }
    const { rows } = await house.owner.query<{ id: string }>(
      `select id from work_order where subject = 'Forbidden'`,
    )
    const mixed = await house
      .as(user)
      .call(workOrders.change, { body: { ids: [ids[0]!, Number(rows[0]!.id)], change } })
    expect(mixed.outcome).toBe('403 access.denied_here')
    expect((await read(made[0]!)).technician).toBeNull()
    expect((await house.as(user).call(workOrders.change, { body: { ids, change } })).body).toEqual({
      changed: 3,
    })
    await house.as(user).call(workOrders.change, { body: { ids, change: { dueOn: day(1) } } })
    expect(await tabOf(customer)).toEqual({ key: 'work_orders', count: 3, alert: false })
  })

  it('[TAB-007] tells a technician in the morning when a work order is due: once, and only while it is open', async () => {
    const customer = await newCustomer()
    const due = (await create(customer, { technicianId: tech.id, dueOn: today, subject: 'Due' })).body
    const run = () =>
      workOrderTasks(house.database, house.clock.now)['work_orders.due']!({
        companyId: here.company.id,
        workOrderId: due.id,
      })
    await run()
    await run()
    const items = (await house.as(tech).call(notifications.list, {})).body.items
    expect(items.filter(({ kind }) => kind === 'work_order_due')).toHaveLength(1)
  })
})

describe('with its record', () => {
  it('[TAB-007] is canceled when it is archived, copied on demand, deleted with it and by its own right', async () => {
    const customer = await newCustomer()
    const open = (await create(customer, { lines: [part(2)], subject: 'To do' })).body
    const over = (await create(customer, { subject: 'Over' })).body
    await house.as(user).call(workOrders.cancel, {
      params: at(over),
      body: { version: over.version, cancelReasonId: value.reason!, cancelNote: 'Twice' },
    })
    expect(await read(over)).toMatchObject({ status: 'canceled', cancelReason: { name: 'Entered twice' } })
    const options = await house.as(user).call(customersLifecycle.duplicatePreview, { params: of(customer) })
    expect(JSON.stringify(options.body)).toContain('work_orders')
    const effects = await house.as(user).call(customersLifecycle.archivePreview, { params: of(customer) })
    expect(JSON.stringify(effects.body)).toContain('open work order')
    expect((await house.as(tech).call(workOrders.remove, { params: at(over) })).outcome).toMatch(/^403/)
    expect((await house.as(user).call(workOrders.remove, { params: at(over) })).outcome).toBe('200')
    await house.as(user).call(customersLifecycle.archive, { params: of(customer) })
    expect(await read(open)).toMatchObject({ status: 'canceled', readOnlyReason: 'archived' })
    expect((await create(customer)).outcome).toBe('409 customers.archived')
  })
})
