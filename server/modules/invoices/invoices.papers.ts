/** Invoices as they leave the house: the PDF, and the e-mail to the customer. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Parsed } from '#shared/contract.ts'
import type { Invoice } from '#shared/contracts/invoice-values.ts'
import type { invoices } from '#shared/contracts/invoices.ts'
import { fail } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import { formatDate } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, type IoCtx, requireAt } from '#server/http/context.ts'
import type { StoredFile } from '#server/http/download.ts'
import { findRecordRow, getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { queueMessage } from '../messages/messages.service.ts'
import { toPaper } from './invoices.answers.ts'
import { findInvoice, updateInvoice } from './invoices.queries.ts'
import { invoicePdf, paperName } from './invoices.pdf.ts'
import { readInvoice } from './invoices.service.ts'

type Request<K extends keyof typeof invoices> = Parsed<(typeof invoices)[K]>

/** As papers name a customer: name and address, line by line. */
function linesOf(row: Visible['row']): string[] {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
  const person = `${row.firstName} ${row.lastName}`
  const business = row.accountType === 'commercial' ? text(row.businessName) : null
  return [
    business ?? person,
    business ? person : null,
    text(row.addressLine1),
    text(row.addressLine2),
    [text(row.city), [text(row.state), text(row.zip)].filter(Boolean).join(' ')].filter(Boolean).join(', '),
  ].filter((line): line is string => Boolean(line))
}

/**
 * The paper of an invoice for whoever owes it, who has no permissions: the caller has seen to it that it is theirs.
 * @returns what makes it, outside of the transaction. @throws invoices.not_found
 */
export async function invoicePaper(
  db: Db,
  {
    customerId,
    invoiceId,
    company,
  }: { customerId: number; invoiceId: number; company: { name: string; currency: string } },
): Promise<() => Promise<Uint8Array>> {
  const row = (await findInvoice(db, customerId, invoiceId)) ?? fail('invoices.not_found')
  const record = await findRecordRow(db, customerId)
  const location = typeof record?.locationName === 'string' ? record.locationName : ''
  const lines = record ? linesOf(record) : []
  return () =>
    invoicePdf({
      invoice: toPaper(row),
      company: { ...company, location },
      billTo: lines,
      service: [],
    })
}

/** @throws customers.not_found, access.denied_here; invoices.not_found */
export async function downloadInvoice(ctx: IoCtx, { params, query }: Request<'pdf'>): Promise<StoredFile> {
  const { name, currency } = ctx.actor.company
  const paper = await ctx.tx(async (ctx, db) => {
    const record = await getReadable(ctx, db, params.customerId, 'invoices.view')
    const invoice = await readInvoice(ctx, db, { params })
    const payer = invoice.payer.id === record.id ? undefined : await findRecordRow(db, invoice.payer.id)
    const location = typeof record.row.locationName === 'string' ? record.row.locationName : ''
    return {
      invoice,
      company: { name, location, currency },
      billTo: linesOf(payer ?? record.row),
      service: payer ? linesOf(record.row) : [],
    }
  })
  const bytes = await invoicePdf(paper)
  return {
    fileName: `${paperName(paper.invoice).replace('#', '')}.pdf`,
    contentType: 'application/pdf',
    sizeBytes: bytes.length,
    etag: createHash('sha256').update(bytes).digest('hex'),
    inline: query.inline === 'true',
    open: (range) =>
      Promise.resolve(Readable.from([range ? bytes.subarray(range.first, range.last + 1) : bytes])),
  }
}

/**
 * Sends it with the company's e-mail channel; its text says what is owed and for what.
 * @throws customers.…; access.denied_here; invoices.not_found, .closed
 */
export async function emailInvoice(ctx: Ctx, db: Db, { params, body }: Request<'email'>): Promise<Invoice> {
  const record = await getWritable(ctx, db, params.customerId, 'invoices.view')
  requireAt(ctx.actor, 'messages.create', record.locationId)
  const invoice = await readInvoice(ctx, db, { params })
  if (invoice.status === 'draft' || invoice.status === 'void')
    fail('invoices.closed', { status: invoice.status })
  const { company, userId, userName } = ctx.actor
  const money = (cents: number) => formatCents(cents, company.currency)
  const text = [
    ...(body.message ? [body.message, ''] : []),
    `${paperName(invoice)} of ${company.name}, ${formatDate(invoice.invoiceOn)}`,
    '',
    ...invoice.lines.map(
      (line) =>
        `${[line.item?.name, line.description].filter(Boolean).join(': ')}: ${money(line.amountCents)}`,
    ),
    ...invoice.taxes.map((tax) => `${tax.name}: ${money(tax.taxCents)}`),
    `Total: ${money(invoice.totalCents)}`,
    ...(invoice.kind === 'invoice'
      ? [
          `Amount due: ${money(invoice.openCents)}${invoice.openCents > 0 && invoice.dueOn ? `, by ${formatDate(invoice.dueOn)}` : ''}`,
        ]
      : []),
    ...(invoice.notes ? ['', invoice.notes] : []),
  ].join('\n')
  await queueMessage(db, ctx.history, {
    customerId: record.id,
    channel: 'email',
    category: 'transactional',
    dedupeKey: `invoice ${invoice.id} ${ctx.now.toISOString()}`,
    to: { address: body.to, name: invoice.payer.name },
    subject: `${paperName(invoice)} of ${company.name}`,
    // What looks like a merge field in somebody's words is none.
    text: text.replaceAll('{', '(').replaceAll('}', ')'),
    now: ctx.now,
    by: userId === null ? null : { id: userId, name: userName },
  })
  await updateInvoice(db, invoice.id, { emailed_at: ctx.now })
  ctx.history.add({
    event: 'invoices.emailed',
    entity: 'invoice',
    entityId: invoice.id,
    customerId: record.id,
    detail: { what: paperName(invoice).toLowerCase() },
    changes: [],
  })
  return readInvoice(ctx, db, { params })
}
