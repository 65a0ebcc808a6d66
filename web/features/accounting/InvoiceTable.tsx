/** The list of invoices or quotes, of the company and of one record: filters and sort stand in the address. */
import { Button } from '@mantine/core'
import { IconReceipt } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { InvoiceRow } from '#shared/contracts/invoice-values.ts'
import { invoices } from '#shared/contracts/invoices.ts'
import { invoiceStatuses } from '#shared/rules/invoices.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Money } from '#web/ui/Money.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Day } from '#web/ui/Time.tsx'
import {
  filterOf,
  type InvoicesSearch,
  isFiltered,
  listQueryOf,
  sortedBy,
  sortOf,
} from './accounting-search.ts'
import { AgingBar, DueOn, InvoiceState } from './marks.tsx'
import classes from './accounting.module.css'

const kinds = [{ value: 'quote', label: 'Quotes' }] as const
const invoiceStates = [
  { value: 'unpaid', label: 'Unpaid' },
  { value: 'late', label: 'Past due' },
  ...(['draft', 'open', 'paid', 'void', 'written_off'] as const).map((value) => ({
    value,
    label: value === 'open' ? 'Issued' : invoiceStatuses[value],
  })),
] as const
const quoteStates = (['open', 'accepted', 'declined'] as const).map((value) => ({
  value,
  label: invoiceStatuses[value],
}))

type FilterProps = {
  search: InvoicesSearch
  onChange: (search: InvoicesSearch) => void
  withLocation?: boolean
}

export function InvoiceFilters({ search, onChange, withLocation = false }: FilterProps) {
  const options = useEndpointQuery(invoices.options, {}, { staleTime: 60_000, enabled: withLocation }).data
  const change = (next: InvoicesSearch) => onChange({ ...search, ...next })
  return (
    <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
      <FilterChip label="Kind" choices={kinds} anyLabel="Invoices" value={search.kind === 'quote' ? 'quote' : undefined}
        onChange={(kind) => onChange({ ...search, kind, status: undefined, aging: undefined })} />
      <FilterChip label="Status" choices={search.kind === 'quote' ? quoteStates : invoiceStates}
        value={search.status === 'all' ? undefined : (search.status as never)} onChange={(status) => change({ status })} />
      {withLocation && (
        <FilterChip label="Location" choices={(options?.locations ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={search.locationId} onChange={(locationId) => change({ locationId })} />
      )}
      <DayFilter className={classes.day} label="Date from" labelWidth={76} value={search.from} onChange={(day) => change({ from: day })} />
      <DayFilter className={classes.day} label="Date to" labelWidth={62} value={search.to} onChange={(to) => change({ to })} />
      <DayFilter className={classes.day} label="Due from" labelWidth={72} value={search.dueFrom} onChange={(dueFrom) => change({ dueFrom })} />
      <DayFilter className={classes.day} label="Due to" labelWidth={58} value={search.dueTo} onChange={(dueTo) => change({ dueTo })} />
      {isFiltered(search) && (
        <Button variant="subtle" size="xs"
          onClick={() => onChange({ kind: search.kind, sort: search.sort, direction: search.direction })}>
          Clear filters
        </Button>
      )}
    </div>
  )
} // prettier-ignore

const columns = (withCustomer: boolean): Column<InvoiceRow>[] => [
  { key: 'number', head: '#', numeric: true, width: 84, sortable: true, cell: (row) => row.number ?? 'Draft' },
  ...(withCustomer ? [{ key: 'customer', head: 'Customer', maxWidth: 220, cell: (row: InvoiceRow) => row.customer.name }] : []),
  { key: 'date', head: 'Date', sortable: true, cell: (row) => <Day on={row.invoiceOn} /> },
  { key: 'due', head: 'Due', sortable: true, cell: (row) => (row.kind === 'invoice' ? <DueOn dueOn={row.dueOn} daysLate={row.daysLate} /> : null) },
  { key: 'status', head: 'Status', cell: (row) => <InvoiceState status={row.status} daysLate={row.daysLate} /> },
  { key: 'total', head: 'Total', numeric: true, sortable: true, cell: (row) => <Money amountCents={row.totalCents} /> },
  { key: 'open', head: 'Open', numeric: true, cell: (row) => row.openCents > 0 && <Money amountCents={row.openCents} /> },
  { key: 'payer', head: 'Billed to', maxWidth: 200, cell: (row) => row.payer.id !== row.customer.id && row.payer.name },
  { key: 'recurring', head: 'Source', cell: (row) => row.recurringId && 'Recurring' },
  ...(withCustomer ? [{ key: 'location', head: 'Location', maxWidth: 140, cell: (row: InvoiceRow) => row.location }] : []),
] // prettier-ignore

type Props = {
  company: string
  search: InvoicesSearch
  onChange: (search: InvoicesSearch) => void
  /** Of one record; else of the company. */
  customerId?: number
  withCustomer: boolean
  empty: ReactNode
}

export function InvoiceTable({ company, search, onChange, customerId, withCustomer, empty }: Props) {
  const pages = useInfiniteQuery({
    ...endpointPages(
      invoices.list,
      { query: { ...listQueryOf(search), ...(customerId && { customerId }) } },
      'after',
    ),
    placeholderData: keepPreviousData,
  })
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  if (pages.error && !rows) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
  return (
    <DataTable
      label={search.kind === 'quote' ? 'Quotes' : 'Invoices'}
      scrollId={customerId ? undefined : 'invoices'}
      columns={columns(withCustomer)}
      frozen={withCustomer ? 2 : 1}
      rows={rows}
      busy={pages.isPlaceholderData}
      rowKey={(row) => row.id}
      rowLink={(row) =>
        linkOptions({
          to: '/$company/customers/$customerId/accounting/invoices/$invoiceId',
          params: { company, customerId: row.customer.id, invoiceId: row.id },
        })
      }
      isMuted={(row) => row.status === 'void' || row.status === 'declined'}
      sort={sortOf(search)}
      onSort={(key) => onChange(sortedBy(search, key))}
      empty={
        isFiltered(search) ? (
          <EmptyState
            icon={IconReceipt}
            title={search.kind === 'quote' ? 'No quote fits these filters' : 'No invoice fits these filters'}
          />
        ) : (
          empty
        )
      }
      footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
    />
  )
}

/** What the filter's invoices leave open by age; a click filters by it. */
export function InvoiceAging({ search, onChange }: Pick<Props, 'search' | 'onChange'>) {
  const { data } = useEndpointQuery(
    invoices.summary,
    { query: { ...filterOf(search), aging: undefined } },
    { placeholderData: (previous) => previous },
  )
  if (!data || search.kind === 'quote' || data.aging.totalCents === 0) return null
  return (
    <AgingBar aging={data.aging} chosen={search.aging} onChoose={(aging) => onChange({ ...search, aging })} />
  )
}
