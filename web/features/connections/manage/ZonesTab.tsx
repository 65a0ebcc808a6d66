/** The station's zones beside the customer's equipment: what agrees, what differs, and what only one side has (CON-052). */
import { Button, Modal, VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import {
  stationAccounts,
  type StationAccount,
  type StationZone,
  type ZoneList,
} from '#shared/contracts/station-accounts.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import styles from '../connections.module.css'
import { useCustomerParams } from '../customer-params.ts'
import { useSettle } from '../use-monitoring.ts'
import classes from './manage.module.css'
import { StationPanel } from './StationPanel.tsx'
import { useChoices, useStation, useStationChange } from './use-station.ts'
import { ZoneForm } from './ZoneForm.tsx'

export function ZonesTab({ account }: { account: StationAccount }) {
  const params = { customerId: useCustomerParams().customerId }
  const asked = useStation(stationAccounts.zones, { params })
  const [edited, setEdited] = useState<StationZone | null>(null)
  const mayEdit = account.mayChange && account.capabilities.includes('zone_edit')
  const { data } = asked
  return (
    <>
      <StationPanel
        title="Zones"
        note={data && !data.equipmentHidden ? matchedNote(data) : undefined}
        flush
        asked={asked}
        actions={mayEdit && data && !data.equipmentHidden && <SendZones company={account.company} />}
      >
        {(zones) =>
          zones.equipmentHidden ? (
            <p className={styles.emptyLine}>
              You may not see this customer’s equipment: these are the station’s zones alone.
            </p>
          ) : zones.matched.length === 0 ? (
            <p className={styles.emptyLine}>
              No zone of {account.company} matches installed equipment.
              {zones.oursOnly.length === 0 &&
                ' Give installed equipment a zone, and it goes to the station by itself.'}
            </p>
          ) : (
            <Matched zones={zones} company={account.company} onEdit={mayEdit ? setEdited : undefined} />
          )
        }
      </StationPanel>
      {data && data.oursOnly.length > 0 && (
        <Panel title={`Missing at ${account.company}`} note="installed here, and unknown there" flush>
          <div className={styles.scroll} tabIndex={0} role="region" aria-label="Zones that the station lacks">
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Zone</th>
                  <th scope="col">Here</th>
                  <th scope="col">Area</th>
                </tr>
              </thead>
              <tbody>
                {data.oursOnly.map((zone) => (
                  <tr key={zone.zone}>
                    <td className="tabular">{zone.zone}</td>
                    <td>{zone.name}</td>
                    <td className="tabular">{zone.area}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      )}
      {data && data.theirsOnly.length > 0 && (
        <TheirsOnly zones={data} account={account} onEdit={mayEdit ? setEdited : undefined} />
      )}
      <Modal opened={edited !== null} onClose={() => setEdited(null)} title={`Zone ${edited?.zone ?? ''}`}>
        {edited && <ZoneForm zone={edited} onClose={() => setEdited(null)} />}
      </Modal>
    </>
  )
}

function matchedNote({ matched }: ZoneList): string {
  const differing = matched.filter(({ differs }) => differs.length > 0).length
  const all = `${matched.length} ${matched.length === 1 ? 'matches' : 'match'} installed equipment`
  return differing ? `${all}, ${differing} with another name, number or area` : all
}

function SendZones({ company }: { company: string }) {
  const { customerId } = useCustomerParams()
  const settle = useSettle(customerId)
  const send = useEndpointMutation(stationAccounts.sendZones, {
    onSuccess: () => {
      settle()
      toastDone(`The zones are on their way to ${company}`)
    },
    onError: toastFailed,
  })
  return (
    <Button
      size="xs"
      variant="default"
      loading={send.isPending}
      onClick={() => send.mutate({ params: { customerId } })}
    >
      Send zones
    </Button>
  )
}

type TableProps = { zones: ZoneList; company: string; onEdit: ((zone: StationZone) => void) | undefined }

/** A column of the station's own words stands only where the station has any. */
function useTypes(zones: readonly StationZone[]) {
  const events = useColumn('Event type', 'eventTypes', zones, ({ eventType }) => eventType)
  const devices = useColumn('Device type', 'deviceTypes', zones, ({ deviceType }) => deviceType)
  const locations = useColumn('Location', 'locations', zones, ({ location }) => location)
  const states = zones.some(({ status }) => status)
    ? [{ head: 'Status', cell: ({ status }: StationZone) => status || '–' }]
    : []
  const columns = [...events, ...devices, ...locations, ...states]
  return {
    heads: columns.map(({ head }) => head),
    cells: (zone: StationZone) => columns.map(({ cell }) => cell(zone)),
  }
}

function useColumn(
  head: string,
  of: 'eventTypes' | 'deviceTypes' | 'locations',
  zones: readonly StationZone[],
  codeOf: (zone: StationZone) => string | undefined,
) {
  const any = zones.some((zone) => codeOf(zone))
  const { wordOf } = useChoices(of, { enabled: any })
  const cell = (zone: StationZone) => {
    const code = codeOf(zone)
    return code ? wordOf(code) : '–'
  }
  return any ? [{ head, cell }] : []
}

function Matched({ zones: { matched }, company, onEdit }: TableProps) {
  const types = useTypes(matched.map(({ theirs }) => theirs))
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Table of zones">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Zone</th>
            <th scope="col">Here</th>
            <th scope="col">At {company}</th>
            {types.heads.map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
            <th scope="col">Area</th>
            {onEdit && (
              <th scope="col">
                <VisuallyHidden>Edit</VisuallyHidden>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {matched.map(({ ours, theirs, by, differs }) => (
            <tr key={ours.zone}>
              <td className="tabular">{ours.zone}</td>
              <td>
                {ours.name}
                {ours.faulty && <span className={classes.mark}>faulty</span>}
              </td>
              <td>
                {by === 'name' && <span className="tabular">{theirs.zone} </span>}
                {theirs.name || '–'}
                {differs.length > 0 && <span className={classes.mark}>other {differs.join(', ')}</span>}
              </td>
              {types.cells(theirs).map((cell, i) => (
                <td key={i}>{cell}</td>
              ))}
              <td className="tabular">{theirs.area || '–'}</td>
              {onEdit && (
                <td className={classes.act}>
                  <Edit zone={theirs} onEdit={onEdit} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Edit = ({ zone, onEdit }: { zone: StationZone; onEdit: (zone: StationZone) => void }) => (
  <Button
    size="compact-sm"
    variant="subtle"
    aria-label={`Edit zone ${zone.zone}`}
    onClick={() => onEdit(zone)}
  >
    Edit
  </Button>
)

type TheirsProps = { zones: ZoneList; account: StationAccount; onEdit: TableProps['onEdit'] }

function TheirsOnly({ zones: { theirsOnly, equipmentHidden }, account, onEdit }: TheirsProps) {
  const types = useTypes(theirsOnly)
  return (
    <Panel
      title={equipmentHidden ? `Zones at ${account.company}` : `Only at ${account.company}`}
      note={equipmentHidden ? undefined : 'entered there, and matching no installed equipment'}
      flush
    >
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Zones that only the station has">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Zone</th>
              <th scope="col">Name</th>
              {types.heads.map((head) => (
                <th scope="col" key={head}>
                  {head}
                </th>
              ))}
              <th scope="col">Area</th>
              {onEdit && (
                <th scope="col">
                  <VisuallyHidden>Edit and remove</VisuallyHidden>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {theirsOnly.map((zone) => (
              <tr key={zone.zone}>
                <td className="tabular">{zone.zone}</td>
                <td>{zone.name || '–'}</td>
                {types.cells(zone).map((cell, i) => (
                  <td key={i}>{cell}</td>
                ))}
                <td className="tabular">{zone.area || '–'}</td>
                {onEdit && (
                  <td className={classes.act}>
                    <Edit zone={zone} onEdit={onEdit} />
                    {!equipmentHidden && <Remove zone={zone} company={account.company} />}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

function Remove({ zone, company }: { zone: StationZone; company: string }) {
  const params = { customerId: useCustomerParams().customerId }
  const remove = useStationChange(stationAccounts.removeZone, {
    shows: stationAccounts.zones,
    done: `Zone ${zone.zone} removed`,
  })
  return (
    <ConfirmButton
      label="Remove"
      size="compact-sm"
      variant="subtle"
      danger
      aria-label={`Remove zone ${zone.zone}`}
      title={`Remove zone ${zone.zone} at ${company}?`}
      onConfirm={() => remove.mutateAsync({ params, body: { zone: zone.zone } })}
    >
      {company} no longer knows zone {zone.zone}
      {zone.name && ` (${zone.name})`}. A signal of it still arrives, without a name.
    </ConfirmButton>
  )
}
