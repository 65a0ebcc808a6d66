/** When the open company's add-ons were last switched, and by whom: History has it. */
import { sql } from 'kysely'
import type { AddOn } from '#shared/rules/add-ons.ts'
import type { Db } from '#server/db/database.ts'

export async function listSwitched(db: Db): Promise<Map<string, { at: Date; by: string }>> {
  const { rows } = await sql<{ key: AddOn; at: Date; by: string }>`
    select distinct on (detail->>'key') detail->>'key' as key, at, user_name as by from history_entry
    where company_id = platform.company_id() and event = 'companies.add_on_switched'
    order by detail->>'key', at desc, id desc`.execute(db)
  return new Map(rows.map(({ key, at, by }) => [key, { at, by }]))
}
