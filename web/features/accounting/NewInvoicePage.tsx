/** A new invoice or quote, of its own, out of a work order or out of a quote. */
import { Button } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { invoices } from '#shared/contracts/invoices.ts'
import { invoiceKinds } from '#shared/rules/invoices.ts'
import { check, fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { BackLink } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { bodyOf, type Choices, type Draft, draftOf, newLine, typedLine } from './invoice-draft.ts'
import { InvoiceForm } from './InvoiceForm.tsx'
import { useChoices, useCustomerParams, useRefresh } from './use-accounting.ts'
import classes from './accounting.module.css'

const from = '/$company/customers/$customerId/accounting/invoices/new'

export function NewInvoicePage() {
  const { customerId } = useCustomerParams()
  const { kind = 'invoice', workOrder, quote } = useSearch({ from })
  const choices = useChoices(customerId, { workOrderId: workOrder })
  const source = useEndpointQuery(
    invoices.get,
    { params: { customerId, invoiceId: quote ?? 0 } },
    { enabled: quote !== undefined },
  )
  if (!choices || (quote !== undefined && !source.data)) return <LinesSkeleton count={8} />
  const lines = source.data?.lines.map(typedLine) ?? choices.workOrder?.lines.map(typedLine)
  const draft: Draft = {
    ...(source.data
      ? draftOf(source.data)
      : { dueOn: choices.today, termId: '', poNumber: '', notes: '', taxExempt: false }),
    invoiceOn: choices.today,
    dueOn: choices.today,
    lines: lines ?? [newLine()],
  }
  return <NewForm kind={kind} before={draft} choices={choices} {...(quote !== undefined && { quote })} />
}

type Props = { kind: 'invoice' | 'quote'; before: Draft; choices: Choices; quote?: number }

function NewForm({ kind, before, choices: first, quote }: Props) {
  const params = useCustomerParams()
  const navigate = useNavigate()
  const refresh = useRefresh()
  const create = useEndpointMutation(invoices.create)
  const [draft, setDraft] = useState(before)
  const [errors, setErrors] = useState<Record<string, string>>({})
  // What is wrong may have scrolled out of sight: the button is far below it.
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [errors])
  // Of its own day the tax.
  const choices = useChoices(params.customerId, { on: draft.invoiceOn || undefined }) ?? first
  const word = invoiceKinds[kind].toLowerCase()
  useTitle(`New ${word}`)
  const submit = (asDraft: boolean) => {
    const checked = check(invoices.create.body, {
      kind,
      draft: asDraft,
      ...bodyOf(draft),
      workOrderId: first.workOrder?.id ?? null,
      quoteId: quote ?? null,
    })
    if (checked.errors) return setErrors(checked.errors)
    setErrors({})
    create.mutate(
      { params: { customerId: params.customerId }, body: checked.value },
      {
        onSuccess: (invoice) => {
          refresh()
          toastDone(asDraft ? 'The draft was kept.' : `${invoiceKinds[kind]} #${invoice.number} was made.`)
          void navigate({
            to: '/$company/customers/$customerId/accounting/invoices/$invoiceId',
            params: { ...params, invoiceId: invoice.id },
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
        submit(false)
      }}
    >
      <div className={classes.pageHead}>
        <BackLink to="/$company/customers/$customerId/accounting/invoices" params={params}>
          Invoices & quotes
        </BackLink>
        <h2 className={classes.title}>New {word}</h2>
      </div>
      {create.error && create.error.errors.length === 0 && (
        <Notice tone="bad">{problemText(create.error)}</Notice>
      )}
      {first.workOrder && (
        <Notice tone="info" title={`Out of work order #${first.workOrder.id}.`}>
          {first.workOrder.subject}: its labor and parts stand here already.
        </Notice>
      )}
      {quote !== undefined && (
        <Notice tone="info" title="Out of a quote.">
          The quote counts as accepted once the invoice is made.
        </Notice>
      )}
      {choices.rates.length === 0 && (
        <Notice tone="neutral">
          No sales tax applies at this address. Rates are kept in administration, under Sales Tax Rates.
        </Notice>
      )}
      <InvoiceForm
        kind={kind}
        draft={draft}
        choices={choices}
        errors={errors}
        disabled={create.isPending}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
      <div className={classes.buttons}>
        <Button
          variant="default"
          onClick={() => void navigate({ to: '/$company/customers/$customerId/accounting/invoices', params })}
        >
          Cancel
        </Button>
        {kind === 'invoice' && (
          <Button variant="default" loading={create.isPending} onClick={() => submit(true)}>
            Keep as draft
          </Button>
        )}
        <Button type="submit" loading={create.isPending}>
          {kind === 'invoice' ? 'Issue invoice' : 'Make quote'}
        </Button>
      </div>
      <UnsavedGuard dirty={draft !== before && !create.isSuccess} />
    </form>
  )
}
