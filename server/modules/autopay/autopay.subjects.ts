/** Invoices and payments as what is charged. */
import { subjectNumber } from '#shared/rules/charge-subjects.ts'
import type { ChargeSubject, ChargeSubjects } from '../charges/charges.service.ts'
import { recordCharge, undoCharge } from './autopay.money.ts'
import * as queries from './autopay.queries.ts'

/** A charge that failed or was declined leaves the books as they are; when it is tried again is the engine's. */
const nothing = () => Promise.resolve()

/** What an outcome that is no payment means to whatever was paid for by a payment. */
export const undone: Pick<
  ChargeSubject,
  'declined' | 'failed' | 'refunded' | 'voided' | 'returned' | 'chargedBack'
> = {
  declined: nothing,
  failed: nothing,
  refunded: (db, history, outcome) =>
    undoCharge(db, history, outcome, { kind: 'refund', mark: `refunded ${outcome.refundedCents}` }),
  voided: (db, history, outcome) => undoCharge(db, history, outcome, { kind: 'void', mark: 'void' }),
  returned: (db, history, outcome) =>
    undoCharge(db, history, outcome, {
      kind: 'nsf',
      mark: 'returned',
      note: `${outcome.code} ${outcome.text}`.trim(),
    }),
  chargedBack: (db, history, outcome) =>
    undoCharge(db, history, outcome, { kind: 'chargeback', mark: 'chargeback', note: outcome.text }),
}

/** One invoice, and what is open of it. */
const invoice: ChargeSubject = {
  ...undone,
  kind: 'invoice',
  async due(db, subjectId) {
    const id = subjectNumber(subjectId)
    const open = id === null ? undefined : await queries.lockOpen(db, id)
    return open ? { amountCents: open.openCents, dueOn: open.dueOn } : null
  },
  async settled(db, history, outcome) {
    const invoiceId = subjectNumber(outcome.subjectId)
    if (invoiceId === null) return
    await recordCharge(db, history, outcome, [{ invoiceId, amountCents: outcome.amountCents }])
  },
}

/** Money that a person had charged: for several invoices, or on account. It is owed to nobody but who asked for it. */
const payment: ChargeSubject = {
  ...undone,
  kind: 'payment',
  async due(db, subjectId) {
    const id = subjectNumber(subjectId)
    const row = id === null ? undefined : await queries.lockPaymentCharge(db, id)
    return row && !row.settledAt ? { amountCents: row.amountCents, dueOn: row.askedOn } : null
  },
  async settled(db, history, outcome) {
    const id = subjectNumber(outcome.subjectId)
    const row = id === null ? undefined : await queries.lockPaymentCharge(db, id)
    if (!row) return
    await recordCharge(db, history, outcome, row.apply)
    await queries.noteSettled(db, row.id, outcome.at)
  },
}

export const moneySubjects: ChargeSubjects = [invoice, payment]
