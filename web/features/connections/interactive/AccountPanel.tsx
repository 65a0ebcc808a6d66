/** One account as the provider last showed it, what is on its way there, and what can be done. */
import type { InteractiveAccount, InteractivePage } from '#shared/contracts/interactive.ts'
import { AccountBillingLink } from '#web/features/app-billing/AppBillingLink.tsx'
import { Copyable } from '#web/ui/CopyButton.tsx'
import { Money } from '#web/ui/Money.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import styles from '../connections.module.css'
import { useCustomerParams } from '../customer-params.ts'
import { FactList } from '../FactList.tsx'
import { AccountActions } from './AccountActions.tsx'
import { accountWords } from './interactive-words.ts'
import classes from './interactive.module.css'
import { RetryButton } from './RetryButton.tsx'

type Props = { account: InteractiveAccount; attention: InteractivePage['attention'] }

export function AccountPanel({ account, attention }: Props) {
  const { provider, login, externalId, words, plan } = account
  const { customerId } = useCustomerParams()
  const state = accountWords(account)
  const isMade = account.state === 'creating'
  return (
    <Panel title={provider} note={<StatusDot tone={state.tone} label={state.label} />}>
      <div className={classes.notices}>
        {isMade ? (
          <Notice tone="attention" title="Being finished.">
            {attention[0]?.message ?? `${provider} has not confirmed yet.`} Keyholder asks by itself until it
            knows, and makes nothing twice; this page follows.
          </Notice>
        ) : (
          attention.map(({ message, retry }) => (
            <Notice
              key={message}
              tone="attention"
              action={retry && hasRetry(account) ? <RetryButton account={account} /> : undefined}
            >
              {message}
            </Notice>
          ))
        )}
        {account.state === 'linked' && <AccountBillingLink customerId={customerId} accountId={account.id} />}
      </div>
      <div className={`${styles.pair} ${classes.facts}`}>
        <FactList
          facts={[
            ['Login', login && <Code value={login} label="login" />],
            ['Account ID', externalId && <Code value={externalId} label="account ID" />],
            [
              words.device,
              account.deviceSerial && <Code value={account.deviceSerial} label="serial number" />,
            ],
            ['Panel', account.panel],
            ['Alarms go to', forwardingOf(account)],
          ]}
        />
        <FactList
          facts={[
            ['Plan', plan?.label],
            [
              'Price a month',
              account.monthlyCents === null ? (
                <span className={styles.none}>Not told</span>
              ) : (
                <Money amountCents={account.monthlyCents} />
              ),
            ],
            ['Updates', updatesOf(account)],
            ['Last sync', account.lastSyncAt && <Time at={account.lastSyncAt} />],
            ['Last looked at', account.seenAt && <Time at={account.seenAt} />],
          ]}
        />
      </div>
      <Features account={account} />
      <AccountActions account={account} />
      {words.honesty && <p className={styles.honesty}>{words.honesty}</p>}
    </Panel>
  )
}

const hasRetry = ({ actions }: InteractiveAccount) =>
  actions.some(({ key, disabledReason }) => key === 'retry' && disabledReason === null)

const Code = ({ value, label }: { value: string; label: string }) => (
  <Copyable value={value} label={label}>
    <span className="tabular">{value}</span>
  </Copyable>
)

function forwardingOf({ centralStation, reasons }: InteractiveAccount) {
  if (!centralStation || (!centralStation.accountNumber && !centralStation.receiver)) return null
  const { accountNumber, receiver, forwarding } = centralStation
  const when = reasons.forwarding.find(({ code }) => code === forwarding)?.label ?? forwarding
  return (
    <>
      <span className="tabular">{receiver || 'No receiver'}</span>
      {accountNumber && (
        <>
          {' '}
          as account <span className="tabular">{accountNumber}</span>
        </>
      )}
      {when && <div className={styles.none}>Forwarding: {when.toLowerCase()}</div>}
    </>
  )
}

/** What of the record's saves the provider does not have yet. */
function updatesOf({ push, provider, state }: InteractiveAccount) {
  const fields = push.fields.join(', ')
  if (push.state === 'failed')
    return (
      <>
        <StatusDot tone="bad" label={`Failed: ${fields}`} />
        {push.error && <div className={styles.pushError}>“{push.error}”</div>}
      </>
    )
  if (push.state === 'idle')
    return state === 'linked' ? <StatusDot tone="good" label={`${provider} has everything`} /> : null
  return (
    <>
      <StatusDot tone="attention" label={`${push.state === 'sending' ? 'Sending' : 'Waiting'}: ${fields}`} />
      {push.attempts > 0 && (
        <div className={styles.none}>
          {push.attempts} {push.attempts === 1 ? 'attempt' : 'attempts'}
          {push.error && `, last “${push.error}”`}
          {push.nextAttemptAt && (
            <>
              {' '}
              · next try <Time at={push.nextAttemptAt} />
            </>
          )}
        </div>
      )}
    </>
  )
}

function Features({ account: { features } }: { account: InteractiveAccount }) {
  if (features.length === 0) return null
  const on = features.filter((feature) => feature.on)
  const off = features.filter((feature) => !feature.on)
  return (
    <div className={classes.features}>
      <h3 className={classes.featuresTitle}>Features</h3>
      {on.length > 0 && (
        <ul className={styles.words} aria-label="Features that are on">
          {on.map(({ code, label, quantity, included }) => (
            <li key={code} data-addon={!included || undefined} className={classes.feature}>
              {label}
              {quantity !== null && quantity > 1 && <span className="tabular"> × {quantity}</span>}
              {!included && <span className={classes.addOn}>add-on</span>}
            </li>
          ))}
        </ul>
      )}
      {off.length > 0 && (
        <details className={classes.off}>
          <summary>
            {off.length} {off.length === 1 ? 'feature is' : 'features are'} off
          </summary>
          <ul className={styles.words}>
            {off.map(({ code, label }) => (
              <li key={code} className={styles.none}>
                {label}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
