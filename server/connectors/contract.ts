/**
 * The port that every provider system is spoken to through, and its contract in prose.
 *
 * A connector translates; it decides nothing. It knows no customer, no database and no permission: it is
 * given an account's data in the shapes below and says what the provider holds, in the same shapes.
 *
 * 1. A call either returns what the provider confirmed, or throws `ConnectorError` (errors.ts) of one of six
 *    kinds. Nothing else may leave a connector: a reply that cannot be understood is `unexpected_reply`.
 * 2. A failed write says by `outcome` whether it may have taken effect. `unknown` is honest: the caller looks
 *    the account up before it tries again. `not_applied` is a promise, and made only if it is certain.
 * 3. A write carries the caller's `idempotencyKey`, the same for every try of the same change; where the
 *    provider's wire has a place for it the connector sends it. Where it has none (`idempotency: 'look'`) the
 *    connector looks before it writes and sends nothing that is there already; then only `revision` keeps an old
 *    change from being repeated over a newer one.
 * 4. `update` and `contacts.replace` state the wanted end, so that doing it twice is doing it once.
 * 5. `lookup` answers `null` for an account that does not exist; that is an answer, no error.
 * 6. Values go out as the provider keeps them (its lengths, its formats) and come back in our formats
 *    (shared/phone.ts, shared/postal.ts); `''` means that the provider holds nothing.
 * 7. Secrets leave only in the request itself: `http.ts` keeps them out of transcripts, errors and logs.
 * 8. Every call ends: `http.ts` bounds its time and the size of its reply.
 * 9. A value that the provider cannot hold whole is `rejected` with its field, before anything is sent; no
 *    connector cuts silently. A value that the provider holds in no format of ours comes back as it stands.
 * 10. A write that names a `revision` is `rejected` if the account has changed since; a repeat of a write that
 *    already took effect (same key) is not.
 */
import type { z } from 'zod'
import type { ProviderFetch } from './http.ts'
import type {
  AccountSummary,
  Agencies,
  Details,
  DetailsPart,
  Events,
  Orders,
  PartFacts,
  PreChecks,
  Service,
  Tests,
  Zones,
} from './station-parts.ts'

/** The account's fields that central stations keep, by our names. */
export const accountFields = [
  'firstName',
  'lastName',
  'businessName',
  'addressLine1',
  'addressLine2',
  'city',
  'state',
  'zip',
  'county',
  'crossStreet',
  'primaryPhone',
  'workPhone',
  'cellPhone',
  'otherPhone',
  'email',
  'abortCode',
] as const
export type AccountField = (typeof accountFields)[number]

/** Values by field; `''` is "nothing there", a missing key is "not said". */
export type AccountFields = Partial<Record<AccountField, string>>

/** An emergency contact as stations know it. `order` is the calling order, from 1, without gaps. */
export type StationContact = {
  order: number
  firstName: string
  lastName: string
  /** Ten digits (shared/phone.ts), the number to call first; `''` if the provider has none. */
  phone: string
  relation: string
  /** The person's own spoken passcode; `''` if none. */
  passcode: string
  hasKey: boolean
}

/** Which account at the provider: its number as people say it, and the provider's own key for it. */
export type AccountRef = { accountNumber: string; externalId: string }

export type RemoteAccount = AccountRef & {
  fields: AccountFields
  contacts: StationContact[]
  /** The provider's mark of this state (a version, an etag, a digest): equal marks mean an unchanged account. */
  revision: string
  inService: boolean
  /** What the provider has noted as the linked record, ours or another system's; null if nobody linked it. */
  linkedReference: string | null
  /** The provider's own numbers of the account by `manifest.providerFields` key (ADT#, MAN/Site#); `''` is none. */
  identifiers?: Record<string, string>
  /** How an order for the account stands there, in the provider's words, where it takes orders. */
  orderState?: string
}

export type Write = {
  /** The same for every try of the same change; 8 to 64 characters of `[A-Za-z0-9_-]`. */
  idempotencyKey: string
  /** The state (`RemoteAccount.revision`) that the write rests on; left out, it rests on none. */
  revision?: string
}

/** What a central station offers. Absent members are capabilities that the provider does not have. */
export type Station = {
  /** A cheap authenticated call for *Test connection*; returns a sentence on who answered. */
  check(): Promise<string>
  account: {
    lookup(accountNumber: string): Promise<RemoteAccount | null>
    /** Creates an account that is not in service yet ("shell"); `details` as `manifest.parts.details` asks. */
    create?(
      account: { accountNumber: string; fields: AccountFields; details?: Details } & Write,
    ): Promise<RemoteAccount>
    /** Sets the given fields and leaves the others as they are. */
    update(ref: AccountRef, change: { fields: AccountFields } & Write): Promise<RemoteAccount>
    /** Notes at the provider that the account belongs to our record `reference`; refused if linked to another. */
    link?(ref: AccountRef, link: { reference: string } & Write): Promise<RemoteAccount>
    /** Removes that note and nothing else. */
    unlink?(ref: AccountRef, link: { reference: string } & Write): Promise<void>
    /** Every account of this dealer, a page at a time; `after` is the last page's `next`. */
    list?(after: string | null): Promise<{ accounts: AccountSummary[]; next: string | null }>
  }
  contacts?: {
    /** Makes the provider's contact list equal to `contacts`, in their order. */
    replace(ref: AccountRef, change: { contacts: StationContact[] } & Write): Promise<StationContact[]>
  }
  zones?: Zones
  agencies?: Agencies
  tests?: Tests
  events?: Events
  details?: DetailsPart
  service?: Service
  orders?: Orders
  preChecks?: PreChecks
}

/** A field's bounds at the provider; the page warns before a value is cut or refused there. */
export type FieldLimit = { maxLength: number }

export type ProviderField = { key: string; label: string; help: string }

/** What every connector says of itself, whether it reaches a central station or an interactive-services provider. */
export type ProviderManifest = {
  /** The word for this connector everywhere: folder, sandbox, settings, docs. */
  key: string
  name: string
  /** One sentence on what the wire rests on, shown in administration and opening the README. */
  honesty: string
  /** Stations that are reached by this connector, as a dealer would name them. */
  brands: readonly string[]
  /** Credentials and settings; each member has a label by `.meta({ label, help, secret })`. */
  settings: z.ZodObject
  limits: {
    /** Calls a second that the provider allows for one set of credentials. */
    callsPerSecond: number
    /** Milliseconds after which a call is given up. */
    timeoutMs: number
  }
  /** How a repeated write is kept from taking effect twice: by the provider, which knows our key, or by a look. */
  idempotency: 'key' | 'look'
  scorecard: readonly { rule: string; state: 'done' | 'todo' | 'exempt'; reason?: string }[]
}

export type Manifest = ProviderManifest & {
  kind: 'station'
  /** Which of our fields the provider keeps, with its limits. What is not listed is never sent or compared. */
  fields: Partial<Record<AccountField, FieldLimit>>
  /** Fields of the provider's own on the customer's monitoring page (ADT#, MAN/Site#, …). */
  providerFields: readonly ProviderField[]
  limits: {
    maxContacts: number
    /** A member of length 0 is not kept there: it is neither sent nor compared (`keptContact`). */
    contact: Record<'firstName' | 'lastName' | 'phone' | 'relation' | 'passcode', FieldLimit>
    /** Whether the station keeps who holds a key; left out, it does. */
    keepsKeyholders?: boolean
    accountNumber: { pattern: string; help: string }
  }
  /** Named abilities, for the page to draw itself from; the conformance suite holds them against the port. */
  capabilities: readonly Capability[]
  /** Our fields without which the station opens no account. */
  neededAtCreation?: readonly AccountField[]
  /** What the page must know of zones, authorities, tests and the station's own details before it asks for them. */
  parts?: PartFacts
}

export type Capability =
  | 'lookup'
  | 'shell'
  | 'update'
  | 'link'
  | 'contacts'
  | 'codes'
  | 'unlink'
  | 'list'
  | 'zones'
  | 'zone_edit'
  | 'agencies'
  | 'agency_remove'
  | 'tests'
  | 'test_end_all'
  | 'test_history'
  | 'test_results'
  | 'events'
  | 'details'
  | 'service'
  | 'order'
  | 'precheck'

/** A connector: its description and how to open it with a company's settings. */
export type StationConnector = {
  manifest: Manifest
  /** Opens the provider with parsed settings. Makes no call by itself. */
  open(settings: Record<string, unknown>, fetch: ProviderFetch): Station
}

/** The contact as this station keeps it: what it has no place for is empty. */
export const keptContact = (
  { limits }: Pick<Manifest, 'limits'>,
  contact: StationContact,
): StationContact => ({
  ...contact,
  relation: limits.contact.relation.maxLength > 0 ? contact.relation : '',
  passcode: limits.contact.passcode.maxLength > 0 ? contact.passcode : '',
  hasKey: (limits.keepsKeyholders ?? true) && contact.hasKey,
})
