/** The SQL of monitoring companies, interactive-services providers, credit bureaus and e-doc providers. */
import { type SqlBool, sql } from 'kysely'
import type { ProviderKind } from '#shared/rules/providers.ts'
import type { Db } from '#server/db/database.ts'
import { type MonitoringCompanyRow, type ServiceProviderRow, tableOf } from './stations.ts'

const ours = sql<SqlBool>`company_id = platform.company_id()`

export async function findMonitoringCompany(db: Db, id: number): Promise<MonitoringCompanyRow | undefined> {
  return db
    .selectFrom('monitoring_company')
    .select(['id', 'name', 'connector', 'in_house', 'settings', 'sealed_secrets'])
    .where(ours)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function findServiceProvider(db: Db, id: number): Promise<ServiceProviderRow | undefined> {
  return db
    .selectFrom('service_provider')
    .select(['id', 'name', 'connector', 'settings', 'sealed_secrets'])
    .where(ours)
    .where('id', '=', id)
    .executeTakeFirst()
}

export type ProcessorRow = ServiceProviderRow & { active: boolean; is_default: boolean }

/** The processors, the default one first. */
export async function listProcessors(db: Db): Promise<ProcessorRow[]> {
  return db
    .selectFrom('payment_processor')
    .select(['id', 'name', 'active', 'is_default', 'connector', 'settings', 'sealed_secrets'])
    .where(ours)
    .orderBy('is_default', 'desc')
    .orderBy('id')
    .execute()
}

export const hasDefault = async (db: Db): Promise<boolean> =>
  (await listProcessors(db)).some((one) => one.is_default)

/** No other is the default one any more. */
export async function clearDefault(db: Db, exceptId: number | null): Promise<void> {
  await sql`update payment_processor set is_default = false, version = version + 1
    where ${ours} and is_default and id is distinct from ${exceptId}::bigint`.execute(db)
}

export async function findCreditBureau(
  db: Db,
  id: number,
): Promise<(ServiceProviderRow & { active: boolean }) | undefined> {
  return db
    .selectFrom('credit_bureau')
    .select(['id', 'name', 'active', 'connector', 'settings', 'sealed_secrets'])
    .where(ours)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function findEdocProvider(
  db: Db,
  id: number,
): Promise<(ServiceProviderRow & { active: boolean }) | undefined> {
  return db
    .selectFrom('edoc_provider')
    .select(['id', 'name', 'active', 'connector', 'settings', 'sealed_secrets'])
    .where(ours)
    .where('id', '=', id)
    .executeTakeFirst()
}

export type Template = { code: string; name: string; active: boolean }
export type ProviderRow = ServiceProviderRow & {
  version: number
  active: boolean
  in_house: boolean
  is_default: boolean
  templates: Template[]
}
export type ListedRow = Omit<ProviderRow, 'settings' | 'sealed_secrets'> & { customers: number }

/** The columns that only some kinds have. */
const own = (kind: ProviderKind) =>
  sql.raw(
    `${kind === 'monitoring' ? 'p.in_house, p.templates' : `false as in_house, '[]'::jsonb as templates`},
    ${kind === 'payment' ? 'p.is_default' : 'false as is_default'}`,
  )
const from = (kind: ProviderKind) => sql.raw(`${tableOf[kind]} p`)
const customers = (kind: ProviderKind) =>
  sql.raw(
    kind === 'payment'
      ? `(select count(distinct c.customer_id) from billing_method c where c.company_id = p.company_id and c.payment_processor_id = p.id and c.archived_at is null)::int`
      : kind === 'edoc'
        ? `(select count(*) from edoc c where c.company_id = p.company_id and c.edoc_provider_id = p.id)::int`
        : kind === 'credit'
          ? `(select count(distinct c.customer_id) from credit_check c where c.company_id = p.company_id and c.credit_bureau_id = p.id)::int`
          : `(select count(*) from customer c where c.company_id = p.company_id and c.${kind === 'monitoring' ? 'monitoring_company_id' : 'service_provider_id'} = p.id)::int`,
  )

export async function listProviders(db: Db, kind: ProviderKind): Promise<ListedRow[]> {
  const { rows } = await sql<ListedRow>`
    select p.id, p.version, p.name, p.connector, p.active, ${own(kind)}, ${customers(kind)} as customers
    from ${from(kind)} where p.company_id = platform.company_id()
    order by p.active desc, platform.fold(p.name), p.id`.execute(db)
  return rows
}

export async function findProvider(db: Db, kind: ProviderKind, id: number): Promise<ProviderRow | undefined> {
  const { rows } = await sql<ProviderRow>`
    select p.id, p.version, p.name, p.connector, p.active, p.settings, p.sealed_secrets, ${own(kind)}
    from ${from(kind)} where p.company_id = platform.company_id() and p.id = ${id}`.execute(db)
  return rows[0]
}

export async function countCustomers(db: Db, kind: ProviderKind, id: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select ${customers(kind)} as n from ${from(kind)}
    where p.company_id = platform.company_id() and p.id = ${id}`.execute(db)
  return rows[0]?.n ?? 0
}

/** Puts changes of names and types in one order, to the end of the transaction; returns how many there are. */
export async function lockProviders(db: Db, kind: ProviderKind): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${tableOf[kind]}/`} || platform.company_id(), 0))`.execute(
    db,
  )
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${from(kind)} where p.company_id = platform.company_id()`.execute(db)
  return rows[0]!.n
}

/** Holds the row: a link that is being made waits, or was there before. */
export async function lockProvider(db: Db, kind: ProviderKind, id: number): Promise<void> {
  await sql`select from ${from(kind)} where p.company_id = platform.company_id() and p.id = ${id} for update`.execute(
    db,
  )
}

export async function findNamed(
  db: Db,
  kind: ProviderKind,
  name: string,
): Promise<{ id: number; name: string; active: boolean } | undefined> {
  const { rows } = await sql<{ id: number; name: string; active: boolean }>`
    select p.id, p.name, p.active from ${from(kind)}
    where p.company_id = platform.company_id() and platform.fold(p.name) = platform.fold(${name})`.execute(db)
  return rows[0]
}

export type ProviderValues = {
  name: string
  connector: string | null
  active: boolean
  settings: string
  sealed_secrets: string | null
  in_house?: boolean
  is_default?: boolean
  templates?: string
}

/** Inserts, or saves as the next version if an id is given. */
export async function putProvider(
  db: Db,
  kind: ProviderKind,
  id: number | null,
  values: ProviderValues,
): Promise<number> {
  if (id === null) {
    const row = await db
      .insertInto(tableOf[kind])
      .values(values as never)
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  }
  await db
    .updateTable(tableOf[kind])
    .set({ ...values, version: sql<number>`version + 1` } as never)
    .where(ours)
    .where('id', '=', id)
    .execute()
  return id
}

export type DealerNumberRow = { id: number; number: string; location: string | null; active: boolean }

/** The dealer's numbers at a monitoring company (catalogue Dealer Numbers). */
export async function listDealerNumbers(db: Db, monitoringCompanyId: number): Promise<DealerNumberRow[]> {
  const { rows } = await sql<DealerNumberRow>`
    select v.id, v.name as number, v.active, l.name as location from catalogue_value v
    left join location l on l.company_id = v.company_id and l.id = (v.data->>'locationId')::bigint
    where v.company_id = platform.company_id() and v.catalogue = 'dealer_number'
      and (v.data->>'monitoringCompanyId')::bigint = ${monitoringCompanyId}
    order by v.active desc, v.sort, v.name`.execute(db)
  return rows
}
