/** What a station says it can do, held against what the brand's manifest claims: found by *Test connection*. */
import type { Capability, Manifest } from '../contract.ts'
import { isShorter } from './map.ts'
import type { AbilitiesReply } from './wire-parts.ts'

/** The capabilities, beyond account and contacts, that these abilities amount to. */
const capabilitiesOf = (abilities: AbilitiesReply): Capability[] => {
  const { zones, agencies, tests, events, details, service, roster } = abilities
  const offered: Partial<Record<Capability, boolean>> = {
    list: roster,
    zones: zones !== undefined,
    zone_edit: zones?.edit === true,
    agencies: agencies !== undefined,
    agency_remove: agencies?.remove === true,
    tests: tests !== undefined,
    test_end_all: tests?.endAll === true,
    test_history: tests?.history === true,
    test_results: tests?.results === true,
    events: events === true,
    details: details !== undefined,
    service: service !== undefined,
    order: abilities.orders === true,
    precheck: abilities.preChecks === true,
  }
  return (Object.keys(offered) as Capability[]).filter((capability) => offered[capability])
}

const beyond: ReadonlySet<Capability> = new Set<Capability>([
  'list',
  'zones',
  'zone_edit',
  'agencies',
  'agency_remove',
  'tests',
  'test_end_all',
  'test_history',
  'test_results',
  'events',
  'details',
  'service',
  'order',
  'precheck',
])

/** Where the manifest counts on what the station does not do, in words; what it does beyond that is no matter. */
export function contradictions(manifest: Manifest, abilities: AbilitiesReply): string[] {
  const offered = capabilitiesOf(abilities)
  const claimed = manifest.capabilities.filter((capability) => beyond.has(capability))
  const { zones, agencies, tests, maxDays, service, details = [] } = manifest.parts ?? {}
  const { contact, maxContacts, keepsKeyholders = true } = manifest.limits
  const facts: [name: string, ours: unknown, theirs: unknown][] = [
    ['contacts', maxContacts, abilities.contacts.max],
    ['a contact’s relation', contact.relation.maxLength > 0, abilities.contacts.keeps.includes('relation')],
    ['a contact’s passcode', contact.passcode.maxLength > 0, abilities.contacts.keeps.includes('passcode')],
    ['keyholders', keepsKeyholders, abilities.contacts.keeps.includes('hasKey')],
    [
      'what an account needs',
      [
        ...(manifest.neededAtCreation ?? []),
        ...details.filter(({ required }) => required).map(({ key }) => `details.${key}`),
      ].sort(),
      abilities.neededAtCreation.toSorted(),
    ],
    ['zone numbers', zones?.pattern, abilities.zones?.pattern],
    ['zone names', zones?.nameLength, abilities.zones?.nameLength],
    ['kinds of authorities', agencies?.kinds.toSorted(), abilities.agencies?.kinds.toSorted()],
    ['authorities of a kind', agencies?.perKind, abilities.agencies?.perKind],
    ['permits', agencies?.permits, abilities.agencies?.permits],
    ['tests at a time', tests?.several, abilities.tests?.several],
    ['minutes of a test', tests?.maxMinutes, abilities.tests?.maxMinutes],
    ['test categories', tests?.categories ?? false, abilities.tests?.categories ?? false],
    ['reasons for taking out of service', service?.categories, abilities.service?.categories],
    ['a test’s description', tests?.descriptionLength, abilities.tests?.descriptionLength],
    ['days of history', maxDays, abilities.maxDays],
    [
      'its own numbers of an account',
      manifest.providerFields.map(({ key }) => key).sort(),
      abilities.identifiers?.toSorted() ?? [],
    ],
    [
      'details',
      details.map(({ key, type, required, editable }) => [key, type, required, editable]).sort(),
      (abilities.details ?? [])
        .map(({ key, type, required, editable }) => [key, type, required, editable])
        .sort(),
    ],
  ]
  return [
    ...claimed.filter((one) => !offered.includes(one)).map((one) => `it does not offer ${one}`),
    ...facts
      .filter(([, ours, theirs]) => JSON.stringify(ours) !== JSON.stringify(theirs))
      .map(([name]) => `it says otherwise of ${name}`),
    ...Object.entries(abilities.lengths ?? {})
      .filter(([path, length]) => isShorter(path, length, manifest))
      .map(([path, length]) => `it keeps only ${length} characters of ${path}`),
  ]
}
