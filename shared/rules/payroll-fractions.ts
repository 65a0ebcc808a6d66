/** Exact numbers: what an expression reckons with, so that a cent is lost to nothing but the one rounding at its end. */

/** `d` is above zero, and both have no common divisor. */
export type Fraction = { readonly n: bigint; readonly d: bigint }

const abs = (x: bigint) => (x < 0n ? -x : x)
function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [abs(a), abs(b)]
  while (y) [x, y] = [y, x % y]
  return x
}

/** @param d not zero */
export function fraction(n: bigint, d = 1n): Fraction {
  const by = (d < 0n ? -1n : 1n) * (gcd(n, d) || 1n)
  return { n: n / by, d: d / by }
}
export const zero = fraction(0n)
export const one = fraction(1n)
export const ofCents = (cents: number): Fraction => fraction(BigInt(cents), 100n)

/** A number as people write it: `12`, `-0.5`, `1,250.00`; null for anything else. */
export function readNumber(text: string): Fraction | null {
  const match = /^(-?)(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d{1,8}))?$/.exec(text.trim())
  if (!match || (match[2] === undefined && match[3] === undefined)) return null
  const [, sign, whole = '0', part = ''] = match
  const n = BigInt(whole.replaceAll(',', '') + part)
  return fraction(sign ? -n : n, 10n ** BigInt(part.length))
}

export const add = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d + b.n * a.d, a.d * b.d)
export const subtract = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d - b.n * a.d, a.d * b.d)
export const multiply = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d)
/** @param b not zero */
export const divide = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d, a.d * b.n)
/** Below zero, zero, above zero. */
export const compare = (a: Fraction, b: Fraction): number => {
  const difference = a.n * b.d - b.n * a.d
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The next lower whole number. */
export const floor = ({ n, d }: Fraction): bigint => (n < 0n && n % d !== 0n ? n / d - 1n : n / d)

/** To so many decimals; half is rounded away from zero, as people round money. */
export function roundTo(value: Fraction, decimals: number): Fraction {
  const times = 10n ** BigInt(decimals)
  const scaled = { n: abs(value.n) * times * 2n + value.d, d: value.d * 2n }
  const rounded = scaled.n / scaled.d
  return fraction(value.n < 0n ? -rounded : rounded, times)
}

/** Dollars as whole cents, half a cent away from zero. */
export function toCents(value: Fraction): bigint {
  const { n, d } = roundTo(value, 2)
  return (n * 100n) / d
}

/** How large a number may grow while it is reckoned: no expression can keep a server busy. */
export const isTooLarge = ({ n, d }: Fraction): boolean => abs(n) >> 2000n > 0n || d >> 2000n > 0n
