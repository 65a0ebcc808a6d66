/** Where a provider sends news of changed accounts, and whether any came: only of those that send them (SYS-07). */
import { Button, CopyButton } from '@mantine/core'
import { callbacks } from '#shared/contracts/callbacks.ts'
import type { LinkedKind } from '#shared/rules/providers.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import classes from './providers.module.css'

type Props = { kind: LinkedKind; providerId: number }

export function CallbackPanel({ kind, providerId }: Props) {
  const { data } = useEndpointQuery(callbacks.standing, { params: { providerKind: kind, providerId } })
  if (!data || data.path === null) return null
  const { path, secretSaved, last, count } = data
  const address = `${location.origin}${path}`
  return (
    <Panel title="Callback" note="news that an account was changed there">
      <dl className={classes.callback}>
        <dt>Address to give to AlarmNet</dt>
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
            <StatusDot tone="attention" label="No callback secret is saved: nothing is taken" />
          ) : last ? (
            <StatusDot tone="good" label="News arrive" />
          ) : (
            <StatusDot tone="neutral" label="Ready; no news within the last day" />
          )}
        </dd>
        <dt>Last news</dt>
        <dd>
          {last ? (
            <>
              <Time at={last.at} />, of account {last.accountNumber}
            </>
          ) : (
            <span className={classes.quiet}>None within the last day</span>
          )}
        </dd>
        <dt>Within the last day</dt>
        <dd className="tabular">{count.toLocaleString('en-US')}</dd>
      </dl>
    </Panel>
  )
}
