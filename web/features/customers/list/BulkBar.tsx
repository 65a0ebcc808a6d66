/** What may be done with the chosen rows; stands above the list while some are chosen. */
import { Button, CloseButton } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { maxBulk } from '#shared/rules/lists.ts'
import { useMay } from '#web/api/session.ts'
import type { Offers } from './filter-fields.ts'
import type { ListSearch } from './list-search.ts'
import classes from './list.module.css'
import type { Chosen } from './use-selection.ts'

const BulkDialog = lazy(async () => ({ default: (await import('./BulkDialog.tsx')).BulkDialog }))

type Props = {
  kind: 'customer' | 'lead'
  search: ListSearch
  chosen: Chosen
  count: { count: number; more: boolean } | undefined
  /** How many rows are on the page. */
  shown: number
  offers: Offers
}

export function BulkBar({ kind, search, chosen, count, shown, offers }: Props) {
  const may = useMay()
  const [editing, setEditing] = useState(false)
  const { ids, everything } = chosen
  if (!everything && ids.size === 0) return null
  const total = everything ? (count?.count ?? 0) : ids.size
  const noun = total === 1 ? kind : `${kind}s`
  const words = `${total.toLocaleString('en-US')}${everything && count?.more ? '+' : ''} ${noun} chosen`
  const found = count?.count ?? 0
  const tooMany = everything && (count?.more === true || total > maxBulk)
  const mayChange = may(kind === 'customer' ? 'customers.modify' : 'leads.modify') || may('tags.modify')
  return (
    <div className={`${classes.bulk} no-print`} role="group" aria-label="Chosen rows">
      <span aria-live="polite">{words}</span>
      {!everything && ids.size >= shown && found > ids.size && (
        <Button size="compact-sm" variant="subtle" onClick={chosen.takeEverything}>
          Choose all {found.toLocaleString('en-US')}
          {count?.more ? '+' : ''} that the filters find
        </Button>
      )}
      {mayChange && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPencil size={14} />}
          disabled={tooMany}
          title={
            tooMany ? `At most ${maxBulk.toLocaleString('en-US')} at once: narrow the filters` : undefined
          }
          onClick={() => setEditing(true)}
        >
          Change…
        </Button>
      )}
      {tooMany && (
        <span className={classes.bulkNote}>
          At most {maxBulk.toLocaleString('en-US')} can be changed at once.
        </span>
      )}
      <CloseButton size="sm" ml="auto" aria-label="Choose none" onClick={chosen.clear} />
      <Suspense fallback={null}>
        {editing && (
          <BulkDialog
            {...{ kind, search, offers, total }}
            ids={everything ? null : [...ids]}
            onClose={() => setEditing(false)}
            onDone={chosen.clear}
          />
        )}
      </Suspense>
    </div>
  )
}
