/** Who is sent when the alarm is real: the account's authorities, Add and Remove (CON-051). */
import { Button, Modal, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import {
  type AccountAgency,
  stationAccounts,
  type StationAccount,
} from '#shared/contracts/station-accounts.ts'
import { formatPhone, parsePhone } from '#shared/phone.ts'
import { agencyKinds } from '#shared/rules/contacts.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import styles from '../connections.module.css'
import { useCustomerParams } from '../customer-params.ts'
import { AddAgencies } from './AddAgencies.tsx'
import classes from './manage.module.css'
import { StationPanel } from './StationPanel.tsx'
import { useStation, useStationChange } from './use-station.ts'

export function AgenciesPanel({ account }: { account: StationAccount }) {
  const params = { customerId: useCustomerParams().customerId }
  const asked = useStation(stationAccounts.agencies, { params })
  const [adding, setAdding] = useState(false)
  const { agencies } = account.parts
  const mayRemove = account.mayChange && account.capabilities.includes('agency_remove')
  const taken = agencies?.perKind === 'one' ? (asked.data?.items ?? []).map(({ kind }) => kind) : []
  const free = (agencies?.kinds ?? []).filter((kind) => !taken.includes(kind))
  return (
    <StationPanel
      title="Account authorities"
      note={
        agencies?.perKind === 'one' && !mayRemove && taken.length > 0
          ? 'one of each kind; once set, only the station can change it'
          : 'who is sent to the address'
      }
      flush
      asked={asked}
      actions={
        account.mayChange &&
        asked.data &&
        free.length > 0 && (
          <Button size="xs" variant="default" onClick={() => setAdding(true)}>
            Add
          </Button>
        )
      }
    >
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <p className={styles.emptyLine}>
              No authorities yet: the station does not know whom to send.
              {account.mayChange && ' Add police and fire first.'}
            </p>
          ) : (
            <div
              className={styles.scroll}
              tabIndex={0}
              role="region"
              aria-label="Table of account authorities"
            >
              <table className={styles.table}>
                <thead>
                  <tr>
                    <th scope="col">Kind</th>
                    <th scope="col">Name</th>
                    <th scope="col">Phone</th>
                    <th scope="col">Place</th>
                    {agencies?.permits && <th scope="col">Permit</th>}
                    {mayRemove && (
                      <th scope="col">
                        <VisuallyHidden>Remove</VisuallyHidden>
                      </th>
                    )}
                  </tr>
                </thead>
                <tbody>
                  {items.map((agency) => (
                    <tr key={`${agency.kind} ${agency.id}`}>
                      <td>{agencyKinds[agency.kind]}</td>
                      <td>{agency.name}</td>
                      <td className="tabular">{shownPhone(agency.phone)}</td>
                      <td>{[agency.city, agency.state].filter(Boolean).join(', ') || '–'}</td>
                      {agencies?.permits && <td>{agency.permitNumber || '–'}</td>}
                      {mayRemove && (
                        <td className={classes.act}>
                          <Remove agency={agency} company={account.company} />
                        </td>
                      )}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          <Modal opened={adding} onClose={() => setAdding(false)} title="Add authorities" size="lg">
            <AddAgencies account={account} kinds={free} held={items} onClose={() => setAdding(false)} />
          </Modal>
        </>
      )}
    </StationPanel>
  )
}

export const shownPhone = (phone: string): string => (parsePhone(phone) ? formatPhone(phone) : phone || '–')

function Remove({ agency, company }: { agency: AccountAgency; company: string }) {
  const params = { customerId: useCustomerParams().customerId }
  const remove = useStationChange(stationAccounts.removeAgency, {
    shows: stationAccounts.agencies,
    done: `${agency.name} removed`,
  })
  return (
    <ConfirmButton
      label="Remove"
      size="compact-sm"
      variant="subtle"
      danger
      aria-label={`Remove ${agency.name}`}
      title={`Remove ${agency.name}?`}
      onConfirm={() => remove.mutateAsync({ params, body: { agencyId: agency.id, kind: agency.kind } })}
    >
      {company} will no longer send them when an alarm of this account is real.
    </ConfirmButton>
  )
}
