/** Makes a function of a role, or changes one: whom it pays, and what has it pay. */
import { Checkbox, MultiSelect, NativeSelect, SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { payroll, type PayrollFunction } from '#shared/contracts/payroll.ts'
import { parseMoney } from '#shared/money.ts'
import { type PayeeMethod, payeeMethods, type PayrollEvent, payrollEvents } from '#shared/rules/payroll.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { PayrollDialog } from './PayrollDialog.tsx'
import { usePayrollOptions, useRefreshPayroll } from './use-payroll.ts'

type Props = {
  role: { id: number; name: string }
  edited: PayrollFunction | null
  plus: boolean
  onClose: () => void
}
type Field = { id: number; name: string; type: string; options: { value: string; label: string }[] }

const valueText = (edited: PayrollFunction | null, fields: readonly Field[]): string => {
  const value = edited?.customValue ?? null
  if (value === null) return ''
  const type = fields.find(({ id }) => id === edited?.customFieldId)?.type
  return type === 'currency' ? (Number(value) / 100).toFixed(2) : String(value)
}
const typedValue = (text: string, type: string | undefined) =>
  text.trim() === '' ? null : type === 'currency' ? (parseMoney(text) ?? Number.NaN) : type === 'number' ? Number(text) : type === 'checkbox' ? true as const : text.trim() // prettier-ignore

export function FunctionDialog({ role, edited, plus, onClose }: Props) {
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const options = usePayrollOptions()
  const create = useEndpointMutation(payroll.createFunction)
  const save = useEndpointMutation(payroll.saveFunction)
  const refresh = useRefreshPayroll()
  const [draft, setDraft] = useState({
    name: edited?.name ?? '',
    description: edited?.description ?? '',
    active: edited?.active ?? true,
    payeeBy: edited?.payeeBy ?? ('sales_rep' as PayeeMethod),
    event: edited?.event ?? ('manual' as PayrollEvent),
    tagIds: edited?.tagIds ?? [],
    customFieldId: edited?.customFieldId ?? null,
    value: null as string | null,
    days: edited?.chargeBackDays ? String(edited.chargeBackDays) : '',
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const error = create.error ?? save.error
  const server = Object.fromEntries(
    Object.entries(fieldErrors(error)).map(([path, text]) => [path.replace(/^function\./, ''), text]),
  )
  const found: Record<string, string> = { ...server, ...errors }
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const fields = options?.fields ?? []
  const field = fields.find(({ id }) => id === draft.customFieldId)
  const value = draft.value ?? valueText(edited, fields)
  const byTag = draft.event === 'tag_applied' || draft.event === 'tag_removed'
  const byField = draft.event === 'custom_field_set'
  const submit = () => {
    const checked = check(payroll.createFunction.body, {
      name: draft.name,
      description: draft.description,
      active: draft.active,
      payeeBy: draft.payeeBy,
      event: draft.event,
      tagIds: byTag ? draft.tagIds : [],
      customFieldId: byField ? draft.customFieldId : null,
      customValue: byField ? typedValue(value, field?.type) : null,
      chargeBackDays: draft.days.trim() === '' ? null : Number(draft.days),
    })
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    const done = (message: string) => (saved: PayrollFunction) => {
      refresh(saved)
      toastDone(message)
      onClose()
      if (!edited)
        void navigate({
          to: '/$company/administration/payroll/functions/$functionId',
          params: { company, functionId: saved.id },
        })
    }
    if (edited)
      save.mutate(
        { params: { functionId: edited.id }, body: { version: edited.version, function: checked.value } },
        { onSuccess: done('The function was saved.') },
      )
    else
      create.mutate(
        { params: { payrollRoleId: role.id }, body: checked.value },
        { onSuccess: done('The function was made. Give it a level now.') },
      )
  }
  return (
    <PayrollDialog
      title={edited ? `Edit ${edited.name}` : `New function of ${role.name}`}
      label={edited ? 'Save function' : 'Make function'}
      error={error}
      busy={create.isPending || save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        withAsterisk
        data-autofocus
        maxLength={255}
        placeholder="Installation commission"
        value={draft.name}
        error={found['name']}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        minRows={1}
        maxLength={255}
        value={draft.description}
        error={found['description']}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NativeSelect
          label="Pays by the level of"
          data={Object.entries(payeeMethods).map(([key, label]) => ({ value: key, label }))}
          value={draft.payeeBy}
          error={found['payeeBy']}
          onChange={(event) => set({ payeeBy: event.currentTarget.value as PayeeMethod })}
        />
        <NativeSelect
          label="Pays when"
          description={plus ? undefined : 'Events belong to the add-on Payable+'}
          data={Object.entries(payrollEvents)
            .filter(([key]) => plus || key === 'manual' || key === edited?.event)
            .map(([key, label]) => ({ value: key, label }))}
          value={draft.event}
          error={found['event']}
          onChange={(event) => set({ event: event.currentTarget.value as PayrollEvent })}
        />
        {byField && (
          <NativeSelect
            label="Field"
            withAsterisk
            data={[
              { value: '', label: 'Choose' },
              ...fields.map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            value={draft.customFieldId === null ? '' : String(draft.customFieldId)}
            error={found['customFieldId']}
            onChange={(event) =>
              set({
                customFieldId: event.currentTarget.value ? Number(event.currentTarget.value) : null,
                value: '',
              })
            }
          />
        )}
        {byField &&
          field &&
          field.type !== 'checkbox' &&
          (field.options.length > 0 ? (
            <NativeSelect
              label="Set to"
              data={[{ value: '', label: 'Anything' }, ...field.options]}
              value={value}
              error={found['customValue']}
              onChange={(event) => set({ value: event.currentTarget.value })}
            />
          ) : (
            <TextInput
              label="Set to"
              description="Empty: anything"
              maxLength={255}
              value={value}
              error={found['customValue']}
              onChange={(event) => set({ value: event.currentTarget.value })}
            />
          ))}
        <TextInput
          label="Charge back within days"
          description="A customer who cancels, or a funding that is charged back, by then takes back what was paid. Empty: never"
          inputMode="numeric"
          value={draft.days}
          error={found['chargeBackDays']}
          onChange={(event) => set({ days: event.currentTarget.value })}
        />
      </SimpleGrid>
      {byTag && (
        <MultiSelect
          label="Tags"
          withAsterisk
          description="Each of them has it pay"
          searchable
          nothingFoundMessage="No such tag"
          data={(options?.tags ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
          value={draft.tagIds.map(String)}
          error={found['tagIds']}
          onChange={(ids) => set({ tagIds: ids.map(Number) })}
        />
      )}
      {draft.event !== 'manual' && (
        <Notice tone="info">
          It pays for what happens from now on. Who has an active payable of this function for the same
          customer is not paid twice.
        </Notice>
      )}
      <Checkbox
        label="Active: it pays"
        checked={draft.active}
        onChange={(event) => set({ active: event.currentTarget.checked })}
      />
    </PayrollDialog>
  )
}
