/** The bar above a list: the search of the list, the filters used most, and a chip for each other one that holds. */
import { ActionIcon, Button, CloseButton, Indicator, Tooltip } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { tags } from '#shared/contracts/tags.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { useLocale } from '#web/ui/locale.ts'
import { SearchBox } from '#web/ui/SearchBox.tsx'
import { heldFilters, type Offers } from './filter-fields.ts'
import { isFiltered, type ListSearch } from './list-search.ts'
import classes from './list.module.css'

const FilterDrawer = lazy(async () => ({ default: (await import('./FilterDrawer.tsx')).FilterDrawer }))

const saleStates = [
  { value: 'open', label: 'Open' },
  { value: 'sold', label: 'Sold' },
  { value: 'canceled', label: 'Canceled' },
] as const

const archiveStates = [
  { value: 'active', label: 'Active only' },
  { value: 'archived', label: 'Archived only' },
] as const

const callbacks = [
  { value: 'due', label: 'Due now' },
  { value: 'today', label: 'Due by tonight' },
  { value: 'planned', label: 'Any planned' },
  { value: 'none', label: 'None planned' },
] as const

type Option = { id: number; name: string; active: boolean }

/** Inactive values are offered only while one of them is chosen. */
const choicesOf = (options: readonly Option[] = [], chosen: readonly number[] = []) =>
  options
    .filter(({ active, id }) => active || chosen.includes(id))
    .map(({ id, name }) => ({ value: id, label: name }))

const minutes = { staleTime: 5 * 60_000 }

/** What the filters choose from. */
export function useOffers(): Offers {
  const { data: options } = useEndpointQuery(customers.options, {}, minutes)
  const { data } = useEndpointQuery(tags.list, {}, minutes)
  const { currency } = useLocale()
  return { options, tags: data?.tags ?? [], currency }
}

type Props = {
  kind: 'customer' | 'lead'
  search: ListSearch
  onChange: (search: ListSearch, how?: { replace: boolean }) => void
  onClear: () => void
}

export function Filters({ kind, search, onChange, onClear }: Props) {
  const offers = useOffers()
  const [drawer, setDrawer] = useState(false)
  const { options } = offers
  const filtered = isFiltered(search)
  const set = (change: ListSearch) => onChange({ ...search, ...change })
  const type = (change: ListSearch) => onChange({ ...search, ...change }, { replace: true })
  const single = <T,>(value: T | undefined): T[] | undefined => (value === undefined ? undefined : [value])
  // A chip of the bar holds one choice; several stand there as a filter of the drawer does.
  const inBar = (['status', 'leadStatusId', 'locationId'] as const).filter(
    (name) => (search[name]?.length ?? 0) < 2,
  )
  const fits = (name: (typeof inBar)[number]) => inBar.includes(name)
  const shown = [
    ...inBar,
    ...(kind === 'customer' ? (['archive'] as const) : (['callback', 'mine'] as const)),
  ]
  return (
    <div className={`${classes.filters} no-print`} role="group" aria-label="Filters">
      <Tooltip label="All filters">
        <Indicator disabled={!filtered} size={9} offset={3} color="lake" withBorder>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={filtered ? 'All filters, some hold' : 'All filters'}
            onClick={() => setDrawer(true)}
          >
            <IconFilter size={16} />
          </ActionIcon>
        </Indicator>
      </Tooltip>
      <SearchBox
        className={classes.textFilter}
        label="Search this list"
        placeholder="Number, account, phone, name"
        width={250}
        value={search.search ?? ''}
        onChange={(text) => type({ search: text || undefined })}
      />
      <SearchBox
        className={classes.textFilter}
        label="Filter by name"
        placeholder="Last name begins…"
        width={170}
        value={search.name ?? ''}
        onChange={(name) => type({ name: name || undefined })}
      />
      {kind === 'customer' ? (
        <>
          {fits('status') && (
            <FilterChip
              label="Status"
              choices={saleStates}
              value={search.status?.[0]}
              onChange={(status) => set({ status: single(status) })}
            />
          )}
          {fits('locationId') && (
            <FilterChip
              label="Location"
              choices={choicesOf(options?.locations, search.locationId)}
              value={search.locationId?.[0]}
              onChange={(id) => set({ locationId: single(id) })}
            />
          )}
          <FilterChip
            label="Archive status"
            choices={archiveStates}
            value={search.archive === 'all' ? undefined : search.archive}
            onChange={(archive) => set({ archive })}
            anyLabel="All"
          />
        </>
      ) : (
        <>
          <Toggle
            label="My assigned leads"
            on={search.mine === 'yes'}
            onChange={(on) => set({ mine: on ? 'yes' : undefined })}
          />
          <Toggle
            label="Callback queue"
            on={search.callback === 'due' && search.sort === 'callback'}
            onChange={(on) =>
              set(
                on
                  ? { callback: 'due', sort: 'callback', direction: 'asc' }
                  : { callback: undefined, sort: undefined, direction: undefined },
              )
            }
          />
          {fits('leadStatusId') && (
            <FilterChip
              label="Lead status"
              choices={choicesOf(options?.catalogues['lead_status'], search.leadStatusId)}
              value={search.leadStatusId?.[0]}
              onChange={(id) => set({ leadStatusId: single(id) })}
            />
          )}
          <FilterChip
            label="Callback"
            choices={callbacks}
            value={search.callback}
            onChange={(callback) => set({ callback })}
          />
        </>
      )}
      {heldFilters(kind, search, offers, shown).map(({ key, label, words, without }) => (
        <span key={key} className={classes.held}>
          {label}: <strong>{words}</strong>
          <CloseButton
            size={18}
            iconSize={12}
            aria-label={`Remove: ${label}`}
            onClick={() => onChange(without)}
          />
        </span>
      ))}
      {filtered && (
        <Button variant="subtle" size="xs" onClick={onClear}>
          Clear filters
        </Button>
      )}
      <Suspense fallback={null}>
        {drawer && (
          <FilterDrawer
            {...{ kind, search, offers, onClear }}
            onChange={(next) => onChange(next, { replace: true })}
            onClose={() => setDrawer(false)}
          />
        )}
      </Suspense>
    </div>
  )
}

/** A filter that holds or does not. */
const Toggle = ({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) => (
  <button type="button" className={classes.toggle} aria-pressed={on} onClick={() => onChange(!on)}>
    {label}
  </button>
)
