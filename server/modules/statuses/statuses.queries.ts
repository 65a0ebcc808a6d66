/** The SQL of the company's status boxes. Records and lists read them in their own trip (customers.statuses.ts). */
import { sql } from 'kysely'
import type { StatusCategory } from '#shared/rules/statuses.ts'
import type { Db } from '#server/db/database.ts'

export type SetupRow = { version: number; categories: StatusCategory[] }

export async function findSetup(db: Db): Promise<SetupRow | undefined> {
  const { rows } = await sql<SetupRow>`
    select version, categories from status_setup where company_id = platform.company_id()`.execute(db)
  return rows[0]
}

/** Writes the setup if it is still at `version`; 0: if there is none yet. @returns whether it was */
export async function writeSetup(
  db: Db,
  version: number,
  categories: readonly StatusCategory[],
  needs: readonly string[],
): Promise<boolean> {
  const document = JSON.stringify(categories)
  const { rows } =
    version === 0
      ? await sql`insert into status_setup (categories, needs) values (${document}::jsonb, ${[...needs]}::text[])
          on conflict on constraint status_setup_once do nothing returning id`.execute(db)
      : await sql`update status_setup set categories = ${document}::jsonb, needs = ${[...needs]}::text[],
            version = version + 1, updated_at = now()
          where company_id = platform.company_id() and version = ${version} returning id`.execute(db)
  return rows.length === 1
}

export type Option = { id: number; name: string; active: boolean }

export async function listRowOptions(
  db: Db,
): Promise<{ tags: Option[]; accountClasses: Option[]; monitors: Option[] }> {
  const { rows } = await sql<Option & { of: 'tags' | 'accountClasses' | 'monitors' }>`
    select 'tags' as of, id, name, active, sort from tag where company_id = platform.company_id()
    union all select 'accountClasses', id, name, active, sort from catalogue_value
      where company_id = platform.company_id() and catalogue = 'account_class'
    union all select 'monitors', id, name, active, 0 from monitoring_company where company_id = platform.company_id()
    order by sort, name, id`.execute(db)
  const of = (which: string) => rows.filter((row) => row.of === which)
  return { tags: of('tags'), accountClasses: of('accountClasses'), monitors: of('monitors') }
}
