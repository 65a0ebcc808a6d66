/** Sessions live in the platform's schema and are reached by its functions alone (0002_access.sql). */
import { sql } from 'kysely'
import type { KnownWords } from '#shared/rules/passwords.ts'
import type { Db } from '#server/db/database.ts'

export type SignInRow = { company_id: number; user_id: number; password_hash: string | null }

/** The user that a sign-in names, and opens their company. */
export async function findSignIn(db: Db, company: string, username: string): Promise<SignInRow | undefined> {
  const { rows } = await sql<SignInRow>`select * from platform.find_sign_in(${company}, ${username})`.execute(
    db,
  )
  return rows[0]
}

/** Until when any of these subjects must wait; null if none does. */
export async function findBlockedUntil(db: Db, subjects: string[]): Promise<Date | null> {
  const { rows } = await sql<{
    until: Date | null
  }>`select platform.sign_in_blocked_until(${subjects}) as until`.execute(db)
  return rows[0]!.until
}

/** @param freeTries per subject, how many failures cost no waiting. */
export async function noteFailure(db: Db, subjects: string[], freeTries: number[]): Promise<void> {
  await sql`select platform.note_sign_in_failure(${subjects}, ${freeTries})`.execute(db)
}

export async function forgetFailures(db: Db, subjects: string[]): Promise<void> {
  await sql`select platform.forget_sign_in_failures(${subjects})`.execute(db)
}

export type NewSession = {
  token: Buffer
  userId: number
  kind: 'browser' | 'api'
  name: string
  address: string
  userAgent: string
  expiresAt: Date
  /** Of a browser session: how it was signed in to. */
  method?: string
}

export async function insertSession(db: Db, s: NewSession): Promise<number> {
  const { rows } = await sql<{
    id: number
  }>`select platform.create_session(${s.token}, ${s.userId}, ${s.kind}, ${s.name},
    ${s.address}, ${s.userAgent}, ${s.expiresAt}, ${s.method ?? ''}) as id`.execute(db)
  return rows[0]!.id
}

/** Ends the browser session of this token. */
export async function endSession(db: Db, token: Buffer): Promise<void> {
  await sql`select platform.end_session(${token})`.execute(db)
}

/** Gives a browser session a new token, as it was verified now. @returns until when it is good; null if there is none of the old token */
export async function rotateSession(db: Db, old: Buffer, token: Buffer, at: Date): Promise<Date | null> {
  const { rows } = await sql<{
    until: Date | null
  }>`select platform.rotate_session(${old}, ${token}, ${at}) as until`.execute(db)
  return rows[0]!.until
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

/** Ends one session, or all of a kind with a null id; returns how many. */
export async function endSessions(
  db: Db,
  userId: number,
  sessionId: number | null,
  kind: string | null,
): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select platform.end_sessions(${userId}, ${sessionId}, ${kind}) as n`.execute(db)
  return rows[0]!.n
}

export async function getPasswordHash(db: Db, userId: number): Promise<string | null> {
  const row = await db
    .selectFrom('user_account')
    .select('password_hash')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow()
  return row.password_hash
}

/** The hash, kept from changing until the transaction ends. */
export async function lockPasswordHash(db: Db, userId: number): Promise<string | null> {
  const row = await db
    .selectFrom('user_account')
    .select('password_hash')
    .where('id', '=', userId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  return row.password_hash
}

/** A password that the user chose. */
export async function updatePasswordHash(db: Db, userId: number, hash: string, at: Date): Promise<void> {
  await db
    .updateTable('user_account')
    .set({ password_hash: hash, must_change_password: false, password_changed_at: at })
    .where('id', '=', userId)
    .execute()
}

export type PasswordState = { must_change: boolean; changed_at: Date; settings: unknown }

/** Whether a user's password may still be used; the company is open. */
export async function getPasswordState(db: Db, userId: number): Promise<PasswordState> {
  const { rows } = await sql<PasswordState>`
    select u.must_change_password as must_change, u.password_changed_at as changed_at, c.settings
    from user_account u join platform.company c on c.id = u.company_id
    where u.company_id = platform.company_id() and u.id = ${userId}`.execute(db)
  return rows[0]!
}

/** The company's own settings. */
export async function getSettings(db: Db): Promise<unknown> {
  const { rows } = await sql<{
    settings: unknown
  }>`select settings from platform.company where id = platform.company_id()`.execute(db)
  return rows[0]!.settings
}

export async function findCompany(db: Db, slug: string): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`select id from platform.company where slug = ${slug}`.execute(db)
  return rows[0]?.id ?? null
}

/** What a guesser knows of a user. */
export async function getKnownWords(db: Db, userId: number): Promise<KnownWords> {
  const { rows } = await sql<KnownWords>`
    select c.name as company, c.slug, u.username, u.first_name || ' ' || u.last_name as name, u.email
    from user_account u join platform.company c on c.id = u.company_id
    where u.company_id = platform.company_id() and u.id = ${userId}`.execute(db)
  return rows[0]!
}

/** @returns with `may`, whether they may sign in */
export async function findUser(
  db: Db,
  userId: number,
): Promise<{ id: number; username: string; may: boolean } | undefined> {
  const { rows } = await sql<{ id: number; username: string; may: boolean }>`
    select id, username, active and can_log_in as may from user_account
    where company_id = platform.company_id() and id = ${userId}`.execute(db)
  return rows[0]
}
