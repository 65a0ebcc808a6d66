/** The bytes of documents: in, out, and whether they are still those that were sealed. The store is spoken to in no transaction. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Output, Parsed } from '#shared/contract.ts'
import type { Edoc } from '#shared/contracts/edoc-values.ts'
import type { edocs } from '#shared/contracts/edocs.ts'
import { fail } from '#shared/errors.ts'
import { type EdocPage, maxEdocBytes } from '#shared/rules/edocs.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import type { StoredFile } from '#server/http/download.ts'
import type { Upload } from '#server/http/upload.ts'
import { fileStore, MissingBytes } from '#server/platform/file-store.ts'
import { queueSweep, receive } from '../files/files.service.ts'
import { edocChanges } from './edocs.answers.ts'
import * as checks from './edocs.checks.ts'
import { fillingsOf, pictureKeys } from './edocs.filling.ts'
import { mergedFor, readMerged } from './edocs.merge.ts'
import { fillPdf, readPages } from './edocs.paper.ts'
import * as queries from './edocs.queries.ts'
import { answer, factOf, requireRoom } from './edocs.service.ts'

type Request<K extends keyof typeof edocs> = Parsed<(typeof edocs)[K]>

export const sha256Of = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** @throws files.bytes_missing */
export async function bytesOf(companyId: number, key: string): Promise<Buffer> {
  try {
    return await buffer(await fileStore().read(companyId, key))
  } catch (error) {
    if (error instanceof MissingBytes) return fail('files.bytes_missing')
    throw error
  }
}

export const stored = (bytes: Uint8Array, fileName: string, inline: boolean): StoredFile => ({
  fileName: /\.pdf$/i.test(fileName) ? fileName : `${fileName}.pdf`,
  contentType: 'application/pdf',
  sizeBytes: bytes.length,
  etag: sha256Of(bytes).toString('hex'),
  inline,
  open: (range) =>
    Promise.resolve(Readable.from([range ? bytes.subarray(range.first, range.last + 1) : bytes])),
})

export type TakenPdf = {
  file_name: string
  storage_key: string
  sha256: Buffer
  size_bytes: number
  pages: EdocPage[]
}

/**
 * Receives a PDF between two looks at whether it may be, as files do, and looks into it before it is kept.
 * @throws edocs.not_pdf; files.too_large, .empty, .refused, .mismatch, .interrupted
 */
export async function takePdf<O, R>(
  ctx: IoCtx,
  file: Upload,
  name: string,
  open: (ctx: Ctx, db: Db) => Promise<O>,
  keep: (ctx: Ctx, db: Db, opened: O, pdf: TakenPdf) => Promise<R>,
): Promise<R> {
  await ctx.tx(async (ctx, db) => {
    await open(ctx, db)
    // Should the process die between the bytes and their row.
    await queueSweep(db, ctx.now)
  })
  const companyId = ctx.actor.company.id
  const fileName = /\.pdf$/i.test(name) ? name : `${name}.pdf`
  const version = await receive(companyId, file, fileName, maxEdocBytes)
  try {
    if (version.content_type !== 'application/pdf') fail('edocs.not_pdf', { why: 'it is of another type' })
    const pages = await readPages(await bytesOf(companyId, version.storage_key))
    const { sha256, size_bytes, storage_key } = version
    const pdf = { file_name: fileName, sha256, size_bytes, storage_key, pages }
    return await ctx.tx(async (ctx, db) => keep(ctx, db, await open(ctx, db), pdf))
  } catch (error) {
    await fileStore().remove(companyId, version.storage_key)
    throw error
  }
}

/** @throws edocs.off, .too_many, .provider_not_offered, and what takePdf() throws; customers.… */
export function uploadEdoc(ctx: IoCtx, { params, query }: Request<'upload'>, file: Upload): Promise<Edoc> {
  const open = async (ctx: Ctx, db: Db) => {
    const record = await checks.lockRecord(ctx, db, params.customerId, 'create')
    await requireRoom(db, record)
    return { record, provider: await checks.offeredProvider(db, query.providerId) }
  }
  return takePdf(ctx, file, query.name, open, async (ctx, db, { record, provider }, pdf) => {
    const name = query.name.replace(/\.pdf$/i, '')
    const { pages, ...bytes } = pdf
    const id = await queries.insertEdoc(db, {
      ...bytes,
      customer_id: record.id,
      edoc_provider_id: provider.id,
      name,
      created_at: ctx.now,
      created_by: ctx.actor.userId,
      pages: JSON.stringify(pages),
      fields: '[]',
    })
    await queries.addEvent(db, id, {
      kind: 'created',
      at: ctx.now,
      userId: ctx.actor.userId,
      detail: pdf.file_name,
    })
    ctx.history.add({
      ...factOf({ id, customer_id: record.id, name }),
      event: 'edocs.created',
      changes: [
        ...edocChanges(null, {
          name,
          provider: provider.name,
          subject: '',
          message: '',
          expires_days: 30,
          reminder_days: 3,
          signers: [],
        }),
        { field: 'document', old: null, new: pdf.file_name },
      ],
    })
    return answer(ctx, db, record, id)
  })
}

/** @throws edocs.…; customers.not_found, access.denied_here; files.bytes_missing */
export async function downloadEdoc(ctx: IoCtx, { params, query }: Request<'document'>): Promise<StoredFile> {
  const { row, signers, merged } = await ctx.tx(async (ctx, db) => {
    const record = await checks.openRecord(ctx, db, params.customerId)
    const row = await checks.getEdoc(db, record, params.edocId)
    const merged =
      row.status === 'draft' ? mergedFor(row.fields, await readMerged(ctx, db, record)) : row.merged
    return { row, merged, signers: await queries.listSigners(db, [row.id]) }
  })
  const inline = query.inline === 'true'
  const companyId = ctx.actor.company.id
  if (query.state === 'sealed') {
    if (!row.sealed_key || !row.sealed_sha256) return fail('edocs.not_completed')
    const bytes = await bytesOf(companyId, row.sealed_key)
    if (!sha256Of(bytes).equals(row.sealed_sha256)) {
      await noteTampered(ctx, row.id)
      return fail('edocs.tampered')
    }
    return stored(bytes, `${row.name} (signed)`, inline)
  }
  const source = await bytesOf(companyId, row.storage_key)
  if (query.state === 'source') return stored(source, row.file_name, inline)
  const pictures = new Map<string, Buffer>()
  for (const key of pictureKeys(signers)) pictures.set(key, await bytesOf(companyId, key))
  const doc = await fillPdf(
    source,
    row.fields,
    fillingsOf(row.fields, merged, signers, pictures, ctx.actor.company.timeZone),
  )
  return stored(await doc.save(), row.name, inline)
}

/** Whether the sealed bytes are those that were sealed. @throws edocs.not_completed; files.bytes_missing */
export async function verifyEdoc(
  ctx: IoCtx,
  { params }: Request<'verify'>,
): Promise<Output<typeof edocs.verify>> {
  const row = await ctx.tx(async (ctx, db) => {
    const record = await checks.openRecord(ctx, db, params.customerId)
    return checks.getEdoc(db, record, params.edocId)
  })
  if (!row.sealed_key || !row.sealed_sha256) return fail('edocs.not_completed')
  const found = sha256Of(await bytesOf(ctx.actor.company.id, row.sealed_key))
  const intact = found.equals(row.sealed_sha256)
  if (!intact) await noteTampered(ctx, row.id)
  return { intact, sha256: row.sealed_sha256.toString('hex'), found: found.toString('hex') }
}

/** Once is enough: that it was found stays, whatever lies there later. */
async function noteTampered(ctx: IoCtx, edocId: number): Promise<void> {
  await ctx.tx(async (ctx, db) => {
    const row = await queries.lockEdoc(db, edocId)
    if (!row || row.tampered_at) return
    await queries.updateEdoc(db, row.id, { tampered_at: ctx.now })
    await queries.addEvent(db, row.id, { kind: 'tampered', at: ctx.now, userId: ctx.actor.userId })
    ctx.history.add({ ...factOf(row), event: 'edocs.tampered' })
  })
}
