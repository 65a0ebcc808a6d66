/** How a payment came out, said plainly: the receipt, or why nothing was charged. */
import { Button, Loader } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { portal, type PortalOutcome } from '#shared/contracts/portal.ts'
import { problemText } from '#web/api/problem.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useRefreshPortal } from './use-portal.ts'
import classes from './portal.module.css'

const pollMs = 1000
const slowPollMs = 10_000
const titles: Record<PortalOutcome['state'], string> = {
  working: 'Your payment is being processed',
  paid: 'Thank you: your payment was received',
  declined: 'Your payment was declined',
  failed: 'Your payment was not made',
  unknown: 'Your payment is still being processed',
  returned: 'Your payment came back',
}

export function OutcomePanel({
  companyId,
  requestKey,
  onBack,
}: {
  companyId: number
  requestKey: string
  onBack: () => void
}) {
  const { data, error } = useEndpointQuery(
    portal.outcome,
    { params: { companyId, requestKey } },
    {
      staleTime: 0,
      refetchInterval: ({ state: { data } }) =>
        data?.state === 'unknown' ? slowPollMs : data && data.state !== 'working' ? false : pollMs,
    },
  )
  const refresh = useRefreshPortal()
  const latest = useRef(refresh)
  latest.current = refresh
  const state = data?.state ?? 'working'
  // Once for each outcome: what is owed has changed.
  useEffect(() => {
    if (state !== 'working') latest.current()
  }, [state])
  return (
    <Panel title={titles[state]}>
      <div className={classes.block}>
        {error && !data && <Notice tone="bad">{problemText(error)}</Notice>}
        {state === 'working' && (
          <p role="status">
            <Loader size={14} aria-hidden /> Please wait. This takes a few seconds, and you need not stay:
            nothing is charged twice.
          </p>
        )}
        {state === 'unknown' && (
          <Notice tone="attention" title="Please do not pay again.">
            Your bank has not answered yet. We find out whether it was charged, and
            {data?.receiptTo ? ` send the receipt to ${data.receiptTo}.` : ' show it here.'}
          </Notice>
        )}
        {state === 'declined' && (
          <Notice tone="bad" title="Nothing was charged.">
            {data?.reason}
          </Notice>
        )}
        {state === 'failed' && <Notice tone="bad">{data?.reason}</Notice>}
        {state === 'returned' && (
          <Notice tone="bad">Your bank has sent this payment back. What it paid is owed again.</Notice>
        )}
        {data && state === 'paid' && <Receipt outcome={data} />}
        {data && state !== 'paid' && (
          <p className={classes.dim}>
            <Money amountCents={data.amountCents} /> by {data.method}
          </p>
        )}
        {state !== 'working' && (
          <div className={classes.buttons}>
            <Button variant={state === 'paid' ? 'default' : 'filled'} onClick={onBack}>
              {state === 'declined' || state === 'failed' ? 'Try another way' : 'Back to the account'}
            </Button>
            {state === 'paid' && (
              <Button
                variant="default"
                leftSection={<IconPrinter size={15} aria-hidden />}
                onClick={() => window.print()}
              >
                Print
              </Button>
            )}
          </div>
        )}
      </div>
    </Panel>
  )
}

function Receipt({ outcome }: { outcome: PortalOutcome }) {
  return (
    <>
      <Notice tone="good">
        {outcome.receiptTo ? `A receipt is on its way to ${outcome.receiptTo}.` : 'Print this page for your records.'}
      </Notice>
      <dl className={classes.receipt}>
        <dt>Amount</dt>
        <dd>
          <strong>
            <Money amountCents={outcome.amountCents} />
          </strong>
        </dd>
        <dt>Paid by</dt>
        <dd>{outcome.method}</dd>
        <dt>On</dt>
        <dd>
          <Time at={outcome.at} exact />
        </dd>
        {outcome.parts.map((part) => (
          <div key={part.number} style={{ display: 'contents' }}>
            <dt>Invoice #{part.number}</dt>
            <dd>
              <Money amountCents={part.amountCents} />
              {part.leftCents > 0 && (
                <>
                  {' '}
                  (<Money amountCents={part.leftCents} /> still open)
                </>
              )}
            </dd>
          </div>
        ))}
        {outcome.number !== null && (
          <>
            <dt>Payment</dt>
            <dd>#{outcome.number}</dd>
          </>
        )}
        <dt>Transaction</dt>
        <dd className="tabular">{outcome.transactionId}</dd>
      </dl>
    </>
  )
} // prettier-ignore
