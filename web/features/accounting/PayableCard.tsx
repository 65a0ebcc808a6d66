/** One payable with what may be done with it. */
import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { type Payable, payables } from '#shared/contracts/payables.ts'
import { payableSources, payableStatuses, type SettableStatus } from '#shared/rules/payables.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Panel, PanelPart } from '#web/ui/Panel.tsx'
import { StatusBox } from '#web/ui/Status.tsx'
import { Day } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { PaymentForm, ReasonDialog, ReverseDialog } from './PayableDialogs.tsx'
import { PayableForm } from './PayableForm.tsx'
import { payableTones } from './payable-marks.ts'
import type { PayablesOf } from './PayablesPage.tsx'
import { useCustomerParams } from './use-accounting.ts'
import { useRefreshPayables } from './use-payables.ts'
import classes from './accounting.module.css'
import own from './payables.module.css'
import more from './money-documents.module.css'

type Props = { row: Payable; page: PayablesOf }
const deeds: Record<SettableStatus, string> = {
  approved: 'Approve',
  requires_review: 'Hold for review',
  denied: 'Deny',
  pending: 'Set back to pending',
}

export function PayableCard({ row, page }: Props) {
  const { customerId } = useCustomerParams()
  const [dialog, setDialog] = useState<'edit' | 'pay' | 'denied' | 'requires_review' | null>(null)
  const close = () => setDialog(null)
  const facts: [string, ReactNode][] = [
    ['Amount', <Money key="a" amountCents={row.amountCents} />],
    ['Adjustments', row.adjustmentCents !== 0 && <Money key="j" amountCents={row.adjustmentCents} />],
    ['Paid', <Money key="p" amountCents={row.paidCents} />],
    ['Outstanding', row.status !== 'denied' && <Money key="o" amountCents={row.outstandingCents} />],
    ['Level', row.level],
    ['Earned', <Day key="e" on={row.earnedOn} />],
    ['Approved', row.approvedOn && <Day key="v" on={row.approvedOn} />],
    ['Paid in full', row.paidOn && <Day key="f" on={row.paidOn} />],
    ['How it came', payableSources[row.source]],
    ['Takes back', row.ofId && `#${row.ofId}`],
  ]
  const title = `#${row.id} ${row.payee.name}`
  return (
    <article aria-label={`Payable ${title}`}>
      <Panel
        title={title}
        note={
          <span className={classes.headLine}>
            <span>{row.function?.name ?? 'No job function'}</span>
            <StatusBox tone={payableTones[row.status]} label={payableStatuses[row.status]} />
            {row.chargedBack && <StatusBox tone="bad" label="Charged back" />}
          </span>
        }
        actions={row.abilities.modify && <Deeds row={row} onOpen={setDialog} />}
      >
        {row.statusReason && <p className={classes.plain}>{row.statusReason}</p>}
        <dl className={more.factGrid}>
          {facts
            .filter(([, value]) => Boolean(value))
            .map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
        <ul className={classes.rows} aria-label="Lines">
          {row.lines.map((line) => (
            <li key={line.id} className={classes.headLine}>
              <span className={classes.name}>{line.name}</span>
              {line.adjustment && <span className={classes.dim}>Adjustment</span>}
              <span className={classes.dim}>
                {[line.description, line.reckoning].filter(Boolean).join(' · ')}
              </span>
              <span className={classes.end}>
                <Money amountCents={line.amountCents} />
              </span>
            </li>
          ))}
        </ul>
        {(row.noteToPayee || row.notes) && (
          <PanelPart>
            {row.noteToPayee && (
              <p className={classes.plain}>
                <span className={classes.dim}>Note to payee: </span>
                {row.noteToPayee}
              </p>
            )}
            {row.notes && (
              <p className={classes.plain}>
                <span className={classes.dim}>Notes: </span>
                {row.notes}
              </p>
            )}
          </PanelPart>
        )}
        {row.payments.length > 0 && (
          <PanelPart title="Payments">
            <ul className={classes.rows} aria-label="Payments">
              {row.payments.map((payment) => (
                <PaymentLine key={payment.id} row={row} payment={payment} />
              ))}
            </ul>
          </PanelPart>
        )}
        <details className={own.history}>
          <summary className={classes.summary}>History</summary>
          <EntityHistory
            endpoint={payables.history}
            input={{ params: { customerId, payableId: row.id } }}
            empty="Nothing has been changed since it was brought over"
          />
        </details>
      </Panel>
      {dialog === 'edit' && <PayableForm customerId={customerId} page={page} row={row} onClose={close} />}
      {dialog === 'pay' && (
        <PaymentForm customerId={customerId} row={row} today={page.today} onClose={close} />
      )}
      {(dialog === 'denied' || dialog === 'requires_review') && (
        <ReasonDialog customerId={customerId} row={row} status={dialog} onClose={close} />
      )}
    </article>
  )
}

function Deeds({
  row,
  onOpen,
}: {
  row: Payable
  onOpen: (dialog: 'edit' | 'pay' | 'denied' | 'requires_review') => void
}) {
  const { customerId } = useCustomerParams()
  const set = useEndpointMutation(payables.setStatus)
  const refresh = useRefreshPayables()
  const to = (status: SettableStatus) => {
    if (status === 'denied' || status === 'requires_review') return onOpen(status)
    set.mutate(
      { params: { customerId, payableId: row.id }, body: { version: row.version, status } },
      {
        onSuccess: () =>
          toastDone(status === 'approved' ? 'The payable was approved.' : 'The payable is pending again.'),
        onError: toastFailed,
        onSettled: refresh,
      },
    )
  }
  const { statuses } = row.abilities
  const approve = statuses.includes('approved')
  const others = statuses.filter((status) => status !== 'approved')
  return (
    <span className={classes.actions}>
      {approve && (
        <Button size="xs" loading={set.isPending} onClick={() => to('approved')}>
          Approve
        </Button>
      )}
      {row.abilities.pay && (
        <Button size="xs" onClick={() => onOpen('pay')}>
          Pay
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => onOpen('edit')}>
        Edit
      </Button>
      {others.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
              Set status
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map((status) => (
              <Menu.Item key={status} onClick={() => to(status)}>
                {deeds[status]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </span>
  )
}

function PaymentLine({ row, payment }: { row: Payable; payment: Payable['payments'][number] }) {
  const { customerId } = useCustomerParams()
  const [reversing, setReversing] = useState(false)
  const isReversal = payment.ofId !== null
  return (
    <li className={classes.headLine}>
      <span className={payment.reversed ? classes.dim : classes.name}>
        {isReversal ? 'Payment, reversed' : payment.amountCents < 0 ? 'Taken back' : 'Paid'}
      </span>
      <Day on={payment.on} />
      <span className={classes.dim}>
        {[payment.reference, payment.notes, payment.payRunId && `Pay run #${payment.payRunId}`, payment.by]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span className={classes.end}>
        <Money amountCents={payment.amountCents} />
      </span>
      {row.abilities.modify && !isReversal && !payment.reversed && (
        <Button variant="subtle" size="compact-xs" onClick={() => setReversing(true)}>
          Reverse
        </Button>
      )}
      {reversing && (
        <ReverseDialog
          customerId={customerId}
          row={row}
          payment={payment}
          onClose={() => setReversing(false)}
        />
      )}
    </li>
  )
}
