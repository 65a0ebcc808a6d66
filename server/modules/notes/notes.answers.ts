/** Rows become answers. */
import type { Note } from '#shared/contracts/notes.ts'
import { isOverdue } from '#shared/rules/notes.ts'
import { todayIn } from '#shared/time.ts'
import type { Ctx } from '#server/http/context.ts'
import type { NoteRow } from './notes.queries.ts'

const named = (id: number | null, name: string | null) => (id === null ? null : { id, name: name ?? '' })

export function toNote(ctx: Pick<Ctx, 'actor' | 'now'>, row: NoteRow): Note {
  return {
    id: row.id,
    customerId: row.customerId,
    version: row.version,
    subject: row.subject,
    body: row.body,
    mentions: row.mentions,
    type: named(row.typeId, row.typeName),
    reason: named(row.reasonId, row.reasonName),
    disposition: named(row.dispositionId, row.dispositionName),
    isTicket: row.isTicket,
    assignee: named(row.assigneeId, row.assigneeName),
    dueOn: row.dueOn,
    priority: row.priority,
    overdue: isOverdue(row, todayIn(ctx.actor.company.timeZone, ctx.now)),
    closedAt: row.closedAt?.toISOString() ?? null,
    closedBy: row.closedByName,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdByName ?? 'System',
    updatedAt: row.updatedAt?.toISOString() ?? null,
    updatedBy: row.updatedByName,
    followUpOf: row.followUpOf === null ? null : { id: row.followUpOf, subject: row.followUpSubject ?? '' },
  }
}
