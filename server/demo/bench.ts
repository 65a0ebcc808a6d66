/** A company as large as one asks, for measurements: twenty locations over the country, and people without end. */
import { startingGroups } from '#server/modules/companies/companies.starting.ts'
import { acmeLocations, acmeStations, demoServiceProviders } from './acme.ts'
import { demoCatalogues } from './catalogues.ts'
import type { CompanyPlan, PlannedLocation, PlannedUser } from './company-plan.ts'
import { firstNames, lastNames } from './names.ts'

type Office = [city: string, state: string, zip: string, zone: string, areaCodes: string]
const further: readonly Office[] = [
  ['Salt Lake City', 'UT', '84111', 'America/Denver', '801 385'],
  ['Denver', 'CO', '80202', 'America/Denver', '303 720'],
  ['Phoenix', 'AZ', '85004', 'America/Phoenix', '602 480'],
  ['Las Vegas', 'NV', '89101', 'America/Los_Angeles', '702 725'],
  ['Sacramento', 'CA', '95814', 'America/Los_Angeles', '916 279'],
  ['Portland', 'OR', '97204', 'America/Los_Angeles', '503 971'],
  ['Seattle', 'WA', '98101', 'America/Los_Angeles', '206 253'],
  ['Dallas', 'TX', '75201', 'America/Chicago', '214 972'],
  ['Houston', 'TX', '77002', 'America/Chicago', '713 281'],
  ['Oklahoma City', 'OK', '73102', 'America/Chicago', '405 572'],
  ['Kansas City', 'MO', '64106', 'America/Chicago', '816 975'],
  ['Minneapolis', 'MN', '55401', 'America/Chicago', '612 763'],
  ['Nashville', 'TN', '37201', 'America/Chicago', '615 629'],
  ['Atlanta', 'GA', '30303', 'America/New_York', '404 470'],
  ['Orlando', 'FL', '32801', 'America/New_York', '407 321'],
  ['Charlotte', 'NC', '28202', 'America/New_York', '704 980'],
]

const locations: readonly PlannedLocation[] = [
  ...acmeLocations.map((location) => ({ ...location, weight: 5 })),
  ...further.map(([city, state, zip, timeZone, areaCodes]): PlannedLocation => ({
    name: city,
    addressLine1: '100 Main Street',
    city,
    state,
    zip,
    timeZone,
    areaCodes: areaCodes.split(' '),
    radiusKm: 60,
    weight: 5,
  })),
]

/** Five people of every role, named from the two lists in step so that no two share a name. */
const staff: readonly PlannedUser[] = (
  ['sales_rep', 'trainer', 'lead_rep', 'call_center_rep', 'technician'] as const
).flatMap((role, r) =>
  Array.from({ length: 5 }, (_, i) => ({
    firstName: firstNames[r * 5 + i] ?? 'Pat',
    lastName: lastNames[r * 5 + i] ?? 'Doe',
    roles: [role],
  })),
)

export const bench: CompanyPlan = {
  slug: 'bench',
  name: 'Bench',
  timeZone: 'America/Denver',
  settings: { parentChild: true },
  firstRecordId: 1,
  locations,
  groups: startingGroups,
  users: [
    { username: 'owner', firstName: 'Una', lastName: 'Measure', roles: [], memberships: [{ group: 'Owners', locations: [] }] },
    { username: 'sales', firstName: 'Sven', lastName: 'Measure', roles: ['sales_rep'], memberships: [{ group: 'Sales reps', locations: ['Provo', 'Boise'] }] },
    ...staff,
  ],
  stations: acmeStations,
  serviceProviders: demoServiceProviders,
  catalogues: demoCatalogues,
} // prettier-ignore
