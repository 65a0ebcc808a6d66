/** An installer's signal test: which zones have reported, and which have not yet (CON-100). */
import { zoneKey } from './equipment.ts'

type Zone = { zone: string; name: string }
type Signal = { kind: string; zone: string; description: string }

/** Kinds of signals whose zone is a sensor's; of an opening it is a user's number. */
const ofSensors = new Set(['alarm', 'restore', 'trouble', 'test', 'other'])

export type CheckedZone<S> = Zone & { signals: S[] }

/**
 * Every zone that is known here or at the station, and what was heard of it, in the order of their numbers; `1` and
 * `001` are one. A zone that nobody knew of stands there as soon as it signals.
 */
export function checkZones<S extends Signal>(
  zones: readonly Zone[],
  signals: readonly S[],
): CheckedZone<S>[] {
  const known = new Map<string, CheckedZone<S>>()
  for (const { zone, name } of zones)
    if (!known.has(zoneKey(zone))) known.set(zoneKey(zone), { zone, name, signals: [] })
  for (const signal of signals) {
    if (!signal.zone || !ofSensors.has(signal.kind)) continue
    const key = zoneKey(signal.zone)
    const entry = known.get(key) ?? { zone: signal.zone, name: signal.description, signals: [] }
    entry.signals.push(signal)
    known.set(key, entry)
  }
  return [...known.values()].sort((a, b) =>
    zoneKey(a.zone).localeCompare(zoneKey(b.zone), 'en', { numeric: true }),
  )
}
