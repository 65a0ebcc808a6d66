/** Makes an equipment package, or changes one line by line. */
import { Button, Checkbox, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { equipment, type EquipmentPackage } from '#shared/contracts/equipment.ts'
import { maxPackageLines } from '#shared/rules/equipment.ts'
import { parseMoney } from '#shared/money.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './equipment.module.css'
import { PackageLines, type TypedLine } from './PackageLines.tsx'
import { useChoices } from './use-equipment.ts'

const emptyLine = (): TypedLine => ({
  key: crypto.randomUUID(),
  itemId: '',
  quantity: '1',
  wireTypeId: '',
  charge: '',
})

const begin = (row: EquipmentPackage | undefined) => ({
  name: row?.name ?? '',
  description: row?.description ?? '',
  active: row?.active ?? true,
  lines: row
    ? row.lines.map(({ item, quantity, wireType, chargeCents }): TypedLine => ({
        ...emptyLine(),
        itemId: String(item.id),
        quantity: String(quantity),
        wireTypeId: wireType ? String(wireType.id) : '',
        charge: chargeCents === null ? '' : (chargeCents / 100).toFixed(2),
      }))
    : [emptyLine()],
})
type Draft = ReturnType<typeof begin>

/** What cannot be read stays a text, which the contract refuses at its field. */
const valuesOf = (draft: Draft) => ({
  ...draft,
  lines: draft.lines.map(({ itemId, quantity, wireTypeId, charge }) => ({
    itemId: Number(itemId),
    quantity: /^\d+$/.test(quantity.trim()) ? Number(quantity) : quantity,
    wireTypeId: wireTypeId === '' ? null : Number(wireTypeId),
    chargeCents: charge.trim() === '' ? null : (parseMoney(charge) ?? charge),
  })),
})

type Props = { package: EquipmentPackage | undefined; onClose: () => void }

export function PackageDialog({ package: edited, onClose }: Props) {
  const { invalidate } = useInvalidate()
  const choices = useChoices()
  const create = useEndpointMutation(equipment.createPackage)
  const save = useEndpointMutation(equipment.savePackage)
  const remove = useEndpointMutation(equipment.removePackage)
  const [before] = useState(() => begin(edited))
  const [draft, setDraft] = useState(before)
  const [errors, setErrors] = useState<Record<string, string>>({})
  // As it was when one began: the list behind goes on by itself.
  const [version, setVersion] = useState(edited?.version ?? 0)
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const finish = async (message: string) => {
    onClose()
    toastDone(message)
    void invalidate(equipment.choices)
    void invalidate(equipment.packageHistory)
    await invalidate(equipment.packages)
  }
  const failed = (problem: Problem) => {
    const found = Object.entries(fieldErrors(problem))
    setErrors(Object.fromEntries(found.map(([path, message]) => [path.replace(/^package\./, ''), message])))
    if (problem.code === 'equipment.package_stale')
      setVersion((problem.extra.current as EquipmentPackage).version)
    if (/^equipment\.package_(stale|not_found)$/.test(problem.code)) void invalidate(equipment.packages)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(equipment.createPackage.body, valuesOf(draft))
    const missing = Object.fromEntries(
      draft.lines.flatMap(({ itemId }, i) => (itemId ? [] : [[`lines.${i}.itemId`, 'Choose an item']])),
    )
    setErrors({ ...checked.errors, ...missing })
    if (checked.errors) return
    const { value } = checked
    if (edited)
      save.mutate(
        { params: { packageId: edited.id }, body: { version, package: value } },
        { onSuccess: () => finish('Package saved.'), onError: failed },
      )
    else
      create.mutate(
        { body: value },
        { onSuccess: () => finish(`The package “${value.name}” was made.`), onError: failed },
      )
  }
  const problem = create.error ?? save.error
  return (
    <Modal
      opened
      onClose={onClose}
      size={760}
      title={edited ? `Edit ${edited.name}` : 'New package'}
      closeOnClickOutside={draft === before}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem && problem.errors.length === 0 && (
            <Notice tone="bad" title="This was not saved.">
              {problem.detail}
              {problem.code === 'equipment.package_stale' && ' Saving again puts yours in its place.'}
            </Notice>
          )}
          <TextInput
            label="Name"
            withAsterisk
            data-autofocus
            maxLength={120}
            value={draft.name}
            error={errors.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Textarea
            label="Description"
            autosize
            minRows={1}
            maxRows={5}
            maxLength={500}
            value={draft.description}
            error={errors.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
          <PackageLines
            lines={draft.lines}
            choices={choices}
            errors={errors}
            onChange={(lines) => set({ lines })}
          />
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={draft.lines.length >= maxPackageLines}
              onClick={() => set({ lines: [...draft.lines, emptyLine()] })}
            >
              Add line item
            </Button>
          </div>
          <Checkbox
            label="Active: offered when one adds equipment"
            description={edited?.active && 'Only a package that is out of use can be deleted'}
            checked={draft.active}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
          <div className={classes.buttons}>
            {edited ? (
              <ConfirmButton
                label="Delete"
                danger
                variant="subtle"
                disabled={edited.active}
                title={`Delete ${edited.name}?`}
                confirmLabel="Delete package"
                onConfirm={async () => {
                  await remove.mutateAsync({ params: { packageId: edited.id } })
                  await finish(`${edited.name} was deleted.`)
                }}
              >
                What it added to customers stays there.
              </ConfirmButton>
            ) : (
              <span />
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || save.isPending}>
              {edited ? 'Save package' : 'Make package'}
            </Button>
          </div>
          {edited && (
            <details>
              <summary className={classes.summary}>History</summary>
              <EntityHistory
                endpoint={equipment.packageHistory}
                input={{ params: { packageId: edited.id } }}
                empty="Nothing was changed yet"
              />
            </details>
          )}
        </Stack>
      </form>
    </Modal>
  )
}
