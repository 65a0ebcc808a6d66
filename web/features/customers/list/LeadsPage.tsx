/** /{company}/leads */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { fromAddress, toAddress } from './list-search.ts'
import { RecordList } from './RecordList.tsx'

export function LeadsPage() {
  const search = useSearch({ from: '/$company/leads' })
  const navigate = useNavigate({ from: '/$company/leads' })
  return (
    <RecordList
      kind="lead"
      search={fromAddress(search)}
      onSearch={(next, how) => void navigate({ search: toAddress(next), ...how })}
    />
  )
}
