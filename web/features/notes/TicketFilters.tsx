/** The filters above the ticket queue; together they stand in the address. */
import { Button } from '@mantine/core'
import { notes } from '#shared/contracts/notes.ts'
import { priorities, priorityLabels } from '#shared/rules/notes.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { isFiltered, type TicketSearch } from './ticket-search.ts'
import classes from './tickets.module.css'
import { choicesOf, useNoteCatalogues } from './use-notes.ts'

const states = [
  { value: 'closed', label: 'Closed' },
  { value: 'all', label: 'Open and closed' },
] as const
const overdue = [{ value: 'yes', label: 'Only overdue' }] as const
const priorityChoices = priorities.map((value) => ({ value, label: priorityLabels[value] }))

/** Locations and people of the queue, read once for filters and changes alike. */
export function useTicketOptions() {
  return useEndpointQuery(notes.ticketOptions, {}, { staleTime: 60_000 }).data
}

type Props = { search: TicketSearch; onChange: (change: TicketSearch) => void; onClear: () => void }

export function TicketFilters({ search, onChange, onClear }: Props) {
  const options = useTicketOptions()
  const { types } = useNoteCatalogues()
  const named = (list: readonly { id: number; name: string }[] = []) =>
    list.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
      <FilterChip
        label="Status"
        choices={states}
        value={search.status === 'open' ? undefined : search.status}
        onChange={(status) => onChange({ status })}
        anyLabel="Open"
      />
      {search.whose !== 'mine' && (
        <FilterChip
          label="Assigned to"
          choices={named(options?.people)}
          value={search.assigneeId}
          onChange={(assigneeId) => onChange({ assigneeId })}
          anyLabel="Everybody"
        />
      )}
      <FilterChip
        label="Type"
        choices={choicesOf(types, search.typeId)}
        value={search.typeId}
        onChange={(typeId) => onChange({ typeId })}
      />
      <FilterChip
        label="Priority"
        choices={priorityChoices}
        value={search.priority}
        onChange={(priority) => onChange({ priority })}
      />
      <FilterChip
        label="Location"
        choices={named(options?.locations)}
        value={search.locationId}
        onChange={(locationId) => onChange({ locationId })}
      />
      <FilterChip
        label="Overdue"
        choices={overdue}
        value={search.overdue}
        onChange={(value) => onChange({ overdue: value })}
      />
      <DayFilter
        label="Due from"
        labelWidth={68}
        className={classes.day}
        value={search.dueFrom}
        onChange={(dueFrom) => onChange({ dueFrom })}
      />
      <DayFilter
        label="Due to"
        labelWidth={68}
        className={classes.day}
        value={search.dueTo}
        onChange={(dueTo) => onChange({ dueTo })}
      />
      {isFiltered(search) && (
        <Button variant="subtle" size="xs" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </div>
  )
}
