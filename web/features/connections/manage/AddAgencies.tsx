/** Add: choose the kind, type a ZIP, switch on who serves it, Save (CON-051). */
import { Button, Group, NativeSelect, Stack, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import {
  type AccountAgency,
  type Agency,
  type AgencyKind,
  stationAccounts,
  type StationAccount,
} from '#shared/contracts/station-accounts.ts'
import { agencyKinds } from '#shared/rules/contacts.ts'
import { check, fieldErrors, problemText } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import styles from '../connections.module.css'
import { useCustomerParams } from '../customer-params.ts'
import { shownPhone } from './AgenciesPanel.tsx'
import classes from './manage.module.css'
import { CallFailed } from './StationPanel.tsx'
import { useRequest, useStationChange } from './use-station.ts'

type Props = {
  account: StationAccount
  /** The kinds of which one may still be added. */
  kinds: readonly AgencyKind[]
  held: readonly AccountAgency[]
  onClose: () => void
}

export function AddAgencies({ account, kinds, held, onClose }: Props) {
  const params = { customerId: useCustomerParams().customerId }
  const [kind, setKind] = useState<AgencyKind>(kinds[0] ?? 'police')
  const [zip, setZip] = useState(account.zip)
  const [zipError, setZipError] = useState<string>()
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map())
  const search = useRequest(stationAccounts.searchAgencies)
  const add = useStationChange(stationAccounts.addAgency, {
    shows: stationAccounts.agencies,
    done: 'Authority added',
  })
  const found = search.data?.items ?? []
  const onlyOne = account.parts.agencies?.perKind === 'one'

  const find = () => {
    const checked = check(stationAccounts.searchAgencies.query, { kind, zip })
    setZipError(checked.errors?.['zip'])
    setChosen(new Map())
    add.reset()
    if (checked.value) void search.request({ params, query: checked.value })
  }
  const toggle = (id: string, on: boolean) => {
    const next = new Map(onlyOne ? [] : chosen)
    if (on) next.set(id, '')
    else next.delete(id)
    setChosen(next)
  }
  /** One after the other: what was added stays added if a later one fails, and shows in the list behind. */
  const save = async () => {
    for (const [id, permitNumber] of chosen) {
      const agency = found.find((one) => one.id === id)
      if (!agency) continue
      const done = await add.mutateAsync({ params, body: { agency, permitNumber } }).catch(() => null)
      if (!done) return
      setChosen((before) => new Map([...before].filter(([other]) => other !== id)))
    }
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen.size > 0) void save()
    else find()
  }
  const errors = fieldErrors(add.error)
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <div className={classes.search}>
          <NativeSelect
            label="Authority"
            data={kinds.map((value) => ({ value, label: agencyKinds[value] }))}
            value={kind}
            onChange={(event) => {
              setKind(event.currentTarget.value as AgencyKind)
              setChosen(new Map())
              search.forget()
            }}
          />
          <TextInput
            label="ZIP"
            inputMode="numeric"
            maxLength={10}
            value={zip}
            error={zipError}
            onChange={(event) => setZip(event.currentTarget.value)}
          />
          <Button variant="default" loading={search.pending} onClick={find}>
            Search
          </Button>
        </div>
        {search.pending && (
          <div role="status" aria-label="Loading authorities">
            <LinesSkeleton count={3} />
          </div>
        )}
        {search.error !== undefined && <CallFailed error={search.error} busy={false} onRetry={find} />}
        {search.data && (
          <Found {...{ account, found, held, kind, zip, chosen }} onToggle={toggle} onPermit={setChosen} />
        )}
        {add.error && (
          <Notice tone="bad" title="Not added.">
            {errors['permitNumber'] ?? problemText(add.error)}
          </Notice>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={chosen.size === 0} loading={add.isPending} onClick={() => void save()}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

type FoundProps = {
  account: StationAccount
  found: readonly Agency[]
  held: readonly AccountAgency[]
  kind: AgencyKind
  zip: string
  chosen: ReadonlyMap<string, string>
  onToggle: (id: string, on: boolean) => void
  onPermit: (chosen: ReadonlyMap<string, string>) => void
}

function Found({ account, found, held, kind, zip, chosen, onToggle, onPermit }: FoundProps) {
  if (found.length === 0)
    return (
      <p className={styles.none}>
        {account.company} knows no {agencyKinds[kind].toLowerCase()} authority that serves {zip}.
      </p>
    )
  return (
    <ul className={classes.found} aria-label="Authorities that serve this ZIP">
      {found.map((agency) => {
        const isHeld = held.some((one) => one.id === agency.id && one.kind === agency.kind)
        return (
          <li key={agency.id} className={classes.foundRow}>
            <Switch
              label={agency.name}
              description={[shownPhone(agency.phone), agency.city, agency.state].filter(Boolean).join(' · ')}
              checked={isHeld || chosen.has(agency.id)}
              disabled={isHeld}
              onChange={(event) => onToggle(agency.id, event.currentTarget.checked)}
            />
            {isHeld && <span className={styles.none}>on the account</span>}
            {!isHeld && chosen.has(agency.id) && account.parts.agencies?.permits && (
              <TextInput
                size="xs"
                aria-label={`Permit number for ${agency.name}`}
                placeholder="Permit number"
                maxLength={60}
                value={chosen.get(agency.id) ?? ''}
                onChange={(event) => onPermit(new Map(chosen).set(agency.id, event.currentTarget.value))}
              />
            )}
          </li>
        )
      })}
    </ul>
  )
}
