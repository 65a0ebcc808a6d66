/** How the user likes a list: columns, their widths, and views; a change shows at once and is kept in the background. */
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'
import type { Input } from '#shared/contract.ts'
import type { ListColumn } from '#shared/contracts/customer-list.ts'
import { type ListView, lists } from '#shared/contracts/lists.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { toastFailed } from '#web/ui/toast.tsx'
import { shownColumns } from './columns.tsx'

export type Widths = Readonly<Record<string, number>>
type Layout = { columns: readonly string[] | null; widths: Widths }
/** Arrow keys make a column wider step by step: the last step is what is kept. */
const settleMs = 500

export function useSetup(kind: 'customer' | 'lead') {
  const params = { kind }
  const { data: setup, error } = useEndpointQuery(lists.setup, { params }, { staleTime: 60_000 })
  const { put } = useInvalidate()
  const { mutate } = useEndpointMutation(lists.keepColumns, { onError: toastFailed })
  const keep = useDebouncedCallback(mutate, { delay: settleMs, flushOnUnmount: true })
  const [chosen, setChosen] = useState<Layout>()
  /** Of a view that is looked at: its widths are changed, and kept with it alone when it is saved again. */
  const [ofView, setOfView] = useState(false)
  const layout: Layout = chosen ?? { columns: setup?.columns ?? null, widths: setup?.widths ?? {} }
  const own = (next: Layout): Input<typeof lists.keepColumns> => {
    const body = { columns: next.columns && [...next.columns], widths: { ...next.widths } }
    if (setup) put(lists.setup, { params }, { ...setup, ...body })
    return { params, body }
  }
  return {
    setup,
    error,
    shown: shownColumns(kind, layout.columns),
    widths: layout.widths,
    /** Keeps the columns for the user; null for the usual ones, as wide as their content. */
    choose(columns: ListColumn[] | null) {
      const next = { columns, widths: columns ? layout.widths : {} }
      setChosen(next)
      setOfView(false)
      keep.cancel()
      mutate(own(next))
    },
    /** Null: as wide as its content. Kept for the user, unless a view's columns are shown: then with the view. */
    resize(key: string, width: number | null) {
      const { [key]: _, ...others } = layout.widths
      const next = { ...layout, widths: width === null ? others : { ...others, [key]: width } }
      setChosen(next)
      if (!ofView) keep(own(next))
    },
    /** Shows the columns of a view, without making them the user's own; none: the user's own. */
    show({ columns, widths }: Pick<ListView, 'columns' | 'widths'>) {
      setChosen(columns.length ? { columns, widths } : undefined)
      setOfView(columns.length > 0)
    },
  }
}
