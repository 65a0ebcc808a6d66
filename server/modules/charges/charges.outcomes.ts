/** What is stored of an outcome, together with what it means to what was charged. Each outcome is stored once. */
import { companySettings } from '#shared/rules/company-settings.ts'
import {
  achReturnLabel,
  type DeclineReason,
  declineReasons,
  isHardDecline,
  mayRepresent,
  representAfterDays,
} from '#shared/rules/charges.ts'
import { dunningDays, nextRetryOn } from '#shared/rules/dunning.ts'
import { addDays, todayIn } from '#shared/time.ts'
import type { ProcessorAnswer } from '#server/connectors/payment.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { notify } from '../notifications/notifications.service.ts'
import * as queries from './charges.queries.ts'
import { amountOf, nameOf } from './charges.queue.ts'
import { type ChargeOutcome, type ChargeSubject, type ChargeSubjects, subjectOf } from './charges.subjects.ts'

type AttemptRow = queries.AttemptRow
export type Noting = { db: Db; history: HistoryDraft; subjects: ChargeSubjects; now: Date }

const words = { charge: 'charge', refund: 'refund', void: 'void' } as const
export const whatOf = ({ kind }: Pick<AttemptRow, 'kind'>): string => words[kind as keyof typeof words]

/** What a subject is told, of the charge or of what became of it. */
async function outcomeOf(
  { db, now }: Noting,
  charge: AttemptRow,
  { amountCents, transactionId }: { amountCents: number; transactionId: string },
): Promise<ChargeOutcome> {
  const method = await queries.findMethod(db, charge.billing_method_id)
  return {
    chargeId: charge.id,
    customerId: charge.customer_id,
    billingMethodId: charge.billing_method_id,
    subjectId: charge.subject_id,
    requestKey: charge.request_key,
    amountCents,
    transactionId,
    method: method ? nameOf(method) : '',
    at: now,
  }
}

const told = ({ subjects }: Noting, row: AttemptRow): ChargeSubject | undefined =>
  subjectOf(subjects, row.subject_kind)

const factOf = (row: AttemptRow) => ({
  entity: 'charge_attempt' as const,
  entityId: row.id,
  customerId: row.customer_id,
})

async function tell(
  noting: Noting,
  row: AttemptRow,
  kind: 'charge_declined' | 'charge_unknown' | 'charge_returned',
) {
  const userIds = await queries.listTold(noting.db, row.customer_id)
  await notify(noting.db, { kind, userIds, byUserId: null, at: noting.now, customerId: row.customer_id, chargeAttemptId: row.id }) // prettier-ignore
}

/** @param answer the processor's, of the call itself or of a look for it. */
export async function noteAnswer(noting: Noting, row: AttemptRow, answer: ProcessorAnswer): Promise<void> {
  const { db, now } = noting
  await queries.updateAttempt(db, row.id, {
    transaction_id: answer.transactionId.slice(0, 120),
    auth_code: answer.authCode.slice(0, 40),
    code: answer.code.slice(0, 40),
    message: answer.text.slice(0, 300),
    answered_at: now,
    failure: null,
    next_look_at: null,
  })
  if (answer.result === 'declined') return noteDeclined(noting, row, answer.reason ?? 'other')
  if (row.kind === 'charge') return noteApproved(noting, row, answer)
  await queries.updateAttempt(db, row.id, { state: 'approved' })
  const charge = await queries.lockAttempt(db, row.of_id!)
  if (!charge) return
  if (row.kind === 'void') return noteVoided(noting, charge)
  await noteRefunded(noting, charge, row.amount_cents, answer.transactionId)
}

async function noteApproved(noting: Noting, row: AttemptRow, answer: ProcessorAnswer): Promise<void> {
  const { db, history, now } = noting
  await queries.updateAttempt(db, row.id, {
    state: 'approved',
    settlement: answer.settled ? 'settled' : 'pending',
    next_retry_on: null,
  })
  const outcome = await outcomeOf(noting, row, {
    amountCents: row.amount_cents,
    transactionId: answer.transactionId,
  })
  await told(noting, row)?.settled(db, history, outcome)
  history.add({
    ...factOf(row),
    event: 'charges.approved',
    detail: { amount: amountOf(row.amount_cents), method: outcome.method },
    changes: [{ field: 'transaction', old: null, new: answer.transactionId }],
  })
  await queries.addNightlyJob(db, now)
}

async function noteDeclined(noting: Noting, row: AttemptRow, reason: DeclineReason): Promise<void> {
  const { db, history, now } = noting
  const hard = isHardDecline(reason)
  const outcome = await outcomeOf(noting, row, {
    amountCents: row.amount_cents,
    transactionId: row.transaction_id,
  })
  const { label } = declineReasons[reason]
  history.add({
    ...factOf(row),
    event: row.kind === 'charge' ? 'charges.declined' : 'charges.failed',
    detail: { amount: amountOf(row.amount_cents), method: outcome.method, reason: label, what: whatOf(row) },
  })
  if (row.kind !== 'charge') {
    await queries.updateAttempt(db, row.id, { state: 'declined', reason })
    return
  }
  const retryOn = row.auto_retry && !hard ? await planRetry(db, row, now) : null
  await queries.updateAttempt(db, row.id, { state: 'declined', reason, next_retry_on: retryOn })
  if (retryOn) await queries.addRetryJob(db, row.id, retryOn)
  await told(noting, row)?.declined(db, history, { ...outcome, reason, hard, nextRetryOn: retryOn })
  await tell(noting, row, 'charge_declined')
}

/** The next day of the company's schedule, by its calendar. */
async function planRetry(db: Db, row: AttemptRow, now: Date): Promise<string | null> {
  const { timeZone, settings } = await queries.readCompany(db)
  const days = dunningDays(companySettings(settings).dunningDays) ?? []
  return nextRetryOn(row.due_on, days, todayIn(timeZone, now))
}

/** Nothing moved, and nobody said no. */
export async function noteFailed(noting: Noting, row: AttemptRow, failure: string): Promise<void> {
  const { db, history } = noting
  await queries.updateAttempt(db, row.id, {
    state: 'failed',
    failure: failure.slice(0, 300),
    next_look_at: null,
  })
  const outcome = await outcomeOf(noting, row, { amountCents: row.amount_cents, transactionId: '' })
  history.add({
    ...factOf(row),
    event: 'charges.failed',
    detail: {
      amount: amountOf(row.amount_cents),
      method: outcome.method,
      reason: failure,
      what: whatOf(row),
    },
  })
  if (row.kind === 'charge') {
    await told(noting, row)?.failed(db, history, { ...outcome, failure })
    await tell(noting, row, 'charge_declined')
  }
}

/** Money may have moved. Said once; looked up until it is known. @param next null: a person must ask the processor */
export async function noteUnknown(
  noting: Noting,
  row: AttemptRow,
  failure: string | null,
  next: Date | null,
): Promise<void> {
  const { db, history } = noting
  await queries.updateAttempt(db, row.id, {
    state: 'unknown',
    failure: failure?.slice(0, 300) ?? null,
    next_look_at: next,
  })
  if (row.state !== 'unknown') {
    const method = await queries.findMethod(db, row.billing_method_id)
    history.add({
      ...factOf(row),
      event: 'charges.unknown',
      detail: { amount: amountOf(row.amount_cents), method: method ? nameOf(method) : '', what: whatOf(row) },
    })
  }
  if (!next && row.next_look_at) await tell(noting, row, 'charge_unknown')
}

/** @param cents how much more than before was given back */
export async function noteRefunded(
  noting: Noting,
  charge: AttemptRow,
  cents: number,
  transactionId: string,
): Promise<void> {
  const { db, history } = noting
  const refundedCents = Math.min(charge.amount_cents, charge.refunded_cents + cents)
  if (refundedCents <= charge.refunded_cents) return
  const amountCents = refundedCents - charge.refunded_cents
  await queries.updateAttempt(db, charge.id, { refunded_cents: refundedCents })
  const outcome = await outcomeOf(noting, charge, { amountCents, transactionId })
  await told(noting, charge)?.refunded(db, history, { ...outcome, refundedCents })
  history.add({
    ...factOf(charge),
    event: 'charges.refunded',
    detail: { amount: amountOf(amountCents), method: outcome.method },
    changes: [{ field: 'refunded', old: amountOf(charge.refunded_cents), new: amountOf(refundedCents) }],
  })
}

export async function noteVoided(noting: Noting, charge: AttemptRow): Promise<void> {
  if (charge.settlement === 'voided') return
  const { db, history } = noting
  await queries.updateAttempt(db, charge.id, { settlement: 'voided' })
  const outcome = await outcomeOf(noting, charge, {
    amountCents: charge.amount_cents,
    transactionId: charge.transaction_id,
  })
  await told(noting, charge)?.voided(db, history, outcome)
  history.add({
    ...factOf(charge),
    event: 'charges.voided',
    detail: { amount: amountOf(charge.amount_cents), method: outcome.method },
  })
}

/** The bank sent an ACH debit back. Presented again where the rules of the network allow it, and somebody still owes it. */
export async function noteReturned(
  noting: Noting,
  charge: AttemptRow,
  code: string,
  text: string,
): Promise<void> {
  if (charge.settlement === 'returned') return
  const { db, history, now } = noting
  const { timeZone } = await queries.readCompany(db)
  const again = charge.auto_retry && mayRepresent(code, charge.representment)
  const retryOn = again ? addDays(todayIn(timeZone, now), representAfterDays) : null
  const label = achReturnLabel(code)
  await queries.updateAttempt(db, charge.id, {
    settlement: 'returned',
    return_code: code.slice(0, 20),
    return_message: (text || label).slice(0, 300),
    returned_at: now,
    next_retry_on: retryOn,
  })
  if (retryOn) await queries.addRetryJob(db, charge.id, retryOn)
  const outcome = await outcomeOf(noting, charge, {
    amountCents: charge.amount_cents - charge.refunded_cents,
    transactionId: charge.transaction_id,
  })
  await told(noting, charge)?.returned(db, history, { ...outcome, code, text: label, nextRetryOn: retryOn })
  history.add({
    ...factOf(charge),
    event: 'charges.returned',
    detail: {
      amount: amountOf(charge.amount_cents),
      method: outcome.method,
      reason: `${code} ${label}`.trim(),
    },
  })
  await tell(noting, charge, 'charge_returned')
}

export async function noteChargedBack(
  noting: Noting,
  charge: AttemptRow,
  { code, text, amountCents }: { code: string; text: string; amountCents: number | null },
): Promise<void> {
  if (charge.settlement === 'charged_back') return
  const { db, history, now } = noting
  await queries.updateAttempt(db, charge.id, {
    settlement: 'charged_back',
    return_code: code.slice(0, 20),
    return_message: text.slice(0, 300),
    returned_at: now,
    next_retry_on: null,
  })
  const outcome = await outcomeOf(noting, charge, {
    amountCents: amountCents ?? charge.amount_cents,
    transactionId: charge.transaction_id,
  })
  await told(noting, charge)?.chargedBack(db, history, { ...outcome, code, text })
  history.add({
    ...factOf(charge),
    event: 'charges.charged_back',
    detail: { amount: amountOf(outcome.amountCents), method: outcome.method, reason: text || code },
  })
  await tell(noting, charge, 'charge_returned')
}

export async function noteSettled(noting: Noting, charge: AttemptRow): Promise<void> {
  if (charge.settlement !== 'pending') return
  const { db, history } = noting
  await queries.updateAttempt(db, charge.id, { settlement: 'settled' })
  const method = await queries.findMethod(db, charge.billing_method_id)
  history.add({
    ...factOf(charge),
    event: 'charges.settled',
    detail: { amount: amountOf(charge.amount_cents), method: method ? nameOf(method) : '' },
  })
}
