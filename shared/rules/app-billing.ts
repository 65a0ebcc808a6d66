/**
 * Billing in the app of an interactive-services provider (ADB-001 to ADB-006): which recurring invoice the app shows, what it says of
 * the balance, and how a call of the provider's side is signed.
 */

/** Why the app shows "Billing Not Configured". The dealer reads it; the app is not told. */
export const notConfiguredReasons = {
  not_linked: 'No customer here is linked to the account.',
  integration_off: 'The billing integration of the provider is off.',
  provider_inactive: 'The provider is inactive.',
  archived: 'The customer is archived.',
  no_mmr: 'The customer has no recurring invoice with an MMR line.',
  parent_pays: 'The recurring invoice with the MMR line is billed through the parent.',
} as const
export type NotConfigured = keyof typeof notConfiguredReasons
export const notConfiguredKeys = Object.keys(notConfiguredReasons) as [NotConfigured, ...NotConfigured[]]

export type RecurringChoice = {
  id: number
  /** When what it bills was sold. */
  saleOn: string
  hasRateLine: boolean
  billParent: boolean
}

/** Of several with the MMR line the one that was sold last; of those of one day the one that was made last (ADB-001). */
export function chooseRecurring<T extends RecurringChoice>(recurring: readonly T[]): T | null {
  return (
    recurring
      .filter(({ hasRateLine }) => hasRateLine)
      .toSorted((a, b) => b.saleOn.localeCompare(a.saleOn) || b.id - a.id)[0] ?? null
  )
}

export type Standing<T> = { configured: true; recurring: T } | { configured: false; reason: NotConfigured }

/**
 * Whether the app shows bills, and of which recurring invoice (ADB-004). What a parent pays is the parent's debt and charged to the
 * parent's methods: it is not shown to whoever signs in to the app of the place.
 */
export function standingOf<T extends RecurringChoice>(given: {
  linked: boolean
  enabled: boolean
  active: boolean
  archived: boolean
  recurring: readonly T[]
}): Standing<T> {
  const no = (reason: NotConfigured) => ({ configured: false, reason }) as const
  if (!given.enabled) return no('integration_off')
  if (!given.active) return no('provider_inactive')
  if (!given.linked) return no('not_linked')
  if (given.archived) return no('archived')
  const recurring = chooseRecurring(given.recurring)
  if (!recurring) return no('no_mmr')
  return recurring.billParent ? no('parent_pays') : { configured: true, recurring }
}

export type OwedInvoice = { id: number; dueOn: string; openCents: number }

/** Due before today, by the company's calendar (ADB-005). */
export const isPastDue = (dueOn: string, today: string): boolean => dueOn < today

export type Balance = { dueCents: number; pastDueCents: number }

/** The unpaid part of these invoices and of nothing else. */
export const balanceOf = (invoices: readonly OwedInvoice[], today: string): Balance => ({
  dueCents: invoices.reduce((sum, { openCents }) => sum + openCents, 0),
  pastDueCents: invoices
    .filter(({ dueOn }) => isPastDue(dueOn, today))
    .reduce((sum, { openCents }) => sum + openCents, 0),
})

export const offerNames = {
  balance: 'Balance due',
  past_due: 'Balance past due',
  oldest: 'Oldest bill',
} as const
export type OfferName = keyof typeof offerNames
export const offerKeys = Object.keys(offerNames) as [OfferName, ...OfferName[]]

/** What is offered to pay, each amount once; another amount is always possible (ADB-009). @param invoices the oldest first */
export function offersOf(
  invoices: readonly OwedInvoice[],
  today: string,
): { name: OfferName; amountCents: number }[] {
  const { dueCents, pastDueCents } = balanceOf(invoices, today)
  const all: { name: OfferName; amountCents: number }[] = [
    { name: 'balance', amountCents: dueCents },
    { name: 'past_due', amountCents: pastDueCents },
    { name: 'oldest', amountCents: invoices.find(({ openCents }) => openCents > 0)?.openCents ?? 0 },
  ]
  return all.filter(
    ({ amountCents }, at) =>
      amountCents > 0 && all.findIndex((one) => one.amountCents === amountCents) === at,
  )
}

/** A signature is good for so long before and after its own time. */
export const signatureWindowMs = 5 * 60_000
export const signatureHeaders = {
  key: 'x-keyholder-key',
  timestamp: 'x-keyholder-timestamp',
  nonce: 'x-keyholder-nonce',
  signature: 'x-keyholder-signature',
} as const

/**
 * What is signed: version, time, nonce, method, address with its query, and the body as it was sent, each on a line of its own. The
 * method and the address are in it, so that no signature is good for another call.
 */
export const signedText = (call: {
  timestamp: string
  nonce: string
  method: string
  target: string
  body: string
}): string => ['v1', call.timestamp, call.nonce, call.method.toUpperCase(), call.target, call.body].join('\n')

/** How long the caches of the provider may show the old standing (the provider's word: up to an hour). */
export const takesEffectWithinHours = 1
