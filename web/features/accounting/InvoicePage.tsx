/** One invoice or quote: what it charges, what was paid of it, and what may be done with it. */
import { useState } from 'react'
import { Link, useParams } from '@tanstack/react-router'
import type { Invoice } from '#shared/contracts/invoice-values.ts'
import { invoices } from '#shared/contracts/invoices.ts'
import { invoiceKinds } from '#shared/rules/invoices.ts'
import { addDays } from '#shared/time.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink, FormTrouble, SaveBar } from '#web/ui/FormPage.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { ChargeList } from './ChargeList.tsx'
import { bodyOf, draftOf } from './invoice-draft.ts'
import { InvoiceActions } from './InvoiceActions.tsx'
import { InvoiceForm } from './InvoiceForm.tsx'
import { DueOn, InvoiceState } from './marks.tsx'
import { useChoices, useRefresh } from './use-accounting.ts'
import classes from './accounting.module.css'

const from = '/$company/customers/$customerId/accounting/invoices/$invoiceId'

export const invoiceName = ({ kind, number }: Pick<Invoice, 'kind' | 'number'>) =>
  number === null ? 'Draft' : `${invoiceKinds[kind]} #${number}`

export function InvoicePage() {
  const { customerId, invoiceId } = useParams({ from })
  const { data, error, refetch } = useEndpointQuery(invoices.get, { params: { customerId, invoiceId } })
  useTitle(data ? invoiceName(data) : 'Invoice')
  if (data) return <Opened invoice={data} key={`${data.id} ${data.version}`} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <div role="status" aria-label="Loading the invoice">
      <LinesSkeleton count={10} />
    </div>
  )
}

function Opened({ invoice }: { invoice: Invoice }) {
  const params = useParams({ from })
  const { customerId, invoiceId } = params
  const [before] = useState(() => draftOf(invoice))
  const [draft, setDraft] = useState(before)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string | null>(null)
  const choices = useChoices(customerId, { on: draft.invoiceOn || undefined })
  const refresh = useRefresh()
  const save = useEndpointMutation(invoices.save)
  const changed = (Object.keys(draft) as (keyof typeof draft)[]).filter(
    (name) => draft[name] !== before[name],
  )
  const failed = (failure: Problem) => {
    const found = Object.entries(fieldErrors(failure))
    setErrors(Object.fromEntries(found.map(([path, text]) => [path.replace(/^fields\./, ''), text])))
    setProblem(found.length ? 'This was not saved. Please look at the marked fields.' : failure.detail)
  }
  const submit = () => {
    const body = bodyOf(draft)
    const fields = Object.fromEntries(changed.map((name) => [name, body[name]]))
    const checked = check(invoices.save.body.shape.fields, fields)
    if (checked.errors) {
      setErrors(checked.errors)
      return setProblem('This was not saved. Please look at the marked fields.')
    }
    save.mutate(
      { params: { customerId, invoiceId }, body: { version: invoice.version, fields: checked.value } },
      {
        onSuccess: () => {
          refresh()
          toastDone(`${invoiceName(invoice)} was saved.`)
        },
        onError: failed,
      },
    )
  }
  const { abilities } = invoice
  return (
    <div className={classes.entries}>
      <div className={classes.pageHead}>
        <BackLink to="/$company/customers/$customerId/accounting/invoices" params={params}>
          Invoices & quotes
        </BackLink>
        <div className={classes.headLine}>
          <h2 className={classes.title}>{invoiceName(invoice)}</h2>
          <InvoiceState status={invoice.status} daysLate={invoice.daysLate} />
          <strong>
            <Money amountCents={invoice.totalCents} />
          </strong>
          {invoice.openCents > 0 && invoice.openCents < invoice.totalCents && (
            <span>
              <Money amountCents={invoice.openCents} /> open
            </span>
          )}
          {invoice.kind === 'invoice' && invoice.openCents > 0 && (
            <span className={classes.dim}>
              Due <DueOn dueOn={invoice.dueOn} daysLate={invoice.daysLate} />
            </span>
          )}
        </div>
        <InvoiceActions invoice={invoice} unsaved={changed.length > 0} />
      </div>
      <Origin invoice={invoice} />
      <FormTrouble problem={problem} clashes={null} />
      <InvoiceForm
        kind={invoice.kind}
        draft={draft}
        choices={choices && !abilities.modifyLines ? { ...choices, rates: invoice.taxes } : choices}
        errors={errors}
        disabled={!abilities.modify || save.isPending}
        linesFixed={!abilities.modifyLines}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
      {abilities.modify && (
        <SaveBar
          dirty={changed.length}
          saving={save.isPending}
          onSave={submit}
          onDiscard={() => setDraft(before)}
        />
      )}
      <UnsavedGuard dirty={changed.length > 0 && !save.isSuccess} />
      {invoice.kind === 'invoice' && invoice.status !== 'draft' && (
        <ChargeList customerId={customerId} query={{ invoiceId }} />
      )}
      {invoice.payments.length > 0 && (
        <Panel title="Payments">
          <ul className={classes.rows} aria-label="Payments">
            {invoice.payments.map((payment, index) => (
              <li key={`${payment.id} ${index}`} className={classes.headLine}>
                <Link
                  to="/$company/customers/$customerId/accounting/payments/$paymentId"
                  params={{ company: params.company, customerId: payment.customerId, paymentId: payment.id }}
                >
                  #{payment.number} {payment.how}
                </Link>
                <Day on={payment.paidOn} />
                <span className={classes.end}>
                  <Money amountCents={payment.amountCents} />
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <p className={classes.dim}>
        {invoice.createdBy}, <Time at={invoice.createdAt} short />
        {invoice.emailedAt && (
          <>
            {' '}
            · sent by e-mail <Time at={invoice.emailedAt} />
          </>
        )}
      </p>
      <details>
        <summary className={classes.summary}>History</summary>
        <EntityHistory
          endpoint={invoices.history}
          input={{ params: { customerId, invoiceId } }}
          empty="Nothing has been changed since it was brought over"
        />
      </details>
    </div>
  )
}

/** Where it comes from, who owes it, and why it cannot be changed. */
function Origin({ invoice }: { invoice: Invoice }) {
  const { company, customerId } = useParams({ from })
  return (
    <>
      {invoice.payer.id !== invoice.customer.id && (
        <p className={classes.origin}>
          Billed to the parent,{' '}
          <Link
            to="/$company/customers/$customerId/accounting"
            params={{ company, customerId: invoice.payer.id }}
          >
            {invoice.payer.name}
          </Link>
        </p>
      )}
      {invoice.recurringId !== null && (
        <p className={classes.origin}>
          Made by{' '}
          <Link
            to="/$company/customers/$customerId/accounting/recurring/$recurringId"
            params={{ company, customerId, recurringId: invoice.recurringId }}
          >
            recurring invoice #{invoice.recurringId}
          </Link>
          {invoice.period && (
            <>
              {' '}
              for <Day on={invoice.period.from} /> to <Day on={addDays(invoice.period.to, -1)} />
            </>
          )}
        </p>
      )}
      {(invoice.quote ?? invoice.invoice) && (
        <p className={classes.origin}>
          <Link to={from} params={{ company, customerId, invoiceId: (invoice.quote ?? invoice.invoice)!.id }}>
            {invoice.quote
              ? `Quote #${invoice.quote.number}`
              : `Invoice #${invoice.invoice!.number ?? 'draft'}`}
          </Link>
        </p>
      )}
      {invoice.workOrderId !== null && (
        <p className={classes.origin}>
          <Link
            to="/$company/customers/$customerId/work-orders/$workOrderId"
            params={{ company, customerId, workOrderId: invoice.workOrderId }}
          >
            Work order #{invoice.workOrderId}
          </Link>
        </p>
      )}
      {invoice.readOnlyReason === 'archived' && (
        <Notice tone="neutral">The customer is archived: nothing here can be changed.</Notice>
      )}
      {invoice.readOnlyReason === 'permission' && (
        <Notice tone="neutral">Changing it needs the permission “Invoices: Modify” at this location.</Notice>
      )}
      {invoice.abilities.modify && !invoice.abilities.modifyLines && (
        <Notice tone="info">Something is paid of it: lines, date and tax stay as they are.</Notice>
      )}
    </>
  )
}
