/** What the addresses of reports say. */
import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { figures } from '#shared/contracts/figures.ts'
import { searchParams } from '#web/api/search-params.ts'

export const readAgingSearch = searchParams(figures.aging.query)
export type AgingSearch = ReturnType<typeof readAgingSearch>

export const readMonthsSearch = searchParams(figures.rmr.query)
export type MonthsSearch = ReturnType<typeof readMonthsSearch>

export const readSalesSearch = searchParams(figures.sales.query)
export type SalesSearch = ReturnType<typeof readSalesSearch>

/** `from`: the saved report that a copy begins with. `object`: of what. */
export const readBuildSearch = searchParams(
  z.object({
    from: id.optional(),
    object: z
      .string()
      .regex(/^[a-z_]{1,40}$/)
      .optional(),
  }),
)
export type BuildSearch = ReturnType<typeof readBuildSearch>

const tabs = ['report', 'schedule', 'history'] as const
export const readReportSearch = searchParams(z.object({ tab: z.enum(tabs).optional() }))
export type ReportTab = (typeof tabs)[number]
