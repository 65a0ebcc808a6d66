/** What the addresses of payroll say. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { myPayroll } from '#shared/contracts/pay-runs.ts'
import { searchParams } from '#web/api/search-params.ts'

/** `role`: its dialog, `new` for another one. `function`: a new one of that role. */
export const readPayrollSearch = searchParams(
  z.object({ role: z.union([id, z.literal('new')]).optional(), function: id.optional() }),
)
/** `edit`: with the function's dialog. */
export const readFunctionSearch = searchParams(z.object({ edit: z.literal(true).optional() }))
export const readMyPayrollSearch = searchParams(
  myPayroll.list.query.pick({ status: true, from: true, to: true }),
)
export type MyPayrollSearch = ReturnType<typeof readMyPayrollSearch>
