/**
 * Account numbers in blocks: NX0001 to NX0999 are the prefix NX with four digits. The prefix never ends in a digit, so
 * that a number has one prefix and one width only, whoever writes it down.
 */

/** What a block's numbers have in common, and how far they go. */
export type NumberRange = { prefix: string; digits: number; first: number; last: number }

export const mostDigits = 12
export const mostNumbers = 1_000_000

/** Reads a number as a block has it; null if it does not end in 1 to 12 digits, or has other signs than A-Z, 0-9 and “-”. */
export function readAccountNumber(typed: string): { prefix: string; digits: number; value: number } | null {
  const text = typed.trim().toUpperCase()
  const found = /^((?:[A-Z0-9-]{0,19}[A-Z-])?)(\d{1,12})$/.exec(text)
  if (!found) return null
  return { prefix: found[1]!, digits: found[2]!.length, value: Number(found[2]) }
}

/** `writeAccountNumber({ prefix: 'NX', digits: 4 }, 7)` is `NX0007`. */
export const writeAccountNumber = ({ prefix, digits }: Pick<NumberRange, 'prefix' | 'digits'>, n: number) =>
  prefix + String(n).padStart(digits, '0')

type Judged =
  { range: NumberRange; errors: null } | { range: null; errors: { path: string; message: string }[] }

/** Judges the ends of a block as they were typed. */
export function readRange(firstTyped: string, lastTyped: string): Judged {
  const refuse = (path: string, message: string): Judged => ({ range: null, errors: [{ path, message }] })
  const shape = 'Letters, digits and hyphens, ending in 1 to 12 digits: 400100 or NX0001'
  const first = readAccountNumber(firstTyped)
  if (!first) return refuse('first', shape)
  const last = readAccountNumber(lastTyped)
  if (!last) return refuse('last', shape)
  if (last.prefix !== first.prefix)
    return refuse('last', `It must begin as the first number does${first.prefix && `: ${first.prefix}`}`)
  if (last.digits !== first.digits)
    return refuse('last', `It must have as many digits as the first number: ${first.digits}`)
  if (last.value < first.value) return refuse('last', 'It lies before the first number')
  if (last.value - first.value >= mostNumbers)
    return refuse('last', `A block has at most ${mostNumbers.toLocaleString('en-US')} numbers`)
  return {
    range: { prefix: first.prefix, digits: first.digits, first: first.value, last: last.value },
    errors: null,
  }
}
