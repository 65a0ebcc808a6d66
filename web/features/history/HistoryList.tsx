/** Entries of History, newest first: what stands there while they load, if there are none, and below the last. */
import { Button } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import classes from './history.module.css'

type Props<Entry> = {
  /** What `useInfiniteQuery` returned. */
  pages: {
    data?: { pages: { items: Entry[] }[] }
    error: Error | null
    isError: boolean
    isPending: boolean
    hasNextPage: boolean
    isFetchingNextPage: boolean
    fetchNextPage: () => Promise<unknown>
    refetch: () => Promise<unknown>
  }
  /** What stands here if nothing has happened yet. */
  empty: string
  /** Takes the filter away; null if none is set. */
  onShowAll: (() => void) | null
  label?: string
  row: (entry: Entry) => ReactNode
}

export function HistoryList<Entry>(props: Props<Entry>) {
  const { pages, empty, onShowAll, label = 'Entries, newest first', row } = props
  const entries = pages.data?.pages.flatMap((page) => page.items) ?? []
  if (pages.isPending)
    return (
      <div className={classes.loading} role="status" aria-label="Loading history">
        <LinesSkeleton count={9} />
      </div>
    )
  if (pages.isError && entries.length === 0)
    return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
  if (entries.length > 0)
    return (
      <>
        <ol className={classes.entries} aria-label={label}>
          {entries.map(row)}
        </ol>
        <MoreRows pages={pages} shown={entries.length} />
      </>
    )
  return onShowAll ? (
    <EmptyState
      icon={IconHistory}
      title="No entry fits the filter"
      action={
        <Button variant="default" onClick={onShowAll}>
          Show everything
        </Button>
      }
    />
  ) : (
    <EmptyState icon={IconHistory} title="Nothing has happened yet">
      {empty}
    </EmptyState>
  )
}

/** Every member of the filter, unset. */
export const nothingSet = {
  event: undefined,
  userId: undefined,
  from: undefined,
  to: undefined,
  about: undefined,
}
