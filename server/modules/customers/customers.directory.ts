/**
 * What a company's records point to and what seldom changes: the names of its locations and users, its tags, what its
 * catalogues say. Looked up with each record it is a quarter of what opening one costs the database; so it is read once
 * for each of the company's stamps (docs/decisions/0028), and rows are completed from it.
 */
import type { RecordTag } from '#shared/contracts/tags.ts'
import type { StatusCategory } from '#shared/rules/statuses.ts'
import { compile } from '#server/db/compile.ts'
import type { Db } from '#server/db/database.ts'
import type { Statement } from '#server/db/one-trip.ts'

/** By id. What is inactive is there too: records keep it. */
export type Directory = {
  locations: ReadonlyMap<number, string>
  users: ReadonlyMap<number, string>
  monitors: ReadonlyMap<number, readonly [name: string, connector: string | null]>
  /** The connectors of interactive-services providers. */
  providers: ReadonlyMap<number, string | null>
  /** In their order. */
  tags: ReadonlyMap<number, { tag: RecordTag; rank: number }>
  /** Of contract terms and levels of risk. */
  catalogue: ReadonlyMap<number, { months?: number | string; warns?: boolean | string }>
  /** The company's own status boxes; null if it has set none. */
  statusCategories: StatusCategory[] | null
}

/**
 * One statement, so that stamp and names are of one moment. What it reads must be under a trigger of migration 0057, or
 * it is stale for ever (customers.directory.test.ts changes each).
 */
const text = `
  select p.access_stamp as stamp,
    (select coalesce(json_agg(json_build_array(x.id, x.name)), '[]') from location x) as locations,
    (select coalesce(json_agg(json_build_array(x.id, x.first_name || ' ' || x.last_name)), '[]') from user_account x) as users,
    (select coalesce(json_agg(json_build_array(x.id, json_build_array(x.name, x.connector))), '[]')
      from monitoring_company x) as monitors,
    (select coalesce(json_agg(json_build_array(x.id, x.connector)), '[]') from service_provider x) as providers,
    (select coalesce(json_agg(json_build_object('id', x.id, 'name', x.name, 'colour', x.colour, 'warning', x.warning)
      order by x.sort, platform.fold(x.name), x.id), '[]') from tag x) as tags,
    (select coalesce(json_agg(json_build_array(x.id, x.data)), '[]') from catalogue_value x
      where x.data ?| '{months,warns}') as catalogue,
    (select x.categories from status_setup x) as "statusCategories"
  from platform.company p where p.id = platform.company_id()`

export const directoryStatement: Statement = { name: 'customers.directory', text, values: [] }

type Row = {
  stamp: string
  tags: RecordTag[]
  statusCategories: StatusCategory[] | null
} & Record<'locations' | 'users' | 'monitors' | 'providers' | 'catalogue', [number, never][]>

/** Companies of a process at once; a stamp that no request has any more is pushed out by newer ones. */
const limit = 500
const known = new Map<string, Directory>()

/** What the records of a stamp's moment point to, if this process has read it. */
export const directoryAt = (stamp: string): Directory | undefined => known.get(stamp)

/** Keeps what `directoryStatement` told. */
export function keepDirectory(rows: readonly unknown[]): void {
  const row = rows[0] as Row | undefined
  if (!row) return
  if (known.size >= limit) known.delete(known.keys().next().value!)
  known.set(row.stamp, {
    locations: new Map(row.locations),
    users: new Map(row.users),
    monitors: new Map(row.monitors),
    providers: new Map(row.providers),
    tags: new Map(row.tags.map((tag, rank) => [tag.id, { tag, rank }])),
    catalogue: new Map(row.catalogue),
    statusCategories: row.statusCategories,
  })
}

/** Reads it within a transaction, which sees what it has itself changed. */
export async function readDirectory(db: Db): Promise<void> {
  keepDirectory((await db.executeQuery<Row>(compile.raw(text, []))).rows)
}
