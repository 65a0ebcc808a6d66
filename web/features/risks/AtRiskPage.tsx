/** /{company}/at-risk: every open at-risk entry that one may see, and what they add up to. */
import { Button } from '@mantine/core'
import { IconHeartbeat } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type RiskRow, risks } from '#shared/contracts/risks.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import type { Column } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Money } from '#web/ui/Money.tsx'
import { PagedTable } from '#web/ui/PagedTable.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import { FollowUp, LevelMark, RiskState } from './RiskFacts.tsx'
import {
  type AtRiskSearch,
  cleared,
  filterOf,
  isFiltered,
  listQueryOf,
  type RiskSort,
  sortedBy,
  sortOf,
} from './risks-search.ts'
import classes from './risks.module.css'

const from = '/$company/at-risk'
const states = [
  { value: 'closed', label: 'Ended' },
  { value: 'all', label: 'Open and ended' },
] as const
const followUps = [
  { value: 'overdue', label: 'Overdue' },
  { value: 'today', label: 'Today' },
  { value: 'week', label: 'This week' },
  { value: 'none', label: 'None set' },
] as const

export function AtRiskPage() {
  useTitle('At Risk')
  const { company } = useParams({ from: '/$company' })
  const search: AtRiskSearch = useSearch({ from })
  const navigate = useNavigate({ from })
  const go = (next: AtRiskSearch) => void navigate({ search: next, replace: true })
  const pages = useInfiniteQuery({
    ...endpointPages(risks.list, { query: listQueryOf(search) }, 'after'),
    placeholderData: keepPreviousData,
  })
  const { data: totals } = useEndpointQuery(
    risks.totals,
    { query: filterOf(search) },
    { placeholderData: (previous) => previous },
  )
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <PageHeader
          title="At Risk"
          note={totals && <span aria-live="polite">{totals.count.toLocaleString('en-US')}</span>}
        />
        {totals && (
          <dl className={classes.totals} aria-label="Totals">
            <Total label="At risk each month" cents={totals.amountAtRiskCents} />
            <Total label="Collected this month" cents={totals.collectedCents} />
            <Total label="Credited this month" cents={totals.creditedCents} />
          </dl>
        )}
        <Filters search={search} onChange={go} />
      </div>
      <PagedTable
        pages={pages}
        label="At-risk entries"
        scrollId="at-risk"
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) =>
          linkOptions({
            to: '/$company/customers/$customerId/at-risk',
            params: { company, customerId: row.customerId },
          })
        }
        isMuted={(row) => row.status !== 'open'}
        sort={sortOf(search)}
        onSort={(key) => go(sortedBy(search, key as RiskSort))}
        empty={
          isFiltered(search) ? (
            <EmptyState
              icon={IconHeartbeat}
              title="No entry fits these filters"
              action={
                <Button variant="default" onClick={() => go(cleared(search))}>
                  Clear filters
                </Button>
              }
            />
          ) : (
            <EmptyState icon={IconHeartbeat} title="Nobody is at risk">
              A customer who may leave is reported on the record, under At Risk. The entry stands here until
              somebody ends it.
            </EmptyState>
          )
        }
      />
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

type FiltersProps = { search: AtRiskSearch; onChange: (next: AtRiskSearch) => void }

function Filters({ search, onChange }: FiltersProps) {
  const { data } = useEndpointQuery(risks.options, {}, { staleTime: 60_000 })
  const set = (change: AtRiskSearch) => onChange({ ...search, ...change })
  const choices = (list: readonly { id: number; name: string; active?: boolean }[] = []) =>
    list.map(({ id, name, active = true }) => ({ value: id, label: active ? name : `${name} (inactive)` }))
  return (
    <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
      <FilterChip
        label="Status"
        choices={states}
        value={search.status === 'open' ? undefined : search.status}
        onChange={(status) => set({ status })}
        anyLabel="Open"
      />
      <FilterChip
        label="Follow-up"
        choices={followUps}
        value={search.followUp}
        onChange={(followUp) => set({ followUp })}
      />
      <FilterChip
        label="Level"
        choices={choices(data?.levels)}
        value={search.levelId}
        onChange={(levelId) => set({ levelId })}
      />
      <FilterChip
        label="Reason"
        choices={choices(data?.reasons)}
        value={search.reasonId}
        onChange={(reasonId) => set({ reasonId })}
      />
      <FilterChip
        label="Assigned to"
        choices={choices(data?.people)}
        value={search.ownerId}
        onChange={(ownerId) => set({ ownerId })}
        anyLabel="Everybody"
      />
      <FilterChip
        label="Location"
        choices={choices(data?.locations)}
        value={search.locationId}
        onChange={(locationId) => set({ locationId })}
      />
      {isFiltered(search) && (
        <Button variant="subtle" size="xs" onClick={() => onChange(cleared(search))}>
          Clear filters
        </Button>
      )}
    </div>
  )
}

const columns: Column<RiskRow>[] = [
  { key: 'customer', head: 'Customer', maxWidth: 220, cell: (row) => row.customer },
  { key: 'reason', head: 'Reason', maxWidth: 180, cell: (row) => row.reason },
  { key: 'level', head: 'Level', cell: (row) => <LevelMark level={row.level} /> },
  { key: 'followUp', head: 'Follow-up', sortable: true, cell: (row) => FollowUp(row) },
  { key: 'owner', head: 'Assigned to', maxWidth: 160, cell: (row) => row.owner.name },
  {
    key: 'amount',
    head: 'At risk',
    numeric: true,
    sortable: true,
    cell: (row) => <Money amountCents={row.amountAtRiskCents} />,
  },
  { key: 'reported', head: 'Reported', sortable: true, cell: (row) => <Day on={row.reportedOn} /> },
  { key: 'days', head: 'Days open', numeric: true, cell: (row) => row.daysOpen },
  {
    key: 'attempt',
    head: 'Last attempt',
    cell: (row) => row.lastAttemptAt && <Time at={row.lastAttemptAt} short />,
  },
  { key: 'state', head: 'Status', cell: (row) => <RiskState status={row.status} /> },
  { key: 'location', head: 'Location', maxWidth: 140, cell: (row) => row.location },
]
