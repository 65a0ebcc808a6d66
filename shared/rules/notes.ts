/** What notes and tickets follow on both sides: priorities, note types, and who a text names. */
import { z } from 'zod'

export const priorities = ['high', 'medium', 'low'] as const
export type Priority = (typeof priorities)[number]

/** A note's own members, with the words that History has for them. */
export const noteLabels = {
  subject: 'Subject',
  body: 'Text',
  typeId: 'Note type',
  reasonId: 'Communication reason',
  dispositionId: 'Communication disposition',
  isTicket: 'Ticket',
  assigneeId: 'Assigned to',
  dueOn: 'Due date',
  priority: 'Priority',
} as const
export type NoteField = keyof typeof noteLabels
export const noteFieldNames = Object.keys(noteLabels) as NoteField[]

export const priorityLabels: Record<Priority, string> = { high: 'High', medium: 'Medium', low: 'Low' }

/** What a note type says beside its name; members of others' making are let be. */
const typeData = z.object({
  isTicket: z.boolean().catch(false),
  followUpDays: z.number().int().min(0).max(3650).nullable().catch(null),
})
export type NoteTypeData = z.output<typeof typeData>

/** Reads a note type's `data`; what does not fit stands for a plain note. */
export const noteTypeData = (stored: unknown): NoteTypeData => typeData.parse(stored ?? {})

const mention = /(?<![\w@./+-])@([a-z0-9][a-z0-9._-]{0,38})/gi

/**
 * The usernames that a text may name by `@username`, lower case, each once. A full stop or dash after a name is
 * punctuation or part of it: both readings are given, and whoever exists is meant. An e-mail address names nobody.
 */
export function mentionsIn(text: string): string[] {
  const names = new Set<string>()
  for (const [, found] of text.matchAll(mention)) {
    const name = found!.toLowerCase()
    names.add(name)
    names.add(name.replace(/[._-]+$/, ''))
  }
  return [...names].filter(Boolean)
}

export type TextPart = { text: string; userId?: number }

/** A text cut at the names that it mentions, for a page that shows them marked. */
export function splitMentions(text: string, users: readonly { id: number; username: string }[]): TextPart[] {
  const byName = new Map(users.map((user) => [user.username, user]))
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(mention)) {
    const written = match[1]!.toLowerCase()
    const user = byName.get(written) ?? byName.get(written.replace(/[._-]+$/, ''))
    if (!user) continue
    if (match.index > from) parts.push({ text: text.slice(from, match.index) })
    from = match.index + 1 + user.username.length
    parts.push({ text: text.slice(match.index, from), userId: user.id })
  }
  if (from < text.length) parts.push({ text: text.slice(from) })
  return parts
}

/** Whether an open ticket is late. Dates as `YYYY-MM-DD` in the company's calendar. */
export const isOverdue = (
  ticket: { isTicket: boolean; closedAt: unknown; dueOn: string | null },
  today: string,
): boolean => ticket.isTicket && !ticket.closedAt && ticket.dueOn !== null && ticket.dueOn < today
