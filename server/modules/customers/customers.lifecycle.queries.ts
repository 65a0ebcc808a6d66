/** The SQL of archiving, deleting, duplicates and parents. */
import { sql } from 'kysely'
import type { DuplicateRule } from '#shared/rules/duplicate-rules.ts'
import type { Db } from '#server/db/database.ts'
import type { Statement } from '#server/db/one-trip.ts'
import { accountName } from './customers.queries.ts'

/** A customer as archiving sees it: itself, and who is archived. */
export type FamilyRow = {
  id: number
  name: string
  kind: 'customer' | 'lead'
  locationId: number
  parentId: number | null
  archivedAt: Date | null
}

const familyColumns = sql.raw(`c.id, ${accountName('c')} as name, c.kind, c.location_id as "locationId",
  c.parent_id as "parentId", c.archived_at as "archivedAt"`)

/** A record and its sub-customers, the record first, then by name. Empty if there is no such record. */
export async function listFamily(db: Db, customerId: number): Promise<FamilyRow[]> {
  const { rows } = await sql<FamilyRow>`
    select ${familyColumns} from customer c
    where c.company_id = platform.company_id() and (c.id = ${customerId} or c.parent_id = ${customerId})
    order by c.id <> ${customerId}, c.sort_name, c.id`.execute(db)
  return rows
}

export async function findMember(db: Db, customerId: number): Promise<FamilyRow | undefined> {
  const { rows } = await sql<FamilyRow>`
    select ${familyColumns} from customer c
    where c.company_id = platform.company_id() and c.id = ${customerId}`.execute(db)
  return rows[0]
}

/**
 * Locks records in the order of their numbers, which is every family's order: two that lock the same ones never wait
 * for each other in a circle.
 */
export async function lockRecords(db: Db, ids: readonly number[]): Promise<void> {
  await sql`select id from customer where company_id = platform.company_id() and id = any (${[...ids]})
    order by id for no key update`.execute(db)
}

/** Locks a record for its end: nothing can begin to refer to it. */
export async function lockToDelete(db: Db, customerId: number): Promise<void> {
  await db.selectFrom('customer').select('id').where('id', '=', customerId).forUpdate().execute()
}

export async function setArchived(
  db: Db,
  ids: readonly number[],
  at: Date | null,
  userId: number,
): Promise<void> {
  await db
    .updateTable('customer')
    .set({ archived_at: at, updated_at: sql`now()`, updated_by: userId })
    .where('id', 'in', [...ids])
    .execute()
}

export async function countChildren(db: Db, customerId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from customer where company_id = platform.company_id() and parent_id = ${customerId}`.execute(
    db,
  )
  return rows[0]!.n
}

export async function deleteRecord(db: Db, customerId: number): Promise<void> {
  await db.deleteFrom('customer').where('id', '=', customerId).execute()
}

export type DuplicateRow = {
  id: number
  kind: 'customer' | 'lead'
  name: string
  businessName: string | null
  primaryPhone: string
  email: string | null
  addressLine1: string | null
  city: string
  state: string
  zip: string | null
  location: string
  archived: boolean
  reasons: DuplicateRule[]
}

/** What somebody new is compared by: phones of ten digits, empty members as null. */
export type Likeness = {
  firstName: string | null
  lastName: string | null
  businessName: string | null
  city: string | null
  zip: string | null
  phones: string[]
  email: string | null
  addressLine1: string | null
}

/** Records that may be the same, best first; only what the user may see. */
export async function listDuplicates(
  db: Db,
  rules: readonly DuplicateRule[],
  like: Likeness,
  limit: number,
): Promise<DuplicateRow[]> {
  const { rows } = await sql<DuplicateRow>`
    select c.id, c.kind, c.first_name || ' ' || c.last_name as name, c.business_name as "businessName",
      c.primary_phone as "primaryPhone", c.email, c.address_line1 as "addressLine1", c.city, c.state, c.zip,
      l.name as location, c.archived_at is not null as archived, d.reasons
    from platform.find_duplicates(${[...rules]}, ${like.firstName}, ${like.lastName}, ${like.businessName},
      ${like.city}, ${like.zip}, ${like.phones}, ${like.email}, ${like.addressLine1}, ${limit}) with ordinality d (id, reasons, rank)
    join customer c on c.company_id = platform.company_id() and c.id = d.id
    join location l on l.company_id = c.company_id and l.id = c.location_id
    order by d.rank`.execute(db)
  return rows
}

export type ParentRow = {
  id: number
  location_id: number
  name: string
  business_name: string | null
  account_number: string | null
  city: string
  state: string
}

/** Sub-customers among what the search finds are passed over, so that it is asked for more than is shown. */
const searchedForParents = 300
const shownParents = 12

export const parentsStatement = (text: string, forId: number | null): Statement => ({
  name: 'customers.parents',
  text: `select c.id, c.location_id, c.first_name || ' ' || c.last_name as name, c.business_name, c.account_number, c.city, c.state
    from unnest(platform.find_customers($1, ${searchedForParents})) with ordinality f (id, rank)
    join customer c on c.company_id = platform.company_id() and c.id = f.id
    where c.may_be_parent and c.archived_at is null and c.id is distinct from $2::bigint
    order by f.rank limit ${shownParents}`,
  values: [text, forId],
})
