/**
 * A brand as the sandbox knows it: its name, its dealers, its seed, and what it can do. `abilities` go over the wire
 * as they stand (GET /station) and are enforced here; the client's manifest is written by other hands.
 */
import type { SignalLog } from '../signals/signal-log.ts'
import type { Login } from './door.ts'
import type { SeedAccount } from './wire.ts'
import type { agencyKinds } from './wire-parts.ts'

export type Choice = { code: string; label: string }

export type DetailField = {
  key: string
  type: 'text' | 'choice' | 'date' | 'flag'
  maxLength?: number
  /** What a value looks like, where it is not free. */
  pattern?: string
  required: boolean
  editable: boolean
}

export type Abilities = {
  contacts: { keeps: readonly ('relation' | 'passcode' | 'hasKey')[]; max: number }
  /** Paths of members without which no customer is created: `abortCode`, `details.template`. */
  neededAtCreation: readonly string[]
  roster: boolean
  zones?: { pattern: string; nameLength: number; edit: boolean }
  agencies?: {
    kinds: readonly (typeof agencyKinds)[number][]
    perKind: 'one' | 'several'
    permits: boolean
    remove: boolean
  }
  tests?: {
    several: boolean
    maxMinutes: number
    descriptionLength: number
    categories: boolean
    endAll: boolean
    history: boolean
    results: boolean
  }
  events?: boolean
  /** The longest period of history, results and events. */
  maxDays?: number
  details?: readonly DetailField[]
  service?: { categories: boolean }
  /** Whether orders are submitted (/customers/{serial}/order). */
  orders?: boolean
  /** Whether a customer is checked before an order (POST /prechecks). */
  preChecks?: boolean
  /** Lengths of members that are narrower here than in the contract: `abortCode`, `name.business`. */
  lengths?: Readonly<Record<string, number>>
  /** The station's own numbers of a customer, by name; it gives them out when it makes the customer. */
  identifiers?: readonly string[]
}

export type StationProfile = {
  key: string
  name: string
  about: string
  /** Who may sign in, for which dealer. */
  logins: readonly Login[]
  seed: readonly SeedAccount[]
  /** Left out, the station keeps accounts and contacts and nothing else. */
  abilities?: Abilities
  /** By the name of the list under /reference: `event-types`, `details/template`. */
  reference?: Readonly<Record<string, readonly Choice[]>>
  /** Which of its two environments this is, where it has two. */
  environment?: 'production' | 'test'
  /** What the station gives a new customer by itself; `serial` is its key. */
  givenTo?: (serial: string) => { identifiers: Record<string, string>; orderState: string }
  /** What it calls an order that was changed after it was made. */
  changedOrder?: string
}

/** What the account and its contacts alone need. */
export const plainAbilities: Abilities = {
  contacts: { keeps: ['relation', 'passcode', 'hasKey'], max: 20 },
  neededAtCreation: [],
  roster: false,
}

/** What the house around the sandboxes gives to a station; nothing is needed. */
export type StationSurroundings = {
  /** Where the receiver notes the signals of panels; they become events and test results. */
  signals?: Pick<SignalLog, 'list'> | undefined
  /** Milliseconds since 1970; a running test ends by it. */
  now?: () => number
}

/** What each part of the server works with. */
export type Station = {
  profile: StationProfile
  abilities: Abilities
  signals: Pick<SignalLog, 'list'>
  now: () => number
  /** How long a PreCheck is under way. */
  preCheckMs: number
}

/** Whether `code` is of the station's list; the empty code is "none". */
export const isKnownCode = ({ profile }: Station, list: string, code: string): boolean =>
  code === '' || (profile.reference?.[list] ?? []).some((choice) => choice.code === code)
