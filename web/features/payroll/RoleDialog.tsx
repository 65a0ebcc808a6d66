/** Makes a payroll role, or changes one. */
import { Checkbox, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { payroll, type PayrollRole } from '#shared/contracts/payroll.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { PayrollDialog } from './PayrollDialog.tsx'
import { useRefreshPayroll } from './use-payroll.ts'

type Props = { role: PayrollRole | null; abilities: { delete: boolean }; onClose: () => void }

export function RoleDialog({ role, abilities, onClose }: Props) {
  const create = useEndpointMutation(payroll.createRole)
  const save = useEndpointMutation(payroll.saveRole)
  const remove = useEndpointMutation(payroll.removeRole)
  const refresh = useRefreshPayroll()
  const [draft, setDraft] = useState({
    name: role?.name ?? '',
    description: role?.description ?? '',
    active: role?.active ?? true,
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const error = create.error ?? save.error
  const server = Object.fromEntries(
    Object.entries(fieldErrors(error)).map(([path, text]) => [path.replace(/^role\./, ''), text]),
  )
  const found: Record<string, string> = { ...server, ...errors }
  const finish = (message: string) => {
    refresh()
    toastDone(message)
    onClose()
  }
  const submit = () => {
    const checked = check(payroll.createRole.body, draft)
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    if (role)
      save.mutate(
        { params: { payrollRoleId: role.id }, body: { version: role.version, role: checked.value } },
        { onSuccess: () => finish('The role was saved.') },
      )
    else create.mutate({ body: checked.value }, { onSuccess: () => finish('The role was made.') })
  }
  return (
    <PayrollDialog
      title={role ? `Edit ${role.name}` : 'New payroll role'}
      label={role ? 'Save role' : 'Make role'}
      error={error}
      busy={create.isPending || save.isPending}
      onSubmit={submit}
      onClose={onClose}
      left={
        role &&
        abilities.delete && (
          <ConfirmButton
            label="Delete"
            danger
            variant="subtle"
            disabled={role.functions.length > 0}
            title={`Delete ${role.name}?`}
            confirmLabel="Delete role"
            onConfirm={async () => {
              await remove.mutateAsync({ params: { payrollRoleId: role.id } })
              finish('The role was deleted.')
            }}
          >
            It has no function. It is gone for good.
          </ConfirmButton>
        )
      }
    >
      <TextInput
        label="Name"
        withAsterisk
        data-autofocus
        maxLength={255}
        value={draft.name}
        error={found['name']}
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        minRows={1}
        maxLength={255}
        value={draft.description}
        error={found['description']}
        onChange={(event) => setDraft({ ...draft, description: event.currentTarget.value })}
      />
      <Checkbox
        label="Active: its functions pay"
        checked={draft.active}
        onChange={(event) => setDraft({ ...draft, active: event.currentTarget.checked })}
      />
    </PayrollDialog>
  )
}
