/** /{company}/accounting/funding: every funding that one may see, with what is expected and what came. */
import { Button } from '@mantine/core'
import { IconBuildingBank } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type FundingRow, fundings } from '#shared/contracts/funding.ts'
import { fundingOutcomes, fundingProgresses } from '#shared/rules/funding.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import type { Column } from '#web/ui/DataTable.tsx'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Money } from '#web/ui/Money.tsx'
import { PagedTable } from '#web/ui/PagedTable.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { StatusBox } from '#web/ui/Status.tsx'
import { Day } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import {
  filterOf,
  type FundingSearch,
  isFiltered,
  listQueryOf,
  sortedBy,
  sortOf,
} from './accounting-search.ts'
import { CompanyNav } from './CompanyNav.tsx'
import { fundingTone } from './funding-marks.ts'
import classes from './accounting.module.css'

const from = '/$company/accounting/funding'
const choicesOf = <K extends string>(words: Record<K, string>) =>
  (Object.keys(words) as K[]).map((value) => ({ value, label: words[value] }))

export function FundingListPage() {
  useTitle('Funding')
  const { company } = useParams({ from: '/$company' })
  const search: FundingSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const go = (next: FundingSearch) => void navigate({ search: next, replace: true })
  const totals = useEndpointQuery(
    fundings.totals,
    { query: filterOf(search) },
    { placeholderData: (previous) => previous },
  ).data
  const options = useEndpointQuery(fundings.options, {}).data
  const pages = useInfiniteQuery({
    ...endpointPages(fundings.list, { query: listQueryOf(search) }, 'after'),
    placeholderData: keepPreviousData,
  })
  const change = (next: FundingSearch) => go({ ...search, ...next })
  const named = (list: { id: number; name: string }[] | undefined) =>
    (list ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <div className={classes.page}>
      <div className={classes.queueHead}>
        <PageHeader
          title="Accounting"
          note={totals && <span aria-live="polite">{totals.count.toLocaleString('en-US')} fundings</span>}
        />
        <CompanyNav />
        {totals && (
          <div className={classes.aging}>
            {(
              [
                ['Expected', totals.expectedCents],
                ['Net received', totals.receivedCents],
                ['Held back', totals.heldCents],
                ['Charged back', totals.chargedBackCents],
              ] as const
            ).map(([label, cents]) => (
              <div key={label} className={classes.bucket}>
                <span>{label}</span>
                <span>
                  <Money amountCents={cents} />
                </span>
              </div>
            ))}
          </div>
        )}
        <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
          <FilterChip label="Progress" choices={choicesOf(fundingProgresses)} value={search.progress} onChange={(progress) => change({ progress })} />
          <FilterChip label="Outcome" choices={choicesOf(fundingOutcomes)} value={search.outcome} onChange={(outcome) => change({ outcome })} />
          <FilterChip label="Funder" choices={named(options?.funders)} value={search.funderId} onChange={(funderId) => change({ funderId })} />
          <FilterChip label="Location" choices={named(options?.locations)} value={search.locationId} onChange={(locationId) => change({ locationId })} />
          <DayFilter className={classes.day} label="Expected from" labelWidth={104} value={search.expectedFrom} onChange={(expectedFrom) => change({ expectedFrom })} />
          <DayFilter className={classes.day} label="Expected to" labelWidth={88} value={search.expectedTo} onChange={(expectedTo) => change({ expectedTo })} />
          {isFiltered(search) && (
            <Button variant="subtle" size="xs" onClick={() => go({ sort: search.sort, direction: search.direction })}>
              Clear filters
            </Button>
          )}
        </div>
      </div>
      <PagedTable pages={pages}
          label="Fundings"
          scrollId="fundings"
          columns={columns}
          frozen={2}
          rowKey={(row) => row.id}
          rowLink={(row) =>
            linkOptions({
              to: '/$company/customers/$customerId/accounting/funding',
              params: { company, customerId: row.customer.id },
            })
          }
          sort={sortOf(search)}
          onSort={(key) => go(sortedBy(search, key))}
          empty={
            <EmptyState
              icon={IconBuildingBank}
              title={isFiltered(search) ? 'No funding fits these filters' : 'No contract was sold yet'}
            >
              Fundings are added on a customer’s record, under Accounting.
            </EmptyState>
          }
/>
    </div>
  )
} // prettier-ignore

const columns: Column<FundingRow>[] = [
  { key: 'number', head: '#', numeric: true, width: 70, sortable: true, cell: (row) => row.id },
  { key: 'customer', head: 'Customer', maxWidth: 220, cell: (row) => row.customer.name },
  { key: 'funder', head: 'Funder', maxWidth: 180, cell: (row) => row.funder.name },
  { key: 'progress', head: 'Progress', cell: (row) => <StatusBox tone={fundingTone(row)} label={fundingProgresses[row.progress]} /> },
  { key: 'outcome', head: 'Outcome', cell: (row) => row.outcome && fundingOutcomes[row.outcome] },
  { key: 'amount', head: 'Expected', numeric: true, sortable: true, cell: (row) => <Money amountCents={row.expectedCents} /> },
  { key: 'received', head: 'Net received', numeric: true, cell: (row) => <Money amountCents={row.receivedCents} /> },
  { key: 'held', head: 'Held back', numeric: true, cell: (row) => row.heldCents > 0 && <Money amountCents={row.heldCents} /> },
  { key: 'remaining', head: 'Remaining', numeric: true, cell: (row) => <Money amountCents={row.remainingCents} /> },
  { key: 'expected', head: 'Expected on', sortable: true, cell: (row) => row.expectedOn && <Day on={row.expectedOn} /> },
  { key: 'funded', head: 'Funded', cell: (row) => row.fundedOn && <Day on={row.fundedOn} /> },
  { key: 'location', head: 'Location', maxWidth: 140, cell: (row) => row.location },
] // prettier-ignore
