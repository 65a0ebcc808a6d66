/** Reading and changing a record's account, and what a change makes outdated. */
import { useParams } from '@tanstack/react-router'
import { accounting } from '#shared/contracts/accounting.ts'
import { autopay } from '#shared/contracts/autopay.ts'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { invoices } from '#shared/contracts/invoices.ts'
import { payments } from '#shared/contracts/payments.ts'
import { billing, recurring } from '#shared/contracts/recurring.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'

/** Company and customer of the address. */
export const useCustomerParams = () => useParams({ from: '/$company/customers/$customerId' })

export const useAccount = (customerId: number) =>
  useEndpointQuery(accounting.summary, { params: { customerId } })

/** What an invoice of this record is made of. */
export const useChoices = (customerId: number, query: { on?: string; workOrderId?: number } = {}) =>
  useEndpointQuery(
    invoices.choices,
    { params: { customerId }, query },
    { staleTime: 60_000, placeholderData: (previous) => previous },
  ).data

/** What can be charged here: the record's own billing methods, and its parent's. */
export const useChargeMethods = (customerId: number, enabled = true) =>
  useEndpointQuery(autopay.methods, { params: { customerId } }, { staleTime: 60_000, enabled }).data?.items

/** Has everything that shows of money read anew. */
export function useRefresh(): () => void {
  const { invalidate } = useInvalidate()
  return () => {
    for (const endpoint of [
      accounting.summary,
      accounting.transactions,
      invoices.get,
      invoices.list,
      invoices.summary,
      invoices.history,
      invoices.choices,
      autopay.ofCustomer,
      payments.get,
      payments.list,
      payments.summary,
      payments.choices,
      recurring.ofCustomer,
      recurring.get,
      recurring.history,
      billing.list,
      customers.open,
      history.ofCustomer,
    ])
      void invalidate(endpoint)
  }
}
