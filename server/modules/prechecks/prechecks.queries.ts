/** The SQL of PreChecks. */
import { type Selectable, type SqlBool, sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import type { Precheck } from '#server/db/types.ts'

export type PreCheckRow = Selectable<Precheck>

const columns = [
  'company_id',
  'id',
  'customer_id',
  'monitoring_company_id',
  'dealer_number_id',
  'state',
  'run',
  'asked_with',
  'asked_at',
  'asked_by',
  'remote_id',
  'report',
  'failure',
  'answered_at',
  'attempts',
  'polls',
  'next_attempt_at',
] as const
const ours = sql<SqlBool>`company_id = platform.company_id()`

/** The record's, with the name of who asked. */
export async function findPreCheck(
  db: Db,
  customerId: number,
): Promise<(PreCheckRow & { askedByName: string | null }) | undefined> {
  const { rows } = await sql<PreCheckRow & { askedByName: string | null }>`
    select p.*, u.first_name || ' ' || u.last_name as "askedByName" from precheck p
    left join user_account u on u.company_id = p.company_id and u.id = p.asked_by
    where p.company_id = platform.company_id() and p.customer_id = ${customerId}`.execute(db)
  return rows[0]
}

export async function lockPreCheck(db: Db, id: number): Promise<PreCheckRow | undefined> {
  return db
    .selectFrom('precheck')
    .select(columns)
    .where(ours)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

type Asked = Pick<
  PreCheckRow,
  'customer_id' | 'monitoring_company_id' | 'dealer_number_id' | 'asked_with' | 'asked_at' | 'asked_by'
>

/** Begins a run; the one before it is forgotten here, and stays in History. Returns the row's id. */
export async function beginRun(db: Db, asked: Asked): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into precheck (customer_id, monitoring_company_id, dealer_number_id, state, asked_with, asked_at, asked_by)
    values (${asked.customer_id}, ${asked.monitoring_company_id}, ${asked.dealer_number_id}, 'running', ${asked.asked_with},
      ${asked.asked_at}, ${asked.asked_by})
    on conflict (company_id, customer_id) do update set
      monitoring_company_id = excluded.monitoring_company_id, dealer_number_id = excluded.dealer_number_id,
      state = 'running', run = precheck.run + 1, asked_with = excluded.asked_with, asked_at = excluded.asked_at,
      asked_by = excluded.asked_by, remote_id = null, report = '{}', failure = null, answered_at = null, attempts = 0,
      polls = 0, next_attempt_at = null
    returning id`.execute(db)
  return rows[0]!.id
}

export async function updatePreCheck(db: Db, id: number, values: Partial<PreCheckRow>): Promise<void> {
  await db
    .updateTable('precheck')
    .set(values as never)
    .where(ours)
    .where('id', '=', id)
    .execute()
}

export type StationRow = {
  id: number
  name: string
  active: boolean
  connector: string | null
  settings: Readonly<Record<string, unknown>>
}

/** The monitoring companies of these connectors, by name. */
export async function listStations(db: Db, connectors: readonly string[]): Promise<StationRow[]> {
  const { rows } = await sql<StationRow>`
    select id, name, active, connector, settings from monitoring_company
    where company_id = platform.company_id() and connector = any (${[...connectors]}) order by name, id`.execute(
    db,
  )
  return rows
}

export type DealerNumberRow = {
  id: number
  number: string
  active: boolean
  data: { monitoringCompanyId?: number; locationId?: number | null }
}

export async function listDealerNumbers(db: Db): Promise<DealerNumberRow[]> {
  const { rows } = await sql<DealerNumberRow>`
    select id, name as number, active, data from catalogue_value
    where company_id = platform.company_id() and catalogue = 'dealer_number' order by sort, name, id`.execute(
    db,
  )
  return rows
}

/** Enqueues the work on a check; its runs go one after another. */
export async function addRunJob(db: Db, preCheckId: number, runAt: Date | null = null): Promise<void> {
  await sql`select platform.add_job('prechecks.run', ${JSON.stringify({ preCheckId })}::jsonb, ${`precheck:${preCheckId}`},
    ${`prechecks.run:${preCheckId}`}, ${runAt})`.execute(db)
}
