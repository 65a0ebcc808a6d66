/** What a zone signals at the station, and by which kind of device. */
import { Button, Group, NativeSelect, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { stationAccounts, type StationZone } from '#shared/contracts/station-accounts.ts'
import { fieldErrors } from '#web/api/problem.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { useCustomerParams } from '../customer-params.ts'
import { CallFailed } from './StationPanel.tsx'
import { optionsOf, useChoices, useStationChange } from './use-station.ts'

/** The station's own lists, each a select where the station has one. */
const lists = [
  { name: 'eventType', of: 'eventTypes', label: 'Event type' },
  { name: 'deviceType', of: 'deviceTypes', label: 'Device type' },
  { name: 'location', of: 'locations', label: 'Location' },
] as const

export function ZoneForm({ zone, onClose }: { zone: StationZone; onClose: () => void }) {
  const params = { customerId: useCustomerParams().customerId }
  const before = { eventType: zone.eventType, deviceType: zone.deviceType, location: zone.location ?? '' }
  const [values, setValues] = useState(before)
  const asked = [useChoices('eventTypes'), useChoices('deviceTypes'), useChoices('locations')]
  const change = useStationChange(stationAccounts.changeZone, {
    shows: stationAccounts.zones,
    done: `Zone ${zone.zone} changed`,
  })
  const errors = fieldErrors(change.error)
  const offered = lists.map((list, i) => ({ ...list, choices: asked[i]! }))
  const shown = offered.filter(({ choices }) => choices.isPending || (choices.choices?.length ?? 0) > 0)
  const failed = asked.find(({ error }) => error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { location, ...types } = values
    const body = { zone: zone.zone, ...types, ...(location !== before.location && { location }) }
    change.mutate({ params, body }, { onSuccess: onClose })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <div>{zone.name || 'Without a name'}</div>
        {failed && (
          <CallFailed error={failed.error} busy={failed.isFetching} onRetry={() => void failed.refetch()} />
        )}
        {change.error && (
          <Notice tone="bad" title="Not confirmed.">
            {Object.values(errors)[0] ?? change.error.detail}
          </Notice>
        )}
        {shown.map(({ name, label, choices }) => (
          <NativeSelect
            key={name}
            label={label}
            disabled={choices.isPending}
            data={optionsOf(choices.choices, before[name])}
            value={values[name]}
            onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        ))}
        {!failed && shown.length === 0 && <div>The station offers no types to choose from.</div>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending} disabled={shown.length === 0}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
