/** What is read anew after a change to a record's messages. */
import { useParams } from '@tanstack/react-router'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { messages } from '#shared/contracts/messages.ts'
import { useInvalidate } from '#web/api/queries.ts'

export const useCustomerParams = () => useParams({ from: '/$company/customers/$customerId' })

export function useRefresh(): (customerId?: number) => void {
  const { invalidate } = useInvalidate()
  return (customerId) => {
    const params = customerId === undefined ? undefined : { customerId }
    if (params) {
      void invalidate(customers.open, params)
      void invalidate(history.ofCustomer, params)
      void invalidate(messages.compose, params)
    }
    void invalidate(messages.ofCustomer, params)
    void invalidate(messages.list)
    void invalidate(messages.counts)
  }
}
