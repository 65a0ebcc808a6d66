/**
 * The signature's picture and the document: bytes in and out. Who may is asked again with every download; the file store
 * is spoken to in no transaction.
 */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { PDFDocument } from 'pdf-lib'
import type { Parsed } from '#shared/contract.ts'
import type { WorkOrder } from '#shared/contracts/work-order-values.ts'
import type { workOrders } from '#shared/contracts/work-orders.ts'
import { fail } from '#shared/errors.ts'
import { formatPhone } from '#shared/phone.ts'
import { maxSignatureBytes, maxSignaturePixels } from '#shared/rules/work-orders.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import type { StoredFile } from '#server/http/download.ts'
import { fileStore, MissingBytes } from '#server/platform/file-store.ts'
import { getReadable, type Visible } from '../customers/customers.service.ts'
import { queueSweep } from '../files/files.service.ts'
import { updateWorkOrder } from './work-orders.queries.ts'
import { workOrderPdf } from './work-orders.pdf.ts'
import { answer, getRow, lock, requireCurrent } from './work-orders.service.ts'

type Request<K extends keyof typeof workOrders> = Parsed<(typeof workOrders)[K]>

const notAPicture = (): never =>
  fail('request.invalid', {}, { errors: [{ path: 'png', message: 'This is no picture of a signature' }] })

/** A PNG that a document can hold, of a sensible size: what its head says is believed only after it was read whole. */
async function readPicture(base64: string): Promise<Buffer> {
  const bytes = Buffer.from(base64, 'base64')
  const head = bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
  if (!head || bytes.length < 33 || bytes.length > maxSignatureBytes) return notAPicture()
  const [w, h] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  if (w < 1 || h < 1 || w > maxSignaturePixels || h > maxSignaturePixels) return notAPicture()
  try {
    await (await PDFDocument.create()).embedPng(bytes)
  } catch {
    return notAPicture()
  }
  return bytes
}

/** @throws customers.…; work_orders.not_found, .stale with what is stored now; request.invalid */
export async function signWorkOrder(ctx: IoCtx, { params, body }: Request<'sign'>): Promise<WorkOrder> {
  const open = async (ctx: Ctx, db: Db) => {
    const record = await lock(ctx, db, params.customerId, 'modify')
    const row = await getRow(db, record.id, params.workOrderId)
    await requireCurrent(ctx, db, record, row, body.version)
    if (row.status === 'canceled') fail('work_orders.closed', { status: 'canceled' })
    return { record, row }
  }
  await ctx.tx(async (ctx, db) => {
    await open(ctx, db)
    // Should the process die between the bytes and their row.
    await queueSweep(db, ctx.now)
  })
  const bytes = await readPicture(body.png)
  const companyId = ctx.actor.company.id
  const key = await fileStore().put(companyId, Readable.from([bytes]))
  try {
    return await ctx.tx(async (ctx, db) => {
      const { record, row } = await open(ctx, db)
      await updateWorkOrder(db, row.id, {}, {
        signature_key: key,
        signed_name: body.name,
        signed_at: ctx.now,
        updated_at: ctx.now,
        updated_by: ctx.actor.userId,
      }) // prettier-ignore
      ctx.history.add({
        event: 'work_orders.signed',
        entity: 'work_order',
        entityId: row.id,
        customerId: record.id,
        detail: { id: row.id },
        changes: [{ field: 'signature', old: row.signedName, new: body.name }],
      })
      return answer(ctx, db, record, row.id)
    })
  } catch (error) {
    await fileStore().remove(companyId, key)
    throw error
  }
}

/** @throws customers.…; work_orders.not_found, .not_signed */
export async function clearSignature(
  ctx: Ctx,
  db: Db,
  { params }: Request<'clearSignature'>,
): Promise<WorkOrder> {
  const record = await lock(ctx, db, params.customerId, 'modify')
  const row = await getRow(db, record.id, params.workOrderId)
  if (!row.signedAt) fail('work_orders.not_signed')
  await updateWorkOrder(db, row.id, {}, {
    signature_key: null,
    signed_name: null,
    signed_at: null,
    updated_at: ctx.now,
    updated_by: ctx.actor.userId,
  }) // prettier-ignore
  await queueSweep(db, ctx.now)
  ctx.history.add({
    event: 'work_orders.signature_cleared',
    entity: 'work_order',
    entityId: row.id,
    customerId: record.id,
    detail: { id: row.id },
    changes: [{ field: 'signature', old: row.signedName, new: null }],
  })
  return answer(ctx, db, record, row.id)
}

async function pictureOf(companyId: number, key: string): Promise<Buffer> {
  try {
    return await buffer(await fileStore().read(companyId, key))
  } catch (error) {
    if (error instanceof MissingBytes) return fail('files.bytes_missing')
    throw error
  }
}

const stored = (bytes: Uint8Array, fileName: string, contentType: string, inline: boolean): StoredFile => ({
  fileName,
  contentType,
  sizeBytes: bytes.length,
  etag: createHash('sha256').update(bytes).digest('hex'),
  inline,
  open: (range) =>
    Promise.resolve(Readable.from([range ? bytes.subarray(range.first, range.last + 1) : bytes])),
})

/** @throws customers.not_found, access.denied_here; work_orders.not_found, .not_signed; files.bytes_missing */
export async function downloadSignature(ctx: IoCtx, { params }: Request<'signature'>): Promise<StoredFile> {
  const key = await ctx.tx(async (ctx, db) => {
    const record = await getReadable(ctx, db, params.customerId, 'work_orders.view')
    return (await getRow(db, record.id, params.workOrderId)).signatureKey ?? fail('work_orders.not_signed')
  })
  const bytes = await pictureOf(ctx.actor.company.id, key)
  return stored(bytes, `Signature of work order ${params.workOrderId}.png`, 'image/png', true)
}

/** As the dealer's papers name a customer. */
function customerOf({ id, row }: Visible) {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
  const person = `${row.firstName} ${row.lastName}`
  const business = row.accountType === 'commercial' ? text(row.businessName) : null
  const phone = text(row.primaryPhone) ?? text(row.cellPhone)
  const lines = [
    business ? person : null,
    text(row.addressLine1),
    text(row.addressLine2),
    [text(row.city), [text(row.state), text(row.zip)].filter(Boolean).join(' ')].filter(Boolean).join(', '),
    phone && formatPhone(phone),
  ].filter((line): line is string => Boolean(line))
  return { name: business ?? person, number: id, lines }
}

/** @throws customers.not_found, access.denied_here; work_orders.not_found; files.bytes_missing */
export async function downloadPdf(ctx: IoCtx, { params, query }: Request<'pdf'>): Promise<StoredFile> {
  const { id: companyId, name, timeZone, currency } = ctx.actor.company
  const { key, ...paper } = await ctx.tx(async (ctx, db) => {
    const record = await getReadable(ctx, db, params.customerId, 'work_orders.view')
    const { signatureKey: key } = await getRow(db, record.id, params.workOrderId)
    return {
      key,
      workOrder: await answer(ctx, db, record, params.workOrderId),
      company: { name, location: record.row.locationName, timeZone, currency },
      customer: customerOf(record),
    }
  })
  const bytes = await workOrderPdf({
    ...paper,
    signature: key === null ? null : await pictureOf(companyId, key),
  })
  return stored(bytes, `Work order ${params.workOrderId}.pdf`, 'application/pdf', query.inline === 'true')
}
