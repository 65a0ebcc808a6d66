/** /{company}/work-orders: every work order that one may see. */
import { Button } from '@mantine/core'
import { IconTools, IconUser } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { WorkOrderRow } from '#shared/contracts/work-order-values.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { isOpenWork } from '#shared/rules/work-orders.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import type { Column, Selection } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Money } from '#web/ui/Money.tsx'
import { PagedTable, rowsOf } from '#web/ui/PagedTable.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import { WorkBulkBar } from './WorkBulkBar.tsx'
import { Due, PriorityMark, WorkOrderState } from './WorkOrderMarks.tsx'
import {
  cleared,
  filterOf,
  isFiltered,
  listQueryOf,
  type QueueSearch,
  type QueueSort,
  sortedBy,
  sortOf,
} from './work-orders-search.ts'
import classes from './work-orders.module.css'
import { WorkQueueFilters } from './WorkQueueFilters.tsx'

const from = '/$company/work-orders'
/** As many as one call changes. */
const mostSelected = 200

const mayTick = (row: WorkOrderRow) => row.modify && isOpenWork(row.status)

/** The ticked rows; what has left the list meanwhile is ticked no more. */
function useTicked(rows: readonly WorkOrderRow[] = []) {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set())
  const [last, setLast] = useState<number | null>(null)
  const possible = rows.filter(mayTick)
  const ticked = possible.filter(({ id }) => ids.has(id)).slice(0, mostSelected)
  const selection: Selection<WorkOrderRow> = {
    isSelected: ({ id }) => ids.has(id),
    toggle: (row, through) => {
      const [a, b] = [possible.findIndex(({ id }) => id === last), possible.indexOf(row)]
      const run = through && a >= 0 ? possible.slice(Math.min(a, b), Math.max(a, b) + 1) : [row]
      const on = !ids.has(row.id)
      const next = new Set(ids)
      for (const one of run.filter(mayTick))
        if (on) next.add(one.id)
        else next.delete(one.id)
      setIds(next)
      setLast(row.id)
    },
    all: ticked.length === 0 ? 'none' : ticked.length === possible.length ? 'all' : 'some',
    toggleAll: () =>
      setIds(ticked.length === possible.length ? new Set() : new Set(possible.map(({ id }) => id))),
    label: ({ id }) => `Select work order #${id}`,
  }
  return { ticked, selection, clear: () => setIds(new Set()), any: possible.length > 0 }
}

export function WorkQueuePage() {
  useTitle('Work orders')
  const { company } = useParams({ from: '/$company' })
  const search: QueueSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const go = (next: QueueSearch) => void navigate({ search: next, replace: true })
  const pages = useInfiniteQuery({
    ...endpointPages(workOrders.list, { query: listQueryOf(search) }, 'after'),
    placeholderData: keepPreviousData,
  })
  const { data: count } = useEndpointQuery(
    workOrders.count,
    { query: filterOf(search) },
    { placeholderData: (previous) => previous },
  )
  const rows = rowsOf(pages)
  const { ticked, selection, clear, any } = useTicked(rows)
  return (
    <div className={classes.page}>
      <div className={classes.queueHead}>
        <PageHeader
          title="Work orders"
          note={
            count && (
              <span aria-live="polite">
                {count.count.toLocaleString('en-US')}
                {count.more && '+'}
                {count.overdue > 0 && `, ${count.overdue.toLocaleString('en-US')} overdue`}
              </span>
            )
          }
          actions={
            <LinkButton
              to="/$company/my-work-orders"
              params={{ company }}
              size="xs"
              variant="default"
              leftSection={<IconUser size={14} aria-hidden />}
            >
              My work orders
            </LinkButton>
          }
        />
        {ticked.length > 0 ? (
          <WorkBulkBar selected={ticked} onClear={clear} />
        ) : (
          <WorkQueueFilters
            search={search}
            onChange={(change) => go({ ...search, ...change })}
            onClear={() => go(cleared(search))}
          />
        )}
      </div>
      <PagedTable
        pages={pages}
        label="Work orders"
        scrollId="work-orders"
        columns={columns}
        frozen={2}
        rowKey={(row) => row.id}
        rowLink={(row) =>
          linkOptions({
            to: '/$company/customers/$customerId/work-orders/$workOrderId',
            params: { company, customerId: row.customerId, workOrderId: row.id },
          })
        }
        isMuted={(row) => !isOpenWork(row.status)}
        selection={any ? selection : undefined}
        sort={sortOf(search)}
        onSort={(key) => go(sortedBy(search, key as QueueSort))}
        empty={
          isFiltered(search) ? (
            <EmptyState
              icon={IconTools}
              title="No work order fits these filters"
              action={
                <Button variant="default" onClick={() => go(cleared(search))}>
                  Clear filters
                </Button>
              }
            />
          ) : (
            <EmptyState icon={IconTools} title="Nothing is to be done">
              Work orders are written on a customer’s record, under Work Orders, and stand here until they are
              complete or canceled.
            </EmptyState>
          )
        }
      />
    </div>
  )
}

const columns: Column<WorkOrderRow>[] = [
  { key: 'number', head: '#', numeric: true, width: 76, sortable: true, cell: (row) => row.id },
  { key: 'subject', head: 'Subject', maxWidth: 300, cell: (row) => row.subject },
  { key: 'customer', head: 'Customer', maxWidth: 200, cell: (row) => row.customer },
  { key: 'state', head: 'Status', cell: (row) => <WorkOrderState status={row.status} /> },
  { key: 'type', head: 'Type', maxWidth: 140, cell: (row) => row.type.name },
  { key: 'technician', head: 'Technician', maxWidth: 160, cell: (row) => row.technician?.name },
  { key: 'due', head: 'Due', sortable: true, cell: (row) => <Due dueOn={row.dueOn} overdue={row.overdue} /> },
  {
    key: 'priority',
    head: 'Priority',
    sortable: true,
    cell: ({ priority }) => priority && <PriorityMark priority={priority} />,
  },
  { key: 'visit', head: 'Next visit', cell: ({ visitAt }) => visitAt && <Time at={visitAt} exact /> },
  { key: 'work', head: 'Work', maxWidth: 200, cell: (row) => row.work },
  {
    key: 'total',
    head: 'Total',
    numeric: true,
    cell: (row) => row.totalCents > 0 && <Money amountCents={row.totalCents} />,
  },
  { key: 'location', head: 'Location', maxWidth: 140, cell: (row) => row.location },
  { key: 'created', head: 'Written', cell: (row) => <Time at={row.createdAt} short /> },
]
