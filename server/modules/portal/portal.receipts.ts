/** The receipt of a payment that a customer made in the portal: queued with the payment itself, and once. */
import { formatCents } from '#shared/money.ts'
import { methodName } from '#shared/rules/billing-methods.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { ChargeOutcome, ChargeSubject, ChargeSubjects } from '../charges/charges.service.ts'
import { findFacts, queueMessage } from '../messages/messages.service.ts'
import * as queries from './portal.queries.ts'

const plain = (text: string) => text.replaceAll('{', '(').replaceAll('}', ')')

async function sendReceipt(db: Db, history: HistoryDraft, { chargeId, at }: ChargeOutcome): Promise<void> {
  const row = await queries.findPaymentOfCharge(db, chargeId)
  const company = row && (await queries.findCompany(db))
  const facts = row && (await findFacts(db, row.customerId))
  // Without an address the page is the receipt.
  if (!row || !company || !facts?.email) return
  const money = (cents: number) => formatCents(cents, company.currency)
  const text = [
    `Hello ${facts.firstName} ${facts.lastName},`,
    `Thank you. ${company.name} received your payment of ${money(row.amountCents)} on ${formatDate(todayIn(company.timeZone, at))}.`,
    [
      `Payment #${row.number}`,
      `Paid by: ${methodName(row)}`,
      `Transaction: ${row.transactionId}`,
      ...row.applied.map(
        ({ number, amountCents, leftCents }) =>
          `Invoice #${number}: ${money(amountCents)}${leftCents > 0 ? ` (${money(leftCents)} still open)` : ' (paid)'}`,
      ),
      ...(row.unappliedCents > 0 ? [`Kept as credit: ${money(row.unappliedCents)}`] : []),
    ].join('\n'),
    ...(row.kind === 'bank_account'
      ? ['A bank may still return a debit within a few days. If that happens, we get in touch with you.']
      : []),
  ].join('\n\n')
  await queueMessage(db, history, {
    customerId: row.customerId,
    channel: 'email',
    category: 'transactional',
    dedupeKey: `portal receipt ${chargeId}`,
    subject: plain(`${company.name}: receipt for ${money(row.amountCents)}`),
    text: plain(text),
    now: at,
  })
}

/** What is charged, with a receipt where the customer paid in the portal. */
export const withReceipts = (subjects: ChargeSubjects): ChargeSubjects =>
  subjects.map((subject): ChargeSubject => ({
    ...subject,
    async settled(db, history, outcome) {
      await subject.settled(db, history, outcome)
      if (outcome.requestKey.startsWith('portal:')) await sendReceipt(db, history, outcome)
    },
  }))
