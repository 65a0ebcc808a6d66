/** The input of one field of a catalogue’s value, by the field’s type. */
import { Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import type { CustomFieldOption } from '#shared/rules/custom-fields.ts'
import { type Amount, type CatalogueField, type DataValue, holds } from '#shared/rules/catalogue-fields.ts'
import { formatPhone } from '#shared/phone.ts'
import classes from './catalogues.module.css'
import { AmountsField } from './AmountsField.tsx'
import { MoneyInput } from './MoneyInput.tsx'
import { OptionsField } from './OptionsField.tsx'
import type { Catalogue } from './use-catalogue.ts'
import type { ValueForm } from './use-value-form.ts'

export type FieldProps = {
  catalogue: Catalogue
  name: string
  field: CatalogueField
  form: ValueForm
  disabled: boolean
}

export function ValueField({ catalogue, name, field: f, form, disabled }: FieldProps) {
  const { draft, errors } = form
  const value = draft.data[name] ?? null
  const set = (next: DataValue) => form.set({ [name]: next })
  const common = {
    label: f.label,
    description: f.help,
    error: errors[`data.${name}`],
    disabled,
    withAsterisk: f.required,
    'aria-required': f.required,
  }
  const text = typeof value === 'string' ? value : value === null ? '' : String(value)
  switch (f.type) {
    case 'amounts':
      return (
        <AmountsField
          label={f.label}
          items={catalogue.references[name] ?? []}
          amounts={value as readonly Amount[]}
          currency={catalogue.texts.currency}
          error={common.error}
          disabled={disabled}
          onChange={(amounts, totalCents) =>
            form.set({ [name]: amounts, ...(totalCents !== null && { [f.total]: totalCents }) })
          }
        />
      )
    case 'options':
      return (
        <OptionsField
          label={f.label}
          options={value as readonly CustomFieldOption[]}
          errors={errors}
          path={`data.${name}`}
          disabled={disabled}
          onChange={set}
        />
      )
    case 'money':
      return <MoneyInput {...common} value={value} onChange={set} />
    case 'decimal':
      return f.moneyWith && holds(f.moneyWith, draft.data) ? (
        <MoneyInput {...common} value={value} onChange={set} />
      ) : (
        <NumberText {...common} value={value} pattern={/^-?\d+(\.\d+)?$/} onChange={set} />
      )
    case 'whole':
      return <NumberText {...common} value={value} unit={`${f.unit}s`} pattern={/^-?\d+$/} onChange={set} />
    case 'check':
      return (
        <Checkbox
          label={f.label}
          description={f.help}
          error={common.error}
          disabled={disabled}
          checked={value === true}
          onChange={(event) => set(event.currentTarget.checked)}
        />
      )
    case 'choice':
      return (
        <Select
          {...common}
          data={f.options}
          value={typeof value === 'string' ? value : null}
          onChange={set}
          clearable={!f.required}
          allowDeselect={false}
          placeholder={f.required ? 'Choose one' : undefined}
        />
      )
    case 'reference':
    case 'monitoringCompany':
    case 'location': {
      const data = (catalogue.references[name] ?? [])
        .filter((reference) => reference.active || reference.id === value)
        .map(({ id, name: called, active }) => ({
          value: String(id),
          label: active ? called : `${called} (inactive)`,
        }))
      return (
        <Select
          {...common}
          data={data}
          value={value === null ? null : text}
          onChange={(chosen) => set(chosen === null ? null : Number(chosen))}
          searchable
          clearable={!f.required}
          allowDeselect={false}
          nothingFoundMessage={data.length ? 'Nothing found' : 'There is nothing to choose yet'}
        />
      )
    }
    case 'longText':
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={f.max}
          value={text}
          onChange={(event) => set(event.currentTarget.value)}
        />
      )
    case 'date':
      return (
        <TextInput
          {...common}
          type="date"
          min="1900-01-01"
          max="2199-12-31"
          value={text}
          onChange={(event) => set(event.currentTarget.value)}
        />
      )
    default:
      return (
        <TextInput
          {...common}
          type={f.type === 'email' ? 'email' : f.type === 'phone' ? 'tel' : 'text'}
          maxLength={f.type === 'text' ? f.max : 254}
          value={f.type === 'phone' && /^\d{10}(x\d+)?$/.test(text) ? formatPhone(text) : text}
          onChange={(event) => set(event.currentTarget.value)}
        />
      )
  }
}

/** The box is as long as a number, its help as long as a line. */
const short = { wrapper: classes.short }

type NumberProps = {
  value: DataValue
  unit?: string
  pattern: RegExp
  onChange: (value: DataValue) => void
}

/** A number as text: what is no number yet stays as it is typed, and is refused on saving. */
function NumberText({ value, unit, pattern, onChange, ...common }: NumberProps & { label: string }) {
  return (
    <TextInput
      {...common}
      inputMode="decimal"
      maxLength={20}
      classNames={short}
      value={value === null ? '' : String(value)}
      rightSection={unit}
      rightSectionWidth={unit ? unit.length * 7 + 16 : undefined}
      onChange={({ currentTarget: { value: typed } }) =>
        onChange(typed.trim() === '' ? null : pattern.test(typed.trim()) ? Number(typed) : typed)
      }
    />
  )
}
