/** Which rows of a list of payables are chosen: single ones, or all that the filter finds. */
import { useState } from 'react'
import type { Output } from '#shared/contract.ts'
import type { payables } from '#shared/contracts/payables.ts'
import type { Selection } from '#web/ui/DataTable.tsx'

export type ListedPayable = Output<typeof payables.list>['items'][number]
export type Ticked = {
  ids: readonly number[]
  rows: readonly ListedPayable[]
  everything: boolean
  clear: () => void
  takeEverything: () => void
  selection: Selection<ListedPayable>
}

/** @param scope what the list shows; another one chooses nothing any more. */
export function useTicked(rows: readonly ListedPayable[] | undefined, scope: string): Ticked {
  const [state, setState] = useState<{ scope: string; ids: ReadonlySet<number>; everything: boolean }>()
  const held = state?.scope === scope ? state : { scope, ids: new Set<number>(), everything: false }
  const set = (ids: ReadonlySet<number>, everything = false) => setState({ scope, ids, everything })
  const onPage = rows ?? []
  const chosen = onPage.filter(({ id }) => held.ids.has(id))
  const isAll = onPage.length > 0 && chosen.length === onPage.length
  return {
    ids: [...held.ids],
    rows: chosen,
    everything: held.everything,
    clear: () => set(new Set()),
    takeEverything: () => set(new Set(onPage.map(({ id }) => id)), true),
    selection: {
      isSelected: ({ id }) => held.everything || held.ids.has(id),
      toggle({ id }) {
        const ids = new Set(held.ids)
        if (!ids.delete(id)) ids.add(id)
        set(ids)
      },
      all: isAll ? 'all' : chosen.length > 0 ? 'some' : 'none',
      toggleAll: () => set(isAll ? new Set() : new Set(onPage.map(({ id }) => id))),
      label: ({ id, payee }) => `Select payable #${id}, ${payee.name}`,
    },
  }
}
