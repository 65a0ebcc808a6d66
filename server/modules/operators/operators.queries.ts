/** The platform's own staff: reached by functions alone (0048_app_billing.sql); companies by their list. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'

export async function findOperator(
  db: Db,
  email: string,
): Promise<{ id: number; name: string; password_hash: string } | undefined> {
  const { rows } = await sql<{ id: number; name: string; password_hash: string }>`
    select * from platform.find_operator(${email})`.execute(db)
  return rows[0]
}

export async function insertSession(
  db: Db,
  {
    token,
    operatorId,
    address,
    expiresAt,
  }: { token: Buffer; operatorId: number; address: string; expiresAt: Date },
): Promise<void> {
  await sql`select platform.create_operator_session(${token}, ${operatorId}, ${address}, ${expiresAt})`.execute(
    db,
  )
}

export type ActRow = {
  id: number
  at: Date
  operator: string
  act: string
  company: string | null
  reason: string
}
export async function listActs(db: Db, most: number): Promise<ActRow[]> {
  return (await sql<ActRow>`select * from platform.list_operator_acts(${most})`.execute(db)).rows
}

export type CompanyRow = { id: number; slug: string; name: string; timeZone: string; createdAt: Date }
/** By name. @param search a part of the name or of the address */
export async function listCompanies(
  db: Db,
  { search = '', id = null }: { search?: string; id?: number | null },
): Promise<CompanyRow[]> {
  const { rows } = await sql<CompanyRow>`
    select id, slug, name, time_zone as "timeZone", created_at as "createdAt" from platform.company
    where (${id}::bigint is null or id = ${id}::bigint)
      and (${search} = '' or strpos(lower(name), lower(${search})) > 0 or strpos(slug, lower(${search})) > 0)
    order by lower(name), id limit 200`.execute(db)
  return rows
}

/** Who may sign in to the open company. */
export async function listUsers(db: Db): Promise<{ id: number; name: string; username: string }[]> {
  const { rows } = await sql<{ id: number; name: string; username: string }>`
    select id, first_name || ' ' || last_name as name, username from user_account
    where company_id = platform.company_id() and active and can_log_in order by lower(first_name), lower(last_name), id limit 1000`.execute(
    db,
  )
  return rows
}

export async function insertEntered(
  db: Db,
  s: {
    token: Buffer
    userId: number
    operatorId: number
    reason: string
    address: string
    userAgent: string
  },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number | null }>`
    select platform.create_entered_session(${s.token}, ${s.userId}, ${s.operatorId}, ${s.reason}, ${s.address}, ${s.userAgent}) as id`.execute(
    db,
  )
  return rows[0]?.id ?? undefined
}

/** @returns undefined if there is one of this address */
export async function insertCompany(
  db: Db,
  { slug, name, timeZone, currency }: { slug: string; name: string; timeZone: string; currency: string },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number | null }>`
    select platform.create_company(${slug}, ${name}, ${timeZone}, ${currency}) as id`.execute(db)
  return rows[0]?.id ?? undefined
}

/** The first office, the group that may do everything, and the first user, who holds it everywhere. @returns the user */
export async function insertFirstRows(
  db: Db,
  first: {
    location: string
    group: string
    grants: readonly string[]
    username: string
    firstName: string
    lastName: string
    passwordHash: string
  },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    with office as (insert into location (name) values (${first.location})),
      owners as (insert into permission_group (name, description, grants)
        values (${first.group}, 'Everything', ${[...first.grants]}::text[]) returning id),
      person as (insert into user_account (username, first_name, last_name, password_hash, must_change_password)
        values (${first.username}, ${first.firstName}, ${first.lastName}, ${first.passwordHash}, true) returning id)
    select id from person`.execute(db)
  const userId = rows[0]!.id
  await sql`insert into membership (user_id, group_id) select ${userId}, g.id from permission_group g
    where g.company_id = platform.company_id() and g.name = ${first.group}`.execute(db)
  return userId
}

/** Has the nightly work of every company that has none planned. */
export async function ensureSchedules(db: Db): Promise<void> {
  await sql`select platform.ensure_schedules()`.execute(db)
}
