/** Which rows of a list are chosen: single ones, or all that the filters find. */
import { useRef, useState } from 'react'
import type { CustomerRow } from '#shared/contracts/customers.ts'
import type { Selection } from '#web/ui/DataTable.tsx'

export type Chosen = {
  ids: ReadonlySet<number>
  /** All that the filters find, also what is not on the page. */
  everything: boolean
  clear: () => void
  takeEverything: () => void
  table: Selection<CustomerRow>
}

/** @param scope what the list shows; another one chooses nothing any more. */
export function useSelection(rows: readonly CustomerRow[] | undefined, scope: string): Chosen {
  const [state, setState] = useState<{ scope: string; ids: ReadonlySet<number>; everything: boolean }>()
  const last = useRef<number | null>(null)
  const held = state?.scope === scope ? state : { scope, ids: new Set<number>(), everything: false }
  const set = (ids: ReadonlySet<number>, everything = false) => setState({ scope, ids, everything })
  const onPage = rows ?? []
  const count = onPage.filter(({ id }) => held.ids.has(id)).length
  const isAll = onPage.length > 0 && count === onPage.length
  return {
    ids: held.ids,
    everything: held.everything,
    clear: () => set(new Set()),
    takeEverything: () => set(new Set(onPage.map(({ id }) => id)), true),
    table: {
      isSelected: ({ id }) => held.everything || held.ids.has(id),
      toggle({ id }, through) {
        const ids = new Set(held.ids)
        const from = onPage.findIndex((row) => row.id === last.current)
        const to = onPage.findIndex((row) => row.id === id)
        if (through && from >= 0)
          for (const row of onPage.slice(Math.min(from, to), Math.max(from, to) + 1)) ids.add(row.id)
        else if (!ids.delete(id)) ids.add(id)
        last.current = id
        set(ids)
      },
      all: isAll ? 'all' : count > 0 ? 'some' : 'none',
      toggleAll: () => set(isAll ? new Set() : new Set(onPage.map(({ id }) => id))),
      label: ({ name }) => `Select ${name}`,
    },
  }
}
