/** How money looks wherever it stands: the state of an invoice, of a payment, how late something is. */
import type { Aging } from '#shared/contracts/invoice-values.ts'
import type { PaymentRow } from '#shared/contracts/payments.ts'
import {
  type AgingBucket,
  agingBuckets,
  agingKeys,
  invoiceStatuses,
  type InvoiceStatus,
} from '#shared/rules/invoices.ts'
import { type RecurringState, recurringStates } from '#shared/rules/recurring.ts'
import { Money } from '#web/ui/Money.tsx'
import { StatusBox } from '#web/ui/Status.tsx'
import { Day } from '#web/ui/Time.tsx'
import type { Tone } from '#web/ui/tone.ts'
import classes from './accounting.module.css'

const tones: Record<InvoiceStatus, Tone> = {
  draft: 'neutral',
  open: 'info',
  paid: 'good',
  void: 'neutral',
  written_off: 'attention',
  accepted: 'good',
  declined: 'neutral',
}
/** @param daysLate more than 0: it is past due */
export const InvoiceState = ({ status, daysLate = 0 }: { status: InvoiceStatus; daysLate?: number }) =>
  daysLate > 0 ? (
    <StatusBox tone="bad" label="Past due" detail={`${daysLate} ${daysLate === 1 ? 'day' : 'days'} late`} />
  ) : (
    <StatusBox tone={tones[status]} label={invoiceStatuses[status]} />
  )

const paymentWords = { applied: 'Applied', unapplied: 'Unapplied', reversed: 'Undone' } as const
const paymentTones = { applied: 'good', unapplied: 'attention', reversed: 'neutral' } as const
export const PaymentState = ({ status }: Pick<PaymentRow, 'status'>) => (
  <StatusBox tone={paymentTones[status]} label={paymentWords[status]} />
)

const recurringTones: Record<RecurringState, Tone> = {
  active: 'good',
  stopped: 'attention',
  finished: 'neutral',
}
export const RecurringMark = ({ state }: { state: RecurringState }) => (
  <StatusBox tone={recurringTones[state]} label={recurringStates[state]} />
)

export const DueOn = ({ dueOn, daysLate }: { dueOn: string | null; daysLate: number }) =>
  dueOn && (
    <span className={daysLate > 0 ? classes.late : undefined}>
      <Day on={dueOn} />
    </span>
  )

type AgingProps = { aging: Aging; chosen?: AgingBucket; onChoose?: (bucket: AgingBucket | undefined) => void }

/** What is open by how late it is; a filter where something follows of it. */
export function AgingBar({ aging, chosen, onChoose }: AgingProps) {
  const inside = (key: AgingBucket) => (
    <>
      <span>{agingBuckets[key]}</span>
      <span>
        <Money amountCents={aging[key]} />
      </span>
    </>
  )
  return (
    <div className={classes.aging} role="group" aria-label="Open by age">
      {agingKeys.map((key) =>
        onChoose ? (
          <button
            key={key}
            type="button"
            className={classes.bucket}
            aria-pressed={chosen === key}
            data-on={chosen === key || undefined}
            data-bad={(key !== 'current' && aging[key] > 0) || undefined}
            onClick={() => onChoose(chosen === key ? undefined : key)}
          >
            {inside(key)}
          </button>
        ) : (
          <div
            key={key}
            className={classes.bucket}
            data-bad={(key !== 'current' && aging[key] > 0) || undefined}
          >
            {inside(key)}
          </div>
        ),
      )}
      <div className={classes.bucket}>
        <span>Total open</span>
        <strong>
          <Money amountCents={aging.totalCents} />
        </strong>
      </div>
    </div>
  )
}
