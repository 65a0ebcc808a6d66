/** One filter: a field, what is asked of it, and the answer that fits. */
import { ActionIcon, MultiSelect, NativeSelect, NumberInput, Select, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReportField, ReportFilter } from '#shared/contracts/reports.ts'
import {
  filterFlaw,
  type FilterOp,
  filterOps,
  isPeriod,
  opsOf,
  type Period,
  periods,
} from '#shared/rules/reports.ts'
import classes from './reports.module.css'

type Option = { value: string | number; label: string }
type Props = {
  filter: ReportFilter
  fields: readonly ReportField[]
  options: (field: ReportField) => readonly Option[]
  onChange: (filter: ReportFilter) => void
  onRemove: () => void
}

export const fieldData = (fields: readonly ReportField[]) =>
  [...Map.groupBy(fields, ({ section }) => section)].map(([group, items]) => ({
    group,
    items: items.map(({ key, label }) => ({ value: key, label })),
  }))

const opsFor = (field: ReportField): FilterOp[] => [
  ...opsOf[field.type],
  ...(field.isUser ? ['me' as const] : []),
]

/** A new filter on a field, as its first question. */
export function newFilter(field: ReportField): ReportFilter {
  const op = opsOf[field.type][0]!
  return { field: field.key, op, values: op === 'period' ? ['this_month'] : [] }
}

export function FilterEditor({ filter, fields, options, onChange, onRemove }: Props) {
  const field = fields.find(({ key }) => key === filter.field)
  const flaw = field ? filterFlaw(filter, field) : 'This field is not there any more, or not yours to see'
  const set = (change: Partial<ReportFilter>) => onChange({ ...filter, ...change })
  return (
    <div className={classes.line}>
      <div className={classes.lineHead}>
        <Select
          aria-label="Field of the filter"
          size="xs"
          searchable
          allowDeselect={false}
          data={fieldData(fields.filter(({ columnOnly }) => !columnOnly))}
          value={field ? filter.field : null}
          placeholder={filter.field}
          error={!field && flaw}
          maxDropdownHeight={320}
          onChange={(key) => {
            const next = fields.find((one) => one.key === key)
            if (next) onChange(newFilter(next))
          }}
        />
        <ActionIcon variant="subtle" color="gray" aria-label="Remove the filter" onClick={onRemove}>
          <IconX size={15} />
        </ActionIcon>
      </div>
      {field && (
        <>
          <NativeSelect
            aria-label={`${field.label}: what is asked`}
            size="xs"
            data={opsFor(field).map((op) => ({ value: op, label: filterOps[op] }))}
            value={filter.op}
            onChange={(event) => {
              const op = event.currentTarget.value as FilterOp
              set({ op, values: op === 'period' ? ['this_month'] : [] })
            }}
          />
          <Answer
            field={field}
            filter={filter}
            flaw={flaw}
            options={options(field)}
            onValues={(values) => set({ values })}
          />
        </>
      )}
    </div>
  )
}

type AnswerProps = {
  field: ReportField
  filter: ReportFilter
  flaw: string | null
  options: readonly Option[]
  onValues: (values: ReportFilter['values']) => void
}

function Answer({ field, filter: { op, values }, flaw, options, onValues }: AnswerProps) {
  const label = `${field.label}: answer`
  const timed = field.type === 'date' || field.type === 'instant'
  const [first, second] = values
  switch (op) {
    case 'period':
      return (
        <NativeSelect
          aria-label={label}
          size="xs"
          data={(Object.keys(periods) as Period[]).map((value) => ({ value, label: periods[value] }))}
          value={isPeriod(first) ? first : 'this_month'}
          onChange={(event) => onValues([event.currentTarget.value])}
        />
      )
    case 'any_of':
    case 'none_of': {
      const of = new Map(options.map((option) => [String(option.value), option.value]))
      return (
        <MultiSelect
          aria-label={label}
          size="xs"
          searchable
          limit={200}
          maxDropdownHeight={280}
          data={options.map(({ value, label: words }) => ({ value: String(value), label: words }))}
          value={values.map(String).filter((value) => of.has(value))}
          placeholder={values.length ? undefined : 'Choose'}
          error={flaw}
          onChange={(chosen) => onValues(chosen.flatMap((value) => of.get(value) ?? []))}
        />
      )
    }
    case 'between':
      return (
        <div className={classes.pair}>
          <End
            label={`${label}, from`}
            of={field}
            value={first}
            onChange={(value) => onValues([value, second ?? ''])}
          />
          <End
            label={`${label}, to`}
            of={field}
            value={second}
            onChange={(value) => onValues([first ?? '', value])}
          />
        </div>
      )
    case 'at_least':
    case 'at_most':
      return (
        <End
          label={label}
          of={field}
          value={first}
          onChange={(value) => onValues(value === '' ? [] : [value])}
        />
      )
    case 'contains':
    case 'starts':
    case 'is':
      return field.type === 'number' || field.type === 'money' || timed ? (
        <End
          label={label}
          of={field}
          value={first}
          onChange={(value) => onValues(value === '' ? [] : [value])}
        />
      ) : (
        <TextInput
          aria-label={label}
          size="xs"
          maxLength={200}
          value={String(first ?? '')}
          error={flaw}
          onChange={(event) => onValues(event.currentTarget.value === '' ? [] : [event.currentTarget.value])}
        />
      )
    default:
      return null
  }
}

type EndProps = {
  label: string
  of: ReportField
  value: string | number | undefined
  onChange: (value: string | number) => void
}

/** A day, a number, or an amount: typed in dollars, asked in cents. */
function End({ label, of, value, onChange }: EndProps) {
  if (of.type === 'date' || of.type === 'instant')
    return (
      <TextInput
        aria-label={label}
        type="date"
        size="xs"
        min="1900-01-01"
        max="2199-12-31"
        value={String(value ?? '')}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  const money = of.type === 'money'
  return (
    <NumberInput
      aria-label={label}
      size="xs"
      hideControls
      decimalScale={money ? 2 : 4}
      min={-1e12}
      max={1e12}
      value={typeof value === 'number' ? (money ? value / 100 : value) : ''}
      onChange={(next) => onChange(typeof next === 'number' ? (money ? Math.round(next * 100) : next) : '')}
    />
  )
}
