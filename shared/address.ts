/**
 * Whether two systems mean the same address or the same name, though each writes it in its own way (CON-033).
 * Abbreviations after USPS Publication 28; the sameness is for comparing only, nothing is ever rewritten by it.
 */
import { standardWords, unitDesignators } from './postal-abbreviations.ts'
import { normaliseZip } from './postal.ts'

export type Address = {
  addressLine1?: string | null
  addressLine2?: string | null
  city?: string | null
  state?: string | null
  zip?: string | null
}

/**
 * An address line in Publication 28's standard form: capitals, no punctuation, standard abbreviations
 * (`123 north Main Street, Apartment #4` → `123 N MAIN ST APT 4`). `''` for none.
 */
export function normaliseAddressLine(line: string | null | undefined): string {
  const words = plain(line)
    .replace(/\bP O BOX\b|\bPOST OFFICE BOX\b|\bPOB (?=\d)/g, 'PO BOX ')
    .replace(/\b(APT|STE|UNIT|RM|BLDG)(?=\d)/g, '$1 ')
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => standardWords.get(word) ?? word)
  // `APT # 4` says no more than `APT 4`, however many marks there are.
  const kept: string[] = []
  for (const word of words) if (word !== '#' || !unitDesignators.has(kept.at(-1) ?? '')) kept.push(word)
  return kept.join(' ')
}

/**
 * Same place: lines (a unit may stand on either line, and `#` is any designator), city, state and ZIP, where
 * a ZIP and its ZIP+4 are the same. What both leave empty is the same; what one leaves empty is not.
 */
export function sameAddress(a: Address, b: Address): boolean {
  return (
    sameAddressLine(
      `${a.addressLine1 ?? ''} ${a.addressLine2 ?? ''}`,
      `${b.addressLine1 ?? ''} ${b.addressLine2 ?? ''}`,
    ) &&
    sameCity(a.city, b.city) &&
    plain(a.state) === plain(b.state) &&
    sameZip(a.zip, b.zip)
  )
}

/** Same line of an address; `#` equals any unit designator. */
export function sameAddressLine(a: string | null | undefined, b: string | null | undefined): boolean {
  const [left, right] = [normaliseAddressLine(a).split(' '), normaliseAddressLine(b).split(' ')]
  return left.length === right.length && left.every((word, i) => sameWord(word, right[i] ?? ''))
}

/** Same city: `St. George` and `Saint George`, `Ft Collins` and `FORT COLLINS`, `Mt Pleasant` and `Mount …`. */
export function sameCity(a: string | null | undefined, b: string | null | undefined): boolean {
  const standard = (city: typeof a) =>
    plain(city)
      .split(/\s+/)
      .map((word) => cityWords.get(word) ?? standardWords.get(word) ?? word)
      .join('')
  return standard(a) === standard(b)
}

/** Same code: formats differ, and one of the two may lack the last four digits of a ZIP+4. */
export function sameZip(a: string | null | undefined, b: string | null | undefined): boolean {
  const [left, right] = [zipParts(a), zipParts(b)]
  return left.code === right.code && (left.plusFour === right.plusFour || !left.plusFour || !right.plusFour)
}

/**
 * Same name of a person or a business: case, accents, punctuation and spacing aside (`O'Brien` and `OBRIEN`,
 * `Smith-Jones` and `SMITH JONES`), `&` is `and`, and `Smith, John` is `John Smith`.
 */
export function sameName(a: string | null | undefined, b: string | null | undefined): boolean {
  return nameKey(a) === nameKey(b)
}

const sameWord = (a: string, b: string) =>
  a === b || (a === '#' && unitDesignators.has(b)) || (b === '#' && unitDesignators.has(a))

const cityWords = new Map([
  ['SAINT', 'ST'],
  ['SAINTE', 'STE'],
])

/** Generational and corporate endings, which follow a comma without turning the name round. */
const endings = /^(?:JR|SR|II|III|IV|MD|DDS|INC|LLC|LLP|LTD|CORP|CO|PC)$/

function nameKey(name: string | null | undefined): string {
  const [first = '', ...rest] = (name ?? '').split(',')
  const after = plain(rest.join(' '))
  const whole = after && !endings.test(after) ? `${after} ${plain(first)}` : `${plain(first)} ${after}`
  return whole.replace(/&/g, ' AND ').replace(/\s+/g, '')
}

function zipParts(zip: string | null | undefined) {
  const code = normaliseZip(zip ?? '').toUpperCase()
  const match = /^(\d{5})(?:[-\s]?(\d{4}))?$/.exec(code)
  return match ? { code: match[1], plusFour: match[2] ?? '' } : { code, plusFour: '' }
}

/** Capitals without accents, apostrophes or other punctuation; words one blank apart; `#` a word of its own. */
function plain(text: string | null | undefined): string {
  return (text ?? '')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'\u2018\u2019`]/g, '')
    .toUpperCase()
    .replace(/\b([A-Z])\.(?=[A-Z]\b)/g, '$1')
    .replace(/#/g, ' # ')
    .replace(/[^\p{L}\p{N}#&/ ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
