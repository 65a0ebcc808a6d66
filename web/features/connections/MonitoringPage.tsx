/** The monitoring connection: its state, what one can do, and what is on its way to the station (CON-010 to 014). */
import { IconAntenna } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { formatPhone } from '#shared/phone.ts'
import type { Monitoring } from '#shared/contracts/connections.ts'
import { Copyable } from '#web/ui/CopyButton.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import { AttentionList } from './AttentionList.tsx'
import { ConnectionsNav } from './ConnectionsNav.tsx'
import classes from './connections.module.css'
import { useCustomerParams } from './customer-params.ts'
import { FactList } from './FactList.tsx'
import { PushList } from './PushList.tsx'
import { StateBox } from './StateBox.tsx'
import { useMonitoring } from './use-monitoring.ts'

export function MonitoringPage() {
  const { customerId } = useCustomerParams()
  const { data, error, refetch } = useMonitoring(customerId)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <>
      <ConnectionsNav />
      {data ? (
        <MonitoringParts monitoring={data} />
      ) : (
        <div role="status" aria-label="Loading the monitoring connection">
          <LinesSkeleton count={8} />
        </div>
      )}
    </>
  )
}

function MonitoringParts({ monitoring }: { monitoring: Monitoring }) {
  const params = useCustomerParams()
  if (!monitoring.company && !monitoring.connection)
    return (
      <>
        <AttentionList items={monitoring.attention.filter(({ action }) => action !== 'open_form')} />
        <Panel>
          <EmptyState icon={IconAntenna} title="Nobody monitors this customer">
            Choose who does under Monitored By on the{' '}
            <Link to="/$company/customers/$customerId" params={params} className={classes.textLink}>
              Home form
            </Link>{' '}
            and save. Then the account can be linked here.
          </EmptyState>
        </Panel>
        <Past connections={monitoring.past} />
      </>
    )
  return (
    <>
      <AttentionList
        items={monitoring.attention.filter(({ action }) => action !== 'link')}
        retriedElsewhere={monitoring.actions.some(({ key }) => key === 'retry')}
      />
      <StateBox monitoring={monitoring} />
      <PushList pushes={monitoring.pushes} linked={monitoring.connection?.state === 'linked'} />
      <div className={classes.pair}>
        <Account monitoring={monitoring} />
        <SentFields fields={monitoring.sentFields} linked={monitoring.connection?.state === 'linked'} />
      </div>
      <Contacts contacts={monitoring.contacts} />
      <Past connections={monitoring.past} />
    </>
  )
}

function Account({ monitoring }: { monitoring: Monitoring }) {
  const { company, connection } = monitoring
  const number = connection?.accountNumber ?? monitoring.accountNumber
  return (
    <Panel title="Account" note={company?.inHouse ? 'In-house' : undefined}>
      <FactList
        facts={[
          ['Monitored by', company?.name ?? connection?.company],
          [
            'Account number',
            number && (
              <Copyable value={number} label="account number">
                <span className="tabular">{number}</span>
              </Copyable>
            ),
          ],
          ['Receiver number', monitoring.receiverNumber === '***' ? 'Hidden' : monitoring.receiverNumber],
          ['Dealer number', monitoring.dealerNumber],
          ...monitoring.providerFields.map(
            (f) => [f.label, f.value && <span title={f.help}>{f.value}</span>] as const,
          ),
          ['Last sync', connection?.lastSyncAt && <Time at={connection.lastSyncAt} />],
        ]}
      />
      {company?.honesty && <p className={classes.honesty}>{company.honesty}</p>}
    </Panel>
  )
}

function SentFields({ fields, linked }: { fields: readonly string[]; linked: boolean }) {
  if (fields.length === 0) return null
  return (
    <Panel title="Goes to the station by itself">
      <p className={classes.lead}>
        {linked
          ? 'When one of these is saved here, the station gets it within seconds.'
          : 'Once the account is linked, each of these goes to the station when it is saved here.'}
      </p>
      <ul className={classes.words}>
        {fields.map((label) => (
          <li key={label}>{label}</li>
        ))}
      </ul>
    </Panel>
  )
}

function Contacts({ contacts }: { contacts: Monitoring['contacts'] }) {
  return (
    <Panel title="Emergency contacts" note="as the station gets them, in the order in which it calls" flush>
      {contacts.length === 0 ? (
        <p className={classes.emptyLine}>
          No emergency contacts yet. The station has nobody to call but the customer.
        </p>
      ) : (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label="Table of emergency contacts">
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">Order</th>
                <th scope="col">Name</th>
                <th scope="col">Phone</th>
                <th scope="col">Relation</th>
                <th scope="col">Key</th>
              </tr>
            </thead>
            <tbody>
              {contacts.map((contact) => (
                <tr key={contact.order}>
                  <td className="tabular">{contact.order}</td>
                  <td>{contact.name}</td>
                  <td className="tabular">{contact.phone ? formatPhone(contact.phone) : '–'}</td>
                  <td>{contact.relation || '–'}</td>
                  <td>{contact.hasKey ? 'Has a key' : 'No key'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}

function Past({ connections }: { connections: Monitoring['past'] }) {
  if (connections.length === 0) return null
  return (
    <Panel title="Past connections" flush>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label="Table of past connections">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Company</th>
              <th scope="col">Account number</th>
              <th scope="col">Linked</th>
              <th scope="col">Unlinked</th>
            </tr>
          </thead>
          <tbody>
            {connections.map((past) => (
              <tr key={past.id}>
                <td>{past.company}</td>
                <td className="tabular">{past.accountNumber}</td>
                <td>{past.linkedAt ? <Span at={past.linkedAt} by={past.linkedBy} /> : 'Never confirmed'}</td>
                <td>{past.unlinkedAt ? <Span at={past.unlinkedAt} by={past.unlinkedBy} /> : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

const Span = ({ at, by }: { at: string; by: string | null }) => (
  <>
    <Time at={at} exact />
    {by && <span className={classes.none}> by {by}</span>}
  </>
)
