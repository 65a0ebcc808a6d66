/** A declined or returned charge that is tried again, as another attempt with another key: by the calendar, or because somebody says so. */
import { fail } from '#shared/errors.ts'
import { mayRepresent } from '#shared/rules/charges.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import * as queries from './charges.queries.ts'
import { amountOf, insertCharge, nameOf } from './charges.queue.ts'
import { type ChargeSubjects, subjectOf } from './charges.subjects.ts'

type AttemptRow = queries.AttemptRow

/** Whether the network's rules let an attempt be made again at all. */
export const mayTryAgain = (
  row: Pick<AttemptRow, 'kind' | 'state' | 'settlement' | 'return_code' | 'representment'>,
) =>
  row.kind === 'charge' &&
  (row.state === 'declined' ||
    (row.settlement === 'returned' && mayRepresent(row.return_code, row.representment)))

/**
 * @param row locked
 * @returns the new attempt; null if nothing is owed any more, or it is under way already
 */
export async function tryAgain(
  db: Db,
  history: HistoryDraft,
  subjects: ChargeSubjects,
  row: AttemptRow,
  by: { userId: number | null; now: Date },
): Promise<number | null> {
  if (!mayTryAgain(row)) return null
  const { repeated, open } = await queries.findFollower(db, row)
  if (repeated || open) return null
  const subject = subjectOf(subjects, row.subject_kind)
  const due = subject ? await subject.due(db, row.subject_id) : null
  // Without its module nobody knows whether it is still owed: a person may say so, the calendar may not.
  if (subject ? !due : by.userId === null) return null
  const method = await queries.findCurrentMethod(db, row.billing_method_id)
  if (!method || method.archived_at) return by.userId === null ? null : fail('charges.method_gone')
  const isReturned = row.settlement === 'returned'
  const amountCents = Math.min(row.amount_cents, due?.amountCents ?? row.amount_cents)
  const id = await insertCharge(
    db,
    method,
    {
      customerId: row.customer_id,
      subject: { kind: row.subject_kind, id: row.subject_id },
      requestKey: `charge-again:${row.id}`,
      amountCents,
      description: row.description,
      dueOn: row.due_on,
      autoRetry: row.auto_retry,
      byUserId: by.userId,
      now: by.now,
    },
    { retriesId: row.id, representment: isReturned ? row.representment + 1 : row.representment },
  )
  if (id === undefined) return null
  await queries.updateAttempt(db, row.id, { next_retry_on: null })
  history.add({
    event: 'charges.retried',
    entity: 'charge_attempt',
    entityId: id,
    customerId: row.customer_id,
    detail: { amount: amountOf(amountCents), method: nameOf(method) },
  })
  return id
}
