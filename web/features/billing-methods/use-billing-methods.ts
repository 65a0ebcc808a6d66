/** Reading and changing the billing methods of one customer. */
import { useParams } from '@tanstack/react-router'
import { type BillingMethodPage, billingMethods } from '#shared/contracts/billing-methods.ts'
import { charges } from '#shared/contracts/charges.ts'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'

/** Company and customer of the address. */
export const useCustomerParams = () => useParams({ from: '/$company/customers/$customerId' })

export const useBillingMethods = (customerId: number) =>
  useEndpointQuery(billingMethods.ofCustomer, { params: { customerId } })

/** Takes the page that a change was answered with, and has all else that shows of it read anew. */
export function useTakePage(customerId: number): (page?: BillingMethodPage) => void {
  const { put, invalidate } = useInvalidate()
  const params = { customerId }
  return (page) => {
    if (page) put(billingMethods.ofCustomer, { params }, page)
    else void invalidate(billingMethods.ofCustomer, params)
    void invalidate(billingMethods.history)
    void invalidate(customers.open, params)
    void invalidate(history.ofCustomer, params)
    void invalidate(charges.list)
  }
}
