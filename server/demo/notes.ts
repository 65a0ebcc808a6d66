/** Notes and tickets of the demo company: some years of them, and what its users are told of. */
import type pg from 'pg'
import { dayMs } from '#shared/time.ts'
import { copyRows } from '#server/db/copy.ts'
import { demoUsers } from './acme.ts'
import { type NoteText, plainNotes, ticketTexts } from './note-texts.ts'
import { daysBefore, type Setting } from './record.ts'
import { type Random, seededRandom } from './random.ts'
import { story } from './story.ts'
import { storyNotes } from './story-notes.ts'

export type DemoNote = NoteText & {
  customerId: number
  createdAt: Date
  createdBy: number
  ticket?: {
    assigneeId: number
    dueOn: string | null
    priority: 'high' | 'medium' | 'low' | null
    closedAt: Date | null
  }
}

type CustomerRow = {
  id: string
  location_id: string
  first_name: string
  created_at: Date
  archived_at: Date | null
}

/** Users whose group lets them see notes, by whether `sales` may look at the location. */
const authorsAt = (locationId: number) =>
  locationId <= 2
    ? ([demoUsers.manager, demoUsers.sales, demoUsers.tech, demoUsers.billing] as const)
    : ([demoUsers.manager, demoUsers.tech, demoUsers.billing] as const)

/** Loads notes for every record of the company that is open in the client's transaction. */
export async function loadNotes(client: pg.Client, companyId: number, setting: Setting): Promise<void> {
  const { rows } = await client.query<CustomerRow>(
    `select id, location_id, first_name, created_at, archived_at from customer where company_id = $1 order by id`,
    [companyId],
  )
  const written = rows.filter(({ id }) => Number(id) > story.leadAtMesa)
  const notes = [...storyNotes(setting), ...written.flatMap((row) => notesOf(row, setting.now))]
  // Numbers are given in the order of writing, as a list sorts by them.
  notes.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.customerId - b.customerId)
  await copyNotes(client, companyId, notes, setting)
  await tell(client, companyId, notes)
  for (const [index, note] of notes.entries())
    if (note.customerId <= story.leadAtMesa) await appendWritten(client, note, index + 1)
}

function notesOf(row: CustomerRow, now: Date): DemoNote[] {
  const random = seededRandom('acme notes', Number(row.id))
  const count = random.weighted([[0, 30], [1, 34], [2, 22], [3, 10], [5, 4]] as const) // prettier-ignore
  const end = (row.archived_at ?? now).getTime() - dayMs / 2
  const begin = Math.max(row.created_at.getTime(), end - 700 * dayMs)
  if (end <= begin) return []
  const authors = authorsAt(Number(row.location_id))
  return Array.from({ length: count }, (): DemoNote => {
    const isTicket = random.chance(0.3)
    const text = random.pick(isTicket ? ticketTexts : plainNotes)
    const createdAt = atWork(new Date(begin + Math.floor(random.next() * (end - begin))), begin, end)
    return {
      ...text,
      body: text.body.replaceAll('{name}', row.first_name),
      customerId: Number(row.id),
      createdAt,
      createdBy: random.pick(authors),
      ...(isTicket && { ticket: ticketOf(random, authors, createdAt, row.archived_at !== null, now) }),
    }
  })
}

/** Moved into the working hours of that day, UTC 16 to 24, if that lies between the two instants (milliseconds). */
function atWork(at: Date, begin: number, end: number): Date {
  const minutes = Math.floor(at.getTime() / 60_000) % 480
  const moved = Math.floor(at.getTime() / dayMs) * dayMs + (16 * 60 + minutes) * 60_000
  return moved > begin && moved < end ? new Date(moved) : at
}

function ticketOf(
  random: Random,
  authors: readonly number[],
  createdAt: Date,
  archived: boolean,
  now: Date,
): NonNullable<DemoNote['ticket']> {
  const due = createdAt.getTime() + random.int(1, 20) * dayMs
  const age = now.getTime() - createdAt.getTime()
  const open = !archived && random.chance(age < 45 * dayMs ? 0.75 : 0.02)
  const closedAt = new Date(
    Math.min(createdAt.getTime() + random.int(2, 260) * 3_600_000, now.getTime() - 60_000),
  )
  return {
    assigneeId: random.pick([...authors, demoUsers.owner]),
    dueOn: random.chance(0.8) ? daysBefore(new Date(due), 0) : null,
    priority: random.weighted([[null, 45], ['low', 12], ['medium', 28], ['high', 15]] as const), // prettier-ignore
    closedAt: open ? null : closedAt,
  }
}

async function copyNotes(
  client: pg.Client,
  companyId: number,
  notes: DemoNote[],
  setting: Setting,
): Promise<void> {
  const value = (
    catalogue: 'note_type' | 'communication_reason' | 'communication_disposition',
    name?: string,
  ) => (name === undefined ? null : setting.value(catalogue, name))
  await copyRows(
    client,
    'note',
    [
      'company_id', 'id', 'customer_id', 'subject', 'body', 'type_id', 'reason_id', 'disposition_id', 'is_ticket',
      'assignee_id', 'due_on', 'priority', 'closed_at', 'closed_by', 'created_at', 'created_by',
    ], // prettier-ignore
    notes.map((note, index) => [
      companyId,
      index + 1,
      note.customerId,
      note.subject,
      note.body,
      value('note_type', note.type),
      value('communication_reason', note.reason),
      value('communication_disposition', note.disposition),
      note.ticket !== undefined,
      note.ticket?.assigneeId ?? null,
      note.ticket?.dueOn ?? null,
      note.ticket?.priority ?? null,
      note.ticket?.closedAt ?? null,
      note.ticket?.closedAt ? note.ticket.assigneeId : null,
      note.createdAt,
      note.createdBy,
    ]),
  )
}

/** The entry in History of a written customer's note, as its author would have left it. */
async function appendWritten(client: pg.Client, note: DemoNote, id: number): Promise<void> {
  const entry = {
    at: note.createdAt,
    event: 'notes.created',
    entity: 'note',
    entityId: id,
    customerId: note.customerId,
    source: 'web',
    detail: { kind: note.ticket ? 'ticket' : 'note', id },
    changes: [
      { field: 'Subject', old: null, new: note.subject },
      { field: 'Text', old: null, new: note.body },
    ],
  }
  await client.query(`select set_config('app.user_id', $1, true)`, [String(note.createdBy)])
  await client.query('select platform.append_history($1::jsonb)', [JSON.stringify([entry])])
}

/** The latest open tickets stand at the bells of those who are to see to them. */
async function tell(client: pg.Client, companyId: number, notes: readonly DemoNote[]): Promise<void> {
  const told = new Map<number, number>()
  const rows = notes.flatMap((note, index) => {
    const { ticket } = note
    if (!ticket || ticket.closedAt || ticket.assigneeId === note.createdBy) return []
    return [{ note, noteId: index + 1, userId: ticket.assigneeId }]
  })
  const latest = rows
    .reverse()
    .filter(({ userId }) => {
      told.set(userId, (told.get(userId) ?? 0) + 1)
      return told.get(userId)! <= 6
    })
    .reverse()
  await copyRows(
    client,
    'notification',
    ['company_id', 'id', 'user_id', 'kind', 'note_id', 'customer_id', 'at', 'by_user_id', 'read_at'],
    latest.map(({ note, noteId, userId }, index) => [
      companyId,
      index + 1,
      userId,
      'ticket_assigned',
      noteId,
      note.customerId,
      note.createdAt,
      note.createdBy,
      index % 3 === 0 ? note.createdAt : null,
    ]),
  )
}
