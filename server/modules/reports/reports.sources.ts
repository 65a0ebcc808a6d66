/** The lists of the company that filters choose from. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'

type Option = { value: number; label: string }
export type Sources = Record<string, Option[]>

const tables = {
  user: 'user_account',
  monitoringCompany: 'monitoring_company',
  serviceProvider: 'service_provider',
} as const
/** More than any list has; bounds what the answer costs. */
const most = 2_000

/** @param keys catalogues' names, `user`, `location` and the like: the `source` of fields */
export async function listSources(ctx: Ctx, db: Db, keys: ReadonlySet<string>): Promise<Sources> {
  const sources: Sources = {}
  const values = await sql<{ catalogue: string; id: number; name: string }>`
    select catalogue, id, name from (
      select catalogue, id, name, sort, row_number() over (partition by catalogue order by sort, name, id) as n from catalogue_value
      where company_id = platform.company_id() and catalogue = any (${[...keys]}::text[])) v
    where n <= ${most} order by catalogue, n`.execute(db)
  for (const { catalogue, id, name } of values.rows)
    (sources[catalogue] ??= []).push({ value: id, label: name })
  for (const [key, table] of Object.entries(tables)) {
    if (!keys.has(key)) continue
    const name = sql.raw(key === 'user' ? `first_name || ' ' || last_name` : 'name')
    const { rows } = await sql<Option>`select id as value, ${name} as label from ${sql.table(table)}
      where company_id = platform.company_id() order by 2, 1 limit ${most}`.execute(db)
    sources[key] = rows
  }
  // Offices of which one sees anything at all.
  const places = await sql<Option>`select id as value, name as label from location
    where company_id = platform.company_id() order by name, id limit ${most}`.execute(db)
  sources['location'] = places.rows.filter(
    ({ value }) => ctx.actor.grants.has('customers.view', value) || ctx.actor.grants.has('leads.view', value),
  )
  return sources
}
