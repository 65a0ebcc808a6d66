/** The SQL of permission groups and of who holds them. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'

/** Puts changes of who may do what in one order, to the end of the transaction (0014_access_administration.sql). */
export async function lockAccess(db: Db): Promise<void> {
  await sql`select platform.lock_access()`.execute(db)
}

/** Runs what the database would check before the commit. @throws the database’s error, code KH001 */
export async function checkNow(db: Db): Promise<void> {
  await sql`set constraints all immediate`.execute(db)
}

export type GroupListRow = {
  id: number
  name: string
  description: string
  assignable: boolean
  grants: number
  members: number
}

export async function listGroups(db: Db): Promise<GroupListRow[]> {
  const { rows } = await sql<GroupListRow>`
    select g.id, g.name, g.description, g.assignable, cardinality(g.grants) as grants,
      (select count(distinct m.user_id) from membership m where m.company_id = g.company_id and m.group_id = g.id)::int as members
    from permission_group g order by platform.fold(g.name), g.id`.execute(db)
  return rows
}

export type GroupRow = {
  id: number
  name: string
  description: string
  assignable: boolean
  grants: string[]
  version: number
}

const columns = ['id', 'name', 'description', 'assignable', 'grants', 'version'] as const

export const findGroup = (db: Db, groupId: number): Promise<GroupRow | undefined> =>
  db.selectFrom('permission_group').select(columns).where('id', '=', groupId).executeTakeFirst()

export const listAllGroups = (db: Db): Promise<GroupRow[]> =>
  db.selectFrom('permission_group').select(columns).orderBy('name').execute()

export async function hasGroupNamed(db: Db, name: string, otherThan: number | null): Promise<boolean> {
  let q = db.selectFrom('permission_group').select('id').where('name', '=', name)
  if (otherThan !== null) q = q.where('id', '<>', otherThan)
  return (await q.executeTakeFirst()) !== undefined
}

type GroupValues = Omit<GroupRow, 'id' | 'version'>

export async function insertGroup(db: Db, values: GroupValues): Promise<number> {
  const row = await db.insertInto('permission_group').values(values).returning('id').executeTakeFirstOrThrow()
  return row.id
}

export async function updateGroup(db: Db, groupId: number, values: GroupValues): Promise<void> {
  await db
    .updateTable('permission_group')
    .set({ ...values, version: sql<number>`version + 1` })
    .where('id', '=', groupId)
    .execute()
}

export async function deleteGroup(db: Db, groupId: number): Promise<void> {
  await db.deleteFrom('permission_group').where('id', '=', groupId).execute()
}

/** One group that one user holds at one location, or everywhere. */
export type HeldRow = {
  user_id: number
  user_name: string
  active: boolean
  can_log_in: boolean
  group_id: number
  group_name: string
  grants: string[]
  location_id: number | null
  location_name: string | null
}

/** Who holds which group where, of one user or group or of all, by name. */
export async function listHeld(db: Db, of: { userId?: number; groupId?: number } = {}): Promise<HeldRow[]> {
  const { rows } = await sql<HeldRow>`
    select m.user_id, u.first_name || ' ' || u.last_name as user_name, u.active, u.can_log_in, m.group_id,
      g.name as group_name, g.grants, m.location_id, l.name as location_name
    from membership m
    join user_account u on u.company_id = m.company_id and u.id = m.user_id
    join permission_group g on g.company_id = m.company_id and g.id = m.group_id
    left join location l on l.company_id = m.company_id and l.id = m.location_id
    where m.company_id = platform.company_id()
      and (${of.userId ?? null}::bigint is null or m.user_id = ${of.userId ?? null}::bigint)
      and (${of.groupId ?? null}::bigint is null or m.group_id = ${of.groupId ?? null}::bigint)
    order by u.first_name, u.last_name, u.id, g.name, l.name nulls first`.execute(db)
  return rows
}

export type PersonRow = { id: number; name: string; active: boolean; can_log_in: boolean }

export async function listPeople(db: Db): Promise<PersonRow[]> {
  const { rows } = await sql<PersonRow>`
    select id, first_name || ' ' || last_name as name, active, can_log_in from user_account
    order by first_name, last_name, id`.execute(db)
  return rows
}

export async function findPerson(db: Db, userId: number): Promise<PersonRow | undefined> {
  const { rows } = await sql<PersonRow>`
    select id, first_name || ' ' || last_name as name, active, can_log_in from user_account
    where id = ${userId}`.execute(db)
  return rows[0]
}

export const findPlace = (db: Db, locationId: number): Promise<{ id: number; name: string } | undefined> =>
  db.selectFrom('location').select(['id', 'name']).where('id', '=', locationId).executeTakeFirst()
