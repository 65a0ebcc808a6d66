/** Time slots of offices and coverage areas: what the company schedules by. */
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Output, Parsed } from '#shared/contract.ts'
import type { areaFields, scheduling } from '#shared/contracts/scheduling.ts'
import { fail } from '#shared/errors.ts'
import { clockWords, weekdays } from '#shared/rules/appointments.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { listEntityHistory } from '../history/history.service.ts'
import { listPeople } from './appointments.queries.ts'

type Request<K extends keyof typeof scheduling> = Parsed<(typeof scheduling)[K]>
type Overview = Output<typeof scheduling.open>
type AreaFields = z.output<typeof areaFields>

const invalid = (path: string, message: string): never =>
  fail('request.invalid', {}, { errors: [{ path, message }] })

async function listSlots(db: Db): Promise<Overview['slots']> {
  const { rows } = await sql<Overview['slots'][number]>`
    select s.id, s.version, s.location_id as "locationId", s.weekday, s.starts_at as "startsAt", s.ends_at as "endsAt",
      s.capacity, case when g.id is not null then json_build_object('id', g.id, 'name', g.name) end as area, s.active
    from time_slot s left join coverage_area g on g.company_id = s.company_id and g.id = s.area_id
    where s.company_id = platform.company_id() order by s.location_id, s.weekday, s.starts_at, s.id`.execute(
    db,
  )
  return rows
}

async function listAreas(db: Db): Promise<Overview['areas']> {
  const { rows } = await sql<Overview['areas'][number]>`
    select g.id, g.version, g.name, g.zips, g.active,
      (select count(*)::int from time_slot s where s.company_id = g.company_id and s.area_id = g.id) as slots,
      coalesce((select json_agg(json_build_object('id', u.id, 'name', u.first_name || ' ' || u.last_name)
          order by u.first_name, u.last_name, u.id)
        from coverage_area_user x join user_account u on u.company_id = x.company_id and u.id = x.user_id
        where x.company_id = g.company_id and x.area_id = g.id), '[]') as people
    from coverage_area g where g.company_id = platform.company_id() order by platform.fold(g.name), g.id`.execute(
    db,
  )
  return rows
}

const listLocations = (db: Db): Promise<{ id: number; name: string }[]> =>
  db.selectFrom('location').select(['id', 'name']).where('active', '=', true).orderBy('name').execute()

export async function openScheduling(_ctx: Ctx, db: Db): Promise<Overview> {
  const people = await listPeople(db)
  return {
    locations: await listLocations(db),
    technicians: people
      .filter(({ roles }) => roles.includes('technician'))
      .map(({ id, name }) => ({ id, name })),
    slots: await listSlots(db),
    areas: await listAreas(db),
  }
}

/** Of slots and areas, in one list: the company has one set of them. */
export const listSchedulingHistory = (
  ctx: Ctx,
  db: Db,
  { query }: Request<'history'>,
): Promise<Output<typeof scheduling.history>> =>
  listEntityHistory(db, 'scheduling', ctx.actor.company.id, query)

type Event = Parameters<Ctx['history']['add']>[0]['event']
const note = (ctx: Ctx, event: Event, detail: Record<string, string>, changes: Change[] = []) =>
  ctx.history.add({ event, entity: 'scheduling', entityId: ctx.actor.company.id, detail, changes })

const windowText = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }) =>
  `${clockWords(startsAt)} to ${clockWords(endsAt)}`

async function requireArea(db: Db, areaId: number | null): Promise<string | null> {
  if (areaId === null) return null
  const area = (await listAreas(db)).find(({ id }) => id === areaId)
  return area ? area.name : invalid('areaId', 'Choose a coverage area from the list')
}

/** @throws request.invalid */
export async function createSlots(
  ctx: Ctx,
  db: Db,
  { body }: Request<'createSlots'>,
): Promise<Record<string, never>> {
  const { locationId, weekdays: days, startsAt, endsAt, capacity, areaId } = body
  const location =
    (await listLocations(db)).find(({ id }) => id === locationId) ??
    invalid('locationId', 'Choose a location from the list')
  const area = await requireArea(db, areaId)
  const wanted = [...new Set(days)].sort()
  await db
    .insertInto('time_slot')
    .values(
      wanted.map((weekday) => ({
        location_id: locationId,
        weekday,
        starts_at: startsAt,
        ends_at: endsAt,
        capacity,
        area_id: areaId,
      })),
    )
    .execute()
  note(ctx, 'scheduling.slots_created', { window: windowText(body), location: location.name }, [
    { field: 'Days', old: null, new: wanted.map((day) => weekdays[day]).join(', ') },
    { field: 'Capacity', old: null, new: capacity },
    { field: 'Coverage area', old: null, new: area },
  ])
  return {}
}

async function getSlot(db: Db, slotId: number) {
  const slot = (await listSlots(db)).find(({ id }) => id === slotId) ?? fail('scheduling.not_found')
  const location = await db
    .selectFrom('location')
    .select('name')
    .where('id', '=', slot.locationId)
    .executeTakeFirstOrThrow()
  return { ...slot, location: location.name }
}

/** @throws scheduling.not_found, scheduling.stale, request.invalid */
export async function saveSlot(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'saveSlot'>,
): Promise<Record<string, never>> {
  const before = await getSlot(db, params.slotId)
  if (before.version !== body.version) fail('scheduling.stale')
  const area = await requireArea(db, body.areaId)
  const { startsAt, endsAt, capacity, areaId, active } = body
  const row = await db
    .updateTable('time_slot')
    .set({
      starts_at: startsAt,
      ends_at: endsAt,
      capacity,
      area_id: areaId,
      active,
      version: sql`version + 1`,
    })
    .where('id', '=', params.slotId)
    .where('version', '=', before.version)
    .returning('id')
    .executeTakeFirst()
  if (!row) fail('scheduling.stale')
  const changes = [
    { field: 'Begins', old: before.startsAt, new: startsAt },
    { field: 'Ends', old: before.endsAt, new: endsAt },
    { field: 'Capacity', old: before.capacity, new: capacity },
    { field: 'Coverage area', old: before.area?.name ?? null, new: area },
    { field: 'In use', old: before.active ? 'Yes' : 'No', new: active ? 'Yes' : 'No' },
  ].filter((change) => change.old !== change.new)
  if (changes.length)
    note(
      ctx,
      'scheduling.slot_saved',
      { window: `${weekdays[before.weekday]}, ${windowText(before)}`, location: before.location },
      changes,
    )
  else ctx.history.nothingChanged()
  return {}
}

/** @throws scheduling.not_found; scheduling.in_use */
export async function removeSlot(
  ctx: Ctx,
  db: Db,
  { params }: Request<'removeSlot'>,
): Promise<Record<string, never>> {
  const slot = await getSlot(db, params.slotId)
  if (slot.active) fail('scheduling.in_use')
  await db.deleteFrom('time_slot').where('id', '=', params.slotId).execute()
  note(ctx, 'scheduling.slot_removed', {
    window: `${weekdays[slot.weekday]}, ${windowText(slot)}`,
    location: slot.location,
  })
  return {}
}

const namesOf = (people: readonly { name: string }[]) =>
  people
    .map(({ name }) => name)
    .sort()
    .join(', ') || null

/** Runs a write whose name somebody else may have. @throws request.invalid */
async function withFreeName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    if (code !== '23505' || constraint !== 'coverage_area_name') throw error
    return invalid('name', 'There is a coverage area of this name already')
  }
}

async function peopleOf(db: Db, userIds: readonly number[], before: readonly { id: number; name: string }[]) {
  const technicians = (await listPeople(db)).filter(({ roles }) => roles.includes('technician'))
  return [...new Set(userIds)].map(
    (id) =>
      technicians.find((person) => person.id === id) ??
      before.find((person) => person.id === id) ??
      invalid('userIds', 'Choose technicians from the list'),
  )
}

async function setPeople(db: Db, areaId: number, people: readonly { id: number }[]): Promise<void> {
  await db.deleteFrom('coverage_area_user').where('area_id', '=', areaId).execute()
  if (people.length)
    await db
      .insertInto('coverage_area_user')
      .values(people.map(({ id }) => ({ area_id: areaId, user_id: id })))
      .execute()
}

const areaChanges = (before: Overview['areas'][number] | null, after: AreaFields, people: string | null) =>
  [
    { field: 'Name', old: before?.name ?? null, new: after.name },
    { field: 'ZIP codes', old: before?.zips.join(' ') || null, new: after.zips.join(' ') || null },
    { field: 'Technicians', old: before && namesOf(before.people), new: people },
    {
      field: 'In use',
      old: before ? (before.active ? 'Yes' : 'No') : null,
      new: after.active ? 'Yes' : 'No',
    },
  ].filter((change) => change.old !== change.new)

/** @throws request.invalid */
export async function createArea(
  ctx: Ctx,
  db: Db,
  { body }: Request<'createArea'>,
): Promise<Record<string, never>> {
  const people = await peopleOf(db, body.userIds, [])
  const fields = { ...body, zips: [...new Set(body.zips)].sort() }
  const { name, zips, active } = fields
  const { id } = await withFreeName(() =>
    db.insertInto('coverage_area').values({ name, zips, active }).returning('id').executeTakeFirstOrThrow(),
  )
  await setPeople(db, id, people)
  note(ctx, 'scheduling.area_created', { name }, areaChanges(null, fields, namesOf(people)))
  return {}
}

const getArea = async (db: Db, areaId: number) =>
  (await listAreas(db)).find(({ id }) => id === areaId) ?? fail('scheduling.not_found')

/** @throws scheduling.not_found, scheduling.stale, request.invalid */
export async function saveArea(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'saveArea'>,
): Promise<Record<string, never>> {
  const before = await getArea(db, params.areaId)
  if (before.version !== body.version) fail('scheduling.stale')
  const people = await peopleOf(db, body.userIds, before.people)
  const fields = { ...body, zips: [...new Set(body.zips)].sort() }
  const { name, zips, active } = fields
  const row = await withFreeName(() =>
    db
      .updateTable('coverage_area')
      .set({ name, zips, active, version: sql`version + 1` })
      .where('id', '=', params.areaId)
      .where('version', '=', before.version)
      .returning('id')
      .executeTakeFirst(),
  )
  if (!row) fail('scheduling.stale')
  await setPeople(db, params.areaId, people)
  const changes = areaChanges(before, fields, namesOf(people))
  if (changes.length) note(ctx, 'scheduling.area_saved', { name: before.name }, changes)
  else ctx.history.nothingChanged()
  return {}
}

/** @throws scheduling.not_found; scheduling.in_use */
export async function removeArea(
  ctx: Ctx,
  db: Db,
  { params }: Request<'removeArea'>,
): Promise<Record<string, never>> {
  const area = await getArea(db, params.areaId)
  if (area.active || area.slots > 0) fail('scheduling.in_use')
  await db.deleteFrom('coverage_area').where('id', '=', params.areaId).execute()
  note(ctx, 'scheduling.area_removed', { name: area.name })
  return {}
}
