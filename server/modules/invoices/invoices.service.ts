/** Invoices and quotes of one record. Every change is made under the locks of the record and of who pays. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Invoice, NewInvoiceLine } from '#shared/contracts/invoice-values.ts'
import type { invoices } from '#shared/contracts/invoices.ts'
import { fail } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import { invoiceKinds, invoiceStatuses } from '#shared/rules/invoices.ts'
import { todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { listPageOf } from '../history/history.service.ts'
import { lockPayer, nextNumber, post } from '../ledger/ledger.service.ts'
import { listBillable } from '../work-orders/work-orders.service.ts'
import { changesOf, linesText, toInvoice } from './invoices.answers.ts'
import * as queries from './invoices.queries.ts'
import type { InvoiceDbRow, InvoiceValues } from './invoices.queries.ts'
import { columnsOf, judge, postInvoice, release } from './invoices.saving.ts'

export { linesOf, readPaper } from './invoices.papers.ts'
export { invoicesPart } from './invoices.part.ts'
export { invoicePdf, paperName } from './invoices.pdf.ts'
export { accountName, findMoney, listItems, listTerms } from './invoices.queries.ts'

type Request<K extends keyof typeof invoices> = Parsed<(typeof invoices)[K]>

const todayOf = (ctx: Pick<Ctx, 'actor' | 'now'>) => todayIn(ctx.actor.company.timeZone, ctx.now)

/** @throws customers.not_found, access.denied_here; work_orders.not_found */
export async function listChoices(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'choices'>,
): Promise<Output<typeof invoices.choices>> {
  const record = await getReadable(ctx, db, params.customerId, 'invoices.view')
  const today = todayOf(ctx)
  return {
    today,
    items: await queries.listItems(db),
    terms: await queries.listTerms(db),
    rates: await queries.listRates(db, record.id, query.on ?? today),
    ...(await queries.findMoney(db, record.id)),
    workOrder:
      query.workOrderId === undefined ? null : await listBillable(ctx, db, record, query.workOrderId),
  }
}

const getRow = async (db: Db, customerId: number, invoiceId: number): Promise<InvoiceDbRow> =>
  (await queries.findInvoice(db, customerId, invoiceId)) ?? fail('invoices.not_found')

const answer = async (ctx: Ctx, db: Db, record: Visible, id: number): Promise<Invoice> =>
  toInvoice(ctx, record, await getRow(db, record.id, id))

/** @throws customers.not_found, access.denied_here; invoices.not_found */
export async function readInvoice(
  ctx: Ctx,
  db: Db,
  { params }: { params: Request<'get'>['params'] },
): Promise<Invoice> {
  return answer(ctx, db, await getReadable(ctx, db, params.customerId, 'invoices.view'), params.invoiceId)
}

/** @throws customers.not_found, access.denied_here; invoices.not_found */
export async function listInvoiceHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof invoices.history>> {
  const record = await getReadable(ctx, db, params.customerId, 'invoices.view')
  const row = await getRow(db, record.id, params.invoiceId)
  return listPageOf(ctx, db, record, { entity: 'invoice', entityId: row.id }, query)
}

async function lock(
  ctx: Ctx,
  db: Db,
  customerId: number,
  level: 'create' | 'modify' | 'delete' | 'view',
): Promise<Visible> {
  const record = await getWritable(ctx, db, customerId, `invoices.${level}`)
  requireAt(ctx.actor, 'invoices.view', record.locationId)
  return record
}

/** The record, its payer and the invoice, held; refused if somebody changed it since it was read. */
async function hold(ctx: Ctx, db: Db, params: Request<'get'>['params'], version: number | null) {
  const record = await lock(ctx, db, params.customerId, version === null ? 'delete' : 'modify')
  const payer = (await queries.findPayer(db, record.id, params.invoiceId)) ?? fail('invoices.not_found')
  if (payer !== record.id) await lockPayer(db, payer)
  const row = await getRow(db, record.id, params.invoiceId)
  if (version !== null && row.version !== version) {
    const who = row.updatedByName ?? 'Somebody else'
    const conflict = {
      invoice: toInvoice(ctx, record, row),
      changedBy: who,
      changedAt: (row.updatedAt ?? row.createdAt).toISOString(),
    }
    fail('invoices.stale', { who }, { extra: { conflict } })
  }
  return { record, row }
}

const nameOf = ({ kind, number }: Pick<InvoiceDbRow, 'kind' | 'number'>) =>
  number === null ? 'draft' : `${invoiceKinds[kind].toLowerCase()} #${number}`

function tell(
  ctx: Ctx,
  event: 'created' | 'saved' | 'issued' | 'voided' | 'written_off' | 'reopened' | 'declined' | 'deleted',
  row: Pick<InvoiceDbRow, 'id' | 'kind' | 'number' | 'customerId'>,
  changes: Change[],
) {
  ctx.history.add({
    event: `invoices.${event}`,
    entity: 'invoice',
    entityId: row.id,
    customerId: row.customerId,
    detail: { what: nameOf(row) },
    changes,
  })
}

/** @throws customers.…; invoices.leads_quote, .order_billed, .quote_closed; request.invalid with the fields */
export async function createInvoice(ctx: Ctx, db: Db, { params, body }: Request<'create'>): Promise<Invoice> {
  const { kind, draft, workOrderId, quoteId, lines, ...given } = body
  const record = await lock(ctx, db, params.customerId, 'create')
  if (kind === 'invoice' && record.kind === 'lead') fail('invoices.leads_quote')
  if (workOrderId !== null && kind === 'invoice') {
    if (!(await listBillable(ctx, db, record, workOrderId))) fail('work_orders.not_found')
    const taken = await queries.findOfWorkOrder(db, workOrderId)
    if (taken !== undefined) fail('invoices.order_billed', { number: taken })
  }
  if (quoteId !== null) {
    const quote = await getRow(db, record.id, quoteId)
    if (quote.kind !== 'quote' || quote.state !== 'open' || quote.invoice) fail('invoices.quote_closed')
    await queries.updateInvoice(db, quote.id, {
      state: 'accepted',
      updated_at: ctx.now,
      updated_by: ctx.actor.userId,
    })
    tell(ctx, 'saved', quote, [{ field: 'status', old: invoiceStatuses.open, new: invoiceStatuses.accepted }])
  }
  const isDraft = draft && kind === 'invoice'
  const { values, totals, names } = await judge(db, record.id, given, lines, null)
  const number = isDraft ? null : await nextNumber(db, kind)
  const id = await queries.insertInvoice(db, {
    kind,
    customer_id: record.id,
    payer_id: record.id,
    number,
    state: isDraft ? 'draft' : 'open',
    ...columnsOf(values, totals),
    work_order_id: workOrderId,
    quote_id: quoteId,
    created_at: ctx.now,
    created_by: ctx.actor.userId,
  })
  await queries.replaceLines(db, id, lines, totals)
  const owed = { id, kind, number, payerId: record.id, customerId: record.id }
  if (kind === 'invoice' && !isDraft) await postInvoice(ctx, db, owed, totals, 'invoice', values.invoiceOn)
  const { currency } = ctx.actor.company
  tell(
    ctx,
    'created',
    owed,
    changesOf(
      null,
      { ...values, lines: linesText(lines, names.items, currency), totalCents: totals.totalCents },
      names,
      currency,
    ),
  )
  return answer(ctx, db, record, id)
}

const givenLines = (row: InvoiceDbRow): NewInvoiceLine[] =>
  row.lines.map(({ itemId, description, quantityHundredths, priceCents, taxable }) => ({
    itemId,
    description,
    quantityHundredths,
    priceCents,
    taxable,
  }))
const valuesOf = ({ invoiceOn, dueOn, termId, poNumber, notes, taxExempt }: InvoiceDbRow): InvoiceValues => ({
  invoiceOn, dueOn, termId, poNumber, notes, taxExempt,
}) // prettier-ignore

/** @throws customers.…; invoices.not_found, .stale with what is stored now, .closed, .paid_already; request.invalid */
export async function saveInvoice(ctx: Ctx, db: Db, { params, body }: Request<'save'>): Promise<Invoice> {
  const { record, row } = await hold(ctx, db, params, body.version)
  if (row.state !== 'draft' && row.state !== 'open')
    fail('invoices.closed', { status: invoiceStatuses[row.status].toLowerCase() })
  const { lines: given, ...fields } = body.fields
  const lines = given ?? givenLines(row)
  const before = valuesOf(row)
  const money =
    given !== undefined ||
    (fields.taxExempt ?? row.taxExempt) !== row.taxExempt ||
    (fields.invoiceOn ?? row.invoiceOn) !== row.invoiceOn
  if (row.paidCents > 0 && money) fail('invoices.paid_already')
  const moved = fields.dueOn === undefined && (fields.termId !== undefined || fields.invoiceOn !== undefined)
  const judged = await judge(
    db,
    record.id,
    { ...before, ...fields, ...(moved && { dueOn: null }) },
    lines,
    row,
    'fields.',
  )
  // A rate that changed since changes no invoice whose money stays as it is.
  const totals = money
    ? judged.totals
    : {
        subtotalCents: row.subtotalCents,
        taxCents: row.taxCents,
        totalCents: row.totalCents,
        taxes: row.taxes,
      }
  const { currency } = ctx.actor.company
  const changes = changesOf(
    {
      ...before,
      lines: linesText(givenLines(row), judged.names.items, currency),
      totalCents: row.totalCents,
    },
    {
      ...judged.values,
      lines: linesText(lines, judged.names.items, currency),
      totalCents: totals.totalCents,
    },
    judged.names,
    currency,
  )
  if (!changes.length) {
    ctx.history.nothingChanged()
    return answer(ctx, db, record, row.id)
  }
  await queries.updateInvoice(db, row.id, {
    ...columnsOf(judged.values, totals),
    updated_at: ctx.now,
    updated_by: ctx.actor.userId,
  })
  if (money) await queries.replaceLines(db, row.id, lines, totals)
  if (row.kind === 'invoice' && row.state === 'open')
    await postInvoice(
      ctx,
      db,
      row,
      { subtotalCents: totals.subtotalCents - row.subtotalCents, taxCents: totals.taxCents - row.taxCents },
      'adjustment',
      todayOf(ctx),
    )
  tell(ctx, 'saved', row, changes)
  return answer(ctx, db, record, row.id)
}

async function step(
  ctx: Ctx,
  db: Db,
  row: InvoiceDbRow,
  state: InvoiceDbRow['state'],
  event: Parameters<typeof tell>[1],
  note = '',
  more = {},
): Promise<void> {
  await queries.updateInvoice(db, row.id, {
    ...more,
    state,
    updated_at: ctx.now,
    updated_by: ctx.actor.userId,
  })
  const changes = [{ field: 'status', old: invoiceStatuses[row.status], new: invoiceStatuses[state] }]
  tell(ctx, event, row, note ? [...changes, { field: 'notes', old: null, new: note }] : changes)
}

/** @throws customers.…; invoices.not_found, .stale, .closed */
export async function issueInvoice(ctx: Ctx, db: Db, { params, body }: Request<'issue'>): Promise<Invoice> {
  const { record, row } = await hold(ctx, db, params, body.version)
  if (row.state !== 'draft') fail('invoices.closed', { status: invoiceStatuses[row.status].toLowerCase() })
  const number = await nextNumber(db, 'invoice')
  await step(ctx, db, { ...row, number }, 'open', 'issued', '', { number })
  await postInvoice(ctx, db, row, row, 'invoice', row.invoiceOn)
  return answer(ctx, db, record, row.id)
}

/** What was paid of it becomes credit of its payer. @throws customers.…; invoices.not_found, .stale, .closed */
export async function voidInvoice(ctx: Ctx, db: Db, { params, body }: Request<'void'>): Promise<Invoice> {
  const { record, row } = await hold(ctx, db, params, body.version)
  if (row.kind !== 'invoice' || (row.state !== 'open' && row.state !== 'written_off'))
    fail('invoices.closed', { status: invoiceStatuses[row.status].toLowerCase() })
  const today = todayOf(ctx)
  if (row.state === 'written_off') await undoWriteOff(ctx, db, row, today)
  await release(ctx, db, row, today)
  await postInvoice(
    ctx,
    db,
    row,
    { subtotalCents: -row.subtotalCents, taxCents: -row.taxCents },
    'void',
    today,
    body.note,
  )
  await step(ctx, db, row, 'void', 'voided', body.note)
  return answer(ctx, db, record, row.id)
}

const left = (row: InvoiceDbRow) => row.totalCents - row.paidCents

/** @throws customers.…; invoices.not_found, .stale, .closed */
export async function writeOffInvoice(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'writeOff'>,
): Promise<Invoice> {
  const { record, row } = await hold(ctx, db, params, body.version)
  if (row.openCents <= 0) fail('invoices.closed', { status: invoiceStatuses[row.status].toLowerCase() })
  await post(db, {
    customerId: row.payerId, aboutId: row.customerId, kind: 'write_off', on: todayOf(ctx), at: ctx.now, by: ctx.actor.userId,
    invoiceId: row.id, memo: body.note, moves: [{ debit: 'write_off', credit: 'receivable', amountCents: left(row) }],
  }) // prettier-ignore
  await step(ctx, db, row, 'written_off', 'written_off', body.note)
  return answer(ctx, db, record, row.id)
}

async function undoWriteOff(ctx: Ctx, db: Db, row: InvoiceDbRow, on: string): Promise<void> {
  // What is paid is released from an open invoice only.
  await queries.updateInvoice(db, row.id, { state: 'open' })
  await post(db, {
    customerId: row.payerId, aboutId: row.customerId, kind: 'write_off_undone', on, at: ctx.now, by: ctx.actor.userId,
    invoiceId: row.id, moves: [{ debit: 'receivable', credit: 'write_off', amountCents: left(row) }],
  }) // prettier-ignore
}

/** @throws customers.…; invoices.not_found, .stale, .closed */
export async function reopenInvoice(ctx: Ctx, db: Db, { params, body }: Request<'reopen'>): Promise<Invoice> {
  const { record, row } = await hold(ctx, db, params, body.version)
  if (row.state !== 'written_off' && row.state !== 'declined')
    fail('invoices.closed', { status: invoiceStatuses[row.status].toLowerCase() })
  if (row.state === 'written_off') await undoWriteOff(ctx, db, row, todayOf(ctx))
  await step(ctx, db, row, 'open', 'reopened')
  return answer(ctx, db, record, row.id)
}

/** @throws customers.…; invoices.not_found, .stale, .quote_closed */
export async function declineQuote(ctx: Ctx, db: Db, { params, body }: Request<'decline'>): Promise<Invoice> {
  const { record, row } = await hold(ctx, db, params, body.version)
  if (row.kind !== 'quote' || row.state !== 'open') fail('invoices.quote_closed')
  await step(ctx, db, row, 'declined', 'declined', body.note)
  return answer(ctx, db, record, row.id)
}

/** @throws customers.…; invoices.not_found, .issued */
export async function removeInvoice(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<Output<typeof invoices.remove>> {
  const { row } = await hold(ctx, db, params, null)
  if (row.kind === 'invoice' && row.state !== 'draft') fail('invoices.issued')
  await queries.deleteInvoice(db, row.id)
  tell(ctx, 'deleted', row, [
    { field: 'totalCents', old: formatCents(row.totalCents, ctx.actor.company.currency), new: null },
  ])
  return {}
}
