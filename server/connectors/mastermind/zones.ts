/** Zones: read by GetAccountZones, written one by one as ZoneRule; what they may signal by GetEventCode. */
import type { AccountRef, Manifest } from '../contract.ts'
import { checked, checkText, difference, FieldError, inSteps, sameZone } from '../look-first.ts'
import type { StationZone, Zones } from '../station-parts.ts'
import type { ReqType, Row, Values } from './document.ts'
import type { Session } from './session.ts'

export function zonesOf(session: Session, manifest: Manifest): Zones {
  const { pattern, help, nameLength } = manifest.parts!.zones!
  const numbers = new RegExp(pattern)

  const rowsOf = (call: string, { accountNumber }: AccountRef) =>
    session.get(call, 'GetAccountZones', accountNumber)
  const write = (call: string, ref: AccountRef, reqType: ReqType, values: Values) => () =>
    session.write(call, reqType, ref.accountNumber, 'ZoneRule', values)
  /** Makes the changes and answers the zones as they stand then. */
  const change = async (call: string, ref: AccountRef, steps: readonly (() => Promise<unknown>)[]) => {
    let after: StationZone[] = []
    await inSteps([...steps, async () => void (after = (await rowsOf(call, ref)).map(zoneFrom))])
    return after
  }

  return {
    list: async (ref) => {
      const call = 'List zones'
      await session.siteFor(call, ref)
      return (await rowsOf(call, ref)).map(zoneFrom)
    },

    put: async (ref, { zones, revision }) => {
      const call = 'Set zones'
      checked(call, () => {
        for (const [index, zone] of zones.entries()) {
          const field = (name: string) => `zones.${index}.${name}`
          if (!numbers.test(zone.zone)) throw new FieldError(field('zone'), help)
          checkText(field('name'), zone.name, nameLength)
          for (const code of ['eventType', 'deviceType'] as const) checkText(field(code), zone[code], 20)
          if (zones.findIndex((other) => sameZone(other.zone, zone.zone)) < index)
            throw new FieldError(field('zone'), 'The zone is named twice')
        }
      })
      await session.siteFor(call, ref, revision)
      const held = await rowsOf(call, ref)
      const steps = zones.flatMap((zone) => {
        const there = held.find(({ zone_id = '' }) => sameZone(zone_id, zone.zone))
        if (!there) return [write(call, ref, 'A', newZone(zone))]
        const changed = difference(columnsOf(zone), columnsOf(zoneFrom(there)))
        if (Object.keys(changed).length === 0) return []
        return [write(call, ref, 'C', { zone_id: there.zone_id!, ...changed })]
      })
      return steps.length === 0 ? held.map(zoneFrom) : change(call, ref, steps)
    },

    remove: async (ref, { zones, revision }) => {
      const call = 'Remove zones'
      await session.siteFor(call, ref, revision)
      const held = await rowsOf(call, ref)
      const going = held.filter(({ zone_id = '' }) => zones.some((zone) => sameZone(zone_id, zone)))
      if (going.length === 0) return held.map(zoneFrom)
      return change(
        call,
        ref,
        going.map(({ zone_id = '' }) => write(call, ref, 'D', { zone_id })),
      )
    },

    eventTypes: async () =>
      (await session.list('List event types', 'GetEventCode')).map(({ event_id = '', descr = '' }) => ({
        code: event_id,
        label: descr || event_id,
      })),
  }
}

const columnsOf = ({ name, eventType, deviceType }: StationZone): Record<string, string> => ({
  event_id: eventType,
  equiptype_id: deviceType,
  zone_comment: name,
})

const newZone = (zone: StationZone): Values =>
  Object.fromEntries(
    Object.entries({ zone_id: zone.zone, zonestate_id: 'A', ...columnsOf(zone) }).filter(
      ([, value]) => value !== '',
    ),
  )

const zoneFrom = (row: Row): StationZone => ({
  zone: row.zone_id ?? '',
  // Written as zone_comment, and read as comment.
  name: row.comment ?? row.zone_comment ?? '',
  eventType: row.event_id ?? '',
  deviceType: row.equiptype_id ?? '',
  // It knows no areas: ours are not sent, and none is told.
  area: '',
})
