/** The input of a field that the company made, by its type. Texts, dates and boxes are those of our own fields. */
import { MultiSelect, Select, TextInput, Tooltip } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { mask } from '#shared/contracts/customers.ts'
import { formatCents } from '#shared/money.ts'
import { type CustomField, type CustomKey, isOffered } from '#shared/rules/custom-fields.ts'
import { choicesOf } from '#shared/rules/custom-values.ts'
import { useFieldProps } from '../field-props.ts'
import { FieldLabel } from '../FieldLabel.tsx'
import { useDraft, useRecordForm } from '../form-context.ts'
import { withChecks } from '../lazy-checks.ts'
import classes from '../custom.module.css'
import { valueText } from '../value-text.ts'
import { CheckField } from './CheckField.tsx'
import { DateField } from './DateField.tsx'
import { fieldStyles } from './marks.tsx'
import { FactField } from './ReadOnlyField.tsx'
import { useSelectByKeyboard } from './select-by-keyboard.ts'
import { LongTextField } from './LongTextField.tsx'
import { PhoneField, TextField } from './TextField.tsx'

/** More would be slow to draw and nobody reads on: one types instead. */
const shownOptions = 100

export function CustomInput({ name }: { name: CustomKey }) {
  const form = useRecordForm()
  const field = form.store.customField(name)
  if (!field) return null
  if (!isOffered(field, form.kind)) return <Retired name={name} />
  if (form.store.base(name) === mask) return <TextField name={name} />
  switch (field.type) {
    case 'textarea':
      return <LongTextField name={name} />
    case 'number':
    case 'currency':
      return <AmountField name={name} field={field} />
    case 'date':
      return <DateField name={name} />
    case 'checkbox':
      return <CheckField name={name} />
    case 'select':
      return <ChoiceField name={name} field={field} />
    case 'multi_select':
      return <ChoicesField name={name} field={field} />
    case 'phone':
      return <PhoneField name={name} />
    case 'url':
      return <UrlField name={name} />
    default:
      return <TextField name={name} />
  }
}

type Props = { name: CustomKey; field: CustomField }

/** A field that records are no longer asked for: its value stays to be read. */
function Retired({ name }: { name: CustomKey }) {
  const form = useRecordForm()
  const label = form.store.customField(name)?.name ?? ''
  const text = valueText(name, form.store.base(name), form)
  return (
    <div className={classes.retired}>
      <FactField label={label} value={text} />
      <span className={classes.retiredNote}>No longer in use</span>
    </div>
  )
}

/** Numbers and money, written as one writes them and shown in groups once one leaves the field. */
function AmountField({ name, field }: Props) {
  const { form, check, input } = useFieldProps(name)
  const text = String(useDraft(name) ?? '')
  const isMoney = field.type === 'currency'
  const leave = () =>
    withChecks(() => {
      const checked = form.store.check(name)
      if (isMoney && checked.ok && checked.value !== null) form.store.setValue(name, checked.value)
      check()
    })
  return (
    <TextInput
      {...input}
      label={<FieldLabel name={name} />}
      classNames={fieldStyles}
      className="tabular"
      inputMode={isMoney || field.decimals ? 'decimal' : 'numeric'}
      leftSection={isMoney ? <span aria-hidden>{signOf(form.currency)}</span> : undefined}
      leftSectionWidth={isMoney ? 26 : undefined}
      value={text}
      onChange={(event) => form.store.set(name, event.currentTarget.value)}
      onBlur={leave}
    />
  )
}

/** `$` of `$0.00`. */
const signOf = (currency: string): string => formatCents(0, currency).replace(/[\d.,\s]/g, '')

/** A web address, and the way to what stands there. */
function UrlField({ name }: { name: CustomKey }) {
  const { form, check, input } = useFieldProps(name)
  const text = String(useDraft(name) ?? '')
  const checked = form.store.check(name)
  const address = checked.ok && typeof checked.value === 'string' ? checked.value : null
  const leave = () => {
    if (address) form.store.setValue(name, address)
    check()
  }
  return (
    <TextInput
      {...input}
      label={<FieldLabel name={name} />}
      classNames={fieldStyles}
      inputMode="url"
      placeholder={input.disabled ? undefined : 'https://'}
      value={text}
      onChange={(event) => form.store.set(name, event.currentTarget.value)}
      onBlur={leave}
      rightSectionPointerEvents="all"
      rightSection={
        address && (
          <Tooltip label="Open in a new tab">
            <a
              href={address}
              target="_blank"
              rel="noopener noreferrer"
              className={classes.open}
              aria-label={`Open ${form.store.customField(name)?.name} in a new tab`}
            >
              <IconExternalLink size={15} aria-hidden />
            </a>
          </Tooltip>
        )
      }
    />
  )
}

const optionsOf = (field: CustomField, stored: Parameters<typeof choicesOf>[1]) =>
  choicesOf(field, stored).map(({ value, label, active }) => ({
    value,
    label: active ? label : `${label} (no longer in use)`,
  }))

function ChoiceField({ name, field }: Props) {
  const { form, check, input } = useFieldProps(name)
  const draft = useDraft(name)
  const byKeyboard = useSelectByKeyboard()
  const clearable = !input.required && !input.disabled
  const choose = (value: string | null) => {
    byKeyboard.chosen()
    form.store.set(name, value)
  }
  const leave = () => {
    if (clearable && byKeyboard.emptied()) choose(null)
    check()
  }
  return (
    <Select
      {...input}
      {...byKeyboard.props}
      label={<FieldLabel name={name} />}
      classNames={fieldStyles}
      data={optionsOf(field, form.store.base(name))}
      value={typeof draft === 'string' ? draft : null}
      onChange={choose}
      onBlur={leave}
      searchable
      clearable={clearable}
      allowDeselect={false}
      openOnFocus={false}
      limit={shownOptions}
      nothingFoundMessage="Nothing found"
      rightSection={input.disabled ? <span /> : undefined}
    />
  )
}

/** Several choices, each with its own cross; Backspace takes the last one away. */
function ChoicesField({ name, field }: Props) {
  const { form, check, input } = useFieldProps(name)
  const draft = useDraft(name)
  const { props: byKeyboard, chosen: done } = useSelectByKeyboard()
  const chosen = Array.isArray(draft) ? (draft as string[]) : []
  return (
    <MultiSelect
      {...input}
      onKeyDown={byKeyboard.onKeyDown}
      onInput={byKeyboard.onInput}
      label={<FieldLabel name={name} />}
      classNames={{ ...fieldStyles, input: classes.choices, pill: classes.choice }}
      data={optionsOf(field, form.store.base(name))}
      value={chosen}
      onChange={(values) => {
        done()
        form.store.set(name, values)
      }}
      onBlur={check}
      placeholder={input.disabled || chosen.length > 0 ? undefined : 'Choose any number'}
      searchable
      hidePickedOptions
      openOnFocus={false}
      limit={shownOptions}
      nothingFoundMessage={
        chosen.length === (field.options ?? []).length ? 'All are chosen' : 'Nothing found'
      }
      rightSection={input.disabled ? <span /> : undefined}
    />
  )
}
