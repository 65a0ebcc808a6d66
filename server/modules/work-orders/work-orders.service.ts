/** Work orders of one record. Every change is made under the record's lock. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { WorkOrder } from '#shared/contracts/work-order-values.ts'
import type { workOrders } from '#shared/contracts/work-orders.ts'
import { fail } from '#shared/errors.ts'
import {
  isOpenWork,
  type KeptStatus,
  maxWorkOrders,
  mayBecome,
  workOrderStatuses,
} from '#shared/rules/work-orders.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { listVisits, setVisit } from '../appointments/appointments.service.ts'
import { getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { installParts } from '../equipment/equipment.service.ts'
import { listPageOf } from '../history/history.service.ts'
import { closeNote, readNote } from '../notes/notes.service.ts'
import { isAddable, linesText, statusOf, toSummary, toWorkOrder } from './work-orders.answers.ts'
import { checkCancelReason } from './work-orders.checks.ts'
import * as queries from './work-orders.queries.ts'
import type { WorkOrderDbRow, WorkOrderValues } from './work-orders.queries.ts'
import { placeOf, write, writeNew } from './work-orders.saving.ts'

export { listBillable } from './work-orders.billing.ts'
export { workOrdersPart } from './work-orders.part.ts'

type Request<K extends keyof typeof workOrders> = Parsed<(typeof workOrders)[K]>

/** @throws customers.not_found, access.denied_here */
export async function readWorkOrders(
  ctx: Ctx,
  db: Db,
  { params }: Request<'ofCustomer'>,
): Promise<Output<typeof workOrders.ofCustomer>> {
  const record = await getReadable(ctx, db, params.customerId, 'work_orders.view')
  return {
    items: (await queries.listWorkOrders(db, record.id)).map((row) => toSummary(ctx, row)),
    abilities: { create: !record.archived && ctx.actor.grants.has('work_orders.create', record.locationId) },
    readOnlyReason: record.archived ? 'archived' : null,
  }
}

/** @throws customers.not_found, access.denied_here */
export async function listChoices(
  ctx: Ctx,
  db: Db,
  { params }: Request<'choices'>,
): Promise<Output<typeof workOrders.choices>> {
  const record = await getReadable(ctx, db, params.customerId, 'work_orders.view')
  const rows = await queries.holdValues(db)
  const of = (key: queries.ChoiceRow['catalogue']) => rows.filter(({ catalogue }) => catalogue === key)
  return {
    types: of('work_order_type').map(({ id, name, active }) => ({ id, name, active })),
    services: of('tech_service').map(({ id, name, active, priceCents, taxable }) => ({
      id,
      name,
      active,
      priceCents,
      taxable,
    })),
    items: of('equipment_item').map(({ id, name, active, partNumber, priceCents }) => ({
      id,
      name,
      active,
      partNumber,
      priceCents,
    })),
    cancelReasons: of('work_order_cancel_reason').map(({ id, name, active }) => ({ id, name, active })),
    technicians: await queries.listTechnicians(db, record.kind, record.locationId),
  }
}

export async function getRow(db: Db, customerId: number, workOrderId: number): Promise<WorkOrderDbRow> {
  return (await queries.findWorkOrder(db, customerId, workOrderId)) ?? fail('work_orders.not_found')
}

/** The work order as it now stands, for who may read it. */
export async function answer(ctx: Ctx, db: Db, record: Visible, workOrderId: number): Promise<WorkOrder> {
  const row = await getRow(db, record.id, workOrderId)
  return toWorkOrder(ctx, record, row, await listVisits(ctx, db, row.id))
}

/** @throws customers.not_found, access.denied_here; work_orders.not_found */
export async function readWorkOrder(ctx: Ctx, db: Db, { params }: Request<'get'>): Promise<WorkOrder> {
  const record = await getReadable(ctx, db, params.customerId, 'work_orders.view')
  return answer(ctx, db, record, params.workOrderId)
}

/** @throws customers.not_found, access.denied_here; work_orders.not_found */
export async function listWorkOrderHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof workOrders.history>> {
  const record = await getReadable(ctx, db, params.customerId, 'work_orders.view')
  const row = await getRow(db, record.id, params.workOrderId)
  return listPageOf(ctx, db, record, { entity: 'work_order', entityId: row.id }, query)
}

/** The record, locked, for a change by somebody who sees its work orders. @throws customers.…, access.denied_here */
export async function lock(
  ctx: Ctx,
  db: Db,
  customerId: number,
  level: 'create' | 'modify' | 'delete',
): Promise<Visible> {
  const record = await getWritable(ctx, db, customerId, `work_orders.${level}`)
  requireAt(ctx.actor, 'work_orders.view', record.locationId)
  return record
}

/** @throws work_orders.stale with what is stored now */
export async function requireCurrent(
  ctx: Ctx,
  db: Db,
  record: Visible,
  row: WorkOrderDbRow,
  version: number,
): Promise<void> {
  if (row.version === version) return
  const changedBy = row.updatedByName ?? 'Somebody else'
  const workOrder = toWorkOrder(ctx, record, row, await listVisits(ctx, db, row.id))
  const conflict = { workOrder, changedBy, changedAt: (row.updatedAt ?? row.createdAt).toISOString() }
  fail('work_orders.stale', { who: changedBy }, { extra: { conflict } })
}

const requireOpen = (row: WorkOrderDbRow): void => {
  if (!isOpenWork(row.status))
    fail('work_orders.closed', { status: workOrderStatuses[row.status].toLowerCase() })
}

/** @throws customers.…; work_orders.too_many, work_orders.ticket_taken; notes.not_found; request.invalid with the fields */
export async function createWorkOrder(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'create'>,
): Promise<WorkOrder> {
  const { ticketId, closeTicket, lines, ...given } = body
  const record = await lock(ctx, db, params.customerId, 'create')
  if ((await queries.countWorkOrders(db, record.id)) >= maxWorkOrders)
    fail('work_orders.too_many', { max: maxWorkOrders })
  if (ticketId !== null) {
    // Whoever makes a work order of a ticket sees the ticket.
    const ticket = await readNote(ctx, db, { params: { customerId: record.id, noteId: ticketId } })
    if (!ticket.isTicket) fail('notes.not_a_ticket')
    const taken = await queries.findOfTicket(db, ticketId)
    if (taken !== null) fail('work_orders.ticket_taken', { id: taken })
    if (closeTicket && ticket.closedAt === null)
      await closeNote(ctx, db, { params: { customerId: record.id, noteId: ticketId } })
  }
  const values: WorkOrderValues = { ...given, resolution: '' }
  const id = await writeNew(ctx, db, placeOf(record), values, lines, ticketId)
  return answer(ctx, db, record, id)
}

/** @throws customers.…; work_orders.not_found, .closed, .signed, .stale with what is stored now; request.invalid */
export async function saveWorkOrder(ctx: Ctx, db: Db, { params, body }: Request<'save'>): Promise<WorkOrder> {
  const record = await lock(ctx, db, params.customerId, 'modify')
  const row = await getRow(db, record.id, params.workOrderId)
  await requireCurrent(ctx, db, record, row, body.version)
  requireOpen(row)
  const { lines, ...fields } = body.fields
  if (!(await write(ctx, db, placeOf(record), row, fields, lines ?? null, 'fields.')))
    ctx.history.nothingChanged()
  return answer(ctx, db, record, row.id)
}

type Step = { more?: Record<string, unknown>; changes?: Change[] }

/** Takes a work order a step on, with its line in the log. @throws work_orders.wrong_step */
async function step(
  ctx: Ctx,
  db: Db,
  row: WorkOrderDbRow,
  to: KeptStatus,
  { more = {}, changes = [] }: Step,
) {
  const from = statusOf(row)
  if (!mayBecome(from, to))
    fail('work_orders.wrong_step', {
      from: workOrderStatuses[from].toLowerCase(),
      to: workOrderStatuses[to].toLowerCase(),
    })
  await queries.updateWorkOrder(db, row.id, {}, {
    ...more,
    status: to,
    updated_at: ctx.now,
    updated_by: ctx.actor.userId,
  }) // prettier-ignore
  await queries.insertStep(db, row.id, to, ctx.now, ctx.actor.userId)
  ctx.history.add({
    event: 'work_orders.status_set',
    entity: 'work_order',
    entityId: row.id,
    customerId: row.customerId,
    detail: { id: row.id, status: workOrderStatuses[to].toLowerCase() },
    changes: [{ field: 'status', old: workOrderStatuses[from], new: workOrderStatuses[to] }, ...changes],
  })
}

async function hold(ctx: Ctx, db: Db, params: Request<'get'>['params'], version: number) {
  const record = await lock(ctx, db, params.customerId, 'modify')
  const row = await getRow(db, record.id, params.workOrderId)
  await requireCurrent(ctx, db, record, row, version)
  return { record, row }
}

/** @throws customers.…; work_orders.not_found, .stale, .wrong_step */
export async function startWork(ctx: Ctx, db: Db, { params, body }: Request<'start'>): Promise<WorkOrder> {
  const { record, row } = await hold(ctx, db, params, body.version)
  await step(ctx, db, row, 'in_progress', {})
  return answer(ctx, db, record, row.id)
}

/**
 * Ends the work. Its installed parts may go to the customer's equipment in the same transaction; a line goes there once,
 * however often the work order is opened again.
 * @throws customers.…; work_orders.not_found, .stale, .wrong_step; access.denied_here, equipment.too_many
 */
export async function completeWork(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'complete'>,
): Promise<WorkOrder> {
  const { record, row } = await hold(ctx, db, params, body.version)
  const { resolution, addEquipment } = body
  await step(ctx, db, row, 'complete', {
    more: { resolution },
    changes:
      resolution === row.resolution
        ? []
        : [{ field: 'resolution', old: row.resolution || null, new: resolution }],
  })
  const lines = row.lines.filter(isAddable)
  if (addEquipment && lines.length) {
    await installParts(ctx, db, record, {
      parts: lines.map(({ itemId, quantityHundredths }) => ({
        itemId: itemId!,
        quantity: quantityHundredths / 100,
      })),
      workOrderId: row.id,
      today: todayIn(ctx.actor.company.timeZone, ctx.now),
    })
    await queries.markAdded(
      db,
      lines.map(({ id }) => id),
      ctx.now,
    )
  }
  return answer(ctx, db, record, row.id)
}

/** @throws customers.…; work_orders.not_found, .stale, .wrong_step; request.invalid */
export async function cancelWork(ctx: Ctx, db: Db, { params, body }: Request<'cancel'>): Promise<WorkOrder> {
  const { record, row } = await hold(ctx, db, params, body.version)
  const { cancelReasonId, cancelNote } = body
  const reason = cancelReasonId === null ? null : await checkCancelReason(db, cancelReasonId)
  await step(ctx, db, row, 'canceled', {
    more: { cancel_reason_id: cancelReasonId, cancel_note: cancelNote },
    changes: [
      ...(reason ? [{ field: 'cancelReasonId', old: null, new: reason }] : []),
      ...(cancelNote ? [{ field: 'cancelNote', old: null, new: cancelNote }] : []),
    ],
  })
  return answer(ctx, db, record, row.id)
}

/** @throws customers.…; work_orders.not_found, .stale, .wrong_step */
export async function reopenWork(ctx: Ctx, db: Db, { params, body }: Request<'reopen'>): Promise<WorkOrder> {
  const { record, row } = await hold(ctx, db, params, body.version)
  await step(ctx, db, row, 'open', {
    more: { cancel_reason_id: null, cancel_note: '' },
    changes: row.cancelReasonName ? [{ field: 'cancelReasonId', old: row.cancelReasonName, new: null }] : [],
  })
  return answer(ctx, db, record, row.id)
}

/** @throws customers.…; work_orders.not_found */
export async function removeWorkOrder(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<Output<typeof workOrders.remove>> {
  const record = await lock(ctx, db, params.customerId, 'delete')
  const row = await getRow(db, record.id, params.workOrderId)
  await queries.deleteWorkOrder(db, row.id)
  ctx.history.add({
    event: 'work_orders.deleted',
    entity: 'work_order',
    entityId: row.id,
    customerId: record.id,
    detail: { id: row.id },
    changes: [
      { field: 'status', old: workOrderStatuses[statusOf(row)], new: null },
      { field: 'subject', old: row.subject, new: null },
      { field: 'typeId', old: row.typeName, new: null },
      ...(row.technicianName ? [{ field: 'technicianId', old: row.technicianName, new: null }] : []),
      ...(row.dueOn ? [{ field: 'dueOn', old: formatDate(row.dueOn), new: null }] : []),
      ...(row.description ? [{ field: 'description', old: row.description, new: null }] : []),
      ...(row.lines.length
        ? [{ field: 'lines', old: linesText(row.lines, ctx.actor.company.currency), new: null }]
        : []),
      ...(row.signedName ? [{ field: 'signature', old: row.signedName, new: null }] : []),
    ],
  })
  return {}
}

async function visit(
  ctx: Ctx,
  db: Db,
  params: Request<'get'>['params'],
  appointmentId: number,
  link: boolean,
): Promise<WorkOrder> {
  const record = await lock(ctx, db, params.customerId, 'modify')
  const row = await getRow(db, record.id, params.workOrderId)
  if (link) requireOpen(row)
  const [from, to] = link ? [null, row.id] : [row.id, null]
  const what = await setVisit(ctx, db, { customerId: record.id, appointmentId, from, to })
  if (what === null) ctx.history.nothingChanged()
  else
    ctx.history.add({
      event: link ? 'work_orders.visit_linked' : 'work_orders.visit_unlinked',
      entity: 'work_order',
      entityId: row.id,
      customerId: record.id,
      detail: { id: row.id },
      changes: [{ field: 'appointment', old: link ? null : what, new: link ? what : null }],
    })
  return answer(ctx, db, record, row.id)
}

/** @throws customers.…; work_orders.not_found, .closed, .visit_taken, .no_visit; appointments.not_found; access.denied_here */
export const linkVisit = (ctx: Ctx, db: Db, { params, body }: Request<'linkAppointment'>) =>
  visit(ctx, db, params, body.appointmentId, true)
/** @throws customers.…; work_orders.not_found, .visit_taken; appointments.not_found; access.denied_here */
export const unlinkVisit = (ctx: Ctx, db: Db, { params }: Request<'unlinkAppointment'>) =>
  visit(ctx, db, params, params.appointmentId, false)
