/** A payment made in a provider's app, as what is charged: the oldest open bill first, then the next (ADB-009). */
import { subjectNumber } from '#shared/rules/charge-subjects.ts'
import { oldestFirst } from '#shared/rules/payments.ts'
import { recordCharge, undone } from '../autopay/autopay.service.ts'
import type { ChargeSubject, ChargeSubjects } from '../charges/charges.service.ts'
import { lockPayer } from '../ledger/ledger.service.ts'
import * as queries from './app-billing.queries.ts'

export const appPaymentKind = 'app_payment'

const appPayment: ChargeSubject = {
  ...undone,
  kind: appPaymentKind,
  async due(db, subjectId) {
    const id = subjectNumber(subjectId)
    const row = id === null ? undefined : await queries.lockAppPayment(db, id)
    if (!row || row.settledAt) return null
    const owed = await queries.listOwed(db, row, true)
    const amountCents = Math.min(
      row.amountCents,
      owed.reduce((sum, { openCents }) => sum + openCents, 0),
    )
    return amountCents > 0 ? { amountCents, dueOn: row.askedOn } : null
  },
  async settled(db, history, outcome) {
    const id = subjectNumber(outcome.subjectId)
    if (id === null) return
    // Before the invoices: so does whoever else moves the payer's money.
    await lockPayer(db, outcome.customerId)
    const row = await queries.lockAppPayment(db, id)
    if (!row) return
    const owed = await queries.listOwed(db, row, true)
    const parts = oldestFirst(outcome.amountCents, owed)
    const paymentId = await recordCharge(db, history, outcome, parts, `Paid in the ${row.provider} app`)
    await queries.noteSettled(db, row.id, paymentId, outcome.at)
  },
}

export const appPaymentSubjects: ChargeSubjects = [appPayment]
