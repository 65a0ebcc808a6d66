/** The history of a user, a group, a location or the company: newest first, page by page. */
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Endpoint, Input } from '#shared/contract.ts'
import type { HistoryEntry } from '#shared/contracts/history.ts'
import { endpointPages } from '#web/api/queries.ts'
import { HistoryEntryRow } from '#web/features/history/HistoryEntryRow.tsx'
import classes from '#web/features/history/history.module.css'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'

type Props<E extends Endpoint> = {
  endpoint: E
  input: Input<E>
  /** What stands here while there is nothing. */
  empty: string
  label?: string
}

export function EntityHistory<E extends Endpoint>({
  endpoint,
  input,
  empty,
  label = 'Entries, newest first',
}: Props<E>) {
  const pages = useInfiniteQuery(endpointPages(endpoint, input, 'before'))
  const items = pages.data?.pages.flatMap((page) => (page as unknown as { items: HistoryEntry[] }).items)
  if (pages.error && !items) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
  if (!items)
    return (
      <div className={classes.loading}>
        <LinesSkeleton />
      </div>
    )
  if (items.length === 0) return <EmptyState title={empty} />
  return (
    <>
      <ol className={classes.entries} aria-label={label}>
        {items.map((entry) => (
          <HistoryEntryRow key={entry.id} entry={entry} />
        ))}
      </ol>
      <MoreRows pages={pages} shown={items.length} />
    </>
  )
}
