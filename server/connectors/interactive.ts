/**
 * The port to interactive-services providers (the customer's app and portal). What contract.ts says at its head
 * binds here too: confirmed or `ConnectorError`, an honest `outcome`, one idempotency key for every try, secrets
 * only in the request. A provider's account is a **subscriber**; a customer may have several, at one provider or at
 * several.
 */
import type { ProviderManifest, Write } from './contract.ts'
import type { ProviderFetch } from './http.ts'
import type { Choice, Details, DetailField } from './station-parts.ts'

/** What providers keep of a person and a place, by our names. */
export const subscriberFields = [
  'firstName',
  'lastName',
  'businessName',
  'addressLine1',
  'addressLine2',
  'city',
  'state',
  'zip',
  'primaryPhone',
  'email',
] as const
export type SubscriberField = (typeof subscriberFields)[number]
export type SubscriberFields = Partial<Record<SubscriberField, string>>

/** Which account: the provider's own key, and what people know it by. */
export type SubscriberRef = { externalId: string }

/**
 * - `commitment`: ordered, not yet activated;
 * - `suspended`: exists, its app is locked;
 * - `ending`: terminated with a date still to come.
 */
export type SubscriberState = 'commitment' | 'active' | 'suspended' | 'ending' | 'terminated'

/** A feature that a plan brings or an add-on: video, locks, thermostats. */
export type Feature = {
  code: string
  label: string
  on: boolean
  /** Part of the plan; otherwise it is an add-on that can be switched. */
  included: boolean
  /** How many, where the provider counts them (cameras); null where it does not. */
  quantity: number | null
}

export type RemoteSubscriber = SubscriberRef & {
  /** The login that the customer knows; `''` if there is none yet. */
  login: string
  state: SubscriberState
  fields: SubscriberFields
  plan: Choice | null
  features: Feature[]
  /** Serial number or MAC of the panel's modem; `''` if none is attached. */
  deviceSerial: string
  panel: string
  /** Monthly price of plan and add-ons to the dealer, in cents; null if the provider does not tell. */
  monthlyCents: number | null
  /** Where the provider forwards alarms to, as it stands there. */
  centralStation: { accountNumber: string; receiver: string; forwarding: string } | null
  linkedReference: string | null
  /** The provider's mark of this state: equal marks mean an unchanged account. */
  revision: string
  /** Sentences of trouble that the provider knows of: "Panel not responding since …". */
  troubles: string[]
}

export type NewSubscriber = {
  /** Our record, noted at the provider where it has a place for it. */
  reference: string
  fields: SubscriberFields
  login: string
  planCode: string
  addOnCodes: string[]
  deviceSerial: string
  panelCode: string
  centralStation: { accountNumber: string; receiver: string; forwarding: string } | null
  details: Details
}

export type Plan = Choice & {
  /** To the dealer, a month; null if the provider does not tell before it is applied. */
  monthlyCents: number | null
  included: Choice[]
  addOns: (Choice & { monthlyCents: number | null; maxQuantity: number | null })[]
}
export type PlanChoice = {
  planCode: string
  addOnCodes: string[]
  /** How many of an add-on that is counted (`maxQuantity`); one that is not named stays as many as it is, or is one. */
  quantities?: Record<string, number>
}
/** What a change of plan would cost, asked before it is applied. */
export type PlanQuote = {
  beforeCents: number | null
  afterCents: number | null
  /** Why the provider would refuse it; null if it would not. */
  refusal: string | null
}

export type RemoteDevice = {
  id: string
  name: string
  type: string
  /** As the panel numbers it; `''` if it is no zone. */
  zone: string
  area: string
  status: string
  serial: string
  installedAt: string
}
export type RemoteLogin = { id: string; login: string; email: string; primary: boolean }

/** Whether a provider's app asks us for bills, where, and with which key. The key itself is never told. */
export type BillingThere = { enabled: boolean; url: string; keyId: string }

/** What a provider offers. Absent members are things that it cannot do. */
export type Interactive = {
  /** A cheap authenticated call for *Test connection*; returns a sentence on who answered. */
  check(): Promise<string>
  subscribers: {
    /** By the provider's key, the login, the device's serial number or the e-mail address, as typed. */
    find(text: string): Promise<RemoteSubscriber[]>
    read(ref: SubscriberRef): Promise<RemoteSubscriber | null>
    create?(subscriber: NewSubscriber & Write): Promise<RemoteSubscriber>
    /** Orders an account that is activated on site. */
    commit?(subscriber: NewSubscriber & Write): Promise<RemoteSubscriber>
    activate?(
      ref: SubscriberRef,
      device: { deviceSerial: string; panelCode: string } & Write,
    ): Promise<RemoteSubscriber>
    /** Sets the given fields and leaves the others. */
    update?(ref: SubscriberRef, change: { fields: SubscriberFields } & Write): Promise<RemoteSubscriber>
    /** Notes our record at the provider; where it has no place for it the link is kept here alone. */
    link?(ref: SubscriberRef, link: { reference: string } & Write): Promise<RemoteSubscriber>
    unlink?(ref: SubscriberRef, link: { reference: string } & Write): Promise<void>
    suspend?(ref: SubscriberRef, change: Write): Promise<RemoteSubscriber>
    resume?(ref: SubscriberRef, change: Write): Promise<RemoteSubscriber>
    terminate?(ref: SubscriberRef, change: { reasonCode: string } & Write): Promise<RemoteSubscriber>
    restore?(ref: SubscriberRef, change: Write): Promise<RemoteSubscriber>
    list?(after: string | null): Promise<{ subscribers: SubscriberSummary[]; next: string | null }>
  }
  /** The provider's own app shows bills and takes payments, by asking us (docs/connectors/alarmcom.md). */
  billing?: {
    /** How it stands there. @throws ConnectorError `rejected` or `bad_credentials` without the role for it */
    read(): Promise<BillingThere>
    /** Tells it where to ask and with which key, or to ask no more; answers how it stands then. */
    set(setting: { enabled: boolean; url: string; keyId: string; key: string }): Promise<BillingThere>
  }
  plans?: {
    list(): Promise<Plan[]>
    quote?(ref: SubscriberRef, choice: PlanChoice): Promise<PlanQuote>
    /** Sets plan and the whole list of add-ons. */
    change(ref: SubscriberRef, choice: PlanChoice & Write): Promise<RemoteSubscriber>
  }
  devices?: {
    list(ref: SubscriberRef): Promise<RemoteDevice[]>
    /** Asks the panel for its list anew; it arrives later. */
    refresh?(ref: SubscriberRef, change: Write): Promise<void>
    swapModem?(
      ref: SubscriberRef,
      change: { deviceSerial: string; reasonCode: string } & Write,
    ): Promise<RemoteSubscriber>
  }
  logins?: {
    list(ref: SubscriberRef): Promise<RemoteLogin[]>
    /** The provider sends the customer what they need; `sentTo` says where, in words. */
    resetPassword?(ref: SubscriberRef, change: { loginId: string } & Write): Promise<{ sentTo: string }>
    /** A link that opens the customer's app as them, for minutes. */
    impersonate?(ref: SubscriberRef, change: Write): Promise<{ url: string; expiresAt: string }>
  }
  centralStation?: {
    /** Numbers of central stations that alarms may go to: the Receiver Number's drop-down. */
    receivers(): Promise<(Choice & { phone: string })[]>
    update(
      ref: SubscriberRef,
      change: { accountNumber: string; receiver: string; forwarding: string } & Write,
    ): Promise<RemoteSubscriber>
  }
}

/** A subscriber as the provider's list names it, for reconciliation. */
export type SubscriberSummary = SubscriberRef & {
  login: string
  state: SubscriberState
  linkedReference: string | null
}

export const interactiveCapabilities = [
  'create',
  'commit',
  'activate',
  'update',
  'link',
  'unlink',
  'suspend',
  'terminate',
  'restore',
  'list',
  'plans',
  'quote',
  'devices',
  'refresh_devices',
  'swap_modem',
  'logins',
  'reset_password',
  'impersonate',
  'receivers',
] as const
export type InteractiveCapability = (typeof interactiveCapabilities)[number]

export type InteractiveManifest = ProviderManifest & {
  kind: 'interactive'
  /** Which of our fields the provider keeps, with its limits. */
  fields: Partial<Record<SubscriberField, { maxLength: number }>>
  capabilities: readonly InteractiveCapability[]
  /** What an account's login and its device's number look like there, and in words. */
  login: { pattern: string; help: string }
  device: { label: string; pattern: string; help: string }
  panels: readonly Choice[]
  forwarding: readonly Choice[]
  terminateReasons: readonly Choice[]
  swapReasons: readonly Choice[]
  /** Fields of the provider's own that creating asks for. */
  details: readonly DetailField[]
  /** Its app can show our bills: `Interactive.billing` is there. */
  appBilling?: true
}

export type InteractiveConnector = {
  manifest: InteractiveManifest
  /** Opens the provider with parsed settings. Makes no call by itself. */
  open(settings: Record<string, unknown>, fetch: ProviderFetch): Interactive
}
