/** A customer's connections at a glance: monitoring, interactive services, and what needs attention (CON-002). */
import { IconAntenna, IconDeviceMobile } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Output } from '#shared/contract.ts'
import { connections } from '#shared/contracts/connections.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { Copyable } from '#web/ui/CopyButton.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { AttentionList } from './AttentionList.tsx'
import { stateWords } from './connection-words.ts'
import { ConnectionsNav } from './ConnectionsNav.tsx'
import classes from './connections.module.css'
import { useCustomerParams } from './customer-params.ts'
import { FactList } from './FactList.tsx'
import { stateWords as stateWordsOf } from './interactive/interactive-words.ts'

type Hub = Output<typeof connections.hub>

export function HubPage() {
  const { customerId } = useCustomerParams()
  const hub = useEndpointQuery(connections.hub, { params: { customerId } })
  if (hub.error && !hub.data) return <ErrorState error={hub.error} onRetry={() => void hub.refetch()} />
  return (
    <>
      <ConnectionsNav />
      {hub.data ? (
        <>
          {/* That nobody monitors, the panel below says itself. */}
          <AttentionList
            items={hub.data.attention.filter(
              ({ action }) => hub.data.monitoring.company !== null || action !== 'open_form',
            )}
          />
          <div className={classes.pair}>
            <MonitoringSummary monitoring={hub.data.monitoring} />
            <InteractiveSummary accounts={hub.data.interactive} />
          </div>
        </>
      ) : (
        <div role="status" aria-label="Loading connections">
          <LinesSkeleton count={6} />
        </div>
      )}
    </>
  )
}

function MonitoringSummary({ monitoring }: { monitoring: Hub['monitoring'] }) {
  const params = useCustomerParams()
  const { company } = useMe()
  const words = stateWords(monitoring.connection, company.timeZone)
  return (
    <Panel
      title="Monitoring"
      actions={
        <Link
          to="/$company/customers/$customerId/connections/monitoring"
          params={params}
          className={classes.headLink}
        >
          Open monitoring
        </Link>
      }
    >
      {monitoring.company === null ? (
        <EmptyState icon={IconAntenna} title="Nobody monitors this customer">
          Choose who does under Monitored By on the{' '}
          <Link to="/$company/customers/$customerId" params={params} className={classes.textLink}>
            Home form
          </Link>
          .
        </EmptyState>
      ) : (
        <FactList
          facts={[
            ['Monitored by', monitoring.company],
            [
              'Account number',
              monitoring.accountNumber && (
                <Copyable value={monitoring.accountNumber} label="account number">
                  <span className="tabular">{monitoring.accountNumber}</span>
                </Copyable>
              ),
            ],
            [
              'State',
              monitoring.integrated ? (
                <StatusDot tone={words.tone} label={words.title} />
              ) : (
                'Kept by hand: Keyholder does not speak to this company'
              ),
            ],
            ...(monitoring.connection && monitoring.connection.waiting > 0
              ? [
                  [
                    'On its way',
                    `${monitoring.connection.waiting} ${monitoring.connection.waiting === 1 ? 'update' : 'updates'}`,
                  ] as const,
                ]
              : []),
          ]}
        />
      )}
    </Panel>
  )
}

function InteractiveSummary({ accounts }: { accounts: Hub['interactive'] }) {
  const params = useCustomerParams()
  return (
    <Panel
      title="Interactive services"
      actions={
        <Link
          to="/$company/customers/$customerId/connections/isp"
          params={params}
          search={{}}
          className={classes.headLink}
        >
          Open interactive services
        </Link>
      }
    >
      {accounts.length === 0 ? (
        <EmptyState icon={IconDeviceMobile} title="No interactive services">
          If this customer has an app, link or create its account under{' '}
          <Link
            to="/$company/customers/$customerId/connections/isp"
            params={params}
            search={{}}
            className={classes.textLink}
          >
            interactive services
          </Link>
          .
        </EmptyState>
      ) : (
        accounts.map((account, index) => <InteractiveFacts key={index} account={account} />)
      )}
    </Panel>
  )
}

function InteractiveFacts({ account: { provider, account, plan, state, attention } }: InteractiveProps) {
  // Named on the Home form alone: nothing is linked, and the sentence says so.
  if (account === null)
    return (
      <FactList
        facts={[
          ['Provider', provider],
          ['State', state],
          ...(attention ? [['Attention', attention] as const] : []),
        ]}
      />
    )
  const words = stateWordsOf(state)
  return (
    <FactList
      facts={[
        ['Provider', provider],
        [
          'Account',
          <Copyable value={account} label="account">
            {account}
          </Copyable>,
        ],
        ['Plan', plan],
        ['State', <StatusDot tone={words.tone} label={words.label} />],
        ...(attention ? [['Attention', <StatusDot tone="attention" label={attention} />] as const] : []),
      ]}
    />
  )
}
type InteractiveProps = { account: Hub['interactive'][number] }
