/** What is installed at a customer, zone by zone: the record's Equipment tab (TAB-008). */
import { Button, Group } from '@mantine/core'
import { IconDeviceCctv, IconPackage, IconPlus } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { EquipmentList } from '#shared/contracts/equipment.ts'
import { isGone } from '#shared/rules/equipment.ts'
import { DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { SearchBox } from '#web/ui/SearchBox.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { BulkBar } from './BulkBar.tsx'
import { EquipmentDialog } from './EquipmentDialog.tsx'
import { equipmentColumns } from './equipment-columns.tsx'
import type { EquipmentSearch, SortKey } from './equipment-search.ts'
import { countText, shownRows } from './equipment-words.ts'
import classes from './equipment.module.css'
import { PackageAdding } from './PackageAdding.tsx'
import { useCustomerParams, useEquipment } from './use-equipment.ts'
import { useSelection } from './use-selection.ts'

const statusChoices = [
  { value: 'planned', label: 'Planned' },
  { value: 'ordered', label: 'On order' },
  { value: 'installed', label: 'Installed' },
  { value: 'faulty', label: 'Faulty' },
  { value: 'gone', label: 'Replaced or removed' },
  { value: 'all', label: 'All, with what is gone' },
] as const

export function EquipmentPage() {
  const { customerId } = useCustomerParams()
  const { data, error, refetch } = useEquipment(customerId)
  if (data) return <Devices list={data} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <div role="status" aria-label="Loading the equipment">
      <LinesSkeleton count={10} />
    </div>
  )
}

function Devices({ list }: { list: EquipmentList }) {
  const params = useCustomerParams()
  const search = useSearch({ from: '/$company/customers/$customerId/equipment' })
  const navigate = useNavigate()
  const go = (change: EquipmentSearch) =>
    void navigate({
      to: '/$company/customers/$customerId/equipment',
      params,
      search: { ...search, ...change },
      replace: true,
    })
  const close = () => go({ new: undefined, package: undefined, device: undefined })
  const { items, abilities } = list
  const rows = shownRows(items, search)
  const chosen = useSelection(rows)
  const edited = items.find(({ id }) => id === search.device)
  const there = items.filter(({ status }) => !isGone(status)).length
  const gone = items.length - there
  const filtered = Boolean(search.find) || search.status !== undefined
  const add = abilities.create && (
    <Group gap={8} wrap="nowrap">
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPackage size={14} aria-hidden />}
        onClick={() => go({ package: true })}
      >
        Add package
      </Button>
      <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => go({ new: true })}>
        Add equipment
      </Button>
    </Group>
  )
  return (
    <>
      <Panel
        title="Equipment"
        note={items.length > 0 && countText(there)}
        actions={items.length > 0 && add}
        flush
      >
        {items.length === 0 ? (
          <EmptyState icon={IconDeviceCctv} title="No equipment yet" action={add}>
            {abilities.create
              ? 'Add what is or will be installed here: one device at a time, or everything that is in a package. Devices with a zone number are the zones that the central station knows.'
              : 'What is installed at this customer stands here.'}
          </EmptyState>
        ) : (
          <>
            <div className={classes.tools} role="group" aria-label="Filters">
              {chosen.rows.length > 0 && abilities.modify ? (
                <BulkBar chosen={chosen} />
              ) : (
                <>
                  <SearchBox
                    label="Find equipment"
                    placeholder="Zone, name, item, serial"
                    size="xs"
                    width={230}
                    value={search.find ?? ''}
                    onChange={(find) => go({ find: find || undefined })}
                  />
                  <FilterChip
                    label="Status"
                    choices={statusChoices}
                    anyLabel="Planned or there"
                    value={search.status}
                    onChange={(status) => go({ status })}
                  />
                </>
              )}
            </div>
            <DataTable
              label="Equipment"
              columns={equipmentColumns({
                edit: abilities.modify ? (row) => go({ device: row.id }) : null,
                areas: items.some(({ area }) => area !== 1),
              })}
              frozen={2}
              rows={rows}
              rowKey={(row) => row.id}
              isMuted={(row) => isGone(row.status)}
              selection={abilities.modify ? chosen.table : undefined}
              sort={search.sort && { key: search.sort, direction: search.direction ?? 'asc' }}
              onSort={(key) => go(sortedBy(search, key as SortKey))}
              empty={
                <NothingShown
                  filtered={filtered}
                  onClear={() => go({ find: undefined, status: undefined })}
                />
              }
              footer={
                gone > 0 &&
                search.status === undefined && (
                  <div className={classes.footer}>
                    {countText(gone)} replaced or removed.{' '}
                    <Button size="compact-xs" variant="subtle" onClick={() => go({ status: 'all' })}>
                      Show all
                    </Button>
                  </div>
                )
              }
            />
          </>
        )}
      </Panel>
      {search.new && abilities.create && <EquipmentDialog list={list} onClose={close} />}
      {search.package && abilities.create && <PackageAdding list={list} onClose={close} />}
      {edited && abilities.modify && (
        <EquipmentDialog list={list} device={edited} onClose={close} key={edited.id} />
      )}
    </>
  )
}

/** A click on a column: up, then down, then the list's own order again. */
function sortedBy(search: EquipmentSearch, key: SortKey): EquipmentSearch {
  if (search.sort !== key) return { sort: key, direction: undefined }
  return search.direction === 'desc'
    ? { sort: undefined, direction: undefined }
    : { sort: key, direction: 'desc' }
}

function NothingShown({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  return (
    <EmptyState
      icon={IconDeviceCctv}
      title={filtered ? 'No equipment fits' : 'Nothing is here any more'}
      action={
        filtered && (
          <Button variant="default" size="xs" onClick={onClear}>
            Clear filters
          </Button>
        )
      }
    >
      {!filtered && 'Everything that was here has been replaced or removed.'}
    </EmptyState>
  )
}
