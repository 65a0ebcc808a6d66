/**
 * Bytes in and out. An upload is allowed in one transaction, received in none, and noted in another: a line that breaks
 * holds nothing up. Who may read is asked again with every download.
 */
import type { Parsed } from '#shared/contract.ts'
import type { FileRow, files } from '#shared/contracts/files.ts'
import { fail } from '#shared/errors.ts'
import { maxFiles, maxVersions, previewOf } from '#shared/rules/files.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import type { StoredFile } from '#server/http/download.ts'
import type { Upload } from '#server/http/upload.ts'
import { fileStore, MissingBytes } from '#server/platform/file-store.ts'
import { getReadable } from '../customers/customers.service.ts'
import { fileChanges, toFile } from './files.answers.ts'
import * as queries from './files.queries.ts'
import type { NewVersion } from './files.queries.ts'
import { receive } from './files.receiving.ts'
import { checkCategory, fileOf, lock, maxBytesOf, note } from './files.service.ts'
import { sweepAfterMs } from './files.jobs.ts'

type Request<K extends keyof typeof files> = Parsed<(typeof files)[K]>

/** @throws customers.…; files.too_many, and what receive() throws; request.invalid with the fields */
export function uploadFile(ctx: IoCtx, { params, query }: Request<'upload'>, file: Upload): Promise<FileRow> {
  const { name, description, categoryId = null } = query
  const open = async (ctx: Ctx, db: Db) => {
    const record = await lock(ctx, db, params.customerId, 'create')
    if ((await queries.countFiles(db, record.id)) >= maxFiles) fail('files.too_many', { max: maxFiles })
    return { record, category: await checkCategory(db, categoryId, null, 'categoryId') }
  }
  return take(ctx, file, name, open, async (ctx, db, { record, category }, version) => {
    const id = await queries.insertFile(db, record.id, { name, category_id: categoryId, description })
    await queries.insertVersion(db, id, 1, version, { userId: ctx.actor.userId, at: ctx.now })
    const added = { id, customer_id: record.id, name, category, description, ...version }
    note(ctx, 'files.uploaded', added, fileChanges(null, added))
    return toFile(await fileOf(db, record, id))
  })
}

/** @throws customers.…; files.not_found, files.stale, files.too_many_versions, and what receive() throws */
export function addVersion(
  ctx: IoCtx,
  { params, query }: Request<'addVersion'>,
  file: Upload,
): Promise<FileRow> {
  const open = async (ctx: Ctx, db: Db) => {
    const record = await lock(ctx, db, params.customerId, 'modify')
    const before = await fileOf(db, record, params.fileId)
    if (before.version !== query.version) fail('files.stale', {}, { extra: { current: toFile(before) } })
    if (before.number >= maxVersions) fail('files.too_many_versions', { max: maxVersions })
    return { record, before }
  }
  return take(ctx, file, query.name, open, async (ctx, db, { record, before }, version) => {
    const number = before.number + 1
    await queries.insertVersion(db, before.id, number, version, { userId: ctx.actor.userId, at: ctx.now })
    note(ctx, 'files.version_added', before, fileChanges(before, { ...before, ...version, number }), {
      number,
    })
    return toFile(await fileOf(db, record, before.id))
  })
}

/**
 * Receives a file between two looks at whether it may be: what held when it began may hold no longer. If its rows are
 * not committed the bytes go again; the sweep takes what a process leaves that dies in between.
 */
async function take<O>(
  ctx: IoCtx,
  file: Upload,
  name: string,
  open: (ctx: Ctx, db: Db) => Promise<O>,
  keep: (ctx: Ctx, db: Db, opened: O, version: NewVersion) => Promise<FileRow>,
): Promise<FileRow> {
  await ctx.tx(async (ctx, db) => {
    await open(ctx, db)
    await queries.addSweepJob(db, new Date(ctx.now.getTime() + sweepAfterMs))
  })
  const companyId = ctx.actor.company.id
  const version = await receive(companyId, file, name, maxBytesOf(ctx))
  try {
    return await ctx.tx(async (ctx, db) => keep(ctx, db, await open(ctx, db), version))
  } catch (error) {
    await fileStore().remove(companyId, version.storage_key)
    throw error
  }
}

/** @throws customers.not_found, access.denied_here; files.not_found, files.no_such_version, files.bytes_missing */
export async function downloadFile(ctx: IoCtx, { params, query }: Request<'download'>): Promise<StoredFile> {
  const { file, version } = await ctx.tx(async (ctx, db) => {
    const record = await getReadable(ctx, db, params.customerId, 'files.view')
    const file = await fileOf(db, record, params.fileId)
    if (query.number === undefined || query.number === file.number) return { file, version: file }
    const versions = await queries.listVersions(db, file.id)
    const version = versions.find(({ number }) => number === query.number)
    return { file, version: version ?? fail('files.no_such_version') }
  })
  const companyId = ctx.actor.company.id
  return {
    fileName: version === file ? file.name : version.original_name,
    contentType: version.content_type,
    sizeBytes: version.size_bytes,
    etag: version.sha256.toString('hex'),
    inline: query.inline === 'true' && previewOf(version.content_type) !== null,
    open: (range) =>
      fileStore()
        .read(companyId, version.storage_key, range)
        .catch((error: unknown) => {
          throw error instanceof MissingBytes ? fail('files.bytes_missing') : error
        }),
  }
}
