/** Notes and tickets of one record. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Note, NoteConflict, notes } from '#shared/contracts/notes.ts'
import { fail } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { type CustomerPart, getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { listEntriesOf } from '../history/history.service.ts'
import { toNote } from './notes.answers.ts'
import * as queries from './notes.queries.ts'
import type { NoteRow, NoteValues } from './notes.queries.ts'
import { asNote, changesOf, checkNote, kindOf, type NotePlace, tellOthers, valuesOf } from './notes.saving.ts'

export const placeOf = (record: Visible): NotePlace => ({
  customerId: record.id,
  kind: record.kind,
  locationId: record.locationId,
})

/** @throws customers.not_found, access.denied_here */
export async function listNotes(
  ctx: Ctx,
  db: Db,
  { params, query }: Parsed<typeof notes.ofCustomer>,
): Promise<Output<typeof notes.ofCustomer>> {
  const record = await getReadable(ctx, db, params.customerId, 'notes.view')
  const rows = await queries.listNotes(db, record.id, { ...query, limit: query.limit + 1 })
  const page = rows.slice(0, query.limit)
  const may = (permission: 'notes.create' | 'notes.modify') =>
    !record.archived && ctx.actor.grants.has(permission, record.locationId)
  return {
    items: page.map((row) => toNote(ctx, row)),
    next: rows.length > query.limit ? page.at(-1)!.id : null,
    authors: await queries.listAuthors(db, record.id),
    abilities: { create: may('notes.create'), modify: may('notes.modify') },
  }
}

/** @throws notes.not_found */
async function getNote(
  db: Db,
  { customerId, noteId }: { customerId: number; noteId: number },
): Promise<NoteRow> {
  return (await queries.findNote(db, customerId, noteId)) ?? fail('notes.not_found')
}

/** @throws customers.not_found, access.denied_here, notes.not_found */
export async function readNote(ctx: Ctx, db: Db, { params }: Parsed<typeof notes.get>): Promise<Note> {
  await getReadable(ctx, db, params.customerId, 'notes.view')
  return toNote(ctx, await getNote(db, params))
}

/** @throws customers.not_found, access.denied_here, notes.not_found */
export async function listEdits(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof notes.edits>,
): Promise<Output<typeof notes.edits>> {
  const record = await getReadable(ctx, db, params.customerId, 'notes.view')
  const row = await getNote(db, params)
  return { items: await listEntriesOf(ctx, db, record, { entity: 'note', entityId: row.id }) }
}

/** @throws customers.not_found, access.denied_here */
export async function listPeople(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof notes.people>,
): Promise<Output<typeof notes.people>> {
  const record = await getReadable(ctx, db, params.customerId, 'notes.view')
  return { items: await queries.listPeople(db, record.kind, record.locationId) }
}

/** Whoever writes on a record also sees what stands there. */
async function writable(ctx: Ctx, db: Db, customerId: number, permission: 'notes.create' | 'notes.modify') {
  const record = await getWritable(ctx, db, customerId, permission)
  requireAt(ctx.actor, 'notes.view', record.locationId)
  return record
}

/** @throws customers.not_found, access.denied_here, customers.archived, request.invalid with the fields */
export async function createNote(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof notes.create>,
): Promise<Note> {
  const place = placeOf(await writable(ctx, db, params.customerId, 'notes.create'))
  const { followUpOfId, ...values } = body
  const names = await checkNote(db, place, null, values)
  if (followUpOfId !== null && !(await queries.findNote(db, params.customerId, followUpOfId)))
    fail(
      'request.invalid',
      {},
      { errors: [{ path: 'followUpOfId', message: 'This record has no such note' }] },
    )
  const id = await queries.insertNote(db, values, {
    customerId: place.customerId,
    createdBy: ctx.actor.userId,
    createdAt: ctx.now,
    followUpOf: followUpOfId,
  })
  ctx.history.add({
    event: 'notes.created',
    entity: 'note',
    entityId: id,
    customerId: place.customerId,
    detail: { kind: kindOf(values), id },
    changes: changesOf(null, values, names),
  })
  await tellOthers(ctx, db, place, id, null, values)
  return toNote(ctx, await getNote(db, { customerId: place.customerId, noteId: id }))
}

/**
 * Saves changed members of a note, as of the version that they were read at. Taking the tick off a ticket makes a
 * plain note of it: its subject, text and the rest stay.
 * @throws customers.not_found, access.denied_here, customers.archived, notes.not_found, notes.stale with both sides,
 * request.invalid with the fields
 */
export async function saveNote(ctx: Ctx, db: Db, { params, body }: Parsed<typeof notes.save>): Promise<Note> {
  const place = placeOf(await writable(ctx, db, params.customerId, 'notes.modify'))
  const row = await getNote(db, params)
  if (row.version !== body.version) refuseStale(ctx, row)
  const before = valuesOf(row)
  const after: NoteValues = { ...before, ...(body.fields.isTicket === false && asNote), ...body.fields }
  if (!(await applyChange(ctx, db, place, row, after, 'fields.'))) ctx.history.nothingChanged()
  return toNote(ctx, await getNote(db, params))
}

/** Writes a note as it is to be, with its history, and tells whom it concerns. @returns whether anything changed */
export async function applyChange(
  ctx: Ctx,
  db: Db,
  place: NotePlace,
  row: NoteRow,
  after: NoteValues,
  errorsAt: string,
): Promise<boolean> {
  const before = valuesOf(row)
  const names = await checkNote(db, place, row, after, errorsAt)
  const changes = changesOf(before, after, names)
  if (!changes.length) return false
  await queries.updateNote(db, row.id, after, {
    updated_at: ctx.now,
    updated_by: ctx.actor.userId,
    ...(!after.isTicket && { closed_at: null, closed_by: null }),
  })
  ctx.history.add({
    event: 'notes.saved',
    entity: 'note',
    entityId: row.id,
    customerId: place.customerId,
    detail: { kind: kindOf(after), id: row.id },
    changes,
  })
  await tellOthers(ctx, db, place, row.id, before, after)
  return true
}

function refuseStale(ctx: Ctx, row: NoteRow): never {
  const edited = Math.max(row.updatedAt?.getTime() ?? 0, row.closedAt?.getTime() ?? 0)
  const byCloser = row.closedAt !== null && row.closedAt.getTime() === edited
  const who = (byCloser ? row.closedByName : row.updatedByName) ?? 'Somebody else'
  const conflict: NoteConflict = {
    note: toNote(ctx, row),
    changedBy: who,
    changedAt: new Date(edited || row.createdAt).toISOString(),
  }
  return fail('notes.stale', { who }, { extra: { conflict } })
}

/** Closes a ticket, or opens it again. What is so already stays so. @throws notes.not_a_ticket */
export async function setClosed(ctx: Ctx, db: Db, row: NoteRow, closed: boolean): Promise<boolean> {
  if (!row.isTicket) fail('notes.not_a_ticket')
  if ((row.closedAt !== null) === closed) return false
  await queries.updateNote(
    db,
    row.id,
    {},
    {
      closed_at: closed ? ctx.now : null,
      closed_by: closed ? ctx.actor.userId : null,
      ...(!closed && { updated_at: ctx.now, updated_by: ctx.actor.userId }),
    },
  )
  const [open, done] = ['Open', 'Closed']
  ctx.history.add({
    event: closed ? 'notes.closed' : 'notes.reopened',
    entity: 'note',
    entityId: row.id,
    customerId: row.customerId,
    detail: { id: row.id },
    changes: [{ field: 'Status', old: closed ? open! : done!, new: closed ? done! : open! }],
  })
  return true
}

/** @throws customers.not_found, access.denied_here, customers.archived, notes.not_found, notes.not_a_ticket */
export const closeNote = (ctx: Ctx, db: Db, { params }: Parsed<typeof notes.close>) =>
  turn(ctx, db, params, true)
/** @throws customers.not_found, access.denied_here, customers.archived, notes.not_found, notes.not_a_ticket */
export const reopenNote = (ctx: Ctx, db: Db, { params }: Parsed<typeof notes.reopen>) =>
  turn(ctx, db, params, false)

async function turn(
  ctx: Ctx,
  db: Db,
  params: { customerId: number; noteId: number },
  closed: boolean,
): Promise<Note> {
  await writable(ctx, db, params.customerId, 'notes.modify')
  const row = await getNote(db, params)
  if (!(await setClosed(ctx, db, row, closed))) ctx.history.nothingChanged()
  return toNote(ctx, await getNote(db, params))
}

/**
 * Notes stay with their record: an archived one keeps them, open tickets among them, and a duplicate gets none, as
 * they tell what happened to the original. They go when the record is deleted.
 */
export const notesPart: CustomerPart = { key: 'notes' }
