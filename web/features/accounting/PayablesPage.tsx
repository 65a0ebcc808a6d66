/** What is owed because of a record: a card each, with its lines, its payments, and what the rules did (TAB-010). */
import { Button } from '@mantine/core'
import { IconCoins, IconPlus, IconWand } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Output } from '#shared/contract.ts'
import { payables } from '#shared/contracts/payables.ts'
import { generationResults, payableEvents } from '#shared/rules/payables.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Day } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import { AccountingFrame } from './AccountingFrame.tsx'
import { PayableCard } from './PayableCard.tsx'
import { GenerateDialog } from './PayableGenerate.tsx'
import { PayableForm } from './PayableForm.tsx'
import { resultTones } from './payable-marks.ts'
import { useCustomerParams } from './use-accounting.ts'
import classes from './accounting.module.css'
import more from './money-documents.module.css'

const from = '/$company/customers/$customerId/accounting/payables'
export type PayablesOf = Output<typeof payables.ofCustomer>

export function PayablesPage() {
  useTitle('Payables')
  return <AccountingFrame>{() => <Cards />}</AccountingFrame>
}

function Cards() {
  const { customerId } = useCustomerParams()
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const { data, error, refetch } = useEndpointQuery(payables.ofCustomer, { params: { customerId } })
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton count={6} />
  const open = (next: 'hand' | 'rule' | undefined) =>
    void navigate({ search: next ? { create: next } : {}, replace: !next })
  const add = data.abilities.create && (
    <div className={classes.actions}>
      {data.functions.some(({ active }) => active) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconWand size={14} aria-hidden />}
          onClick={() => open('rule')}
        >
          By a payroll function
        </Button>
      )}
      <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => open('hand')}>
        New payable
      </Button>
    </div>
  )
  return (
    <>
      {data.readOnlyReason === 'archived' && (
        <Notice tone="neutral">
          The customer is archived: nothing here can be changed. What is still owed is approved and paid in
          the company’s list of payables.
        </Notice>
      )}
      <ToReview page={data} />
      {data.items.length === 0 ? (
        <Panel title="Payables">
          <EmptyState icon={IconCoins} title="Nothing is owed because of this customer" action={add}>
            Commissions, bonuses and referral fees stand here: made by payroll functions when something
            happens, or by hand.
          </EmptyState>
        </Panel>
      ) : (
        <>
          <Sums page={data} add={add} />
          {data.items.map((row) => (
            <PayableCard key={row.id} row={row} page={data} />
          ))}
        </>
      )}
      {data.events.length > 0 && <Events page={data} />}
      {search.create === 'hand' && data.abilities.create && (
        <PayableForm customerId={customerId} page={data} row={null} onClose={() => open(undefined)} />
      )}
      {search.create === 'rule' && data.abilities.create && (
        <GenerateDialog customerId={customerId} page={data} onClose={() => open(undefined)} />
      )}
    </>
  )
}

function ToReview({ page }: { page: PayablesOf }) {
  const count = page.items.filter(({ status }) => status === 'requires_review').length
  if (!count) return null
  return (
    <Notice tone="attention">
      {count === 1 ? 'One payable requires review' : `${count} payables require review`} before it is paid.
    </Notice>
  )
}

function Sums({ page, add }: { page: PayablesOf; add: React.ReactNode }) {
  const counted = page.items.filter(({ status }) => status !== 'denied')
  const sum = (of: (row: PayablesOf['items'][number]) => number) =>
    counted.reduce((cents, row) => cents + of(row), 0)
  return (
    <div className={classes.headLine}>
      <dl className={classes.sums}>
        {(
          [
            ['Owed', sum((row) => row.amountCents)],
            ['Paid', sum((row) => row.paidCents)],
            ['Outstanding', sum((row) => row.outstandingCents)],
          ] as const
        ).map(([label, cents]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className={classes.money}>
              <Money amountCents={cents} />
            </dd>
          </div>
        ))}
      </dl>
      <div className={more.headButtons}>{add}</div>
    </div>
  )
}

/** What happened to the record, and what the rules made of it: why there is a payable, or none. */
function Events({ page }: { page: PayablesOf }) {
  return (
    <Panel title="What payroll rules did">
      <ul className={classes.rows} aria-label="What payroll rules did">
        {page.events.map((event) => (
          <li key={event.id} className={classes.row}>
            <span className={classes.headLine}>
              <span className={classes.name}>{payableEvents[event.event]}</span>
              <span className={classes.dim}>
                <Day on={event.on} />
              </span>
              {event.waiting && <StatusDot tone="info" label="Being worked out" />}
            </span>
            {!event.waiting && event.outcome.length === 0 && (
              <span className={classes.dim}>Nothing followed.</span>
            )}
            {event.outcome.map((one, i) => (
              <span key={i} className={classes.headLine}>
                <StatusDot tone={resultTones[one.result]} label={generationResults[one.result]} />
                <span>
                  {[one.function, one.payee, one.payableId && `#${one.payableId}`].filter(Boolean).join(', ')}
                </span>
                {one.amountCents !== null && <Money amountCents={one.amountCents} />}
                {one.why && <span className={classes.dim}>{one.why}</span>}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
