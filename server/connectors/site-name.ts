/**
 * For stations that keep one name of a site where we keep three. A person is written as `Holloway, Margaret`, a
 * business by its name, with a person as `Timpanogos Tile (Pappas, Gus)`; what is written must read back.
 */
export type Names = { firstName: string; lastName: string; businessName: string }

const writePerson = ({ firstName, lastName }: Names) =>
  firstName || lastName ? `${lastName},${firstName && ` ${firstName}`}` : ''

/** The site's name; null if what would be written reads back as something else. */
export function writeSiteName(names: Names): string | null {
  const person = writePerson(names)
  const { businessName } = names
  const text = businessName && person ? `${businessName} (${person})` : businessName || person
  const back = readSiteName(text, businessName !== '')
  return back.businessName === businessName &&
    back.firstName === names.firstName &&
    back.lastName === names.lastName
    ? text
    : null
}

/** The names in a site's name, which operators may have typed in any form. */
export function readSiteName(text: string, business: boolean): Names {
  const name = text.trim()
  if (business) {
    const [, businessName, person] = /^(.+) \(([^()]*,[^()]*)\)$/.exec(name) ?? []
    return { ...readPerson(person ?? ''), businessName: businessName ?? name }
  }
  return { ...readPerson(name), businessName: '' }
}

function readPerson(name: string): { firstName: string; lastName: string } {
  const comma = name.lastIndexOf(',')
  if (comma >= 0) return { lastName: name.slice(0, comma).trim(), firstName: name.slice(comma + 1).trim() }
  // "MARGARET HOLLOWAY" can be meant in one way only; anything longer comes back as it stands.
  const [first, last, ...more] = name.split(/\s+/)
  if (last !== undefined && more.length === 0) return { firstName: first!, lastName: last }
  return { firstName: '', lastName: name }
}
