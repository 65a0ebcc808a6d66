/** One credit check: who answered what, when and for what, and what can be done with it. */
import { Button, Loader } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { credit, type CreditCheck } from '#shared/contracts/credit.ts'
import { consentMethods, creditOutcomes, creditPurposes } from '#shared/rules/credit.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { CopyButton } from '#web/ui/CopyButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { StatusBox } from '#web/ui/Status.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import classes from './credit.module.css'
import { useTakePage } from './use-credit.ts'

type Props = {
  customerId: number
  check: CreditCheck
  mayChange: boolean
  onReport?: () => void
  onSettle?: () => void
  /** Stands in the place of Apply once it is applied: Continue of a wizard. */
  applied?: ReactNode
}

export function CheckCard({ customerId, check, mayChange, onReport, onSettle, applied }: Props) {
  const { state, kind, bureau, source } = check
  const look = useEndpointMutation(credit.look)
  const take = useTakePage(customerId)
  const lookNow = () =>
    look.mutate(
      { params: { customerId, creditCheckId: check.id } },
      { onSuccess: take, onError: toastFailed },
    )
  return (
    <article
      className={classes.card}
      data-kind={kind}
      data-applied={check.applied !== null || undefined}
      aria-label={`Credit check ${check.id}, ${bureau.name}`}
    >
      <header className={classes.head}>
        <Score check={check} />
        <div className={classes.title}>
          <h3>
            {bureau.name}
            {source && source !== bureau.name && <span className={classes.dim}>{source}</span>}
          </h3>
          <p className={classes.dim}>
            #{check.id} · <Time at={check.answeredAt ?? check.requested.at} /> · {check.requested.by}
          </p>
        </div>
        <div className={classes.badges}>
          {kind === 'manual' && (
            <span className={classes.manual}>
              <IconPencil size={12} aria-hidden /> Manual Entry
            </span>
          )}
          {check.applied && (
            <StatusBox tone="good" label="Applied to customer" detail={`By ${check.applied.by}`} />
          )}
        </div>
      </header>
      {state === 'running' && (
        <p className={classes.running} role="status">
          <Loader size={14} aria-hidden /> Asking {bureau.name}. The answer appears here by itself.
        </p>
      )}
      {state === 'failed' && (
        <Notice tone="neutral" title="No inquiry was made.">
          {check.failure}
        </Notice>
      )}
      {state === 'unknown' && (
        <Notice tone="bad" title="The answer was lost: the inquiry may have been made.">
          {check.failure && <>{check.failure.replace(/([^.!?])$/, '$1.')} </>}
          {check.nextLookAt ? (
            <>
              It is looked up at the bureau, and not made again; the next look is{' '}
              <Time at={check.nextLookAt} />.
            </>
          ) : (
            'It is not made again. Ask the bureau on the telephone, and note here what it says.'
          )}
        </Notice>
      )}
      {check.alerts.length > 0 && (
        <Notice tone="attention" title="Alerts.">
          <ul className={classes.list}>
            {check.alerts.map((alert) => (
              <li key={alert}>{alert}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Facts check={check} />
      {check.factors.length > 0 && (
        <details className={classes.more}>
          <summary>What weighed on the score</summary>
          <ul className={classes.list}>
            {check.factors.map((factor) => (
              <li key={factor}>{factor}</li>
            ))}
          </ul>
        </details>
      )}
      <div className={classes.actions}>
        {mayChange && <Applying customerId={customerId} check={check} applied={applied} />}
        {check.report === 'stored' && onReport && (
          <Button size="xs" variant="default" onClick={onReport}>
            View report
          </Button>
        )}
        {check.report === 'wanted' && <span className={classes.dim}>The report is being fetched.</span>}
        {check.report === 'purged' && (
          <span className={classes.dim}>The report was erased: it had been kept long enough.</span>
        )}
        {mayChange && check.report === 'wanted' && (
          <Button size="xs" variant="subtle" loading={look.isPending} onClick={lookNow}>
            Fetch now
          </Button>
        )}
        {mayChange && state === 'unknown' && (
          <>
            {check.nextLookAt && (
              <Button size="xs" variant="default" loading={look.isPending} onClick={lookNow}>
                Look now
              </Button>
            )}
            {onSettle && (
              <Button size="xs" onClick={onSettle}>
                Settle
              </Button>
            )}
          </>
        )}
      </div>
    </article>
  )
}

function Score({ check: { score, grade, outcome, state } }: { check: CreditCheck }) {
  if (score !== null)
    return (
      <p className={classes.score}>
        <strong className="tabular">{score}</strong>
        {grade && (
          <span className={classes.grade} data-grade={grade} title={`Credit grade ${grade}`}>
            {grade}
          </span>
        )}
      </p>
    )
  if (state !== 'answered' || !outcome) return null
  return <p className={classes.outcome}>{creditOutcomes[outcome]}</p>
}

function Facts({ check }: { check: CreditCheck }) {
  const { transactionId, trackingNumber, consent, extras, note } = check
  const facts: [string, Exclude<ReactNode, Promise<unknown>>][] = [
    ['Transaction', transactionId && <Copied value={transactionId} />],
    [
      'Tracking number',
      trackingNumber && trackingNumber !== transactionId && <Copied value={trackingNumber} />,
    ],
    ['Permissible purpose', consent && creditPurposes[consent.purpose]],
    [
      'Consent',
      consent && (
        <>
          {consentMethods[consent.method]}, <Day on={consent.on} />
        </>
      ),
    ],
    ['Previous address', check.previousAddress && 'Given'],
    ...extras.map(({ label, value }): [string, string] => [label, value]),
    ['Note', note],
  ]
  const shown = facts.filter(([, value]) => value)
  if (!shown.length) return null
  return (
    <dl className={classes.facts}>
      {shown.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const Copied = ({ value }: { value: string }) => (
  <span className={classes.copied}>
    <span className="tabular">{value}</span>
    <CopyButton value={value} label={value} />
  </span>
)

function Applying({ customerId, check, applied }: Pick<Props, 'customerId' | 'check' | 'applied'>) {
  const take = useTakePage(customerId)
  const apply = useEndpointMutation(credit.apply)
  const unapply = useEndpointMutation(credit.unapply)
  const input = { params: { customerId, creditCheckId: check.id } }
  const { score, trackingNumber, bureau } = check
  if (check.applied)
    return (
      <>
        {applied}
        <ConfirmButton
          label="Unapply"
          size="xs"
          variant="subtle"
          title="Take this credit check off the customer?"
          confirmLabel="Unapply"
          onConfirm={async () => {
            take(await unapply.mutateAsync(input))
            toastDone('The credit check is no longer applied.')
          }}
        >
          The record’s credit score and tracking number are emptied, unless somebody has changed them since.
          The check stays here.
        </ConfirmButton>
      </>
    )
  if (check.state !== 'answered' || (score === null && !trackingNumber)) return null
  return (
    <ConfirmButton
      label="Apply to customer"
      size="xs"
      variant="filled"
      title="Apply this credit check?"
      confirmLabel="Apply to customer"
      onConfirm={async () => {
        take(await apply.mutateAsync(input))
        toastDone('Applied to customer.')
      }}
    >
      {bureau.name} becomes the active credit check: the record’s credit score is{' '}
      {score === null ? 'emptied' : <strong>{score}</strong>}
      {trackingNumber && (
        <>
          , its tracking number <strong>{trackingNumber}</strong>
        </>
      )}
      .
    </ConfirmButton>
  )
}
