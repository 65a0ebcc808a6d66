/** /{company}/charges: every attempt to charge that one may see; those whose outcome is unknown first. */
import { Button } from '@mantine/core'
import { IconReceipt } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type Charge, charges } from '#shared/contracts/charges.ts'
import { chargeKinds } from '#shared/rules/charges.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import type { Column } from '#web/ui/DataTable.tsx'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Money } from '#web/ui/Money.tsx'
import { PagedTable } from '#web/ui/PagedTable.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import { ChargeDialog } from './ChargeDialog.tsx'
import {
  type ChargesSearch,
  type ChargeSort,
  cleared,
  filterOf,
  isFiltered,
  listQueryOf,
  sortedBy,
  sortOf,
} from './charges-search.ts'
import { ChargeState, reasonOf } from '#web/ui/ChargeState.tsx'
import classes from './charges.module.css'

const from = '/$company/charges'
const states = [
  { value: 'attention', label: 'Needs attention' },
  { value: 'unknown', label: 'Unknown' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'approved', label: 'Approved' },
  { value: 'declined', label: 'Declined' },
  { value: 'failed', label: 'Not sent' },
  { value: 'returned', label: 'Came back' },
  { value: 'retrying', label: 'To be tried again' },
] as const
const kinds = Object.entries(chargeKinds).map(([value, label]) => ({ value: value as Charge['kind'], label }))

/** @param nav where one is in the company's accounting, of which this page is a part */
export function ChargesPage({ nav }: { nav: ReactNode }) {
  useTitle('Charges')
  const { company } = useParams({ from: '/$company' })
  const search: ChargesSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const go = (next: ChargesSearch) => void navigate({ search: next, replace: true })
  const pages = useInfiniteQuery({
    ...endpointPages(charges.list, { query: listQueryOf(search) }, 'after'),
    placeholderData: keepPreviousData,
  })
  const { data: totals } = useEndpointQuery(
    charges.totals,
    { query: filterOf(search) },
    { placeholderData: (previous) => previous },
  )
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <PageHeader
          title="Accounting"
          note={
            totals && (
              <span aria-live="polite">
                {totals.count.toLocaleString('en-US')} {totals.count === 1 ? 'charge' : 'charges'}
              </span>
            )
          }
        />
        {nav}
        {totals && (
          <dl className={classes.totals} aria-label="Totals">
            <Total label="Approved" cents={totals.approvedCents} />
            <Total label="Refunded" cents={totals.refundedCents} />
            <Total label="Came back" cents={totals.returnedCents} />
          </dl>
        )}
        <Filters search={search} onChange={go} />
      </div>
      <PagedTable
        pages={pages}
        label="Charges"
        scrollId="charges"
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) =>
          linkOptions({
            to: '/$company/charges',
            params: { company },
            search: { ...search, charge: row.id },
          })
        }
        isMuted={(row) => row.state === 'canceled' || row.settlement === 'voided'}
        sort={sortOf(search)}
        onSort={(key) => go(sortedBy(search, key as ChargeSort))}
        empty={
          isFiltered(search) ? (
            <EmptyState
              icon={IconReceipt}
              title="No charge fits these filters"
              action={
                <Button variant="default" onClick={() => go(cleared(search))}>
                  Clear filters
                </Button>
              }
            />
          ) : (
            <EmptyState icon={IconReceipt} title="Nothing was charged yet">
              When a card or a bank account is charged, every attempt stands here with its outcome.
            </EmptyState>
          )
        }
      />
      {search.charge !== undefined && (
        <ChargeDialog
          key={search.charge}
          company={company}
          chargeId={search.charge}
          deed={search.deed}
          onGo={(to) => go({ ...search, charge: to.charge, deed: to.deed })}
        />
      )}
    </div>
  )
}

const Total = ({ label, cents }: { label: string; cents: number }) => (
  <div>
    <dt>{label}</dt>
    <dd>
      <Money amountCents={cents} />
    </dd>
  </div>
)

function Filters({ search, onChange }: { search: ChargesSearch; onChange: (next: ChargesSearch) => void }) {
  const { data } = useEndpointQuery(charges.options, {}, { staleTime: 60_000 })
  const set = (change: ChargesSearch) => onChange({ ...search, ...change })
  const choices = (list: readonly { id: number; name: string }[] = []) =>
    list.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
      <FilterChip label="State" choices={states} value={search.state} onChange={(state) => set({ state })} />
      <FilterChip label="Kind" choices={kinds} value={search.kind} onChange={(kind) => set({ kind })} />
      <FilterChip
        label="Processor"
        choices={choices(data?.processors)}
        value={search.processorId}
        onChange={(processorId) => set({ processorId })}
      />
      <FilterChip
        label="Location"
        choices={choices(data?.locations)}
        value={search.locationId}
        onChange={(locationId) => set({ locationId })}
      />
      <DayFilter
        label="From"
        name="Requested from"
        labelWidth={46}
        className={classes.from}
        value={search.from}
        onChange={(day) => set({ from: day })}
      />
      <DayFilter
        label="To"
        name="Requested to"
        labelWidth={30}
        className={classes.to}
        value={search.to}
        onChange={(day) => set({ to: day })}
      />
      {isFiltered(search) && (
        <Button variant="subtle" size="xs" onClick={() => onChange(cleared(search))}>
          Clear filters
        </Button>
      )}
    </div>
  )
}

const columns: Column<Charge>[] = [
  { key: 'customer', head: 'Customer', maxWidth: 200, cell: (row) => row.customer },
  { key: 'requested', head: 'Requested', sortable: true, cell: (row) => <Time at={row.requestedAt} short /> },
  { key: 'kind', head: 'Kind', cell: (row) => chargeKinds[row.kind] },
  {
    key: 'amount',
    head: 'Amount',
    numeric: true,
    sortable: true,
    cell: (row) => <Money amountCents={row.amountCents} />,
  },
  { key: 'state', head: 'State', cell: (row) => <ChargeState charge={row} /> },
  { key: 'reason', head: 'Reason', maxWidth: 220, cell: (row) => reasonOf(row) },
  { key: 'retry', head: 'Tried again', cell: (row) => row.nextRetryOn && <Day on={row.nextRetryOn} /> },
  { key: 'method', head: 'Billing method', maxWidth: 200, cell: (row) => row.method },
  { key: 'for', head: 'For', maxWidth: 200, cell: (row) => row.description },
  { key: 'processor', head: 'Processor', maxWidth: 140, cell: (row) => row.processor },
  { key: 'transaction', head: 'Transaction', maxWidth: 140, cell: (row) => row.transactionId },
  { key: 'location', head: 'Location', maxWidth: 140, cell: (row) => row.location },
]
