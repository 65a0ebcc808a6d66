/**
 * The ledger's one way in: a posting with its entries, each of which moves an amount from one account to another, so that it
 * balances by its form. The database keeps the customer's balance and lets nothing be changed (0036_accounting.sql).
 */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'

export { howText, isUnpaid, lateDays, readSummary, readTransactions } from './ledger.reads.ts'

export type Account =
  | 'receivable' | 'income' | 'tax_payable' | 'cash' | 'customer_credit' | 'write_off' | 'credits_given'
  // Of contracts that are sold: what they brought, and what the funder withholds.
  | 'contracts_sold' | 'funder_holdback' // prettier-ignore
export type Move = { debit: Account; credit: Account; amountCents: number }
export type PostingKind =
  | 'invoice' | 'adjustment' | 'void' | 'write_off' | 'write_off_undone' | 'payment' | 'credit_memo' | 'nsf' | 'refund'
  | 'chargeback' | 'payment_void' | 'applied' | 'released' | 'funding' // prettier-ignore
export type Posting = {
  /** Who owes it. */
  customerId: number
  /** Whose place it is about. */
  aboutId: number
  kind: PostingKind
  /** The date that it counts for, in the company's calendar. */
  on: string
  at: Date
  by: number | null
  invoiceId?: number | null
  paymentId?: number | null
  fundingId?: number | null
  memo?: string
  /** Amounts below zero go the other way; those of zero are left out. */
  moves: readonly Move[]
}

const side = (account: Account) => (account === 'receivable' || account === 'customer_credit' ? 1 : 0)

/** Writes one posting; nothing if nothing moves. Its customer's balance stays locked until the transaction ends. */
export async function post(db: Db, posting: Posting): Promise<void> {
  const moves = posting.moves
    .filter(({ amountCents }) => amountCents !== 0)
    .map(({ debit, credit, amountCents }) =>
      amountCents > 0
        ? { debit, credit, amountCents }
        : { debit: credit, credit: debit, amountCents: -amountCents },
    )
  if (!moves.length) return
  const effect = moves.reduce((sum, m) => sum + m.amountCents * (side(m.debit) - side(m.credit)), 0)
  await sql`
    with posted as (
      insert into ledger_posting (customer_id, about_customer_id, kind, posted_on, posted_at, invoice_id, payment_id, funding_id, memo, effect_cents, by_user_id)
      values (${posting.customerId}, ${posting.aboutId}, ${posting.kind}, ${posting.on}::date, ${posting.at}, ${posting.invoiceId ?? null},
        ${posting.paymentId ?? null}, ${posting.fundingId ?? null}, ${posting.memo ?? ''}, ${effect}, ${posting.by}) returning id)
    insert into ledger_entry (posting_id, debit, credit, amount_cents)
    select posted.id, m.debit, m.credit, m."amountCents" from posted,
      jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as m(debit text, credit text, "amountCents" bigint)`.execute(
    db,
  )
}

/** The next number of a kind; its row stays locked until the transaction ends, so that none is given twice or left out. */
export async function nextNumber(
  db: Db,
  kind: 'invoice' | 'quote' | 'payment' | 'statement',
  count = 1,
): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into invoice_counter as n (kind, last) values (${kind}, ${count})
    on conflict (company_id, kind) do update set last = n.last + ${count} returning last`.execute(db)
  return rows[0]!.last - count + 1
}

/** Holds who pays, so that of two who move its money the second sees what the first did. */
export async function lockPayer(db: Db, payerId: number): Promise<void> {
  await sql`select from customer where company_id = platform.company_id() and id = ${payerId} for no key update`.execute(
    db,
  )
}
