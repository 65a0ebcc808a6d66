/** How the user likes a list: columns and views; a change of columns shows at once and is kept in the background. */
import { useState } from 'react'
import type { ListColumn } from '#shared/contracts/customer-list.ts'
import { lists } from '#shared/contracts/lists.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { toastFailed } from '#web/ui/toast.tsx'
import { shownColumns } from './columns.tsx'

export function useSetup(kind: 'customer' | 'lead') {
  const params = { kind }
  const { data: setup, error } = useEndpointQuery(lists.setup, { params }, { staleTime: 60_000 })
  const { put } = useInvalidate()
  const keep = useEndpointMutation(lists.keepColumns, { onError: toastFailed })
  const [chosen, setChosen] = useState<readonly string[] | null | undefined>(undefined)
  const shown = shownColumns(kind, chosen === undefined ? (setup?.columns ?? null) : chosen)
  return {
    setup,
    error,
    shown,
    /** Keeps the columns for the user; null for the usual ones. */
    choose(columns: ListColumn[] | null) {
      setChosen(columns)
      if (setup) put(lists.setup, { params }, { ...setup, columns })
      keep.mutate({ params, body: { columns } })
    },
    /** Shows the columns of a view, without making them the user's own; none: the user's own. */
    show: (columns: readonly string[]) => setChosen(columns.length ? columns : undefined),
  }
}
