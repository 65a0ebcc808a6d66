/** The record's Work Orders tab: what is to be done, and what was (TAB-007, REC-036). */
import { IconPlus, IconTools } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Output } from '#shared/contract.ts'
import type { WorkOrderSummary } from '#shared/contracts/work-order-values.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { isOpenWork } from '#shared/rules/work-orders.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useCustomerParams } from './use-work-orders.ts'
import { Due, PriorityMark, WorkOrderState } from './WorkOrderMarks.tsx'
import classes from './work-orders.module.css'

export function WorkOrdersPage() {
  const { customerId } = useCustomerParams()
  const { data, error, refetch } = useEndpointQuery(workOrders.ofCustomer, { params: { customerId } })
  if (data) return <Orders list={data} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <div role="status" aria-label="Loading the work orders">
      <LinesSkeleton count={8} />
    </div>
  )
}

function Orders({ list: { items, abilities } }: { list: Output<typeof workOrders.ofCustomer> }) {
  const params = useCustomerParams()
  const open = items.filter(({ status }) => isOpenWork(status))
  const over = items.filter(({ status }) => !isOpenWork(status))
  const add = abilities.create && (
    <LinkButton
      to="/$company/customers/$customerId/work-orders/new"
      params={params}
      size="xs"
      leftSection={<IconPlus size={14} aria-hidden />}
    >
      New work order
    </LinkButton>
  )
  return (
    <div className={classes.entries}>
      <Panel
        title="Work orders"
        note={<span className="tabular">{open.length}</span>}
        actions={open.length > 0 && add}
      >
        {open.length > 0 ? (
          <Rows label="Open work orders" items={open} />
        ) : (
          <EmptyState icon={IconTools} title="Nothing is to be done" action={add}>
            {abilities.create
              ? 'Write down a job: what is to be done, who does it and by when, with the labor and parts it takes.'
              : 'A job that somebody writes down for this record stands here.'}
          </EmptyState>
        )}
      </Panel>
      {over.length > 0 && (
        <Panel title="Done and canceled" note={<span className="tabular">{over.length}</span>}>
          <Rows label="Done and canceled work orders" items={over} />
        </Panel>
      )}
    </div>
  )
}

export const Rows = ({ label, items }: { label: string; items: WorkOrderSummary[] }) => (
  <ul className={classes.rows} aria-label={label}>
    {items.map((order) => (
      <Row key={order.id} order={order} />
    ))}
  </ul>
)

function Row({ order }: { order: WorkOrderSummary }) {
  const { company, customerId } = useCustomerParams()
  return (
    <li className={classes.row}>
      <div className={classes.head}>
        <span className={`${classes.dim} tabular`}>#{order.id}</span>
        <Link
          to="/$company/customers/$customerId/work-orders/$workOrderId"
          params={{ company, customerId, workOrderId: order.id }}
          className={classes.name}
        >
          {order.subject}
        </Link>
        <WorkOrderState status={order.status} />
        {order.priority && <PriorityMark priority={order.priority} />}
      </div>
      {order.description && <p className={classes.cut}>{order.description}</p>}
      <div className={classes.facts}>
        <span>{order.type.name}</span>
        <span>{order.technician ? order.technician.name : 'Nobody assigned yet'}</span>
        {order.visitAt && (
          <span>
            Visit <Time at={order.visitAt} exact />
          </span>
        )}
        {order.dueOn && (
          <span>
            Due <Due dueOn={order.dueOn} overdue={order.overdue} />
          </span>
        )}
        {order.work && <span>{order.work}</span>}
        {order.totalCents > 0 && <Money amountCents={order.totalCents} />}
        <span>
          {order.createdBy}, <Time at={order.createdAt} short />
        </span>
      </div>
    </li>
  )
}
