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
  /** First and last name of the manager. */
  reportsTo?: string
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
  /** Account numbers that it gave the dealer to issue. */
  blocks?: readonly {
    first: string
    last: string
    receiverNumber?: string
    twoWay?: boolean
    active?: boolean
  }[]
  /** What it makes accounts from, where it works with templates. */
  templates?: readonly { code: string; name: string; active: boolean }[]
  /** Who the dealer is at the station's sandbox; null without a connector. */
  login: {
    userId: string
    password: string
    dealerId: string
    /** Where the wire begins within the sandbox, if not at its root. */
    path?: string
    /** Settings that only this connector has. */
    settings?: Record<string, string | boolean>
    /** Secrets of its beside the password. */
    secrets?: Record<string, string>
  } | null
}

export type PlannedServiceProvider = {
  name: string
  /** How many of the customers it serves, against the others. */
  weight: number
  active: boolean
  /** Who the dealer is at the provider's sandbox, whose address stands for `{sandbox}`; left out without a connector. */
  login?: { connector: string; settings: Record<string, string>; secrets: Record<string, string> }
}

export type PlannedBureau = {
  name: string
  active: boolean
  /** Left out: results are entered by hand. Its wire begins at `path` within the sandbox. */
  login?: {
    connector: string
    sandbox: string
    path?: string
    settings: Record<string, string>
    secrets: Record<string, string>
  }
}

export type PlannedProcessor = {
  name: string
  active: boolean
  isDefault: boolean
  connector: string
  /** The sandbox's address stands for `{sandbox}`. */
  settings: Record<string, string | boolean>
  secrets: Record<string, string>
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
  serviceProviders: readonly PlannedServiceProvider[]
  creditBureaus?: readonly PlannedBureau[]
  processors?: readonly PlannedProcessor[]
  catalogues: Readonly<Record<Catalogue, readonly PlannedValue[]>>
}

/** A catalogue value with the id that it gets in the company. */
export type NumberedValue = PlannedValue & { id: number; catalogue: Catalogue; sort: number }

/**
 * All values of all catalogues, numbered through the company from 1. What a plan names by its name gets its id: the
 * source of a campaign, the line items of a rate, the station and the office of a dealer number, an item's wire type.
 */
export function numberValues(plan: CompanyPlan): NumberedValue[] {
  let id = 0
  const values = (Object.entries(plan.catalogues) as [Catalogue, readonly PlannedValue[]][]).flatMap(
    ([catalogue, entries]) => entries.map((entry, sort) => ({ ...entry, catalogue, sort, id: ++id })),
  )
  const idsOf = (catalogue: Catalogue) =>
    new Map(values.filter((v) => v.catalogue === catalogue).map((v) => [v.name, v.id]))
  const [sourceIds, itemIds, wireTypeIds] = [idsOf('source'), idsOf('mmr_item'), idsOf('equipment_wire_type')]
  return values.map((value) => {
    if (value.catalogue === 'mmr') {
      const items = Object.entries(value.data?.items ?? {})
      return {
        ...value,
        data: {
          ...value.data,
          items: Object.fromEntries(items.map(([name, cents]) => [itemIds.get(name), cents as number])),
        },
      }
    }
    if (value.catalogue === 'dealer_number') {
      // Stations and offices are numbered in their order (company-rows.ts).
      const numberIn = (list: readonly { name: string }[], name: unknown) =>
        list.findIndex((each) => each.name === name) + 1 || undefined
      const { station, office } = value.data ?? {}
      return {
        ...value,
        data: {
          monitoringCompanyId: numberIn(plan.stations, station),
          locationId: numberIn(plan.locations, office),
        },
      }
    }
    if (value.catalogue === 'equipment_item') {
      const { wireType, ...data } = value.data ?? {}
      const wireTypeId = wireTypeIds.get(String(wireType))
      return { ...value, data: { ...data, ...(wireTypeId !== undefined && { wireTypeId }) } }
    }
    const source = value.data?.source
    if (value.catalogue !== 'source_campaign' || typeof source !== 'string') return value
    const { source: _, ...data } = value.data ?? {}
    return { ...value, data: { ...data, sourceId: sourceIds.get(source) } }
  })
}
