/** One setting, drawn from its description (shared/rules/setting-descriptions.ts). */
import { Checkbox, NumberInput, Select, Switch, Textarea } from '@mantine/core'
import type { CompanyProfile } from '#shared/contracts/companies.ts'
import { regions } from '#shared/regions.ts'
import { descriptionOf, type SettingPath, type SettingValue } from '#shared/rules/setting-descriptions.ts'
import classes from './companies.module.css'

const states = regions.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))

type Props = {
  path: SettingPath
  value: SettingValue
  options: CompanyProfile['options']
  error: string | undefined
  onChange: (value: SettingValue) => void
}

export function SettingField({ path, value, options, error, onChange }: Props) {
  const { label, help, input } = descriptionOf(path)
  const named = { label, description: help, error }
  const rows = (list: readonly { id: number; name: string }[] = []) =>
    list.map(({ id, name }) => ({ value: String(id), label: name }))
  switch (input.type) {
    case 'switch':
      return (
        <Switch
          {...named}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'choices':
      return (
        <Checkbox.Group {...named} value={value as string[]} onChange={onChange}>
          <div className={classes.choices}>
            {input.options.map((option) => (
              <Checkbox key={option.value} value={option.value} label={option.label} />
            ))}
          </div>
        </Checkbox.Group>
      )
    case 'number':
      return (
        <NumberInput
          {...named}
          min={input.min}
          max={input.max}
          allowDecimal={false}
          suffix={` ${input.unit}`}
          value={value as number}
          onChange={(next) => onChange(next === '' ? 0 : Number(next))}
        />
      )
    case 'text':
      return (
        <Textarea
          {...named}
          maxLength={input.max}
          autosize
          minRows={1}
          maxRows={4}
          value={value as string}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'choice':
      // A default may be nothing at all; the order of a list always is something.
      return (
        <Select
          {...named}
          data={input.options}
          clearable={path.startsWith('defaults.')}
          allowDeselect={false}
          placeholder="Nothing"
          value={value as string | null}
          onChange={onChange}
        />
      )
    case 'state':
      return (
        <Select
          {...named}
          data={states}
          searchable
          clearable
          placeholder="Nothing"
          value={value as string | null}
          onChange={onChange}
        />
      )
    default:
      return (
        <Select
          {...named}
          data={rows(input.type === 'location' ? options.locations : options.catalogues[input.catalogue])}
          searchable
          clearable
          placeholder="Nothing"
          value={value === null ? null : String(value)}
          onChange={(next) => onChange(next === null ? null : Number(next))}
        />
      )
  }
}
