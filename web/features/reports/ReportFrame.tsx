/** What surrounds a built-in report: its head, the way back, its filters, and what stands while it loads. */
import { Anchor } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { figures } from '#shared/contracts/figures.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import type { MonthsSearch } from './reports-search.ts'
import classes from './reports.module.css'

type Props<T> = {
  title: string
  actions?: ReactNode
  filters: ReactNode
  query: { data: T | undefined; error: Error | null; refetch: () => unknown }
  children: (data: T) => ReactNode
}

export function ReportFrame<T>({ title, actions, filters, query, children }: Props<T>) {
  useTitle(title)
  const { company } = useParams({ from: '/$company' })
  const { data, error, refetch } = query
  return (
    <Page>
      <Anchor
        component={Link}
        to="/$company/reports"
        params={{ company } as never}
        size="xs"
        className="no-print"
      >
        Reports
      </Anchor>
      <PageHeader title={title} actions={actions} />
      <div className={classes.page}>
        <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
          {filters}
        </div>
        {data !== undefined ? (
          children(data)
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <div role="status" aria-label={`Loading ${title}`}>
            <LinesSkeleton count={12} />
          </div>
        )}
      </div>
    </Page>
  )
}

type LocationProps = {
  of: 'aging' | 'revenue' | 'sales'
  value: number | undefined
  onChange: (locationId: number | undefined) => void
}

export function LocationFilter({ of, value, onChange }: LocationProps) {
  const { data } = useEndpointQuery(figures.options, {}, { staleTime: 60_000 })
  return (
    <FilterChip
      label="Location"
      anyLabel="All locations"
      choices={(data?.[of] ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
    />
  )
}

const spans = [
  { value: 7, label: '7 months' },
  { value: 25, label: '25 months' },
  { value: 37, label: '37 months' },
] as const

type SpanProps = { value: number | undefined; onChange: (months: number | undefined) => void }
const SpanFilter = ({ value, onChange }: SpanProps) => (
  <FilterChip
    label="Time"
    anyLabel="13 months"
    choices={spans}
    value={value === 13 ? undefined : value}
    onChange={onChange}
  />
)

type MonthsProps = { search: MonthsSearch; onChange: (next: MonthsSearch) => void }
/** Of the reports by month: how many of them, and of which office. */
export const MonthsFilters = ({ search, onChange }: MonthsProps) => (
  <>
    <SpanFilter value={search.months} onChange={(months) => onChange({ months })} />
    <LocationFilter
      of="revenue"
      value={search.locationId}
      onChange={(locationId) => onChange({ locationId })}
    />
  </>
)
