/** What is decided and paid of a payable. */
import { Button, Modal, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useRef, useState } from 'react'
import { type Payable, payables } from '#shared/contracts/payables.ts'
import { formatCents, parseMoney } from '#shared/money.ts'
import { check, fieldErrors, type Problem, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useLocale } from '#web/ui/locale.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useRefreshPayables } from './use-payables.ts'
import classes from './accounting.module.css'

type Base = { customerId: number; row: Payable; onClose: () => void }

export function PayableDialog(props: {
  title: string
  label: string
  error: Problem | null
  busy: boolean
  size?: string
  disabled?: boolean
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}) {
  return (
    <Modal opened onClose={props.onClose} title={props.title} size={props.size ?? 'md'}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          // A dialog within a dialog’s page: the form behind it is not meant.
          event.stopPropagation()
          props.onSubmit()
        }}
      >
        <Stack gap="md">
          {props.error && props.error.errors.length === 0 && (
            <Notice tone="bad">{problemText(props.error)}</Notice>
          )}
          {props.children}
          <div className={classes.buttons}>
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={props.busy} disabled={props.disabled}>
              {props.label}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}

export function PaymentForm({ customerId, row, today, onClose }: Base & { today: string }) {
  const { currency } = useLocale()
  const pay = useEndpointMutation(payables.pay)
  const refresh = useRefreshPayables()
  const requestKey = useRef(crypto.randomUUID())
  const left = row.amountCents - row.paidCents
  const [draft, setDraft] = useState({ amount: '', on: today, reference: '', notes: '' })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const found = { ...fieldErrors(pay.error), ...errors }
  const field = (name: keyof typeof draft, label: string, path: string, more: object = {}) => (
    <TextInput
      label={label}
      value={draft[name]}
      error={found[path]}
      onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
      {...more}
    />
  )
  return (
    <PayableDialog
      title={left < 0 ? 'Take back' : `Pay ${row.payee.name}`}
      label={left < 0 ? 'Note what was taken back' : 'Note payment'}
      error={pay.error}
      busy={pay.isPending}
      onClose={onClose}
      onSubmit={() => {
        const typed = draft.amount.trim() === '' ? left : (parseMoney(draft.amount) ?? Number.NaN)
        // A charge back is below zero, and people type what comes back.
        const amountCents = left < 0 && typed > 0 ? -typed : typed
        const { on, reference, notes } = draft
        const checked = check(payables.pay.body, {
          amountCents,
          on,
          reference,
          notes,
          requestKey: requestKey.current,
        })
        setErrors(checked.errors ?? {})
        if (checked.errors) return
        pay.mutate(
          { params: { customerId, payableId: row.id }, body: checked.value },
          {
            onSuccess: () => {
              refresh()
              toastDone('It was noted.')
              onClose()
            },
            onError: ({ status }) => {
              if (status !== 0) requestKey.current = crypto.randomUUID()
            },
          },
        )
      }}
    >
      {left < 0 && (
        <Notice tone="info">
          {formatCents(-left, currency)} of what was paid is to come back, for example kept in from the next
          pay.
        </Notice>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {field('amount', 'Amount', 'amountCents', {
          inputMode: 'decimal',
          withAsterisk: true,
          placeholder: (Math.abs(left) / 100).toFixed(2),
          'data-autofocus': true,
        })}
        {field('on', 'On', 'on', { type: 'date', withAsterisk: true, max: today })}
        {field('reference', 'Reference', 'reference', { maxLength: 60, placeholder: 'Check 1042' })}
        {field('notes', 'Notes', 'notes', { maxLength: 500 })}
      </SimpleGrid>
    </PayableDialog>
  )
}

export function ReasonDialog({
  customerId,
  row,
  status,
  onClose,
}: Base & { status: 'denied' | 'requires_review' }) {
  const set = useEndpointMutation(payables.setStatus)
  const refresh = useRefreshPayables()
  const [reason, setReason] = useState('')
  const [error, setError] = useState<string>()
  const deny = status === 'denied'
  return (
    <PayableDialog
      title={deny ? `Deny #${row.id}?` : `Hold #${row.id} for review?`}
      label={deny ? 'Deny' : 'Hold for review'}
      error={set.error}
      busy={set.isPending}
      onClose={onClose}
      onSubmit={() => {
        if (deny && !reason.trim()) return setError('Say why')
        set.mutate(
          { params: { customerId, payableId: row.id }, body: { version: row.version, status, reason } },
          {
            onSuccess: () => {
              refresh()
              toastDone(deny ? 'The payable was denied.' : 'The payable is held for review.')
              onClose()
            },
          },
        )
      }}
    >
      <Textarea
        label="Reason"
        description={deny ? 'The payee sees that it was denied; the reason stays here' : undefined}
        withAsterisk={deny}
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        value={reason}
        error={error ?? fieldErrors(set.error)['reason']}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </PayableDialog>
  )
}

export function ReverseDialog({
  customerId,
  row,
  payment,
  onClose,
}: Base & { payment: Payable['payments'][number] }) {
  const { currency } = useLocale()
  const reverse = useEndpointMutation(payables.reversePayment)
  const refresh = useRefreshPayables()
  const [reason, setReason] = useState('')
  const [error, setError] = useState<string>()
  return (
    <PayableDialog
      title={`Reverse ${formatCents(payment.amountCents, currency)}?`}
      label="Reverse"
      error={reverse.error}
      busy={reverse.isPending}
      onClose={onClose}
      onSubmit={() => {
        if (!reason.trim()) return setError('Say what was wrong')
        reverse.mutate(
          { params: { customerId, payableId: row.id, payablePaymentId: payment.id }, body: { reason } },
          {
            onSuccess: () => {
              refresh()
              toastDone('It was reversed.')
              onClose()
            },
          },
        )
      }}
    >
      <div>The payment stays in the list beside what takes it back. Use it for what was noted in error.</div>
      <Textarea
        label="What was wrong?"
        withAsterisk
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        value={reason}
        error={error ?? fieldErrors(reverse.error)['reason']}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </PayableDialog>
  )
}
