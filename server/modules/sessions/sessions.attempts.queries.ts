/** Who signed in, or tried to: kept as long as the company says, and erased on the way. */
import { sql } from 'kysely'
import type { ActivityQuery } from '#shared/contracts/factor-values.ts'
import type { SignInMethod, SignInResult } from '#shared/rules/sign-in.ts'
import type { Db } from '#server/db/database.ts'

export type NewAttempt = {
  userId: number
  at: Date
  address: string
  userAgent: string
  device: Buffer | null
  result: SignInResult
  method: SignInMethod
  isNewDevice: boolean
}

/** @returns its number. @param days how long attempts are kept; what is older goes, of the whole company */
export async function insertAttempt(db: Db, a: NewAttempt, days: number): Promise<number> {
  await sql`delete from sign_in_attempt where company_id = platform.company_id() and at < ${a.at}::timestamptz - make_interval(days => ${days})`.execute(
    db,
  )
  const { rows } = await sql<{ id: number }>`
    insert into sign_in_attempt (user_id, at, address, user_agent, device, result, method, is_new_device)
    values (${a.userId}, ${a.at}, ${a.address}, ${a.userAgent}, ${a.device}, ${a.result}, ${a.method}, ${a.isNewDevice}) returning id`.execute(
    db,
  )
  return rows[0]!.id
}

/** The first step of a sign-in that is now complete is no attempt of its own. */
export async function dropFirstStep(db: Db, userId: number, at: Date): Promise<void> {
  await sql`delete from sign_in_attempt where company_id = platform.company_id() and user_id = ${userId} and result = 'second_step'
    and at = ${at}`.execute(db)
}

/**
 * Whether the user has signed in before, and never from this browser: neither by its mark, nor by its name from this address. Somebody
 * who signs in for the first time has nothing to be compared with.
 */
export async function isNewDevice(
  db: Db,
  userId: number,
  { device, address, userAgent }: { device: Buffer; address: string; userAgent: string },
): Promise<boolean> {
  const { rows } = await sql<{ known: boolean | null }>`
    select bool_or(device = ${device} or (address = ${address} and user_agent = ${userAgent})) as known from sign_in_attempt
    where company_id = platform.company_id() and user_id = ${userId} and result = 'signed_in' and method <> 'staff'`.execute(
    db,
  )
  return rows[0]!.known === false
}

export type AttemptRow = {
  id: number
  at: Date
  address: string
  user_agent: string
  result: SignInResult
  method: SignInMethod
  is_new_device: boolean
}

/** One page, and one row more to tell whether there is another. */
export async function listAttempts(
  db: Db,
  userId: number,
  q: ActivityQuery,
  zone: string,
  since: Date,
): Promise<AttemptRow[]> {
  const newest = q.order === 'newest'
  const conditions = [
    sql`a.company_id = platform.company_id()`,
    sql`a.user_id = ${userId}`,
    sql`a.at >= ${since}`,
    ...(q.result === 'succeeded' ? [sql`a.result = 'signed_in'`] : []),
    ...(q.result === 'failed' ? [sql`a.result <> 'signed_in'`] : []),
    ...(q.method ? [sql`a.method = ${q.method}`] : []),
    ...(q.address ? [sql`strpos(a.address, ${q.address.toLowerCase()}) > 0`] : []),
    ...(q.from ? [sql`a.at >= ${q.from}::date::timestamp at time zone ${zone}`] : []),
    ...(q.to ? [sql`a.at < (${q.to}::date + 1)::timestamp at time zone ${zone}`] : []),
    ...(q.after ? [newest ? sql`a.id < ${q.after}::bigint` : sql`a.id > ${q.after}::bigint`] : []),
  ]
  const { rows } = await sql<AttemptRow>`
    select a.id, a.at, a.address, a.user_agent, a.result, a.method, a.is_new_device from sign_in_attempt a
    where ${sql.join(conditions, sql` and `)} order by a.id ${newest ? sql`desc` : sql`asc`} limit ${q.limit + 1}`.execute(
    db,
  )
  return rows
}

export type NoticeRow = AttemptRow & {
  name: string
  username: string
  email: string | null
  company: string
  slug: string
  time_zone: string
}
/** What the mail about a new device says; undefined if its user or the attempt is gone. */
export async function findNotice(db: Db, attemptId: number): Promise<NoticeRow | undefined> {
  const { rows } = await sql<NoticeRow>`
    select a.id, a.at, a.address, a.user_agent, a.result, a.method, a.is_new_device, u.first_name || ' ' || u.last_name as name,
      u.username, u.email, c.name as company, c.slug, c.time_zone
    from sign_in_attempt a join user_account u on u.company_id = a.company_id and u.id = a.user_id
    join platform.company c on c.id = a.company_id
    where a.company_id = platform.company_id() and a.id = ${attemptId} and u.active`.execute(db)
  return rows[0]
}

export const addNoticeJob = (db: Db, attemptId: number) =>
  sql`select platform.add_job('sessions.new_device', ${JSON.stringify({ attemptId })}::jsonb, 'sessions', null, null)`.execute(
    db,
  )
