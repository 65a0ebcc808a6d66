/** Whether the bytes of every file that a row names are there: asked after a restore, and by `npm run files:check`. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type pg from 'pg'

export type MissingFile = { companyId: number; key: string; place: string }

/** Columns that name what lies in the file store. Their values are its keys; one that is sealed text is none. */
const named = ['storage_key', 'sealed_key', 'signature_key', 'initials_key']
const perPage = 5000

/**
 * @param owner the database's owner, who sees every company.
 * @param folder of the file store (disk-file-store.ts).
 * @returns how many files rows name, and which of them have no bytes
 */
export async function checkFiles(
  owner: pg.Client | pg.Pool,
  folder: string,
): Promise<{ files: number; missing: MissingFile[] }> {
  const { rows: columns } = await owner.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = any ($1) order by 1, 2`,
    [named],
  )
  const missing: MissingFile[] = []
  let files = 0
  for (const { table, column } of columns) {
    for (let after: [number, number] = [0, 0]; ;) {
      const { rows } = await owner.query<{ company_id: string; id: string; key: string }>(
        `select company_id, id, "${column}" as key from public."${table}"
         where (company_id, id) > ($1, $2) and "${column}" ~ '^[0-9a-f]{32}$' order by company_id, id limit ${perPage}`,
        after,
      )
      for (const row of rows) {
        files += 1
        const companyId = Number(row.company_id)
        const { key } = row
        if (!existsSync(path.join(folder, String(companyId), key.slice(0, 2), key)))
          missing.push({ companyId, key, place: `${table}.${column} ${row.id}` })
      }
      const last = rows.at(-1)
      if (rows.length < perPage || !last) break
      after = [Number(last.company_id), Number(last.id)]
    }
  }
  return { files, missing }
}
