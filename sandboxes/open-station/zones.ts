/** A customer's zones: listed, and changed by a merge patch, all or nothing. */
import { withEtag, type PartRoute } from './part.ts'
import { invalid, json, parseBody } from './problem.ts'
import type { Customer } from './customers.ts'
import { isKnownCode, type Station } from './profile.ts'
import { zonesPatch } from './wire-parts.ts'

const onWire = ({ serial, zones }: Customer) => ({
  serial,
  zones: zones.toSorted((a, b) => a.zone.localeCompare(b.zone, 'en', { numeric: true })),
})

/** The zones after the patch; throws for one that this station cannot hold. */
function patched(station: Station, customer: Customer, patch: ReturnType<typeof read>): Customer['zones'] {
  const { pattern, nameLength } = station.abilities.zones!
  const zones = new Map(customer.zones.map((zone) => [zone.zone, zone]))
  for (const [zone, values] of Object.entries(patch)) {
    const at = `zones.${zone}`
    if (values === null) {
      zones.delete(zone)
      continue
    }
    if (!new RegExp(pattern).test(zone)) throw invalid(at, `${zone} is no zone number here`)
    if (values.name.length > nameLength) throw invalid(`${at}.name`, `At most ${nameLength} characters`)
    if (!isKnownCode(station, 'event-types', values.eventType))
      throw invalid(`${at}.eventType`, `${values.eventType} is no event type here`)
    if (!isKnownCode(station, 'device-types', values.deviceType))
      throw invalid(`${at}.deviceType`, `${values.deviceType} is no device type here`)
    zones.set(zone, { zone, ...values, status: zones.get(zone)?.status ?? '' })
  }
  return [...zones.values()]
}
const read = (call: Parameters<typeof parseBody>[1]) =>
  parseBody(zonesPatch, call, 'application/merge-patch+json').zones

export const zoneRoutes: readonly PartRoute[] = [
  {
    method: 'GET',
    path: /^zones$/,
    offered: ({ zones }) => zones !== undefined,
    read: ({ customer }) => json(200, onWire(customer)),
  },
  {
    method: 'PATCH',
    path: /^zones$/,
    offered: ({ zones }) => zones?.edit === true,
    change: ({ station, call, customer }) => ({
      kind: 'zones',
      customer: { ...customer, zones: patched(station, customer, read(call)) },
      answer: (after) => withEtag(after, onWire(after)),
    }),
  },
]
