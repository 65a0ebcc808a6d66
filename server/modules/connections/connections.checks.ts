/**
 * What linked accounts showed when they were last looked at (table account_check), stations' and those at providers of
 * apps alike. Names of fields are kept, never values: they may be confidential.
 */
import { sql } from 'kysely'
import type { Finding } from '#shared/rules/health.ts'
import type { LinkedKind } from '#shared/rules/providers.ts'
import type { Db } from '#server/db/database.ts'

/** What a look showed; with `error` it got no answer, and what was known before stands. */
export type Check = {
  finding: Finding | null
  /** Names of what differs. */
  fields: string[]
  error: string | null
}

const column = { monitoring: 'connection_id', interactive: 'interactive_account_id' } as const
const table = { monitoring: 'connection', interactive: 'interactive_account' } as const

/** Something that an account did not show before. */
export type News = { id: number; customerId: number; finding: Finding; fields: string[] }

/** Keeps what accounts showed; those that were unlinked meanwhile are left out. Returns what is new. */
export async function keepChecks(
  db: Db,
  kind: LinkedKind,
  checks: readonly (Check & { id: number })[],
  now: Date,
): Promise<News[]> {
  if (!checks.length) return []
  const of = sql.raw(column[kind])
  const { rows } = await sql<News>`
    with seen as (
      select x.*, k.customer_id from jsonb_to_recordset(${JSON.stringify(checks)}::jsonb) x (id bigint, finding text, fields text[], error text)
      join ${sql.raw(table[kind])} k on k.company_id = platform.company_id() and k.id = x.id and k.state = 'linked'),
    before as (
      select o.${of} as id, o.finding, o.fields from account_check o
      where o.company_id = platform.company_id() and o.${of} in (select id from seen)),
    kept as (
      insert into account_check as o (${of}, tried_at, checked_at, finding, since, fields, error)
      select id, ${now}::timestamptz, case when error is null then ${now}::timestamptz end, finding,
        case when finding is not null then ${now}::timestamptz end, fields, error from seen order by id
      on conflict (company_id, ${of}) do update set tried_at = excluded.tried_at, error = excluded.error,
        checked_at = coalesce(excluded.checked_at, o.checked_at),
        finding = case when excluded.error is null then excluded.finding else o.finding end,
        fields = case when excluded.error is null then excluded.fields else o.fields end,
        since = case when excluded.error is not null or excluded.finding = o.finding then o.since else excluded.since end)
    select s.id, s.customer_id as "customerId", s.finding, s.fields from seen s left join before b on b.id = s.id
    where s.error is null and s.finding is not null
      and (b.finding is distinct from s.finding or not s.fields <@ b.fields)
    order by s.id`.execute(db)
  return rows
}

/** These fields have arrived there: they differ no more. */
export async function noteSent(
  db: Db,
  kind: LinkedKind,
  id: number,
  fields: readonly string[],
): Promise<void> {
  await sql`
    update account_check set fields = left_over, finding = case when finding = 'drift' and left_over = '{}' then null else finding end,
      since = case when finding = 'drift' and left_over = '{}' then null else since end
    from (select coalesce(array_agg(f), '{}') as left_over from account_check o, unnest(o.fields) f
      where o.company_id = platform.company_id() and o.${sql.raw(column[kind])} = ${id} and f <> all (${[...fields]}::text[])) x
    where company_id = platform.company_id() and ${sql.raw(column[kind])} = ${id} and fields <> left_over`.execute(
    db,
  )
}

/** The account was read, or put right, by somebody: these findings hold no more. */
export async function settleFindings(
  db: Db,
  kind: LinkedKind,
  id: number,
  findings: readonly Finding[],
): Promise<void> {
  await sql`update account_check set finding = null, since = null, fields = '{}', error = null
    where company_id = platform.company_id() and ${sql.raw(column[kind])} = ${id} and finding = any (${[...findings]})`.execute(
    db,
  )
}

/** A link that is made or ended: what an account showed before says nothing about it. */
export async function forgetCheck(db: Db, kind: LinkedKind, id: number): Promise<void> {
  await sql`delete from account_check where company_id = platform.company_id() and ${sql.raw(column[kind])} = ${id}`.execute(
    db,
  )
}
