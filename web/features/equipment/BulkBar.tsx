/** What can be done to the chosen devices: one change for all of them, or for none. */
import { Button, Group, Modal, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { Input } from '#shared/contract.ts'
import { equipment } from '#shared/contracts/equipment.ts'
import { equipmentStatuses, type EquipmentStatus } from '#shared/rules/equipment.ts'
import { todayIn } from '#shared/time.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { countText, statusData } from './equipment-words.ts'
import { useCustomerParams, useTakeList } from './use-equipment.ts'
import type { Chosen } from './use-selection.ts'

export function BulkBar({ chosen }: { chosen: Chosen }) {
  const [opened, setOpened] = useState(false)
  return (
    <Group gap={8} role="group" aria-label="Selected equipment">
      <strong>{countText(chosen.rows.length)} selected</strong>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPencil size={14} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        Change
      </Button>
      <Button size="xs" variant="subtle" onClick={chosen.clear}>
        Clear selection
      </Button>
      {opened && <BulkDialog chosen={chosen} onClose={() => setOpened(false)} />}
    </Group>
  )
}

type Change = Input<typeof equipment.bulk>['body']['change']

function BulkDialog({ chosen, onClose }: { chosen: Chosen; onClose: () => void }) {
  const { customerId } = useCustomerParams()
  const { company } = useMe()
  const take = useTakeList(customerId)
  const change = useEndpointMutation(equipment.bulk)
  const [draft, setDraft] = useState({ status: '', installedOn: '', warrantyUntil: '' })
  const count = countText(chosen.rows.length)
  const setStatus = (status: string) => {
    // Whoever says that something has been installed mostly says it on the day.
    const undated = chosen.rows.every(({ installedOn }) => installedOn === null)
    const today = status === 'installed' && undated && draft.installedOn === ''
    setDraft({
      ...draft,
      status,
      ...(today && { installedOn: todayIn(company.timeZone, new Date()) }),
    })
  }
  const what: Change = {
    ...(draft.status && { status: draft.status as EquipmentStatus }),
    ...(draft.installedOn && { installedOn: draft.installedOn }),
    ...(draft.warrantyUntil && { warrantyUntil: draft.warrantyUntil }),
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate(
      { params: { customerId }, body: { ids: chosen.rows.map(({ id }) => id), change: what } },
      {
        onSuccess: (list) => {
          onClose()
          chosen.clear()
          take(list)
          toastDone(list.changed ? `${countText(list.changed)} changed.` : 'They were like that already.')
        },
      },
    )
  }
  const { error } = change
  return (
    <Modal opened onClose={onClose} title={`Change ${count}`}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {error && (
            <Notice tone="bad" title="Nothing was changed.">
              {error.errors[0]?.message ?? error.detail}
            </Notice>
          )}
          <div>What is left empty stays as it is.</div>
          <NativeSelect
            label="Status"
            data-autofocus
            data={[{ value: '', label: 'As it is' }, ...statusData]}
            value={draft.status}
            onChange={(event) => setStatus(event.currentTarget.value)}
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
            <TextInput
              type="date"
              label="Installed"
              value={draft.installedOn}
              onChange={(event) => setDraft({ ...draft, installedOn: event.currentTarget.value })}
            />
            <TextInput
              type="date"
              label="Warranty until"
              value={draft.warrantyUntil}
              onChange={(event) => setDraft({ ...draft, warrantyUntil: event.currentTarget.value })}
            />
          </SimpleGrid>
          {(draft.status === 'replaced' || draft.status === 'removed') && (
            <Notice tone="neutral">
              {equipmentStatuses[draft.status]} devices give their zones free and leave the list; all that was
              noted of them stays.
            </Notice>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={change.isPending} disabled={Object.keys(what).length === 0}>
              Change {count}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
