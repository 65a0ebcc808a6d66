/** A record's open work orders within another page: the Work Order and Schedule steps of guided flows. */
import { Button } from '@mantine/core'
import { IconPlus, IconTools } from '@tabler/icons-react'
import { useState } from 'react'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { isOpenWork } from '#shared/rules/work-orders.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { NewForm } from './NewWorkOrderPage.tsx'
import { VisitsPanel } from './VisitsPanel.tsx'
import { Rows } from './WorkOrdersPage.tsx'

type Props = {
  customerId: number
  /** Schedules visits for them rather than writing another; nothing where there is none. */
  visits?: boolean
}

export function WorkOrdersPicker({ customerId, visits = false }: Props) {
  const { data, error, refetch } = useEndpointQuery(workOrders.ofCustomer, { params: { customerId } })
  const [writing, setWriting] = useState(false)
  if (error && !data) return visits ? null : <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton count={6} />
  const open = data.items.filter(({ status }) => isOpenWork(status))
  if (visits)
    return open.map(({ id, subject }) => (
      <Visits key={id} customerId={customerId} workOrderId={id} title={`Visits for #${id}, ${subject}`} />
    ))
  if (writing) return <NewForm onDone={() => setWriting(false)} />
  const add = data.abilities.create && (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setWriting(true)}>
      New work order
    </Button>
  )
  return (
    <Panel
      title="Work orders"
      note={<span className="tabular">{open.length}</span>}
      actions={open.length > 0 && add}
    >
      {open.length > 0 ? (
        <Rows label="Open work orders" items={open} />
      ) : (
        <EmptyState icon={IconTools} title="No work order yet" action={add}>
          Write down the installation: what is to be done, who does it and by when.
        </EmptyState>
      )}
    </Panel>
  )
}

function Visits({ title, ...params }: { customerId: number; workOrderId: number; title: string }) {
  const { data } = useEndpointQuery(workOrders.get, { params })
  return data ? <VisitsPanel order={data} title={title} /> : <LinesSkeleton count={2} />
}
