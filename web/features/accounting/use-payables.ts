/** What a change of payables makes outdated. */
import { accounting } from '#shared/contracts/accounting.ts'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { payRuns } from '#shared/contracts/pay-runs.ts'
import { payables } from '#shared/contracts/payables.ts'
import { useInvalidate } from '#web/api/queries.ts'

export function useRefreshPayables(): () => void {
  const { invalidate } = useInvalidate()
  return () => {
    for (const endpoint of [
      payables.ofCustomer,
      payables.list,
      payables.totals,
      payables.history,
      payRuns.list,
      payRuns.open,
      accounting.summary,
      customers.open,
      history.ofCustomer,
    ])
      void invalidate(endpoint)
  }
}
