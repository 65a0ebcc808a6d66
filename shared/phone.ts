/**
 * Telephone numbers of the North American Numbering Plan, which covers every customer of a US or Canadian
 * dealer. We keep ten digits, and an extension after an `x`: `8015550123`, `8015550123x12`. Area code and
 * exchange never start with 0 or 1 (NANPA, "About the North American Numbering Plan").
 */

const separators = String.raw`[\s.\-\u2010-\u2015/]*`
const written = new RegExp(
  String.raw`^(?:\+?1${separators})?(?:\(\s*([2-9]\d{2})\s*\)|([2-9]\d{2}))${separators}([2-9]\d{2})${separators}(\d{4})` +
    String.raw`(?:\s*,?\s*(?:extension|ext|x|#)\s*[.:]?\s*(\d{1,6}))?$`,
  'i',
)

/** Longer than any sensible way to write a number; bounds the work on a hostile text. */
const longestWritten = 50

const canonical = /^(\d{3})(\d{3})(\d{4})(?:x(\d{1,6}))?$/

/**
 * Reads a number as people write it (`+1 801-555-0123`, `(801) 555.0123 ext. 12`) and returns ten digits,
 * with `x` and one to six digits if it has an extension; null if it is no such number.
 */
export function parsePhone(text: string): string | null {
  const trimmed = text.trim()
  if (trimmed.length > longestWritten) return null
  const match = written.exec(trimmed)
  if (!match) return null
  const [, inParens, bare, exchange, line, extension] = match
  return `${inParens ?? bare}${exchange}${line}${extension ? `x${extension}` : ''}`
}

/** `8015550123x12` as `(801) 555-0123 x12`. A text that is not in our kept form comes back unchanged. */
export function formatPhone(phone: string): string {
  const match = canonical.exec(phone)
  if (!match) return phone
  const [, area, exchange, line, extension] = match
  return `(${area}) ${exchange}-${line}${extension ? ` x${extension}` : ''}`
}

/**
 * Our kept form as ITU-T E.164 writes it: `8015550123` → `+18015550123`. E.164 knows no extension; ours follows
 * as `x12`, which `parsePhone` reads back. `''` stays `''`, a text not in our kept form comes back unchanged.
 */
export function formatE164(phone: string): string {
  return canonical.test(phone) ? `+1${phone}` : phone
}

/**
 * The form in which two systems' numbers compare equal: our kept form, or only the digits of what is no valid
 * number; `''` for none. An extension counts: a number with one is not the number without.
 */
export function phoneDigits(text: string | null | undefined): string {
  if (!text) return ''
  return parsePhone(text) ?? text.replace(/\D/g, '')
}
