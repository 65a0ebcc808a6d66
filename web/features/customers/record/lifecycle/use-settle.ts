/** Puts a record that a deed has changed where the page has it, and marks as outdated what else shows it. */
import { type Customer, customers } from '#shared/contracts/customers.ts'
import { useInvalidate } from '#web/api/queries.ts'

export function useSettle(): (saved: Customer) => void {
  const { put, invalidate, invalidateParams } = useInvalidate()
  return (saved) => {
    const params = { customerId: saved.id }
    put(customers.open, { params }, saved)
    void invalidateParams(params)
    // Its family may have changed along.
    for (const endpoint of [customers.open, customers.list, customers.count, customers.search])
      void invalidate(endpoint)
  }
}
