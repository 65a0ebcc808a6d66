/** What happened to a record, newest first: who, when, from where, and every field's old and new value. */
import { Button } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { history } from '#shared/contracts/history.ts'
import { endpointPages } from '#web/api/queries.ts'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { HistoryEntryRow } from './HistoryEntryRow.tsx'
import { eventChoices } from './event-names.ts'
import type { HistorySearch } from './history-search.ts'
import classes from './history.module.css'

const from = '/$company/customers/$customerId/history'
const pageSize = 50

export function HistoryPage() {
  const { company, customerId } = useParams({ from })
  const search = useSearch({ from })
  const pages = useInfiniteQuery(
    endpointPages(
      history.ofCustomer,
      { params: { customerId }, query: { ...search, limit: pageSize } },
      'before',
    ),
  )
  const entries = pages.data?.pages.flatMap((page) => page.items) ?? []
  const filtered = Object.values(search).some((value) => value !== undefined)
  return (
    <Panel title="History" actions={<Filters users={pages.data?.pages[0]?.users ?? []} />} flush>
      {pages.isPending ? (
        <div className={classes.loading} role="status" aria-label="Loading history">
          <LinesSkeleton count={9} />
        </div>
      ) : pages.isError && entries.length === 0 ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : entries.length === 0 ? (
        <Nothing filtered={filtered} />
      ) : (
        <>
          <ol className={classes.entries} aria-label="Entries, newest first">
            {entries.map((entry) => (
              <HistoryEntryRow entry={entry} record={{ company, customerId }} key={entry.id} />
            ))}
          </ol>
          {pages.hasNextPage && (
            <div className={classes.more}>
              <Button
                variant="default"
                loading={pages.isFetchingNextPage}
                onClick={() => void pages.fetchNextPage()}
              >
                Load more
              </Button>
              {pages.isFetchNextPageError && <span role="alert">That did not load. Try again.</span>}
            </div>
          )}
        </>
      )}
    </Panel>
  )
}

/** Changes the address; members that are undefined leave it. */
function useFilter() {
  const navigate = useNavigate({ from })
  return (change: Partial<HistorySearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
}

const day = (label: string) => ({
  label,
  name: `${label} day`,
  labelWidth: 44,
  className: classes.day,
})

function Filters({ users }: { users: readonly { id: number; name: string }[] }) {
  const search = useSearch({ from })
  const filter = useFilter()
  const choices = users.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <div className={classes.filters} role="group" aria-label="Filter">
      <FilterChip
        label="User"
        choices={choices}
        value={search.userId}
        onChange={(userId) => filter({ userId })}
        anyLabel="Everybody"
      />
      <FilterChip
        label="Event"
        choices={eventChoices}
        value={search.event}
        onChange={(event) => filter({ event })}
        anyLabel="Everything"
      />
      <div className={classes.days}>
        <DayFilter {...day('From')} value={search.from} onChange={(from) => filter({ from })} />
        <DayFilter {...day('To')} value={search.to} onChange={(to) => filter({ to })} />
      </div>
    </div>
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  const filter = useFilter()
  if (!filtered)
    return (
      <EmptyState icon={IconHistory} title="Nothing has happened yet">
        Every change of this record will stand here.
      </EmptyState>
    )
  return (
    <EmptyState
      icon={IconHistory}
      title="No entry fits the filter"
      action={
        <Button
          variant="default"
          onClick={() => filter({ event: undefined, userId: undefined, from: undefined, to: undefined })}
        >
          Show everything
        </Button>
      }
    />
  )
}
