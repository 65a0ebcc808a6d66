/** Where a payment processor sends its webhooks, and whether any came (REL-002). */
import { Button, CopyButton } from '@mantine/core'
import { charges } from '#shared/contracts/charges.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import classes from './providers.module.css'

export function WebhookPanel({ processorId }: { processorId: number }) {
  const { data } = useEndpointQuery(charges.webhookStanding, { params: { processorId } })
  if (!data) return null
  const { path, secretSaved, lastAt, count } = data
  const address = `${location.origin}${path}`
  return (
    <Panel title="Webhook" note="returns and chargebacks, told at once">
      <dl className={classes.callback}>
        <dt>Address to give to the processor</dt>
        <dd>
          <code className={classes.address}>{address}</code>
          <CopyButton value={address}>
            {({ copied, copy }) => (
              <Button size="compact-xs" variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </dd>
        <dt>State</dt>
        <dd>
          {!secretSaved ? (
            <StatusDot
              tone="attention"
              label="No signing key is saved: the processor is asked once a night"
            />
          ) : lastAt ? (
            <StatusDot tone="good" label="Webhooks arrive" />
          ) : (
            <StatusDot tone="neutral" label="Ready; none within the last day" />
          )}
        </dd>
        <dt>Last one</dt>
        <dd>
          {lastAt ? <Time at={lastAt} /> : <span className={classes.quiet}>None within the last day</span>}
        </dd>
        <dt>Within the last day</dt>
        <dd className="tabular">{count.toLocaleString('en-US')}</dd>
      </dl>
    </Panel>
  )
}
