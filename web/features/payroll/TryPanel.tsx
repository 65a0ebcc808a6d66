/** Try it: what the rows, as they are typed, would come to for a customer, and why. */
import { Button, NativeSelect, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useRef, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { customers } from '#shared/contracts/customers.ts'
import { type LevelValues, payroll } from '#shared/contracts/payroll.ts'
import { check, fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import classes from './payroll.module.css'

type Props = {
  levelId: number
  /** The function is for whoever is chosen. */
  chooses: boolean
  options: Output<typeof payroll.options> | undefined
  rows: () => LevelValues['rows']
  onErrors: (errors: Record<string, string>) => void
}

export function TryPanel({ levelId, chooses, options, rows, onErrors }: Props) {
  const tried = useEndpointMutation(payroll.tryLevel)
  const [customerId, setCustomerId] = useState<string | null>(null)
  const [payee, setPayee] = useState('')
  const run = () => {
    const checked = check(payroll.tryLevel.body, {
      customerId: Number(customerId),
      payeeUserId: chooses && payee ? Number(payee) : null,
      rows: rows(),
    })
    onErrors(checked.errors ?? {})
    if (checked.errors) return
    tried.mutate(
      { params: { levelId }, body: checked.value },
      { onError: (problem) => onErrors(fieldErrors(problem)) },
    )
  }
  return (
    <Panel title="Try it" note="Nothing is kept">
      <div className={classes.grid}>
        <CustomerSelect value={customerId} onChange={setCustomerId} />
        {chooses && (
          <NativeSelect
            label="Payee"
            data={[
              { value: '', label: 'Nobody' },
              ...(options?.users ?? [])
                .filter(({ active }) => active)
                .map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            value={payee}
            onChange={(event) => setPayee(event.currentTarget.value)}
          />
        )}
        <div>
          <Button
            mt={22}
            size="xs"
            variant="default"
            disabled={customerId === null}
            loading={tried.isPending}
            onClick={run}
          >
            Work it out
          </Button>
        </div>
      </div>
      {tried.error && tried.error.errors.length === 0 && (
        <Notice tone="bad">{problemText(tried.error)}</Notice>
      )}
      {tried.data && <Result result={tried.data} />}
    </Panel>
  )
}

const marks = {
  amount: { tone: 'good', label: 'Amount' },
  skipped: { tone: 'neutral', label: 'Left out' },
  failed: { tone: 'attention', label: 'Requires review' },
} as const

function Result({ result }: { result: Output<typeof payroll.tryLevel> }) {
  return (
    <div role="status" aria-label="Result">
      <p className={classes.dim}>
        {result.customer.name} #{result.customer.id}
        {result.payee ? `, function’s payee ${result.payee}` : ', the record names no payee of the function'}
      </p>
      <ul className={classes.rows} aria-label="Rows, worked out">
        {result.rows.map((row, i) => (
          <li key={i}>
            <span className={classes.line}>
              <StatusDot
                tone={row.payee ? marks[row.result].tone : 'neutral'}
                label={row.payee ? marks[row.result].label : 'Nobody to pay'}
              />
              <span className={classes.name}>{row.name}</span>
              {row.payee && <span>to {row.payee}</span>}
              {row.result === 'amount' && (
                <span className={classes.end}>
                  <Money amountCents={row.amountCents} />
                </span>
              )}
            </span>
            {row.reckoning && <span className={classes.dim}>{row.reckoning}</span>}
          </li>
        ))}
      </ul>
      <p className={classes.name}>
        {result.payables.length === 0 ? 'No payable would be made.' : 'Payables that it would make:'}
      </p>
      <ul className={classes.rows} aria-label="Payables that it would make">
        {result.payables.map((one, i) => (
          <li key={i} className={classes.line}>
            <span>{one.payee}</span>
            {one.exists ? (
              <StatusDot tone="neutral" label="There is one already" />
            ) : (
              one.review && <StatusDot tone="attention" label="Requires review" />
            )}
            <span className={classes.end}>
              <Money amountCents={one.amountCents} />
            </span>
          </li>
        ))}
      </ul>
      {result.values.length > 0 && (
        <details>
          <summary className={classes.summary}>What the customer says</summary>
          <dl className={classes.facts}>
            {result.values.map(({ label, value }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  )
}

function CustomerSelect({
  value,
  onChange,
}: {
  value: string | null
  onChange: (id: string | null) => void
}) {
  const names = useRef(new Map<string, string>())
  const [search, setSearch] = useState('')
  const [text] = useDebouncedValue(search.trim(), 200)
  const asked = text !== '' && text !== names.current.get(value ?? '')
  const found = useEndpointQuery(customers.search, { query: { text, limit: 12 } }, { enabled: asked })
  const items = asked ? (found.data?.items ?? []).filter(({ kind }) => kind === 'customer') : []
  for (const one of items) names.current.set(String(one.id), `${one.businessName ?? one.name} #${one.id}`)
  const offered = new Set([...(value ? [value] : []), ...items.map(({ id }) => String(id))])
  return (
    <Select
      label="Customer"
      placeholder="Name, number or phone"
      searchable
      clearable
      data={[...offered].map((key) => ({ value: key, label: names.current.get(key) ?? `#${key}` }))}
      filter={({ options }) => options}
      value={value}
      onChange={onChange}
      onSearchChange={setSearch}
      nothingFoundMessage={
        !asked ? 'Type part of a name' : found.isPending ? 'Searching…' : 'No customer found'
      }
    />
  )
}
