/** The log of the platform's staff: every act, by whom, when and why (ADM-012). Kept for good. */
import { sql } from 'kysely'
import type { Output, Parsed } from '#shared/contract.ts'
import { operatorLog } from '#shared/contracts/operator-log.ts'
import { addDays } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Module, module } from '#server/http/module.ts'
import type { OperatorCtx } from '#server/http/operator-door.ts'

type Query = Parsed<typeof operatorLog.list>['query']

type Row = {
  id: number
  at: Date
  operator: string
  act: string
  company_id: number | null
  company: string | null
  reason: string
  address: string
}

/** The staff belong to no company: their days are those of UTC. */
const dayStart = (date: string | undefined, plusDays: number) =>
  date === undefined ? null : new Date(`${addDays(date, plusDays)}T00:00:00Z`)

async function findActs(db: Db, f: Query, most: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select * from platform.find_operator_acts(${f.before ?? null}, ${f.operatorId ?? null}, ${f.companyId ?? null}, ${f.act ?? null},
      ${dayStart(f.from, 0)}, ${dayStart(f.to, 1)}, ${f.search ?? ''}, ${most})`.execute(db)
  return rows
}

export const readLog = (
  ctx: OperatorCtx,
  { query }: Parsed<typeof operatorLog.list>,
): Promise<Output<typeof operatorLog.list>> =>
  ctx.outside(async (db) => {
    const rows = await findActs(db, query, query.limit + 1)
    const page = rows.slice(0, query.limit)
    const operators = await sql<{
      id: number
      name: string
    }>`select * from platform.list_operators()`.execute(db)
    return {
      items: page.map(({ at, company_id: id, company, ...row }) => ({
        ...row,
        at: at.toISOString(),
        company: id === null ? null : { id, name: company ?? '' },
      })),
      next: rows.length > query.limit ? page.at(-1)!.id : null,
      operators: operators.rows,
    }
  })

export const operatorLogModule = (): Module => module('operatorLog', operatorLog, { list: readLog })
