/** The SQL of emergency contacts and agencies. */
import { type Selectable, type SqlBool, sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import type { Agency, Contact } from '#server/db/types.ts'

export type ContactRow = Selectable<Contact> & { language: string | null }
/** What one fills in of a contact. */
export type ContactColumns = Omit<
  Selectable<Contact>,
  'company_id' | 'id' | 'customer_id' | 'calling_order' | 'version'
>
export type AgencyRow = Selectable<Agency>
export type AgencyColumns = Pick<
  AgencyRow,
  'name' | 'phone' | 'permit_number' | 'permit_expires_on' | 'response_fee_cents'
>

/** Stated, not left to row-level security alone: with it the planner uses the indexes that lead with the company. */
const ours = sql<SqlBool>`company_id = platform.company_id()`

/** In calling order. */
export async function listContacts(db: Db, customerId: number): Promise<ContactRow[]> {
  const { rows } = await sql<ContactRow>`
    select c.*, (select l.name from catalogue_value l where l.company_id = c.company_id and l.id = c.language_id) as language
    from contact c where c.company_id = platform.company_id() and c.customer_id = ${customerId}
    order by c.calling_order`.execute(db)
  return rows
}

export const listAgencies = (db: Db, customerId: number): Promise<AgencyRow[]> =>
  db.selectFrom('agency').selectAll().where(ours).where('customer_id', '=', customerId).execute()

export async function getListVersion(db: Db, customerId: number): Promise<number> {
  const row = await db
    .selectFrom('customer')
    .select('contacts_version')
    .where(ours)
    .where('id', '=', customerId)
    .executeTakeFirstOrThrow()
  return row.contacts_version
}

export async function countChange(db: Db, customerId: number): Promise<void> {
  await db
    .updateTable('customer')
    .set({ contacts_version: sql`contacts_version + 1` })
    .where(ours)
    .where('id', '=', customerId)
    .execute()
}

/** The languages of the catalogue that one may choose. */
export const listLanguages = (db: Db): Promise<{ id: number; name: string; active: boolean }[]> =>
  db
    .selectFrom('catalogue_value')
    .select(['id', 'name', 'active'])
    .where(ours)
    .where('catalogue', '=', 'language')
    .orderBy('sort')
    .orderBy('name')
    .execute()

export async function insertContact(
  db: Db,
  customerId: number,
  order: number,
  values: ContactColumns,
): Promise<number> {
  const row = await db
    .insertInto('contact')
    .values({ ...values, customer_id: customerId, calling_order: order })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function updateContact(db: Db, id: number, values: ContactColumns): Promise<void> {
  await db
    .updateTable('contact')
    .set({ ...values, version: sql`version + 1` })
    .where(ours)
    .where('id', '=', id)
    .execute()
}

export async function deleteContact(db: Db, id: number): Promise<void> {
  await db.deleteFrom('contact').where(ours).where('id', '=', id).execute()
}

/** Numbers the contacts from 1 in the order given, in one statement: the order is unique at its end. */
export async function writeOrder(db: Db, customerId: number, ids: readonly number[]): Promise<void> {
  await sql`update contact c set calling_order = o.place
    from unnest(${ids}::bigint[]) with ordinality o (id, place)
    where c.company_id = platform.company_id() and c.customer_id = ${customerId} and c.id = o.id
      and c.calling_order <> o.place`.execute(db)
}

export async function upsertAgency(
  db: Db,
  customerId: number,
  kind: string,
  values: AgencyColumns,
): Promise<void> {
  await db
    .insertInto('agency')
    .values({ ...values, customer_id: customerId, kind })
    .onConflict((oc) =>
      oc.constraint('agency_kind').doUpdateSet({ ...values, version: sql`agency.version + 1` }),
    )
    .execute()
}

export async function deleteAgency(db: Db, id: number): Promise<void> {
  await db.deleteFrom('agency').where(ours).where('id', '=', id).execute()
}

/** Copies the contacts of a record to another that has none. Returns how many. */
export async function copyContacts(db: Db, fromId: number, toId: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into contact (customer_id, calling_order, first_name, last_name, phone, phone_type, phone2, phone2_type,
      phone3, phone3_type, relation, passcode, has_key, email, language_id, enhanced_verification, authority,
      starts_on, expires_on)
    select ${toId}, calling_order, first_name, last_name, phone, phone_type, phone2, phone2_type,
      phone3, phone3_type, relation, passcode, has_key, email, language_id, enhanced_verification, authority,
      starts_on, expires_on
    from contact where company_id = platform.company_id() and customer_id = ${fromId} returning id`.execute(
    db,
  )
  return rows.length
}

/** The next instant at which a date of the record's contacts begins or ends to count; null if none lies ahead. */
export async function findNextTurn(db: Db, customerId: number): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(t.at) as at
    from contact c
      join platform.company p on p.id = c.company_id
      cross join lateral (values (c.starts_on::timestamp at time zone p.time_zone),
        ((c.expires_on + 1)::timestamp at time zone p.time_zone)) t (at)
    where c.company_id = platform.company_id() and c.customer_id = ${customerId} and t.at > now()`.execute(db)
  return rows[0]?.at ?? null
}

/** Has the station told at the turn of a day, once for the record whatever was asked before. */
export async function addTurnJob(db: Db, customerId: number, runAt: Date): Promise<void> {
  const name = `contacts:${customerId}`
  await sql`select platform.add_job('contacts.turn', ${JSON.stringify({ customerId })}::jsonb, ${name}, ${name}, ${runAt})`.execute(
    db,
  )
}
