/** Parent Customer: a search over the customers that one may see (REC-161). */
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useRef, useState } from 'react'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useFieldProps } from '../field-props.ts'
import { FieldLabel } from '../FieldLabel.tsx'
import { useDraft } from '../form-context.ts'
import { useSelectByKeyboard } from './select-by-keyboard.ts'
import { fieldStyles } from './marks.tsx'

const pauseMs = 200

export function ParentField({ name }: { name: FieldName }) {
  const { form, check, input } = useFieldProps(name)
  const draft = useDraft(name)
  const parent = form.record?.header.parent
  const names = useRef(new Map<string, string>(parent ? [[String(parent.id), parent.name]] : []))
  const [search, setSearch] = useState('')
  const [text] = useDebouncedValue(search.trim(), pauseMs)
  const chosen = draft === null ? null : String(draft)
  const asked = text !== '' && text !== names.current.get(chosen ?? '')
  const query = { text, ...(form.record && { for: form.record.id }) }
  const found = useEndpointQuery(customersLifecycle.parents, { query }, { enabled: asked })
  const candidates = asked ? (found.data?.items ?? []) : []
  for (const c of candidates)
    names.current.set(String(c.id), c.businessName ? `${c.businessName} (${c.name})` : c.name)
  const offered = new Set([...(chosen ? [chosen] : []), ...candidates.map((c) => String(c.id))])
  const data = [...offered].map((value) => ({ value, label: names.current.get(value) ?? `#${value}` }))
  const byKeyboard = useSelectByKeyboard()
  const choose = (value: string | null) => {
    byKeyboard.chosen()
    form.store.set(name, value === null ? null : Number(value))
  }
  const leave = () => {
    if (byKeyboard.emptied()) choose(null)
    check()
  }
  return (
    <Select
      {...input}
      {...byKeyboard.props}
      label={<FieldLabel name={name} />}
      classNames={fieldStyles}
      placeholder={input.disabled ? undefined : 'Name, business, account number or ID'}
      rightSection={input.disabled ? <span /> : undefined}
      data={data}
      filter={({ options }) => options}
      value={chosen}
      onChange={choose}
      onSearchChange={setSearch}
      onBlur={leave}
      searchable
      clearable={!input.disabled}
      allowDeselect={false}
      openOnFocus={false}
      renderOption={({ option }) => (
        <span>
          {option.label} <span className="tabular">#{option.value}</span>
        </span>
      )}
      nothingFoundMessage={
        !asked ? 'Type part of the parent’s name' : found.isPending ? 'Searching…' : 'No customer found'
      }
    />
  )
}
