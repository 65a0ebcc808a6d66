/** The SQL of customers and leads. */
import { sql } from 'kysely'
import type { RecordTag } from '#shared/contracts/tags.ts'
import { apartCatalogues, internalData } from '#shared/rules/catalogue-data.ts'
import { columnOf, type FieldName, fieldNames, type UserRole } from '#shared/rules/customer-fields.ts'
import type { Finding } from '#shared/rules/health.ts'
import type { StatusCategory } from '#shared/rules/statuses.ts'
import { compile } from '#server/db/compile.ts'
import type { Db } from '#server/db/database.ts'
import type { Statement } from '#server/db/one-trip.ts'
import type { Lacking } from '#server/http/mount.ts'
import type { AddressRow } from './customers.address.ts'
import type { StoredCustom } from './customers.custom.ts'
import {
  type Directory,
  directoryAt,
  directoryStatement,
  keepDirectory,
  readDirectory,
} from './customers.directory.ts'
import { regulationsColumn, type RegulationRows } from './customers.regulations.ts'

/** A record's stored values by field name; sealed ones still sealed. */
export type StoredFields = Record<FieldName, string | number | boolean | Date | null>

export type RecordRow = OpenedRow & {
  locationName: string
  /** The names of the company's users. */
  users: Directory['users']
  monitor: readonly [name: string, connector: string | null] | null
  connectionMonitor: string | null
  /** The connectors of its linked accounts at interactive-services providers. */
  interactiveConnectors: (string | null)[]
  tags: RecordTag[]
  /** What the catalogues say of its contract term and of the level of its open at-risk entry. */
  catalogueData: Directory['catalogue']
  /** The company's own status boxes; null if it has set none. */
  statusCategories: StatusCategory[] | null
}

/** The record as `openStatement` tells it, whose names stand in the company's directory. */
export type OpenedRow = StoredFields &
  AddressRow & {
    id: number
    kind: 'customer' | 'lead'
    version: number
    custom: StoredCustom
    createdAt: Date
    archivedAt: Date | null
    createdBy: number | null
    connectionState: 'linking' | 'linked' | null
    connectionAccount: string | null
    connectionMonitorId: number | null
    failedPushes: number
    /** What the last look at the account showed, where somebody has to see to it. */
    connectionFinding: Finding | null
    /** Accounts at interactive-services providers: how many, whether one needs attention, the linked ones’ providers. */
    interactive: [count: number, alert: boolean, providerIds: number[] | null]
    tally: Tally | null
    tagIds: number[] | null
    /** Of the invoices that it owes: how many are open, and the earliest due date of one. */
    account: [open: number, dueOn: string | null]
    /** By the company's calendar. */
    today: string
    /** The company's stamp: under it stand the names that belong to this row. */
    stamp: string
    /** null where the company keeps no track of them, and for a lead. */
    regulations: RegulationRows | null
    parentName: string | null
    children: { id: number; name: string; locationId: number }[] | null
  }

/**
 * What its tabs hold, kept by the database (server/db/migrations/0045_record_tally.sql). A part of which there is nothing
 * is absent; dates are by the company's calendar.
 */
export type Tally = {
  equipment?: [count: number]
  files?: [count: number]
  /** When somebody can be called: first and last days; nulls are open ends. */
  contacts?: [count: number, spans: [string | null, string | null][]]
  permits?: [expireFirst: string]
  /** The open ones. */
  tickets?: [count: number, urgent: boolean, firstDue: string | null]
  work_orders?: [count: number, firstDue: string | null]
  risk?: [followUp: string | null, levelId: number | null]
  /** Whether one waits to be looked at. */
  messages?: [count: number, alert: boolean]
  /** Those to come or under way, until when. */
  appointments?: [isSale: boolean, userId: number | null, until: string][]
  /** Runs through workflows; of the unfinished ones when the longest at rest was moved, and which was moved last. */
  workflows?: [
    count: number,
    restsSince: string | null,
    current: { id: number; name: string; startedBy: number | null } | null,
  ]
  /** Documents that are not voided; whether one waits to be signed, was declined, expired, or had its seal broken. */
  edocs?: [count: number, alert: boolean]
  billing_methods?: [count: number, cardEnds: string | null]
  /** Charges that wait for somebody. */
  charges?: [count: number]
  /** Those not denied; how many of them require review. */
  payables?: [count: number, review: number]
  /** Whether there is one. */
  precheck?: [count: number]
  /** Whether the answer to one was lost. */
  credit?: [count: number, alert: boolean]
}

/** The name of a user whom the record points to; null if it points to nobody there. */
export const userOf = (row: RecordRow, id: unknown): string | null => row.users.get(id as number) ?? null

const columns = fieldNames.map((name) => `c.${columnOf(name)} as "${name}"`).join(', ')
const fullName = (alias: string) => `${alias}.first_name || ' ' || ${alias}.last_name`
/** How one customer is named on another's record: a commercial account by its business. */
export const accountName = (
  alias: string,
) => `case when ${alias}.account_type = 'commercial' and ${alias}.business_name is not null
  then ${alias}.business_name || ' (' || ${fullName(alias)} || ')' else ${fullName(alias)} end`

/** What the record asks of its company, read once: the date by its calendar, whether it keeps track of regulations, its stamp. */
const companyRow = `(select (now() at time zone p.time_zone)::date as today, p.settings->>'regulations' = 'true' as regulations,
    p.access_stamp as stamp from platform.company p where p.id = platform.company_id())`

/** Findings of accounts of customer `c` that somebody has to see to: nothing need run for who has left. */
const worthTelling = `case when c.archived_at is not null then '{}'::text[] when c.is_canceled then '{drift,taken}'
  else '{missing,taken,out_of_service,drift}' end`

/**
 * Everything that opening a record shows, in one row. Sub-customers beyond 100 are not listed. What the record points
 * to is looked up by subqueries: joins would carry its hundred columns through every one of them, at twice the cost.
 */
export const openText = `
  select c.id, c.kind, c.version, c.custom, c.created_at as "createdAt", c.archived_at as "archivedAt", ${columns},
    c.address_status as "addressStatus", c.address_verified_at as "addressVerifiedAt",
    c.address_verified_source as "addressVerifiedSource", c.address_verified_as as "addressVerifiedAs",
    c.address_verified_by as "addressVerifiedBy",
    c.created_by as "createdBy",
    k.state as "connectionState", k.account_number as "connectionAccount", k.monitoring_company_id as "connectionMonitorId",
    coalesce(k.failed, 0) as "failedPushes", k.finding as "connectionFinding",
    (select json_build_array(count(*) filter (where x.state <> 'unlinked'),
        coalesce(bool_or(x.push_state = 'failed' or x.state = 'creating' and x.created_at < now() - interval '2 minutes'
          or (select h.finding from account_check h where h.company_id = x.company_id and h.interactive_account_id = x.id)
            = any (${worthTelling})), false),
        json_agg(x.service_provider_id) filter (where x.state = 'linked')) from interactive_account x
      where x.company_id = c.company_id and x.customer_id = c.id) as interactive,
    t.parts as tally,
    (select json_agg(x.tag_id) from customer_tag x
      where x.company_id = c.company_id and x.customer_id = c.id) as "tagIds",
    (select json_build_array(count(*), min(x.due_on)) from invoice x where x.company_id = c.company_id and x.payer_id = c.id
      and x.kind = 'invoice' and x.state = 'open' and x.paid_cents < x.total_cents) as account,
    o.today as today, o.stamp as stamp,${regulationsColumn},
    (select ${accountName('x')} from customer x where x.company_id = c.company_id and x.id = c.parent_id) as "parentName",
    case when c.kind = 'customer' then (select json_agg(json_build_object('id', s.id, 'name', s.name, 'locationId', s.location_id)) from (
      select ch.id, ${accountName('ch')} as name, ch.location_id from customer ch
      where ch.company_id = c.company_id and ch.parent_id = c.id order by ch.sort_name, ch.id limit 1000) s) end as children
  from ${companyRow} o, customer c
  left join record_tally t on t.company_id = c.company_id and t.id = c.id
  left join lateral (
    select k.state, k.account_number, k.monitoring_company_id,
      (select h.finding from account_check h where h.company_id = k.company_id and h.connection_id = k.id
        and h.finding = any (${worthTelling})) as finding,
      (select count(*) from connection_push p where p.company_id = k.company_id and p.connection_id = k.id
        and p.state = 'failed') as failed
    from connection k where k.company_id = c.company_id and k.customer_id = c.id and k.state <> 'unlinked') k on true
  where c.company_id = platform.company_id() and c.id = $1`

export const openStatement = (customerId: number): Statement => ({
  name: 'customers.open',
  text: openText,
  values: [customerId],
})

export type StandingRow = { kind: 'customer' | 'lead'; location_id: number; version: number }

/** What decides who may watch a record. */
export const standingStatement = (customerId: number): Statement => ({
  name: 'customers.standing',
  text: `select kind, location_id, version from customer where company_id = platform.company_id() and id = $1`,
  values: [customerId],
})

/** The record as `customers.open` reads it, inside a transaction. */
export async function findRecord(db: Db, customerId: number): Promise<RecordRow | undefined> {
  for (let turn = 0; turn < 5; turn++) {
    const { rows } = await db.executeQuery<OpenedRow>(compile.raw(openText, [customerId]))
    if (!rows[0]) return undefined
    if (directoryAt(rows[0].stamp)) return withNames(rows)
    await readDirectory(db)
  }
  throw changing()
}

const changing = () => new Error('The company’s names changed at every look')

/** What a process must read before it can name what the rows of `openStatement` point to; null: nothing. */
export const lackingDirectory = ([row]: readonly OpenedRow[]): Lacking | null =>
  row && !directoryAt(row.stamp) ? { statement: directoryStatement, keep: keepDirectory } : null

/** The row, if there is one, with the names of what it points to. It is itself changed: to copy a hundred columns costs more. */
export function withNames([row]: readonly OpenedRow[]): RecordRow | undefined {
  if (!row) return undefined
  const directory = directoryAt(row.stamp)
  if (!directory) throw changing()
  const { locations, users, monitors, providers, tags, catalogue, statusCategories } = directory
  const names: Omit<RecordRow, keyof OpenedRow> = {
    locationName: locations.get(row.locationId as number) ?? '',
    users,
    monitor: monitors.get(row.monitoringCompanyId as number) ?? null,
    connectionMonitor: monitors.get(row.connectionMonitorId!)?.[0] ?? null,
    interactiveConnectors: (row.interactive[2] ?? []).map((id) => providers.get(id) ?? null),
    tags: (row.tagIds ?? [])
      .flatMap((id) => tags.get(id) ?? [])
      .sort((a, b) => a.rank - b.rank)
      .map(({ tag }) => tag),
    catalogueData: catalogue,
    statusCategories,
  }
  return Object.assign(row, names) as RecordRow
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

/** Records that are made from now on are copies of what was before: nobody earns anything by them (0053_payables.sql). */
export async function bringOver(db: Db): Promise<void> {
  await sql`select set_config('app.brought_over', 'on', true)`.execute(db)
}

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
    text: `select id, first_name || ' ' || last_name as name, active, roles, reports_to_id as "reportsToId"
      from user_account order by first_name, last_name, id`,
    values: [],
  },
  {
    name: 'customers.options.catalogues',
    // Without what only administration reads: a partner's phone, notes and so on.
    text: `select catalogue, json_agg(json_build_object('id', id, 'name', name, 'active', active,
        'data', data - array(select jsonb_array_elements_text($1::jsonb -> catalogue))) order by sort, name, id) as values
      from catalogue_value where catalogue <> all ($2::text[]) group by catalogue`,
    values: [JSON.stringify(internalData), [...apartCatalogues]],
  },
  {
    name: 'customers.options.monitors',
    text: `select m.id, m.name, m.active, m.connector, m.settings->>'brand' as brand,
        coalesce(m.settings->>'preCheckEnabled' = 'true', false) as "preCheckEnabled",
        exists (select from account_number_block b where b.company_id = m.company_id and b.monitoring_company_id = m.id
          and b.active) as "issuesNumbers"
      from monitoring_company m order by m.name, m.id`,
    values: [],
  },
  {
    name: 'customers.options.providers',
    text: 'select id, name, active from service_provider order by name, id',
    values: [],
  },
]

export type Reference = {
  id: number
  active: boolean
  catalogue?: string
  data?: Record<string, unknown>
  roles?: string[]
}
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
  const more = sql.raw({ catalogue: ', catalogue, data', user: ', roles' }[type as string] ?? '')
  return (await sql<Reference>`select id, active ${more} from ${table} where id = any (${ids})`.execute(db))
    .rows
}

/** A company's line items of monthly rates, with those that are no longer in use. */
export const listRateItems = (db: Db): Promise<{ id: number; name: string; active: boolean }[]> =>
  db
    .selectFrom('catalogue_value')
    .select(['id', 'name', 'active'])
    .where('catalogue', '=', 'mmr_item')
    .orderBy('sort')
    .orderBy('name')
    .execute()

export async function hasRole(db: Db, userId: number, role: UserRole): Promise<boolean> {
  const user = await db
    .selectFrom('user_account')
    .select('roles')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow()
  return user.roles.includes(role)
}

export type Saved = { version: number; fields: string[]; user_name: string; at: Date }

/** The saves of a record after a version, oldest first, from its history. */
export async function listSavesSince(db: Db, customerId: number, version: number): Promise<Saved[]> {
  const { rows } = await sql<Saved>`
    select (detail->>'version')::int as version, user_name, at,
      array(select x->>'field' from jsonb_array_elements(changes) x) as fields
    from history_entry
    where company_id = platform.company_id() and customer_id = ${customerId} and event in ('customers.saved', 'customers.converted')
      and (detail->>'version')::bigint > ${version}::bigint
    order by id`.execute(db)
  return rows
}
