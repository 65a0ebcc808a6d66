/** The SQL of jurisdictions, alarm permits and inspections. A record reads its own in its one row (customers.regulations.ts). */
import { sql } from 'kysely'
import type { JurisdictionValues } from '#shared/contracts/regulations.ts'
import type { JurisdictionKind } from '#shared/rules/regulations.ts'
import type { Db } from '#server/db/database.ts'
import { grantedHere } from '#server/db/conditions.ts'
import type { Statement } from '#server/db/one-trip.ts'

export type JurisdictionRecord = JurisdictionValues & { id: number; version: number; permits: number }

const jurisdictionColumns = sql.raw(`j.id, j.version, j.name, j.kind, j.state, j.place, j.zips,
  j.permit_required as "permitRequired", j.permit_fee_cents as "permitFeeCents", j.permit_months as "permitMonths",
  j.inspection_months as "inspectionMonths", j.registration_fee_cents as "registrationFeeCents",
  j.license_number as "licenseNumber", j.license_expires_on as "licenseExpiresOn", j.notes, j.active,
  (select count(*) from alarm_permit x where x.company_id = j.company_id and x.jurisdiction_id = j.id) as permits`)

export async function listJurisdictions(db: Db): Promise<JurisdictionRecord[]> {
  const { rows } = await sql<JurisdictionRecord>`select ${jurisdictionColumns} from jurisdiction j
    where j.company_id = platform.company_id() order by j.state, platform.fold(j.name), j.id`.execute(db)
  return rows
}

/** Locked until the transaction ends. */
export async function lockJurisdiction(db: Db, id: number): Promise<JurisdictionRecord | undefined> {
  const { rows } = await sql<JurisdictionRecord>`select ${jurisdictionColumns} from jurisdiction j
    where j.company_id = platform.company_id() and j.id = ${id} for update of j`.execute(db)
  return rows[0]
}

export async function findJurisdictionByName(
  db: Db,
  name: string,
): Promise<{ id: number; name: string; active: boolean } | undefined> {
  const { rows } = await sql<{
    id: number
    name: string
    active: boolean
  }>`select id, name, active from jurisdiction
    where company_id = platform.company_id() and platform.fold(name) = platform.fold(${name})`.execute(db)
  return rows[0]
}

const columnsOf = (values: JurisdictionValues) => ({
  name: values.name,
  kind: values.kind as string,
  state: values.state,
  place: values.place,
  zips: values.zips,
  permit_required: values.permitRequired,
  permit_fee_cents: values.permitFeeCents,
  permit_months: values.permitMonths,
  inspection_months: values.inspectionMonths,
  registration_fee_cents: values.registrationFeeCents,
  license_number: values.licenseNumber,
  license_expires_on: values.licenseExpiresOn,
  notes: values.notes,
  active: values.active,
})

/** Holds the company's names and their number until the transaction ends. */
export async function lockNames(db: Db): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('jurisdictions:' || platform.company_id(), 0))`.execute(
    db,
  )
  const { rows } = await sql<{ n: number }>`select count(*) as n from jurisdiction
    where company_id = platform.company_id()`.execute(db)
  return rows[0]!.n
}

export async function insertJurisdiction(db: Db, values: JurisdictionValues): Promise<number> {
  const row = await db
    .insertInto('jurisdiction')
    .values(columnsOf(values))
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function updateJurisdiction(db: Db, id: number, values: JurisdictionValues): Promise<void> {
  await db
    .updateTable('jurisdiction')
    .set({ ...columnsOf(values), version: sql`version + 1` })
    .where(sql<boolean>`company_id = platform.company_id()`)
    .where('id', '=', id)
    .execute()
}

export type PermitRow = {
  id: number
  version: number
  jurisdictionId: number
  number: string
  issuedOn: string | null
  expiresOn: string | null
}

export async function listPermits(db: Db, customerId: number): Promise<PermitRow[]> {
  const { rows } = await sql<PermitRow>`select id, version, jurisdiction_id as "jurisdictionId", number,
      issued_on as "issuedOn", expires_on as "expiresOn"
    from alarm_permit where company_id = platform.company_id() and customer_id = ${customerId}
    order by expires_on desc nulls first, id desc`.execute(db)
  return rows
}

type PermitColumns = Omit<PermitRow, 'id' | 'version'>

export async function insertPermit(
  db: Db,
  customerId: number,
  userId: number,
  permit: PermitColumns,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into alarm_permit (customer_id, created_by, jurisdiction_id, number, issued_on, expires_on)
    values (${customerId}, ${userId}, ${permit.jurisdictionId}, ${permit.number}, ${permit.issuedOn}, ${permit.expiresOn})
    returning id`.execute(db)
  return rows[0]!.id
}

export async function updatePermit(db: Db, id: number, permit: PermitColumns): Promise<void> {
  await sql`update alarm_permit set jurisdiction_id = ${permit.jurisdictionId}, number = ${permit.number},
      issued_on = ${permit.issuedOn}, expires_on = ${permit.expiresOn}, version = version + 1
    where company_id = platform.company_id() and id = ${id}`.execute(db)
}

export async function deletePermit(db: Db, id: number): Promise<void> {
  await sql`delete from alarm_permit where company_id = platform.company_id() and id = ${id}`.execute(db)
}

export type InspectionRow = {
  id: number
  jurisdictionId: number
  doneOn: string
  passed: boolean
  note: string
}

export async function listInspections(db: Db, customerId: number): Promise<InspectionRow[]> {
  const { rows } =
    await sql<InspectionRow>`select id, jurisdiction_id as "jurisdictionId", done_on as "doneOn",
      passed, note
    from inspection where company_id = platform.company_id() and customer_id = ${customerId}
    order by done_on desc, id desc`.execute(db)
  return rows
}

export async function insertInspection(
  db: Db,
  customerId: number,
  userId: number,
  inspection: Omit<InspectionRow, 'id'>,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into inspection (customer_id, created_by, jurisdiction_id, done_on, passed, note)
    values (${customerId}, ${userId}, ${inspection.jurisdictionId}, ${inspection.doneOn}, ${inspection.passed},
      ${inspection.note}) returning id`.execute(db)
  return rows[0]!.id
}

export async function deleteInspection(db: Db, id: number): Promise<void> {
  await sql`delete from inspection where company_id = platform.company_id() and id = ${id}`.execute(db)
}

export type NamedJurisdiction = {
  id: number
  name: string
  kind: JurisdictionKind
  permitMonths: number | null
  notes: string
}

export async function listNamed(db: Db, ids: readonly number[]): Promise<NamedJurisdiction[]> {
  const { rows } = await sql<NamedJurisdiction>`select id, name, kind, permit_months as "permitMonths", notes
    from jurisdiction where company_id = platform.company_id() and id = any (${[...ids]}::bigint[])
    order by platform.fold(name), id`.execute(db)
  return rows
}

export type ExpiringRow = {
  id: number
  customerId: number
  firstName: string
  lastName: string
  city: string
  state: string
  jurisdiction: string
  number: string
  expiresOn: string
  expired: boolean
}

/** Permits that a newer one of the same jurisdiction has replaced are left out. */
export const expiringStatement = (
  days: number,
  after: { expiresOn: string; id: number } | null,
  limit: number,
): Statement => ({
  name: `regulations.expiring.${after ? 'after' : 'first'}`,
  text: `select p.id, c.id as "customerId", c.first_name as "firstName", c.last_name as "lastName", c.city, c.state,
      j.name as jurisdiction, p.number, p.expires_on as "expiresOn", p.expires_on < (select platform.today()) as expired
    from alarm_permit p
    join customer c on c.company_id = p.company_id and c.id = p.customer_id
    join jurisdiction j on j.company_id = p.company_id and j.id = p.jurisdiction_id
    where p.company_id = platform.company_id() and p.expires_on <= (select platform.today()) + $1::int
      and (select s.settings->>'regulations' from platform.company s where s.id = platform.company_id()) = 'true'
      and c.kind = 'customer' and c.archived_at is null and not c.is_canceled
      and ${grantedHere('customers.view')}
      and not exists (select from alarm_permit n where n.company_id = p.company_id and n.customer_id = p.customer_id
        and n.jurisdiction_id = p.jurisdiction_id and coalesce(n.expires_on, 'infinity') > p.expires_on)
      ${after ? 'and (p.expires_on, p.id) > ($3::date, $4::bigint)' : ''}
    order by p.expires_on, p.id limit $2`,
  values: after ? [days, limit, after.expiresOn, after.id] : [days, limit],
})
