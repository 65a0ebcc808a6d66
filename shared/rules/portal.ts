/** The Payment Portal: how long its links and sessions are good, how often one may ask, and what customers are told (BIL-009). */
import type { MethodKind } from './billing-methods.ts'
import type { DeclineReason } from './charges.ts'

export const linkWays = { email: 'E-mail', sms: 'Text message', copy: 'Copied' } as const
export type LinkWay = keyof typeof linkWays
export const linkWayKeys = Object.keys(linkWays) as [LinkWay, ...LinkWay[]]

/** A link that staff sends waits for the customer; one that a customer asks for is opened at once. */
export const staffLinkDays = 7
export const askedLinkMinutes = 60
/** A session ends after so long without a click, and in any case after the second. */
export const idleMinutes = 30
export const mostSessionHours = 4

/** Of one address on the network, and about one e-mail address or phone number. */
export const asksPerHour = { from: 10, about: 4 } as const
/** Of one customer: a stolen list of cards is not tried out here. */
export const paysPerHour = 12
export const newMethodsPerHour = 5

export const maxLinksListed = 50

export type LinkState = 'open' | 'used' | 'in_session' | 'expired' | 'revoked' | 'failed'
export const linkStates: Record<LinkState, string> = {
  open: 'Not opened yet',
  in_session: 'In the portal now',
  used: 'Used',
  expired: 'Expired',
  revoked: 'Revoked',
  failed: 'Not delivered',
}

/** How a link stands. */
export function linkStateOf(
  link: {
    delivered: boolean | null
    expiresAt: Date
    openedAt: Date | null
    sessionUntil: Date | null
    revokedAt: Date | null
  },
  now: Date,
): LinkState {
  if (link.revokedAt) return 'revoked'
  if (link.sessionUntil && link.sessionUntil > now) return 'in_session'
  if (link.openedAt) return 'used'
  if (link.expiresAt <= now) return 'expired'
  return link.delivered === false ? 'failed' : 'open'
}

export const paymentOrigins = {
  staff: 'Staff',
  autopay: 'Auto Pay',
  portal: 'Payment Portal',
  app: 'Provider’s app',
} as const
export type PaymentOrigin = keyof typeof paymentOrigins

/** Who recorded a payment that no user did. */
export const paymentMakers: Partial<Record<string, string>> = {
  portal: 'Payment Portal',
  app: 'Provider’s app',
}

/** By the mark under which a charge was asked for. */
export const originOf = (requestKey: string): PaymentOrigin =>
  requestKey.startsWith('portal:')
    ? 'portal'
    : requestKey.startsWith('app:')
      ? 'app'
      : requestKey.startsWith('payment:')
        ? 'staff'
        : 'autopay'

/** What the customer agrees to in the portal; kept as it stood on that day. */
export const onlineAuthorizationText = (company: string, kind: MethodKind): string =>
  kind === 'bank_account'
    ? `I authorize ${company} to debit my bank account electronically for this payment, to keep the account with its payment processor for payments that I order later, and to correct a debit made in error. A debit returned for insufficient or uncollected funds may be presented again up to two times. I may revoke this authorization in writing.`
    : `I authorize ${company} to charge this card for this payment, and to keep it with its payment processor for payments that I order later, until I revoke this authorization.`

/** A decline as the customer reads it: what it means, and what helps. */
export const declineWords: Record<DeclineReason, string> = {
  insufficient_funds: 'Your bank says that there is not enough money for it. Try another method, or a smaller amount.',
  over_limit: 'It is over the limit of your card. Try another method, or a smaller amount.',
  do_not_honor: 'Your bank did not say why. Call the number on your card, or try another method.',
  call_issuer: 'Your bank asks you to call the number on your card. You can also try another method.',
  try_later: 'Your bank asks to try again in a few days. You can also try another method.',
  other: 'Your bank did not say why. Call the number on your card, or try another method.',
  expired_card: 'The card has expired. Use another one.',
  invalid_expiry: 'The expiry date is not right. Enter the card anew.',
  invalid_account: 'Your bank does not know the number. Enter it anew, or use another method.',
  closed_account: 'The account is closed. Use another method.',
  lost_or_stolen: 'Your bank has blocked this card. Use another one.',
  fraud: 'Your bank has refused it for your protection. Call the number on your card, or use another method.',
  not_allowed: 'This card cannot be used for this. Use another one.',
  stop_payment: 'Your bank has stopped payments to us on this method. Use another one.',
  unknown_method: 'This method can no longer be used. Enter another one.',
} // prettier-ignore
