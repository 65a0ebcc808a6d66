/** Writing a work order with its lines, its history, and who is told of it. */
import { DateTime } from 'luxon'
import type { NewLine } from '#shared/contracts/work-order-values.ts'
import { fail } from '#shared/errors.ts'
import { isOpenWork } from '#shared/rules/work-orders.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import type { Visible } from '../customers/customers.service.ts'
import { notify } from '../notifications/notifications.service.ts'
import { changesOf, linesText, valuesOf } from './work-orders.answers.ts'
import { checkWorkOrder, type OrderPlace } from './work-orders.checks.ts'
import * as queries from './work-orders.queries.ts'
import type { WorkOrderDbRow, WorkOrderValues } from './work-orders.queries.ts'

export const placeOf = (record: Visible): OrderPlace => ({
  customerId: record.id,
  kind: record.kind,
  locationId: record.locationId,
})

/** @returns its number. @throws request.invalid with the fields */
export async function writeNew(
  ctx: Ctx,
  db: Db,
  place: OrderPlace,
  values: WorkOrderValues,
  given: readonly NewLine[],
  ticketId: number | null,
): Promise<number> {
  const { names, lines } = await checkWorkOrder(db, place, null, values, given)
  const { userId, company } = ctx.actor
  const id = await queries.insertWorkOrder(db, place.customerId, values, {
    at: ctx.now,
    by: userId,
    ticketId,
  })
  await queries.replaceLines(db, id, lines)
  await queries.insertStep(db, id, 'open', ctx.now, userId)
  ctx.history.add({
    event: 'work_orders.created',
    entity: 'work_order',
    entityId: id,
    customerId: place.customerId,
    detail: { id },
    changes: [
      ...changesOf(null, values, names, { old: null, new: linesText(lines, company.currency) }),
      ...(ticketId === null ? [] : [{ field: 'ticket', old: null, new: `#${ticketId}` }]),
    ],
  })
  await tellTechnician(ctx, db, place.customerId, id, null, values)
  return id
}

/**
 * Writes a work order as it is to be. What the customer has signed stays as it was.
 * @param given the lines; null: they stay as they are
 * @param at what stands before the paths of the errors
 * @returns whether anything changed
 * @throws work_orders.signed; request.invalid with the fields
 */
export async function write(
  ctx: Ctx,
  db: Db,
  place: OrderPlace,
  row: WorkOrderDbRow,
  change: Partial<WorkOrderValues>,
  given: readonly NewLine[] | null,
  at: string,
): Promise<boolean> {
  const before = valuesOf(row)
  const after: WorkOrderValues = { ...before, ...change }
  const { names, lines } = await checkWorkOrder(db, place, row, after, given, at)
  const { currency } = ctx.actor.company
  const old = linesText(row.lines, currency)
  const changes = changesOf(before, after, names, { old, new: given ? linesText(lines, currency) : old })
  if (!changes.length) return false
  if (row.signedAt && changes.some(({ field }) => ['lines', 'description', 'subject'].includes(field)))
    fail('work_orders.signed')
  await queries.updateWorkOrder(db, row.id, after, { updated_at: ctx.now, updated_by: ctx.actor.userId })
  if (given) await queries.replaceLines(db, row.id, lines)
  ctx.history.add({
    event: 'work_orders.saved',
    entity: 'work_order',
    entityId: row.id,
    customerId: place.customerId,
    detail: { id: row.id },
    changes,
  })
  if (isOpenWork(row.status)) await tellTechnician(ctx, db, place.customerId, row.id, before, after)
  return true
}

/** In the morning of its due date the technician is told. */
const dueHour = 7

/** Tells a new technician at once, unless one took it on oneself, and whoever has it on the day when it is due. */
async function tellTechnician(
  ctx: Ctx,
  db: Db,
  customerId: number,
  workOrderId: number,
  before: WorkOrderValues | null,
  after: WorkOrderValues,
): Promise<void> {
  const { userId, company } = ctx.actor
  const { technicianId, dueOn } = after
  if (technicianId !== null && technicianId !== before?.technicianId && technicianId !== userId)
    await notify(db, {
      kind: 'work_order_assigned',
      userIds: [technicianId],
      workOrderId,
      customerId,
      byUserId: userId,
      at: ctx.now,
    })
  if (dueOn === null || dueOn === before?.dueOn) return
  const morning = DateTime.fromISO(dueOn, { zone: company.timeZone }).set({ hour: dueHour }).toJSDate()
  if (morning > ctx.now) await queries.addDueJob(db, workOrderId, morning)
}
