/** Adds a device to a customer, one after another if there are several, or changes one. */
import { Button, Modal, NativeSelect, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { type Equipment, equipment, type EquipmentList } from '#shared/contracts/equipment.ts'
import type { EquipmentStatus } from '#shared/rules/equipment.ts'
import { todayIn } from '#shared/time.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { bodyOf, changed, type Draft, draftOf } from './equipment-draft.ts'
import { itemData, nameOf, statusData } from './equipment-words.ts'
import classes from './equipment.module.css'
import { NoItems } from './NoItems.tsx'
import { StaleNotice } from './StaleNotice.tsx'
import { useChoices, useCustomerParams, useTakeList } from './use-equipment.ts'

type Props = { list: EquipmentList; device?: Equipment; onClose: () => void }

export function EquipmentDialog({ list, device, onClose }: Props) {
  const { customerId } = useCustomerParams()
  const { company } = useMe()
  const take = useTakeList(customerId)
  const { invalidate } = useInvalidate()
  const choices = useChoices()
  const create = useEndpointMutation(equipment.create)
  const update = useEndpointMutation(equipment.update)
  const remove = useEndpointMutation(equipment.remove)
  const [before, setBefore] = useState(() => draftOf(device))
  const [draft, setDraft] = useState(before)
  const [errors, setErrors] = useState<Record<string, string>>({})
  // As it was when one began, or was told what somebody else had made of it: the list behind goes on by itself.
  const [base, setBase] = useState(device)
  const first = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLFormElement>(null)
  // The field may lie beyond the window's edge on a phone.
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [errors])
  const items = choices?.items ?? []
  const set = (change: Partial<Draft>) =>
    setDraft(
      changed(draft, change, {
        items,
        others: list.items.filter(({ id }) => id !== device?.id),
        isNew: !device,
        today: todayIn(company.timeZone, new Date()),
      }),
    )
  const failed = (problem: Problem) => {
    const found = Object.entries(fieldErrors(problem))
    setErrors(Object.fromEntries(found.map(([path, message]) => [path.replace(/^equipment\./, ''), message])))
    if (problem.code === 'equipment.stale') setBase(problem.extra.current as Equipment)
    if (problem.code === 'equipment.stale' || problem.code === 'equipment.not_found')
      void invalidate(equipment.list, { customerId })
  }
  const submit = (again: boolean) => {
    const given = bodyOf(draft)
    const checked = check(equipment.create.body, given)
    const missing: Record<string, string> = draft.itemId === '' ? { itemId: 'Choose an item' } : {}
    setErrors({ ...checked.errors, ...missing })
    if (checked.errors) return
    const done = (next: EquipmentList) => {
      toastDone(device ? 'Equipment saved.' : `${nameOfDraft()} was added.`)
      take(next)
      if (!again) return onClose()
      // The next device is mostly of the same visit: how far it is and when it was done stay.
      const { status, installedOn, area } = draft
      const fresh = { ...draftOf(), status, installedOn, area }
      setBefore(fresh)
      setDraft(fresh)
      first.current?.focus()
    }
    if (device && base)
      update.mutate(
        {
          params: { customerId, equipmentId: device.id },
          body: { version: base.version, equipment: checked.value },
        },
        { onSuccess: done, onError: failed },
      )
    else create.mutate({ params: { customerId }, body: checked.value }, { onSuccess: done, onError: failed })
  }
  const nameOfDraft = () =>
    draft.zoneName || (items.find(({ id }) => String(id) === draft.itemId)?.name ?? 'The device')
  const problem = create.error ?? update.error
  const text = (name: keyof Draft) => ({
    value: draft[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  })
  if (choices && !device && !items.some(({ active }) => active)) return <NoItems onClose={onClose} />
  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title={device ? `Edit ${nameOf(device)}` : 'Add equipment'}
      closeOnClickOutside={draft === before}
    >
      <form
        ref={form}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          submit(false)
        }}
      >
        <Stack gap="md">
          {problem?.code === 'equipment.stale' && base ? (
            <StaleNotice current={draftOf(base)} draft={draft} items={items} />
          ) : (
            problem &&
            problem.errors.length === 0 && (
              <Notice tone="bad" title="This was not saved.">
                {problem.detail}
              </Notice>
            )
          )}
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
            <Select
              ref={first}
              label="Item"
              withAsterisk
              searchable
              openOnFocus={false}
              data-autofocus
              nothingFoundMessage="No such item"
              data={itemData(items, draft.itemId)}
              value={draft.itemId || null}
              error={errors.itemId}
              disabled={!choices}
              onChange={(itemId) => set({ itemId: itemId ?? '' })}
            />
            <NativeSelect
              label="Status"
              data={statusData}
              value={draft.status}
              error={errors.status}
              onChange={(event) => set({ status: event.currentTarget.value as EquipmentStatus })}
            />
            <TextInput
              label="Zone"
              description="As the panel counts it, for example 001"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              autoComplete="off"
              maxLength={8}
              {...text('zone')}
            />
            <TextInput
              label="Zone name"
              description="What an operator reads when it signals"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              maxLength={60}
              {...text('zoneName')}
            />
            <NativeSelect
              label="Wire type"
              data={[
                { value: '', label: 'Not said' },
                ...(choices?.wireTypes ?? [])
                  .filter(({ id, active }) => active || String(id) === before.wireTypeId)
                  .map(({ id, name }) => ({ value: String(id), label: name })),
              ]}
              {...text('wireTypeId')}
            />
            <TextInput label="Area (partition)" inputMode="numeric" maxLength={2} {...text('area')} />
            <TextInput label="Place on the premises" maxLength={60} {...text('place')} />
            <TextInput label="Serial number or MAC" autoComplete="off" maxLength={64} {...text('serial')} />
            <TextInput label="Installed" type="date" {...text('installedOn')} />
            <TextInput label="Warranty until" type="date" {...text('warrantyUntil')} />
          </SimpleGrid>
          <Textarea label="Note" autosize minRows={1} maxRows={6} maxLength={500} {...text('note')} />
          <div className={classes.buttons}>
            {device ? (
              <ConfirmButton
                label="Delete"
                danger
                variant="subtle"
                title={`Delete ${nameOf(device)}?`}
                confirmLabel="Delete equipment"
                onConfirm={async () => {
                  const next = await remove.mutateAsync({ params: { customerId, equipmentId: device.id } })
                  onClose()
                  take(next)
                  toastDone(`${nameOf(device)} was deleted.`)
                }}
              >
                Delete what was entered by mistake. What was taken down keeps its place in the list with the
                status Removed, so that one can see what had been there.
              </ConfirmButton>
            ) : (
              <Button variant="subtle" loading={create.isPending} onClick={() => submit(true)}>
                Add and next
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || update.isPending}>
              {device ? 'Save equipment' : 'Add'}
            </Button>
          </div>
          {device && (
            <details>
              <summary className={classes.summary}>History</summary>
              <EntityHistory
                endpoint={equipment.history}
                input={{ params: { customerId, equipmentId: device.id } }}
                empty="Nothing has been changed since it was brought over"
              />
            </details>
          )}
        </Stack>
      </form>
    </Modal>
  )
}
