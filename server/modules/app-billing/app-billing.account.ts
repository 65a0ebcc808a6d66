/** What the Billing screen of a provider's app shows (ADB-004, ADB-005, ADB-010): the bills of one recurring invoice, and nothing else. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Output, Parsed } from '#shared/contract.ts'
import type {
  AppAttempt,
  AppBill,
  appBilling,
  AppBillingSummary,
  AppPayment,
} from '#shared/contracts/app-billing.ts'
import { fail } from '#shared/errors.ts'
import { balanceOf, isPastDue, offersOf } from '#shared/rules/app-billing.ts'
import { authorizationText, methodName } from '#shared/rules/billing-methods.ts'
import { declineReasons } from '#shared/rules/charges.ts'
import { paymentMethods } from '#shared/rules/payments.ts'
import type { Db } from '#server/db/database.ts'
import type { PublicCtx } from '#server/http/context.ts'
import type { StoredFile } from '#server/http/download.ts'
import { listForCustomer } from '../billing-methods/billing-methods.service.ts'
import { invoicePdf, readPaper } from '../invoices/invoices.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import { type Door, findStanding, getStanding, openDoor } from './app-billing.door.ts'
import * as queries from './app-billing.queries.ts'

type Request<K extends keyof typeof appBilling> = Parsed<(typeof appBilling)[K]>

export const toBill = (row: queries.BillRow, today: string): AppBill => ({
  id: row.id,
  number: row.number,
  invoiceOn: row.invoiceOn,
  dueOn: row.dueOn,
  totalCents: row.totalCents,
  openCents: row.openCents,
  status:
    row.state === 'written_off'
      ? 'closed'
      : row.openCents === 0
        ? 'paid'
        : isPastDue(row.dueOn, today)
          ? 'past_due'
          : 'open',
})

const attemptState = (state: string): AppAttempt['state'] =>
  state === 'approved'
    ? 'paid'
    : state === 'declined'
      ? 'declined'
      : state === 'failed' || state === 'canceled'
        ? 'failed'
        : 'processing'

export function toAttempt(row: queries.AttemptRow): AppAttempt {
  const state = attemptState(row.state)
  return {
    requestKey: row.requestKey,
    state,
    amountCents: row.amountCents,
    method: methodName(row.stored),
    askedAt: row.askedAt.toISOString(),
    reason:
      state === 'declined'
        ? declineReasons[row.reason ?? 'other'].label
        : state === 'failed'
          ? 'The payment could not be made. Nothing was charged.'
          : null,
    paymentId: row.paymentId,
  }
}

function toPayment(row: queries.PaymentRow): AppPayment {
  const bills = row.bills ?? []
  return {
    id: row.id,
    number: row.number,
    paidOn: row.paidOn,
    amountCents: bills.reduce((sum, { amountCents }) => sum + amountCents, 0),
    how: row.stored ? methodName(row.stored) : row.method ? paymentMethods[row.method] : 'Credit',
    status: row.returned ? 'returned' : 'paid',
    madeHere: row.madeHere,
    bills,
  }
}

/** @throws app_billing.… */
export async function summaryOf(db: Db, door: Door, desk: StationDesk): Promise<AppBillingSummary> {
  const standing = await findStanding(db, door)
  if (!standing.configured) return { configured: false }
  const { customerId, recurring } = standing
  const of = { customerId, recurringId: recurring.id }
  const { company, today } = door
  const owed = await queries.listOwed(db, of)
  const { methods, capture } = await listForCustomer(db, desk, { companyId: company.id, customerId, today })
  const newest = await queries.findNewestAttempt(db, recurring.id)
  const attempt = newest && toAttempt(newest)
  const method = methods.find(({ id }) => id === recurring.billingMethodId) ?? null
  return {
    configured: true,
    company: company.name,
    currency: company.currency,
    today,
    balance: (await queries.hasBills(db, of))
      ? { ...balanceOf(owed, today), bills: owed.map((row) => toBill(row, today)) }
      : null,
    offers: offersOf(owed, today),
    autoPay: method !== null,
    method,
    methods,
    attempt: attempt && attempt.state !== 'paid' ? attempt : null,
    capture,
    authorizationTexts: {
      card: authorizationText(company.name, 'card'),
      bank_account: authorizationText(company.name, 'bank_account'),
    },
  }
}

export const readSummary =
  (desk: StationDesk) =>
  async (ctx: PublicCtx, { params }: Request<'summary'>): Promise<AppBillingSummary> => {
    const door = await openDoor(ctx, params)
    return door.tx((db) => summaryOf(db, door, desk))
  }

/** @throws app_billing.not_configured, .payment_not_found */
export async function readAttempt(ctx: PublicCtx, { params }: Request<'attempt'>): Promise<AppAttempt> {
  const door = await openDoor(ctx, params)
  return door.tx(async (db) => {
    const { customerId } = await getStanding(db, door)
    const row = await queries.findAttempt(db, params.requestKey)
    return row?.customerId === customerId ? toAttempt(row) : fail('app_billing.payment_not_found')
  })
}

/** @throws app_billing.not_configured */
export async function listAppPayments(
  ctx: PublicCtx,
  { params, query }: Request<'payments'>,
): Promise<Output<typeof appBilling.payments>> {
  const door = await openDoor(ctx, params)
  return door.tx(async (db) => {
    const { customerId, recurring } = await getStanding(db, door)
    const { before, limit } = query
    const rows = await queries.listPayments(
      db,
      { customerId, recurringId: recurring.id },
      { before, limit: limit + 1 },
    )
    const page = rows.slice(0, limit)
    return { items: page.map(toPayment), next: rows.length > limit ? page.at(-1)!.id : null }
  })
}

/** @throws app_billing.not_configured, .payment_not_found */
export async function readAppPayment(ctx: PublicCtx, { params }: Request<'payment'>): Promise<AppPayment> {
  const door = await openDoor(ctx, params)
  return door.tx(async (db) => {
    const { customerId, recurring } = await getStanding(db, door)
    const [row] = await queries.listPayments(
      db,
      { customerId, recurringId: recurring.id },
      { limit: 1, id: params.paymentId },
    )
    return row ? toPayment(row) : fail('app_billing.payment_not_found')
  })
}

/** @throws app_billing.not_configured */
export async function listAppBills(
  ctx: PublicCtx,
  { params, query }: Request<'bills'>,
): Promise<Output<typeof appBilling.bills>> {
  const door = await openDoor(ctx, params)
  return door.tx(async (db) => {
    const { customerId, recurring } = await getStanding(db, door)
    const { before, limit } = query
    const rows = await queries.listBills(
      db,
      { customerId, recurringId: recurring.id },
      { before, limit: limit + 1 },
    )
    const page = rows.slice(0, limit)
    return {
      items: page.map((row) => toBill(row, door.today)),
      next: rows.length > limit ? page.at(-1)!.id : null,
    }
  })
}

/** The same paper as the dealer's. @throws app_billing.not_configured, .bill_not_found */
export async function downloadBill(ctx: PublicCtx, { params }: Request<'bill'>): Promise<StoredFile> {
  const door = await openDoor(ctx, params)
  const paper = await door.tx(async (db) => {
    const { customerId, recurring } = await getStanding(db, door)
    const bill = await queries.findBill(db, { customerId, recurringId: recurring.id }, params.invoiceId)
    if (!bill) return fail('app_billing.bill_not_found')
    return { bill, content: await readPaper(db, door.company, customerId, bill.id) }
  })
  const bytes = await invoicePdf(paper.content)
  return {
    fileName: `Bill ${paper.bill.number}.pdf`,
    contentType: 'application/pdf',
    sizeBytes: bytes.length,
    etag: createHash('sha256').update(bytes).digest('hex'),
    inline: true,
    open: (range) =>
      Promise.resolve(Readable.from([range ? bytes.subarray(range.first, range.last + 1) : bytes])),
  }
}
