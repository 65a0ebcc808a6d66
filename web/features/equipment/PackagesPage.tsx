/** /{company}/administration/equipment-packages: what is sold together, and added to a customer in one go (TAB-008). */
import { Button } from '@mantine/core'
import { IconPackage, IconPlus } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { z } from 'zod'
import { equipment, type EquipmentPackage } from '#shared/contracts/equipment.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { SearchBox } from '#web/ui/SearchBox.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'
import type { packagesSearch } from './equipment-search.ts'
import classes from './equipment.module.css'
import { PackageDialog } from './PackageDialog.tsx'

type Search = z.output<typeof packagesSearch>

export function PackagesPage() {
  useTitle('Equipment Packages')
  const { company } = useParams({ from: '/$company' })
  const search = useSearch({ from: '/$company/administration/equipment-packages' })
  const navigate = useNavigate()
  const { data, error, refetch } = useEndpointQuery(equipment.packages, {})
  const go = (change: Partial<Search>) =>
    void navigate({
      to: '/$company/administration/equipment-packages',
      params: { company },
      search: { ...search, ...change },
      replace: true,
    })
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const words = (search.find ?? '').toLowerCase()
  const rows = data?.packages.filter((row) =>
    `${row.name} ${row.description} ${contentsOf(row)}`.toLowerCase().includes(words),
  )
  const edited = data?.packages.find(({ id }) => id === search.package)
  const add = data?.abilities.create && (
    <Button size="sm" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => go({ new: true })}>
      New package
    </Button>
  )
  return (
    <Page>
      <PageHeader title="Equipment Packages" note={data && String(data.packages.length)} actions={add} />
      <div className={classes.find}>
        <SearchBox
          label="Find a package"
          placeholder="Find a package"
          value={search.find ?? ''}
          onChange={(find) => go({ find: find || undefined })}
        />
      </div>
      <Panel flush>
        <DataTable
          label="Equipment Packages"
          columns={columns(data?.abilities.modify ? (row) => go({ package: row.id }) : null)}
          rows={rows}
          rowKey={(row) => row.id}
          isMuted={(row) => !row.active}
          skeletons={6}
          empty={
            <EmptyState
              icon={IconPackage}
              title={words ? 'No package fits' : 'No packages yet'}
              action={!words && add}
            >
              {words
                ? 'Look for another word.'
                : 'A package is a set of items that are sold together: a panel, its communicator, three contacts. It is added to a customer in one go.'}
            </EmptyState>
          }
        />
      </Panel>
      {((search.new && data?.abilities.create) || (edited && data?.abilities.modify)) && (
        <PackageDialog
          key={edited?.id ?? 'new'}
          package={edited}
          onClose={() => go({ new: undefined, package: undefined })}
        />
      )}
    </Page>
  )
}

const contentsOf = ({ lines }: EquipmentPackage): string =>
  lines.map(({ item, quantity }) => (quantity === 1 ? item.name : `${quantity} × ${item.name}`)).join(', ')

const columns = (edit: ((row: EquipmentPackage) => void) | null): Column<EquipmentPackage>[] => [
  {
    key: 'name',
    head: 'Package',
    maxWidth: 240,
    cell: (row) =>
      edit ? (
        <button
          type="button"
          className={classes.name}
          aria-label={`Edit ${row.name}`}
          onClick={() => edit(row)}
        >
          {row.name}
        </button>
      ) : (
        row.name
      ),
  },
  { key: 'description', head: 'Description', maxWidth: 280, cell: ({ description }) => description },
  { key: 'equipment', head: 'Equipment', maxWidth: 460, cell: contentsOf },
  {
    key: 'devices',
    head: 'Devices',
    numeric: true,
    cell: ({ lines }) => lines.reduce((sum, { quantity }) => sum + quantity, 0),
  },
  {
    key: 'status',
    head: 'Status',
    cell: ({ active }) => (
      <StatusDot tone={active ? 'good' : 'neutral'} label={active ? 'Active' : 'Retired'} />
    ),
  },
]
