/** Everything of an office that one edits, for one that exists and for a new one. */
import { MultiSelect, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { useRef } from 'react'
import type { LocationFields } from '#shared/contracts/locations.ts'
import { places } from '#shared/contracts/places.ts'
import { users } from '#shared/contracts/users.ts'
import { formatPhone } from '#shared/phone.ts'
import { regions } from '#shared/regions.ts'
import { timeZones } from '#shared/rules/time-zones.ts'
import { call } from '#web/api/call.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { formGrid } from '#web/ui/FormPage.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import classes from './locations.module.css'

/** The fields as they stand in the form: the ZIP codes are one text there. */
export type TypedLocation = Omit<LocationFields, 'zips'> & { zips: string }

export const locationLabels = {
  name: 'Name',
  active: 'Active',
  addressLine1: 'Address line 1',
  addressLine2: 'Address line 2',
  city: 'City',
  state: 'State',
  zip: 'ZIP',
  phone: 'Phone',
  timeZone: 'Time zone',
  dealerNumberId: 'Dealer number',
  managerIds: 'Managers',
  zips: 'ZIP codes',
} as const satisfies Record<keyof LocationFields, string>

export const toTyped = (fields: Omit<LocationFields, 'zips'> & { zips: string[] }): TypedLocation => ({
  ...fields,
  phone: fields.phone && formatPhone(fields.phone),
  zips: fields.zips.join(', '),
})
export const fromTyped = (typed: TypedLocation) => ({
  ...typed,
  zips: [...new Set(typed.zips.split(/[\s,;]+/).filter(Boolean))].sort(),
})

/** Errors at single ZIP codes stand at the one field that holds them all. */
export const zipError = (errors: Record<string, string>): string | undefined =>
  errors.zips ?? Object.entries(errors).find(([path]) => path.startsWith('zips.'))?.[1]

const states = regions.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))

type Props = {
  fields: TypedLocation
  managers: readonly number[]
  dealerNumbers: readonly { id: number; name: string }[]
  errors: Record<string, string>
  disabled: boolean
  onChange: (change: Partial<TypedLocation>) => void
}

export function LocationForm({ fields, managers, dealerNumbers, errors, disabled, onChange }: Props) {
  const options = useEndpointQuery(users.options, {}, { staleTime: 60_000 }).data
  const text = (name: 'name' | 'addressLine1' | 'addressLine2' | 'city' | 'zip' | 'phone') => ({
    label: locationLabels[name],
    value: fields[name] ?? '',
    error: errors[name],
    disabled,
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ [name]: event.currentTarget.value }),
  })
  const asked = useRef(fields.zip ?? '')
  // A convenience, as on the customer form: without an answer the fields simply stay as they are.
  const fillFromZip = async () => {
    const zip = (fields.zip ?? '').trim()
    if (!/^\d{5}(-\d{4})?$/.test(zip) || zip === asked.current) return
    asked.current = zip
    const place = (await call(places.byZip, { params: { zip } }).catch(() => null))?.place
    if (place) onChange({ city: fields.city || place.city, state: fields.state || place.state })
  }
  return (
    <>
      <Panel title="Office">
        <div className={formGrid}>
          <TextInput {...text('name')} withAsterisk maxLength={255} />
          <Switch
            label={locationLabels.active}
            description="An inactive one stays on its records and is not offered for new ones"
            disabled={disabled}
            checked={fields.active}
            onChange={(event) => onChange({ active: event.currentTarget.checked })}
          />
          <TextInput {...text('addressLine1')} maxLength={120} />
          <TextInput {...text('addressLine2')} maxLength={120} />
          <TextInput
            {...text('zip')}
            maxLength={10}
            description="Fills in city and state"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            onBlur={() => void fillFromZip()}
          />
          <TextInput {...text('city')} maxLength={80} />
          <Select
            label={locationLabels.state}
            data={states}
            searchable
            clearable
            disabled={disabled}
            value={fields.state}
            error={errors.state}
            onChange={(state) => onChange({ state })}
          />
          <TextInput {...text('phone')} type="tel" maxLength={40} />
          <Select
            label={locationLabels.timeZone}
            placeholder="As the company"
            data={timeZones}
            searchable
            clearable
            disabled={disabled}
            value={fields.timeZone}
            error={errors.timeZone}
            onChange={(timeZone) => onChange({ timeZone })}
          />
          <Select
            label={locationLabels.dealerNumberId}
            placeholder="None"
            data={dealerNumbers.map(({ id, name }) => ({ value: String(id), label: name }))}
            searchable
            clearable
            disabled={disabled}
            value={fields.dealerNumberId === null ? null : String(fields.dealerNumberId)}
            error={errors.dealerNumberId}
            onChange={(value) => onChange({ dealerNumberId: value ? Number(value) : null })}
          />
          <MultiSelect
            label={locationLabels.managerIds}
            data={(options?.users ?? [])
              .filter(({ id, active }) => active || managers.includes(id))
              .map(({ id, name }) => ({ value: String(id), label: name }))}
            searchable
            disabled={disabled}
            value={fields.managerIds.map(String)}
            error={errors.managerIds}
            onChange={(values) => onChange({ managerIds: values.map(Number) })}
          />
        </div>
      </Panel>
      <Panel title="ZIP codes that this office serves">
        <p className={classes.hint}>
          A new customer or lead with one of them begins at this location. Separate them by commas, blanks or
          lines.
        </p>
        <Textarea
          aria-label="ZIP codes"
          autosize
          minRows={2}
          maxRows={10}
          disabled={disabled}
          className="tabular"
          value={fields.zips}
          error={zipError(errors)}
          onChange={(event) => onChange({ zips: event.currentTarget.value })}
        />
      </Panel>
    </>
  )
}
