/** All filters of a list, at the side: each applies at once, and stands in the address. */
import { Button, Drawer, Input, MultiSelect, SegmentedControl, Select, Stack, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import type { CustomField } from '#shared/rules/custom-fields.ts'
import { customValueText } from '#shared/rules/custom-values.ts'
import { useLocale } from '#web/ui/locale.ts'
import {
  conditionFrom,
  conditionOf,
  customFilterFields,
  type FilterField,
  filterSections,
  type Offers,
  stateChoices,
  valueOfCondition,
  withCondition,
} from './filter-fields.ts'
import type { ListSearch } from './list-search.ts'
import classes from './list.module.css'

type Props = {
  kind: 'customer' | 'lead'
  search: ListSearch
  offers: Offers
  onChange: (search: ListSearch) => void
  onClear: () => void
  onClose: () => void
}

export function FilterDrawer({ kind, search, offers, onChange, onClear, onClose }: Props) {
  const own = customFilterFields(offers.options, kind)
  return (
    <Drawer.Root opened onClose={onClose} position="right" size={400}>
      <Drawer.Overlay backgroundOpacity={0.25} />
      <Drawer.Content aria-label="All filters">
        <Drawer.Header role="presentation">
          <Drawer.Title>All filters</Drawer.Title>
          <Button variant="subtle" size="compact-sm" ml="auto" onClick={onClear}>
            Clear filters
          </Button>
          <Drawer.CloseButton aria-label="Close" ml={4} />
        </Drawer.Header>
        <Drawer.Body>
          {filterSections.map(({ title, fields }) => (
            <section key={title} className={classes.filterSection} aria-label={title}>
              <h3>{title}</h3>
              <Stack gap={10}>
                {fields
                  .filter(({ only }) => !only || only === kind)
                  .map((field) => (
                    <FilterInput key={field.label} {...{ field, search, offers, onChange }} />
                  ))}
              </Stack>
            </section>
          ))}
          {own.length > 0 && (
            <section className={classes.filterSection} aria-label="Own fields">
              <h3>Own fields</h3>
              <Stack gap={10}>
                {own.map((field) => (
                  <OwnFieldInput key={field.id} {...{ field, search, onChange }} />
                ))}
              </Stack>
            </section>
          )}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}

type InputProps = {
  field: FilterField
  search: ListSearch
  offers: Offers
  onChange: (search: ListSearch) => void
}

const some = {
  searchable: true,
  clearable: true,
  hidePickedOptions: true,
  nothingFoundMessage: 'None',
} as const

function FilterInput({ field, search, offers, onChange }: InputProps) {
  const set = (change: Partial<Record<keyof ListSearch, unknown>>) =>
    onChange({ ...search, ...change } as ListSearch)
  switch (field.type) {
    case 'some':
      return (
        <MultiSelect
          {...some}
          label={field.label}
          data={field.choices(offers)}
          value={((search[field.name] ?? []) as (string | number)[]).map(String)}
          onChange={(values) =>
            set({ [field.name]: values.length ? (field.numbers ? values.map(Number) : values) : undefined })
          }
        />
      )
    case 'one':
      return (
        <Select
          clearable
          label={field.label}
          placeholder="Any"
          data={[...field.choices]}
          value={search[field.name] === 'all' ? null : ((search[field.name] as string | undefined) ?? null)}
          onChange={(value) => set({ [field.name]: value ?? undefined })}
        />
      )
    case 'states':
      return (
        <MultiSelect
          {...some}
          label={field.label}
          data={stateChoices}
          value={search.state?.toUpperCase().split(',') ?? []}
          onChange={(values) => set({ state: values.length ? values.join(',') : undefined })}
        />
      )
    case 'text':
      return (
        <TypedInput
          label={field.label}
          placeholder={field.placeholder}
          value={(search[field.name] as string | undefined) ?? ''}
          onChange={(value) => set({ [field.name]: value || undefined })}
        />
      )
    case 'days':
      return (
        <fieldset className={classes.days}>
          <legend>{field.label}</legend>
          {(['from', 'to'] as const).map((end) => (
            <DayInput
              key={end}
              label={`${field.label}, ${end === 'from' ? 'first day' : 'last day'}`}
              value={(search[field[end]] as string | undefined) ?? ''}
              onChange={(value) => set({ [field[end]]: value || undefined })}
            />
          ))}
        </fieldset>
      )
    case 'tags':
      return (
        <div>
          <MultiSelect
            {...some}
            label={field.label}
            data={offers.tags.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={(search.tagId ?? []).map(String)}
            onChange={(values) => set({ tagId: values.length ? values.map(Number) : undefined })}
          />
          {search.tagId && (
            <SegmentedControl
              fullWidth
              mt={6}
              size="xs"
              aria-label="How tags fit"
              data={[
                { value: 'any', label: 'Any of them' },
                { value: 'all', label: 'All of them' },
                { value: 'none', label: 'None of them' },
              ]}
              value={search.tags ?? 'any'}
              onChange={(tags) => set({ tags })}
            />
          )}
        </div>
      )
  }
}

const typingMs = 300

/** Applies itself while one types. */
function TypedInput(props: {
  label: string
  placeholder?: string
  value: string
  onChange: (value: string) => void
}) {
  const { label, placeholder, value, onChange } = props
  const [typed, setTyped] = useState(value)
  const apply = useDebouncedCallback(onChange, typingMs)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // Not under the fingers of who types: 12 is $12.00 before it is 1250.
    if (input.current !== document.activeElement) setTyped(value)
  }, [value])
  return (
    <TextInput
      ref={input}
      label={label}
      placeholder={placeholder}
      maxLength={80}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        apply(event.currentTarget.value.trim())
      }}
    />
  )
}

/** Applies a day once it is whole: the year of a day that one types goes through 0002 and 0020. */
function DayInput({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string) => void
}) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  return (
    <TextInput
      type="date"
      aria-label={label}
      value={typed}
      onChange={(event) => {
        const day = event.currentTarget.value
        setTyped(day)
        if (day === '' || /^(19|20|21)\d\d-/.test(day)) onChange(day)
      }}
    />
  )
}

function OwnFieldInput(props: {
  field: CustomField
  search: ListSearch
  onChange: (search: ListSearch) => void
}) {
  const { field, search, onChange } = props
  const { currency } = useLocale()
  const condition = conditionOf(search, field.id)
  const value = condition && valueOfCondition(condition)
  // What is half typed, and so no value of the field yet, is no condition.
  const set = (typed: string | null) =>
    onChange(withCondition(search, field.id, (typed && conditionFrom(field, typed)) || null))
  if (field.options || field.type === 'checkbox') {
    const data = field.options?.map(({ value, label }) => ({ value, label })) ?? [
      { value: 'true', label: 'Yes' },
    ]
    const held = Array.isArray(value) ? (value as string[])[0] : value === true ? 'true' : value
    return (
      <Select
        clearable
        label={field.name}
        placeholder="Any"
        data={data}
        value={held === undefined ? null : String(held)}
        onChange={set}
      />
    )
  }
  const held = value === undefined ? '' : String(value)
  if (field.type === 'date')
    return (
      <Input.Wrapper label={field.name}>
        <DayInput label={field.name} value={held} onChange={set} />
      </Input.Wrapper>
    )
  const shown = value === undefined ? '' : (customValueText(field, value, currency) ?? '')
  return <TypedInput label={field.name} placeholder="The whole value" value={shown} onChange={set} />
}
