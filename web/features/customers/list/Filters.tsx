/** The filters above a list. Each says what it does; together they stand in the address. */
import { Button, CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { type CustomerFilter, customers } from '#shared/contracts/customers.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { isFiltered, type ListSearch } from './list-search.ts'
import classes from './list.module.css'

const saleStates = [
  { value: 'open', label: 'Open' },
  { value: 'sold', label: 'Sold' },
  { value: 'canceled', label: 'Canceled' },
] as const

const archiveStates = [
  { value: 'active', label: 'Active only' },
  { value: 'archived', label: 'Archived only' },
] as const

type Option = { id: number; name: string; active: boolean }

/** Inactive values are offered only while one of them is chosen. */
const choicesOf = (options: readonly Option[] = [], chosen: number | undefined) =>
  options
    .filter(({ active, id }) => active || id === chosen)
    .map(({ id, name }) => ({ value: id, label: name }))

type Props = {
  kind: CustomerFilter['kind']
  search: ListSearch
  onChange: (change: ListSearch) => void
  onClear: () => void
}

export function Filters({ kind, search, onChange, onClear }: Props) {
  const { data: options } = useEndpointQuery(customers.options, {}, { staleTime: 5 * 60_000 })
  return (
    <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
      <TextFilter
        label="Search this list"
        placeholder="Number, account, phone, name"
        wide
        value={search.search ?? ''}
        onChange={(text) => onChange({ search: text || undefined })}
      />
      <TextFilter
        label="Filter by name"
        placeholder="Last name begins…"
        value={search.name ?? ''}
        onChange={(name) => onChange({ name: name || undefined })}
      />
      {kind === 'customer' ? (
        <FilterChip
          label="Status"
          choices={saleStates}
          value={search.status}
          onChange={(status) => onChange({ status })}
        />
      ) : (
        <FilterChip
          label="Lead status"
          choices={choicesOf(options?.catalogues.lead_status, search.leadStatusId)}
          value={search.leadStatusId}
          onChange={(leadStatusId) => onChange({ leadStatusId })}
        />
      )}
      <FilterChip
        label="Location"
        choices={choicesOf(options?.locations, search.locationId)}
        value={search.locationId}
        onChange={(locationId) => onChange({ locationId })}
      />
      {kind === 'customer' && (
        <FilterChip
          label="Archive status"
          choices={archiveStates}
          value={search.archive === 'all' ? undefined : search.archive}
          onChange={(archive) => onChange({ archive })}
          anyLabel="All"
        />
      )}
      {isFiltered(search) && (
        <Button variant="subtle" size="xs" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </div>
  )
}

const typingMs = 250

type TextFilterProps = {
  label: string
  placeholder: string
  wide?: boolean
  value: string
  onChange: (text: string) => void
}

/** Applies itself while one types, and follows the address when that changes (Back, Clear filters). */
function TextFilter({ label, placeholder, wide, value, onChange }: TextFilterProps) {
  const [typed, setTyped] = useState(value)
  const apply = useDebouncedCallback(onChange, typingMs)
  useEffect(() => {
    setTyped((now) => (now.trim() === value ? now : value))
  }, [value])
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder}
      className={classes.textFilter}
      w={wide ? 250 : 170}
      data-active={value ? true : undefined}
      maxLength={80}
      value={typed}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        typed && (
          <CloseButton
            size="xs"
            aria-label={`Clear: ${label}`}
            onClick={() => {
              setTyped('')
              onChange('')
            }}
          />
        )
      }
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        apply(event.currentTarget.value.trim())
      }}
    />
  )
}
