/** Whose entries, of which event, from when to when. */
import type { ReactNode } from 'react'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import type { HistorySearch } from './history-search.ts'
import classes from './history.module.css'

type Props = {
  search: HistorySearch
  /** Changes the address; members that are undefined leave it. */
  filter: (change: Partial<HistorySearch>) => void
  users: readonly { id: number; name: string }[]
  events: readonly { value: string; label: string }[]
  /** Filters of one page alone. */
  children?: ReactNode
}

const day = (label: string) => ({
  label,
  name: `${label} day`,
  labelWidth: 44,
  className: classes.day,
})

export function HistoryFilters({ search, filter, users, events, children }: Props) {
  return (
    <div className={classes.filters} role="group" aria-label="Filter">
      {children}
      <FilterChip
        label="User"
        choices={users.map(({ id, name }) => ({ value: id, label: name }))}
        value={search.userId}
        onChange={(userId) => filter({ userId })}
        anyLabel="Everybody"
      />
      <FilterChip
        label="Event"
        choices={events}
        value={search.event}
        onChange={(event) => filter({ event })}
        anyLabel="Everything"
      />
      <div className={classes.days}>
        <DayFilter {...day('From')} value={search.from} onChange={(from) => filter({ from })} />
        <DayFilter {...day('To')} value={search.to} onChange={(to) => filter({ to })} />
      </div>
    </div>
  )
}
