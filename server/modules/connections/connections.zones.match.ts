/** The station's zones beside the customer's equipment: which are the same, and what a station lacks (CON-052). */
import type { Difference } from '#shared/contracts/connections.ts'
import { mask } from '#shared/contracts/customers.ts'
import { zoneKey } from '#shared/rules/equipment.ts'
import type { Manifest } from '#server/connectors/contract.ts'
import type { StationZone } from '#server/connectors/station-parts.ts'
import type { ZoneEquipment } from '../equipment/equipment.service.ts'

export type ZonePair = { ours: ZoneEquipment; theirs: StationZone; by: 'number' | 'name' }
export type ZoneMatches = { matched: ZonePair[]; theirsOnly: StationZone[]; oursOnly: ZoneEquipment[] }

const nameKey = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase()

/**
 * Pairs by number first, `1` being `001`. What is left is paired by name, where a name stands once on either side: an
 * operator may have typed the zone under another number.
 * @param ours what is installed; a zone whose device was taken down matches nothing
 */
export function matchZones(ours: readonly ZoneEquipment[], theirs: readonly StationZone[]): ZoneMatches {
  const there = ours.filter(({ removed }) => !removed)
  const byNumber = pairUp(there, theirs, (zone) => zoneKey(zone.zone))
  const byName = pairUp(byNumber.oursOnly, byNumber.theirsOnly, (zone) => nameKey(zone.name))
  const matched = [
    ...byNumber.pairs.map((pair) => ({ ...pair, by: 'number' as const })),
    ...byName.pairs.map((pair) => ({ ...pair, by: 'name' as const })),
  ]
  const inOrder = (a: { zone: string }, b: { zone: string }) =>
    zoneKey(a.zone).localeCompare(zoneKey(b.zone), 'en', { numeric: true })
  return {
    matched: matched.sort((a, b) => inOrder(a.ours, b.ours)),
    theirsOnly: byName.theirsOnly.sort(inOrder),
    oursOnly: byName.oursOnly.sort(inOrder),
  }
}

/** Pairs what has the same key, if the key is not empty and stands once on each side. */
function pairUp(
  ours: readonly ZoneEquipment[],
  theirs: readonly StationZone[],
  keyOf: (zone: ZoneEquipment | StationZone) => string,
) {
  const once = <Z extends ZoneEquipment | StationZone>(zones: readonly Z[]) => {
    const found = new Map<string, Z[]>()
    for (const zone of zones) found.set(keyOf(zone), [...(found.get(keyOf(zone)) ?? []), zone])
    return found
  }
  const [mine, stations] = [once(ours), once(theirs)]
  const pairs = [...mine].flatMap(([key, [first, second]]) => {
    const [other, another] = stations.get(key) ?? []
    return key && first && other && !second && !another ? [{ ours: first, theirs: other }] : []
  })
  return {
    pairs,
    oursOnly: ours.filter((zone) => !pairs.some((pair) => pair.ours === zone)),
    theirsOnly: theirs.filter((zone) => !pairs.some((pair) => pair.theirs === zone)),
  }
}

/** What stands otherwise at the station. It may know no area, and its names may lack capitals. */
export const zoneDiffers = ({ ours, theirs, by }: ZonePair): string[] => [
  ...(by === 'name' ? ['number'] : []),
  ...(nameKey(ours.name) === nameKey(theirs.name) ? [] : ['name']),
  ...(theirs.area === '' || zoneKey(theirs.area) === String(ours.area) ? [] : ['area']),
]

/** Our zone's number as the station writes numbers: `1` is `001` where it wants three digits; as it stands if none fits. */
export function stationNumber(manifest: Manifest, zone: string): string {
  const { pattern } = manifest.parts?.zones ?? {}
  if (!pattern) return zone
  const fits = new RegExp(pattern)
  if (fits.test(zone)) return zone
  const key = zoneKey(zone)
  return Array.from({ length: 8 }, (_, i) => key.padStart(i + 1, '0')).find((one) => fits.test(one)) ?? zone
}

/** What the station is to hold of ours, and under which numbers it is to hold nothing any more. */
export function zonesToSend(
  manifest: Manifest,
  named: readonly string[],
  ours: readonly ZoneEquipment[],
  theirs: readonly StationZone[],
): { put: StationZone[]; remove: string[] } {
  const wanted = named.map((number) => ({
    key: zoneKey(number),
    ours: ours.find((zone) => !zone.removed && zoneKey(zone.zone) === zoneKey(number)),
    theirs: theirs.find((zone) => zoneKey(zone.zone) === zoneKey(number)),
  }))
  return {
    put: wanted.flatMap(({ ours: zone, theirs: held }) => {
      if (!zone) return []
      if (held && zoneDiffers({ ours: zone, theirs: held, by: 'number' }).length === 0) return []
      return [
        {
          zone: held?.zone ?? stationNumber(manifest, zone.zone),
          name: zone.name,
          // The station's own: we have no word for them.
          eventType: held?.eventType ?? '',
          deviceType: held?.deviceType ?? '',
          area: String(zone.area),
        },
      ]
    }),
    remove: wanted.flatMap(({ ours: zone, theirs: held }) => (!zone && held ? [held.zone] : [])),
  }
}

/** The zones as one row of the Discrepancies page: null if the station holds what it is to hold. */
export function zonesDifference(
  ours: readonly ZoneEquipment[],
  theirs: readonly StationZone[],
  mayView: boolean,
): Difference | null {
  const { matched, oursOnly } = matchZones(ours, theirs)
  const differing = matched.filter((pair) => zoneDiffers(pair).length > 0)
  if (!differing.length && !oursOnly.length) return null
  const lines = (zones: readonly { zone: string; name: string }[]) =>
    zones.map(({ zone, name }) => `${zone} ${name}`.trim()).join('\n') || null
  return {
    field: 'zones',
    label: 'Zones',
    ours: mayView ? lines([...differing.map((pair) => pair.ours), ...oursOnly]) : mask,
    theirs: mayView ? lines(differing.map((pair) => pair.theirs)) : mask,
    onlyOurs: 'Zones come from the equipment; zones that only the station has stay there',
  }
}
