/** The SQL of locations. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'

export type LocationListRow = {
  id: number
  name: string
  active: boolean
  city: string | null
  state: string | null
  phone: string | null
  time_zone: string | null
  managers: string[]
  users: number
}

/** The offices at which the current user may see offices. */
export async function listLocations(
  db: Db,
  f: { name?: string; status: 'active' | 'inactive' | 'all' },
): Promise<LocationListRow[]> {
  const typed = f.name ? `%${f.name.replace(/[\\%_]/g, '\\$&')}%` : null
  const { rows } = await sql<LocationListRow>`
    select l.id, l.name, l.active, l.city, l.state, l.phone, l.time_zone,
      array(select u.first_name || ' ' || u.last_name from location_manager lm
        join user_account u on u.company_id = lm.company_id and u.id = lm.user_id
        where lm.company_id = l.company_id and lm.location_id = l.id order by u.first_name, u.last_name) as managers,
      (select count(distinct m.user_id) from membership m
        where m.company_id = l.company_id and (m.location_id = l.id or m.location_id is null))::int as users
    from location l
    where l.company_id = platform.company_id()
      and l.id = any ((select platform.granted_locations('office_locations.view'))::bigint[])
      and (${typed}::text is null or platform.fold(l.name) like platform.fold(${typed}::text))
      and (${f.status} = 'all' or l.active = (${f.status} = 'active'))
    order by platform.fold(l.name), l.id`.execute(db)
  return rows
}

export type LocationRow = {
  id: number
  version: number
  name: string
  active: boolean
  address_line1: string | null
  address_line2: string | null
  city: string | null
  state: string | null
  zip: string | null
  phone: string | null
  time_zone: string | null
  dealer_number_id: number | null
  dealer_number: string | null
  managers: { id: number; name: string }[]
  zips: string[]
}

export async function findLocation(db: Db, locationId: number): Promise<LocationRow | undefined> {
  const { rows } = await sql<LocationRow>`
    select l.id, l.version, l.name, l.active, l.address_line1, l.address_line2, l.city, l.state, l.zip, l.phone,
      l.time_zone, l.dealer_number_id,
      (select v.name from catalogue_value v where v.company_id = l.company_id and v.id = l.dealer_number_id) as dealer_number,
      (select coalesce(json_agg(json_build_object('id', u.id, 'name', u.first_name || ' ' || u.last_name)
        order by u.first_name, u.last_name), '[]') from location_manager lm
        join user_account u on u.company_id = lm.company_id and u.id = lm.user_id
        where lm.company_id = l.company_id and lm.location_id = l.id) as managers,
      array(select z.zip from location_zip z where z.company_id = l.company_id and z.location_id = l.id order by z.zip) as zips
    from location l where l.company_id = platform.company_id() and l.id = ${locationId}`.execute(db)
  return rows[0]
}

/** Locks the company’s locations in one order, so that of two who close the last two offices one is refused. */
export async function lockLocations(db: Db): Promise<{ id: number; name: string; active: boolean }[]> {
  return db.selectFrom('location').select(['id', 'name', 'active']).orderBy('id').forNoKeyUpdate().execute()
}

export type LocationValues = Omit<LocationRow, 'id' | 'version' | 'dealer_number' | 'managers' | 'zips'>

export async function insertLocation(db: Db, values: LocationValues): Promise<number> {
  const row = await db.insertInto('location').values(values).returning('id').executeTakeFirstOrThrow()
  return row.id
}

export async function updateLocation(db: Db, locationId: number, values: LocationValues): Promise<void> {
  await db
    .updateTable('location')
    .set({ ...values, version: sql<number>`version + 1` })
    .where('id', '=', locationId)
    .execute()
}

export async function replaceManagers(db: Db, locationId: number, userIds: readonly number[]): Promise<void> {
  await db.deleteFrom('location_manager').where('location_id', '=', locationId).execute()
  if (userIds.length)
    await db
      .insertInto('location_manager')
      .values(userIds.map((userId) => ({ location_id: locationId, user_id: userId })))
      .execute()
}

export async function replaceZips(db: Db, locationId: number, zips: readonly string[]): Promise<void> {
  await db.deleteFrom('location_zip').where('location_id', '=', locationId).execute()
  await sql`insert into location_zip (location_id, zip) select ${locationId}, z from unnest(${zips}::text[]) z`.execute(
    db,
  )
}

/** Which of these ZIP codes another office serves. */
export async function listTakenZips(
  db: Db,
  zips: readonly string[],
  otherThan: number | null,
): Promise<{ zip: string; location: string }[]> {
  const { rows } = await sql<{ zip: string; location: string }>`
    select z.zip, l.name as location from location_zip z
    join location l on l.company_id = z.company_id and l.id = z.location_id
    where z.company_id = platform.company_id() and z.zip = any (${zips})
      and z.location_id is distinct from ${otherThan}::bigint order by z.zip limit 5`.execute(db)
  return rows
}

export async function findByZip(db: Db, zip: string): Promise<{ id: number; name: string } | undefined> {
  const { rows } = await sql<{ id: number; name: string }>`
    select l.id, l.name from location_zip z join location l on l.company_id = z.company_id and l.id = z.location_id
    where z.company_id = platform.company_id() and z.zip = ${zip} and l.active`.execute(db)
  return rows[0]
}

export const listUsersAmong = (db: Db, ids: readonly number[]): Promise<{ id: number; active: boolean }[]> =>
  db
    .selectFrom('user_account')
    .select(['id', 'active'])
    .where('id', 'in', [0, ...ids])
    .execute()

export async function listDealerNumbers(db: Db): Promise<{ id: number; name: string; active: boolean }[]> {
  return db
    .selectFrom('catalogue_value')
    .select(['id', 'name', 'active'])
    .where('catalogue', '=', 'dealer_number')
    .orderBy('sort')
    .orderBy('name')
    .execute()
}
