/** What the boxes as they are entered would say of a customer: live, without saving. */
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { statuses } from '#shared/contracts/statuses.ts'
import { type StatusCategory, statusBoxes } from '#shared/rules/statuses.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusBox } from '#web/ui/Status.tsx'
import { useMay } from '#web/api/session.ts'
import classes from './statuses.module.css'

/** Between two searches while one types. */
const restMs = 250

export function Preview({ categories }: { categories: readonly StatusCategory[] }) {
  const may = useMay()
  if (!may('customers.view')) return null
  return (
    <Panel title="Try it on a customer">
      <Tried categories={categories} />
    </Panel>
  )
}

function Tried({ categories }: { categories: readonly StatusCategory[] }) {
  const { customer } = useSearch({ from: '/$company/administration/statuses' })
  const navigate = useNavigate({ from: '/$company/administration/statuses' })
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed.trim(), restMs)
  const found = useEndpointQuery(customers.search, { query: { text } }, { enabled: text.length > 0 })
  const { data, error } = useEndpointQuery(
    statuses.facts,
    { params: { customerId: customer ?? 0 } },
    { enabled: customer !== undefined },
  )
  const chosen =
    customer !== undefined && data ? [{ value: String(customer), label: `#${customer} ${data.name}` }] : []
  const offered = (found.data?.items ?? [])
    .filter(({ kind, id }) => kind === 'customer' && id !== customer)
    .map(({ id, name }) => ({ value: String(id), label: `#${id} ${name}` }))
  return (
    <div className={classes.preview}>
      <Select
        className={classes.customer}
        aria-label="Customer"
        placeholder="Number, name or phone"
        searchable
        clearable
        filter={({ options }) => options}
        data={[...chosen, ...offered]}
        value={customer === undefined ? null : String(customer)}
        searchValue={typed}
        onSearchChange={setTyped}
        nothingFoundMessage={text ? 'No customer found' : 'Type a number, a name or a phone'}
        onChange={(value) =>
          void navigate({
            search: (now) => ({ ...now, customer: value === null ? undefined : Number(value) }),
            replace: true,
          })
        }
      />
      {customer !== undefined && data && (
        <div className={classes.boxes} role="status" aria-label="The customer’s boxes">
          {statusBoxes(categories, data.facts, data.sight).map((box) => (
            <StatusBox key={box.category} {...box} />
          ))}
        </div>
      )}
      {customer !== undefined && error && <Notice tone="bad">{error.message}</Notice>}
    </div>
  )
}
