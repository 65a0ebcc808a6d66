/** How many accounts stand at each interactive-services provider: while there are any, its type stays. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'

export async function countAccounts(db: Db): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ id: number; n: number }>`
    select service_provider_id as id, count(*)::int as n from interactive_account
    where company_id = platform.company_id() and state <> 'unlinked' group by service_provider_id`.execute(db)
  return new Map(rows.map(({ id, n }) => [id, n]))
}
