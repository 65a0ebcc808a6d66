/** The SQL of news that came by callbacks. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'

export async function countSince(db: Db, monitoringCompanyId: number, since: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from station_callback
    where company_id = platform.company_id() and monitoring_company_id = ${monitoringCompanyId} and received_at > ${since}`.execute(
    db,
  )
  return rows[0]!.n
}

/** Notes the news; false if they had come before. What is older than `keptSince` is forgotten. */
export async function insertCallback(
  db: Db,
  news: { monitoringCompanyId: number; eventId: string; accountNumber: string; now: Date; keptSince: Date },
): Promise<boolean> {
  await sql`delete from station_callback where company_id = platform.company_id()
    and monitoring_company_id = ${news.monitoringCompanyId} and received_at < ${news.keptSince}`.execute(db)
  const { rows } = await sql`
    insert into station_callback (monitoring_company_id, event_id, account_number, received_at)
    values (${news.monitoringCompanyId}, ${news.eventId}, ${news.accountNumber}, ${news.now})
    on conflict (company_id, monitoring_company_id, event_id) do nothing returning id`.execute(db)
  return rows.length > 0
}
