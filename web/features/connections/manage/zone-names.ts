/** What a signal's zone is called: by the equipment here, `1` being `001`. */
import type { StationAccount } from '#shared/contracts/station-accounts.ts'
import { zoneKey } from '#shared/rules/equipment.ts'
import { useMemo } from 'react'

export function useZoneNames({ zones }: StationAccount): (zone: string) => string | undefined {
  return useMemo(() => {
    const names = new Map((zones ?? []).map(({ zone, name }) => [zoneKey(zone), name]))
    return (zone) => names.get(zoneKey(zone))
  }, [zones])
}
