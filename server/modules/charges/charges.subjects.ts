/**
 * What is charged. A subject (an invoice, a payment) is a kind and a uuid, opaque to the engine; its module says here what an
 * outcome means to it. The members run inside the transaction in which the outcome is stored, once for each outcome: what
 * they throw undoes the storing, and the outcome is found again.
 */
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { DeclineReason } from '#shared/rules/charges.ts'

export type ChargeOutcome = {
  /** Of the charge, also where a refund, a void or a return is told. */
  chargeId: number
  customerId: number
  billingMethodId: number
  subjectId: string
  /** What the caller asked for it under. */
  requestKey: string
  /** Of this outcome: the charge, the refund, what came back. */
  amountCents: number
  transactionId: string
  /** `Visa ending in 1111`. */
  method: string
  at: Date
}

type Told<More = unknown> = (db: Db, history: HistoryDraft, outcome: ChargeOutcome & More) => Promise<void>

export type ChargeSubject = {
  kind: string
  /**
   * What is still owed of it and since when, locked for the transaction; null if nothing is: then no declined charge is tried again,
   * and what waits is not sent.
   */
  due(db: Db, subjectId: string): Promise<{ amountCents: number; dueOn: string } | null>
  /** The money is ours, as far as the processor knows; an ACH debit may still come back. */
  settled: Told
  /** @param nextRetryOn by the company's schedule; null: it is not tried again by itself */
  declined: Told<{ reason: DeclineReason; hard: boolean; nextRetryOn: string | null }>
  /** Nothing moved, and nobody said no: the processor could not be reached. */
  failed: Told<{ failure: string }>
  /** `refundedCents`: in all. */
  refunded: Told<{ refundedCents: number }>
  voided: Told
  /** `nextRetryOn`: when it is presented again, where it may be. */
  returned: Told<{ code: string; text: string; nextRetryOn: string | null }>
  chargedBack: Told<{ code: string; text: string }>
}

export type ChargeSubjects = readonly ChargeSubject[]

/** What belongs to no module of this version (old rows) is told to nobody. */
export const subjectOf = (subjects: ChargeSubjects, kind: string): ChargeSubject | undefined =>
  subjects.find((subject) => subject.kind === kind)
