/** What a record of ours is called at a provider, so that both sides can tell whose link it is. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'

export const referenceOf = (companySlug: string, customerId: number): string =>
  `keyholder:${companySlug}/${customerId}`

/** What the customer's record is called, for who acts without a signed-in user: a job. */
export async function readReference(db: Db, customerId: number): Promise<string> {
  const { rows } = await sql<{ slug: string }>`
    select slug from platform.company where id = platform.company_id()`.execute(db)
  return referenceOf(rows[0]!.slug, customerId)
}
