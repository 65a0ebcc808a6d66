/** Makes an order template, or changes one. */
import { Button, Checkbox, Modal, MultiSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { type OrderTemplate, orderTemplates } from '#shared/contracts/order-templates.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './order-templates.module.css'

type Props = {
  list: Output<typeof orderTemplates.list>
  edited: OrderTemplate | undefined
  onClose: () => void
}

const begin = (row: OrderTemplate | undefined) => ({
  name: row?.name ?? '',
  description: row?.description ?? '',
  active: row?.active ?? true,
  rateIds: row?.rates.map(({ id }) => id) ?? [],
  packageIds: row?.packages.map(({ id }) => id) ?? [],
})

export function TemplateDialog({ list, edited, onClose }: Props) {
  const { invalidate } = useInvalidate()
  const create = useEndpointMutation(orderTemplates.create)
  const save = useEndpointMutation(orderTemplates.save)
  const remove = useEndpointMutation(orderTemplates.remove)
  const [before] = useState(() => begin(edited))
  const [draft, setDraft] = useState(before)
  const [errors, setErrors] = useState<Record<string, string>>({})
  // As it was when one began: the list behind goes on by itself.
  const [version, setVersion] = useState(edited?.version ?? 0)
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const finish = async (message: string) => {
    onClose()
    toastDone(message)
    void invalidate(orderTemplates.choices)
    void invalidate(orderTemplates.history)
    await invalidate(orderTemplates.list)
  }
  const failed = (problem: Problem) => {
    const found = Object.entries(fieldErrors(problem))
    setErrors(Object.fromEntries(found.map(([path, text]) => [path.replace(/^template\./, ''), text])))
    if (problem.code === 'order_templates.stale')
      setVersion((problem.extra['current'] as OrderTemplate).version)
    if (/^order_templates\.(stale|not_found)$/.test(problem.code)) void invalidate(orderTemplates.list)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(orderTemplates.create.body, draft)
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    const { value } = checked
    if (edited)
      save.mutate(
        { params: { templateId: edited.id }, body: { version, template: value } },
        { onSuccess: () => finish('Order template saved.'), onError: failed },
      )
    else
      create.mutate(
        { body: value },
        { onSuccess: () => finish(`The order template “${value.name}” was made.`), onError: failed },
      )
  }
  const problem = create.error ?? save.error
  const offered = (rows: readonly { id: number; name: string; active: boolean }[], kept: readonly number[]) =>
    rows
      .filter(({ id, active }) => active || kept.includes(id))
      .map(({ id, name, active }) => ({ value: String(id), label: active ? name : `${name} (retired)` }))
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={edited ? `Edit ${edited.name}` : 'New order template'}
      closeOnClickOutside={draft === before}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem && problem.errors.length === 0 && (
            <Notice tone="bad" title="This was not saved.">
              {problem.detail}
              {problem.code === 'order_templates.stale' && ' Saving again puts yours in its place.'}
            </Notice>
          )}
          <TextInput
            label="Name"
            withAsterisk
            data-autofocus
            maxLength={120}
            value={draft.name}
            error={errors['name']}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Textarea
            label="Description"
            autosize
            minRows={1}
            maxRows={5}
            maxLength={500}
            value={draft.description}
            error={errors['description']}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
          <MultiSelect
            label="Monthly rates"
            description="With any, one must be chosen when the template is applied"
            searchable
            nothingFoundMessage="No such rate"
            data={offered(list.rates, draft.rateIds)}
            value={draft.rateIds.map(String)}
            error={errors['rateIds']}
            onChange={(ids) => set({ rateIds: ids.map(Number) })}
          />
          <MultiSelect
            label="Equipment packages"
            description="One may be chosen"
            searchable
            nothingFoundMessage="No such package"
            data={offered(list.packages, draft.packageIds)}
            value={draft.packageIds.map(String)}
            error={errors['packageIds']}
            onChange={(ids) => set({ packageIds: ids.map(Number) })}
          />
          <Checkbox
            label="Active: offered when an order is applied"
            description={edited?.active && 'Only a template that is out of use can be deleted'}
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
                confirmLabel="Delete order template"
                onConfirm={async () => {
                  await remove.mutateAsync({ params: { templateId: edited.id } })
                  await finish(`${edited.name} was deleted.`)
                }}
              >
                What it brought to customers stays there.
              </ConfirmButton>
            ) : (
              <span />
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || save.isPending}>
              {edited ? 'Save template' : 'Make template'}
            </Button>
          </div>
          {edited && (
            <details>
              <summary className={classes.summary}>History</summary>
              <EntityHistory
                endpoint={orderTemplates.history}
                input={{ params: { templateId: edited.id } }}
                empty="Nothing was changed yet"
              />
            </details>
          )}
        </Stack>
      </form>
    </Modal>
  )
}
