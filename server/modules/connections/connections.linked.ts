/** How many customers are linked by each monitoring company: while there are any, its type stays. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'

export async function countLinked(db: Db): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ id: number; n: number }>`
    select monitoring_company_id as id, count(*)::int as n from connection
    where company_id = platform.company_id() and state <> 'unlinked' group by monitoring_company_id`.execute(
    db,
  )
  return new Map(rows.map(({ id, n }) => [id, n]))
}
