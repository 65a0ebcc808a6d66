/** Who signed in as a user, or tried to: when, from where, how, and how it ended. Filters and order stand in the address. */
import { NativeSelect } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Endpoint, Input } from '#shared/contract.ts'
import type { ActivityQuery, SignInAttempt } from '#shared/contracts/factor-values.ts'
import { deviceOf } from '#shared/rules/devices.ts'
import { signInMethods, signInResults } from '#shared/rules/sign-in.ts'
import { endpointPages } from '#web/api/queries.ts'
import { Chip } from '#web/ui/Chip.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { SearchBox } from '#web/ui/SearchBox.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import classes from './activity.module.css'

export type ActivityFilters = Partial<Omit<ActivityQuery, 'after' | 'limit'>>

type Props<E extends Endpoint> = {
  endpoint: E
  input: object
  filters: ActivityFilters
  onFilter: (filters: ActivityFilters) => void
  days: number
}

const columns: Column<SignInAttempt>[] = [
  { key: 'at', head: 'When', cell: ({ at }) => <Time at={at} /> },
  {
    key: 'result',
    head: 'Result',
    cell: ({ result }) => (
      <StatusDot tone={result === 'signed_in' ? 'good' : 'bad'} label={signInResults[result]} />
    ),
  },
  {
    key: 'device',
    head: 'Browser',
    cell: ({ userAgent, newDevice }) => (
      <span className={classes.device} title={userAgent}>
        {deviceOf(userAgent)}
        {newDevice && <Chip>New</Chip>}
      </span>
    ),
  },
  { key: 'address', head: 'Address', cell: ({ address }) => <span className="tabular">{address}</span> },
  { key: 'method', head: 'How', cell: ({ method }) => signInMethods[method] },
]

export function SignInActivity<E extends Endpoint>({ endpoint, input, filters, onFilter, days }: Props<E>) {
  const pages = useInfiniteQuery(
    endpointPages(endpoint, { ...input, query: filters } as unknown as Input<E>, 'after'),
  )
  const rows = pages.data?.pages.flatMap((page) => (page as unknown as { items: SignInAttempt[] }).items)
  const set = (change: ActivityFilters) => onFilter({ ...filters, ...change })
  const isFiltered = Object.entries(filters).some(([name, value]) => name !== 'order' && value !== undefined)
  return (
    <Panel title="Sign-in activity" note={`of the last ${days} days`} flush>
      <div className={classes.filters}>
        <NativeSelect
          size="xs"
          aria-label="Result"
          value={filters.result ?? 'all'}
          data={[
            { value: 'all', label: 'All results' },
            { value: 'succeeded', label: 'Signed in' },
            { value: 'failed', label: 'Failed' },
          ]}
          onChange={({ currentTarget: { value } }) =>
            set({ result: value === 'all' ? undefined : (value as ActivityFilters['result']) })
          }
        />
        <NativeSelect
          size="xs"
          aria-label="How"
          value={filters.method ?? ''}
          data={[
            { value: '', label: 'Any way' },
            ...Object.entries(signInMethods).map(([value, label]) => ({ value, label })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            set({ method: (value || undefined) as ActivityFilters['method'] })
          }
        />
        <SearchBox
          label="Address"
          placeholder="Address"
          width={130}
          size="xs"
          value={filters.address ?? ''}
          onChange={(address) => set({ address: address || undefined })}
        />
        <DayFilter
          label="From"
          labelWidth={44}
          className={classes.day}
          value={filters.from}
          onChange={(from) => set({ from })}
        />
        <DayFilter
          label="To"
          labelWidth={28}
          className={classes.day}
          value={filters.to}
          onChange={(to) => set({ to })}
        />
        <NativeSelect
          size="xs"
          aria-label="Order"
          value={filters.order ?? 'newest'}
          data={[
            { value: 'newest', label: 'Newest first' },
            { value: 'oldest', label: 'Oldest first' },
          ]}
          onChange={({ currentTarget: { value } }) =>
            set({ order: value === 'oldest' ? 'oldest' : undefined })
          }
        />
      </div>
      {pages.error && !rows ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : (
        <DataTable
          label="Sign-in activity"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          skeletons={4}
          empty={
            <EmptyState title={isFiltered ? 'No sign-in fits these filters' : 'Nobody has signed in yet'} />
          }
          footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
        />
      )}
    </Panel>
  )
}
