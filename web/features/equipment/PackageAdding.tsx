/** Adds everything that is in a package to a customer. */
import {
  Button,
  Checkbox,
  Group,
  Modal,
  NativeSelect,
  Radio,
  SimpleGrid,
  Stack,
  TextInput,
} from '@mantine/core'
import { IconPackage } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { equipment, type EquipmentList } from '#shared/contracts/equipment.ts'
import { type EquipmentStatus, isGone, nextZones } from '#shared/rules/equipment.ts'
import { todayIn } from '#shared/time.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useMay, useMe } from '#web/api/session.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { countText, statusData } from './equipment-words.ts'
import classes from './equipment.module.css'
import { useChoices, useCustomerParams, useTakeList } from './use-equipment.ts'

type Props = { list: EquipmentList; onClose: () => void }

export function PackageAdding({ list, onClose }: Props) {
  const choices = useChoices()
  return (
    <Modal opened onClose={onClose} size="lg" title="Add a package">
      {!choices ? (
        <LinesSkeleton count={4} />
      ) : choices.packages.length === 0 ? (
        <NoPackages />
      ) : (
        <PackageForm list={list} packages={choices.packages} onClose={onClose} />
      )}
    </Modal>
  )
}

function NoPackages() {
  const { company } = useCustomerParams()
  const may = useMay()
  return (
    <EmptyState
      icon={IconPackage}
      title="The company has no packages yet"
      action={
        may('administration_page.view') && (
          <LinkButton to="/$company/administration/equipment-packages" params={{ company }}>
            Open Equipment Packages
          </LinkButton>
        )
      }
    >
      A package is a set of items that are sold together, and added to a customer in one go.
    </EmptyState>
  )
}

type Package = NonNullable<ReturnType<typeof useChoices>>['packages'][number]

function PackageForm({ list, packages, onClose }: Props & { packages: readonly Package[] }) {
  const { customerId } = useCustomerParams()
  const { company } = useMe()
  const take = useTakeList(customerId)
  const add = useEndpointMutation(equipment.addPackage)
  const [draft, setDraft] = useState({
    packageId: packages[0]!.id,
    status: 'planned' as EquipmentStatus,
    installedOn: '',
    numberZones: true,
  })
  const chosen = packages.find(({ id }) => id === draft.packageId)!
  const taken = list.items.flatMap(({ zone, status }) => (zone && !isGone(status) ? [zone] : []))
  const setStatus = (status: EquipmentStatus) => {
    const today = todayIn(company.timeZone, new Date())
    setDraft({ ...draft, status, installedOn: status === 'installed' ? draft.installedOn || today : '' })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate(
      { params: { customerId }, body: draft },
      {
        onSuccess: (next) => {
          onClose()
          take(next)
          toastDone(`${countText(next.added)} of “${chosen.name}” added.`)
        },
      },
    )
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {add.error && (
          <Notice tone="bad" title="Nothing was added.">
            {add.error.errors[0]?.message ?? add.error.detail}
          </Notice>
        )}
        <Radio.Group
          label="Package"
          value={String(draft.packageId)}
          onChange={(value) => setDraft({ ...draft, packageId: Number(value) })}
        >
          <div className={classes.packages}>
            {packages.map(({ id, name, contents, devices }) => (
              <Radio
                key={id}
                className={classes.package}
                data-checked={id === draft.packageId || undefined}
                value={String(id)}
                label={`${name} (${countText(devices)})`}
                description={contents}
              />
            ))}
          </div>
        </Radio.Group>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
          <NativeSelect
            label="Status"
            data={statusData.filter(({ value }) => !isGone(value as EquipmentStatus))}
            value={draft.status}
            onChange={(event) => setStatus(event.currentTarget.value as EquipmentStatus)}
          />
          <TextInput
            type="date"
            label="Installed"
            value={draft.installedOn}
            onChange={(event) => setDraft({ ...draft, installedOn: event.currentTarget.value })}
          />
        </SimpleGrid>
        <Checkbox
          label={`Number the zones of what detects something, from ${nextZones(taken, 1)[0]!}`}
          checked={draft.numberZones}
          onChange={(event) => setDraft({ ...draft, numberZones: event.currentTarget.checked })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} disabled={chosen.devices === 0}>
            Add {countText(chosen.devices)}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
