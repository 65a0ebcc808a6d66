/** One condition, entered in words: what it asks for, whether that is so, and of what. */
import { ActionIcon, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { StatusSetup } from '#shared/contracts/statuses.ts'
import {
  choiceFacts,
  type ChoiceFact,
  rowFacts,
  type RowFact,
  type StatusCondition,
  type YesNoFact,
  yesNoFacts,
} from '#shared/rules/statuses.ts'
import classes from './statuses.module.css'

type Options = StatusSetup['options']
type Props = {
  condition: StatusCondition
  options: Options
  /** The first of several; the others begin with “and”. */
  first: boolean
  errors: Record<string, string>
  path: string
  onChange: (next: StatusCondition) => void
  onRemove: () => void
}

const subjects = (options: Options) => [
  {
    group: 'The record',
    items: (Object.keys(yesNoFacts) as YesNoFact[]).flatMap((fact) =>
      yesNoFacts[fact].map((label, i) => ({ value: `yes_no ${fact} ${i}`, label })),
    ),
  },
  {
    group: 'Its values',
    items: [
      ...[
        ...Object.entries(rowFacts).map(([fact, label]) => [`row ${fact}`, label]),
        ...Object.entries(choiceFacts).map(([fact, { label }]) => [`choice ${fact}`, label]),
      ].flatMap(([value, label]) => [
        { value: `${value} 0`, label: `${label} is` },
        { value: `${value} 1`, label: `${label} is not` },
      ]),
      { value: 'months_left - 0', label: 'has at most … months of contract left' },
      { value: 'months_left - 1', label: 'has more than … months of contract left, or no term that ends' },
    ],
  },
  {
    group: 'Own fields',
    items: options.fields.flatMap(({ id, name }) => [
      { value: `custom ${id} 0`, label: `${name} is` },
      { value: `custom ${id} 1`, label: `${name} is not` },
    ]),
  },
]

function subjectOf(condition: StatusCondition): string {
  const no = condition.is ? 0 : 1
  if (condition.type === 'months_left') return `months_left - ${no}`
  if (condition.type === 'custom') return `custom ${condition.field} ${no}`
  return `${condition.type} ${condition.fact} ${no}`
}

/** What is known of the old condition stays. */
function begin(subject: string, before: StatusCondition, options: Options): StatusCondition {
  const [type, fact, no] = subject.split(' ') as [StatusCondition['type'], string, string]
  const is = no === '0'
  switch (type) {
    case 'yes_no':
      return { type, fact: fact as YesNoFact, is }
    case 'row':
      return before.type === 'row' && before.fact === fact
        ? { ...before, is }
        : { type, fact: fact as RowFact, is, ids: [] }
    case 'choice':
      return before.type === 'choice' && before.fact === fact
        ? { ...before, is }
        : { type, fact: fact as ChoiceFact, is, values: [] }
    case 'months_left':
      return before.type === 'months_left' ? { ...before, is } : { type, is, atMost: 3 }
    case 'custom': {
      const field = Number(fact)
      if (before.type === 'custom' && before.field === field) return { ...before, is }
      const kind = options.fields.find(({ id }) => id === field)?.type
      const value = kind === 'checkbox' ? true : kind === 'number' || kind === 'currency' ? 0 : ''
      return { type, is, field, value }
    }
  }
}

export function ConditionField({ condition, options, first, errors, path, onChange, onRemove }: Props) {
  return (
    <div className={classes.condition}>
      <span className={classes.and}>{first ? '' : 'and'}</span>
      <Select
        aria-label="What is asked for"
        className={classes.subject}
        data={subjects(options)}
        searchable
        allowDeselect={false}
        value={subjectOf(condition)}
        error={errors[`${path}.fact`] ?? errors[`${path}.field`]}
        onChange={(subject) => subject && onChange(begin(subject, condition, options))}
      />
      <Wanted condition={condition} options={options} errors={errors} path={path} onChange={onChange} />
      <ActionIcon variant="subtle" color="gray" aria-label="Remove the condition" onClick={onRemove}>
        <IconX size={15} />
      </ActionIcon>
    </div>
  )
}

const named = (rows: readonly { id: number; name: string }[]) =>
  rows.map(({ id, name }) => ({ value: String(id), label: name }))

function Wanted({
  condition,
  options,
  errors,
  path,
  onChange,
}: Pick<Props, 'condition' | 'options' | 'errors' | 'path' | 'onChange'>) {
  const shared = { 'aria-label': 'Which', className: classes.wanted }
  switch (condition.type) {
    case 'yes_no':
      return null
    case 'row': {
      const rows = {
        tag: options.tags,
        account_class: options.accountClasses,
        monitored_by: options.monitors,
      }
      return (
        <MultiSelect
          {...shared}
          searchable
          data={named(rows[condition.fact])}
          value={condition.ids.map(String)}
          error={errors[`${path}.ids`]}
          nothingFoundMessage="Nothing of that name"
          onChange={(ids) => onChange({ ...condition, ids: ids.map(Number) })}
        />
      )
    }
    case 'choice':
      return (
        <MultiSelect
          {...shared}
          data={Object.entries(choiceFacts[condition.fact].values).map(([value, label]) => ({
            value,
            label,
          }))}
          value={condition.values}
          error={errors[`${path}.values`]}
          onChange={(values) => onChange({ ...condition, values })}
        />
      )
    case 'months_left':
      return (
        <NumberInput
          aria-label="Months"
          className={classes.wanted}
          min={0}
          max={600}
          allowDecimal={false}
          suffix=" months"
          value={condition.atMost}
          error={errors[`${path}.atMost`]}
          onChange={(atMost) => typeof atMost === 'number' && onChange({ ...condition, atMost })}
        />
      )
    case 'custom':
      return (
        <CustomWanted
          condition={condition}
          options={options}
          errors={errors}
          path={path}
          onChange={onChange}
        />
      )
  }
}

type CustomCondition = Extract<StatusCondition, { type: 'custom' }>

function CustomWanted({
  condition,
  options,
  errors,
  path,
  onChange,
}: Pick<Props, 'options' | 'errors' | 'path' | 'onChange'> & { condition: CustomCondition }) {
  const field = options.fields.find(({ id }) => id === condition.field)
  const set = (value: CustomCondition['value']) => onChange({ ...condition, value })
  const shared = { 'aria-label': 'Which value', className: classes.wanted, error: errors[`${path}.value`] }
  if (field?.type === 'checkbox')
    return (
      <Select
        {...shared}
        allowDeselect={false}
        data={[
          { value: 'true', label: 'ticked' },
          { value: 'false', label: 'not ticked' },
        ]}
        value={String(condition.value)}
        onChange={(value) => set(value === 'true')}
      />
    )
  if (field?.options.length)
    return (
      <Select
        {...shared}
        allowDeselect={false}
        data={field.options}
        value={String(condition.value)}
        onChange={(value) => value && set(value)}
      />
    )
  if (field?.type === 'number' || field?.type === 'currency')
    return (
      <NumberInput
        {...shared}
        {...(field.type === 'currency' && { description: 'Dollars and cents', decimalScale: 2 })}
        value={field.type === 'currency' ? Number(condition.value) / 100 : Number(condition.value)}
        onChange={(value) =>
          typeof value === 'number' && set(field.type === 'currency' ? Math.round(value * 100) : value)
        }
      />
    )
  return (
    <TextInput
      {...shared}
      maxLength={255}
      placeholder={field?.type === 'date' ? 'YYYY-MM-DD' : undefined}
      value={String(condition.value)}
      onChange={(event) => set(event.currentTarget.value)}
    />
  )
}
