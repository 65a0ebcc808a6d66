/** The station's own details of the account: template, panel type, whatever it keeps beyond a customer record. */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type DetailField, stationAccounts, type StationAccount } from '#shared/contracts/station-accounts.ts'
import { fieldErrors } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Day } from '#web/ui/Time.tsx'
import { useCustomerParams } from '../customer-params.ts'
import { DetailInput } from '../DetailInput.tsx'
import { FactList } from '../FactList.tsx'
import { CallFailed, StationPanel } from './StationPanel.tsx'
import { optionsOf, useChoices, useStation, useStationChange } from './use-station.ts'

type Values = Record<string, string>

export function DetailsPanel({ account }: { account: StationAccount }) {
  const params = { customerId: useCustomerParams().customerId }
  const asked = useStation(stationAccounts.details, { params })
  const [editing, setEditing] = useState(false)
  const fields = account.parts.details
  const mayEdit = account.mayChange && fields.some(({ editable }) => editable)
  return (
    <StationPanel
      title={`Kept by ${account.company}`}
      asked={asked}
      actions={
        mayEdit &&
        asked.data && (
          <Button size="xs" variant="default" onClick={() => setEditing(true)}>
            Edit
          </Button>
        )
      }
    >
      {({ values }) => (
        <>
          <FactList
            facts={fields.map((field) => [
              field.label,
              <Value field={field} value={values[field.key] ?? ''} />,
            ])}
          />
          <Modal opened={editing} onClose={() => setEditing(false)} title={`Kept by ${account.company}`}>
            <DetailsForm
              fields={fields.filter(({ editable }) => editable)}
              values={values}
              onClose={() => setEditing(false)}
            />
          </Modal>
        </>
      )}
    </StationPanel>
  )
}

function Value({ field, value }: { field: DetailField; value: string }) {
  const isChoice = field.type === 'choice'
  const { wordOf } = useChoices('detail', { key: field.key, enabled: isChoice && value !== '' })
  if (field.type === 'flag') return value === 'yes' ? 'Yes' : 'No'
  if (value === '') return <FactNone />
  if (field.type === 'date') return <Day on={value} />
  return isChoice ? wordOf(value) : value
}
const FactNone = () => <span style={{ color: 'var(--mantine-color-dimmed)' }}>None</span>

type FormProps = { fields: readonly DetailField[]; values: Values; onClose: () => void }

function DetailsForm({ fields, values: before, onClose }: FormProps) {
  const params = { customerId: useCustomerParams().customerId }
  const [values, setValues] = useState<Values>(before)
  const change = useStationChange(stationAccounts.changeDetails, {
    shows: stationAccounts.details,
    done: 'Changed at the station',
  })
  const errors = fieldErrors(change.error)
  const errorOf = (key: string) => errors[`values.${key}`] ?? errors[`fields.${key}`]
  const changed = Object.fromEntries(
    fields.flatMap(({ key }) =>
      (values[key] ?? '') === (before[key] ?? '') ? [] : [[key, values[key] ?? '']],
    ),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (Object.keys(changed).length === 0) return onClose()
    change.mutate({ params, body: { values: changed } }, { onSuccess: onClose })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {change.error && !fields.some(({ key }) => errorOf(key)) && (
          <Notice tone="bad" title="Not confirmed.">
            {change.error.detail}
          </Notice>
        )}
        {fields.map((field) => (
          <StationInput
            key={field.key}
            field={field}
            value={values[field.key] ?? ''}
            error={errorOf(field.key)}
            onChange={(value) => setValues({ ...values, [field.key]: value })}
          />
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

type InputProps = {
  field: DetailField
  value: string
  error: string | undefined
  onChange: (value: string) => void
}

/** With the choices that the station is asked for. */
function StationInput({ field, value, error, onChange }: InputProps) {
  const choices = useChoices('detail', { key: field.key, enabled: field.type === 'choice' })
  return (
    <>
      <DetailInput
        detail={field}
        options={optionsOf(choices.choices, value)}
        value={value}
        error={error}
        disabled={choices.isLoading}
        onChange={onChange}
      />
      {choices.error && (
        <CallFailed error={choices.error} busy={choices.isFetching} onRetry={() => void choices.refetch()} />
      )}
    </>
  )
}
