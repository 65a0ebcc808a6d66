/** What may be done with the chosen payables; stands above the list while some are chosen. */
import { Button, CloseButton } from '@mantine/core'
import { useState } from 'react'
import { payables } from '#shared/contracts/payables.ts'
import { maxBulkPayables, type SettableStatus } from '#shared/rules/payables.ts'
import type { Input } from '#shared/contract.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Textarea } from '@mantine/core'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { PayableDialog } from './PayableDialogs.tsx'
import { useRefreshPayables } from './use-payables.ts'
import type { Ticked } from './use-ticked.ts'
import classes from './accounting.module.css'

export type Which = Input<typeof payables.setStatuses>['body']['which']
type Props = { ticked: Ticked; which: Which; found: number; shown: number; onPay: () => void }

export function PayableBulkBar({ ticked, which, found, shown, onPay }: Props) {
  const set = useEndpointMutation(payables.setStatuses)
  const refresh = useRefreshPayables()
  const [asking, setAsking] = useState<'denied' | 'requires_review' | null>(null)
  const total = ticked.everything ? found : ticked.ids.length
  const tooMany = total > maxBulkPayables
  const run = (status: SettableStatus, reason = '') =>
    set.mutate(
      { body: { which, status, reason } },
      {
        onSuccess: ({ changed, left }) => {
          ticked.clear()
          setAsking(null)
          const word = {
            approved: 'approved',
            denied: 'denied',
            requires_review: 'held for review',
            pending: 'set back to pending',
          }[status]
          toastDone(
            `${changed === 1 ? 'One payable was' : `${changed} payables were`} ${word}.${left ? ` ${left} could not be, and stay as they are.` : ''}`,
          )
        },
        onError: (problem) => {
          if (!asking) toastFailed(problem)
        },
        onSettled: refresh,
      },
    )
  return (
    <div className={`${classes.bulk} no-print`} role="group" aria-label="Chosen rows">
      <span aria-live="polite">
        {total.toLocaleString('en-US')} {total === 1 ? 'payable' : 'payables'} chosen
      </span>
      {!ticked.everything && ticked.ids.length >= shown && found > ticked.ids.length && (
        <Button size="compact-sm" variant="subtle" onClick={ticked.takeEverything}>
          Choose all {found.toLocaleString('en-US')} that the filters find
        </Button>
      )}
      <Button size="compact-sm" disabled={tooMany} loading={set.isPending} onClick={() => run('approved')}>
        Approve
      </Button>
      <Button size="compact-sm" disabled={tooMany} onClick={onPay}>
        Mark paid…
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        disabled={tooMany}
        onClick={() => setAsking('requires_review')}
      >
        Hold…
      </Button>
      <Button size="compact-sm" variant="default" disabled={tooMany} onClick={() => setAsking('denied')}>
        Deny…
      </Button>
      {tooMany && (
        <span className={classes.dim}>
          At most {maxBulkPayables.toLocaleString('en-US')} at once: narrow the filters.
        </span>
      )}
      <CloseButton size="sm" ml="auto" aria-label="Choose none" onClick={ticked.clear} />
      {asking && (
        <Reason
          status={asking}
          total={total}
          error={set.error}
          busy={set.isPending}
          onRun={(reason) => run(asking, reason)}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  )
}

type ReasonProps = {
  status: 'denied' | 'requires_review'
  total: number
  error: Parameters<typeof PayableDialog>[0]['error']
  busy: boolean
  onRun: (reason: string) => void
  onClose: () => void
}
function Reason({ status, total, error, busy, onRun, onClose }: ReasonProps) {
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const deny = status === 'denied'
  const what = total === 1 ? 'one payable' : `${total.toLocaleString('en-US')} payables`
  return (
    <PayableDialog
      title={deny ? `Deny ${what}?` : `Hold ${what} for review?`}
      label={deny ? 'Deny' : 'Hold for review'}
      error={error}
      busy={busy}
      onClose={onClose}
      onSubmit={() => (deny && !reason.trim() ? setMissing(true) : onRun(reason))}
    >
      <Textarea
        label="Reason"
        withAsterisk={deny}
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        value={reason}
        error={missing ? 'Say why' : undefined}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </PayableDialog>
  )
}
