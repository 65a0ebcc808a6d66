/** /{company}/administration/locations: the offices, each with its place, clock, managers and users. */
import { IconBuildingStore, IconPlus } from '@tabler/icons-react'
import { linkOptions, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Output } from '#shared/contract.ts'
import { locations } from '#shared/contracts/locations.ts'
import { timeZones } from '#shared/rules/time-zones.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Phone } from '#web/ui/Phone.tsx'
import { SearchBox } from '#web/ui/SearchBox.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'
import classes from './locations.module.css'

type Row = Output<typeof locations.list>['items'][number]

const zoneText = (zone: string | null) =>
  zone === null ? 'As the company' : (timeZones.find(({ value }) => value === zone)?.label ?? zone)

const columns: Column<Row>[] = [
  { key: 'name', head: 'Name', maxWidth: 240, cell: (row) => row.name },
  {
    key: 'state',
    head: 'State',
    cell: ({ active }) =>
      active ? <StatusDot tone="good" label="Active" /> : <StatusDot tone="neutral" label="Inactive" />,
  },
  { key: 'place', head: 'City', cell: ({ city, state }) => [city, state].filter(Boolean).join(', ') },
  { key: 'phone', head: 'Phone', cell: ({ phone }) => phone && <Phone value={phone} /> },
  { key: 'zone', head: 'Time zone', maxWidth: 260, cell: ({ timeZone }) => zoneText(timeZone) },
  { key: 'managers', head: 'Managers', maxWidth: 240, cell: ({ managers }) => managers.join(', ') },
  { key: 'users', head: 'Users', numeric: true, cell: ({ users }) => users.toLocaleString('en-US') },
]

const states = [
  { value: 'active', label: 'Active' },
  { value: 'inactive', label: 'Inactive' },
] as const

export function LocationsPage() {
  const { company } = useParams({ from: '/$company' })
  const search = useSearch({ from: '/$company/administration/locations' })
  const navigate = useNavigate({ from: '/$company/administration/locations' })
  const may = useMay()
  const { data, error, refetch } = useEndpointQuery(
    locations.list,
    { query: search },
    { placeholderData: (previous) => previous },
  )
  useTitle('Locations')
  return (
    <Page>
      <PageHeader
        title="Locations"
        note={data?.items.length}
        actions={
          may('office_locations.create') && (
            <LinkButton
              to="/$company/administration/locations/new"
              params={{ company }}
              leftSection={<IconPlus size={16} />}
            >
              New location
            </LinkButton>
          )
        }
      />
      <div className={classes.filters} role="group" aria-label="Filters">
        <SearchBox
          label="Search locations"
          placeholder="Name"
          value={search.name ?? ''}
          onChange={(text) =>
            void navigate({ search: { ...search, name: text || undefined }, replace: true })
          }
        />
        <FilterChip
          label="State"
          anyLabel="All"
          choices={states}
          value={search.status === 'all' ? undefined : search.status}
          onChange={(status) => void navigate({ search: { ...search, status } })}
        />
      </div>
      <Panel flush>
        {error && !data ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <DataTable
            label="Locations"
            columns={columns}
            rows={data?.items}
            rowKey={(row) => row.id}
            rowLink={(row) =>
              linkOptions({
                to: '/$company/administration/locations/$locationId',
                params: { company, locationId: row.id },
              })
            }
            isMuted={(row) => !row.active}
            skeletons={4}
            empty={
              <EmptyState icon={IconBuildingStore} title="No location fits">
                Every record belongs to an office. Take the filter off, or make a new one.
              </EmptyState>
            }
          />
        )}
      </Panel>
    </Page>
  )
}
