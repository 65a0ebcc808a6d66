/** The filters above a record's notes; together they stand in the address. */
import { Button } from '@mantine/core'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { SearchBox } from '#web/ui/SearchBox.tsx'
import { isFiltered, type NoteSearch } from './note-search.ts'
import classes from './notes.module.css'
import { choicesOf, useNoteCatalogues } from './use-notes.ts'

const kinds = [
  { value: 'notes', label: 'Notes only' },
  { value: 'tickets', label: 'Tickets only' },
] as const
const states = [
  { value: 'open', label: 'Open' },
  { value: 'closed', label: 'Closed' },
] as const

type Props = {
  search: NoteSearch
  authors: readonly { id: number; name: string }[]
  onChange: (change: Partial<NoteSearch>) => void
}

export function NoteFilters({ search, authors, onChange }: Props) {
  const { types } = useNoteCatalogues()
  return (
    <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
      <SearchBox
        size="xs"
        className={classes.textFilter}
        label="Search these notes"
        placeholder="Search these notes"
        value={search.text ?? ''}
        onChange={(text) => onChange({ text: text || undefined })}
      />
      <FilterChip
        label="Show"
        choices={kinds}
        value={search.show}
        onChange={(show) => onChange({ show })}
        anyLabel="Notes and tickets"
      />
      <FilterChip
        label="Tickets"
        choices={states}
        value={search.status}
        onChange={(status) => onChange({ status })}
      />
      <FilterChip
        label="Type"
        choices={choicesOf(types, search.typeId)}
        value={search.typeId}
        onChange={(typeId) => onChange({ typeId })}
      />
      <FilterChip
        label="Author"
        choices={authors.map(({ id, name }) => ({ value: id, label: name }))}
        value={search.authorId}
        onChange={(authorId) => onChange({ authorId })}
        anyLabel="Everybody"
      />
      {isFiltered(search) && (
        <Button
          variant="subtle"
          size="xs"
          onClick={() =>
            onChange({
              show: undefined,
              status: undefined,
              typeId: undefined,
              authorId: undefined,
              text: undefined,
            })
          }
        >
          Clear filters
        </Button>
      )}
    </div>
  )
}
