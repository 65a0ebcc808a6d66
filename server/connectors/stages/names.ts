/**
 * A stages site has one name. Ours are three, and they are written so that they can be read back: `Quist, Amelia`,
 * `Quist Clocks`, or `Quist Clocks (Quist, Amelia)`. The site's type tells a business from a person.
 */

export type Names = { firstName: string; lastName: string; businessName: string }

const person = ({ firstName, lastName }: Names) =>
  firstName === '' && lastName === '' ? '' : firstName === '' ? `${lastName},` : `${lastName}, ${firstName}`

export const writeName = (names: Names): string => {
  const who = person(names)
  if (names.businessName === '') return who
  return who === '' ? names.businessName : `${names.businessName} (${who})`
}

/** `R` and `C` are the codes that every stages station was seen to have. */
export const siteTypeOf = ({ businessName }: Names): 'R' | 'C' => (businessName === '' ? 'R' : 'C')

/** Reads a name, whoever typed it: without comma, the last word is the last name. */
export function readName(siteName: string, siteType: string): Names {
  const text = siteName.trim()
  const both = /^(.+) \(([^()]*,[^()]*)\)$/.exec(text)
  if (both) return { ...readPerson(both[2]!), businessName: both[1]!.trim() }
  if (/^C/i.test(siteType)) return { firstName: '', lastName: '', businessName: text }
  return { ...readPerson(text), businessName: '' }
}

/** At the last comma, so that `Smith, Jr., John` keeps its suffix with the last name. */
function readPerson(text: string): { firstName: string; lastName: string } {
  const comma = text.lastIndexOf(',')
  if (comma >= 0) return { lastName: text.slice(0, comma).trim(), firstName: text.slice(comma + 1).trim() }
  const space = text.lastIndexOf(' ')
  return { firstName: text.slice(0, Math.max(0, space)).trim(), lastName: text.slice(space + 1) }
}
