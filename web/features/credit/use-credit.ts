/** Reading and changing the credit checks of one record. */
import { credit, type CreditPage } from '#shared/contracts/credit.ts'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'

/** While a bureau is being asked, also where nothing tells of changes (a step of a wizard). */
const pollMs = 1500

export const useCredit = (customerId: number) =>
  useEndpointQuery(
    credit.ofCustomer,
    { params: { customerId } },
    {
      refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? pollMs : false),
    },
  )

/** Something still comes by itself: the answer, or its report. */
const isUnderWay = ({ state, report }: CreditPage['items'][number]) =>
  state === 'running' || report === 'wanted'

/** Takes the page that a change was answered with, and has all else that shows of it read anew. */
export function useTakePage(customerId: number): (page?: CreditPage) => void {
  const { put, invalidate } = useInvalidate()
  const params = { customerId }
  return (page) => {
    if (page) put(credit.ofCustomer, { params }, page)
    else void invalidate(credit.ofCustomer, params)
    void invalidate(customers.open, params)
    void invalidate(history.ofCustomer, params)
  }
}
