/** The SQL that fills in the digests of SSNs (customers.jobs.ts). */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'

/** Records with an SSN that no search finds, by number, with what is sealed. */
export async function listWithoutSsnKey(
  db: Db,
  afterId: number,
  limit: number,
): Promise<{ id: number; ssn: string }[]> {
  const { rows } = await sql<{ id: number; ssn: string }>`
    select id, ssn from customer
    where company_id = platform.company_id() and ssn is not null and ssn_key is null and id > ${afterId}
    order by id limit ${limit}`.execute(db)
  return rows
}

/** Where the SSN is still the one that was read: a save in between has brought its own digest. */
export async function fillSsnKeys(
  db: Db,
  rows: readonly { id: number; ssn: string; key: string }[],
): Promise<void> {
  if (!rows.length) return
  await sql`
    update customer c set ssn_key = f.key::bytea
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) f (id bigint, ssn text, key text)
    where c.company_id = platform.company_id() and c.id = f.id and c.ssn = f.ssn and c.ssn_key is null`.execute(
    db,
  )
}

/** The next batch, behind what people wait for. */
export async function addFillJob(db: Db, afterId: number): Promise<void> {
  await sql`select platform.add_job('customers.fill_ssn_keys', ${JSON.stringify({ afterId })}::jsonb, null,
    'customers.fill_ssn_keys', null, 50)`.execute(db)
}
