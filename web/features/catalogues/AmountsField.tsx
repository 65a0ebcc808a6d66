/** The line items of a rate, each with its amount; the rate’s own amount is their sum (REC-104). */
import { Button, Input } from '@mantine/core'
import { useId } from 'react'
import type { CatalogueReference } from '#shared/contracts/catalogues.ts'
import { formatCents } from '#shared/money.ts'
import type { Amount } from '#shared/rules/catalogue-fields.ts'
import classes from './catalogues.module.css'
import { MoneyInput } from './MoneyInput.tsx'

type Props = {
  label: string
  items: readonly CatalogueReference[]
  amounts: readonly Amount[]
  currency: string
  error: string | undefined
  disabled: boolean
  /** `totalCents`: the new sum; null while an amount is not written out, or when there is none. */
  onChange: (amounts: readonly Amount[], totalCents: number | null) => void
}

export function AmountsField({ label, items, amounts, currency, error, disabled, onChange }: Props) {
  const headingId = useId()
  const amountOf = (id: number) => amounts.find((amount) => amount.id === id)?.amountCents ?? null
  const shown = items.filter((item) => item.active || amountOf(item.id) !== null)
  const put = (next: readonly Amount[]) => {
    const isWritten = next.every(({ amountCents }) => Number.isSafeInteger(amountCents))
    onChange(next, next.length && isWritten ? next.reduce((sum, each) => sum + each.amountCents, 0) : null)
  }
  const set = (id: number, value: number | null) => {
    const others = amounts.filter((amount) => amount.id !== id)
    put(value === null ? others : [...others, { id, amountCents: value }])
  }
  const propose = () =>
    put(
      items
        .filter((item) => item.active)
        .map(({ id, proposedCents }) => ({ id, amountCents: proposedCents ?? 0 })),
    )
  if (shown.length === 0) return null
  return (
    <div role="group" aria-labelledby={headingId} className={classes.amounts}>
      <div className={classes.amountsHead}>
        <span id={headingId} className={classes.amountsLabel}>
          {label}
        </span>
        {amounts.length === 0 && !disabled && (
          <Button size="compact-xs" variant="subtle" onClick={propose}>
            Fill in the default amounts
          </Button>
        )}
      </div>
      {shown.map((item) => (
        <div key={item.id} className={classes.amountsRow}>
          <span>
            {item.name}
            {!item.active && <span className={classes.no}> (no longer a line item)</span>}
          </span>
          <MoneyInput
            aria-label={item.name}
            value={amountOf(item.id)}
            disabled={disabled}
            // What is no amount is sent as it is typed, and refused by the rules.
            onChange={(value) => set(item.id, value as number | null)}
          />
        </div>
      ))}
      {amounts.length > 0 && amounts.every(({ amountCents }) => Number.isSafeInteger(amountCents)) && (
        <div className={classes.amountsRow}>
          <strong>Amount</strong>
          <strong className="tabular">
            {formatCents(
              amounts.reduce((sum, each) => sum + each.amountCents, 0),
              currency,
            )}
          </strong>
        </div>
      )}
      {error && <Input.Error role="alert">{error}</Input.Error>}
    </div>
  )
}
