/** The list of payments, of the company and of one record: filters and sort stand in the address. */
import { Button } from '@mantine/core'
import { IconCash } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions } from '@tanstack/react-router'
import { type PaymentRow, payments } from '#shared/contracts/payments.ts'
import { paymentMethods } from '#shared/rules/payments.ts'
import { paymentOrigins } from '#shared/rules/portal.ts'
import { endpointPages } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Money } from '#web/ui/Money.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Day } from '#web/ui/Time.tsx'
import { isFiltered, listQueryOf, type PaymentsSearch, sortedBy, sortOf } from './accounting-search.ts'
import { PaymentState } from './marks.tsx'
import classes from './accounting.module.css'

const states = [
  { value: 'applied', label: 'Applied' },
  { value: 'unapplied', label: 'Unapplied' },
  { value: 'reversed', label: 'Undone' },
] as const
const methods = [
  ...(Object.keys(paymentMethods) as (keyof typeof paymentMethods)[]).map((value) => ({
    value,
    label: paymentMethods[value],
  })),
  { value: 'credit_memo', label: 'Credit memo' },
] as const

const origins = (Object.keys(paymentOrigins) as (keyof typeof paymentOrigins)[]).map((value) => ({
  value,
  label: paymentOrigins[value],
}))

type Props = {
  company: string
  search: PaymentsSearch
  onChange: (search: PaymentsSearch) => void
  customerId?: number
}

export function PaymentFilters({ search, onChange }: Pick<Props, 'search' | 'onChange'>) {
  const change = (next: PaymentsSearch) => onChange({ ...search, ...next })
  return (
    <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
      <FilterChip
        label="Status"
        choices={states}
        value={search.status === 'all' ? undefined : search.status}
        onChange={(status) => change({ status })}
      />
      <FilterChip
        label="Method"
        choices={methods}
        value={search.method}
        onChange={(method) => change({ method })}
      />
      <FilterChip
        label="Made in"
        choices={origins}
        value={search.origin}
        onChange={(origin) => change({ origin })}
      />
      <DayFilter
        className={classes.day}
        label="From"
        labelWidth={46}
        value={search.from}
        onChange={(from) => change({ from })}
      />
      <DayFilter
        className={classes.day}
        label="To"
        labelWidth={32}
        value={search.to}
        onChange={(to) => change({ to })}
      />
      {isFiltered(search) && (
        <Button
          variant="subtle"
          size="xs"
          onClick={() => onChange({ sort: search.sort, direction: search.direction })}
        >
          Clear filters
        </Button>
      )}
    </div>
  )
}

const columns = (withCustomer: boolean): Column<PaymentRow>[] => [
  { key: 'number', head: '#', numeric: true, width: 76, sortable: true, cell: (row) => row.number },
  ...(withCustomer
    ? [{ key: 'customer', head: 'Customer', maxWidth: 220, cell: (row: PaymentRow) => row.customer.name }]
    : []),
  { key: 'date', head: 'Date', sortable: true, cell: (row) => <Day on={row.paidOn} /> },
  { key: 'method', head: 'Method', cell: (row) => (row.method ? paymentMethods[row.method] : 'Credit memo') },
  {
    key: 'origin',
    head: 'Made in',
    maxWidth: 130,
    cell: (row) =>
      row.app ? `${row.app} app` : (paymentOrigins[row.origin as keyof typeof paymentOrigins] ?? row.origin),
  },
  { key: 'reference', head: 'Reference', maxWidth: 160, cell: (row) => row.reference },
  {
    key: 'amount',
    head: 'Amount',
    numeric: true,
    sortable: true,
    cell: (row) => <Money amountCents={row.amountCents} />,
  },
  {
    key: 'unapplied',
    head: 'Unapplied',
    numeric: true,
    cell: (row) => row.unappliedCents > 0 && <Money amountCents={row.unappliedCents} />,
  },
  { key: 'status', head: 'Status', cell: (row) => <PaymentState status={row.status} /> },
  ...(withCustomer
    ? [{ key: 'location', head: 'Location', maxWidth: 140, cell: (row: PaymentRow) => row.location }]
    : []),
]

export function PaymentTable({ company, search, onChange, customerId }: Props) {
  const pages = useInfiniteQuery({
    ...endpointPages(
      payments.list,
      { query: { ...listQueryOf(search), ...(customerId && { customerId }) } },
      'after',
    ),
    placeholderData: keepPreviousData,
  })
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  if (pages.error && !rows) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
  return (
    <DataTable
      label="Payments"
      scrollId={customerId ? undefined : 'payments'}
      columns={columns(!customerId)}
      frozen={customerId ? 1 : 2}
      rows={rows}
      busy={pages.isPlaceholderData}
      rowKey={(row) => row.id}
      rowLink={(row) =>
        linkOptions({
          to: '/$company/customers/$customerId/accounting/payments/$paymentId',
          params: { company, customerId: row.customer.id, paymentId: row.id },
        })
      }
      isMuted={(row) => row.status === 'reversed'}
      sort={sortOf(search)}
      onSort={(key) => onChange(sortedBy(search, key))}
      empty={
        <EmptyState
          icon={IconCash}
          title={isFiltered(search) ? 'No payment fits these filters' : 'No payments yet'}
        >
          Payments that somebody records, and credit that is given, stand here.
        </EmptyState>
      }
      footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
    />
  )
}
