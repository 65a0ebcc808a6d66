/** Reading and changing the contacts of one record. */
import { useParams } from '@tanstack/react-router'
import { contacts, type ContactList } from '#shared/contracts/contacts.ts'
import { customers } from '#shared/contracts/customers.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'

/** Company and customer of the address. */
export const useCustomerParams = () => useParams({ from: '/$company/customers/$customerId' })

export const useContacts = (customerId: number) => useEndpointQuery(contacts.list, { params: { customerId } })

/** Takes the list that a change was answered with, and has the record's tab count and red dot read anew. */
export function useTakeList(customerId: number): (list: ContactList) => void {
  const { put, invalidate } = useInvalidate()
  const params = { customerId }
  return (list) => {
    put(contacts.list, { params }, list)
    void invalidate(customers.open, params)
  }
}
