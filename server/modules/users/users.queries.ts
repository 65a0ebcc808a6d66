/** The SQL of users. Their sessions live in the platform's schema and are reached by its functions alone. */
import { type RawBuilder, sql } from 'kysely'
import type { UserRole } from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'

export type UserFilter = {
  search?: string
  status: 'active' | 'inactive' | 'all'
  login: 'can' | 'cannot' | 'all'
  locationId?: number
  groupId?: number
  role?: string
}

export type Position = { name: string; id: number }

export type HeldGroup = { groupId: number; group: string; locationId: number | null; location: string | null }

export type UserListRow = {
  id: number
  name: string
  sort_name: string
  username: string
  email: string | null
  phone: string | null
  active: boolean
  can_log_in: boolean
  roles: UserRole[]
  groups: HeldGroup[]
  last_sign_in_at: Date | null
}

const sortName = sql`(platform.fold(u.last_name || ', ' || u.first_name) collate "C")`

const groupsOf = sql`(select coalesce(json_agg(json_build_object('groupId', g.id, 'group', g.name, 'locationId', l.id,
    'location', l.name) order by g.name, l.name nulls first), '[]')
  from membership m
  join permission_group g on g.company_id = m.company_id and g.id = m.group_id
  left join location l on l.company_id = m.company_id and l.id = m.location_id
  where m.company_id = u.company_id and m.user_id = u.id)`

const lastSignIn = sql`(select h.at from history_entry h where h.company_id = u.company_id and h.entity = 'user'
  and h.entity_id = u.id and h.customer_id is null and h.event = 'sessions.signed_in' order by h.id desc limit 1)`

/** `%` and `_` of what somebody typed stand for themselves. */
const pattern = (typed: string) => `%${typed.replace(/[\\%_]/g, '\\$&')}%`

function filtered(f: UserFilter): RawBuilder<unknown> {
  const conditions = [sql`u.company_id = platform.company_id()`]
  if (f.search)
    conditions.push(
      sql`(platform.fold(u.first_name || ' ' || u.last_name) like platform.fold(${pattern(f.search)})
        or u.username like lower(${pattern(f.search)}) or lower(u.email) like lower(${pattern(f.search)}))`,
    )
  if (f.status !== 'all') conditions.push(sql`u.active = ${f.status === 'active'}`)
  if (f.login !== 'all') conditions.push(sql`u.can_log_in = ${f.login === 'can'}`)
  if (f.role) conditions.push(sql`u.roles @> array[${f.role}]`)
  if (f.locationId !== undefined || f.groupId !== undefined) {
    const held = [sql`m.company_id = u.company_id`, sql`m.user_id = u.id`]
    if (f.locationId !== undefined) held.push(sql`(m.location_id is null or m.location_id = ${f.locationId})`)
    if (f.groupId !== undefined) held.push(sql`m.group_id = ${f.groupId}`)
    conditions.push(sql`exists (select from membership m where ${sql.join(held, sql` and `)})`)
  }
  return sql.join(conditions, sql` and `)
}

/** One page, and one row more to tell whether there is another. */
export async function listUsers(
  db: Db,
  f: UserFilter,
  after: Position | null,
  limit: number,
): Promise<UserListRow[]> {
  const beyond = after ? sql`and (${sortName}, u.id) > (${after.name}, ${after.id}::bigint)` : sql``
  const { rows } = await sql<UserListRow>`
    select u.id, u.first_name || ' ' || u.last_name as name, ${sortName} as sort_name, u.username, u.email, u.phone,
      u.active, u.can_log_in, u.roles, ${groupsOf} as groups, ${lastSignIn} as last_sign_in_at
    from user_account u where ${filtered(f)} ${beyond}
    order by ${sortName}, u.id limit ${limit + 1}`.execute(db)
  return rows
}

export async function countUsers(db: Db, f: UserFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from user_account u where ${filtered(f)}`.execute(db)
  return rows[0]!.n
}

export type UserRow = {
  id: number
  version: number
  username: string
  first_name: string
  last_name: string
  email: string | null
  phone: string | null
  active: boolean
  can_log_in: boolean
  roles: UserRole[]
  reports_to_id: number | null
  created_at: Date
  has_password: boolean
  must_change_password: boolean
  last_sign_in_at: Date | null
  groups: HeldGroup[]
  numbers: { locationId: number; location: string; number: string }[]
}

export async function findUser(db: Db, userId: number): Promise<UserRow | undefined> {
  const { rows } = await sql<UserRow>`
    select u.id, u.version, u.username, u.first_name, u.last_name, u.email, u.phone, u.active, u.can_log_in, u.roles,
      u.reports_to_id, u.created_at, u.password_hash is not null as has_password, u.must_change_password,
      ${lastSignIn} as last_sign_in_at, ${groupsOf} as groups,
      (select coalesce(json_agg(json_build_object('locationId', r.location_id, 'location', l.name, 'number', r.number)
        order by l.name), '[]') from representative_number r
        join location l on l.company_id = r.company_id and l.id = r.location_id
        where r.company_id = u.company_id and r.user_id = u.id) as numbers
    from user_account u where u.company_id = platform.company_id() and u.id = ${userId}`.execute(db)
  return rows[0]
}

export async function hasUsername(db: Db, username: string, otherThan: number | null): Promise<boolean> {
  let q = db.selectFrom('user_account').select('id').where('username', '=', username)
  if (otherThan !== null) q = q.where('id', '<>', otherThan)
  return (await q.executeTakeFirst()) !== undefined
}

export type UserValues = {
  username: string
  first_name: string
  last_name: string
  email: string | null
  phone: string | null
  active: boolean
  can_log_in: boolean
  roles: UserRole[]
  reports_to_id: number | null
}

export async function insertUser(db: Db, values: UserValues): Promise<number> {
  const row = await db.insertInto('user_account').values(values).returning('id').executeTakeFirstOrThrow()
  return row.id
}

export async function updateUser(db: Db, userId: number, values: UserValues): Promise<void> {
  await db
    .updateTable('user_account')
    .set({ ...values, version: sql<number>`version + 1` })
    .where('id', '=', userId)
    .execute()
}

export async function insertMembership(
  db: Db,
  userId: number,
  groupId: number,
  locationId: number | null,
): Promise<void> {
  await db
    .insertInto('membership')
    .values({ user_id: userId, group_id: groupId, location_id: locationId })
    .execute()
}

export async function deleteMembership(
  db: Db,
  userId: number,
  groupId: number,
  locationId: number | null,
): Promise<void> {
  await db
    .deleteFrom('membership')
    .where('user_id', '=', userId)
    .where('group_id', '=', groupId)
    .where('location_id', locationId === null ? 'is' : '=', locationId)
    .execute()
}

export async function replaceNumbers(
  db: Db,
  userId: number,
  numbers: readonly { locationId: number; number: string }[],
): Promise<void> {
  await db.deleteFrom('representative_number').where('user_id', '=', userId).execute()
  if (numbers.length)
    await db
      .insertInto('representative_number')
      .values(numbers.map((n) => ({ user_id: userId, location_id: n.locationId, number: n.number })))
      .execute()
}

export type PlaceRow = { id: number; name: string; active: boolean }

export const listPlaces = (db: Db): Promise<PlaceRow[]> =>
  db.selectFrom('location').select(['id', 'name', 'active']).orderBy('name').execute()

export async function listNames(db: Db): Promise<{ id: number; name: string; active: boolean }[]> {
  const { rows } = await sql<{ id: number; name: string; active: boolean }>`
    select id, first_name || ' ' || last_name as name, active from user_account
    order by first_name, last_name, id`.execute(db)
  return rows
}

/** Whether `userId` stands above `otherId` in the line of whom one reports to, or is the same. */
export async function isAbove(db: Db, userId: number, otherId: number): Promise<boolean> {
  const { rows } = await sql<{ above: boolean }>`
    with recursive line (id) as (
      select ${otherId}::bigint
      union
      select u.reports_to_id from line join user_account u on u.company_id = platform.company_id() and u.id = line.id
      where u.reports_to_id is not null)
    select exists (select from line where id = ${userId}) as above`.execute(db)
  return rows[0]!.above
}

export type SessionRow = {
  id: number
  kind: 'browser' | 'api'
  name: string
  address: string
  user_agent: string
  created_at: Date
  last_used_at: Date
  expires_at: Date
}

export async function listSessions(db: Db, userId: number): Promise<SessionRow[]> {
  return (await sql<SessionRow>`select * from platform.list_sessions(${userId})`.execute(db)).rows
}

/** Ends every session and token of a user; returns how many. */
export async function endSessions(db: Db, userId: number): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select platform.end_sessions(${userId}, null, null) as n`.execute(db)
  return rows[0]!.n
}

/** A password that somebody else chose: the user has to choose their own to sign in. */
export async function setPassword(db: Db, userId: number, hash: string, at: Date): Promise<void> {
  await db
    .updateTable('user_account')
    .set({ password_hash: hash, must_change_password: true, password_changed_at: at })
    .where('id', '=', userId)
    .execute()
}
