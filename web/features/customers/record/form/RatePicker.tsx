/** All monthly rates, to be narrowed by total and by line item, each with its breakdown (REC-104, REC-105). */
import { Button, Modal, Select } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { FieldValue } from '#shared/rules/customer-fields.ts'
import { formatCents } from '#shared/money.ts'
import { Chip } from '#web/ui/Chip.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import type { RecordForm } from './form-context.ts'
import {
  amountsFor,
  matchingRates,
  type Rate,
  type RateColumn,
  type RateFilter,
  rateItems,
  ratesOf,
} from './rates.ts'
import classes from './rates.module.css'

type Props = {
  form: RecordForm
  /** The rate that stands in the form now. */
  chosen: FieldValue
  /** The rate that the record is stored with. */
  stored: FieldValue
  onChoose: (id: number | null) => void
  onClose: () => void
}

export function RatePicker({ form, chosen, stored, onChoose, onClose }: Props) {
  const { options, today, currency } = form
  const [filter, setFilter] = useState<RateFilter>({})
  const rates = useMemo(() => ratesOf(options, stored, today), [options, stored, today])
  const found = matchingRates(rates, filter)
  const narrow = (column: RateColumn, amount: string | null) => {
    const { [column]: _, ...others } = filter
    setFilter(amount === null ? others : { ...others, [column]: Number(amount) })
  }
  const columns: { column: RateColumn; label: string }[] = [
    { column: 'total', label: 'Total' },
    ...rateItems(options).map((item) => ({ column: item.id, label: item.name })),
  ]
  const filtered = Object.keys(filter).length > 0
  return (
    <Modal
      opened
      onClose={onClose}
      fullScreen
      title="Choose a monthly rate"
      classNames={{ body: classes.body }}
    >
      <div className={classes.filters} role="group" aria-label="Narrow the rates">
        {columns.map(({ column, label }) => (
          <Select
            key={column}
            label={label}
            size="sm"
            placeholder="Any"
            data={amountsFor(rates, filter, column).map((amount) => ({
              value: String(amount),
              label: formatCents(amount, currency),
            }))}
            value={filter[column] === undefined ? null : String(filter[column])}
            onChange={(amount) => narrow(column, amount)}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': `Any ${label}` }}
          />
        ))}
      </div>
      <p className={classes.count} role="status">
        {found.length === 1 ? '1 rate' : `${found.length} rates`}
        {filtered && ` of ${rates.length}`}
      </p>
      {found.length > 0 ? (
        <ul className={classes.cards}>
          {found.map((rate) => (
            <RateCard key={rate.id} rate={rate} chosen={rate.id === chosen} onUse={() => onChoose(rate.id)} />
          ))}
        </ul>
      ) : filtered ? (
        <EmptyState
          title="No rate has these amounts"
          action={
            <Button variant="default" onClick={() => setFilter({})}>
              Show all rates
            </Button>
          }
        >
          Set one of the filters to another amount.
        </EmptyState>
      ) : (
        <EmptyState title="There are no monthly rates yet">
          An administrator makes them under Administration, Monthly monitoring rates.
        </EmptyState>
      )}
      <div className={classes.foot}>
        {chosen !== null && (
          <Button variant="subtle" color="red" onClick={() => onChoose(null)}>
            Clear
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </Modal>
  )
}

function RateCard({ rate, chosen, onUse }: { rate: Rate; chosen: boolean; onUse: () => void }) {
  const outdated = rate.flaws.length > 0
  const refused = outdated && !rate.stored
  const headingId = `rate-${rate.id}`
  return (
    <li className={classes.card} data-chosen={chosen || undefined} aria-labelledby={headingId}>
      <div className={classes.head}>
        <h3 className={classes.total} id={headingId}>
          <Money amountCents={rate.totalCents} />
          {rate.name && <span className={classes.name}>{rate.name}</span>}
        </h3>
        {chosen ? <Chip>Chosen</Chip> : rate.stored && <Chip>Saved</Chip>}
        {!rate.active && <Chip>Inactive</Chip>}
      </div>
      {rate.lines.length > 0 && (
        <table className={classes.lines}>
          <caption className={classes.caption}>Breakdown</caption>
          <tbody>
            {rate.lines.map((line) => (
              <tr key={line.itemId}>
                <th scope="row">{line.name}</th>
                <td>
                  <Money amountCents={line.amountCents} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {outdated && (
        <Notice tone="attention" title="Breakdown out of date.">
          {sentence(rate.flaws)}.{' '}
          {rate.stored
            ? 'This customer may keep it; it can be given to nobody else.'
            : 'It can only stay with customers who have it already.'}
        </Notice>
      )}
      <Button
        className={classes.use}
        variant="default"
        disabled={refused}
        title={refused ? 'Its breakdown does not match the company’s line items' : undefined}
        aria-describedby={headingId}
        onClick={onUse}
      >
        Use This Rate
      </Button>
    </li>
  )
}

function sentence(flaws: readonly string[]): string {
  const text = flaws.join(', ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
