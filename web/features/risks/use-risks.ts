/** Reading and changing the at-risk entries of one record. */
import { useParams } from '@tanstack/react-router'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import { type RiskList, risks } from '#shared/contracts/risks.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'

/** Company and customer of the address. */
export const useCustomerParams = () => useParams({ from: '/$company/customers/$customerId' })

export const useRisks = (customerId: number) => useEndpointQuery(risks.ofCustomer, { params: { customerId } })

/** What an entry is chosen from. */
export const useChoices = (customerId: number) =>
  useEndpointQuery(risks.choices, { params: { customerId } }, { staleTime: 60_000 }).data

/** Takes the list that a change was answered with, and has all else that shows of it read anew. */
export function useTakeList(customerId: number): (list?: RiskList) => void {
  const { put, invalidate } = useInvalidate()
  const params = { customerId }
  return (list) => {
    if (list) put(risks.ofCustomer, { params }, list)
    else void invalidate(risks.ofCustomer, params)
    void invalidate(customers.open, params)
    void invalidate(history.ofCustomer, params)
    void invalidate(risks.history)
    void invalidate(risks.list)
    void invalidate(risks.totals)
    void invalidate(notifications.unread)
  }
}
