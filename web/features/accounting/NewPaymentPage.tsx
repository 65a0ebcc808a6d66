/** Records a payment or a credit memo. On a sub-customer it leads to the parent's form (REC-164). */
import { Button, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { autopay, type ChargeMethod } from '#shared/contracts/autopay.ts'
import { payments } from '#shared/contracts/payments.ts'
import { parseMoney } from '#shared/money.ts'
import { handMethods, oldestFirst, paymentMethods } from '#shared/rules/payments.ts'
import { check, fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink, formGrid, wideField } from '#web/ui/FormPage.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { ApplyList, type Parts, partsBody, sumOf } from './ApplyList.tsx'
import { dollars } from './invoice-draft.ts'
import { useChargeMethods, useCustomerParams, useRefresh } from './use-accounting.ts'
import classes from './accounting.module.css'

const from = '/$company/customers/$customerId/accounting/payments/new'
type Choices = Output<typeof payments.choices>

export function NewPaymentPage() {
  const { company, customerId } = useCustomerParams()
  const search = useSearch({ from })
  const { data, error, refetch } = useEndpointQuery(
    payments.choices,
    { params: { customerId } },
    { staleTime: 0 },
  )
  const methods = useChargeMethods(customerId)
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data || !methods) return <LinesSkeleton count={8} />
  if (data.parent && !search.own)
    return <Navigate to={from} params={{ company, customerId: data.parent.id }} search={{}} replace />
  return <NewForm choices={data} methods={methods.filter(({ ofParent }) => !ofParent)} key={customerId} />
}

/** Of the list of methods: a billing method is named by its number. */
const stored = (method: ChargeMethod) => `stored-${method.id}`

function NewForm({ choices, methods }: { choices: Choices; methods: ChargeMethod[] }) {
  const params = useCustomerParams()
  const { invoice: chosenId, memo = false, charge: charges = false } = useSearch({ from })
  const navigate = useNavigate()
  const refresh = useRefresh()
  const create = useEndpointMutation(payments.create)
  const charge = useEndpointMutation(autopay.charge)
  const isPending = create.isPending || charge.isPending
  const failure = create.error ?? charge.error
  const chosen = choices.invoices.find(({ id }) => id === chosenId)
  const [requestKey] = useState(() => crypto.randomUUID())
  const [before] = useState(() => ({
    amount: chosen ? dollars(chosen.openCents) : '',
    method: charges && methods[0] ? stored(methods[0]) : 'check',
    paidOn: choices.today,
    reference: '',
    note: '',
  }))
  const [draft, setDraft] = useState(before)
  const [how, setHow] = useState<'oldest' | 'chosen' | 'none'>(chosen ? 'chosen' : 'oldest')
  const [parts, setParts] = useState<Parts>(chosen ? { [chosen.id]: dollars(chosen.openCents) } : {})
  const [errors, setErrors] = useState<Record<string, string>>({})
  // What is wrong may have scrolled out of sight: the button is far below it.
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [errors])
  const method = memo ? undefined : methods.find((one) => stored(one) === draft.method)
  const word = memo ? 'credit memo' : 'payment'
  useTitle(`New ${word}`)
  const amountCents = parseMoney(draft.amount) ?? 0
  const applied =
    how === 'none'
      ? 0
      : how === 'chosen'
        ? sumOf(parts)
        : oldestFirst(amountCents, choices.invoices).reduce((sum, part) => sum + part.amountCents, 0)
  const field = (name: keyof typeof draft) => ({
    value: draft[name],
    error: errors[name === 'amount' ? 'amountCents' : name],
    disabled: isPending,
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  const submitCharge = (billingMethodId: number) => {
    const checked = check(autopay.charge.body, {
      billingMethodId,
      amountCents: draft.amount.trim() === '' ? undefined : (parseMoney(draft.amount) ?? draft.amount),
      apply: how === 'chosen' ? partsBody(parts) : how,
      requestKey,
    })
    if (checked.errors) return setErrors(checked.errors)
    setErrors({})
    charge.mutate(
      { params: { customerId: params.customerId }, body: checked.value },
      {
        onSuccess: (made) => {
          refresh()
          toastDone(`${made.method} is being charged.`)
          // Where its state is to be seen.
          if (chosen && made.subjectKind === 'invoice')
            void navigate({
              to: '/$company/customers/$customerId/accounting/invoices/$invoiceId',
              params: { company: params.company, customerId: chosen.customer.id, invoiceId: chosen.id },
              replace: true,
              ignoreBlocker: true,
            })
          else
            void navigate({
              to: '/$company/customers/$customerId/accounting/payments',
              params,
              replace: true,
              ignoreBlocker: true,
            })
        },
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  const submit = () => {
    if (method) return submitCharge(method.id)
    const checked = check(payments.create.body, {
      kind: memo ? 'credit_memo' : 'payment',
      method: memo ? null : draft.method,
      paidOn: draft.paidOn,
      reference: draft.reference,
      note: draft.note,
      amountCents: draft.amount.trim() === '' ? undefined : (parseMoney(draft.amount) ?? draft.amount),
      apply: how === 'chosen' ? partsBody(parts) : how,
      requestKey,
    })
    if (checked.errors) return setErrors(checked.errors)
    setErrors({})
    create.mutate(
      { params: { customerId: params.customerId }, body: checked.value },
      {
        onSuccess: (payment) => {
          refresh()
          toastDone(
            memo ? `Credit memo #${payment.number} was given.` : `Payment #${payment.number} was recorded.`,
          )
          void navigate({
            to: '/$company/customers/$customerId/accounting/payments/$paymentId',
            params: { ...params, paymentId: payment.id },
            replace: true,
            ignoreBlocker: true,
          })
        },
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  return (
    <form
      ref={form}
      noValidate
      className={classes.entries}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <div className={classes.pageHead}>
        <BackLink to="/$company/customers/$customerId/accounting" params={params}>
          Accounting
        </BackLink>
        <h2 className={classes.title}>New {word}</h2>
      </div>
      {failure && failure.errors.length === 0 && <Notice tone="bad">{problemText(failure)}</Notice>}
      <Panel title={memo ? 'Credit' : 'Payment'}>
        <div className={formGrid}>
          <TextInput
            label="Amount"
            leftSection="$"
            inputMode="decimal"
            placeholder="0.00"
            withAsterisk
            autoFocus
            maxLength={14}
            {...field('amount')}
          />
          {!memo && (
            <NativeSelect
              label="Method"
              withAsterisk
              data={[
                ...(methods.length
                  ? [
                      {
                        group: 'Charge a billing method',
                        items: methods.map((one) => ({ value: stored(one), label: one.name })),
                      },
                    ]
                  : []),
                {
                  group: 'Received',
                  items: handMethods.map((value) => ({ value, label: paymentMethods[value] })),
                },
              ]}
              {...field('method')}
            />
          )}
          {!method && (
            <>
              <TextInput
                label={memo ? 'Date' : 'Received'}
                type="date"
                withAsterisk
                max={choices.today}
                {...field('paidOn')}
              />
              <TextInput
                label={memo ? 'Reference' : draft.method === 'check' ? 'Check number' : 'Reference'}
                maxLength={60}
                {...field('reference')}
              />
              <div className={wideField}>
                <Textarea
                  label={memo ? 'Reason' : 'Note'}
                  autosize
                  minRows={2}
                  maxLength={500}
                  {...field('note')}
                />
              </div>
            </>
          )}
        </div>
      </Panel>
      <Panel title="Apply to">
        <div className={classes.entries}>
          <SegmentedControl
            aria-label="Apply to"
            value={how}
            onChange={(value) => setHow(value as typeof how)}
            data={[
              { value: 'oldest', label: 'Oldest first' },
              { value: 'chosen', label: 'Chosen invoices' },
              { value: 'none', label: 'Keep as credit' },
            ]}
          />
          {errors.apply && (
            <p role="alert" className={classes.error}>
              {errors.apply}
            </p>
          )}
          {how === 'chosen' && (
            <ApplyList
              invoices={choices.invoices}
              payerId={params.customerId}
              parts={parts}
              left={amountCents - applied}
              onChange={setParts}
            />
          )}
          {choices.invoices.length === 0 ? (
            <p className={classes.dim}>No invoice is open: the amount is kept as credit.</p>
          ) : (
            <p className={applied > amountCents ? classes.error : classes.dim}>
              <Money amountCents={applied} /> of <Money amountCents={amountCents} /> applied
              {amountCents > applied && (
                <>
                  , <Money amountCents={amountCents - applied} /> kept as credit
                </>
              )}
            </p>
          )}
        </div>
      </Panel>
      <div className={classes.buttons}>
        <Button
          variant="default"
          onClick={() => void navigate({ to: '/$company/customers/$customerId/accounting', params })}
        >
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          {method ? `Charge ${method.name}` : memo ? 'Give credit' : 'Record payment'}
        </Button>
      </div>
      <UnsavedGuard dirty={draft !== before && !create.isSuccess && !charge.isSuccess} />
    </form>
  )
}
