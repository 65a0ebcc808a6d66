/** A record's appointments within another page: the Schedule step of guided flows. */
import { useState } from 'react'
import { appointments } from '#shared/contracts/appointments.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import type { RecordAppointmentsSearch } from './appointments-search.ts'
import { Appointments } from './AppointmentsPage.tsx'

export function AppointmentsPicker({ customerId }: { customerId: number }) {
  const { data, error, refetch } = useEndpointQuery(appointments.ofCustomer, { params: { customerId } })
  const [over, setOver] = useState<RecordAppointmentsSearch>({})
  if (data) return <Appointments list={data} customerId={customerId} search={over} go={setOver} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <LinesSkeleton count={6} />
}
