/** The record that the page is about, for what stands below its header. */
import { createContext, use } from 'react'
import type { Customer } from '#shared/contracts/customers.ts'

export const RecordContext = createContext<Customer | null>(null)

/** The opened record. Throws outside of RecordPage. */
export function useRecord(): Customer {
  const record = use(RecordContext)
  if (!record) throw new Error('useRecord() stands outside of the record’s page')
  return record
}
