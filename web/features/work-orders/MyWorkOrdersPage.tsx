/** /{company}/my-work-orders: what a technician has to do, made for the phone in a customer's hallway. */
import { Button } from '@mantine/core'
import { IconMapPin, IconPhone, IconTools } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { OwnWorkOrder } from '#shared/contracts/work-order-values.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { formatPhone } from '#shared/phone.ts'
import { clockText, dayWords } from '#shared/rules/appointments.ts'
import { todayIn } from '#shared/time.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { CompleteDialog } from './CompleteDialog.tsx'
import { useRefresh, useTake } from './use-work-orders.ts'
import { Due, PriorityMark, WorkOrderState } from './WorkOrderMarks.tsx'
import classes from './work-orders.module.css'

export function MyWorkOrdersPage() {
  useTitle('My work orders')
  const { data, error, refetch } = useEndpointQuery(workOrders.mine, {}, { refetchInterval: 60_000 })
  const [completing, setCompleting] = useState<OwnWorkOrder | null>(null)
  return (
    <Page narrow>
      <PageHeader title="My work orders" note={data && data.items.length} />
      {data ? (
        data.items.length === 0 ? (
          <EmptyState icon={IconTools} title="Nothing is assigned to you">
            Work orders that somebody assigns to you, or books a visit of yours for, stand here until they are
            complete.
          </EmptyState>
        ) : (
          <ol className={classes.cards} aria-label="My work orders">
            {data.items.map((order) => (
              <Card key={order.id} order={order} onComplete={() => setCompleting(order)} />
            ))}
          </ol>
        )
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <div role="status" aria-label="Loading your work orders">
          <LinesSkeleton count={6} />
        </div>
      )}
      {completing && (
        <CompleteDialog
          order={completing}
          addEquipment={completing.addEquipment}
          signed={completing.signed}
          onClose={() => setCompleting(null)}
        />
      )}
    </Page>
  )
}

function Card({ order, onComplete }: { order: OwnWorkOrder; onComplete: () => void }) {
  const { company } = useParams({ from: '/$company' })
  const { timeZone } = useMe().company
  const take = useTake()
  const refresh = useRefresh()
  const start = useEndpointMutation(workOrders.start)
  const of = { customerId: order.customerId, workOrderId: order.id }
  const begin = () =>
    start.mutate(
      { params: of, body: { version: order.version } },
      {
        onSuccess: (next) => {
          take(next)
          toastDone('Work has begun.')
        },
        onError: (problem) => {
          toastFailed(problem)
          refresh()
        },
      },
    )
  return (
    <li className={classes.card}>
      <div className={classes.cardHead}>
        <span className={classes.time}>
          {order.visitAt ? (
            `${dayWords(todayIn(timeZone, order.visitAt))}, ${clockText(order.visitAt, timeZone)}`
          ) : order.dueOn ? (
            <>
              Due <Due dueOn={order.dueOn} overdue={order.overdue} />
            </>
          ) : (
            'No date yet'
          )}
        </span>
        <WorkOrderState status={order.status} />
      </div>
      <div>
        <Link to="/$company/customers/$customerId/work-orders/$workOrderId" params={{ company, ...of }}>
          <strong>
            #{order.id} {order.subject}
          </strong>
        </Link>
        <div className={classes.facts}>
          <span>{order.customer}</span>
          <span>{order.type.name}</span>
          {order.priority && <PriorityMark priority={order.priority} />}
          {order.visitAt && order.dueOn && (
            <span>
              Due <Due dueOn={order.dueOn} overdue={order.overdue} />
            </span>
          )}
        </div>
      </div>
      <div className={classes.links}>
        {order.address && (
          <a
            href={`https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(order.address)}`}
            target="_blank"
            rel="noreferrer"
          >
            <IconMapPin size={14} aria-hidden /> {order.address}
          </a>
        )}
        {order.phone && (
          <a href={`tel:${order.phone}`}>
            <IconPhone size={14} aria-hidden /> {formatPhone(order.phone)}
          </a>
        )}
      </div>
      {order.description && <p className={classes.note}>{order.description}</p>}
      {order.work && <div className={classes.dim}>{order.work}</div>}
      {order.modify && (
        <div className={classes.cardButtons}>
          {order.status !== 'in_progress' && (
            <Button
              variant="default"
              loading={start.isPending}
              onClick={begin}
              aria-label={`Start work on #${order.id}`}
            >
              Start work
            </Button>
          )}
          <Button onClick={onComplete} aria-label={`Complete #${order.id}`}>
            Complete
          </Button>
        </div>
      )}
    </li>
  )
}
