/** The SQL of accounts at interactive-services providers. */
import { type Selectable, type SqlBool, sql } from 'kysely'
import type { RemoteSubscriber } from '#server/connectors/interactive.ts'
import type { Finding } from '#shared/rules/health.ts'
import type { Db } from '#server/db/database.ts'
import type { InteractiveAccount as Table } from '#server/db/types.ts'
import { settleFindings } from '../connections/connections.service.ts'

const columns = [
  'company_id',
  'id',
  'customer_id',
  'service_provider_id',
  'external_id',
  'state',
  'sealed_order',
  'login',
  'device_serial',
  'remote',
  'seen_at',
  'pending',
  'push_state',
  'push_serial',
  'attempts',
  'next_attempt_at',
  'error_kind',
  'error_message',
  'last_error',
  'last_sync_at',
  'linked_at',
  'linked_by',
  'unlinked_at',
  'unlinked_by',
  'created_at',
  'version',
  'waiting_since',
  'failed_at',
] as const
const ours = sql<SqlBool>`company_id = platform.company_id()`

/** What is remembered of the account as the provider showed it; the rest has columns of its own. */
export type Remembered = Pick<
  RemoteSubscriber,
  'state' | 'plan' | 'features' | 'monthlyCents' | 'panel' | 'centralStation' | 'troubles'
>
export type AccountRow = Omit<Selectable<Table>, 'remote'> & { remote: Remembered | Record<string, never> }

export async function lockAccount(db: Db, id: number): Promise<AccountRow | undefined> {
  const row = await db
    .selectFrom('interactive_account')
    .select(columns)
    .where(ours)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row as AccountRow | undefined
}

export async function findAccount(db: Db, customerId: number, id: number): Promise<AccountRow | undefined> {
  const row = await db
    .selectFrom('interactive_account')
    .select(columns)
    .where(ours)
    .where('customer_id', '=', customerId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row as AccountRow | undefined
}

export type ShownAccount = AccountRow & {
  provider: string
  connector: string | null
  linked_by_name: string | null
  unlinked_by_name: string | null
  /** What it showed when it was last looked at. */
  finding: Finding | null
  differing: string[]
}

/** A customer's accounts with their providers, the standing ones first, then the newest. */
export async function listAccounts(db: Db, customerId: number): Promise<ShownAccount[]> {
  const { rows } = await sql<ShownAccount>`
    select a.*, p.name as provider, p.connector, l.first_name || ' ' || l.last_name as linked_by_name,
      u.first_name || ' ' || u.last_name as unlinked_by_name, ac.finding, coalesce(ac.fields, '{}') as differing
    from interactive_account a
    join service_provider p on p.company_id = a.company_id and p.id = a.service_provider_id
    left join user_account l on l.company_id = a.company_id and l.id = a.linked_by
    left join user_account u on u.company_id = a.company_id and u.id = a.unlinked_by
    left join account_check ac on ac.company_id = a.company_id and ac.interactive_account_id = a.id
    where a.company_id = platform.company_id() and a.customer_id = ${customerId}
    order by a.state = 'unlinked', case when a.state = 'unlinked' then -a.id else a.id end limit 60`.execute(
    db,
  )
  return rows
}

export async function listIntegratedProviders(db: Db) {
  const { rows } = await sql<{ id: number; name: string; connector: string }>`
    select id, name, connector from service_provider
    where company_id = platform.company_id() and active and connector is not null order by name, id`.execute(
    db,
  )
  return rows
}

/** The monthly rate's total in cents; null if the record has none. */
export async function findRateCents(db: Db, rateId: number | null): Promise<number | null> {
  if (rateId === null) return null
  const { rows } = await sql<{ cents: number | null }>`
    select (data->>'totalCents')::int as cents from catalogue_value
    where company_id = platform.company_id() and id = ${rateId}`.execute(db)
  return rows[0]?.cents ?? null
}

/** Who else holds the provider's account, for the sentence that refuses it. */
export async function findOwner(db: Db, providerId: number, externalId: string) {
  const { rows } = await sql<{ id: number; name: string }>`
    select c.id, c.first_name || ' ' || c.last_name as name from interactive_account a
    join customer c on c.company_id = a.company_id and c.id = a.customer_id
    where a.company_id = platform.company_id() and a.service_provider_id = ${providerId}
      and a.external_id = ${externalId} and a.state <> 'unlinked'`.execute(db)
  return rows[0]
}

/** Reserves the account for the customer; undefined if another record holds it (a unique index). */
export async function reserveAccount(
  db: Db,
  values: {
    customer_id: number
    service_provider_id: number
    external_id: string | null
    linked_by: number
    sealed_order: string
  },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into interactive_account (customer_id, service_provider_id, external_id, state, linked_by, sealed_order)
    values (${values.customer_id}, ${values.service_provider_id}, ${values.external_id}, 'creating', ${values.linked_by}, ${values.sealed_order})
    on conflict do nothing returning id`.execute(db)
  return rows[0]?.id
}

export async function updateAccount(
  db: Db,
  id: number,
  values: Partial<Omit<AccountRow, 'remote'>>,
): Promise<void> {
  await db
    .updateTable('interactive_account')
    .set({ ...values, version: sql`version + 1` } as never)
    .where(ours)
    .where('id', '=', id)
    .execute()
}

/** Remembers the account as the provider showed it. */
export async function rememberAccount(
  db: Db,
  id: number,
  { login, deviceSerial, externalId, ...seen }: RemoteSubscriber,
  now: Date,
): Promise<void> {
  const { state, plan, features, monthlyCents, panel, centralStation, troubles } = seen
  const remote = JSON.stringify({ state, plan, features, monthlyCents, panel, centralStation, troubles })
  await sql`update interactive_account set remote = ${remote}::jsonb, login = ${login}, device_serial = ${deviceSerial},
      external_id = ${externalId}, seen_at = ${now}, version = version + 1
    where company_id = platform.company_id() and id = ${id}`.execute(db)
  // Who reads this knows how it stands now.
  await settleFindings(db, 'interactive', id, ['missing', 'out_of_service'])
}

/** Adds fields to what the provider must learn. */
export async function addPending(db: Db, id: number, fields: readonly string[]): Promise<void> {
  await sql`update interactive_account set push_serial = push_serial + 1, attempts = 0, push_state = 'waiting',
      next_attempt_at = null, waiting_since = coalesce(waiting_since, now()), failed_at = null, version = version + 1,
      pending = array(select distinct unnest(pending || ${[...fields]}::text[]) order by 1)
    where company_id = platform.company_id() and id = ${id}`.execute(db)
}

/** The account that is linked by this id at its provider. */
export async function findLinkedId(
  db: Db,
  providerId: number,
  externalId: string,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select id from interactive_account where company_id = platform.company_id()
      and service_provider_id = ${providerId} and external_id = ${externalId} and state = 'linked'`.execute(
    db,
  )
  return rows[0]?.id
}

export type LinkedAccount = { id: number; connector: string | null }

/** The accounts of the record that follow its saves, held until the transaction ends. */
export async function lockLinked(db: Db, customerId: number): Promise<LinkedAccount[]> {
  const { rows } = await sql<LinkedAccount>`
    select a.id, (select p.connector from service_provider p where p.company_id = a.company_id
      and p.id = a.service_provider_id) as connector
    from interactive_account a where a.company_id = platform.company_id() and a.customer_id = ${customerId}
      and a.state = 'linked' order by a.id for update of a`.execute(db)
  return rows
}

/** Enqueues a job of this account; its jobs run one after another. */
export async function addAccountJob(db: Db, task: string, accountId: number, runAt: Date | null = null) {
  await sql`select platform.add_job(${task}, ${JSON.stringify({ accountId })}::jsonb, ${`interactive:${accountId}`},
    ${`${task}:${accountId}`}, ${runAt})`.execute(db)
}
