/** A street line as the postal service writes it, and what this sandbox decides to know of it. */

const suffixes: Record<string, string> = {
  street: 'St', st: 'St', avenue: 'Ave', ave: 'Ave', road: 'Rd', rd: 'Rd', lane: 'Ln', ln: 'Ln', drive: 'Dr', dr: 'Dr',
  boulevard: 'Blvd', blvd: 'Blvd', court: 'Ct', ct: 'Ct', circle: 'Cir', cir: 'Cir', place: 'Pl', pl: 'Pl', way: 'Way',
  parkway: 'Pkwy', pkwy: 'Pkwy', terrace: 'Ter', ter: 'Ter', trail: 'Trl', trl: 'Trl', highway: 'Hwy', hwy: 'Hwy',
  loop: 'Loop', cove: 'Cv', cv: 'Cv', canyon: 'Cyn', ridge: 'Rdg',
} // prettier-ignore
const directions: Record<string, string> = {
  north: 'N', south: 'S', east: 'E', west: 'W', n: 'N', s: 'S', e: 'E', w: 'W',
  northeast: 'NE', northwest: 'NW', southeast: 'SE', southwest: 'SW', ne: 'NE', nw: 'NW', se: 'SE', sw: 'SW',
} // prettier-ignore
const units: Record<string, string> = {
  apartment: 'Apt', apt: 'Apt', suite: 'Ste', ste: 'Ste', unit: 'Unit', '#': '#', room: 'Rm', rm: 'Rm', floor: 'Fl', fl: 'Fl',
} // prettier-ignore

export type Street = {
  number: string
  predirection: string
  name: string
  suffix: string
  postdirection: string
  designator: string
  unit: string
}

const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()
const plain = (word: string) => word.toLowerCase().replaceAll('.', '')

/** Null for a line that does not begin with a number: nobody delivers there. */
export function readStreet(line: string, secondary: string): Street | null {
  const words = `${line} ${secondary}`.replace(/#\s*/g, ' # ').replaceAll(',', ' ').trim().split(/\s+/)
  const number = words.shift() ?? ''
  if (!/^\d+[a-z]?$/i.test(number)) return null
  const unitAt = words.findIndex((word, i) => i > 0 && plain(word) in units)
  const [designator = '', ...unit] = unitAt < 0 ? [] : words.splice(unitAt)
  const predirection = words.length > 1 ? directions[plain(words[0]!)] : undefined
  if (predirection) words.shift()
  const last = words.length > 1 ? directions[plain(words.at(-1)!)] : undefined
  if (last) words.pop()
  const suffix = words.length > 1 ? suffixes[plain(words.at(-1)!)] : undefined
  if (suffix) words.pop()
  if (!words.length) return null
  return {
    number,
    predirection: predirection ?? '',
    name: words.map(capital).join(' '),
    suffix: suffix ?? '',
    postdirection: last ?? '',
    designator: designator && units[plain(designator)]!,
    unit: unit.join(' ').toUpperCase(),
  }
}

export const lineOf = ({
  number,
  predirection,
  name,
  suffix,
  postdirection,
  designator,
  unit,
}: Street): string =>
  [number, predirection, name, suffix, postdirection, designator, unit].filter(Boolean).join(' ')

export type Dpv = 'Y' | 'S' | 'D' | 'N'

/** What is known of a street by the words in its name: see README.md. */
export function dpvOf({ name, unit, number }: Street): Dpv | null {
  if (/\bNowhere\b/.test(name)) return null
  if (/\bTowers?\b/.test(name)) return unit === '' ? 'D' : Number.parseInt(unit, 10) >= 900 ? 'S' : 'Y'
  return number === '0' || Number.parseInt(number, 10) > 99_999 ? 'N' : 'Y'
}

/** “Either” runs north and south: without a direction, both may be meant. */
export const readingsOf = (street: Street): Street[] =>
  /\bEither\b/.test(street.name) && !street.predirection
    ? ['N', 'S'].map((predirection) => ({ ...street, predirection }))
    : [street]
