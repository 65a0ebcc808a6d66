/** Changing a note: what fits together, what History says of it, and who is told. */
import { DateTime } from 'luxon'
import { fail, type FieldError } from '#shared/errors.ts'
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import {
  mentionsIn,
  type NoteField,
  noteFieldNames,
  noteLabels,
  priorityLabels,
} from '#shared/rules/notes.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { notify } from '../notifications/notifications.service.ts'
import * as queries from './notes.queries.ts'
import type { NoteRow, NoteValues } from './notes.queries.ts'

/** The record that a note belongs to, as far as it decides who may be assigned and named. */
export type NotePlace = { customerId: number; kind: RecordKind; locationId: number }

const catalogueOf = {
  typeId: ['note_type', 'note type'],
  reasonId: ['communication_reason', 'communication reason'],
  dispositionId: ['communication_disposition', 'communication disposition'],
} as const
const catalogueFields = Object.keys(catalogueOf) as (keyof typeof catalogueOf)[]

/** A plain note has nothing that only a ticket has. */
export const asNote = { isTicket: false, assigneeId: null, dueOn: null, priority: null } as const

export const valuesOf = (row: NoteRow): NoteValues =>
  Object.fromEntries(noteFieldNames.map((name) => [name, row[name]])) as NoteValues

export const changedFields = (before: NoteValues | null, after: NoteValues): NoteField[] =>
  noteFieldNames.filter((name) => (before ? before[name] !== after[name] : isFilled(after[name])))

const isFilled = (value: unknown) => value !== null && value !== '' && value !== false

/** Names of the ids that note fields hold. */
type Names = { users: Map<number, string>; values: Map<number, string> }

/**
 * Judges a note as it would be. An inactive value, and an assignee who has left, may stay where they are.
 * @param at what stands before the paths of the errors: `fields.` of a save.
 * @throws request.invalid with the fields
 */
export async function checkNote(
  db: Db,
  place: NotePlace,
  before: NoteRow | null,
  after: NoteValues,
  at = '',
): Promise<Names> {
  const errors: FieldError[] = []
  const refuse = (name: string, message: string) => errors.push({ path: `${at}${name}`, message })
  const changed = new Set(changedFields(before && valuesOf(before), after))

  if (after.isTicket && after.assigneeId === null) refuse('assigneeId', 'Choose who sees to this ticket')
  if (!after.isTicket)
    for (const name of ['assigneeId', 'dueOn', 'priority'] as const)
      if (after[name] !== null) refuse(name, `Only a ticket has “${noteLabels[name]}”`)

  const people = await queries.listPeople(db, place.kind, place.locationId)
  const users = new Map(people.map(({ id, name }) => [id, name]))
  if (
    after.isTicket &&
    after.assigneeId !== null &&
    changed.has('assigneeId') &&
    !users.has(after.assigneeId)
  )
    refuse('assigneeId', 'This user cannot be assigned tickets of this record')
  if (before?.assigneeId) users.set(before.assigneeId, before.assigneeName ?? '')

  const ids = catalogueFields
    .flatMap((name) => [before?.[name], after[name]])
    .filter((x) => typeof x === 'number')
  const rows = await queries.listValues(db, ids)
  for (const name of catalogueFields) {
    const id = after[name]
    if (id === null || !changed.has(name)) continue
    const row = rows.find((r) => r.id === id)
    const [catalogue, noun] = catalogueOf[name]
    if (!row || row.catalogue !== catalogue) refuse(name, `There is no such ${noun}`)
    else if (!row.active) refuse(name, `This ${noun} is no longer in use`)
  }
  if (errors.length) fail('request.invalid', {}, { errors })
  return { users, values: new Map(rows.map(({ id, name }) => [id, name])) }
}

/** What changed, as people read it. */
export const changesOf = (before: NoteValues | null, after: NoteValues, names: Names): Change[] =>
  changedFields(before, after).map((name) => ({
    field: noteLabels[name],
    old: before && toText(name, before, names),
    new: toText(name, after, names),
  }))

function toText(name: NoteField, values: NoteValues, names: Names): string | null {
  const value = values[name]
  if (value === null || value === '') return null
  if (name === 'isTicket') return value ? 'Yes' : 'No'
  if (name === 'priority') return priorityLabels[values.priority!]
  if (name === 'assigneeId') return names.users.get(value as number) ?? `#${String(value)}`
  if (name in catalogueOf) return names.values.get(value as number) ?? `#${String(value)}`
  return String(value)
}

export const kindOf = ({ isTicket }: { isTicket: boolean }) => (isTicket ? 'ticket' : 'note')

/** In the morning of its due date the assignee is told, unless that morning is over. */
const dueHour = 7

/**
 * Tells whom the note concerns now, and did not before: a new assignee, and users newly named in its text. Nobody is
 * told of what they did themselves, nor twice of one note.
 */
export async function tellOthers(
  ctx: Ctx,
  db: Db,
  place: NotePlace,
  noteId: number,
  before: NoteValues | null,
  after: NoteValues,
): Promise<void> {
  const { userId, company } = ctx.actor
  const about = { noteId, customerId: place.customerId, byUserId: userId, at: ctx.now }
  const assigned =
    after.assigneeId !== null && after.assigneeId !== before?.assigneeId ? after.assigneeId : null
  if (assigned !== null && assigned !== userId)
    await notify(db, { ...about, kind: 'ticket_assigned', userIds: [assigned] })

  if (!before || before.body !== after.body || before.subject !== after.subject) {
    const named = new Set(mentionsIn(`${after.subject}\n${after.body}`))
    const people = named.size ? await queries.listPeople(db, place.kind, place.locationId) : []
    const ids = people.filter(({ username }) => named.has(username)).map(({ id }) => id)
    const fresh = await queries.replaceMentions(db, noteId, ids)
    const told = fresh.filter((id) => id !== userId && id !== assigned)
    await notify(db, { ...about, kind: 'mention', userIds: told })
  }

  if (after.dueOn !== null && after.dueOn !== before?.dueOn) {
    const morning = DateTime.fromISO(after.dueOn, { zone: company.timeZone })
      .set({ hour: dueHour })
      .toJSDate()
    if (morning > ctx.now) await queries.addDueJob(db, noteId, morning)
  }
}
