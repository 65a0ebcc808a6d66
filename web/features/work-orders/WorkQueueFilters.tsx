/** The filters above the queue of work orders; together they stand in the address. */
import { Button } from '@mantine/core'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { priorities, priorityLabels } from '#shared/rules/notes.ts'
import { workOrderStatuses, workOrderStatusKeys } from '#shared/rules/work-orders.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { isFiltered, type QueueSearch } from './work-orders-search.ts'
import classes from './work-orders.module.css'

const states = [
  ...workOrderStatusKeys.map((value) => ({ value, label: workOrderStatuses[value] })),
  { value: 'all', label: 'All' },
] as const
const overdue = [{ value: 'yes', label: 'Only overdue' }] as const
const priorityChoices = priorities.map((value) => ({ value, label: priorityLabels[value] }))

/** Locations, technicians and types, read once for filters and changes alike. */
export const useQueueOptions = () => useEndpointQuery(workOrders.options, {}, { staleTime: 60_000 }).data

type Props = { search: QueueSearch; onChange: (change: QueueSearch) => void; onClear: () => void }

export function WorkQueueFilters({ search, onChange, onClear }: Props) {
  const options = useQueueOptions()
  const named = (list: readonly { id: number; name: string; active?: boolean }[] = []) =>
    list.map(({ id, name, active = true }) => ({ value: id, label: active ? name : `${name} (inactive)` }))
  const people = [{ value: 0, label: 'Nobody' }, ...named(options?.technicians)]
  return (
    <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
      <FilterChip
        label="Status"
        choices={states}
        value={search.status === 'active' ? undefined : search.status}
        onChange={(status) => onChange({ status })}
        anyLabel="To do"
      />
      <FilterChip
        label="Type"
        choices={named(options?.types)}
        value={search.typeId}
        onChange={(typeId) => onChange({ typeId })}
      />
      <FilterChip
        label="Technician"
        choices={people}
        value={search.unassigned ? 0 : search.technicianId}
        onChange={(id) =>
          onChange({ technicianId: id || undefined, unassigned: id === 0 ? 'yes' : undefined })
        }
        anyLabel="Everybody"
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
