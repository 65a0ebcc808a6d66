/** The open invoices that an amount is applied to: the oldest first, or as one chooses. */
import { Checkbox, TextInput } from '@mantine/core'
import type { Output } from '#shared/contract.ts'
import type { payments } from '#shared/contracts/payments.ts'
import { parseMoney } from '#shared/money.ts'
import { Money } from '#web/ui/Money.tsx'
import { dollars } from './invoice-draft.ts'
import { DueOn } from './marks.tsx'
import classes from './accounting.module.css'

export type Open = Output<typeof payments.choices>['invoices'][number]
/** What one typed, by invoice; absent: not chosen. */
export type Parts = Readonly<Record<number, string>>

export const partsBody = (parts: Parts) =>
  Object.entries(parts)
    .filter(([, text]) => text.trim() !== '')
    .map(([id, text]) => ({ invoiceId: Number(id), amountCents: parseMoney(text) ?? text }))
export const sumOf = (parts: Parts): number =>
  Object.values(parts).reduce((sum, text) => sum + (parseMoney(text) ?? 0), 0)

type Props = {
  invoices: readonly Open[]
  payerId: number
  parts: Parts
  /** What is left of the amount, for a newly chosen one. */
  left: number
  onChange: (parts: Parts) => void
}

export function ApplyList({ invoices, payerId, parts, left, onChange }: Props) {
  const choose = (invoice: Open, on: boolean) => {
    const next = { ...parts }
    if (on) next[invoice.id] = dollars(Math.max(0, Math.min(invoice.openCents, left)))
    else delete next[invoice.id]
    onChange(next)
  }
  return (
    <div role="group" aria-label="Apply to invoices">
      {invoices.map((invoice) => {
        const on = invoice.id in parts
        const over = on && (parseMoney(parts[invoice.id]!) ?? 0) > invoice.openCents
        return (
          <div key={invoice.id} className={classes.applyRow}>
            <Checkbox
              aria-label={`Apply to invoice #${invoice.number}`}
              checked={on}
              onChange={(event) => choose(invoice, event.currentTarget.checked)}
            />
            <div>
              Invoice #{invoice.number}
              {invoice.customer.id !== payerId && ` · ${invoice.customer.name}`}
              <div className={classes.dim}>
                Due <DueOn dueOn={invoice.dueOn} daysLate={invoice.daysLate} />,{' '}
                <Money amountCents={invoice.openCents} /> open
              </div>
            </div>
            <span className={classes.right}>
              <Money amountCents={invoice.openCents} />
            </span>
            <TextInput
              aria-label={`Amount for invoice #${invoice.number}`}
              leftSection="$"
              inputMode="decimal"
              disabled={!on}
              error={over}
              value={parts[invoice.id] ?? ''}
              onChange={(event) => onChange({ ...parts, [invoice.id]: event.currentTarget.value })}
            />
          </div>
        )
      })}
    </div>
  )
}
