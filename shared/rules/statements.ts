/** What a statement says of an account (BIL-008). All amounts are whole cents; below zero the company owes the customer. */
import { sumCents } from '../money.ts'
import { addDays, daysBetween } from '../time.ts'
import type { Aging } from '../contracts/invoice-values.ts'

/** Five years. */
export const maxStatementDays = 1830
/** So many lines are printed; a longer period is told to be parted. */
export const maxStatementLines = 2000

export type StatementLine = {
  on: string
  what: string
  /** Whose place it is about, where that is a sub-customer's. */
  about: string | null
  amountCents: number
  balanceCents: number
}

export type StatementBody = {
  billTo: string[]
  location: string
  lines: StatementLine[]
  aging: Aging
  creditCents: number
}

/** Each line with the balance after it. */
export function withBalances(
  openingCents: number,
  lines: readonly Omit<StatementLine, 'balanceCents'>[],
): StatementLine[] {
  let balanceCents = openingCents
  return lines.map((line) => ({ ...line, balanceCents: (balanceCents += line.amountCents) }))
}

/** What is open, by how late it is on a day; the last day on which it is due is not late. */
export function agingOn(open: readonly { dueOn: string; openCents: number }[], on: string): Aging {
  const late = open.map(({ dueOn, openCents }) => ({ days: Math.max(0, daysBetween(dueOn, on)), openCents }))
  const sum = (from: number, to: number) =>
    sumCents(late.filter(({ days }) => days >= from && days <= to).map(({ openCents }) => openCents))
  const aging = {
    current: sum(0, 0),
    days30: sum(1, 30),
    days60: sum(31, 60),
    days90: sum(61, 90),
    older: sum(91, Infinity),
  }
  return { ...aging, totalCents: sumCents(Object.values(aging)) }
}

/** The month before the one that is going on. @param today in the company's calendar */
export function lastMonth(today: string): { from: string; to: string } {
  const to = addDays(`${today.slice(0, 7)}-01`, -1)
  return { from: `${to.slice(0, 7)}-01`, to }
}
