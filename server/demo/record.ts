/** A record of a demo company, and the company as the making of records sees it. */
import type { ZipPlace } from '#server/platform/zip-data.ts'
import type { Catalogue, FieldName, FieldValue, RecordKind, UserRole } from '#shared/rules/customer-fields.ts'
import type { CustomValue } from '#shared/rules/custom-fields.ts'
import { dayMs } from '#shared/time.ts'
import { numberValues, type CompanyPlan, type PlannedLocation, type PlannedStation } from './company-plan.ts'
import { zipsAround } from './places.ts'

export type DemoContact = {
  firstName: string
  lastName: string
  phone: string
  relation: string
  passcode: string
  hasKey: boolean
}

/** Values by field, as the wire has them; a field that is absent is empty, or an unticked box. */
export type DemoFields = Partial<Record<FieldName, FieldValue>>

/** A value of a user-defined field, as the wire has it. */
export type DemoCustom = { fieldId: number; value: CustomValue; confidential: boolean }

export type DemoRecord = {
  id: number
  kind: RecordKind
  createdAt: Date
  createdBy: number
  archivedAt: Date | null
  fields: DemoFields
  custom: DemoCustom[]
  contacts: DemoContact[]
}

type Numbered<T> = T & { id: number }

/** A plan with ids, the ZIPs around its locations, and the instant that counts as now. */
export type Setting = {
  plan: CompanyPlan
  now: Date
  locations: readonly (Numbered<PlannedLocation> & { places: readonly ZipPlace[] })[]
  stations: readonly Numbered<PlannedStation>[]
  serviceProviders: readonly Numbered<CompanyPlan['serviceProviders'][number]>[]
  /** Ids of the active values of a catalogue. */
  catalogue: (name: Catalogue) => readonly number[]
  /** The id of a value, by catalogue and name. Throws if there is none. */
  value: (catalogue: Catalogue, name: string) => number
  /** Campaigns of a source. */
  campaigns: (sourceId: number) => readonly number[]
  /** Values of user-defined fields by the names of their definitions; those that the company does not have are left out. */
  custom: (values: Readonly<Record<string, CustomValue>>) => DemoCustom[]
  /** Ids of active users with a role. */
  users: (role: UserRole) => readonly number[]
}

const numbered = <T>(list: readonly T[]): Numbered<T>[] =>
  list.map((item, index) => ({ ...item, id: index + 1 }))

/** Numbers a plan's parts. `places` is the whole ZIP file. */
export function settingOf(plan: CompanyPlan, places: readonly ZipPlace[], now: Date): Setting {
  const values = numberValues(plan)
  const active = values.filter((value) => value.active !== false)
  const byCatalogue = Map.groupBy(active, (value) => value.catalogue)
  const ids = new Map([...byCatalogue].map(([catalogue, list]) => [catalogue, list.map(({ id }) => id)]))
  const byName = new Map(values.map((value) => [`${value.catalogue}/${value.name}`, value.id]))
  const campaignsBySource = new Map<number, number[]>()
  for (const { id, data } of byCatalogue.get('source_campaign') ?? []) {
    const sourceId = Number(data?.sourceId)
    campaignsBySource.set(sourceId, [...(campaignsBySource.get(sourceId) ?? []), id])
  }
  const usersByRole = new Map<UserRole, number[]>()
  for (const { id, roles, active: present } of numbered(plan.users)) {
    for (const role of present === false ? [] : roles)
      usersByRole.set(role, [...(usersByRole.get(role) ?? []), id])
  }
  return {
    plan,
    now,
    locations: numbered(plan.locations).map((location) => ({
      ...location,
      places: zipsAround(places, location.zip, location.radiusKm),
    })),
    stations: numbered(plan.stations),
    serviceProviders: numbered(plan.serviceProviders),
    catalogue: (name) => ids.get(name) ?? [],
    value(catalogue, name) {
      const id = byName.get(`${catalogue}/${name}`)
      if (id === undefined) throw new Error(`${plan.slug} has no ${catalogue} '${name}'`)
      return id
    },
    custom: (given) =>
      Object.entries(given).flatMap(([name, value]) => {
        const fieldId = byName.get(`custom_field/${name}`)
        const data = values.find(({ id }) => id === fieldId)?.data
        return fieldId === undefined ? [] : [{ fieldId, value, confidential: data?.confidential === true }]
      }),
    campaigns: (sourceId) => campaignsBySource.get(sourceId) ?? [],
    users: (role) => usersByRole.get(role) ?? [],
  }
}

/** The calendar date that lies `days` before now (after, if negative), in UTC. */
export const daysBefore = (now: Date, days: number): string =>
  new Date(now.getTime() - days * dayMs).toISOString().slice(0, 10)

/** A date some days on, but no later than today. */
export function notAfterToday(date: string, days: number, now: Date): string {
  const later = new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
  const today = daysBefore(now, 0)
  return later < today ? later : today
}
