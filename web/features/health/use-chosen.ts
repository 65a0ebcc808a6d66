/** Which accounts of a list are chosen. What the list does not show is not chosen. */
import { useState } from 'react'
import type { LinkedKind } from '#shared/rules/providers.ts'
import type { Selection } from '#web/ui/DataTable.tsx'

type Row = { kind: LinkedKind; id: number; customer: string; account: string }

export type Chosen<R> = {
  items: { kind: LinkedKind; id: number }[]
  clear: () => void
  table: Selection<R>
}

/** One request names at most so many. */
const most = 200

export function useChosen<R extends Row>(shown: readonly R[]): Chosen<R> {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set())
  const [last, setLast] = useState<string | null>(null)
  const keyOf = ({ kind, id }: Row) => `${kind}.${id}`
  const rows = shown.filter((row) => keys.has(keyOf(row)))
  const isAll = shown.length > 0 && rows.length === Math.min(shown.length, most)
  return {
    items: rows.slice(0, most).map(({ kind, id }) => ({ kind, id })),
    clear: () => setKeys(new Set()),
    table: {
      isSelected: (row) => keys.has(keyOf(row)),
      toggle(row, through) {
        const next = new Set(keys)
        const [from, to] = [last, keyOf(row)].map((key) => shown.findIndex((each) => keyOf(each) === key))
        if (through && from! >= 0)
          for (const each of shown.slice(Math.min(from!, to!), Math.max(from!, to!) + 1))
            next.add(keyOf(each))
        else if (!next.delete(keyOf(row))) next.add(keyOf(row))
        setLast(keyOf(row))
        setKeys(next)
      },
      all: isAll ? 'all' : rows.length > 0 ? 'some' : 'none',
      toggleAll: () => setKeys(new Set(isAll ? [] : shown.slice(0, most).map(keyOf))),
      label: (row) => `Select ${row.customer}, account ${row.account}`,
    },
  }
}
