/** One payment: to what it was applied, what undid it, and what may be done with it. */
import { Button, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Payment, payments } from '#shared/contracts/payments.ts'
import { parseMoney } from '#shared/money.ts'
import { paymentMethods, reversalKinds } from '#shared/rules/payments.ts'
import { fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink } from '#web/ui/FormPage.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { ApplyList, type Parts, partsBody, sumOf } from './ApplyList.tsx'
import { ChargeList } from './ChargeList.tsx'
import { dollars } from './invoice-draft.ts'
import { PaymentState } from './marks.tsx'
import { useRefresh } from './use-accounting.ts'
import classes from './accounting.module.css'

const from = '/$company/customers/$customerId/accounting/payments/$paymentId'
const nameOf = ({ kind, number }: Payment) => `${kind === 'payment' ? 'Payment' : 'Credit memo'} #${number}`

export function PaymentPage() {
  const { customerId, paymentId } = useParams({ from })
  const { data, error, refetch } = useEndpointQuery(payments.get, { params: { customerId, paymentId } })
  useTitle(data ? nameOf(data) : 'Payment')
  if (data) return <Opened payment={data} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <LinesSkeleton count={8} />
}

function Opened({ payment }: { payment: Payment }) {
  const params = useParams({ from })
  const { customerId, paymentId } = params
  const refresh = useRefresh()
  const apply = useEndpointMutation(payments.apply)
  const [dialog, setDialog] = useState<'apply' | 'reverse' | null>(null)
  const { abilities } = payment
  return (
    <div className={classes.entries}>
      <div className={classes.pageHead}>
        <BackLink to="/$company/customers/$customerId/accounting/payments" params={params}>
          Payments
        </BackLink>
        <div className={classes.headLine}>
          <h2 className={classes.title}>{nameOf(payment)}</h2>
          <PaymentState status={payment.status} />
          <strong>
            <Money amountCents={payment.amountCents} />
          </strong>
          {payment.unappliedCents > 0 && (
            <span>
              <Money amountCents={payment.unappliedCents} /> unapplied
            </span>
          )}
        </div>
        <div className={classes.facts}>
          <span>{payment.method ? paymentMethods[payment.method] : 'Credit memo'}</span>
          {payment.app && <span>Made in the {payment.app} app</span>}
          {payment.reference && <span>{payment.reference}</span>}
          <span>
            <Day on={payment.paidOn} />
          </span>
          <span>
            {payment.app ? 'By the customer' : payment.createdBy}, <Time at={payment.createdAt} short />
          </span>
        </div>
        {(abilities.apply || abilities.reverse) && (
          <div className={classes.actions}>
            {abilities.apply && (
              <>
                <Button
                  size="xs"
                  loading={apply.isPending}
                  onClick={() =>
                    apply.mutate(
                      { params: { customerId, paymentId }, body: { apply: 'oldest' } },
                      {
                        onSuccess: () => {
                          refresh()
                          toastDone('The credit was applied.')
                        },
                        onError: (problem) => toastFailed(problem.detail),
                      },
                    )
                  }
                >
                  Apply to the oldest
                </Button>
                <Button size="xs" variant="default" onClick={() => setDialog('apply')}>
                  Apply to chosen
                </Button>
              </>
            )}
            {abilities.reverse && (
              <Button size="xs" variant="default" onClick={() => setDialog('reverse')}>
                Undo or refund
              </Button>
            )}
          </div>
        )}
      </div>
      {payment.note && <p className={classes.plain}>{payment.note}</p>}
      {payment.reversals.map((reversal, index) => (
        <Notice key={index} tone="attention" title={`${reversalKinds[reversal.kind]}.`}>
          <Money amountCents={reversal.amountCents} /> on <Day on={reversal.on} />, {reversal.by}
          {reversal.note && `: ${reversal.note}`}
        </Notice>
      ))}
      {(payment.method === 'card' || payment.method === 'ach') && (
        <ChargeList customerId={customerId} query={{ paymentId }} />
      )}
      <Panel title="Applied to">
        {payment.applications.length === 0 ? (
          <p className={classes.dim}>Not applied to any invoice.</p>
        ) : (
          <ul className={classes.rows} aria-label="Applied to">
            {payment.applications.map(({ invoice, amountCents, released }, index) => (
              <li key={index} className={classes.headLine}>
                <Link
                  to="/$company/customers/$customerId/accounting/invoices/$invoiceId"
                  params={{ company: params.company, customerId: invoice.customerId, invoiceId: invoice.id }}
                >
                  Invoice #{invoice.number}
                </Link>
                {invoice.customerId !== customerId && <span>{invoice.customer}</span>}
                {released && <span className={classes.dim}>taken back</span>}
                <span className={classes.end}>
                  <Money amountCents={amountCents} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {dialog === 'apply' && <ApplyDialog payment={payment} onClose={() => setDialog(null)} />}
      {dialog === 'reverse' && <ReverseDialog payment={payment} onClose={() => setDialog(null)} />}
    </div>
  )
}

function ApplyDialog({ payment, onClose }: { payment: Payment; onClose: () => void }) {
  const params = useParams({ from })
  const refresh = useRefresh()
  const { data } = useEndpointQuery(
    payments.choices,
    { params: { customerId: params.customerId } },
    { staleTime: 0 },
  )
  const apply = useEndpointMutation(payments.apply)
  const [parts, setParts] = useState<Parts>({})
  const sum = sumOf(parts)
  return (
    <Modal opened onClose={onClose} title={`Apply ${nameOf(payment).toLowerCase()}`} size="lg">
      <Stack gap="md">
        {apply.error && <Notice tone="bad">{problemText(apply.error)}</Notice>}
        {data ? (
          data.invoices.length ? (
            <ApplyList
              invoices={data.invoices}
              payerId={params.customerId}
              parts={parts}
              left={payment.unappliedCents - sum}
              onChange={setParts}
            />
          ) : (
            <p className={classes.dim}>No invoice is open.</p>
          )
        ) : (
          <LinesSkeleton count={4} />
        )}
        <p className={sum > payment.unappliedCents ? classes.error : classes.dim}>
          <Money amountCents={sum} /> of <Money amountCents={payment.unappliedCents} />
        </p>
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={apply.isPending}
            disabled={sum === 0 || sum > payment.unappliedCents}
            onClick={() =>
              apply.mutate(
                {
                  params: { customerId: params.customerId, paymentId: params.paymentId },
                  body: { apply: partsBody(parts) as never },
                },
                {
                  onSuccess: () => {
                    refresh()
                    toastDone('The credit was applied.')
                    onClose()
                  },
                },
              )
            }
          >
            Apply
          </Button>
        </div>
      </Stack>
    </Modal>
  )
}

const undoing = {
  void: 'Void: it was entered by mistake',
  nsf: 'Returned by the bank (NSF)',
  refund: 'Refunded to the customer',
} as const

function ReverseDialog({ payment, onClose }: { payment: Payment; onClose: () => void }) {
  const { customerId, paymentId } = useParams({ from })
  const refresh = useRefresh()
  const reverse = useEndpointMutation(payments.reverse)
  const [kind, setKind] = useState<keyof typeof undoing>('void')
  const [amount, setAmount] = useState(dollars(payment.amountCents - payment.reversedCents))
  const [note, setNote] = useState('')
  const kinds = payment.kind === 'payment' ? (['void', 'nsf', 'refund'] as const) : (['void'] as const)
  return (
    <Modal opened onClose={onClose} title={`Undo ${nameOf(payment).toLowerCase()}`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const amountCents = kind === 'refund' ? (parseMoney(amount) ?? (amount as never)) : null
          reverse.mutate(
            { params: { customerId, paymentId }, body: { kind, amountCents, note } },
            {
              onSuccess: () => {
                refresh()
                toastDone('The payment was undone.')
                onClose()
              },
            },
          )
        }}
      >
        <Stack gap="md">
          {reverse.error && reverse.error.errors.length === 0 && (
            <Notice tone="bad">{problemText(reverse.error)}</Notice>
          )}
          <div>
            The invoices that it was applied to are open again. Nothing is erased: the ledger shows both.
          </div>
          <NativeSelect
            label="What happened"
            data-autofocus
            data={kinds.map((value) => ({ value, label: undoing[value] }))}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as typeof kind)}
          />
          {kind === 'refund' && (
            <TextInput
              label="Amount"
              leftSection="$"
              inputMode="decimal"
              value={amount}
              error={reverse.error && fieldErrors(reverse.error).amountCents}
              onChange={(event) => setAmount(event.currentTarget.value)}
            />
          )}
          <Textarea
            label="Note"
            autosize
            minRows={2}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={reverse.isPending}>
              {kind === 'refund' ? 'Refund' : 'Undo payment'}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
