/** A record's equipment within another page: the Equipment step of guided flows. */
import { Button, Group } from '@mantine/core'
import { IconDeviceCctv, IconPackage, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { isGone } from '#shared/rules/equipment.ts'
import { DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { EquipmentDialog } from './EquipmentDialog.tsx'
import { equipmentColumns } from './equipment-columns.tsx'
import { countText } from './equipment-words.ts'
import { PackageAdding } from './PackageAdding.tsx'
import { useEquipment } from './use-equipment.ts'

export function EquipmentPicker({ customerId }: { customerId: number }) {
  const { data, error, refetch } = useEquipment(customerId)
  /** A new device, a package, or the device of that id. */
  const [over, setOver] = useState<'new' | 'package' | number | null>(null)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton count={6} />
  const { abilities } = data
  const there = data.items.filter(({ status }) => !isGone(status))
  const edited = there.find(({ id }) => id === over)
  const close = () => setOver(null)
  const add = abilities.create && (
    <Group gap={8}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPackage size={14} aria-hidden />}
        onClick={() => setOver('package')}
      >
        Add package
      </Button>
      <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setOver('new')}>
        Add equipment
      </Button>
    </Group>
  )
  return (
    <Panel
      title="Equipment"
      note={there.length > 0 && countText(there.length)}
      actions={there.length > 0 && add}
      flush
    >
      {there.length === 0 ? (
        <EmptyState icon={IconDeviceCctv} title="No equipment yet" action={add}>
          Add what will be installed: one device at a time, or everything that is in a package.
        </EmptyState>
      ) : (
        <DataTable
          label="Equipment"
          columns={equipmentColumns({
            edit: abilities.modify ? (row) => setOver(row.id) : null,
            areas: there.some(({ area }) => area !== 1),
          }).map((column) => ({ ...column, sortable: false }))}
          frozen={2}
          rows={there}
          rowKey={(row) => row.id}
        />
      )}
      {over === 'new' && <EquipmentDialog list={data} onClose={close} />}
      {over === 'package' && <PackageAdding list={data} onClose={close} />}
      {edited && <EquipmentDialog key={edited.id} list={data} device={edited} onClose={close} />}
    </Panel>
  )
}
