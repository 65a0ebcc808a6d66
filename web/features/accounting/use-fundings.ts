/** What a change of a funding makes outdated. */
import { customers } from '#shared/contracts/customers.ts'
import { fundings } from '#shared/contracts/funding.ts'
import { history } from '#shared/contracts/history.ts'
import { useInvalidate } from '#web/api/queries.ts'

export function useRefreshFundings(): () => void {
  const { invalidate } = useInvalidate()
  return () => {
    for (const endpoint of [
      fundings.ofCustomer,
      fundings.list,
      fundings.totals,
      fundings.history,
      customers.open,
      history.ofCustomer,
    ])
      void invalidate(endpoint)
  }
}
