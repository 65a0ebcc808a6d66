/** Zones at Brinks Home: `GetData` Zones, `Update` A, C and D; codes from the station's own tables. */
import type { AccountRef, Manifest } from '../contract.ts'
import { checked, checkText, difference, FieldError, inSteps, refusal, sameZone } from '../look-first.ts'
import type { Choice, StationZone, Zones } from '../station-parts.ts'
import type { Row } from './message.ts'
import type { Session } from './session.ts'

export function zonesOf(session: Session, manifest: Manifest): Zones {
  const { pattern, help, nameLength } = manifest.parts!.zones!
  const numbers = new RegExp(pattern)

  const rowsOf = (call: string, { accountNumber }: AccountRef) =>
    session.getData(call, 'Zones', accountNumber)
  const list = async (call: string, ref: AccountRef) => (await rowsOf(call, ref)).map(zoneFrom)

  /** Refuses a device that cannot signal what it is to signal, before anything is sent. */
  const ensureSignals = async (call: string, zones: readonly StationZone[]) => {
    const both = zones.filter(({ eventType, deviceType }) => eventType && deviceType)
    if (both.length === 0) return
    const pairs = await session.table(call, 'Equip_event_xref')
    for (const zone of both) {
      const known = pairs.filter(({ equiptype_id }) => equiptype_id?.trim() === zone.deviceType)
      if (known.length === 0 || known.some(({ event_id }) => event_id?.trim() === zone.eventType)) continue
      throw refusal(
        call,
        `${zone.zone}: the station takes no event ${zone.eventType} from a device of type ${zone.deviceType}`,
        `zones.${zones.indexOf(zone)}.eventType`,
      )
    }
  }

  return {
    list: async (ref) => {
      const call = 'List zones'
      await session.siteFor(call, ref)
      return list(call, ref)
    },

    put: async (ref, { zones, revision }) => {
      const call = 'Set zones'
      checked(call, () => {
        for (const [index, zone] of zones.entries()) {
          const field = (name: string) => `zones.${index}.${name}`
          if (!numbers.test(zone.zone)) throw new FieldError(field('zone'), help)
          checkText(field('name'), zone.name, nameLength)
          for (const code of ['eventType', 'deviceType', 'location'] as const)
            checkText(field(code), zone[code] ?? '', 20)
          if (zones.findIndex((other) => sameZone(other.zone, zone.zone)) < index)
            throw new FieldError(field('zone'), 'The zone is named twice')
        }
      })
      await session.siteFor(call, ref, revision)
      const held = await rowsOf(call, ref)
      const added: Record<string, string>[] = []
      const changed: Record<string, string>[] = []
      for (const zone of zones) {
        const there = held.find(({ zone_id = '' }) => sameZone(zone_id.trim(), zone.zone))
        if (!there) {
          added.push(withoutEmpty({ zone_id: zone.zone, zonestate_id: 'A', ...columnsOf(zone) }))
          continue
        }
        const change = difference(columnsOf(zone), trimmed(there))
        if (Object.keys(change).length > 0) changed.push({ zone_id: there.zone_id!.trim(), ...change })
      }
      if (added.length === 0 && changed.length === 0) return held.map(zoneFrom)
      await ensureSignals(call, zones)
      const write = (reqType: 'A' | 'C', rows: Row[]) =>
        rows.length === 0 ? [] : [() => session.update(call, reqType, ref.accountNumber, { Zones: rows })]
      let after: StationZone[] = []
      const see = async () => void (after = await list(call, ref))
      await inSteps([...write('C', changed), ...write('A', added), see])
      return after
    },

    remove: async (ref, { zones, revision }) => {
      const call = 'Remove zones'
      await session.siteFor(call, ref, revision)
      const held = await rowsOf(call, ref)
      const going = held.filter(({ zone_id = '' }) => zones.some((zone) => sameZone(zone_id.trim(), zone)))
      if (going.length === 0) return held.map(zoneFrom)
      let after: StationZone[] = []
      await inSteps([
        () =>
          session.update(call, 'D', ref.accountNumber, {
            Zones: going.map(({ zone_id = '' }) => ({ zone_id })),
          }),
        async () => void (after = await list(call, ref)),
      ])
      return after
    },

    /** Of all that the station calls an event, what some device may signal. */
    eventTypes: async () => {
      const call = 'List event types'
      const [events, pairs] = await Promise.all([
        session.table(call, 'Events'),
        session.table(call, 'Equip_event_xref'),
      ])
      const signalled = new Set(pairs.map(({ event_id = '' }) => event_id.trim()))
      return choicesFrom(events, 'event_id').filter(({ code }) => signalled.has(code))
    },
    deviceTypes: async () =>
      choicesFrom(await session.table('List device types', 'Equiptypes'), 'equiptype_id'),
    locations: async () =>
      choicesFrom(await session.table('List zone locations', 'Equiplocs'), 'equiploc_id'),
  }
}

/** A table's rows as choices: the code's column, and `descr`. */
export const choicesFrom = (rows: readonly Row[], column: string): Choice[] =>
  rows.map((row) => {
    const code = (row[column] ?? '').trim()
    return { code, label: row.descr?.trim() || code }
  })

const trimmed = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value.trim()]))

const withoutEmpty = (row: Row): Record<string, string> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''))

const columnsOf = ({ name, eventType, deviceType, location }: StationZone): Record<string, string> => ({
  event_id: eventType,
  // Left alone where nobody said: most of our equipment has no code of theirs for the place.
  ...(location !== undefined && { equiploc_id: location }),
  equiptype_id: deviceType,
  zone_comment: name,
})

const zoneFrom = (row: Row): StationZone => ({
  zone: (row.zone_id ?? '').trim(),
  name: (row.zone_comment ?? '').trim(),
  eventType: (row.event_id ?? '').trim(),
  deviceType: (row.equiptype_id ?? '').trim(),
  // It knows no areas: ours are not sent, and none is told.
  area: '',
  location: (row.equiploc_id ?? '').trim(),
})
