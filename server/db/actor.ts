/** Who acts in a request: the user, their company, and what they may do where. */
import type { Permission } from '#shared/permissions.ts'
import { companySettings, type CompanySettings } from '#shared/rules/company-settings.ts'
import { Sight } from './sight.ts'

export type Actor = {
  userId: number
  userName: string
  username: string
  sessionId: number
  sessionKind: 'browser' | 'api'
  lastUsedAt: Date
  /** When they last proved who they are. */
  verifiedAt: Date
  /** Who of the platform's staff acts for the user, and why; null: the user themselves. */
  operator: { name: string; reason: string } | null
  company: {
    id: number
    slug: string
    name: string
    timeZone: string
    currency: string
    settings: CompanySettings
  }
  grants: Grants
  /** Takes down which confidential values the answer holds unmasked; a job, which answers nobody, has none. */
  sight?: Sight
}

/** A row of platform.enter: the session of a request, and its company's stamp. */
export type EnteredRow = {
  company_id: number
  user_id: number
  session_id: number
  session_kind: 'browser' | 'api'
  last_used_at: Date
  access_stamp: string
  operator_name: string | null
  operator_reason: string | null
  verified_at: Date
}

/** A row of platform.who_acts. */
export type ActorRow = {
  access_stamp: string
  company_id: number
  company_slug: string
  company_name: string
  time_zone: string
  currency: string
  settings: unknown
  user_id: number
  user_name: string
  username: string
  grants: string
}

/** What of an actor outlasts a request. */
export type Standing = Pick<Actor, 'userId' | 'userName' | 'username' | 'company' | 'grants'>

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

export const toStanding = (row: ActorRow): Standing => ({
  userId: row.user_id,
  userName: row.user_name,
  username: row.username,
  company: {
    id: row.company_id,
    slug: row.company_slug,
    name: row.company_name,
    timeZone: row.time_zone,
    currency: row.currency,
    settings: companySettings(row.settings),
  },
  grants: new Grants(JSON.parse(row.grants) as [number | null, string[]][]),
})

export const toActor = (standing: Standing, entered: EnteredRow): Actor => ({
  ...standing,
  sessionId: entered.session_id,
  sessionKind: entered.session_kind,
  lastUsedAt: entered.last_used_at,
  verifiedAt: entered.verified_at,
  operator:
    entered.operator_name === null
      ? null
      : { name: entered.operator_name, reason: entered.operator_reason ?? '' },
  sight: new Sight(),
})

const knownLimit = 2000

/**
 * Who acted lately, by their company's stamp. It changes in the transaction that changes anybody's permissions, name,
 * or right to sign in, or the company's settings: what stands here under a request's stamp is what the database would
 * tell in that request.
 */
export class KnownActors {
  readonly #known = new Map<string, Standing>()

  find({ access_stamp, user_id }: EnteredRow): Standing | undefined {
    return this.#known.get(`${access_stamp} ${user_id}`)
  }

  /** @returns what the row tells, which is kept for later requests. */
  keep(row: ActorRow): Standing {
    if (this.#known.size >= knownLimit) this.#known.clear()
    const standing = toStanding(row)
    this.#known.set(`${row.access_stamp} ${row.user_id}`, standing)
    return standing
  }
}
