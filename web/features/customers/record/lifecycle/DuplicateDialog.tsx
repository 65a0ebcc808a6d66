/** Duplicate customer: a new one that starts with what is chosen here (TAB-018). */
import { Select, TextInput, UnstyledButton } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { copyGroupOf } from '#shared/rules/customer-copy.ts'
import { type Card, field, type FieldName, type FieldValue } from '#shared/rules/customer-fields.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { optionsOf } from '../form/select-options.ts'
import { useFormSurroundings } from '../form/RecordForm.tsx'
import { fieldText, type Naming } from '../form/value-text.ts'
import type { FormOptions } from '../form/visible.ts'
import { useRecord } from '../record-context.ts'
import { type Choice, CopyGroup } from './CopyGroup.tsx'
import { DeedDialog } from './DeedDialog.tsx'
import classes from './lifecycle.module.css'
import { useSettle } from './use-settle.ts'

type Preview = Output<typeof customersLifecycle.duplicatePreview>

const groupTitles: Partial<Record<Card, string>> = {
  personal: 'Personal information',
  sale: 'Sale information',
  installation: 'Installation',
  services: 'Services',
}

export function DuplicateDialog({ onClose }: { onClose: () => void }) {
  const { id, header } = useRecord()
  const params = { customerId: id }
  const preview = useEndpointQuery(customersLifecycle.duplicatePreview, { params }, { staleTime: 0 })
  const options = useEndpointQuery(customers.options, {})
  if (preview.data && options.data)
    return <Duplicate preview={preview.data} options={options.data} onClose={onClose} />
  return (
    <DeedDialog
      title={`Duplicate ${header.name}`}
      confirmLabel="Duplicate customer"
      loading={!preview.error && !options.error}
      error={preview.error ?? options.error}
      onClose={onClose}
    >
      {null}
    </DeedDialog>
  )
}

type Props = { preview: Preview; options: FormOptions; onClose: () => void }

function Duplicate({ preview, options, onClose }: Props) {
  const record = useRecord()
  const { company } = useMe()
  const surroundings = useFormSurroundings()
  const navigate = useNavigate()
  const settle = useSettle()
  const naming = useMemo<Naming>(
    () => ({ ...surroundings, options, record, kind: 'customer' }),
    [surroundings, options, record],
  )
  const [firstName, setFirstName] = useState(preview.firstName)
  const [lastName, setLastName] = useState(preview.lastName)
  const [locationId, setLocationId] = useState<string | null>(null)
  const [chosen, setChosen] = useState(() => startingChoice(preview))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const params = { customerId: record.id }
  const duplicate = useEndpointMutation(customersLifecycle.duplicate, {
    onError: (problem) => setErrors(fieldErrors(problem)),
    onSuccess: async (created) => {
      onClose()
      settle(created)
      toastDone('Customer duplicated.')
      await navigate({
        to: '/$company/customers/$customerId',
        params: { company: company.slug, customerId: created.id },
      })
    },
  })
  const toggle = (keys: string[], on: boolean) =>
    setChosen((before) => {
      const next = new Set(before)
      for (const key of keys)
        if (on) next.add(key)
        else next.delete(key)
      return next
    })
  const submit = () => {
    const body = {
      firstName,
      lastName,
      ...(locationId !== null && { locationId: Number(locationId) }),
      fields: preview.fields.filter(({ name }) => chosen.has(name)).map(({ name }) => name),
      custom: chosen.has('custom'),
      parts: preview.parts.filter(({ key }) => chosen.has(`part ${key}`)).map(({ key }) => key),
    }
    const checked = check(customersLifecycle.duplicate.body, body)
    const found = {
      ...checked.errors,
      ...(preview.needsLocation && locationId === null && { locationId: 'Choose the office location' }),
    }
    setErrors(found)
    if (checked.value && !Object.keys(found).length) duplicate.mutate({ params, body: checked.value })
  }
  const choiceOf = ({ name, required, blocked }: Preview['fields'][number]): Choice => ({
    key: name,
    label: field(name).label,
    value: fieldText(name, record.fields[name] as FieldValue, naming),
    fixed: required,
    blocked: errors[`fields.${name}`] ?? blocked,
  })
  const groups = Object.entries(groupTitles).map(([card, title]) => ({
    title,
    choices: preview.fields.filter(({ name }) => copyGroupOf(name as FieldName) === card).map(choiceOf),
  }))
  const parts: Choice[] = [
    ...(preview.custom > 0
      ? [{ key: 'custom', label: 'User-defined fields', value: String(preview.custom) }]
      : []),
    ...preview.parts.map(({ key, label }) => ({ key: `part ${key}`, label, value: '' })),
  ]
  const everything = [...groups.flatMap((g) => g.choices), ...parts]
    .filter((choice) => !choice.fixed && !choice.blocked)
    .map(({ key }) => key)
  const all = everything.every((key) => chosen.has(key))
  return (
    <DeedDialog
      title={`Duplicate ${record.header.name}`}
      confirmLabel="Duplicate customer"
      error={duplicate.error?.errors.length ? undefined : duplicate.error}
      running={duplicate.isPending}
      onConfirm={submit}
      onClose={onClose}
      needsSaved
      size="xl"
    >
      <p className={classes.lead}>
        A new customer that starts with what you choose here. What names this account alone, such as its
        account number and its connection, is never copied; this customer stays as it is.
      </p>
      <div className={classes.pair}>
        <TextInput
          label="First Name"
          value={firstName}
          onChange={(event) => setFirstName(event.currentTarget.value)}
          error={errors.firstName ?? errors['fields.firstName']}
          maxLength={80}
          required
          data-autofocus
        />
        <TextInput
          label="Last Name"
          value={lastName}
          onChange={(event) => setLastName(event.currentTarget.value)}
          error={errors.lastName ?? errors['fields.lastName']}
          maxLength={80}
          required
        />
      </div>
      {preview.needsLocation && (
        <Select
          label="Office Location"
          description={`${record.header.location ?? 'The original’s location'} is no longer in use`}
          data={optionsOf('locationId', { ...naming, stored: null, sourceId: null, creating: true })}
          value={locationId}
          onChange={setLocationId}
          error={errors.locationId ?? errors['fields.locationId']}
          required
          allowDeselect={false}
        />
      )}
      <div>
        <UnstyledButton className={classes.all} onClick={() => toggle(everything, !all)}>
          {all ? 'Copy as little as possible' : 'Copy everything'}
        </UnstyledButton>
      </div>
      {groups.map((group) => (
        <CopyGroup key={group.title} {...group} chosen={chosen} onToggle={toggle} />
      ))}
      <CopyGroup title="What belongs to it" choices={parts} chosen={chosen} onToggle={toggle} />
      {errors.parts && <p className={classes.lead}>{errors.parts}</p>}
    </DeedDialog>
  )
}

/** Who lives where and how to reach them is what is mostly wanted; what is confidential is not copied by default. */
const startingChoice = (preview: Preview): ReadonlySet<string> =>
  new Set(
    preview.fields
      .filter(
        ({ name, blocked }) =>
          !blocked && copyGroupOf(name as FieldName) === 'personal' && !field(name).confidential,
      )
      .map(({ name }) => name as string),
  )
