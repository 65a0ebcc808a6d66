/** What may be changed about a billing method: how it is called, what it is for, whether it is the default. */
import { Button, Checkbox, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type BillingMethod, billingMethods } from '#shared/contracts/billing-methods.ts'
import { methodUses } from '#shared/rules/billing-methods.ts'
import { check, fieldErrors, type Problem, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTakePage } from './use-billing-methods.ts'

type Props = { customerId: number; method: BillingMethod; onClose: () => void }

export function EditMethodForm({ customerId, method, onClose }: Props) {
  const take = useTakePage(customerId)
  const save = useEndpointMutation(billingMethods.save)
  const [fields, setFields] = useState({ nickname: method.nickname, note: method.note, uses: method.uses, isDefault: method.isDefault }) // prettier-ignore
  const [errors, setErrors] = useState<Record<string, string>>({})
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(billingMethods.save.body, { ...fields, version: method.version })
    if (checked.errors) return setErrors(checked.errors)
    setErrors({})
    save.mutate(
      { params: { customerId, billingMethodId: method.id }, body: checked.value },
      {
        onSuccess: (page) => {
          take(page)
          toastDone('Saved.')
          onClose()
        },
        onError: (problem: Problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  return (
    <Modal opened onClose={onClose} title={`Change ${method.name}`}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          {save.error && !Object.keys(errors).length && (
            <Notice tone="bad" title="Not saved.">
              {problemText(save.error)}
            </Notice>
          )}
          <TextInput
            label="Nickname"
            maxLength={60}
            data-autofocus
            autoComplete="off"
            value={fields.nickname}
            error={errors.nickname}
            onChange={(event) => setFields({ ...fields, nickname: event.currentTarget.value })}
          />
          <Textarea
            label="Note"
            maxLength={500}
            autosize
            minRows={2}
            value={fields.note}
            error={errors.note}
            onChange={(event) => setFields({ ...fields, note: event.currentTarget.value })}
          />
          <Checkbox.Group
            label="Used for"
            value={fields.uses}
            onChange={(uses) => setFields({ ...fields, uses: uses as typeof fields.uses })}
          >
            <Group gap="sm" mt={6}>
              {Object.entries(methodUses).map(([value, label]) => (
                <Checkbox key={value} value={value} label={label} />
              ))}
            </Group>
          </Checkbox.Group>
          <Checkbox
            label="Default billing method"
            description={method.isDefault ? 'Make another one the default instead' : undefined}
            disabled={method.isDefault}
            checked={fields.isDefault}
            error={errors.isDefault}
            onChange={(event) => setFields({ ...fields, isDefault: event.currentTarget.checked })}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
