/** The SQL of customers and leads. */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { CustomerFilter } from '#shared/contracts/customers.ts'
import { columnOf, type FieldName, fieldNames } from '#shared/rules/customer-fields.ts'
import { compile } from '#server/db/compile.ts'
import type { Db } from '#server/db/database.ts'
import type { Statement } from '#server/db/one-trip.ts'

/** A record's stored values by field name; sealed ones still sealed. */
export type StoredFields = Record<FieldName, string | number | boolean | Date | null>

export type RecordRow = StoredFields & {
  id: number
  kind: 'customer' | 'lead'
  version: number
  createdAt: Date
  archivedAt: Date | null
  locationName: string
  createdByName: string | null
  soldByName: string | null
  technicianName: string | null
  monitorName: string | null
  monitorConnector: string | null
  connectionState: 'linking' | 'linked' | null
  connectionAccount: string | null
  connectionMonitor: string | null
  failedPushes: number
  parentName: string | null
  children: { id: number; name: string }[] | null
}

const columns = fieldNames.map((name) => `c.${columnOf(name)} as "${name}"`).join(', ')
const fullName = (alias: string) => `${alias}.first_name || ' ' || ${alias}.last_name`

/** A value of the row that a column of the customer points to; null if it points nowhere. */
const pointed = (table: string, value: string, column: string) =>
  `(select ${value} from ${table} x where x.company_id = c.company_id and x.id = c.${column})`

/**
 * Everything that opening a record shows, in one row. Sub-customers beyond 100 are not listed. What the record points
 * to is looked up by subqueries: joins would carry its hundred columns through every one of them, at twice the cost.
 */
export const openText = `
  select c.id, c.kind, c.version, c.created_at as "createdAt", c.archived_at as "archivedAt", ${columns},
    ${pointed('location', 'x.name', 'location_id')} as "locationName",
    ${pointed('user_account', fullName('x'), 'created_by')} as "createdByName",
    ${pointed('user_account', fullName('x'), 'sold_by_id')} as "soldByName",
    ${pointed('user_account', fullName('x'), 'technician_id')} as "technicianName",
    ${pointed('monitoring_company', 'x.name', 'monitoring_company_id')} as "monitorName",
    ${pointed('monitoring_company', 'x.connector', 'monitoring_company_id')} as "monitorConnector",
    k.state as "connectionState", k.account_number as "connectionAccount", k.company as "connectionMonitor",
    coalesce(k.failed, 0) as "failedPushes",
    ${pointed('customer', fullName('x'), 'parent_id')} as "parentName",
    case when c.kind = 'customer' then (select json_agg(json_build_object('id', s.id, 'name', s.name)) from (
      select ch.id, ${fullName('ch')} as name from customer ch
      where ch.company_id = c.company_id and ch.parent_id = c.id order by ch.sort_name, ch.id limit 100) s) end as children
  from customer c
  left join lateral (
    select k.state, k.account_number,
      (select m.name from monitoring_company m where m.company_id = k.company_id and m.id = k.monitoring_company_id) as company,
      (select count(*) from connection_push p where p.company_id = k.company_id and p.connection_id = k.id
        and p.state = 'failed') as failed
    from connection k where k.company_id = c.company_id and k.customer_id = c.id and k.state <> 'unlinked') k on true
  where c.company_id = platform.company_id() and c.id = $1`

export const openStatement = (customerId: number): Statement => ({
  name: 'customers.open',
  text: openText,
  values: [customerId],
})

/** The record as `customers.open` reads it, inside a transaction. */
export async function findRecord(db: Db, customerId: number): Promise<RecordRow | undefined> {
  const { rows } = await db.executeQuery<RecordRow>(compile.raw(openText, [customerId]))
  return rows[0]
}

/**
 * Locks a record for a save, so that two saves come one after the other. Its connection stays as it is meanwhile.
 * The key is not locked: the worker, which notes its calls under the connection's lock, must not wait for a save that
 * waits for the connection.
 */
export async function lockRecord(db: Db, customerId: number): Promise<boolean> {
  const row = await db
    .selectFrom('customer')
    .select('id')
    .where('id', '=', customerId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row !== undefined
}

export type ColumnValues = Record<string, string | number | boolean | null>

export async function insertCustomer(db: Db, values: ColumnValues): Promise<number> {
  const row = await db
    .insertInto('customer')
    .values(values as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function updateCustomer(
  db: Db,
  customerId: number,
  userId: number | null,
  values: ColumnValues,
): Promise<void> {
  await db
    .updateTable('customer')
    .set({ ...(values as object), version: sql`version + 1`, updated_at: sql`now()`, updated_by: userId })
    .where('id', '=', customerId)
    .execute()
}

export type ListRow = {
  id: number
  kind: 'customer' | 'lead'
  location_id: number
  sort_name: string
  first_name: string
  last_name: string
  business_name: string | null
  account_number: string | null
  primary_phone: string
  city: string
  state: string
  account_status: string
  sale_date: string | null
  sale_order: string
  install_date: string | null
  installed: boolean
  is_canceled: boolean
  funding_status: string | null
  created_at: Date
  archived_at: Date | null
  location_name: string
  sold_by_name: string | null
  monitor_name: string | null
  monitor_connector: string | null
  connection_state: 'linking' | 'linked' | null
  failed_pushes: number
  lead_status: string | null
}

/** Where the page before ended: its last row's value in the sort's column, and its id. */
export type Position = { key: string | null; id: number }

const permissionOfKind = { customer: 'customers.view', lead: 'leads.view' } as const
/** As a scalar subquery the locations are found once for the query, not once for each row. */
const atGrantedLocations = (kind: 'customer' | 'lead') =>
  sql<SqlBool>`c.location_id = any ((select platform.granted_locations(${permissionOfKind[kind]}))::bigint[])`

type Filter = Omit<CustomerFilter, 'sort' | 'direction' | 'after' | 'limit'>

function filtered(f: Filter) {
  let q = compile
    .selectFrom('customer as c')
    .where(sql<SqlBool>`c.company_id = platform.company_id()`)
    .where('c.kind', '=', f.kind)
    .where(atGrantedLocations(f.kind))
  if (f.name) {
    const from = sql`platform.fold(${f.name})`
    q = q.where(sql<SqlBool>`c.sort_name >= ${from} and c.sort_name < ${from} || chr(1114111)`)
  }
  if (f.search)
    q = q.where(sql<SqlBool>`c.id = any ((select platform.find_customers(${f.search}, 500))::bigint[])`)
  if (f.status) q = q.where('c.account_status', '=', f.status)
  if (f.leadStatusId) q = q.where('c.lead_status_id', '=', f.leadStatusId)
  if (f.locationId) q = q.where('c.location_id', '=', f.locationId)
  if (f.archive === 'active') q = q.where('c.archived_at', 'is', null)
  if (f.archive === 'archived') q = q.where('c.archived_at', 'is not', null)
  return q
}

const sortColumns = { name: 'c.sort_name', number: null, sale: 'c.sale_order' } as const

/** Everything after `position` in the sort's order: a row comparison, so that one index range answers it. */
function beyond(f: CustomerFilter, p: Position): Expression<SqlBool> {
  const op = sql.raw(f.direction === 'desc' ? '<' : '>')
  const column = sortColumns[f.sort]
  if (!column) return sql<SqlBool>`c.id ${op} ${p.id}`
  const type = sql.raw(f.sort === 'sale' ? 'date' : 'text')
  return sql<SqlBool>`(${sql.raw(column)}, c.id) ${op} (${p.key}::${type}, ${p.id}::bigint)`
}

/** One page, and one row more to tell whether there is another. */
export function listStatement(f: CustomerFilter, position: Position | null): Statement {
  let page = filtered(f)
  if (position) page = page.where(beyond(f, position))
  const column = sortColumns[f.sort]
  const order = [...(column ? [column] : []), 'c.id'].map((c) => `${c} ${f.direction}`).join(', ')
  const ids = page
    .select(['c.company_id', 'c.id'])
    .orderBy(sql.raw(order))
    .limit(f.limit + 1)
  const { sql: inner, parameters } = ids.compile()
  const text = `
    select c.id, c.kind, c.location_id, c.sort_name, c.first_name, c.last_name, c.business_name, c.account_number,
      c.primary_phone, c.city, c.state, c.account_status, c.sale_date, c.sale_order::text, c.install_date, c.installed, c.is_canceled,
      c.funding_status, c.created_at, c.archived_at, l.name as location_name, ${fullName('sr')} as sold_by_name,
      mc.name as monitor_name, mc.connector as monitor_connector, k.state as connection_state,
      coalesce((select count(*) from connection_push p where p.company_id = k.company_id and p.connection_id = k.id
        and p.state = 'failed'), 0) as failed_pushes,
      ls.name as lead_status
    from (${inner}) page
    join customer c on c.company_id = page.company_id and c.id = page.id
    join location l on l.company_id = c.company_id and l.id = c.location_id
    left join user_account sr on sr.company_id = c.company_id and sr.id = c.sold_by_id
    left join monitoring_company mc on mc.company_id = c.company_id and mc.id = c.monitoring_company_id
    left join connection k on k.company_id = c.company_id and k.customer_id = c.id and k.state <> 'unlinked'
    left join catalogue_value ls on ls.company_id = c.company_id and ls.id = c.lead_status_id
    order by ${order}`
  return compile.named('customers.list', text, [...parameters])
}

/** Counts up to `limit`, so that a count costs no more on a million customers than on ten thousand. */
export function countStatement(f: Filter, limit: number): Statement {
  const { sql: inner, parameters } = filtered(f).select('c.id').limit(limit).compile()
  return compile.named('customers.count', `select count(*) as n from (${inner}) found`, [...parameters])
}

export const searchStatement = (text: string, limit: number): Statement => ({
  name: 'customers.search',
  text: `select c.id, c.kind, c.location_id, c.first_name, c.last_name, c.business_name, c.account_number, c.primary_phone, c.city, c.state,
      c.archived_at
    from unnest(platform.find_customers($1, $2)) with ordinality f (id, rank)
    join customer c on c.company_id = platform.company_id() and c.id = f.id
    order by f.rank`,
  values: [text, limit],
})

/** What the selects of the form offer, with inactive values; one JSON document a statement. */
export const optionStatements = (): Statement[] => [
  {
    name: 'customers.options.locations',
    // "is true": of a permission that one holds nowhere the list is null, and so would be the answer.
    text: `select id, name, active, (id = any (platform.granted_locations('customers.create'))) is true as "mayCreateCustomer",
      (id = any (platform.granted_locations('leads.create'))) is true as "mayCreateLead" from location order by name, id`,
    values: [],
  },
  {
    name: 'customers.options.users',
    text: `select id, first_name || ' ' || last_name as name, active, roles from user_account order by first_name, last_name, id`,
    values: [],
  },
  {
    name: 'customers.options.catalogues',
    text: `select catalogue, json_agg(json_build_object('id', id, 'name', name, 'active', active, 'data', data) order by sort, name) as values
      from catalogue_value group by catalogue`,
    values: [],
  },
  {
    name: 'customers.options.monitors',
    text: 'select id, name, active, connector from monitoring_company order by name, id',
    values: [],
  },
  {
    name: 'customers.options.providers',
    text: 'select id, name, active from service_provider order by name, id',
    values: [],
  },
]

export type Reference = { id: number; active: boolean; catalogue?: string; data?: { sourceId?: number } }
const referenceTables = {
  catalogue: 'catalogue_value',
  user: 'user_account',
  location: 'location',
  monitoringCompany: 'monitoring_company',
  serviceProvider: 'service_provider',
} as const
export type ReferenceType = keyof typeof referenceTables

/** The rows that ids of a field type point to; ids that point nowhere are missing. */
export async function listReferences(db: Db, type: ReferenceType, ids: number[]): Promise<Reference[]> {
  const table = sql.table(referenceTables[type])
  const more = sql.raw(type === 'catalogue' ? ', catalogue, data' : '')
  return (await sql<Reference>`select id, active ${more} from ${table} where id = any (${ids})`.execute(db))
    .rows
}

export type Saved = { version: number; fields: string[]; user_name: string; at: Date }

/** The saves of a record after a version, oldest first, from its history. */
export async function listSavesSince(db: Db, customerId: number, version: number): Promise<Saved[]> {
  const { rows } = await sql<Saved>`
    select (detail->>'version')::int as version, user_name, at,
      array(select x->>'field' from jsonb_array_elements(changes) x) as fields
    from history_entry
    where company_id = platform.company_id() and customer_id = ${customerId} and event = 'customers.saved'
      and (detail->>'version')::bigint > ${version}::bigint
    order by id`.execute(db)
  return rows
}
