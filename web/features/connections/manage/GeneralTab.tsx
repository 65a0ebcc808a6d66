/** The account itself: its service state, the customer as the station has it, whom it calls and whom it sends. */
import { Link, useNavigate } from '@tanstack/react-router'
import type { StationAccount } from '#shared/contracts/station-accounts.ts'
import { Panel } from '#web/ui/Panel.tsx'
import styles from '../connections.module.css'
import { useCustomerParams } from '../customer-params.ts'
import { FactList } from '../FactList.tsx'
import { UnlinkButton } from '../UnlinkButton.tsx'
import { AgenciesPanel } from './AgenciesPanel.tsx'
import { DetailsPanel } from './DetailsPanel.tsx'
import { OrderPanel } from './OrderPanel.tsx'
import { ServicePanel } from './ServicePanel.tsx'

export function GeneralTab({ account }: { account: StationAccount }) {
  const can = (capability: string) => account.linked && account.capabilities.includes(capability)
  return (
    <>
      {account.linked && (
        <ServicePanel account={account} actions={account.mayChange && <Unlink account={account} />} />
      )}
      {can('order') && <OrderPanel account={account} />}
      <div className={styles.pair}>
        <CustomerInformation account={account} />
        {can('details') && <DetailsPanel account={account} />}
      </div>
      <RespondingParties account={account} />
      {can('agencies') && <AgenciesPanel account={account} />}
    </>
  )
}

function Unlink({ account: { company, accountNumber } }: { account: StationAccount }) {
  const params = useCustomerParams()
  const navigate = useNavigate()
  return (
    <UnlinkButton
      company={company}
      accountNumber={accountNumber ?? ''}
      disabledReason={null}
      small
      onUnlinked={() =>
        void navigate({ to: '/$company/customers/$customerId/connections/monitoring', params })
      }
    />
  )
}

/** Read-only here (CON-050): it goes to the station when it is saved on the record. */
function CustomerInformation({ account }: { account: StationAccount }) {
  const params = useCustomerParams()
  return (
    <Panel
      title="Customer information"
      actions={
        <Link to="/$company/customers/$customerId" params={params} className={styles.headLink}>
          Change on the record
        </Link>
      }
    >
      <FactList
        facts={account.facts
          .filter(({ value }) => value !== null)
          .map(({ label, value }) => [label, value === '***' ? 'Hidden' : value])}
      />
    </Panel>
  )
}

function RespondingParties({ account: { contacts, company, parts } }: { account: StationAccount }) {
  const params = useCustomerParams()
  return (
    <Panel
      title="Responding parties"
      note={parts.contactsLack ? `${company} does not get: ${parts.contactsLack}` : undefined}
      actions={
        contacts && (
          <Link to="/$company/customers/$customerId/contacts" params={params} className={styles.headLink}>
            Emergency contacts
          </Link>
        )
      }
      flush
    >
      {contacts === null ? (
        <p className={styles.emptyLine}>You need the permission “Emergency Contacts” to see them.</p>
      ) : contacts.length === 0 ? (
        <p className={styles.emptyLine}>
          No emergency contacts yet. The station has nobody to call but the customer.
        </p>
      ) : (
        <div className={styles.scroll} tabIndex={0} role="region" aria-label="Table of responding parties">
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Order</th>
                <th scope="col">Name</th>
                <th scope="col">Phone</th>
                <th scope="col">Relation</th>
              </tr>
            </thead>
            <tbody>
              {contacts.map((contact) => (
                <tr key={contact.order}>
                  <td className="tabular">{contact.order}</td>
                  <td>{contact.name}</td>
                  <td className="tabular">{contact.phone || '–'}</td>
                  <td>{contact.relation || '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}
