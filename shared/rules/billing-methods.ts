/** Billing methods: cards and bank accounts that a customer pays by, as the processor's tokens (BIL-006, ADB-008). */
import { addDays } from '../time.ts'

export const methodKinds = { card: 'Credit card', bank_account: 'Bank account' } as const
export type MethodKind = keyof typeof methodKinds
export const methodKindKeys = Object.keys(methodKinds) as [MethodKind, ...MethodKind[]]

export const accountTypes = { checking: 'Checking', savings: 'Savings' } as const
export type AccountType = keyof typeof accountTypes
export const accountTypeKeys = Object.keys(accountTypes) as [AccountType, ...AccountType[]]

export const holderTypes = { personal: 'Personal', business: 'Business' } as const
export type HolderType = keyof typeof holderTypes
export const holderTypeKeys = Object.keys(holderTypes) as [HolderType, ...HolderType[]]

/** What a method is used for, as the dealer marks it. */
export const methodUses = {
  monitoring: 'Monitoring',
  install: 'Installation',
  service: 'Service',
} as const
export type MethodUse = keyof typeof methodUses
export const methodUseKeys = Object.keys(methodUses) as [MethodUse, ...MethodUse[]]

/** How the customer agreed to debits (Nacha Operating Rules 2.3: written, by telephone, on the web). */
export const authorizationChannels = {
  written: 'Signed in writing',
  recorded_call: 'Spoken, recorded call',
  in_person: 'Spoken, in person',
  online: 'Online, by the customer',
} as const
export type AuthorizationChannel = keyof typeof authorizationChannels
export const authorizationChannelKeys = Object.keys(authorizationChannels) as [
  AuthorizationChannel,
  ...AuthorizationChannel[],
]

/** What staff notes: nobody else agrees in the portal but the customer. */
export const staffChannelKeys = [
  'written',
  'recorded_call',
  'in_person',
] as const satisfies AuthorizationChannel[]

/** Of a customer, archived ones among them. */
export const maxBillingMethods = 50

/** The words that the customer agrees to; they are kept as they stood on that day. */
export const authorizationText = (company: string, kind: MethodKind): string =>
  kind === 'bank_account'
    ? `I authorize ${company} to debit my bank account electronically for amounts that I owe under my agreement, on or after their due date, and to correct a debit made in error. A debit returned for insufficient or uncollected funds may be presented again up to two times. This authorization stays in force until I revoke it in writing at least three business days before a debit.`
    : `I authorize ${company} to keep this card with its payment processor and to charge it for amounts that I owe under my agreement, on or after their due date, until I revoke this authorization.`

/** The last day on which a card is good: the end of its month. */
export function expiresOn(expYear: number, expMonth: number): string {
  const next =
    expMonth === 12 ? `${expYear + 1}-01-01` : `${expYear}-${String(expMonth + 1).padStart(2, '0')}-01`
  return addDays(next, -1)
}

export const expiryWarningDays = [60, 30] as const
export type Expiry = 'good' | 'soon' | 'very_soon' | 'expired'

/** How near a card's end is: within 60 days, within 30, over. A bank account never expires. */
export function expiryOf(card: { expYear: number | null; expMonth: number | null }, today: string): Expiry {
  if (card.expYear === null || card.expMonth === null) return 'good'
  const last = expiresOn(card.expYear, card.expMonth)
  if (last < today) return 'expired'
  if (last <= addDays(today, expiryWarningDays[1])) return 'very_soon'
  return last <= addDays(today, expiryWarningDays[0]) ? 'soon' : 'good'
}

/** `Visa ending in 1111`, `Checking ending in 6789`. */
export const methodName = (method: {
  kind: MethodKind
  brand: string
  accountType: AccountType | null
  last4: string
}): string =>
  `${method.kind === 'card' ? method.brand || 'Card' : accountTypes[method.accountType ?? 'checking']} ending in ${method.last4}`

/** How changes read in the record's history. */
export const methodLabels: Record<string, string> = {
  isDefault: 'Default',
  nickname: 'Nickname',
  note: 'Note',
  uses: 'Used for',
  expires: 'Expires',
  holder: 'Holder',
  address: 'Billing address',
  processor: 'Payment processor',
  authorization: 'Authorization',
  authorizedBy: 'Authorized by',
  active: 'Active',
}
