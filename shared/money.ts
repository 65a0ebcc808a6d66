/**
 * Money is a whole number of cents, never a fraction: parsed and printed digit by digit, so that no amount
 * passes through a floating-point sum. A safe integer of cents reaches 90 trillion dollars.
 */

const written = /^(-?)\$?(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d{0,2}))?$/

/**
 * Cents as people read them: `123456` → `$1,234.56`, `-5` → `-$0.05`. `currency` is the company's (`USD`,
 * `CAD`); a company has one, so that its plain symbol is enough. Throws RangeError if the cents are no safe integer.
 */
export function formatCents(amountCents: number | bigint, currency: string): string {
  const cents = typeof amountCents === 'bigint' ? amountCents : BigInt(safe(amountCents))
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0')
  const decimal = `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
  // A decimal text is formatted exactly, unlike the number that it would round to (ECMA-402, 2023).
  return formatterOf(currency).format(decimal as Intl.StringNumericLiteral)
}

/**
 * Reads an amount as people type it (`1,234.5`, `$12`, `-.99`) into cents; null for anything else: more than
 * two decimals, commas in the wrong places, or more than a safe integer of cents.
 */
export function parseMoney(text: string): number | null {
  const match = written.exec(text.trim())
  if (!match) return null
  const [, sign, whole, fraction] = match
  if (!whole && !fraction) return null
  const cents = Number((whole ?? '0').replaceAll(',', '') + (fraction ?? '').padEnd(2, '0'))
  if (!Number.isSafeInteger(cents)) return null
  return sign && cents !== 0 ? -cents : cents
}

/** The sum of whole cents. Throws RangeError when a part or the sum is no safe integer. */
export function sumCents(amounts: Iterable<number>): number {
  let sum = 0
  for (const amount of amounts) sum = safe(sum + safe(amount))
  return sum
}

function safe(cents: number): number {
  if (!Number.isSafeInteger(cents)) throw new RangeError(`Not a whole number of cents: ${cents}`)
  return cents
}

const formatters = new Map<string, Intl.NumberFormat>()

function formatterOf(currency: string): Intl.NumberFormat {
  let formatter = formatters.get(currency)
  if (!formatter) {
    formatter = new Intl.NumberFormat('en-US', {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
    })
    formatters.set(currency, formatter)
  }
  return formatter
}
