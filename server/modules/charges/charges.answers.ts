/** Rows of charges as answers, with what the user may do about them. */
import type { Charge } from '#shared/contracts/charges.ts'
import { methodName } from '#shared/rules/billing-methods.ts'
import type { Actor } from '#server/db/actor.ts'
import { paymentByKey } from '#server/connectors/registry.ts'
import type { ShownRow } from './charges.list.ts'
import { mayTryAgain } from './charges.retrying.ts'

/** What can be done about it as it stands, whoever asks. */
export function deedsOf(row: ShownRow): Charge['abilities'] {
  const isCharge = row.kind === 'charge'
  const isStanding =
    isCharge && row.state === 'approved' && (row.settlement === 'pending' || row.settlement === 'settled')
  const voids = paymentByKey(row.connector)?.manifest.voids ?? false
  return {
    retry: (row.state === 'failed' || mayTryAgain(row)) && !row.repeated && !row.methodArchived,
    look: row.state === 'unknown',
    settle: row.state === 'unknown',
    cancel: row.state === 'queued' || row.next_retry_on !== null,
    refund: isStanding && !row.reversing && row.refunded_cents < row.amount_cents,
    void: isStanding && row.settlement === 'pending' && !row.reversing && row.refunded_cents === 0 && voids,
  }
}

const nothing: Charge['abilities'] = {
  retry: false,
  look: false,
  settle: false,
  cancel: false,
  refund: false,
  void: false,
}

export const toCharge = (actor: Actor, row: ShownRow): Charge => ({
  id: row.id,
  customerId: row.customer_id,
  customer: row.customer,
  location: row.location,
  kind: row.kind as Charge['kind'],
  ofId: row.of_id,
  state: row.state as Charge['state'],
  settlement: row.settlement as Charge['settlement'],
  amountCents: row.amount_cents,
  refundedCents: row.refunded_cents,
  description: row.description,
  subjectKind: row.subject_kind,
  method: methodName({
    kind: row.methodKind,
    brand: row.brand,
    accountType: row.accountType,
    last4: row.last4,
  }),
  methodId: row.billing_method_id,
  processor: row.processor,
  requestedAt: row.requested_at.toISOString(),
  requestedBy: row.requestedByName,
  answeredAt: row.answered_at?.toISOString() ?? null,
  transactionId: row.transaction_id,
  authCode: row.auth_code,
  reason: row.reason as Charge['reason'],
  code: row.code,
  message: row.message,
  failure: row.failure,
  returned: row.returned_at && {
    at: row.returned_at.toISOString(),
    code: row.return_code,
    message: row.return_message,
  },
  nextLookAt: row.next_look_at?.toISOString() ?? null,
  nextRetryOn: row.next_retry_on,
  tries: row.tries,
  representment: row.representment,
  abilities: actor.grants.has('payments.modify', row.locationId) ? deedsOf(row) : nothing,
})
