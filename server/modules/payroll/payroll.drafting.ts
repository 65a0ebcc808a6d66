/** From a function and a customer to the payables that it would make, each with how it came about. Writes nothing. */
import { amountOf, fillNote, type Outcome } from '#shared/rules/payroll-amounts.ts'
import { type PayeeMethod, payeeMethods, type PayrollRow, type PayTo, payTos } from '#shared/rules/payroll.ts'
import type { Db } from '#server/db/database.ts'
import type { Facts, People } from './payroll.facts.ts'
import { findFunction, type FunctionRow, type LevelRow, listLevels } from './payroll.queries.ts'
import { sql } from 'kysely'

export type Payee = { userId: number | null; name: string }
export type DraftLine = {
  rowId: number | null
  name: string
  description: string
  amountCents: number
  reckoning: string
}
/** `review`: why somebody has to look at it before it is paid. */
export type Draft = {
  functionId: number
  functionName: string
  levelId: number
  levelName: string
  payee: Payee
  lines: DraftLine[]
  amountCents: number
  note: string
  review: string | null
}
/** Nothing is made of it, and why. */
export type Nothing = {
  functionName: string
  payee: string | null
  result: 'no_payee' | 'no_level' | 'no_amount'
  why: string
}
export type Drafted = { drafts: Draft[]; nothing: Nothing[] }

type Person = Exclude<PayeeMethod, 'chosen' | 'nobody'>
const personOf: Record<Person, keyof People> = {
  sales_rep: 'soldById',
  lead_rep: 'leadRepId',
  trainer: 'trainerId',
  technician: 'technicianId',
  rep_manager: 'repManagerId',
}

/** Whom a function is for; null: nobody of the staff, or nobody that the record names. */
export const payeeOf = (
  of: Pick<FunctionRow, 'payeeBy'>,
  { people }: Facts,
  chosenId: number | null,
): number | null =>
  of.payeeBy === 'nobody' ? null : of.payeeBy === 'chosen' ? chosenId : people[personOf[of.payeeBy]]

async function levelFor(db: Db, functionId: number, userId: number | null): Promise<LevelRow | undefined> {
  const levels = (await listLevels(db, { functionId })).filter(({ active }) => active)
  const { rows } = await sql<{ levelId: number }>`select level_id as "levelId" from payroll_assignment
    where company_id = platform.company_id() and function_id = ${functionId} and user_id = ${userId}`.execute(
    db,
  )
  return levels.find(({ id }) => id === rows[0]?.levelId) ?? levels.find(({ isDefault }) => isDefault)
}

const nameOf = (facts: Facts, userId: number) => facts.users.get(userId)?.name ?? `User #${userId}`

function paidBy(row: PayrollRow, payeeId: number | null, facts: Facts): Payee | null {
  if (row.payTo === 'outside') return { userId: null, name: row.outsideName! }
  const id =
    row.payTo === 'user'
      ? row.userId
      : row.payTo === 'payee'
        ? payeeId
        : facts.people[personOf[row.payTo as Exclude<PayTo, 'payee' | 'user' | 'outside'>]]
  return id === null ? null : { userId: id, name: nameOf(facts, id) }
}

export type Worked = { row: PayrollRow & { id?: number }; payee: Payee | null; outcome: Outcome }
/** Each active row with whom it pays and what it comes to. */
export const workRows = (
  rows: readonly (PayrollRow & { id?: number })[],
  payeeId: number | null,
  facts: Facts,
): Worked[] =>
  rows
    .filter(({ active }) => active)
    .map((row) => ({ row, payee: paidBy(row, payeeId, facts), outcome: amountOf(row, facts.around) }))

type Of = { functionId: number; functionName: string; levelId: number; levelName: string }
/** Rows of one payee are the lines of one payable. */
export function gather(worked: readonly Worked[], of: Of, facts: Facts): Drafted {
  const nothing: Nothing[] = []
  const byPayee = new Map<string, { payee: Payee; rows: Worked[] }>()
  for (const one of worked) {
    if (!one.payee) {
      const why = `${one.row.name}: the record does not say who “${payTos[one.row.payTo]}” is`
      nothing.push({ functionName: of.functionName, payee: null, result: 'no_payee', why })
      continue
    }
    const key = one.payee.userId === null ? `o ${one.payee.name.toLowerCase()}` : `u ${one.payee.userId}`
    const known = byPayee.get(key) ?? { payee: one.payee, rows: [] }
    known.rows.push(one)
    byPayee.set(key, known)
  }
  const drafts: Draft[] = []
  for (const { payee, rows } of byPayee.values()) {
    const told = rows.filter(
      ({ outcome }) =>
        outcome.result === 'failed' || (outcome.result === 'amount' && outcome.amountCents !== 0),
    )
    if (!told.length) {
      const why = rows.map(({ row, outcome }) => `${row.name}: ${outcome.reckoning}`).join('; ')
      nothing.push({
        functionName: of.functionName,
        payee: payee.name,
        result: 'no_amount',
        why: why.slice(0, 600),
      })
      continue
    }
    const lines = told.map(({ row, outcome }) => ({
      rowId: row.id ?? null,
      name: row.name,
      description: row.description,
      amountCents: outcome.result === 'amount' ? outcome.amountCents : 0,
      reckoning: outcome.reckoning.slice(0, 600),
    }))
    const amountCents = lines.reduce((sum, line) => sum + line.amountCents, 0)
    const unclear = told.find(({ outcome }) => outcome.result === 'failed')
    const left = payee.userId !== null && facts.users.get(payee.userId)?.active === false
    const review = unclear
      ? `${unclear.row.name} could not be worked out`
      : amountCents <= 0
        ? 'It comes to nothing, or less'
        : left
          ? `${payee.name} is no longer active`
          : null
    const note = rows
      .filter(({ outcome }) => outcome.result === 'amount')
      .map(({ row }) => fillNote(row.note, facts.around))
      .filter(Boolean)
      .join('\n')
    drafts.push({
      ...of,
      payee,
      lines,
      amountCents,
      note: note.slice(0, 2000),
      review: review?.slice(0, 500) ?? null,
    })
  }
  return { drafts, nothing }
}

/** What the function would make for the customer. @param chosenId of a function for whoever is chosen */
export async function draftPayables(
  db: Db,
  facts: Facts,
  functionId: number,
  chosenId: number | null,
): Promise<Drafted> {
  const of = await findFunction(db, functionId)
  if (!of || !of.active || !of.roleActive) return { drafts: [], nothing: [] }
  const none = (result: Nothing['result'], payee: string | null, why: string): Drafted => ({
    drafts: [],
    nothing: [{ functionName: of.name, payee, result, why }],
  })
  const userId = payeeOf(of, facts, chosenId)
  if (userId === null && of.payeeBy !== 'nobody')
    return none(
      'no_payee',
      null,
      of.payeeBy === 'chosen' ? 'Nobody was chosen' : `The record names nobody: ${payeeMethods[of.payeeBy]}`,
    )
  const level = await levelFor(db, of.id, userId)
  if (!level)
    return none(
      'no_level',
      userId === null ? null : nameOf(facts, userId),
      'No level is set, and the function has no default level',
    )
  const about = { functionId: of.id, functionName: of.name, levelId: level.id, levelName: level.name }
  const drafted = gather(workRows(level.rows, userId, facts), about, facts)
  if (!drafted.drafts.length && !drafted.nothing.length)
    return none(
      'no_amount',
      userId === null ? null : nameOf(facts, userId),
      `The level “${level.name}” has no active row`,
    )
  return drafted
}
