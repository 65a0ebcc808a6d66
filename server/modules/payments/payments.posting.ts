/**
 * Money that came and money that went back, as the ledger has it. What enters a payment by hand goes through here, and so does
 * whoever settles charges: `recordPayment` and `reversePayment` are called in the caller's transaction, with an external
 * reference that is unique in the company, so that a processor's message that comes twice counts once.
 */
import { fail } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import {
  oldestFirst,
  type Part,
  type PaymentMethod,
  type ReversalKind,
  reversalKinds,
} from '#shared/rules/payments.ts'
import { paymentMakers } from '#shared/rules/portal.ts'
import { formatDate } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { howText, lockPayer, nextNumber, post, type PostingKind } from '../ledger/ledger.service.ts'
import * as queries from './payments.queries.ts'
import { findPayment, type PaymentDbRow } from './payments.queries.ts'

/** On whose behalf money moves. `by` null: a job. */
export type MoneyTx = {
  db: Db
  history: HistoryDraft
  now: Date
  today: string
  currency: string
  by: number | null
}

export type NewPayment = {
  /** Who pays. */
  customerId: number
  kind?: 'payment' | 'credit_memo'
  method: PaymentMethod | null
  paidOn: string
  amountCents: number
  reference?: string
  note?: string
  /** `oldest`: the payer's open invoices, the oldest first. */
  apply: 'oldest' | 'none' | readonly Part[]
  /** The processor's name of the transaction: a second one under the same name is the first. */
  externalReference?: string | null
  requestKey?: string | null
  billingMethodId?: number | null
  /** Left out: somebody of the company recorded it. */
  origin?: string
}

/** To which invoices an amount goes. @throws request.invalid; payments.not_open if one is no longer open for as much */
async function partsOf(
  db: Db,
  payerId: number,
  amountCents: number,
  apply: NewPayment['apply'],
): Promise<(Part & { aboutId: number })[]> {
  if (apply === 'none') return []
  const open = new Map((await queries.listOpen(db, payerId, true)).map((row) => [row.id, row]))
  const parts = apply === 'oldest' ? oldestFirst(amountCents, [...open.values()]) : apply
  for (const { invoiceId, amountCents: part } of parts)
    if ((open.get(invoiceId)?.openCents ?? 0) < part) fail('payments.not_open')
  if (parts.reduce((sum, part) => sum + part.amountCents, 0) > amountCents)
    fail('request.invalid', {}, { errors: [{ path: 'apply', message: 'More is applied than was paid' }] })
  return parts.map((part) => ({ ...part, aboutId: open.get(part.invoiceId)!.customerId }))
}

async function applyParts(
  tx: MoneyTx,
  payment: { id: number; customerId: number },
  parts: readonly (Part & { aboutId: number })[],
): Promise<void> {
  if (!parts.length) return
  await queries.insertApplications(tx.db, payment.id, parts, tx.now)
  for (const { invoiceId, amountCents, aboutId } of parts)
    await post(tx.db, {
      customerId: payment.customerId, aboutId, kind: 'applied', on: tx.today, at: tx.now, by: tx.by, invoiceId, paymentId: payment.id,
      moves: [{ debit: 'customer_credit', credit: 'receivable', amountCents }],
    }) // prettier-ignore
}

/**
 * Records money received, or credit given, and applies it.
 * @returns the payment; `isNew` false: the same external reference or request key came before, and nothing was done
 * @throws payments.not_open, payments.key_reused; request.invalid
 */
export async function recordPayment(tx: MoneyTx, given: NewPayment): Promise<{ id: number; isNew: boolean }> {
  const { db, history, now, by, currency } = tx
  const { customerId, kind = 'payment', method, paidOn, amountCents, reference = '', note = '' } = given
  await lockPayer(db, customerId)
  for (const mark of [
    given.requestKey ? { requestKey: given.requestKey } : null,
    given.externalReference ? { externalReference: given.externalReference } : null,
  ]) {
    const known = mark && (await queries.findKnown(db, mark))
    if (!known) continue
    if (known.customerId !== customerId || known.amountCents !== amountCents) fail('payments.key_reused')
    return { id: known.id, isNew: false }
  }
  const parts = await partsOf(db, customerId, amountCents, given.apply)
  const number = await nextNumber(db, 'payment')
  const id = await queries.insertPayment(db, {
    customer_id: customerId, number, kind, method, paid_on: paidOn, reference, note, amount_cents: amountCents,
    billing_method_id: given.billingMethodId ?? null, external_reference: given.externalReference ?? null,
    request_key: given.requestKey ?? null, created_at: now, created_by: by,
    origin: given.origin ?? 'staff',
  }) // prettier-ignore
  await post(db, {
    customerId, aboutId: customerId, kind, on: paidOn, at: now, by, paymentId: id, memo: note,
    moves: [{ debit: kind === 'payment' ? 'cash' : 'credits_given', credit: 'customer_credit', amountCents }],
  }) // prettier-ignore
  await applyParts(tx, { id, customerId }, parts)
  history.add({
    event: 'payments.recorded',
    entity: 'payment',
    entityId: id,
    customerId,
    detail: { number },
    changes: [
      { field: 'amountCents', old: null, new: formatCents(amountCents, currency) },
      { field: 'method', old: null, new: howText(method, reference) },
      { field: 'paidOn', old: null, new: formatDate(paidOn) },
      ...(given.origin && given.origin in paymentMakers
        ? [{ field: 'origin', old: null, new: paymentMakers[given.origin]! }]
        : []),
      ...(note ? [{ field: 'note', old: null, new: note }] : []),
      ...(parts.length
        ? [{ field: 'applied', old: null, new: appliedText(parts.length, currency, parts) }]
        : []),
    ],
  })
  return { id, isNew: true }
}

const appliedText = (count: number, currency: string, parts: readonly Part[]) =>
  `${count} ${count === 1 ? 'invoice' : 'invoices'}, ${formatCents(
    parts.reduce((sum, part) => sum + part.amountCents, 0),
    currency,
  )}`

/** Applies what is unapplied of a payment. @throws payments.not_found, .nothing_left, .not_open; request.invalid */
export async function applyPayment(
  tx: MoneyTx,
  customerId: number,
  paymentId: number,
  apply: 'oldest' | readonly Part[],
): Promise<void> {
  await lockPayer(tx.db, customerId)
  const row = (await findPayment(tx.db, customerId, paymentId)) ?? fail('payments.not_found')
  if (row.unappliedCents <= 0) fail('payments.nothing_left')
  const parts = await partsOf(tx.db, customerId, row.unappliedCents, apply)
  if (!parts.length) fail('payments.not_open')
  await applyParts(tx, row, parts)
  tx.history.add({
    event: 'payments.applied',
    entity: 'payment',
    entityId: row.id,
    customerId,
    detail: { number: row.number },
    changes: [{ field: 'applied', old: null, new: appliedText(parts.length, tx.currency, parts) }],
  })
}

const kinds: Record<ReversalKind, PostingKind> = {
  void: 'payment_void',
  nsf: 'nsf',
  refund: 'refund',
  chargeback: 'chargeback',
}

export type Reversal = {
  customerId: number
  paymentId: number
  kind: ReversalKind
  /** Null: all that is left of it. */
  amountCents?: number | null
  on: string
  note?: string
  externalReference?: string | null
}

/**
 * Takes money back: what is unapplied first, then from the invoices that it was applied to last; those are open again.
 * @returns false: the same external reference came before, and nothing was done
 * @throws payments.not_found, .reversed, .too_much, .written_off
 */
export async function reversePayment(tx: MoneyTx, reversal: Reversal): Promise<boolean> {
  const { db, now, by } = tx
  await lockPayer(db, reversal.customerId)
  if (reversal.externalReference && (await queries.hasReversal(db, reversal.externalReference))) return false
  const row = (await findPayment(db, reversal.customerId, reversal.paymentId)) ?? fail('payments.not_found')
  const left = row.amountCents - row.reversedCents
  const amountCents = reversal.amountCents ?? left
  if (left === 0) fail('payments.reversed')
  if (amountCents > left) fail('payments.too_much', { left: formatCents(left, tx.currency) })
  let missing = amountCents - row.unappliedCents
  const again: Part[] = []
  for (const standing of missing > 0 ? await queries.listStanding(db, row.id) : []) {
    if (missing <= 0) break
    if (!standing.open) fail('payments.written_off')
    await queries.releaseOne(db, standing.id, now)
    await post(db, {
      customerId: row.customerId, aboutId: standing.aboutId, kind: 'released', on: reversal.on, at: now, by, invoiceId: standing.invoiceId,
      paymentId: row.id, moves: [{ debit: 'receivable', credit: 'customer_credit', amountCents: standing.amountCents }],
    }) // prettier-ignore
    // Of a part of it that stays paid.
    if (standing.amountCents > missing)
      again.push({ invoiceId: standing.invoiceId, amountCents: standing.amountCents - missing })
    missing -= standing.amountCents
  }
  await queries.insertReversal(db, {
    payment_id: row.id, kind: reversal.kind, amount_cents: amountCents, reversed_on: reversal.on, note: reversal.note ?? '',
    external_reference: reversal.externalReference ?? null, created_at: now, created_by: by,
  }) // prettier-ignore
  await post(db, {
    customerId: row.customerId, aboutId: row.customerId, kind: kinds[reversal.kind], on: reversal.on, at: now, by, paymentId: row.id,
    memo: reversal.note ?? '',
    moves: [{ debit: 'customer_credit', credit: row.kind === 'payment' ? 'cash' : 'credits_given', amountCents }],
  }) // prettier-ignore
  if (again.length) await applyParts(tx, row, await partsOf(db, row.customerId, amountOf(again), again))
  tx.history.add({
    event: 'payments.reversed',
    entity: 'payment',
    entityId: row.id,
    customerId: row.customerId,
    detail: { number: row.number, how: reversalKinds[reversal.kind].toLowerCase() },
    changes: [
      { field: 'status', old: null, new: reversalKinds[reversal.kind] },
      {
        field: 'amountCents',
        old: formatCents(left, tx.currency),
        new: formatCents(left - amountCents, tx.currency),
      },
      ...(reversal.note ? [{ field: 'note', old: null, new: reversal.note }] : []),
    ],
  })
  return true
}

const amountOf = (parts: readonly Part[]) => parts.reduce((sum, part) => sum + part.amountCents, 0)
export type { PaymentDbRow }
