/** A table of a list that comes in pages: why it could not be read, its rows, and below the last one the next page. */
import type { ComponentProps } from 'react'
import { DataTable } from './DataTable.tsx'
import { ErrorState } from './ErrorState.tsx'
import { MoreRows } from './MoreRows.tsx'

type Pages<R> = {
  data?: { pages: { items: R[] }[] }
  error: Error | null
  isPlaceholderData: boolean
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => Promise<unknown>
  refetch: () => Promise<unknown>
}

type Props<R> = Omit<ComponentProps<typeof DataTable<R>>, 'rows' | 'busy' | 'footer'> & {
  /** What `useInfiniteQuery` returned. */
  pages: Pages<R>
}

export const rowsOf = <R,>({ data }: Pick<Pages<R>, 'data'>): R[] | undefined =>
  data?.pages.flatMap(({ items }) => items)

export function PagedTable<R>({ pages, ...table }: Props<R>) {
  const rows = rowsOf(pages)
  if (pages.error && !rows) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
  return (
    <DataTable
      {...table}
      rows={rows}
      busy={pages.isPlaceholderData}
      footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
    />
  )
}
