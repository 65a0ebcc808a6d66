/** The SQL of one record's at-risk entries. That of the company's list is in risks.list.ts. */
import { sql } from 'kysely'
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import type { RiskChannel, RiskEnd, RiskStatus } from '#shared/rules/risks.ts'
import type { StatusTone } from '#shared/rules/statuses.ts'
import type { Db } from '#server/db/database.ts'

/** What one fills in, by the names that the contract has for it. */
export type RiskValues = {
  reasonId: number
  causeId: number | null
  levelId: number
  ownerId: number
  reportedOn: string
  followUpOn: string | null
  followUpTime: string | null
  amountAtRiskCents: number
  collectedCents: number
  collectedOn: string | null
  creditedCents: number
  creditedOn: string | null
  creditReasonId: number | null
  notes: string
  status: RiskStatus
  resolutionId: number | null
  savedById: number | null
}

const columnOf: Record<keyof RiskValues, string> = {
  reasonId: 'reason_id',
  causeId: 'cause_id',
  levelId: 'level_id',
  ownerId: 'owner_id',
  reportedOn: 'reported_on',
  followUpOn: 'follow_up_on',
  followUpTime: 'follow_up_time',
  amountAtRiskCents: 'amount_at_risk_cents',
  collectedCents: 'collected_cents',
  collectedOn: 'collected_on',
  creditedCents: 'credited_cents',
  creditedOn: 'credited_on',
  creditReasonId: 'credit_reason_id',
  notes: 'notes',
  status: 'status',
  resolutionId: 'resolution_id',
  savedById: 'saved_by',
}
export const valueNames = Object.keys(columnOf) as (keyof RiskValues)[]

export type AttemptRow = { id: number; channel: RiskChannel; outcome: string; at: string; by: string | null }

export type RiskDbRow = RiskValues & {
  id: number
  customerId: number
  version: number
  reasonName: string
  causeName: string | null
  levelName: string
  levelTone: StatusTone | null
  levelWarns: boolean
  ownerName: string
  creditReasonName: string | null
  resolutionName: string | null
  savedByName: string | null
  resolvedAt: Date | null
  resolvedByName: string | null
  reopenedAt: Date | null
  createdAt: Date
  createdByName: string | null
  updatedByName: string | null
  attempts: AttemptRow[]
}

const fullName = (alias: string) => `${alias}.first_name || ' ' || ${alias}.last_name`
const userName = (column: string) =>
  `(select ${fullName('u')} from user_account u where u.company_id = r.company_id and u.id = r.${column})`
const ofValue = (what: string, column: string) =>
  `(select ${what} from catalogue_value v where v.company_id = r.company_id and v.id = r.${column})`

const columns = sql.raw(`
  r.id, r.customer_id as "customerId", r.version,
  ${valueNames.map((name) => `r.${columnOf[name]} as "${name}"`).join(', ')},
  ${ofValue('v.name', 'reason_id')} as "reasonName", ${ofValue('v.name', 'cause_id')} as "causeName",
  ${ofValue('v.name', 'level_id')} as "levelName", ${ofValue("v.data->>'tone'", 'level_id')} as "levelTone",
  coalesce(${ofValue("v.data->>'warns' = 'true'", 'level_id')}, false) as "levelWarns",
  ${ofValue('v.name', 'credit_reason_id')} as "creditReasonName", ${ofValue('v.name', 'resolution_id')} as "resolutionName",
  ${userName('owner_id')} as "ownerName", ${userName('saved_by')} as "savedByName",
  r.resolved_at as "resolvedAt", ${userName('resolved_by')} as "resolvedByName", r.reopened_at as "reopenedAt",
  r.created_at as "createdAt", ${userName('created_by')} as "createdByName", ${userName('updated_by')} as "updatedByName",
  coalesce((select json_agg(json_build_object('id', a.id, 'channel', a.channel, 'outcome', a.outcome, 'at', a.at,
      'by', (select ${fullName('u')} from user_account u where u.company_id = a.company_id and u.id = a.by_user_id))
      order by a.id desc)
    from risk_attempt a where a.company_id = r.company_id and a.risk_id = r.id), '[]') as attempts`)

/** A record's entries: the open one first, then the newest. */
export async function listRisks(db: Db, customerId: number): Promise<RiskDbRow[]> {
  const { rows } = await sql<RiskDbRow>`select ${columns} from risk r
    where r.company_id = platform.company_id() and r.customer_id = ${customerId}
    order by r.status = 'open' desc, r.id desc`.execute(db)
  return rows
}

const toColumns = (values: Partial<RiskValues>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [columnOf[name as keyof RiskValues], value]),
  )

export async function insertRisk(
  db: Db,
  customerId: number,
  values: RiskValues,
  made: { at: Date; by: number },
): Promise<number> {
  const row = await db
    .insertInto('risk')
    .values({
      ...toColumns(values),
      customer_id: customerId,
      created_at: made.at,
      created_by: made.by,
    } as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Changes an entry and raises its version. */
export async function updateRisk(
  db: Db,
  riskId: number,
  values: Partial<RiskValues>,
  more: Record<string, unknown>,
): Promise<void> {
  await db
    .updateTable('risk')
    .set({ ...toColumns(values), ...more, version: sql`version + 1` } as never)
    .where('id', '=', riskId)
    .execute()
}

export async function deleteRisk(db: Db, riskId: number): Promise<void> {
  await db.deleteFrom('risk').where('id', '=', riskId).execute()
}

export async function insertAttempt(
  db: Db,
  riskId: number,
  row: { channel: RiskChannel; outcome: string; at: Date; by_user_id: number },
): Promise<void> {
  await db
    .insertInto('risk_attempt')
    .values({ ...row, risk_id: riskId })
    .execute()
}

/** Open entries of these records, locked until the transaction ends. */
export async function lockOpenRisks(
  db: Db,
  customerIds: readonly number[],
): Promise<{ id: number; customerId: number; reason: string }[]> {
  const { rows } = await sql<{ id: number; customerId: number; reason: string }>`
    select r.id, r.customer_id as "customerId", ${sql.raw(ofValue('v.name', 'reason_id'))} as reason from risk r
    where r.company_id = platform.company_id() and r.customer_id = any (${[...customerIds]}::bigint[])
      and r.status = 'open' order by r.id for no key update of r`.execute(db)
  return rows
}

const riskCatalogues = [
  'at_risk_reason',
  'at_risk_cause',
  'at_risk_level',
  'at_risk_resolution',
  'at_risk_credit_reason',
] as const
export type RiskCatalogue = (typeof riskCatalogues)[number]
export type ValueRow = {
  id: number
  catalogue: RiskCatalogue
  name: string
  active: boolean
  status: RiskEnd | null
}

/** The five catalogues in their order; held so that nobody deletes a value before the transaction ends. */
export async function holdValues(db: Db): Promise<ValueRow[]> {
  const { rows } = await sql<ValueRow>`
    select v.id, v.catalogue, v.name, v.active, v.data->>'status' as status from catalogue_value v
    where v.company_id = platform.company_id() and v.catalogue = any (${[...riskCatalogues]})
    order by v.sort, v.name, v.id for key share of v`.execute(db)
  return rows
}

/** Active users who see at-risk entries of records of this kind at this location: they can see to one. */
export async function listPeople(
  db: Db,
  kind: RecordKind,
  locationId: number,
): Promise<{ id: number; name: string }[]> {
  const holds = (permission: string) => sql`exists (select from membership m
    join permission_group g on g.company_id = m.company_id and g.id = m.group_id
    where m.company_id = u.company_id and m.user_id = u.id and g.grants @> array[${permission}]
      and (m.location_id is null or m.location_id = ${locationId}))`
  const { rows } = await sql<{ id: number; name: string }>`
    select u.id, ${sql.raw(fullName('u'))} as name from user_account u
    where u.company_id = platform.company_id() and u.active and ${holds('at_risk.view')}
      and ${holds(kind === 'customer' ? 'customers.view' : 'leads.view')}
    order by 2, 1`.execute(db)
  return rows
}

/** The amount of a monthly rate. */
export async function findRate(db: Db, mmrId: number): Promise<number | null> {
  const { rows } = await sql<{ cents: number | null }>`
    select (v.data->>'totalCents')::bigint as cents from catalogue_value v
    where v.company_id = platform.company_id() and v.id = ${mmrId}`.execute(db)
  return rows[0]?.cents ?? null
}

/** Has the owner told when the follow-up is due. A later call for the same entry replaces this one. */
export async function addDueJob(db: Db, riskId: number, at: Date): Promise<void> {
  await sql`select platform.add_job('risks.due', ${JSON.stringify({ riskId })}::jsonb, null, ${`risks.due ${riskId}`},
    ${at})`.execute(db)
}

/** An open entry whose follow-up is due, unless its owner was told so since. Locked against a second telling. */
export async function findDueRisk(
  db: Db,
  riskId: number,
): Promise<{ customerId: number; ownerId: number } | undefined> {
  const { rows } = await sql<{ customerId: number; ownerId: number }>`
    select r.customer_id as "customerId", r.owner_id as "ownerId" from risk r
    where r.company_id = platform.company_id() and r.id = ${riskId} and r.status = 'open'
      and r.follow_up_on <= platform.today() and not exists (select from notification x
        where x.company_id = r.company_id and x.risk_id = r.id and x.user_id = r.owner_id
          and x.kind = 'risk_due' and x.at >= r.follow_up_on)
    for no key update of r`.execute(db)
  return rows[0]
}
