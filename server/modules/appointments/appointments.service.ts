/** The verbs of appointments: schedule, move, set on its way, cancel, delete. Each holds its record meanwhile. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Appointment, appointments, mySchedule } from '#shared/contracts/appointments.ts'
import { fail } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import {
  type AppointmentStatus,
  appointmentStatuses,
  isOpen,
  mayBecome,
  scheduleOf,
} from '#shared/rules/appointments.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { findVisible, getReadable, getWritable } from '../customers/customers.service.ts'
import { listPageOf } from '../history/history.service.ts'
import {
  creatable,
  isOwn,
  mayModify,
  maySee,
  missingPermission,
  toAppointment,
} from './appointments.access.ts'
import { take } from './appointments.booking.ts'
import { changesOf, checkValues, entityOf, type Values, valuesOf, whatOf } from './appointments.checks.ts'
import { remindOf, tellAssignee } from './appointments.news.ts'
import * as queries from './appointments.queries.ts'
import type { AppointmentRow } from './appointments.queries.ts'
import { bookSlot, slotOfWindow } from './appointments.slots.ts'

export { listVisits, setVisit } from './appointments.work-orders.ts'

type Request<K extends keyof typeof appointments> = Parsed<(typeof appointments)[K]>

/** More than any record ever has; bounds what a list can cost. */
export const maxAppointments = 500

const denied = (row: AppointmentRow, level: 'view' | 'modify'): never =>
  fail('access.denied_here', { permission: permissionLabel(missingPermission(row.type, level)) })

async function getVisible(ctx: Ctx, db: Db, appointmentId: number): Promise<AppointmentRow> {
  const row = (await queries.findAppointment(db, appointmentId)) ?? fail('appointments.not_found')
  return maySee(ctx.actor, row) ? row : denied(row, 'view')
}

/** @throws appointments.not_found, access.denied_here */
export const openAppointment = async (ctx: Ctx, db: Db, { params }: Request<'open'>): Promise<Appointment> =>
  toAppointment(ctx, await getVisible(ctx, db, params.appointmentId))

/** @throws appointments.not_found, access.denied_here */
export async function listAppointmentHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof appointments.history>> {
  const row = await getVisible(ctx, db, params.appointmentId)
  const record = await getReadable(
    ctx,
    db,
    row.customerId,
    row.kind === 'customer' ? 'customers.view' : 'leads.view',
  )
  return listPageOf(ctx, db, record, { entity: entityOf(row.type), entityId: row.id }, query)
}

/** Held until the transaction ends. @throws appointments.not_found, access.denied_here, customers.archived */
async function lock(ctx: Ctx, db: Db, appointmentId: number, own = false): Promise<AppointmentRow> {
  await queries.lockAppointment(db, appointmentId)
  const row = await queries.findAppointment(db, appointmentId)
  // Whatever is not one's own does not exist on one's own page.
  if (!row || (own && !isOwn(ctx.actor, row))) return fail('appointments.not_found')
  if (row.archived && (own || maySee(ctx.actor, row))) fail('customers.archived')
  if (!own && !mayModify(ctx.actor, row)) denied(row, 'modify')
  return row
}

function requireCurrent(ctx: Ctx, row: AppointmentRow, version: number): void {
  if (row.version === version) return
  const who = row.updatedByName ?? 'Somebody else'
  fail('appointments.stale', { who }, { extra: { current: toAppointment(ctx, row) } })
}

const again = async (ctx: Ctx, db: Db, id: number) =>
  toAppointment(ctx, (await queries.findAppointment(db, id))!)

/**
 * @throws customers.…, access.denied_here; appointments.overlap with what is in the way, appointments.slot_full,
 * appointments.too_many; request.invalid
 */
export async function createAppointment(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'create'>,
): Promise<Appointment> {
  const { locationId } = (await findVisible(ctx, db, params.customerId)) ?? fail('customers.not_found')
  const personal = body.type === 'sale' && ctx.actor.grants.has('personal_appointments.create', locationId)
  const record = await getWritable(
    ctx,
    db,
    params.customerId,
    personal ? 'personal_appointments.create' : missingPermission(body.type, 'create'),
  )
  if (!creatable(ctx.actor, record).includes(body.type))
    fail(
      'request.invalid',
      {},
      {
        errors: [
          {
            path: 'type',
            message:
              scheduleOf(body.type) === 'tech'
                ? 'Technicians are sent to customers, not to leads'
                : 'Sales appointments are made on leads',
          },
        ],
      },
    )
  if ((await queries.countAppointments(db, record.id)) >= maxAppointments)
    fail('appointments.too_many', { max: maxAppointments })
  const inSlot = scheduleOf(body.type) === 'tech' && ctx.actor.company.settings.timeSlots
  const invalid = (path: string, message: string): never =>
    fail('request.invalid', {}, { errors: [{ path, message }] })
  if (inSlot && !body.slot) invalid('slot', 'Choose a time slot')
  if (!inSlot && body.slot) invalid('slot', 'The company books no time slots')
  const window = inSlot ? await slotOfWindow(ctx, db, record, body.slot!) : null
  if (!window && (!body.startsAt || !body.endsAt)) invalid('startsAt', 'Enter when it begins and ends')
  const values: Values = {
    subtypeId: body.subtypeId,
    userId:
      body.userId ??
      (scheduleOf(body.type) === 'sales' && body.userId === undefined ? ctx.actor.userId : null),
    startsAt: new Date(window?.startsAt ?? body.startsAt!).toISOString(),
    endsAt: new Date(window?.endsAt ?? body.endsAt!).toISOString(),
    confirmed: body.confirmed,
    notes: body.notes,
  }
  const onlyOwn =
    scheduleOf(body.type) === 'sales' && !ctx.actor.grants.has('sales_scheduler.create', record.locationId)
  if (onlyOwn && values.userId !== ctx.actor.userId)
    invalid('userId', 'You may schedule sales appointments of your own only')
  const names = await checkValues(ctx, db, body.type, null, values, { locationId: record.locationId, at: '' })
  const insert = (userId: number | null) =>
    queries.insertAppointment(
      db,
      {
        customer_id: record.id,
        type: body.type,
        subtype_id: values.subtypeId,
        user_id: userId,
        slot_id: body.slot?.slotId ?? null,
        confirmed_at: values.confirmed ? ctx.now : null,
        notes: values.notes,
        created_at: ctx.now,
        created_by: ctx.actor.userId,
      },
      values,
    )
  const nameOf = (userId: number) => names.people.find(({ id }) => id === userId)?.name ?? ''
  const id = window
    ? await bookSlot(ctx, db, window, { chosen: body.userId, people: names.people }, insert)
    : values.userId === null
      ? await insert(null)
      : await take(ctx, db, { userId: values.userId, name: nameOf(values.userId), windows: [values] }, () =>
          insert(values.userId),
        )
  const made = (await queries.findAppointment(db, id))!
  ctx.history.add({
    event: 'appointments.created',
    entity: entityOf(body.type),
    entityId: id,
    customerId: record.id,
    detail: { what: whatOf(ctx, body.type, values.startsAt) },
    changes: changesOf(ctx, null, valuesOf(made), names, null),
  })
  await tellAssignee(ctx, db, null, made)
  await remindOf(ctx, db, made)
  return toAppointment(ctx, made)
}

/** @throws appointments.not_found, .over, .stale with what is stored now, .overlap; access.denied_here; request.invalid */
export async function saveAppointment(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'save'>,
): Promise<Appointment> {
  const row = await lock(ctx, db, params.appointmentId)
  requireCurrent(ctx, row, body.version)
  if (!isOpen(row.status) && (body.fields.startsAt || body.fields.endsAt || body.fields.userId !== undefined))
    fail('appointments.over', { status: appointmentStatuses[row.status].toLowerCase() })
  const before = valuesOf(row)
  const after: Values = { ...before, ...body.fields }
  after.startsAt = new Date(after.startsAt).toISOString()
  after.endsAt = new Date(after.endsAt).toISOString()
  const names = await checkValues(ctx, db, row.type, before, after, {
    locationId: row.locationId,
    at: 'fields.',
  })
  if (after.userId === null && row.status !== 'scheduled') fail('appointments.unassigned')
  const changes = changesOf(ctx, before, after, names, row.userName)
  if (!changes.length) {
    ctx.history.nothingChanged()
    return toAppointment(ctx, row)
  }
  const moved = after.startsAt !== before.startsAt || after.endsAt !== before.endsAt
  const write = () =>
    queries.updateAppointment(db, row.id, {
      subtype_id: after.subtypeId,
      notes: after.notes,
      confirmed_at: after.confirmed ? (row.confirmedAt ?? ctx.now) : null,
      // The constraint looks only where who or when is set anew.
      ...(after.userId !== before.userId && { user_id: after.userId }),
      ...(moved && { during: queries.range(after.startsAt, after.endsAt), slot_id: null }),
      updated_at: ctx.now,
      updated_by: ctx.actor.userId,
    })
  if (after.userId === null) await write()
  else {
    const name = names.people.find(({ id }) => id === after.userId)?.name ?? row.userName ?? ''
    await take(ctx, db, { userId: after.userId, name, windows: [after] }, write)
  }
  ctx.history.add({
    event: 'appointments.saved',
    entity: entityOf(row.type),
    entityId: row.id,
    customerId: row.customerId,
    detail: { what: whatOf(ctx, row.type, before.startsAt) },
    changes,
  })
  const now = (await queries.findAppointment(db, row.id))!
  await tellAssignee(ctx, db, row, now)
  if (moved || after.userId !== before.userId) await remindOf(ctx, db, now)
  return toAppointment(ctx, now)
}

/** @throws appointments.not_found, .stale, .wrong_step, .unassigned, .overlap when it is restored; access.denied_here */
export async function setAppointmentStatus(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'setStatus'>,
): Promise<Appointment> {
  const row = await lock(ctx, db, params.appointmentId)
  requireCurrent(ctx, row, body.version)
  const { cancelReasonId, cancelNote } = body
  return step(ctx, db, row, body.status, { cancelReasonId, cancelNote })
}

/** @throws appointments.not_found unless it is one's own, .stale, .wrong_step */
export async function setOwnStatus(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof mySchedule.setStatus>,
): Promise<Appointment> {
  const row = await lock(ctx, db, params.appointmentId, true)
  requireCurrent(ctx, row, body.version)
  // What the office has cancelled it brings back itself.
  if (row.status === 'cancelled') wrongStep(row.status, body.status)
  return step(ctx, db, row, body.status, { cancelReasonId: null, cancelNote: '' })
}

const wrongStep = (from: AppointmentStatus, to: AppointmentStatus): never =>
  fail('appointments.wrong_step', { from: appointmentStatuses[from], to: appointmentStatuses[to] })

type Cancelling = { cancelReasonId: number | null; cancelNote: string }

async function step(
  ctx: Ctx,
  db: Db,
  row: AppointmentRow,
  status: AppointmentStatus,
  { cancelReasonId, cancelNote }: Cancelling,
): Promise<Appointment> {
  if (!mayBecome(row.status, status)) wrongStep(row.status, status)
  const cancels = status === 'cancelled'
  if (!cancels && status !== 'scheduled' && row.userId === null) fail('appointments.unassigned')
  const reason = cancels && cancelReasonId !== null ? await reasonOf(db, cancelReasonId) : null
  const reached = { on_the_way: 'on_the_way_at', on_site: 'on_site_at', complete: 'completed_at' } as const
  const order: AppointmentStatus[] = ['scheduled', 'on_the_way', 'on_site', 'complete']
  // A step back forgets when the later ones were reached.
  const forgotten = Object.entries(reached)
    .filter(([name]) => !cancels && order.indexOf(name as AppointmentStatus) > order.indexOf(status))
    .map(([, column]) => [column, null])
  const isBack = order.indexOf(status) < order.indexOf(row.status)
  const column = reached[status as keyof typeof reached]
  const write = () =>
    queries.updateAppointment(db, row.id, {
      status,
      ...Object.fromEntries(forgotten),
      ...(column && !isBack && { [column]: ctx.now }),
      cancelled_at: cancels ? ctx.now : null,
      cancel_reason_id: cancels ? cancelReasonId : null,
      cancel_note: cancels ? cancelNote : '',
      updated_at: ctx.now,
      updated_by: ctx.actor.userId,
    })
  // What was cancelled has lost its time: somebody else may have it.
  if (row.status === 'cancelled' && row.userId !== null) {
    const window = { startsAt: row.startsAt.toISOString(), endsAt: row.endsAt.toISOString() }
    await take(ctx, db, { userId: row.userId, name: row.userName ?? '', windows: [window] }, write)
  } else await write()
  ctx.history.add({
    event: cancels ? 'appointments.cancelled' : 'appointments.status_set',
    entity: entityOf(row.type),
    entityId: row.id,
    customerId: row.customerId,
    detail: {
      what: whatOf(ctx, row.type, row.startsAt.toISOString()),
      status: appointmentStatuses[status].toLowerCase(),
    },
    changes: [
      { field: 'status', old: appointmentStatuses[row.status], new: appointmentStatuses[status] },
      ...(reason ? [{ field: 'cancelReasonId', old: row.cancelReasonName, new: reason }] : []),
      ...(cancelNote && cancels ? [{ field: 'cancelNote', old: null, new: cancelNote }] : []),
    ],
  })
  const now = (await queries.findAppointment(db, row.id))!
  if (cancels || row.status === 'cancelled') {
    await tellAssignee(ctx, db, row, now)
    await remindOf(ctx, db, now)
  }
  return again(ctx, db, row.id)
}

async function reasonOf(db: Db, id: number): Promise<string> {
  const value = (await queries.holdValues(db)).find(
    (row) => row.id === id && row.catalogue === 'appointment_cancel_reason' && row.active,
  )
  if (value) return value.name
  return fail(
    'request.invalid',
    {},
    { errors: [{ path: 'cancelReasonId', message: 'Choose a reason from the list' }] },
  )
}

/** @throws appointments.not_found; access.denied_here; customers.archived */
export async function removeAppointment(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<Output<typeof appointments.remove>> {
  const row = await lock(ctx, db, params.appointmentId)
  await queries.deleteAppointment(db, row.id)
  ctx.history.add({
    event: 'appointments.deleted',
    entity: entityOf(row.type),
    entityId: row.id,
    customerId: row.customerId,
    detail: { what: whatOf(ctx, row.type, row.startsAt.toISOString()) },
    changes: [
      { field: 'status', old: appointmentStatuses[row.status], new: null },
      { field: 'userId', old: row.userName, new: null },
      ...(row.notes ? [{ field: 'notes', old: row.notes, new: null }] : []),
    ],
  })
  return {}
}
