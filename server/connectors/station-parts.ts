/**
 * What a central station keeps beyond the account itself: zones, authorities, tests, events, its own details, and
 * whether it acts on signals at all. Each part is optional on `Station`; a manifest says what the page needs to
 * know of it before a call is made. The rules at the head of contract.ts bind here too: writes state the wanted
 * end, doing one twice is doing it once, and `''` means that nothing is there.
 */
import type { AccountRef, Write } from './contract.ts'

/** One of a provider's own values: `code` goes over the wire, `label` is read by people. */
export type Choice = { code: string; label: string }

/** A zone (point, sensor) as the station lists it. */
export type StationZone = {
  /** As the station writes it: "001". Unique within an account. */
  zone: string
  /** What an operator reads when it signals: "Front door". */
  name: string
  /** Code of `zones.eventTypes()`; `''` if the station has set none. */
  eventType: string
  /** Code of `zones.deviceTypes()`; `''` if the station has set none. */
  deviceType: string
  /** The area (partition), from "1"; `''` where the station knows none. */
  area: string
  /** Where it is, code of `zones.locations()`; left out of a `put`, it stays as it is. Only where the station asks. */
  location?: string
  /** How it stands, in the station's words ("Active"); absent where it does not say. Never sent. */
  status?: string
}

export type Zones = {
  list(ref: AccountRef): Promise<StationZone[]>
  /** Adds or overwrites these zones and leaves the others alone. Left out where the station only shows them. */
  put?(ref: AccountRef, change: { zones: StationZone[] } & Write): Promise<StationZone[]>
  /** Removes zones by number; one that is not there is none to remove. */
  remove?(ref: AccountRef, change: { zones: string[] } & Write): Promise<StationZone[]>
  /** What a zone may signal there; absent where the station does not say. */
  eventTypes?(): Promise<Choice[]>
  deviceTypes?(): Promise<Choice[]>
  /** Rooms and places by the station's own codes; absent where it does not ask for them. */
  locations?(): Promise<Choice[]>
}

export const agencyKinds = ['police', 'fire', 'medical', 'guard'] as const
export type AgencyKind = (typeof agencyKinds)[number]

/** Who is sent when the alarm is real. */
export type Agency = {
  /** The station's key for it. */
  id: string
  kind: AgencyKind
  name: string
  /** Ten digits (shared/phone.ts) or as the station writes it; `''` if it does not say. */
  phone: string
  city: string
  state: string
}
/** An authority on an account. */
export type AccountAgency = Agency & { permitNumber: string }

export type Agencies = {
  list(ref: AccountRef): Promise<AccountAgency[]>
  /** Authorities of that kind which serve a ZIP (five digits). */
  search(kind: AgencyKind, zip: string): Promise<Agency[]>
  /** Puts one on the account; one that is there already keeps its place and takes the permit number. */
  add(ref: AccountRef, change: { agency: Agency; permitNumber: string } & Write): Promise<AccountAgency[]>
  /** Left out where an authority cannot be removed once it is set. */
  remove?(ref: AccountRef, change: { agencyId: string; kind: AgencyKind } & Write): Promise<AccountAgency[]>
}

/** A time in which the station logs signals and sends nobody. Instants are ISO, UTC. */
export type StationTest = {
  /** The station's key for it, unique within the account. */
  id: string
  /** Code of `tests.categories()`; `''` where there are none. */
  category: string
  description: string
  /** Who placed it, as the station knows them; `''` if it does not say. */
  placedBy: string
  /** `''` where the station does not tell (`manifest.parts.tests.untold`). */
  from: string
  /** When the station ends it by itself; `''` if it never does. */
  until: string
  /** When it was ended; `''` while it runs. */
  endedAt: string
}

export type TestOrder = { category: string; minutes: number; description: string }

export type Tests = {
  /** The tests that run now; empty means that alarms are acted upon. */
  running(ref: AccountRef): Promise<StationTest[]>
  /** Places on test from now. Where `manifest.tests.several` is false, a running one is `rejected`. */
  place(ref: AccountRef, order: TestOrder & Write): Promise<StationTest[]>
  /** Ends one; ending what has ended is no error. */
  end(ref: AccountRef, change: { testId: string } & Write): Promise<StationTest[]>
  /** Ends all that run; left out where they are ended one by one. */
  endAll?(ref: AccountRef, change: Write): Promise<StationTest[]>
  categories?(): Promise<Choice[]>
  /** Past and running tests that overlap the days; newest first. */
  history?(ref: AccountRef, period: Period): Promise<StationTest[]>
  /** The signals that came in while on test; newest first. */
  results?(ref: AccountRef, period: Period): Promise<StationEvent[]>
}

/** Both ISO instants, UTC; `from` is included, `until` is not. */
export type Period = { from: string; until: string }

export const eventKinds = [
  'alarm',
  'restore',
  'trouble',
  'open',
  'close',
  'bypass',
  'test',
  'cancel',
  'action',
  'other',
] as const
export type EventKind = (typeof eventKinds)[number]

/** A signal that the station received, or what an operator did about it. */
export type StationEvent = {
  id: string
  /** ISO, UTC. */
  at: string
  kind: EventKind
  /** As the station writes it: "E130", "BA". */
  code: string
  description: string
  zone: string
  area: string
  /** What the operator noted; `''` if nothing. */
  comment: string
  onTest: boolean
}

export type Events = {
  /** Newest first, at most a few thousand. */
  list(ref: AccountRef, period: Period): Promise<StationEvent[]>
}

/** A field of the station's own, beyond what a customer record has: a template, a panel type. */
export type DetailField = {
  key: string
  label: string
  help?: string
  type: 'text' | 'choice' | 'date' | 'flag'
  maxLength?: number
  /** What a value looks like, and in words; left out, it is free. */
  pattern?: { like: string; help: string }
  /** Asked for when the account is created; `required` refuses to create without. */
  atCreation: boolean
  required: boolean
  /** May be changed afterwards. */
  editable: boolean
  /** Where the choices come from: the station, the list that the dealer keeps for it, or here. */
  choices?: 'station' | 'dealer' | readonly Choice[]
}
/** Values by `DetailField.key`; dates `yyyy-mm-dd`, flags `yes` or `''`. */
export type Details = Record<string, string>

export type DetailsPart = {
  read(ref: AccountRef): Promise<Details>
  /** Sets the given ones and leaves the others. */
  write(ref: AccountRef, change: { values: Details } & Write): Promise<Details>
  /** For fields whose `choices` are the station's. */
  choices?(key: string): Promise<Choice[]>
}

/** How an order for the account stands: `submitting` is under way, and read again until it is decided. */
export const orderStates = ['created', 'updated', 'submitting', 'submitted', 'failed'] as const
export type StationOrder = {
  state: (typeof orderStates)[number]
  /** Why it failed, sentence by sentence, to be shown as they are. */
  report: string[]
  /** Since when, ISO, UTC; `''` if the station does not say. */
  at: string
}
export type Orders = {
  read(ref: AccountRef): Promise<StationOrder>
  /** Submits it; one that is under way or taken already is `rejected`. */
  submit(ref: AccountRef, change: Write): Promise<StationOrder>
}

export type Service = {
  /** In service: signals are acted upon. Out of service: logged, nobody is sent. */
  set(
    ref: AccountRef,
    change: { inService: boolean; category: string; comment: string } & Write,
  ): Promise<{
    inService: boolean
  }>
  /** Why an account may be out of service; absent where the station does not ask. */
  categories?(): Promise<Choice[]>
}

/** An account as the station's list names it, for reconciliation. `inService` is null where only a lookup tells. */
export type AccountSummary = AccountRef & { inService: boolean | null; linkedReference: string | null }

/** Whether ADT would take the customer. `none` has never run. */
export const preCheckStates = ['none', 'review', 'approved', 'error'] as const
export type PreCheck = {
  id: string
  state: (typeof preCheckStates)[number] | 'running'
  /** Sentences of the report, to be shown as they are. */
  report: string[]
  /** ISO, UTC. */
  at: string
}
export type PreCheckQuestion = {
  firstName: string
  lastName: string
  businessName: string
  businessContact: string
  addressLine1: string
  city: string
  state: string
  zip: string
  county: string
  phone: string
  email: string
  /** Digits only; it goes out in the body of this one call and nowhere else. */
  ssn: string
  /** `yyyy-mm-dd`. */
  birthdate: string
  dealerNumber: string
}
export type PreChecks = {
  /** Begins a check and answers how it stands; `running` is asked for again by `read`. */
  start(question: PreCheckQuestion & Write): Promise<PreCheck>
  read(id: string): Promise<PreCheck>
}

/** Facts of a manifest about the parts above, for the page to draw itself before any call. */
export type PartFacts = {
  zones?: {
    /** What a zone number looks like there, and in words. */
    pattern: string
    help: string
    nameLength: number
  }
  agencies?: { kinds: readonly AgencyKind[]; perKind: 'one' | 'several'; permits: boolean }
  tests?: {
    /** Whether several may run at once, each ended by itself. */
    several: boolean
    maxMinutes: number
    /** Longest description; 0 if there is none. */
    descriptionLength: number
    /** Whether a test must name one of `tests.categories()`. */
    categories?: boolean
    /** What the station does not tell of a running test: there the connector answers `''`. */
    untold?: readonly ('category' | 'from')[]
  }
  /** Whether taking out of service must name one of `service.categories()`. */
  service?: { categories: boolean }
  /** Longest period that history, results and events answer, in days. */
  maxDays?: number
  details?: readonly DetailField[]
  /** What the station does not get of a contact, in words: "relation, passcode". */
  contactsLack?: string
}
