/** The SQL of one record's fundings. That of the company's list is in funding.list.ts. */
import { sql } from 'kysely'
import type { FundingFields } from '#shared/contracts/funding.ts'
import type { FundingEntryKind, FundingOutcome, FundingProgress } from '#shared/rules/funding.ts'
import type { Db } from '#server/db/database.ts'
import { accountName } from '../invoices/invoices.service.ts'

export type EntryRow = {
  id: number
  kind: FundingEntryKind | 'reversal'
  amountCents: number
  on: string
  reason: string
  ofId: number | null
  reversed: boolean
  by: string | null
}
export type FundingDbRow = FundingFields & {
  id: number
  customerId: number
  customerName: string
  location: string
  version: number
  funderName: string
  reasonName: string | null
  progress: FundingProgress
  outcome: FundingOutcome | null
  outcomeReason: string
  submittedOn: string | null
  decidedOn: string | null
  fundedOn: string | null
  receivedCents: number
  heldCents: number
  chargedBackCents: number
  createdAt: Date
  createdByName: string | null
  entries: EntryRow[]
}

const user = (row: string) =>
  `(select u.first_name || ' ' || u.last_name from user_account u where u.company_id = ${row}.company_id and u.id = ${row}.created_by)`
export const shownColumns = `f.id, f.customer_id as "customerId", ${accountName('c')} as "customerName", l.name as location, f.version,
  f.funder_id as "funderId", v.name as "funderName", f.progress, f.outcome, f.expected_cents as "expectedCents", f.expected_on as "expectedOn",
  f.submitted_on as "submittedOn", f.decided_on as "decidedOn", f.funded_on as "fundedOn", f.charge_back_months as "chargeBackMonths",
  f.received_cents as "receivedCents", f.held_cents as "heldCents", f.charged_back_cents as "chargedBackCents", f.reference,
  f.created_at as "createdAt"`
export const joined = `join customer c on c.company_id = f.company_id and c.id = f.customer_id
  join location l on l.company_id = c.company_id and l.id = c.location_id
  join catalogue_value v on v.company_id = f.company_id and v.id = f.funder_id`

/** The newest first; of one, if it is named. */
export async function listFundings(db: Db, customerId: number, id?: number): Promise<FundingDbRow[]> {
  const { rows } = await sql<FundingDbRow>`
    select ${sql.raw(shownColumns)}, f.reason_id as "reasonId",
      (select r.name from catalogue_value r where r.company_id = f.company_id and r.id = f.reason_id) as "reasonName",
      f.rate_cents as "rateCents", f.multiple_hundredths as "multipleHundredths", f.holdback_ppm as "holdbackPpm", f.grade, f.notes,
      f.outcome_reason as "outcomeReason", ${sql.raw(user('f'))} as "createdByName",
      coalesce((select json_agg(json_build_object('id', e.id, 'kind', e.kind, 'amountCents', e.amount_cents, 'on', e.on_date, 'reason', e.reason,
          'ofId', e.of_id, 'by', ${sql.raw(user('e'))}, 'reversed', exists (select from funding_entry x where x.company_id = e.company_id and x.of_id = e.id))
          order by e.id desc)
        from funding_entry e where e.company_id = f.company_id and e.funding_id = f.id), '[]') as entries
    from funding f ${sql.raw(joined)}
    where f.company_id = platform.company_id() and f.customer_id = ${customerId} and (${id ?? null}::bigint is null or f.id = ${id ?? null}::bigint)
    order by f.id desc`.execute(db)
  return rows
}

const columnOf: Record<keyof FundingFields, string> = {
  funderId: 'funder_id',
  reasonId: 'reason_id',
  rateCents: 'rate_cents',
  multipleHundredths: 'multiple_hundredths',
  holdbackPpm: 'holdback_ppm',
  chargeBackMonths: 'charge_back_months',
  expectedCents: 'expected_cents',
  expectedOn: 'expected_on',
  reference: 'reference',
  grade: 'grade',
  notes: 'notes',
}
export const fieldNames = Object.keys(columnOf) as (keyof FundingFields)[]
const columnsOf = (fields: Partial<FundingFields>) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [columnOf[name as keyof FundingFields], value]),
  )

export async function insertFunding(
  db: Db,
  customerId: number,
  fields: FundingFields,
  at: Date,
  by: number | null,
): Promise<number> {
  const row = await db
    .insertInto('funding')
    .values({ customer_id: customerId, ...columnsOf(fields), created_at: at, created_by: by } as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function updateFunding(
  db: Db,
  id: number,
  set: { fields?: Partial<FundingFields>; columns?: Record<string, unknown>; at: Date; by: number | null },
): Promise<void> {
  await db
    .updateTable('funding')
    .set({
      ...columnsOf(set.fields ?? {}),
      ...set.columns,
      version: sql<number>`version + 1`,
      updated_at: set.at,
      updated_by: set.by,
    } as never)
    .where(sql<boolean>`company_id = platform.company_id()`)
    .where('id', '=', id)
    .execute()
}

export async function deleteFunding(db: Db, id: number): Promise<void> {
  await sql`delete from funding where company_id = platform.company_id() and id = ${id}`.execute(db)
}

export async function findEntryOf(
  db: Db,
  requestKey: string,
): Promise<{ fundingId: number; amountCents: number; kind: string } | undefined> {
  const { rows } = await sql<{ fundingId: number; amountCents: number; kind: string }>`
    select funding_id as "fundingId", amount_cents as "amountCents", kind from funding_entry
    where company_id = platform.company_id() and request_key = ${requestKey}::uuid`.execute(db)
  return rows[0]
}

export async function insertEntry(
  db: Db,
  row: { fundingId: number; kind: string; amountCents: number; on: string; reason: string; ofId: number | null; requestKey: string; at: Date; by: number | null },
): Promise<void> {
  await sql`insert into funding_entry (funding_id, kind, amount_cents, on_date, reason, of_id, request_key, created_at, created_by)
    values (${row.fundingId}, ${row.kind}, ${row.amountCents}, ${row.on}::date, ${row.reason}, ${row.ofId}, ${row.requestKey}::uuid, ${row.at}, ${row.by})`.execute(
    db,
  )
} // prettier-ignore

export type FunderRow = {
  id: number
  catalogue: 'funder' | 'funder_reason'
  name: string
  active: boolean
  data: { multiple?: number | null; holdback?: number | null; chargeBackMonths?: number | null }
}
export async function listChoices(db: Db): Promise<FunderRow[]> {
  const { rows } = await sql<FunderRow>`select id, catalogue, name, active, data from catalogue_value
    where company_id = platform.company_id() and catalogue in ('funder', 'funder_reason') order by sort, name, id
    for key share`.execute(db)
  return rows
}

/** The record's monthly rate. */
export async function findRate(db: Db, customerId: number): Promise<number> {
  const { rows } = await sql<{ cents: number }>`
    select coalesce((v.data->>'totalCents')::bigint, 0) as cents from customer c
    left join catalogue_value v on v.company_id = c.company_id and v.id = c.mmr_id
    where c.company_id = platform.company_id() and c.id = ${customerId}`.execute(db)
  return Number(rows[0]?.cents ?? 0)
}
