/**
 * What an outcome of a charge means to the books: the money of an approved one is a payment, and whatever comes back undoes it. Both bear the
 * charge's own mark, so that an outcome that is told twice is posted once (REL-002).
 */
import type { PaymentMethod } from '#shared/rules/payments.ts'
import type { ReversalKind } from '#shared/rules/payments.ts'
import { originOf } from '#shared/rules/portal.ts'
import { todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { ChargeOutcome } from '../charges/charges.service.ts'
import { lockPayer, post } from '../ledger/ledger.service.ts'
import { type MoneyTx, recordPayment, reversePayment } from '../payments/payments.service.ts'
import * as queries from './autopay.queries.ts'

export const markOf = (chargeId: number): string => `charge:${chargeId}`

async function txOf(
  db: Db,
  history: HistoryDraft,
  { chargeId, at }: ChargeOutcome,
): Promise<{ tx: MoneyTx; method: PaymentMethod }> {
  const { timeZone, currency } = await queries.getCompany(db)
  const charge = await queries.findCharge(db, chargeId)
  return {
    tx: { db, history, now: at, today: todayIn(timeZone, at), currency, by: charge?.by ?? null },
    method: charge?.kind === 'bank_account' ? 'ach' : 'card',
  }
}

/** Records the money. What of `apply` is no longer owed stays as the payer's credit. @returns the payment */
export async function recordCharge(
  db: Db,
  history: HistoryDraft,
  outcome: ChargeOutcome,
  apply: queries.Apply,
  note = '',
): Promise<number> {
  const { tx, method } = await txOf(db, history, outcome)
  // Before the invoices: so does whoever else moves the payer's money.
  await lockPayer(db, outcome.customerId)
  let left = outcome.amountCents
  const parts = []
  for (const { invoiceId, amountCents } of typeof apply === 'string' ? [] : apply) {
    const open = await queries.lockOpen(db, invoiceId)
    const part = open?.payerId === outcome.customerId ? Math.min(amountCents, open.openCents, left) : 0
    if (part <= 0) continue
    parts.push({ invoiceId, amountCents: part })
    left -= part
  }
  const { id } = await recordPayment(tx, {
    customerId: outcome.customerId,
    method,
    note,
    paidOn: tx.today,
    amountCents: outcome.amountCents,
    reference: outcome.transactionId.slice(0, 60),
    apply: typeof apply === 'string' ? apply : parts,
    externalReference: markOf(outcome.chargeId),
    billingMethodId: outcome.billingMethodId,
    origin: tx.by === null ? originOf(outcome.requestKey) : 'staff',
  })
  return id
}

/** Takes the money back: all that is left of it, or as much as the outcome says. Its invoices are owed again. */
export async function undoCharge(
  db: Db,
  history: HistoryDraft,
  outcome: ChargeOutcome,
  { kind, mark, note = '' }: { kind: ReversalKind; mark: string; note?: string },
): Promise<void> {
  const { tx } = await txOf(db, history, outcome)
  const found = await queries.findPayment(db, markOf(outcome.chargeId))
  if (!found) return
  await lockPayer(db, found.customerId)
  const { leftCents } = (await queries.findPayment(db, markOf(outcome.chargeId)))!
  const amountCents = Math.min(outcome.amountCents, leftCents)
  if (amountCents === 0) return
  // The bank does not ask whether the books are closed: what was written off is owed again, with what came back.
  for (const invoice of await queries.listWrittenOff(db, found.id)) {
    await queries.reopenInvoice(db, invoice.id)
    await post(db, {
      customerId: invoice.payerId,
      aboutId: invoice.customerId,
      kind: 'write_off_undone',
      on: tx.today,
      at: tx.now,
      by: null,
      invoiceId: invoice.id,
      moves: [{ debit: 'receivable', credit: 'write_off', amountCents: invoice.leftCents }],
    })
    history.add({
      event: 'invoices.reopened',
      entity: 'invoice',
      entityId: invoice.id,
      customerId: invoice.customerId,
      detail: { number: invoice.number },
    })
  }
  await reversePayment(
    { ...tx, by: null },
    {
      customerId: found.customerId,
      paymentId: found.id,
      kind,
      amountCents,
      on: tx.today,
      note: note.slice(0, 500),
      externalReference: `${markOf(outcome.chargeId)}:${mark}`,
    },
  )
}
