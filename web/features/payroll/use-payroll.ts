/** What a change of payroll rules makes outdated. */
import { payables } from '#shared/contracts/payables.ts'
import { payroll, type PayrollFunction } from '#shared/contracts/payroll.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'

export function useRefreshPayroll(): (saved?: PayrollFunction) => void {
  const { invalidate, put } = useInvalidate()
  return (saved) => {
    if (saved) put(payroll.openFunction, { params: { functionId: saved.id } }, saved)
    for (const endpoint of [
      payroll.overview,
      payroll.openFunction,
      payroll.options,
      payroll.openTable,
      payroll.history,
      payroll.ofUser,
      payables.ofCustomer,
    ])
      void invalidate(endpoint)
  }
}

export const usePayrollOptions = () => useEndpointQuery(payroll.options, {}, { staleTime: 30_000 }).data
