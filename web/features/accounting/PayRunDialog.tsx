/** Marks the chosen payables as paid on a day: a pay run. */
import { SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { payRuns } from '#shared/contracts/pay-runs.ts'
import { formatCents } from '#shared/money.ts'
import { isPayable } from '#shared/rules/payables.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useLocale } from '#web/ui/locale.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import type { Which } from './PayableBulkBar.tsx'
import { PayableDialog } from './PayableDialogs.tsx'
import { useRefreshPayables } from './use-payables.ts'
import type { ListedPayable } from './use-ticked.ts'

type Props = {
  which: Which
  /** null: all that the filter finds. */
  rows: readonly ListedPayable[] | null
  today: string
  onClose: () => void
  onDone: () => void
}

export function PayRunDialog({ which, rows, today, onClose, onDone }: Props) {
  const { currency } = useLocale()
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const start = useEndpointMutation(payRuns.start)
  const refresh = useRefreshPayables()
  const requestKey = useRef(crypto.randomUUID())
  const [draft, setDraft] = useState({ paidOn: today, reference: '', notes: '' })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const found = { ...fieldErrors(start.error), ...errors }
  const due = rows?.filter((row) => isPayable(row) && row.outstandingCents !== 0)
  const total = due?.reduce((cents, row) => cents + row.outstandingCents, 0) ?? 0
  const payees = new Set(due?.map(({ payee }) => payee.userId ?? payee.name)).size
  return (
    <PayableDialog
      title="Mark paid"
      label="Mark paid"
      error={start.error}
      busy={start.isPending}
      disabled={due?.length === 0}
      onClose={onClose}
      onSubmit={() => {
        const checked = check(payRuns.start.body, { which, ...draft, requestKey: requestKey.current })
        setErrors(checked.errors ?? {})
        if (checked.errors) return
        start.mutate(
          { body: checked.value },
          {
            onSuccess: ({ run, left }) => {
              refresh()
              onDone()
              onClose()
              toastDone(
                `Pay run #${run.id} paid ${run.count === 1 ? 'one payable' : `${run.count} payables`}.${left ? ` ${left} were not approved, and stay.` : ''}`,
              )
              void navigate({
                to: '/$company/accounting/pay-runs/$payRunId',
                params: { company, payRunId: run.id },
              })
            },
            onError: ({ status }) => {
              if (status !== 0) requestKey.current = crypto.randomUUID()
            },
          },
        )
      }}
    >
      {due === undefined ? (
        <Notice tone="info">
          Of all that the filters find, those that are approved are paid; the others stay as they are.
        </Notice>
      ) : due.length === 0 ? (
        <Notice tone="attention">None of the chosen payables is approved. Approve them first.</Notice>
      ) : (
        <Notice tone="info">
          {formatCents(total, currency)} to {payees === 1 ? 'one payee' : `${payees} payees`}, for{' '}
          {due.length === 1 ? 'one payable' : `${due.length} payables`}.
          {due.length < rows!.length &&
            ` ${rows!.length - due.length} of the chosen are not approved, and stay as they are.`}{' '}
          Charge backs are taken off.
        </Notice>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label="Paid on"
          type="date"
          withAsterisk
          max={today}
          value={draft.paidOn}
          error={found['paidOn']}
          onChange={(event) => setDraft({ ...draft, paidOn: event.currentTarget.value })}
        />
        <TextInput
          label="Reference"
          maxLength={60}
          placeholder="Payroll of March 15"
          value={draft.reference}
          error={found['reference']}
          onChange={(event) => setDraft({ ...draft, reference: event.currentTarget.value })}
        />
      </SimpleGrid>
      <Textarea
        label="Notes"
        autosize
        minRows={1}
        maxLength={500}
        value={draft.notes}
        error={found['notes']}
        onChange={(event) => setDraft({ ...draft, notes: event.currentTarget.value })}
      />
    </PayableDialog>
  )
}
