/** Rows of credit checks as answers. */
import { creditGrade } from '#shared/credit-grade.ts'
import type { CreditCheck } from '#shared/contracts/credit.ts'
import type { ShownRow } from './credit.queries.ts'

export const toCheck = (row: ShownRow): CreditCheck => ({
  id: row.id,
  kind: row.kind as CreditCheck['kind'],
  state: row.state as CreditCheck['state'],
  bureau: { id: row.credit_bureau_id, name: row.bureauName },
  source: row.source,
  outcome: row.outcome as CreditCheck['outcome'],
  score: row.score,
  grade: creditGrade(row.score),
  transactionId: row.transaction_id,
  trackingNumber: row.tracking_number,
  alerts: row.alerts,
  factors: row.factors,
  extras: row.extras as CreditCheck['extras'],
  previousAddress: row.previous_address,
  note: row.note,
  consent:
    row.kind === 'manual'
      ? null
      : ({
          method: row.consent_method,
          on: row.consent_on,
          purpose: row.purpose,
        } as NonNullable<CreditCheck['consent']>),
  requested: { at: row.requested_at.toISOString(), by: row.requestedByName },
  answeredAt: row.answered_at?.toISOString() ?? null,
  failure: row.failure,
  nextLookAt: row.next_look_at?.toISOString() ?? null,
  report: row.report_state as CreditCheck['report'],
  applied: row.applied_at && { at: row.applied_at.toISOString(), by: row.appliedByName ?? '' },
})
