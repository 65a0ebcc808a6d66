/**
 * What the wire has no question for, the dealer keeps in the settings: codes of the station's own tables, and the
 * authorities. One entry a line (or parted by `|`), an entry's parts by `;`.
 */
import type { Agency, AgencyKind, Choice } from '../station-parts.ts'
import { agencyKinds } from '../station-parts.ts'

const entries = (text: string): string[][] =>
  text
    .split(/[\n|]/)
    .map((line) => line.split(';').map((part) => part.trim()))
    .filter((parts) => parts.some((part) => part !== ''))

const codePattern = /^[A-Za-z0-9_.-]{1,16}$/

/** `code;label` each; the label may be left out. */
export const readChoices = (text: string): Choice[] =>
  entries(text).map(([code = '', label]) => ({ code, label: label || code }))

/** What is wrong with a list of codes, in words; null if nothing is. */
export function choicesFlaw(text: string): string | null {
  const choices = readChoices(text)
  const wrong = choices.find(({ code }) => !codePattern.test(code))
  if (wrong) return `“${wrong.code}” is no code: each line is code;name, the code up to 16 letters and digits`
  const twice = choices.find(({ code }, index) => choices.findIndex((one) => one.code === code) < index)
  return twice ? `${twice.code} is in the list twice` : null
}

/** An authority, with the ZIPs that it serves. */
export type ListedAgency = Agency & { zips: readonly string[] }

/** `kind;number;name;phone;zips;city;state` each; city and state may be left out, ZIPs are parted by spaces or commas. */
export const readAgencyList = (text: string): ListedAgency[] =>
  entries(text).map(([kind = '', id = '', name = '', phone = '', zips = '', city = '', state = '']) => ({
    id,
    kind: kind.toLowerCase() as AgencyKind,
    name,
    phone,
    city,
    state,
    zips: zips.split(/[\s,]+/).filter(Boolean),
  }))

/** What is wrong with a list of authorities, in words; null if nothing is. */
export function agenciesFlaw(text: string): string | null {
  for (const { kind, id, name, zips } of readAgencyList(text)) {
    const at = `Authority ${id || name || '?'}`
    if (!agencyKinds.includes(kind)) return `${at}: the kind is one of ${agencyKinds.join(', ')}`
    if (!/^[1-9]\d{0,8}$/.test(id)) return `${at}: the number is the station’s, digits only`
    if (name === '') return `${at} has no name`
    if (zips.length === 0 || zips.some((zip) => !/^\d{5}$/.test(zip)))
      return `${at}: give the ZIPs that it serves, five digits each`
  }
  return null
}
