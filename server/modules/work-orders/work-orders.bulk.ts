/** Changing and scheduling several work orders of any records at once: all of them, or none. */
import { DateTime } from 'luxon'
import type { Output, Parsed } from '#shared/contract.ts'
import type { workOrders } from '#shared/contracts/work-orders.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { isOpenWork, workOrderStatuses } from '#shared/rules/work-orders.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { createAppointment, setVisit } from '../appointments/appointments.service.ts'
import {
  holdCustomers,
  lockWorkOrders,
  type OrderCustomer,
  type WorkOrderDbRow,
} from './work-orders.queries.ts'
import { write } from './work-orders.saving.ts'

type Request<K extends keyof typeof workOrders> = Parsed<(typeof workOrders)[K]>

/** The work orders and their records, locked, in the order given. @throws request.invalid naming those that there are not */
async function hold(ctx: Ctx, db: Db, ids: readonly number[]) {
  const wanted = [...new Set(ids)]
  const customers = new Map((await holdCustomers(db, wanted)).map((customer) => [customer.id, customer]))
  const rows = new Map((await lockWorkOrders(db, wanted)).map((row) => [row.id, row]))
  const errors = ids.flatMap((id, index): FieldError[] =>
    rows.has(id) ? [] : [{ path: `ids.${index}`, message: `There is no work order #${id}` }],
  )
  if (errors.length) fail('request.invalid', {}, { errors })
  return wanted.map((id): { row: WorkOrderDbRow; customer: OrderCustomer } => {
    const row = rows.get(id)!
    const customer = customers.get(row.customerId)!
    requireAt(ctx.actor, customer.kind === 'customer' ? 'customers.view' : 'leads.view', customer.locationId)
    requireAt(ctx.actor, 'work_orders.view', customer.locationId)
    requireAt(ctx.actor, 'work_orders.modify', customer.locationId)
    if (customer.archived) fail('customers.archived')
    if (!isOpenWork(row.status))
      fail('work_orders.closed', { status: workOrderStatuses[row.status].toLowerCase() })
    return { row, customer }
  })
}

/** @throws request.invalid; access.denied_here, customers.archived, work_orders.closed */
export async function changeSeveral(
  ctx: Ctx,
  db: Db,
  { body: { ids, change } }: Request<'change'>,
): Promise<Output<typeof workOrders.change>> {
  let changed = 0
  for (const { row, customer } of await hold(ctx, db, ids)) {
    const place = { customerId: customer.id, kind: customer.kind, locationId: customer.locationId }
    if (await write(ctx, db, place, row, change, null, 'change.')) changed += 1
  }
  if (!changed) ctx.history.nothingChanged()
  return { changed }
}

/**
 * Books a visit for each, one after another on one day. One by who may make appointments; several (Bulk Schedule) by who
 * has the scheduler, too.
 * @throws request.invalid; access.denied_here, customers.archived, work_orders.closed, .time_slots, .past_midnight;
 * appointments.overlap with what is in the way
 */
export async function scheduleSeveral(
  ctx: Ctx,
  db: Db,
  { body }: Request<'schedule'>,
): Promise<Output<typeof workOrders.schedule>> {
  const { ids, technicianId, on, from, minutes, travelMinutes } = body
  const { timeZone, settings } = ctx.actor.company
  const held = await hold(ctx, db, ids)
  if (settings.timeSlots) fail('work_orders.time_slots')
  if (held.length > 1)
    for (const { customer } of held) {
      requireAt(ctx.actor, 'scheduler.view', customer.locationId)
      requireAt(ctx.actor, 'scheduler.create', customer.locationId)
    }
  let start = DateTime.fromISO(`${on}T${from}`, { zone: timeZone })
  for (const { row, customer } of held) {
    const end = start.plus({ minutes })
    if (end > DateTime.fromISO(on, { zone: timeZone }).plus({ days: 1 })) fail('work_orders.past_midnight')
    const made = await createAppointment(ctx, db, {
      params: { customerId: customer.id },
      body: {
        type: row.appointmentType ?? 'service',
        subtypeId: null,
        userId: technicianId,
        startsAt: start.toUTC().toISO()!,
        endsAt: end.toUTC().toISO()!,
        confirmed: false,
        notes: `Work order #${row.id}: ${row.subject}`,
      },
    })
    const what = await setVisit(ctx, db, {
      customerId: customer.id,
      appointmentId: made.id,
      from: null,
      to: row.id,
    })
    const place = { customerId: customer.id, kind: customer.kind, locationId: customer.locationId }
    // Who goes there does the work, unless somebody has it already.
    if (row.technicianId === null) await write(ctx, db, place, row, { technicianId }, null, '')
    ctx.history.add({
      event: 'work_orders.visit_linked',
      entity: 'work_order',
      entityId: row.id,
      customerId: customer.id,
      detail: { id: row.id },
      changes: [{ field: 'appointment', old: null, new: what }],
    })
    start = end.plus({ minutes: travelMinutes })
  }
  return { scheduled: held.length }
}
