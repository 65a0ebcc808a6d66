/** Which devices are chosen for a change at once. What the list does not show is not chosen. */
import { useRef, useState } from 'react'
import type { Equipment } from '#shared/contracts/equipment.ts'
import type { Selection } from '#web/ui/DataTable.tsx'
import { nameOf } from './equipment-words.ts'

export type Chosen = { rows: Equipment[]; clear: () => void; table: Selection<Equipment> }

export function useSelection(shown: readonly Equipment[]): Chosen {
  const [ids, setIds] = useState<ReadonlySet<number>>(new Set())
  const last = useRef<number | null>(null)
  const rows = shown.filter(({ id }) => ids.has(id))
  const isAll = shown.length > 0 && rows.length === shown.length
  return {
    rows,
    clear: () => setIds(new Set()),
    table: {
      isSelected: ({ id }) => ids.has(id),
      toggle({ id }, through) {
        const next = new Set(ids)
        const [from, to] = [last.current, id].map((each) => shown.findIndex((row) => row.id === each))
        if (through && from! >= 0)
          for (const row of shown.slice(Math.min(from!, to!), Math.max(from!, to!) + 1)) next.add(row.id)
        else if (!next.delete(id)) next.add(id)
        last.current = id
        setIds(next)
      },
      all: isAll ? 'all' : rows.length > 0 ? 'some' : 'none',
      toggleAll: () => setIds(new Set(isAll ? [] : shown.map(({ id }) => id))),
      label: (row) => `Select ${row.zone ? `zone ${row.zone}, ` : ''}${nameOf(row)}`,
    },
  }
}
