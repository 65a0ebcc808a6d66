/** What payment connectors share: amounts as processors write them, names of card brands. */

/** 1234 → `12.34`. */
export const dollarsOf = (cents: number): string =>
  `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`

/** `12.34` → 1234; null if it is no amount. */
export function centsOf(text: string): number | null {
  const parts = /^(\d{1,12})(?:\.(\d{1,2})0*)?$/.exec(text.trim())
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0')) : null
}

const brands: Record<string, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  american_express: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  diners_club: 'Diners Club',
  jcb: 'JCB',
  maestro: 'Maestro',
  unionpay: 'UnionPay',
}

/** A brand as people write it, from the processor's key for it. */
export const brandName = (key: string): string => brands[key.toLowerCase()] ?? ''

/** The brand by the first digits of a masked number, where the processor does not name it. */
export function brandOfNumber(masked: string): string {
  if (masked.startsWith('4')) return 'Visa'
  if (/^(5[1-5]|2[2-7])/.test(masked)) return 'Mastercard'
  if (/^3[47]/.test(masked)) return 'American Express'
  if (/^(6011|65|64)/.test(masked)) return 'Discover'
  return masked.startsWith('35') ? 'JCB' : ''
}
