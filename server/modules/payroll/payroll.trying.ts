/** What a level would make for a customer, row by row, without making it. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { payroll } from '#shared/contracts/payroll.ts'
import { fail } from '#shared/errors.ts'
import { shownValue } from '#shared/rules/payroll-amounts.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { getReadable } from '../customers/customers.service.ts'
import { gather, payeeOf, workRows } from './payroll.drafting.ts'
import { listVariables, readFacts } from './payroll.facts.ts'
import * as queries from './payroll.queries.ts'
import { judgeRows, namesFor } from './payroll.service.ts'
import { sql } from 'kysely'

/** Whose values a reader may not see: the sale’s belong to the sale card. */
export const seesReckoning = (ctx: Ctx, locationId: number): boolean =>
  ctx.actor.grants.has('sale_information.view', locationId)

/** @throws payroll.not_found; customers.not_found, access.denied_here; payables.leads; request.invalid */
export async function tryLevel(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof payroll.tryLevel>,
): Promise<Output<typeof payroll.tryLevel>> {
  const level = (await queries.listLevels(db, { id: params.levelId }))[0] ?? fail('payroll.not_found')
  const record = await getReadable(ctx, db, body.customerId, 'payables.view')
  const of = (await queries.findFunction(db, level.functionId))!
  const facts = (await readFacts(db, record.id)) ?? fail('payables.leads')
  if (body.rows) {
    const users = new Set((await queries.listUsers(db)).map(({ id }) => id))
    const errors = judgeRows(
      body.rows,
      await namesFor(ctx, db),
      (await listVariables(db)).variables,
      users,
      [],
    )
    if (errors.length) fail('request.invalid', {}, { errors })
  }
  const payeeId = payeeOf(of, facts, body.payeeUserId)
  if (payeeId !== null && !facts.users.has(payeeId))
    fail('request.invalid', {}, { errors: [{ path: 'payeeUserId', message: 'Choose a user from the list' }] })
  const worked = workRows(body.rows ?? level.rows, payeeId, facts)
  const { drafts } = gather(
    worked,
    { functionId: of.id, functionName: of.name, levelId: level.id, levelName: level.name },
    facts,
  )
  const sees = seesReckoning(ctx, record.locationId)
  const { rows: there } = await sql<{ userId: number | null; name: string | null }>`
    select payee_user_id as "userId", platform.fold(payee_name) as name from payable where company_id = platform.company_id() and customer_id = ${record.id}
      and function_id = ${of.id} and status <> 'denied' and not charged_back and source <> 'charge_back'`.execute(
    db,
  )
  return {
    customer: { id: record.id, name: facts.customer.name },
    payee: payeeId === null ? null : (facts.users.get(payeeId)?.name ?? null),
    rows: worked.map(({ row, payee, outcome }) => ({
      name: row.name,
      result: outcome.result,
      payee: payee?.name ?? null,
      amountCents: outcome.result === 'amount' ? outcome.amountCents : 0,
      reckoning: sees ? outcome.reckoning : null,
    })),
    payables: drafts.map(({ payee, amountCents, review }) => ({
      payee: payee.name,
      amountCents,
      review: review !== null,
      exists: there.some(({ userId, name }) =>
        payee.userId === null ? name === payee.name.toLowerCase() : Number(userId) === payee.userId,
      ),
    })),
    values: sees
      ? facts.around.variables
          .map(({ name, label }) => ({ label, value: shownValue(facts.around, name) }))
          .filter(({ value }) => value !== 'nothing')
      : [],
  }
}
