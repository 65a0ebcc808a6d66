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
import { queueMessage, readReach } from '../messages/messages.service.ts'
import { paperFactsOf } from './invoices.answers.ts'
import { findInvoice, updateInvoice } from './invoices.queries.ts'
import { type InvoicePaper, invoicePdf, paperName } from './invoices.pdf.ts'
import { readInvoice } from './invoices.service.ts'

type Request<K extends keyof typeof invoices> = Parsed<(typeof invoices)[K]>

/** As papers name a customer: name and address, line by line. */
export function linesOf(row: Visible['row']): string[] {
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
 * An invoice's paper, for who pays it; whether one may have it is the caller's to judge.
 * @param customerId whose place it is for
 */
export async function readPaper(
  db: Db,
  company: { name: string; currency: string },
  customerId: number,
  invoiceId: number,
): Promise<InvoicePaper> {
  const row = (await findInvoice(db, customerId, invoiceId)) ?? fail('invoices.not_found')
  const place = (await findRecordRow(db, customerId)) ?? fail('invoices.not_found')
  const payer = row.payerId === customerId ? undefined : await findRecordRow(db, row.payerId)
  return {
    invoice: paperFactsOf(row),
    company: {
      ...company,
      location: typeof place.locationName === 'string' ? place.locationName : '',
    },
    billTo: linesOf(payer ?? place),
    service: payer ? linesOf(place) : [],
  }
}

/** @throws customers.not_found, access.denied_here; invoices.not_found */
export async function downloadInvoice(ctx: IoCtx, { params, query }: Request<'pdf'>): Promise<StoredFile> {
  const { name, currency } = ctx.actor.company
  const paper = await ctx.tx(async (ctx, db) => {
    const record = await getReadable(ctx, db, params.customerId, 'invoices.view')
    return readPaper(db, { name, currency }, record.id, params.invoiceId)
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
  // The portal's door, not a link of the customer's own: what stands here stays in the thread.
  const { publicUrl } = await readReach(db, company.id)
  const payUrl =
    company.settings.paymentPortal && publicUrl && invoice.openCents > 0
      ? `${publicUrl}/pay/${company.id}`
      : null
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
    ...(payUrl ? ['', `Pay online: ${payUrl}`] : []),
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
