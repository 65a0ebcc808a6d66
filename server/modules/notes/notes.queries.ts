/** The SQL of one record's notes. That of the queue is in notes.tickets.ts. */
import { sql } from 'kysely'
import type { NoteField, Priority } from '#shared/rules/notes.ts'
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'

type Person = { id: number; name: string; username: string }

export type NoteRow = {
  id: number
  customerId: number
  version: number
  subject: string
  body: string
  typeId: number | null
  typeName: string | null
  reasonId: number | null
  reasonName: string | null
  dispositionId: number | null
  dispositionName: string | null
  isTicket: boolean
  assigneeId: number | null
  assigneeName: string | null
  dueOn: string | null
  priority: Priority | null
  closedAt: Date | null
  closedByName: string | null
  createdAt: Date
  createdByName: string | null
  updatedAt: Date | null
  updatedByName: string | null
  followUpOf: number | null
  followUpSubject: string | null
  mentions: Person[]
}

const fullName = (alias: string) => `${alias}.first_name || ' ' || ${alias}.last_name`
const userName = (column: string) =>
  `(select ${fullName('u')} from user_account u where u.company_id = n.company_id and u.id = n.${column})`
const valueName = (column: string) =>
  `(select v.name from catalogue_value v where v.company_id = n.company_id and v.id = n.${column})`

/** A note with the names of all that it points to. */
const columns = sql.raw(`
  n.id, n.customer_id as "customerId", n.version, n.subject, n.body,
  n.type_id as "typeId", ${valueName('type_id')} as "typeName",
  n.reason_id as "reasonId", ${valueName('reason_id')} as "reasonName",
  n.disposition_id as "dispositionId", ${valueName('disposition_id')} as "dispositionName",
  n.is_ticket as "isTicket", n.assignee_id as "assigneeId", ${userName('assignee_id')} as "assigneeName",
  n.due_on as "dueOn", n.priority, n.closed_at as "closedAt", ${userName('closed_by')} as "closedByName",
  n.created_at as "createdAt", ${userName('created_by')} as "createdByName",
  n.updated_at as "updatedAt", ${userName('updated_by')} as "updatedByName",
  n.follow_up_of as "followUpOf",
  (select f.subject from note f where f.company_id = n.company_id and f.id = n.follow_up_of) as "followUpSubject",
  coalesce((select json_agg(json_build_object('id', u.id, 'name', ${fullName('u')}, 'username', u.username) order by u.id)
    from note_mention m join user_account u on u.company_id = m.company_id and u.id = m.user_id
    where m.company_id = n.company_id and m.note_id = n.id), '[]') as mentions`)

export type NoteFilter = {
  show?: 'notes' | 'tickets'
  status?: 'open' | 'closed'
  typeId?: number
  authorId?: number
  text?: string
  before?: number
  limit: number
}

/** As LIKE takes it: what was typed, anywhere, and nothing in it a pattern. */
const anywhere = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** A record's notes, newest first. */
export async function listNotes(db: Db, customerId: number, f: NoteFilter): Promise<NoteRow[]> {
  const conditions = [
    sql`n.company_id = platform.company_id()`,
    sql`n.customer_id = ${customerId}`,
    ...(f.show ? [sql`n.is_ticket = ${f.show === 'tickets'}`] : []),
    ...(f.status
      ? [sql`n.is_ticket and n.closed_at is ${sql.raw(f.status === 'open' ? 'null' : 'not null')}`]
      : []),
    ...(f.typeId ? [sql`n.type_id = ${f.typeId}`] : []),
    ...(f.authorId ? [sql`n.created_by = ${f.authorId}`] : []),
    ...(f.text ? [sql`(n.subject ilike ${anywhere(f.text)} or n.body ilike ${anywhere(f.text)})`] : []),
    ...(f.before ? [sql`n.id < ${f.before}`] : []),
  ]
  const { rows } = await sql<NoteRow>`select ${columns} from note n
    where ${sql.join(conditions, sql` and `)} order by n.id desc limit ${f.limit}`.execute(db)
  return rows
}

export async function findNote(db: Db, customerId: number, noteId: number): Promise<NoteRow | undefined> {
  const { rows } = await sql<NoteRow>`select ${columns} from note n
    where n.company_id = platform.company_id() and n.customer_id = ${customerId} and n.id = ${noteId}`.execute(
    db,
  )
  return rows[0]
}

/** Notes of any records, locked until the transaction ends, in the order of their ids. */
export async function lockNotes(db: Db, noteIds: readonly number[]): Promise<NoteRow[]> {
  const { rows } = await sql<NoteRow>`select ${columns} from note n
    where n.company_id = platform.company_id() and n.id = any (${noteIds}) order by n.id for no key update of n`.execute(
    db,
  )
  return rows
}

export type NoteCustomer = {
  id: number
  kind: RecordKind
  locationId: number
  archived: boolean
  locationName: string
}

/** The records of notes, held as they are until the transaction ends. Before the notes themselves, as a save does. */
export async function holdCustomers(db: Db, noteIds: readonly number[]): Promise<NoteCustomer[]> {
  const { rows } = await sql<NoteCustomer>`
    select c.id, c.kind, c.location_id as "locationId", c.archived_at is not null as archived,
      (select l.name from location l where l.company_id = c.company_id and l.id = c.location_id) as "locationName"
    from customer c where c.company_id = platform.company_id() and c.id in (
      select n.customer_id from note n where n.company_id = platform.company_id() and n.id = any (${noteIds}))
    order by c.id for share of c`.execute(db)
  return rows
}

/** Who has written notes on a record. */
export async function listAuthors(db: Db, customerId: number): Promise<{ id: number; name: string }[]> {
  const { rows } = await sql<{ id: number; name: string }>`
    select u.id, ${sql.raw(fullName('u'))} as name from user_account u
    where u.company_id = platform.company_id() and u.id in (
      select n.created_by from note n where n.company_id = platform.company_id() and n.customer_id = ${customerId})
    order by 2, 1`.execute(db)
  return rows
}

/** Active users who see the notes of records of this kind at this location: they can be assigned tickets and mentioned. */
export async function listPeople(db: Db, kind: RecordKind, locationId: number): Promise<Person[]> {
  const holds = (permission: string) => sql`exists (select from membership m
    join permission_group g on g.company_id = m.company_id and g.id = m.group_id
    where m.company_id = u.company_id and m.user_id = u.id and g.grants @> array[${permission}]
      and (m.location_id is null or m.location_id = ${locationId}))`
  const { rows } = await sql<Person>`
    select u.id, ${sql.raw(fullName('u'))} as name, u.username from user_account u
    where u.company_id = platform.company_id() and u.active and ${holds('notes.view')}
      and ${holds(kind === 'customer' ? 'customers.view' : 'leads.view')}
    order by 2, 1`.execute(db)
  return rows
}

const columnNames: Record<NoteField, string> = {
  subject: 'subject',
  body: 'body',
  typeId: 'type_id',
  reasonId: 'reason_id',
  dispositionId: 'disposition_id',
  isTicket: 'is_ticket',
  assigneeId: 'assignee_id',
  dueOn: 'due_on',
  priority: 'priority',
}
export type NoteValues = Pick<NoteRow, NoteField>
type Columns = Record<string, string | number | boolean | Date | null>

const toColumns = (values: Partial<NoteValues>): Columns =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [columnNames[name as NoteField], value]))

export async function insertNote(
  db: Db,
  values: NoteValues,
  more: { customerId: number; createdBy: number; createdAt: Date; followUpOf: number | null },
): Promise<number> {
  const row = await db
    .insertInto('note')
    .values({
      ...toColumns(values),
      customer_id: more.customerId,
      created_by: more.createdBy,
      created_at: more.createdAt,
      follow_up_of: more.followUpOf,
    } as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Changes a note and raises its version. */
export async function updateNote(
  db: Db,
  noteId: number,
  values: Partial<NoteValues>,
  more: Columns,
): Promise<void> {
  await db
    .updateTable('note')
    .set({ ...toColumns(values), ...more, version: sql`version + 1` } as never)
    .where('id', '=', noteId)
    .execute()
}

/** Makes these the users whom a note names. @returns those who were not named before */
export async function replaceMentions(db: Db, noteId: number, userIds: readonly number[]): Promise<number[]> {
  await sql`delete from note_mention where company_id = platform.company_id() and note_id = ${noteId}
    and user_id <> all (${userIds})`.execute(db)
  if (!userIds.length) return []
  const { rows } = await sql<{ id: number }>`insert into note_mention (note_id, user_id)
    select ${noteId}, x from unnest(${userIds}::bigint[]) x on conflict do nothing returning user_id as id`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

/** Catalogue values by id. */
export async function listValues(
  db: Db,
  ids: readonly number[],
): Promise<{ id: number; name: string; catalogue: string; active: boolean }[]> {
  if (!ids.length) return []
  return db
    .selectFrom('catalogue_value')
    .select(['id', 'name', 'catalogue', 'active'])
    .where('id', 'in', ids)
    .execute()
}

/** Has the assignee told on the morning of the due date. A later call for the same note replaces this one. */
export async function addDueJob(db: Db, noteId: number, at: Date): Promise<void> {
  await sql`select platform.add_job('notes.due', ${JSON.stringify({ noteId })}::jsonb, null, ${`notes.due ${noteId}`},
    ${at})`.execute(db)
}

/** An open ticket that is due, unless its assignee was told so since the due date came. Locked against a second telling. */
export async function findDueTicket(
  db: Db,
  noteId: number,
): Promise<{ customerId: number; assigneeId: number } | undefined> {
  const { rows } = await sql<{ customerId: number; assigneeId: number }>`
    select n.customer_id as "customerId", n.assignee_id as "assigneeId" from note n
    where n.company_id = platform.company_id() and n.id = ${noteId} and n.is_ticket and n.closed_at is null
      and n.due_on <= platform.today() and not exists (select from notification x
        where x.company_id = n.company_id and x.note_id = n.id and x.user_id = n.assignee_id
          and x.kind = 'ticket_due' and x.at >= n.due_on)
    for no key update of n`.execute(db)
  return rows[0]
}
