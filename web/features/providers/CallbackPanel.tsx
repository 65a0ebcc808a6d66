/** Where a provider sends news of changed accounts, and whether any came: only of those that send them (SYS-07). */
import { Button, CopyButton } from '@mantine/core'
import { callbacks } from '#shared/contracts/callbacks.ts'
import type { LinkedKind } from '#shared/rules/providers.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import classes from './providers.module.css'

type Kind = LinkedKind | 'edoc'
type Props = { kind: Kind; providerId: number }

const alarmnet = { sender: 'AlarmNet', title: 'Callback', note: 'news that an account was changed there', missing: 'No callback secret is saved: nothing is taken' } // prettier-ignore
const words: Record<Kind, typeof alarmnet> = {
  monitoring: alarmnet,
  interactive: alarmnet,
  edoc: {
    sender: 'DocuSign Connect',
    title: 'Connect',
    note: 'news that somebody opened, signed or declined, told at once',
    missing: 'No Connect key is saved: DocuSign is asked every quarter of an hour',
  },
}

export function CallbackPanel({ kind, providerId }: Props) {
  const { data } = useEndpointQuery(callbacks.standing, { params: { providerKind: kind, providerId } })
  if (!data || data.path === null) return null
  const { path, secretSaved, last, count } = data
  const address = `${location.origin}${path}`
  const { sender, title, note, missing } = words[kind]
  return (
    <Panel title={title} note={note}>
      <dl className={classes.callback}>
        <dt>Address to give to {sender}</dt>
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
            <StatusDot tone="attention" label={missing} />
          ) : last ? (
            <StatusDot tone="good" label="News arrive" />
          ) : count === null ? (
            <StatusDot tone="good" label="Ready" />
          ) : (
            <StatusDot tone="neutral" label="Ready; no news within the last day" />
          )}
        </dd>
        {count !== null && (
          <>
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
          </>
        )}
      </dl>
    </Panel>
  )
}
