/** One charge: what is known of it, and what can be done about it. */
import { Button, Group, Modal, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type Charge, charges } from '#shared/contracts/charges.ts'
import { parseMoney } from '#shared/money.ts'
import { achReturnLabel, chargeKinds } from '#shared/rules/charges.ts'
import { check, fieldErrors, type Problem, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { ChargeState, nameOf, reasonOf } from '#web/ui/ChargeState.tsx'
import classes from './charges.module.css'

type Deed = 'refund' | 'settle' | undefined
type Props = {
  company: string
  chargeId: number
  deed: Deed
  onGo: (to: { charge?: number; deed?: Deed }) => void
}

const pollMs = 1500

export function ChargeDialog({ company, chargeId, deed, onGo }: Props) {
  const params = { chargeId }
  const { data, error, refetch } = useEndpointQuery(
    charges.open,
    { params },
    {
      refetchInterval: ({ state }) =>
        state.data && ['queued', 'calling'].includes(state.data.state) ? pollMs : false,
    },
  )
  const close = () => onGo({})
  return (
    <Modal opened onClose={close} size={640} title={data ? `${nameOf(data)}, ${data.customer}` : 'Charge'}>
      {!data ? (
        error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <LinesSkeleton count={6} />
        )
      ) : deed === 'refund' && data.abilities.refund ? (
        <RefundForm charge={data} onDone={() => onGo({ charge: chargeId })} />
      ) : deed === 'settle' && data.abilities.settle ? (
        <SettleForm charge={data} onDone={() => onGo({ charge: chargeId })} />
      ) : (
        <Facts company={company} charge={data} onGo={onGo} />
      )}
    </Modal>
  )
}

/** Takes a change's answer, and has the lists read anew. */
function useTake() {
  const { put, invalidate } = useInvalidate()
  return (charge: Charge) => {
    put(charges.open, { params: { chargeId: charge.id } }, charge)
    void invalidate(charges.list)
    void invalidate(charges.totals)
  }
}

function Facts({ company, charge, onGo }: Pick<Props, 'company' | 'onGo'> & { charge: Charge }) {
  const take = useTake()
  const retry = useEndpointMutation(charges.retry)
  const look = useEndpointMutation(charges.look)
  const cancel = useEndpointMutation(charges.cancel)
  const takeBack = useEndpointMutation(charges.void)
  const params = { chargeId: charge.id }
  const { abilities, returned } = charge
  const failed = retry.error ?? look.error ?? cancel.error
  const reason = reasonOf(charge)
  const facts: [string, React.ReactNode][] = [
    ['State', <ChargeState key="s" charge={charge} />],
    ['Amount', <Money key="m" amountCents={charge.amountCents} />],
    ['Refunded', charge.refundedCents > 0 && <Money key="r" amountCents={charge.refundedCents} />],
    ['Billing method', charge.method],
    ['For', charge.description],
    ['Of charge', charge.ofId !== null && `#${charge.ofId}`],
    ['Requested', <span key="q"><Time at={charge.requestedAt} />{charge.requestedBy ? ` by ${charge.requestedBy}` : ' by the calendar'}</span>],
    ['Answered', charge.answeredAt && <Time key="a" at={charge.answeredAt} />],
    ['Processor', charge.processor],
    ['Transaction', charge.transactionId],
    ['Authorization', charge.authCode],
    ['The processor said', [charge.code, charge.message].filter(Boolean).join(' ')],
    ['Came back', returned && <span key="b"><Time at={returned.at} />, {returned.code} {returned.code.startsWith('R') && achReturnLabel(returned.code)}</span>],
    ['Presented', charge.representment > 0 && `${charge.representment + 1} times`],
    ['Sent', charge.tries > 1 && `${charge.tries} times, under one key`],
    ['Tried again on', charge.nextRetryOn && <Day key="n" on={charge.nextRetryOn} />],
  ] // prettier-ignore
  return (
    <Stack gap="md">
      {failed && <Notice tone="bad">{problemText(failed)}</Notice>}
      {charge.state === 'unknown' && (
        <Notice tone="bad" title="Nobody knows whether this was charged.">
          {reason && `${reason}. `}
          {charge.nextLookAt ? (
            <>
              The processor is looked into again <Time at={charge.nextLookAt} />. Nothing is sent meanwhile.
            </>
          ) : (
            'The processor could not be looked into for two hours: ask it, and settle the charge here.'
          )}
        </Notice>
      )}
      {charge.state !== 'unknown' && reason && (
        <Notice tone={charge.nextRetryOn ? 'attention' : 'bad'} title={reason}>
          {charge.nextRetryOn
            ? 'It is tried again by itself, if it is still owed then.'
            : abilities.retry
              ? 'Nothing more happens by itself.'
              : 'It cannot be tried again: the customer has to give another billing method.'}
        </Notice>
      )}
      <dl className={classes.facts}>
        {facts.map(([label, value]) =>
          value ? (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <Group gap="xs" justify="flex-end">
        <LinkButton
          to="/$company/customers/$customerId/accounting/billing-methods"
          params={{ company, customerId: charge.customerId }}
          variant="subtle"
          mr="auto"
        >
          Billing methods
        </LinkButton>
        {abilities.cancel && (
          <Button
            variant="default"
            loading={cancel.isPending}
            onClick={() => cancel.mutate({ params }, { onSuccess: take })}
          >
            {charge.nextRetryOn ? 'Do not try again' : 'Cancel charge'}
          </Button>
        )}
        {abilities.look && (
          <Button
            variant="default"
            loading={look.isPending}
            onClick={() =>
              look.mutate(
                { params },
                { onSuccess: (next) => (take(next), toastDone('The processor is asked now.')) },
              )
            }
          >
            Look now
          </Button>
        )}
        {abilities.settle && (
          <Button onClick={() => onGo({ charge: charge.id, deed: 'settle' })}>Settle by hand</Button>
        )}
        {abilities.void && (
          <ConfirmButton
            variant="default"
            label="Void"
            title={`Void ${nameOf(charge)}?`}
            danger
            onConfirm={async () => {
              take(await takeBack.mutateAsync({ params }))
              toastDone('The void is on its way.')
            }}
          >
            The customer is not charged. It works until the processor settles the day’s charges.
          </ConfirmButton>
        )}
        {abilities.refund && (
          <Button variant="default" onClick={() => onGo({ charge: charge.id, deed: 'refund' })}>
            Refund
          </Button>
        )}
        {abilities.retry && (
          <Button
            loading={retry.isPending}
            onClick={() =>
              retry.mutate(
                { params },
                {
                  onSuccess: (next) => (
                    take(next),
                    onGo({ charge: next.id }),
                    toastDone('It is sent again.')
                  ),
                },
              )
            }
          >
            Try again
          </Button>
        )}
      </Group>
    </Stack>
  )
}

const dollars = (cents: number) => (cents / 100).toFixed(2)

function RefundForm({ charge, onDone }: { charge: Charge; onDone: () => void }) {
  const take = useTake()
  const refund = useEndpointMutation(charges.refund)
  const most = charge.amountCents - charge.refundedCents
  const [amount, setAmount] = useState(dollars(most))
  // One form, one refund: pressing again after a lost answer asks for the same.
  const [requestKey] = useState(() => crypto.randomUUID())
  const [errors, setErrors] = useState<Record<string, string>>({})
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(charges.refund.body, { requestKey, amountCents: parseMoney(amount) ?? Number.NaN })
    if (checked.errors) return setErrors(checked.errors)
    refund.mutate(
      { params: { chargeId: charge.id }, body: checked.value },
      {
        onSuccess: (next) => (take(next), toastDone('The refund is on its way.'), onDone()),
        onError: (problem: Problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        {refund.error && !errors.amountCents && <Notice tone="bad">{problemText(refund.error)}</Notice>}
        <TextInput
          label="Amount"
          description={`At most $${dollars(most)}, to ${charge.method}`}
          leftSection="$"
          inputMode="decimal"
          data-autofocus
          autoComplete="off"
          value={amount}
          error={errors.amountCents}
          onChange={(event) => setAmount(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Back
          </Button>
          <Button type="submit" loading={refund.isPending}>
            Refund
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function SettleForm({ charge, onDone }: { charge: Charge; onDone: () => void }) {
  const take = useTake()
  const settle = useEndpointMutation(charges.settle)
  const [fields, setFields] = useState({ made: false, transactionId: '', note: '' })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(charges.settle.body, fields)
    if (checked.errors) return setErrors(checked.errors)
    settle.mutate(
      { params: { chargeId: charge.id }, body: checked.value },
      {
        onSuccess: (next) => (take(next), toastDone('Settled.'), onDone()),
        onError: (problem: Problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  const what = chargeKinds[charge.kind].toLowerCase()
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <Notice tone="attention">
          Ask {charge.processor} whether the {what} was made before you settle it. What you say here stands.
        </Notice>
        {settle.error && <Notice tone="bad">{problemText(settle.error)}</Notice>}
        <Switch
          label={`The ${what} was made`}
          checked={fields.made}
          onChange={(event) => setFields({ ...fields, made: event.currentTarget.checked })}
        />
        {fields.made && (
          <TextInput
            label="Transaction number"
            withAsterisk
            maxLength={60}
            autoComplete="off"
            value={fields.transactionId}
            error={errors.transactionId}
            onChange={(event) => setFields({ ...fields, transactionId: event.currentTarget.value })}
          />
        )}
        <Textarea
          label="Who told you"
          data-autofocus
          withAsterisk
          maxLength={300}
          autosize
          minRows={2}
          value={fields.note}
          error={errors.note}
          onChange={(event) => setFields({ ...fields, note: event.currentTarget.value })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Back
          </Button>
          <Button type="submit" loading={settle.isPending}>
            Settle
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
