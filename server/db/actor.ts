/** Who acts in a request: the user, their company, and what they may do where. */
import type { Permission } from '#shared/permissions.ts'
import { companySettings, type CompanySettings } from '#shared/rules/company-settings.ts'

export type Actor = {
  userId: number
  userName: string
  username: string
  sessionId: number
  sessionKind: 'browser' | 'api'
  lastUsedAt: Date
  company: {
    id: number
    slug: string
    name: string
    timeZone: string
    currency: string
    settings: CompanySettings
  }
  grants: Grants
}

/** A row of platform.open_request. */
export type ActorRow = {
  company_id: number
  company_slug: string
  company_name: string
  time_zone: string
  currency: string
  settings: unknown
  user_id: number
  user_name: string
  username: string
  session_id: number
  session_kind: 'browser' | 'api'
  last_used_at: Date
  grants: string
}

/** Permissions by location, as the user's groups give them. Immutable. */
export class Grants {
  readonly #everywhere: ReadonlySet<string>
  readonly #at: ReadonlyMap<number, ReadonlySet<string>>
  /** All that is held at any location. */
  readonly anywhere: ReadonlySet<string>

  constructor(memberships: [locationId: number | null, permissions: string[]][]) {
    const everywhere = new Set<string>()
    const at = new Map<number, Set<string>>()
    for (const [locationId, permissions] of memberships) {
      const held = locationId === null ? everywhere : (at.get(locationId) ?? new Set<string>())
      if (locationId !== null) at.set(locationId, held)
      for (const permission of permissions) held.add(permission)
    }
    this.#everywhere = everywhere
    this.#at = at
    this.anywhere = new Set([...everywhere, ...[...at.values()].flatMap((held) => [...held])])
  }

  /** Whether the permission is held at this location. */
  has(permission: Permission, locationId: number): boolean {
    return this.#everywhere.has(permission) || (this.#at.get(locationId)?.has(permission) ?? false)
  }

  /**
   * Whether all of these are held at this place: a location, or, for null, everywhere, which is also where a location
   * opens tomorrow.
   */
  covers(permissions: Iterable<string>, locationId: number | null): boolean {
    for (const permission of permissions) {
      if (
        locationId === null
          ? !this.#everywhere.has(permission)
          : !this.has(permission as Permission, locationId)
      )
        return false
    }
    return true
  }
}

// Equal text is equal grants (see platform.open_request), so parsing it once for all requests is safe.
const parsed = new Map<string, Grants>()
const parsedLimit = 2000

function grantsOf(text: string): Grants {
  const known = parsed.get(text)
  if (known) return known
  if (parsed.size >= parsedLimit) parsed.clear()
  const grants = new Grants(JSON.parse(text) as [number | null, string[]][])
  parsed.set(text, grants)
  return grants
}

export const toActor = (row: ActorRow): Actor => ({
  userId: row.user_id,
  userName: row.user_name,
  username: row.username,
  sessionId: row.session_id,
  sessionKind: row.session_kind,
  lastUsedAt: row.last_used_at,
  company: {
    id: row.company_id,
    slug: row.company_slug,
    name: row.company_name,
    timeZone: row.time_zone,
    currency: row.currency,
    settings: companySettings(row.settings),
  },
  grants: grantsOf(row.grants),
})
