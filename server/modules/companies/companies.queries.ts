/** The SQL of the company’s own row, which the app may read, and write by a function alone (0014). */
import { sql } from 'kysely'
import type { Catalogue } from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'

export type CompanyRow = {
  id: number
  slug: string
  name: string
  time_zone: string
  currency: string
  settings: unknown
  version: number
}

export async function getCompany(db: Db): Promise<CompanyRow> {
  const { rows } = await sql<CompanyRow>`
    select id, slug, name, time_zone, currency, settings, version from platform.company
    where id = platform.company_id()`.execute(db)
  return rows[0]!
}

/** @returns whether nobody else had saved since that version */
export async function updateCompany(
  db: Db,
  version: number,
  values: { name: string; timeZone: string; currency: string; settings: object },
): Promise<boolean> {
  const { rows } = await sql<{ version: number | null }>`
    select platform.save_company(${version}, ${values.name}, ${values.timeZone}, ${values.currency},
      ${JSON.stringify(values.settings)}::jsonb) as version`.execute(db)
  return rows[0]!.version !== null
}

export async function hasAdt(db: Db): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`select exists (select from monitoring_company
    where company_id = platform.company_id() and active and connector = 'adt') as has`.execute(db)
  return rows[0]!.has
}

export type Option = { id: number; name: string; active: boolean }

export const listLocationOptions = (db: Db): Promise<Option[]> =>
  db.selectFrom('location').select(['id', 'name', 'active']).orderBy('name').execute()

export const listCatalogueOptions = (
  db: Db,
  catalogues: readonly Catalogue[],
): Promise<(Option & { catalogue: string })[]> =>
  db
    .selectFrom('catalogue_value')
    .select(['id', 'name', 'active', 'catalogue'])
    .where('catalogue', 'in', catalogues)
    .orderBy('sort')
    .orderBy('name')
    .execute()
