/** The company's queue of tickets: pages of it, and changing several at once. */
import { z } from 'zod'
import type { Output, Parsed } from '#shared/contract.ts'
import type { notes, TicketFilter, TicketRow } from '#shared/contracts/notes.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { isOverdue } from '#shared/rules/notes.ts'
import { todayIn } from '#shared/time.ts'
import type { Position } from '#server/db/conditions.ts'
import { readPosition, writeCursor } from '#server/db/cursor.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { holdCustomers, lockNotes, type NoteCustomer, type NoteRow } from './notes.queries.ts'
import { valuesOf } from './notes.saving.ts'
import { applyChange, setClosed } from './notes.service.ts'
import type { TicketListRow } from './notes.tickets.ts'

export const toCursor = (f: TicketFilter, row: TicketListRow): string =>
  writeCursor({ number: null, due: row.due_order, priority: row.priority_order }[f.sort], row.id)

/** What the sort's column can be compared with; anything else would be an error of the database. */
const keys = {
  number: z.null(),
  due: z.union([z.literal('infinity'), z.iso.date()]),
  priority: z.number().int().min(0).max(9),
} as const

export const fromCursor = ({ after, sort }: TicketFilter): Position | null =>
  readPosition<Position['key']>(after, keys[sort])

export function toTicket({ actor, now }: Pick<Ctx, 'actor' | 'now'>, row: TicketListRow): TicketRow {
  const state = { isTicket: true, closedAt: row.closed_at, dueOn: row.due_on }
  return {
    id: row.id,
    customerId: row.customer_id,
    version: row.version,
    customer: row.customer,
    location: row.location,
    subject: row.subject,
    type: row.type,
    assignee: { id: row.assignee_id, name: row.assignee },
    dueOn: row.due_on,
    overdue: isOverdue(state, todayIn(actor.company.timeZone, now)),
    priority: row.priority,
    closedAt: row.closed_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by ?? 'System',
    modify: !row.archived && actor.grants.has('notes.modify', row.location_id),
  }
}

/**
 * Changes tickets of any records in one way: all of them, or none.
 * @throws request.invalid naming the tickets that there are not, and for a value that does not fit one of them;
 * access.denied_here, customers.archived
 */
export async function changeTickets(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof notes.changeTickets>,
): Promise<Output<typeof notes.changeTickets>> {
  const { noteIds, change } = body
  const customers = new Map((await holdCustomers(db, noteIds)).map((customer) => [customer.id, customer]))
  const rows = await lockNotes(db, noteIds)
  refuseMissing(noteIds, rows)
  for (const row of rows) requireModify(ctx, customers.get(row.customerId)!)

  let changed = 0
  for (const row of rows) {
    const { kind, locationId } = customers.get(row.customerId)!
    const done =
      'closed' in change
        ? await setClosed(ctx, db, row, change.closed)
        : await applyChange(
            ctx,
            db,
            { customerId: row.customerId, kind, locationId },
            row,
            { ...valuesOf(row), ...change },
            'change.',
          )
    if (done) changed += 1
  }
  if (!changed) ctx.history.nothingChanged()
  return { changed }
}

function refuseMissing(noteIds: readonly number[], rows: readonly NoteRow[]): void {
  const tickets = new Set(rows.filter((row) => row.isTicket).map((row) => row.id))
  const errors = noteIds.flatMap((noteId, index): FieldError[] =>
    tickets.has(noteId) ? [] : [{ path: `noteIds.${index}`, message: `There is no ticket #${noteId}` }],
  )
  if (errors.length) fail('request.invalid', {}, { errors })
}

function requireModify({ actor }: Ctx, { kind, locationId, archived }: NoteCustomer): void {
  requireAt(actor, kind === 'customer' ? 'customers.view' : 'leads.view', locationId)
  requireAt(actor, 'notes.view', locationId)
  requireAt(actor, 'notes.modify', locationId)
  if (archived) fail('customers.archived')
}
