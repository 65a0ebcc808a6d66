/** The SQL of news that came by callbacks. */
import { sql } from 'kysely'
import type { LinkedKind } from '#shared/rules/providers.ts'
import type { Db } from '#server/db/database.ts'

/** Whose news: each kind of provider has a table of its own, as it has a key of its own. */
export type Sender = { kind: LinkedKind; providerId: number }

const tables = {
  monitoring: { table: sql`station_callback`, id: sql`monitoring_company_id` },
  interactive: { table: sql`service_provider_callback`, id: sql`service_provider_id` },
} as const

/** How many came since, and the newest of them. */
export async function readNews(
  db: Db,
  { kind, providerId }: Sender,
  since: Date,
): Promise<{ count: number; last: { at: Date; accountNumber: string } | null }> {
  const { table, id } = tables[kind]
  const { rows } = await sql<{ n: number; at: Date | null; account: string | null }>`
    select count(*)::int as n, max(received_at) as at,
      (array_agg(account_number order by received_at desc))[1] as account from ${table}
    where company_id = platform.company_id() and ${id} = ${providerId} and received_at > ${since}`.execute(db)
  const { n, at, account } = rows[0]!
  return { count: n, last: at && account !== null ? { at, accountNumber: account } : null }
}

export async function countSince(db: Db, { kind, providerId }: Sender, since: Date): Promise<number> {
  const { table, id } = tables[kind]
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${table}
    where company_id = platform.company_id() and ${id} = ${providerId} and received_at > ${since}`.execute(db)
  return rows[0]!.n
}

/** Notes the news; false if they had come before. What is older than `keptSince` is forgotten. */
export async function insertCallback(
  db: Db,
  { kind, providerId }: Sender,
  news: { eventId: string; accountNumber: string; now: Date; keptSince: Date },
): Promise<boolean> {
  const { table, id } = tables[kind]
  await sql`delete from ${table} where company_id = platform.company_id()
    and ${id} = ${providerId} and received_at < ${news.keptSince}`.execute(db)
  const { rows } = await sql`
    insert into ${table} (${id}, event_id, account_number, received_at)
    values (${providerId}, ${news.eventId}, ${news.accountNumber}, ${news.now})
    on conflict (company_id, ${id}, event_id) do nothing returning id`.execute(db)
  return rows.length > 0
}
