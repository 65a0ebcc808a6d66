/** What makes a load of hundreds of thousands of records bearable: no index and no foreign key is looked after meanwhile. */
import type pg from 'pg'
import { seal } from '#server/platform/encryption.ts'

const bulkTables = ['customer', 'contact', 'customer_tag', 'history_entry'] as const

/**
 * Runs `work` with the tables' plain indexes dropped, and makes them again afterwards; a superuser's load is not
 * checked against foreign keys either (PostgreSQL documentation, "Populating a Database"). Within a transaction of the
 * client's, which locks those tables until its end: for a machine where one measures, not where people work.
 */
export async function withoutIndexes(
  client: pg.Client,
  onProgress: (text: string) => void,
  work: () => Promise<void>,
): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string; superuser: boolean }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition,
       (select rolsuper from pg_roles where rolname = current_user) as superuser
     from pg_index i
     where i.indrelid = any ($1::regclass[])
       and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
     order by i.indexrelid`,
    [bulkTables],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  if (rows[0]?.superuser) await client.query('set local session_replication_role = replica')
  await work()
  await client.query(`set local session_replication_role = default; set local maintenance_work_mem = '256MB'`)
  for (const { definition, name } of rows) {
    onProgress(`Making the index ${name}`)
    await client.query(definition)
  }
}

/** Sealing a value anew costs more than all else of a record; here equal values share one seal, up to a bound. */
export function rememberingSeal(): typeof seal {
  const known = new Map<string, string>()
  return (plain, aad) => {
    const key = `${aad}\n${plain}`
    const found = known.get(key)
    if (found) return found
    const sealed = seal(plain, aad)
    if (known.size < 100_000) known.set(key, sealed)
    return sealed
  }
}
