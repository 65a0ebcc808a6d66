/** The history of a user, a group, a location or the company: newest first, page by page. */
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Endpoint, Input } from '#shared/contract.ts'
import type { HistoryEntry } from '#shared/contracts/history.ts'
import { endpointPages } from '#web/api/queries.ts'
import { HistoryEntryRow } from '#web/features/history/HistoryEntryRow.tsx'
import { HistoryList } from '#web/features/history/HistoryList.tsx'

type Props<E extends Endpoint> = {
  endpoint: E
  input: Input<E>
  /** What stands here while there is nothing. */
  empty: string
  label?: string
}

type Pages = { pages: { items: HistoryEntry[] }[] }

export function EntityHistory<E extends Endpoint>({ endpoint, input, empty, label }: Props<E>) {
  const pages = useInfiniteQuery(endpointPages(endpoint, input, 'before'))
  return (
    <HistoryList
      // Every history answers so; of an endpoint in general the compiler does not know.
      pages={{ ...pages, data: pages.data as unknown as Pages | undefined }}
      empty={empty}
      onShowAll={null}
      label={label}
      row={(entry) => <HistoryEntryRow key={entry.id} entry={entry} />}
    />
  )
}
