/** A customer's accounts at interactive-services providers, a panel each (CON-070, CON-071). */
import { IconDeviceMobile, IconPlus } from '@tabler/icons-react'
import type { InteractiveAccount, InteractivePage as Page } from '#shared/contracts/interactive.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import styles from '../connections.module.css'
import { ConnectionsNav } from '../ConnectionsNav.tsx'
import { useCustomerParams } from '../customer-params.ts'
import { AccountPanel } from './AccountPanel.tsx'
import { AccountStep } from './AccountStep.tsx'
import { nameOf } from './interactive-words.ts'
import classes from './interactive.module.css'
import { RetryButton } from './RetryButton.tsx'
import { useInteractive } from './use-interactive.ts'

export function InteractivePage() {
  const { data, error, refetch } = useInteractive()
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <>
      <ConnectionsNav />
      {data ? (
        <Accounts page={data} />
      ) : (
        <div role="status" aria-label="Loading interactive services">
          <LinesSkeleton count={8} />
        </div>
      )}
    </>
  )
}

function Accounts({ page }: { page: Page }) {
  const { accounts, past, attention, disabledReason, providers } = page
  const mayAdd = providers.length > 0 && disabledReason === null
  return (
    <>
      {disabledReason && accounts.length > 0 && (
        <Notice tone="neutral">
          {disabledReason}: its accounts can be looked at, not changed. They go on at their providers.
        </Notice>
      )}
      {past.map((account) =>
        attention
          .filter(({ accountId }) => accountId === account.id)
          .map(({ message, retry }) => (
            <Notice
              key={message}
              tone="attention"
              action={retry ? <RetryButton account={account} /> : undefined}
            >
              {message}
            </Notice>
          )),
      )}
      {accounts.length > 0 && mayAdd && (
        <div className={classes.head}>
          <h2 className={classes.title}>
            {accounts.length === 1 ? '1 account' : `${accounts.length} accounts`}
          </h2>
          <AddButton label="Add account" />
        </div>
      )}
      {accounts.length === 0 && (
        <Panel>
          <EmptyState
            icon={IconDeviceMobile}
            title="No interactive services"
            action={mayAdd ? <AddButton label="Link or create an account" filled /> : undefined}
          >
            {mayAdd
              ? 'Link the account that this customer has at a provider already, or create a new one.'
              : disabledReason
                ? 'This customer had no app account when it was archived.'
                : 'This customer has no app account. A provider that Keyholder speaks to is set up under Administration, Interactive services providers.'}
          </EmptyState>
        </Panel>
      )}
      {accounts.map((account) => (
        <AccountPanel
          key={account.id}
          account={account}
          attention={attention.filter(({ accountId }) => accountId === account.id)}
        />
      ))}
      <Past accounts={past} />
      <AccountStep page={page} />
    </>
  )
}

function AddButton({ label, filled = false }: { label: string; filled?: boolean }) {
  const params = useCustomerParams()
  return (
    <LinkButton
      to="/$company/customers/$customerId/connections/isp/add"
      params={params}
      variant={filled ? 'filled' : 'default'}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      {label}
    </LinkButton>
  )
}

function Past({ accounts }: { accounts: readonly InteractiveAccount[] }) {
  if (accounts.length === 0) return null
  return (
    <Panel title="Past accounts" flush>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Table of past accounts">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Provider</th>
              <th scope="col">Account</th>
              <th scope="col">Linked</th>
              <th scope="col">Unlinked</th>
            </tr>
          </thead>
          <tbody>
            {accounts.map((past) => (
              <tr key={past.id}>
                <td>{past.provider}</td>
                <td>{nameOf(past)}</td>
                <td>
                  {past.linkedAt ? <Span at={past.linkedAt} by={past.linkedBy} /> : <Never past={past} />}
                </td>
                <td>{past.unlinkedAt ? <Span at={past.unlinkedAt} by={past.unlinkedBy} /> : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

const Never = ({ past }: { past: InteractiveAccount }) => (
  <>
    Never confirmed
    {past.lastError && <div className={classes.refusal}>{past.lastError}</div>}
  </>
)

const Span = ({ at, by }: { at: string; by: string | null }) => (
  <>
    <Time at={at} exact />
    {by && <span className={styles.none}> by {by}</span>}
  </>
)
