/** What an invoice must fulfil, what it comes to, and what it leaves in the ledger. */
import type { NewInvoiceLine } from '#shared/contracts/invoice-values.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { type InvoiceTotals, invoiceTotals } from '#shared/rules/invoices.ts'
import { addDays } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { post } from '../ledger/ledger.service.ts'
import * as queries from './invoices.queries.ts'
import type { InvoiceDbRow, InvoiceValues } from './invoices.queries.ts'

export type Judged = {
  values: InvoiceValues
  totals: InvoiceTotals
  names: { items: ReadonlyMap<number, string>; terms: ReadonlyMap<number, string> }
}

/**
 * Judges an invoice as it would be, and adds it up at the rates of its day and address. An item or term that is out of use
 * may stay where it is.
 * @param at what stands before the paths of the errors: `fields.` of a save
 * @throws request.invalid with all fields at once
 */
export async function judge(
  db: Db,
  customerId: number,
  given: InvoiceValues,
  lines: readonly NewInvoiceLine[],
  before: InvoiceDbRow | null,
  at = '',
): Promise<Judged> {
  const errors: FieldError[] = []
  const refuse = (path: string, message: string) => errors.push({ path: `${at}${path}`, message })
  const items = new Map((await queries.listItems(db)).map((item) => [item.id, item]))
  const terms = new Map((await queries.listTerms(db)).map((term) => [term.id, term]))
  const had = new Set(before?.lines.map(({ itemId }) => itemId))
  for (const [index, { itemId }] of lines.entries()) {
    if (itemId === null || had.has(itemId)) continue
    if (!items.has(itemId)) refuse(`lines.${index}.itemId`, 'Choose an item from the list')
    else if (!items.get(itemId)!.active) refuse(`lines.${index}.itemId`, 'This item is no longer in use')
  }
  const term = given.termId === null ? undefined : terms.get(given.termId)
  if (given.termId !== null && given.termId !== before?.termId && !term?.active)
    refuse('termId', term ? 'These terms are no longer in use' : 'Choose terms from the list')
  const values = { ...given, dueOn: given.dueOn ?? addDays(given.invoiceOn, term?.days ?? 0) }
  if (values.dueOn < values.invoiceOn) refuse('dueOn', 'Not before its date')
  const totals = invoiceTotals(
    lines,
    await queries.listRates(db, customerId, values.invoiceOn),
    values.taxExempt,
  )
  if (totals.totalCents < 0) refuse('lines', 'Discounts cannot exceed what is charged')
  if (totals.totalCents > 9_999_999_999) refuse('lines', 'More than an invoice can hold')
  if (errors.length) fail('request.invalid', {}, { errors })
  const named = <T extends { name: string }>(map: Map<number, T>) =>
    new Map([...map].map(([id, { name }]) => [id, name]))
  return { values, totals, names: { items: named(items), terms: named(terms) } }
}

export const columnsOf = (values: InvoiceValues, totals: InvoiceTotals) => ({
  invoice_on: values.invoiceOn,
  due_on: values.dueOn,
  term_id: values.termId,
  po_number: values.poNumber,
  notes: values.notes,
  tax_exempt: values.taxExempt,
  subtotal_cents: totals.subtotalCents,
  tax_cents: totals.taxCents,
  total_cents: totals.totalCents,
})

type Owed = Pick<InvoiceDbRow, 'id' | 'payerId' | 'customerId'>
type Sums = { subtotalCents: number; taxCents: number }

/** What it adds to the account: its income and its tax. @param sign -1 takes it back */
export const postInvoice = (
  ctx: Pick<Ctx, 'now' | 'actor'>,
  db: Db,
  { id, payerId, customerId }: Owed,
  sums: Sums,
  kind: 'invoice' | 'adjustment' | 'void',
  on: string,
  memo = '',
): Promise<void> =>
  post(db, {
    customerId: payerId,
    aboutId: customerId,
    kind,
    on,
    at: ctx.now,
    by: ctx.actor.userId,
    invoiceId: id,
    memo,
    moves: [
      { debit: 'receivable', credit: 'income', amountCents: sums.subtotalCents },
      { debit: 'receivable', credit: 'tax_payable', amountCents: sums.taxCents },
    ],
  })

/** Takes back what was paid of it: the payments keep it as credit. */
export async function release(ctx: Ctx, db: Db, row: Owed, on: string): Promise<number> {
  const amountCents = await queries.releaseApplications(db, row.id, ctx.now)
  await post(db, {
    customerId: row.payerId,
    aboutId: row.customerId,
    kind: 'released',
    on,
    at: ctx.now,
    by: ctx.actor.userId,
    invoiceId: row.id,
    moves: [{ debit: 'receivable', credit: 'customer_credit', amountCents }],
  })
  return amountCents
}
