/** Zones by one merge patch: all of a change is done, or nothing of it. */
import type { StationZone, Zones } from '../station-parts.ts'
import { checked, type Line } from './line.ts'
import { FieldError } from './map.ts'
import { zonesReply } from './wire-parts.ts'

export function openZones(line: Line): Zones {
  const { pattern, help, nameLength } = line.manifest.parts!.zones!
  const isZone = new RegExp(pattern)

  const toWire = (zones: readonly StationZone[]) =>
    Object.fromEntries(
      zones.map(({ zone, name, eventType, deviceType, area }, index) => {
        const at = `zones.${index}`
        if (!isZone.test(zone)) throw new FieldError(`${at}.zone`, help)
        if (name.length > nameLength)
          throw new FieldError(`${at}.name`, `The station keeps at most ${nameLength} characters`)
        if (!/^\d{0,3}$/.test(area))
          throw new FieldError(`${at}.area`, 'The station numbers areas with up to three digits')
        if (zones.findIndex((other) => other.zone === zone) !== index)
          throw new FieldError(`${at}.zone`, `Zone ${zone} is given twice`)
        return [zone, { name, eventType, deviceType, area }]
      }),
    )

  const patch = async (
    ref: Parameters<Zones['list']>[0],
    call: string,
    zones: Record<string, object | null>,
    { idempotencyKey, revision }: { idempotencyKey: string; revision?: string },
  ): Promise<StationZone[]> => {
    // Nothing to say is nothing to send: the wire wants at least one zone.
    if (Object.keys(zones).length === 0) return list(ref)
    const numbers = Object.keys(zones)
    const reply = await line.about(
      ref,
      'zones',
      {
        call,
        effect: 'write',
        method: 'PATCH',
        body: { zones },
        idempotencyKey,
        revision,
        ourField: (path) => {
          const [, zone, member] = /^zones\.([^.]+)(?:\.(\w+))?$/.exec(path) ?? []
          return zone === undefined ? null : `zones.${numbers.indexOf(zone)}.${member ?? 'zone'}`
        },
      },
      zonesReply,
    )
    return reply.zones.map(fromWire)
  }
  const list: Zones['list'] = async (ref) => {
    const reply = await line.about(
      ref,
      'zones',
      { call: 'List zones', effect: 'read', method: 'GET' },
      zonesReply,
    )
    return reply.zones.map(fromWire)
  }

  return {
    list,
    ...(line.can('zone_edit') && {
      put: async (ref, { zones, ...write }) => {
        const call = 'Save zones'
        return patch(
          ref,
          call,
          checked(call, () => toWire(zones)),
          write,
        )
      },
      remove: (ref, { zones, ...write }) =>
        patch(ref, 'Remove zones', Object.fromEntries(zones.map((zone) => [zone, null])), write),
    }),
    eventTypes: () => line.choices('List event types', 'event-types'),
    deviceTypes: () => line.choices('List device types', 'device-types'),
  }
}

const fromWire = ({ status, name, ...zone }: StationZone & { status: string }): StationZone => ({
  ...zone,
  name: name.trim(),
  ...(status && { status }),
})
