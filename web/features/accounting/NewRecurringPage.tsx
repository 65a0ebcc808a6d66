/** A new recurring invoice; of a sub-customer it bills through the parent (REC-164). */
import { Button } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { recurring } from '#shared/contracts/recurring.ts'
import { mmrItemId } from '#shared/rules/invoices.ts'
import { check, fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { BackLink } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { type Choices, dollars, newLine } from './invoice-draft.ts'
import { bodyOfRecurring, draftOfRecurring, type RecurringDraft } from './recurring-draft.ts'
import { RecurringForm } from './RecurringForm.tsx'
import { useChoices, useCustomerParams, useRefresh } from './use-accounting.ts'
import classes from './accounting.module.css'

const from = '/$company/customers/$customerId/accounting/recurring/new'

export function NewRecurringPage() {
  const { customerId } = useCustomerParams()
  const { from: copied } = useSearch({ from })
  const choices = useChoices(customerId)
  const source = useEndpointQuery(
    recurring.get,
    { params: { customerId, recurringId: copied ?? 0 } },
    { enabled: copied !== undefined },
  )
  if (!choices || (copied !== undefined && !source.data)) return <LinesSkeleton count={8} />
  const rate = newLine({
    item: String(mmrItemId),
    price: dollars(choices.rateCents),
    followsRate: choices.rateCents > 0,
    taxable: choices.items.find(({ id }) => id === mmrItemId)?.taxable ?? false,
  })
  const empty: RecurringDraft = {
    name: '', everyMonths: '1', saleOn: choices.today, startOn: choices.today, anchorOn: '', endOn: '', maxCount: '', daysBefore: '0', termId: '',
    billParent: choices.parent !== null, taxExempt: false, increase: '', poNumber: '', notes: '', internalNotes: '', billingMethodId: '', lines: [rate],
  } // prettier-ignore
  const before = source.data
    ? {
        ...draftOfRecurring(source.data),
        saleOn: choices.today,
        startOn: choices.today,
        anchorOn: '',
        endOn: '',
      }
    : empty
  return <NewForm choices={choices} before={before} />
}

function NewForm({ choices, before }: { choices: Choices; before: RecurringDraft }) {
  useTitle('New recurring invoice')
  const params = useCustomerParams()
  const navigate = useNavigate()
  const refresh = useRefresh()
  const create = useEndpointMutation(recurring.create)
  const [draft, setDraft] = useState(before)
  const [errors, setErrors] = useState<Record<string, string>>({})
  // What is wrong may have scrolled out of sight: the button is far below it.
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [errors])
  const submit = () => {
    const checked = check(recurring.create.body, bodyOfRecurring(draft))
    if (checked.errors) return setErrors(checked.errors)
    setErrors({})
    create.mutate(
      { params: { customerId: params.customerId }, body: checked.value },
      {
        onSuccess: (made) => {
          refresh()
          toastDone('The recurring invoice begins.')
          void navigate({
            to: '/$company/customers/$customerId/accounting/recurring/$recurringId',
            params: { ...params, recurringId: made.id },
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
        <BackLink to="/$company/customers/$customerId/accounting/recurring" params={params}>
          Recurring invoices
        </BackLink>
        <h2 className={classes.title}>New recurring invoice</h2>
      </div>
      {create.error && create.error.errors.length === 0 && (
        <Notice tone="bad">{problemText(create.error)}</Notice>
      )}
      <RecurringForm
        draft={draft}
        choices={choices}
        errors={errors}
        disabled={create.isPending}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
      <div className={classes.buttons}>
        <Button
          variant="default"
          onClick={() =>
            void navigate({ to: '/$company/customers/$customerId/accounting/recurring', params })
          }
        >
          Cancel
        </Button>
        <Button type="submit" loading={create.isPending}>
          Begin recurring invoice
        </Button>
      </div>
      <UnsavedGuard dirty={draft !== before && !create.isSuccess} />
    </form>
  )
}
