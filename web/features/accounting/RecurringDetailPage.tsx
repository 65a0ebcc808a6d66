/** One recurring invoice: its form, its state, the invoices that it made. */
import { Button } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { recurring, type RecurringInvoice } from '#shared/contracts/recurring.ts'
import { frequencyText } from '#shared/rules/recurring.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { RecurringBillingLink } from '#web/features/app-billing/AppBillingLink.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink, FormTrouble, SaveBar } from '#web/ui/FormPage.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Day } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { RecurringMark } from './marks.tsx'
import { changedFields, draftOfRecurring } from './recurring-draft.ts'
import { RecurringForm } from './RecurringForm.tsx'
import { useChoices, useRefresh } from './use-accounting.ts'
import classes from './accounting.module.css'

const from = '/$company/customers/$customerId/accounting/recurring/$recurringId'

export function RecurringDetailPage() {
  const { customerId, recurringId } = useParams({ from })
  const { data, error, refetch } = useEndpointQuery(recurring.get, { params: { customerId, recurringId } })
  useTitle(`Recurring invoice #${recurringId}`)
  if (data) return <Opened row={data} key={`${data.id} ${data.version}`} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <LinesSkeleton count={10} />
}

function Opened({ row }: { row: RecurringInvoice }) {
  const params = useParams({ from })
  const { customerId, recurringId } = params
  const [before] = useState(() => draftOfRecurring(row))
  const [draft, setDraft] = useState(before)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string | null>(null)
  const choices = useChoices(customerId)
  const refresh = useRefresh()
  const save = useEndpointMutation(recurring.save)
  const changed = changedFields(before, draft)
  const dirty = Object.keys(changed).length
  const submit = () => {
    const checked = check(recurring.save.body.shape.fields, changed)
    if (checked.errors) {
      setErrors(checked.errors)
      return setProblem('This was not saved. Please look at the marked fields.')
    }
    save.mutate(
      { params: { customerId, recurringId }, body: { version: row.version, fields: checked.value } },
      {
        onSuccess: () => {
          refresh()
          toastDone('The recurring invoice was saved.')
        },
        onError: (failure) => {
          const found = Object.entries(fieldErrors(failure))
          setErrors(Object.fromEntries(found.map(([path, text]) => [path.replace(/^fields\./, ''), text])))
          setProblem(found.length ? 'This was not saved. Please look at the marked fields.' : failure.detail)
        },
      },
    )
  }
  return (
    <div className={classes.entries}>
      <div className={classes.pageHead}>
        <BackLink to="/$company/customers/$customerId/accounting/recurring" params={params}>
          Recurring invoices
        </BackLink>
        <div className={classes.headLine}>
          <h2 className={classes.title}>{row.name || `Recurring invoice #${row.id}`}</h2>
          <RecurringMark state={row.state} />
          <span>{frequencyText(row.everyMonths)}</span>
          {row.billingMethod && <span>Auto Pay: {row.billingMethod.name}</span>}
          {row.nextOn && (
            <span className={classes.dim}>
              Next <Day on={row.nextOn} />
              {row.nextCents !== null && (
                <>
                  , <Money amountCents={row.nextCents} /> before tax
                </>
              )}
            </span>
          )}
        </div>
        <Actions row={row} unsaved={dirty > 0} />
      </div>
      {row.state === 'finished' && (
        <Notice tone="neutral">It has made all its invoices and stays as it is.</Notice>
      )}
      {row.state === 'stopped' && <Notice tone="attention">It is stopped and makes no invoices.</Notice>}
      <RecurringBillingLink customerId={customerId} recurringId={row.id} hasRateLine={row.hasRateLine} />
      <FormTrouble problem={problem} clashes={null} />
      <RecurringForm
        draft={draft}
        choices={choices}
        errors={errors}
        disabled={!row.abilities.modify || save.isPending}
        calendarFixed={row.made > 0}
        currentMethod={row.billingMethod?.name}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
      {row.abilities.modify && (
        <SaveBar dirty={dirty} saving={save.isPending} onSave={submit} onDiscard={() => setDraft(before)} />
      )}
      <UnsavedGuard dirty={dirty > 0 && !save.isSuccess} />
      <details>
        <summary className={classes.summary}>History</summary>
        <EntityHistory
          endpoint={recurring.history}
          input={{ params: { customerId, recurringId } }}
          empty="Nothing has been changed since it was brought over"
        />
      </details>
    </div>
  )
}

function Actions({ row, unsaved }: { row: RecurringInvoice; unsaved: boolean }) {
  const params = useParams({ from })
  const { customerId, recurringId } = params
  const navigate = useNavigate()
  const refresh = useRefresh()
  const setState = useEndpointMutation(recurring.setState)
  const remove = useEndpointMutation(recurring.remove)
  const to = (state: 'active' | 'stopped') =>
    setState.mutate(
      { params: { customerId, recurringId }, body: { version: row.version, state } },
      {
        onSuccess: () => {
          refresh()
          toastDone(state === 'active' ? 'It goes on from its next period.' : 'It is stopped.')
        },
        onError: (problem) => toastFailed(problem.detail),
      },
    )
  const why = unsaved ? 'Save or discard your changes first' : undefined
  return (
    <div className={classes.actions}>
      {row.made > 0 && (
        <LinkButton
          to="/$company/customers/$customerId/accounting/invoices"
          params={params}
          search={{ recurringId: row.id }}
          size="xs"
          variant="default"
        >
          {row.made === 1 ? '1 invoice' : `${row.made} invoices`}
        </LinkButton>
      )}
      {row.abilities.modify && (
        <>
          <Button
            size="xs"
            variant="default"
            disabled={unsaved}
            title={why}
            loading={setState.isPending}
            onClick={() => to(row.state === 'active' ? 'stopped' : 'active')}
          >
            {row.state === 'active' ? 'Stop' : 'Go on'}
          </Button>
          <LinkButton
            to="/$company/customers/$customerId/accounting/recurring/new"
            params={params}
            search={{ from: row.id }}
            size="xs"
            variant="subtle"
            color="gray"
          >
            Duplicate
          </LinkButton>
        </>
      )}
      {row.abilities.delete && (
        <ConfirmButton
          label="Delete"
          danger
          variant="subtle"
          size="xs"
          title="Delete this recurring invoice?"
          onConfirm={async () => {
            await remove.mutateAsync({ params: { customerId, recurringId } })
            toastDone('The recurring invoice was deleted.')
            await navigate({
              to: '/$company/customers/$customerId/accounting/recurring',
              params,
              replace: true,
              ignoreBlocker: true,
            })
            refresh()
          }}
        >
          It has made no invoice yet, and is gone for good.
        </ConfirmButton>
      )}
    </div>
  )
}
