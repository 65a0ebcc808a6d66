/** The SQL of appointments: rows of them, and the writes that take a user's time. */
import { type RawBuilder, sql } from 'kysely'
import type { AppointmentStatus, AppointmentType } from '#shared/rules/appointments.ts'
import type { Db } from '#server/db/database.ts'

export type AppointmentRow = {
  id: number
  version: number
  customerId: number
  type: AppointmentType
  subtypeId: number | null
  subtypeName: string | null
  status: AppointmentStatus
  confirmedAt: Date | null
  startsAt: Date
  endsAt: Date
  userId: number | null
  userName: string | null
  slotId: number | null
  notes: string
  cancelReasonId: number | null
  cancelReasonName: string | null
  cancelNote: string
  onTheWayAt: Date | null
  onSiteAt: Date | null
  completedAt: Date | null
  cancelledAt: Date | null
  createdAt: Date
  createdByName: string | null
  updatedAt: Date
  updatedByName: string | null
  kind: 'customer' | 'lead'
  customerName: string
  phone: string | null
  addressLine1: string | null
  city: string | null
  state: string | null
  zip: string | null
  locationId: number
  locationName: string
  archived: boolean
}

const userName = (column: string) => `(select u.first_name || ' ' || u.last_name from user_account u
  where u.company_id = a.company_id and u.id = a.${column})`
const valueName = (column: string) =>
  `(select v.name from catalogue_value v where v.company_id = a.company_id and v.id = a.${column})`

const columns = sql.raw(`
  a.id, a.version, a.customer_id as "customerId", a.type, a.subtype_id as "subtypeId", ${valueName('subtype_id')} as "subtypeName",
  a.status, a.confirmed_at as "confirmedAt", lower(a.during) as "startsAt", upper(a.during) as "endsAt",
  a.user_id as "userId", ${userName('user_id')} as "userName", a.slot_id as "slotId", a.notes,
  a.cancel_reason_id as "cancelReasonId", ${valueName('cancel_reason_id')} as "cancelReasonName", a.cancel_note as "cancelNote",
  a.on_the_way_at as "onTheWayAt", a.on_site_at as "onSiteAt", a.completed_at as "completedAt", a.cancelled_at as "cancelledAt",
  a.created_at as "createdAt", ${userName('created_by')} as "createdByName", coalesce(a.updated_at, a.created_at) as "updatedAt",
  ${userName('updated_by')} as "updatedByName",
  c.kind, case when c.account_type = 'commercial' and c.business_name is not null
    then c.business_name || ' (' || c.first_name || ' ' || c.last_name || ')'
    else c.first_name || ' ' || c.last_name end as "customerName",
  coalesce(c.primary_phone, c.cell_phone) as phone, c.address_line1 as "addressLine1", c.city, c.state, c.zip,
  c.location_id as "locationId", (select l.name from location l where l.company_id = c.company_id and l.id = c.location_id) as "locationName",
  c.archived_at is not null as archived`)

/** @param where a condition on `a`, the appointment, and `c`, its record */
export async function listAppointments(
  db: Db,
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown> = sql`lower(a.during), a.id`,
  limit = 2000,
): Promise<AppointmentRow[]> {
  const { rows } = await sql<AppointmentRow>`
    select ${columns} from appointment a join customer c on c.company_id = a.company_id and c.id = a.customer_id
    where a.company_id = platform.company_id() and ${where} order by ${order} limit ${limit}`.execute(db)
  return rows
}

export async function findAppointment(db: Db, appointmentId: number): Promise<AppointmentRow | undefined> {
  return (await listAppointments(db, sql`a.id = ${appointmentId}`, undefined, 1))[0]
}

/** Holds the record, so that nobody archives it meanwhile, and then the appointment. */
export async function lockAppointment(db: Db, appointmentId: number): Promise<void> {
  await sql`select from customer c where c.company_id = platform.company_id()
    and c.id = (select a.customer_id from appointment a where a.company_id = platform.company_id() and a.id = ${appointmentId})
    for no key update`.execute(db)
  await sql`select from appointment a where a.company_id = platform.company_id() and a.id = ${appointmentId}
    for no key update`.execute(db)
}

export const range = (startsAt: string | Date, endsAt: string | Date) =>
  sql`tstzrange(${new Date(startsAt)}::timestamptz, ${new Date(endsAt)}::timestamptz)`

export type AppointmentValues = {
  customer_id: number
  type: AppointmentType
  subtype_id: number | null
  user_id: number | null
  slot_id: number | null
  confirmed_at: Date | null
  notes: string
  created_at: Date
  created_by: number
}

export async function insertAppointment(
  db: Db,
  values: AppointmentValues,
  window: { startsAt: string; endsAt: string },
): Promise<number> {
  const row = await db
    .insertInto('appointment')
    .values({ ...values, during: range(window.startsAt, window.endsAt) as never })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Changes an appointment and raises its version. */
export async function updateAppointment(
  db: Db,
  appointmentId: number,
  values: Record<string, unknown>,
): Promise<void> {
  await db
    .updateTable('appointment')
    .set({ ...values, version: sql`version + 1` } as never)
    .where('id', '=', appointmentId)
    .execute()
}

export async function deleteAppointment(db: Db, appointmentId: number): Promise<void> {
  await db.deleteFrom('appointment').where('id', '=', appointmentId).execute()
}

export async function countAppointments(db: Db, customerId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from appointment
    where company_id = platform.company_id() and customer_id = ${customerId}`.execute(db)
  return rows[0]!.n
}

export type BookingRow = {
  userId: number
  startsAt: Date
  endsAt: Date
  appointmentId: number | null
  timeOffId: number | null
  reason: string | null
  series: boolean
}

/** Taken times that touch a window, of these users. */
export async function listBookings(
  db: Db,
  userIds: readonly number[],
  window: { startsAt: string | Date; endsAt: string | Date },
): Promise<BookingRow[]> {
  const { rows } = await sql<BookingRow>`
    select b.user_id as "userId", lower(b.during) as "startsAt", upper(b.during) as "endsAt",
      b.appointment_id as "appointmentId", b.time_off_id as "timeOffId", t.reason, t.series is not null as series
    from booking b left join time_off t on t.company_id = b.company_id and t.id = b.time_off_id
    where b.company_id = platform.company_id() and b.user_id = any (${[...userIds]}::bigint[])
      and b.during && ${range(window.startsAt, window.endsAt)}
    order by lower(b.during), b.id limit 4000`.execute(db)
  return rows
}

export type PersonRow = {
  id: number
  name: string
  roles: string[]
  active: boolean
  reportsToId: number | null
  /** Null: every office, as of who holds a group everywhere or does not sign in at all. */
  locationIds: number[] | null
  zips: string[]
}

/** Technicians and sales representatives who are in use, with whom they work for and which ZIP codes they serve. */
export async function listPeople(db: Db): Promise<PersonRow[]> {
  const { rows } = await sql<PersonRow>`
    select u.id, u.first_name || ' ' || u.last_name as name, u.roles, u.active, u.reports_to_id as "reportsToId",
      (select case when bool_or(m.location_id is null) or count(*) = 0 then null else json_agg(distinct m.location_id) end
        from membership m where m.company_id = u.company_id and m.user_id = u.id) as "locationIds",
      coalesce((select array_agg(distinct z) from coverage_area_user x
        join coverage_area g on g.company_id = x.company_id and g.id = x.area_id and g.active, unnest(g.zips) z
        where x.company_id = u.company_id and x.user_id = u.id), '{}') as zips
    from user_account u
    where u.company_id = platform.company_id() and u.active and u.roles && array['technician', 'sales_rep']
    order by 2, 1`.execute(db)
  return rows
}

/** Who reports to whom, of everybody: also through managers who are in no schedule, and through who has left. */
export const listReporting = (db: Db): Promise<{ id: number; reportsToId: number | null }[]> =>
  db.selectFrom('user_account').select(['id', 'reports_to_id as reportsToId']).execute()

export type ValueRow = {
  id: number
  catalogue: 'appointment_subtype' | 'appointment_cancel_reason'
  name: string
  active: boolean
  type: AppointmentType | null
  minutes: number | null
}

/** Subtypes and reasons; held so that nobody deletes a value before the transaction ends. */
export async function holdValues(db: Db): Promise<ValueRow[]> {
  const { rows } = await sql<ValueRow>`
    select v.id, v.catalogue, v.name, v.active, v.data->>'type' as type, (v.data->>'minutes')::int as minutes
    from catalogue_value v where v.company_id = platform.company_id()
      and v.catalogue in ('appointment_subtype', 'appointment_cancel_reason')
    order by v.sort, v.name, v.id for key share of v`.execute(db)
  return rows
}

export type SlotRow = {
  id: number
  weekday: number
  startsAt: string
  endsAt: string
  capacity: number | null
  zips: string[] | null
}

/** An office's slots that are in use; of a slot for one area, the area's ZIP codes. */
export async function listSlots(db: Db, locationId: number): Promise<SlotRow[]> {
  const { rows } = await sql<SlotRow>`
    select s.id, s.weekday, s.starts_at as "startsAt", s.ends_at as "endsAt", s.capacity, g.zips
    from time_slot s left join coverage_area g on g.company_id = s.company_id and g.id = s.area_id
    where s.company_id = platform.company_id() and s.location_id = ${locationId} and s.active
      and (g.id is null or g.active)
    order by s.weekday, s.starts_at, s.id`.execute(db)
  return rows
}

/** Holds a slot, so that two bookings of it count one after the other. */
export async function lockSlot(db: Db, slotId: number): Promise<void> {
  await sql`select from time_slot where company_id = platform.company_id() and id = ${slotId} for no key update`.execute(
    db,
  )
}

/** Visits that are booked into slots in a window: how many of each slot and begin, and how many are sent to by nobody. */
export async function countBooked(
  db: Db,
  slotIds: readonly number[],
  window: { startsAt: string; endsAt: string },
): Promise<{ slotId: number; startsAt: Date; booked: number; waiting: number }[]> {
  const { rows } = await sql<{ slotId: number; startsAt: Date; booked: number; waiting: number }>`
    select a.slot_id as "slotId", lower(a.during) as "startsAt", count(*)::int as booked,
      (count(*) filter (where a.user_id is null))::int as waiting
    from appointment a where a.company_id = platform.company_id() and a.slot_id = any (${[...slotIds]}::bigint[])
      and a.status <> 'cancelled' and lower(a.during) >= ${new Date(window.startsAt)} and lower(a.during) < ${new Date(window.endsAt)}
    group by 1, 2`.execute(db)
  return rows
}

/** Has the assignee reminded. A later call for the same appointment replaces this one. */
export async function addReminderJob(db: Db, appointmentId: number, at: Date): Promise<void> {
  await sql`select platform.add_job('appointments.reminder', ${JSON.stringify({ appointmentId })}::jsonb, null,
    ${`appointments.reminder ${appointmentId}`}, ${at})`.execute(db)
}

/** An appointment whose reminder is due: still to come within the company's lead time, and not reminded of since it was put there. */
export async function findDueAppointment(
  db: Db,
  appointmentId: number,
  now: Date,
): Promise<{ customerId: number; userId: number } | undefined> {
  const { rows } = await sql<{ customerId: number; userId: number }>`
    select a.customer_id as "customerId", a.user_id as "userId"
    from appointment a, platform.company p
    where a.company_id = platform.company_id() and p.id = a.company_id and a.id = ${appointmentId}
      and a.status = 'scheduled' and a.user_id is not null and lower(a.during) > ${now}
      and lower(a.during) - make_interval(mins => coalesce((p.settings->>'reminderMinutes')::int, 60)) <= ${now}
      and not exists (select from notification n where n.company_id = a.company_id and n.appointment_id = a.id
        and n.user_id = a.user_id and n.kind = 'appointment_soon'
        and n.at >= lower(a.during) - make_interval(mins => coalesce((p.settings->>'reminderMinutes')::int, 60)))
    for no key update of a`.execute(db)
  return rows[0]
}
