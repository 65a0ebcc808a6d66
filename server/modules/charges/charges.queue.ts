/** Asking for a charge: the attempt and its key are committed with what asked for it; a job does the rest. */
import { randomUUID } from 'node:crypto'
import { fail } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import { methodName } from '#shared/rules/billing-methods.ts'
import { maxChargeCents } from '#shared/rules/charges.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import * as queries from './charges.queries.ts'

export type ChargeRequest = {
  customerId: number
  billingMethodId: number
  /** What is charged: the key of a `ChargeSubject`, and its uuid. */
  subject: { kind: string; id: string }
  /** The caller's, for ever the same for the same charge (`invoice:uuid:2027-03`): asked for twice it is charged once. */
  requestKey: string
  amountCents: number
  /** Stands on the processor's reports: `Invoice 1204`. */
  description: string
  /** By the company's calendar; the schedule of further tries counts from it. */
  dueOn: string
  /** Whether a soft decline is tried again by the company's schedule. */
  autoRetry: boolean
  /** null: nobody in particular, the calendar. */
  byUserId: number | null
  now: Date
}

/** What processors know an attempt by: nobody else's, and guessed by nobody. */
export const newKey = (): string => `kh-${randomUUID().replaceAll('-', '')}`

export const amountOf = (cents: number): string => formatCents(cents, 'USD')
export const nameOf = (method: queries.MethodRow): string =>
  methodName({
    kind: method.kind,
    brand: method.brand,
    accountType: method.account_type,
    last4: method.last4,
  })

/**
 * Queues one attempt to charge, in the caller's transaction, and nothing if the same request came before.
 * @returns the attempt, and whether it is a new one.
 * @throws charges.one_is_open if another attempt for the subject is under way; charges.method_gone, charges.key_reused
 */
export async function queueCharge(
  db: Db,
  history: HistoryDraft,
  request: ChargeRequest,
): Promise<{ attemptId: number; isNew: boolean }> {
  const { amountCents, subject } = request
  if (!Number.isSafeInteger(amountCents) || amountCents < 1 || amountCents > maxChargeCents)
    throw new RangeError(`An amount of ${amountCents} cents cannot be charged`)
  const before = await queries.findByRequest(db, request.requestKey)
  if (before) {
    const isSame = before.subject_kind === subject.kind && before.subject_id === subject.id
    return isSame ? { attemptId: before.id, isNew: false } : fail('charges.key_reused')
  }
  const method = await queries.findMethod(db, request.billingMethodId)
  if (!method || method.archived_at || method.customer_id !== request.customerId)
    return fail('charges.method_gone')
  const attemptId = await insertCharge(db, method, request, {})
  if (attemptId === undefined) {
    // Two of the same request at once: the other one's row is there by now.
    const other = await queries.findByRequest(db, request.requestKey)
    return other ? { attemptId: other.id, isNew: false } : fail('charges.one_is_open')
  }
  history.add({
    event: 'charges.requested',
    entity: 'charge_attempt',
    entityId: attemptId,
    customerId: request.customerId,
    detail: { amount: amountOf(amountCents), method: nameOf(method), description: request.description },
  })
  return { attemptId, isNew: true }
}

type More = { retriesId?: number; representment?: number }

/** @returns undefined if one is open for the subject, or the request's key is taken */
export async function insertCharge(
  db: Db,
  method: queries.MethodRow,
  request: Omit<ChargeRequest, 'billingMethodId'>,
  { retriesId, representment = 0 }: More,
): Promise<number | undefined> {
  const id = await queries.insertAttempt(db, {
    customer_id: request.customerId,
    billing_method_id: method.id,
    payment_processor_id: method.payment_processor_id,
    kind: 'charge',
    subject_kind: request.subject.kind,
    subject_id: request.subject.id,
    request_key: request.requestKey,
    key: newKey(),
    amount_cents: request.amountCents,
    description: request.description.slice(0, 120),
    state: 'queued',
    requested_at: request.now,
    requested_by: request.byUserId,
    due_on: request.dueOn,
    auto_retry: request.autoRetry,
    representment,
    ...(retriesId !== undefined && { retries_id: retriesId }),
  })
  if (id !== undefined) await queries.addRunJob(db, id)
  return id
}
