/** A note while it is being written, and what of it is sent. */
import type { ChangedNote, NewNote, Note } from '#shared/contracts/notes.ts'
import { noteTypeData } from '#shared/rules/notes.ts'
import { addDays } from '#shared/time.ts'

export type NoteDraft = Omit<NewNote, 'followUpOfId'>

export const emptyDraft: NoteDraft = {
  subject: '',
  body: '',
  typeId: null,
  reasonId: null,
  dispositionId: null,
  isTicket: false,
  assigneeId: null,
  dueOn: null,
  priority: null,
}

export const draftOf = (note: Note): NoteDraft => ({
  subject: note.subject,
  body: note.body,
  typeId: note.type?.id ?? null,
  reasonId: note.reason?.id ?? null,
  dispositionId: note.disposition?.id ?? null,
  isTicket: note.isTicket,
  assigneeId: note.assignee?.id ?? null,
  dueOn: note.dueOn,
  priority: note.priority,
})

type TypeValue = { id: number; data: Record<string, unknown> }

/** Ticks the box: whoever writes the ticket sees to it unless somebody else is chosen. */
export const asTicket = (draft: NoteDraft, me: number | null): NoteDraft => ({
  ...draft,
  isTicket: true,
  assigneeId: draft.assigneeId ?? me,
})

/** Unticks it: what only a ticket has goes; subject, text and the rest stay. */
export const asPlainNote = (draft: NoteDraft): NoteDraft => ({
  ...draft,
  isTicket: false,
  assigneeId: null,
  dueOn: null,
  priority: null,
})

/** Chooses a type. One that is a ticket's makes a ticket, with the due date that it proposes. */
export function withType(
  draft: NoteDraft,
  type: TypeValue | null,
  me: number | null,
  today: string,
): NoteDraft {
  const { isTicket, followUpDays } = noteTypeData(type?.data)
  const chosen = { ...draft, typeId: type?.id ?? null }
  if (!isTicket) return chosen
  const dueOn = chosen.dueOn ?? (followUpDays === null ? null : addDays(today, followUpDays))
  return { ...asTicket(chosen, me), dueOn }
}

/** Only what differs from what was read. */
export const changesFrom = (before: NoteDraft, after: NoteDraft): ChangedNote =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => value !== before[name as keyof NoteDraft]),
  ) as ChangedNote

export const isEmpty = (draft: NoteDraft): boolean => !draft.subject.trim() && !draft.body.trim()

const keyOf = (customerId: number) => `keyholder.note.${customerId}`

/** What was being written on this record in this tab, so that a click elsewhere loses nothing. */
export function keptDraft(customerId: number): NoteDraft | null {
  try {
    const kept = sessionStorage.getItem(keyOf(customerId))
    return kept ? { ...emptyDraft, ...(JSON.parse(kept) as Partial<NoteDraft>) } : null
  } catch {
    return null
  }
}

export function keepDraft(customerId: number, draft: NoteDraft): void {
  try {
    if (isEmpty(draft)) sessionStorage.removeItem(keyOf(customerId))
    else sessionStorage.setItem(keyOf(customerId), JSON.stringify(draft))
  } catch {
    // A browser that keeps nothing only costs the user what was typed, as it would everywhere.
  }
}
