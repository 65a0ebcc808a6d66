/** The files of a record: what is said of them. Their bytes come and go in files.contents.ts. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { FileList, FileRow, files } from '#shared/contracts/files.ts'
import { fail } from '#shared/errors.ts'
import { restoreDays } from '#shared/rules/files.ts'
import { dayMs } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { listPageOf } from '../history/history.service.ts'
import { fileChanges, toFile, toVersion } from './files.answers.ts'
import * as queries from './files.queries.ts'
import type { FileRecord } from './files.queries.ts'
import { sweepAfterMs } from './files.jobs.ts'

export { filesPart } from './files.part.ts'

/** Has bytes looked for that belong to nothing; for whoever puts bytes into the file store beside files. */
export const queueSweep = (db: Db, now: Date): Promise<void> =>
  queries.addSweepJob(db, new Date(now.getTime() + sweepAfterMs))

/**
 * Keeps bytes that are in the file store already as a file of the record: a sealed document. The job that made it says so
 * in its own history.
 */
export async function keepFile(
  db: Db,
  customerId: number,
  name: string,
  version: queries.NewVersion,
  at: Date,
): Promise<number> {
  const id = await queries.insertFile(db, customerId, { name, category_id: null, description: '' })
  await queries.insertVersion(db, id, 1, version, { userId: null, at })
  return id
}

export { receive } from './files.receiving.ts'

type Request<K extends keyof typeof files> = Parsed<(typeof files)[K]>

/** Bytes that a file of this company may have. */
export const maxBytesOf = (ctx: Pick<Ctx, 'actor'>): number =>
  ctx.actor.company.settings.maxFileMb * 1_048_576

/** @throws customers.not_found, access.denied_here */
export async function readFiles(ctx: Ctx, db: Db, { params }: Request<'list'>): Promise<FileList> {
  const record = await getReadable(ctx, db, params.customerId, 'files.view')
  const may = (level: 'create' | 'modify' | 'delete') =>
    !record.archived && ctx.actor.grants.has(`files.${level}`, record.locationId)
  const rows = await queries.listFiles(db, record.id)
  const since = ctx.now.getTime() - restoreDays * dayMs
  const deleted = rows
    .filter((row) => row.deleted_at && row.deleted_at.getTime() > since)
    .toSorted((a, b) => b.deleted_at!.getTime() - a.deleted_at!.getTime())
  return {
    items: rows.filter((row) => !row.deleted_at).map(toFile),
    deleted: may('delete') ? deleted.map(toFile) : [],
    categories: await queries.listCategories(db),
    maxBytes: maxBytesOf(ctx),
    abilities: { create: may('create'), modify: may('modify'), delete: may('delete') },
    readOnlyReason: record.archived ? 'archived' : null,
  }
}

/** The files of a record that may go out with a message, as they are now. Whoever asks has judged who may see them. */
export const listAttachable = async (db: Db, customerId: number): Promise<FileRecord[]> =>
  (await queries.listFiles(db, customerId)).filter((row) => !row.deleted_at)

/** The file, unless it is deleted. @throws files.not_found */
export async function fileOf(db: Db, record: Visible, fileId: number): Promise<FileRecord> {
  const [row] = await queries.listFiles(db, record.id, fileId)
  return row && !row.deleted_at ? row : fail('files.not_found')
}

/** @throws customers.not_found, access.denied_here; files.not_found */
export async function readFile(
  ctx: Ctx,
  db: Db,
  { params }: Request<'get'>,
): Promise<Output<typeof files.get>> {
  const record = await getReadable(ctx, db, params.customerId, 'files.view')
  const row = await fileOf(db, record, params.fileId)
  return { ...toFile(row), versions: (await queries.listVersions(db, row.id)).map(toVersion) }
}

/** @throws customers.not_found, access.denied_here; files.not_found */
export async function listFileHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof files.history>> {
  const record = await getReadable(ctx, db, params.customerId, 'files.view')
  const row = await fileOf(db, record, params.fileId)
  return listPageOf(ctx, db, record, { entity: 'file', entityId: row.id }, query)
}

/** The record, locked, for a change by somebody who sees its files. @throws customers.…, access.denied_here */
export async function lock(
  ctx: Ctx,
  db: Db,
  customerId: number,
  level: 'create' | 'modify' | 'delete',
): Promise<Visible> {
  const record = await getWritable(ctx, db, customerId, `files.${level}`)
  requireAt(ctx.actor, 'files.view', record.locationId)
  return record
}

/**
 * The category's name; null for none.
 * @param current what the file has: it may stay when it is out of use.
 * @throws request.invalid at the field
 */
export async function checkCategory(
  db: Db,
  categoryId: number | null,
  current: number | null,
  path: string,
): Promise<string | null> {
  if (categoryId === null) return null
  const found = (await queries.listCategories(db)).find(({ id }) => id === categoryId)
  if (found && (found.active || found.id === current)) return found.name
  const message = found ? 'This category is out of use' : 'There is no such category'
  return fail('request.invalid', {}, { errors: [{ path, message }] })
}

/** @throws customers.…; files.not_found; files.stale with what is stored now; request.invalid with the fields */
export async function changeFile(ctx: Ctx, db: Db, { params, body }: Request<'update'>): Promise<FileRow> {
  const record = await lock(ctx, db, params.customerId, 'modify')
  const before = await fileOf(db, record, params.fileId)
  if (before.version !== body.version) fail('files.stale', {}, { extra: { current: toFile(before) } })
  const { name, categoryId, description } = body.file
  const category = await checkCategory(db, categoryId, before.category_id, 'file.categoryId')
  const { number, content_type, size_bytes } = before
  const changes = fileChanges(before, { name, category, description, number, content_type, size_bytes })
  if (!changes.length) {
    ctx.history.nothingChanged()
    return toFile(before)
  }
  await queries.updateFile(db, before.id, { name, category_id: categoryId, description })
  note(ctx, 'files.changed', before, changes)
  return toFile(await fileOf(db, record, before.id))
}

/** Deletes the file for 30 days, and for good then. @throws customers.…; files.not_found */
export async function removeFile(ctx: Ctx, db: Db, { params }: Request<'remove'>): Promise<FileRow> {
  const record = await lock(ctx, db, params.customerId, 'delete')
  const gone = await fileOf(db, record, params.fileId)
  await queries.updateFile(db, gone.id, { deleted_at: ctx.now, deleted_by: ctx.actor.userId })
  await queries.addPurgeJob(db, gone.id, new Date(ctx.now.getTime() + restoreDays * dayMs))
  note(ctx, 'files.deleted', gone, fileChanges(gone, null))
  return toFile({ ...gone, version: gone.version + 1, deleted_at: ctx.now })
}

/** @throws customers.…; files.not_found, files.not_deleted */
export async function restoreFile(ctx: Ctx, db: Db, { params }: Request<'restore'>): Promise<FileRow> {
  const record = await lock(ctx, db, params.customerId, 'delete')
  const [row] = await queries.listFiles(db, record.id, params.fileId)
  if (!row) return fail('files.not_found')
  if (!row.deleted_at) return fail('files.not_deleted')
  // Its time may be over, and the job that ends it late.
  if (row.deleted_at.getTime() + restoreDays * dayMs <= ctx.now.getTime()) return fail('files.not_found')
  await queries.updateFile(db, row.id, { deleted_at: null, deleted_by: null })
  note(ctx, 'files.restored', row, fileChanges(null, row))
  return toFile(await fileOf(db, record, row.id))
}

export function note(
  ctx: Ctx,
  event: 'files.uploaded' | 'files.version_added' | 'files.changed' | 'files.deleted' | 'files.restored',
  file: { id: number; customer_id: number; name: string },
  changes: ReturnType<typeof fileChanges>,
  detail: Record<string, string | number> = {},
): void {
  ctx.history.add({
    event,
    entity: 'file',
    entityId: file.id,
    customerId: file.customer_id,
    detail: { name: file.name, ...detail },
    changes,
  })
}
