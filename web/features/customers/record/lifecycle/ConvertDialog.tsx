/** Convert to customer: asks where the customer belongs, who sold, and what a customer needs and the lead lacks (REC-190). */
import { Select } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import type { FieldName, FieldValue } from '#shared/rules/customer-fields.ts'
import { fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { optionsOf } from '../form/select-options.ts'
import { useFormSurroundings } from '../form/RecordForm.tsx'
import type { FormOptions } from '../form/visible.ts'
import { useRecord } from '../record-context.ts'
import { DeedDialog } from './DeedDialog.tsx'
import classes from './lifecycle.module.css'
import { useSettle } from './use-settle.ts'

type Asked = 'locationId' | 'soldById' | 'accountType'

export function ConvertDialog({ onClose }: { onClose: () => void }) {
  const { company } = useMe()
  const record = useRecord()
  const surroundings = useFormSurroundings()
  const navigate = useNavigate()
  const options = useEndpointQuery(customers.options, {})
  const settle = useSettle()
  const params = { customerId: record.id }
  const convert = useEndpointMutation(customersLifecycle.convert, {
    onSuccess: async (saved) => {
      onClose()
      settle(saved)
      toastDone(`${saved.header.name} is a customer now`)
      await navigate({
        to: '/$company/customers/$customerId',
        params: { company: company.slug, customerId: saved.id },
      })
    },
  })
  const offered = (name: FieldName) => (options.data ? choices(name, options.data, surroundings) : [])
  const locations = offered('locationId')
  const [chosen, setChosen] = useState<Partial<Record<Asked, string | null>>>({})
  const [missing, setMissing] = useState<Partial<Record<Asked, string>>>({})
  const [onlyLocation, ...furtherLocations] = locations
  const values: Record<Asked, string | null> = {
    locationId: chosen.locationId ?? (onlyLocation && !furtherLocations.length ? onlyLocation.value : null),
    soldById: chosen.soldById ?? null,
    accountType: chosen.accountType ?? null,
  }
  const asksType = (record.fields.accountType ?? null) === null
  const submit = () => {
    const lacks: typeof missing = {
      ...(values.locationId === null && { locationId: 'Choose the office location' }),
      ...(asksType && values.accountType === null && { accountType: 'Choose the account type' }),
    }
    setMissing(lacks)
    if (Object.keys(lacks).length) return
    convert.mutate({
      params,
      body: {
        version: record.version,
        fields: {
          locationId: Number(values.locationId),
          ...(values.soldById !== null && { soldById: Number(values.soldById) }),
          ...(asksType && { accountType: values.accountType }),
        },
      },
    })
  }
  const refused = fieldErrors(convert.error)
  // What the lead itself lacks: it is entered on its form.
  const others = Object.entries(refused)
    .filter(([path]) => !/^fields\.(locationId|soldById|accountType)$/.test(path))
    .map(([, message]) => message)
  const ask = (name: Asked, label: string, data: { value: string; label: string }[], required: boolean) => (
    <Select
      label={label}
      data={data}
      value={values[name]}
      onChange={(value) => setChosen((before) => ({ ...before, [name]: value }))}
      error={missing[name] ?? refused[`fields.${name}`]}
      required={required}
      clearable={!required}
      allowDeselect={false}
      searchable
    />
  )
  return (
    <DeedDialog
      title={`Convert ${record.header.name} to a customer`}
      confirmLabel="Convert"
      loading={options.isPending}
      error={convert.error?.errors.length ? options.error : (convert.error ?? options.error)}
      running={convert.isPending}
      onConfirm={submit}
      onClose={onClose}
      needsSaved
    >
      <p className={classes.lead}>
        The lead becomes a customer with the same number. Its information and history stay; the sale,
        installation and connections become available.
      </p>
      {others.length > 0 && (
        <Notice tone="bad" title="This cannot be converted yet.">
          {others.join('. ')}.
        </Notice>
      )}
      {ask('locationId', 'Office Location', locations, true)}
      {ask('soldById', 'Sold By', offered('soldById'), false)}
      {asksType && ask('accountType', 'Account Type', offered('accountType'), true)}
    </DeedDialog>
  )
}

const choices = (
  name: FieldName,
  options: FormOptions,
  { currency, today }: { currency: string; today: string },
) =>
  optionsOf(name, {
    options,
    kind: 'customer',
    currency,
    today,
    stored: null as FieldValue,
    sourceId: null,
    creating: true,
  })
