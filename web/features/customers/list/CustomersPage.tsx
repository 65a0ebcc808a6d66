/** /{company}/customers */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { fromAddress, toAddress } from './list-search.ts'
import { RecordList } from './RecordList.tsx'

export function CustomersPage() {
  const search = useSearch({ from: '/$company/customers' })
  const navigate = useNavigate({ from: '/$company/customers' })
  return (
    <RecordList
      kind="customer"
      search={fromAddress(search)}
      onSearch={(next, how) => void navigate({ search: toAddress(next), ...how })}
    />
  )
}
