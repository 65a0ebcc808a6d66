/** Links by which a user chooses a password. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'

export type LinkKind = 'invitation' | 'reset'

/** The user's earlier links of this kind end with it. @returns its number */
export async function insertLink(
  db: Db,
  link: {
    userId: number
    kind: LinkKind
    token: Buffer
    sentTo: string
    at: Date
    by: number | null
    expiresAt: Date
  },
): Promise<number> {
  await revokeLinks(db, link.userId, link.kind)
  const { rows } = await sql<{ id: number }>`
    insert into sign_in_link (user_id, kind, token_hash, sent_to, created_at, created_by, expires_at)
    values (${link.userId}, ${link.kind}, ${link.token}, ${link.sentTo}, ${link.at}, ${link.by}, ${link.expiresAt}) returning id`.execute(
    db,
  )
  return rows[0]!.id
}

/** Ends the user's links of a kind, or all of them. @returns how many were still open */
export async function revokeLinks(db: Db, userId: number, kind: LinkKind | null): Promise<number> {
  const { rows } =
    await sql`delete from sign_in_link where company_id = platform.company_id() and user_id = ${userId}
    and used_at is null and (${kind}::text is null or kind = ${kind}) returning id`.execute(db)
  return rows.length
}

export async function noteDelivered(db: Db, id: number, delivered: boolean): Promise<void> {
  await sql`update sign_in_link set delivered = ${delivered} where company_id = platform.company_id() and id = ${id}`.execute(
    db,
  )
}

export type LinkRow = {
  id: number
  kind: LinkKind
  user_id: number
  username: string
  name: string
  company: string
}
/** One that is still good, of a user who may sign in. @param lock keeps it from being used by two at once */
export async function findLink(db: Db, token: Buffer, now: Date, lock = false): Promise<LinkRow | undefined> {
  const { rows } = await sql<LinkRow>`
    select l.id, l.kind, l.user_id, u.username, u.first_name || ' ' || u.last_name as name, c.name as company
    from sign_in_link l join user_account u on u.company_id = l.company_id and u.id = l.user_id
    join platform.company c on c.id = l.company_id
    where l.company_id = platform.company_id() and l.token_hash = ${token} and l.used_at is null and l.expires_at > ${now}
      and u.active and u.can_log_in ${lock ? sql`for no key update of l` : sql``}`.execute(db)
  return rows[0]
}

export async function noteUsed(db: Db, id: number, at: Date): Promise<void> {
  await sql`update sign_in_link set used_at = ${at} where company_id = platform.company_id() and id = ${id}`.execute(
    db,
  )
}

export type InvitationRow = { sent_to: string; created_at: Date; expires_at: Date; delivered: boolean | null }
/** The latest invitation that was neither followed nor revoked, also where it has expired. */
export async function findInvitation(db: Db, userId: number): Promise<InvitationRow | undefined> {
  const { rows } = await sql<InvitationRow>`
    select sent_to, created_at, expires_at, delivered from sign_in_link
    where company_id = platform.company_id() and user_id = ${userId} and kind = 'invitation' and used_at is null
    order by id desc limit 1`.execute(db)
  return rows[0]
}

export type Reachable = {
  id: number
  username: string
  name: string
  email: string
  company: string
  slug: string
}
/** Who may sign in, has an e-mail address, and is called so: by username, or by that address. */
export async function listReachable(db: Db, who: string): Promise<Reachable[]> {
  const { rows } = await sql<Reachable>`
    select u.id, u.username, u.first_name || ' ' || u.last_name as name, u.email, c.name as company, c.slug
    from user_account u join platform.company c on c.id = u.company_id
    where u.company_id = platform.company_id() and u.active and u.can_log_in and u.email is not null
      and (u.username = lower(${who}) or lower(u.email) = lower(${who})) order by u.id limit 5`.execute(db)
  return rows
}

export const addResetJob = (db: Db, sealed: string) =>
  sql`select platform.add_job('sessions.reset', ${JSON.stringify({ sealed })}::jsonb, 'sessions', null, null)`.execute(
    db,
  )
