/** What a demo company is made of before it has customers. Ids count from 1 within each company. */
import type { Catalogue, UserRole } from '#shared/rules/customer-fields.ts'
import type { Permission } from '#shared/permissions.ts'

export type PlannedLocation = {
  name: string
  addressLine1: string
  city: string
  state: string
  zip: string
  timeZone: string
  /** Real area codes of the place; the numbers behind them are 555's. */
  areaCodes: readonly string[]
  radiusKm: number
  /** How many of the company's records belong here, against the other locations. */
  weight: number
}

export type PlannedUser = {
  /** Named users sign in with the demo password; without a username one is made of the name, and cannot. */
  username?: string
  firstName: string
  lastName: string
  roles: readonly UserRole[]
  /** Group names with the names of locations; an empty list is everywhere. */
  memberships?: readonly { group: string; locations: readonly string[] }[]
  active?: boolean
}

export type PlannedGroup = { name: string; description: string; grants: readonly Permission[] }

export type PlannedValue = { name: string; data?: Record<string, unknown>; active?: boolean }

export type PlannedStation = {
  name: string
  connector: string | null
  active: boolean
  /** Begins the account numbers that this station gave out. */
  prefix: string
  /** How many of the customers it monitors, against the others. */
  weight: number
  /** Who the dealer is at the station's sandbox; null without a connector. */
  login: { userId: string; password: string; dealerId: string } | null
}

export type CompanyPlan = {
  slug: string
  name: string
  timeZone: string
  settings: Record<string, unknown>
  /** Of the records: first id, and how many customers and leads beside the written ones. */
  firstRecordId: number
  locations: readonly PlannedLocation[]
  groups: readonly PlannedGroup[]
  users: readonly PlannedUser[]
  stations: readonly PlannedStation[]
  serviceProviders: readonly { name: string; weight: number; active: boolean }[]
  catalogues: Readonly<Record<Catalogue, readonly PlannedValue[]>>
}

/** A catalogue value with the id that it gets in the company. */
export type NumberedValue = PlannedValue & { id: number; catalogue: Catalogue; sort: number }

/** All values of all catalogues, numbered through the company from 1. Campaigns name their source by its id. */
export function numberValues(plan: CompanyPlan): NumberedValue[] {
  let id = 0
  const values = (Object.entries(plan.catalogues) as [Catalogue, readonly PlannedValue[]][]).flatMap(
    ([catalogue, entries]) => entries.map((entry, sort) => ({ ...entry, catalogue, sort, id: ++id })),
  )
  const sourceIds = new Map(values.filter((v) => v.catalogue === 'source').map((v) => [v.name, v.id]))
  return values.map((value) => {
    const source = value.data?.source
    if (value.catalogue !== 'source_campaign' || typeof source !== 'string') return value
    const { source: _, ...data } = value.data ?? {}
    return { ...value, data: { ...data, sourceId: sourceIds.get(source) } }
  })
}
