/**
 * The text of a message: merge fields, and how many segments a text message comes to. Only what anybody who may write
 * to the record sees of it anyway is a merge field: nothing confidential, nothing of the sale or installation card.
 */

export type MergeField = { label: string; example: string }

export const mergeFields = {
  first_name: { label: 'First name', example: 'Dana' },
  last_name: { label: 'Last name', example: 'Whitlock' },
  full_name: { label: 'Full name', example: 'Dana Whitlock' },
  business_name: { label: 'Business name', example: 'Whitlock Dental' },
  customer_number: { label: 'Customer number', example: '10482' },
  address: { label: 'Street address', example: '412 N Alder St' },
  city: { label: 'City', example: 'Provo' },
  state: { label: 'State', example: 'UT' },
  zip: { label: 'ZIP', example: '84601' },
  phone: { label: 'Primary phone', example: '(801) 555-0123' },
  email: { label: 'Email', example: 'dana@whitlock.test' },
  company_name: { label: 'Our company', example: 'Acme Alarm' },
  location_name: { label: 'Our location', example: 'Provo' },
  location_phone: { label: 'Our location’s phone', example: '(801) 555-0100' },
  sender_name: { label: 'Who sends it', example: 'Morgan Reyes' },
  today: { label: 'Today', example: 'Mar 3, 2026' },
} as const satisfies Record<string, MergeField>
export type MergeName = keyof typeof mergeFields
/** By the fields' names; what is empty may be missing. */
export type MergeValues = Partial<Record<string, string>>

const field = /\{\{\s*([^{}|]*?)\s*(?:\|\s*([^{}]*?)\s*)?\}\}/g
const isMergeName = (name: string): name is MergeName => Object.hasOwn(mergeFields, name)

/**
 * What is wrong with a text's merge fields, in a sentence; null if nothing is. `extra`: names that the caller has
 * values for beside ours.
 */
export function mergeFlaw(text: string, extra: readonly string[] = []): string | null {
  for (const [whole, name] of text.matchAll(field)) {
    if (!isMergeName(name!) && !extra.includes(name!))
      return name === '' ? `${whole} names no field` : `There is no merge field “${name}”`
  }
  const rest = text.replace(field, '')
  if (rest.includes('{{')) return 'A merge field that begins with {{ does not end with }}'
  return rest.includes('}}') ? 'A merge field that ends with }} does not begin with {{' : null
}

/** The text with its fields filled: `{{first_name|there}}` is `there` where the record has no first name. */
export const merge = (text: string, values: MergeValues): string =>
  text.replace(
    field,
    (_whole, name: string, otherwise: string | undefined) => values[name] || otherwise || '',
  )

/** Fields of the text for which there is neither a value nor a word to stand in. */
export function emptyFields(text: string, values: MergeValues): string[] {
  const found = [...text.matchAll(field)].filter(([, name, otherwise]) => !values[name!] && !otherwise)
  return [...new Set(found.map(([, name]) => (isMergeName(name!) ? mergeFields[name].label : name!)))]
}

// GSM 03.38: the default alphabet, and what takes an escape before it (ETSI TS 123 038, 6.2.1).
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const extended = new Set('\f^{}\\[~]|€')

export type Segments = {
  encoding: 'GSM-7' | 'UCS-2'
  count: number
  /** Units that the last segment still takes. */
  left: number
  /** The characters because of which it is UCS-2, at most five. */
  because: string[]
}

/** How a text message is cut: 160 or 153 septets of GSM-7, 70 or 67 units of UCS-2 (ETSI TS 123 040, 9.2.3.24.1). */
export function segmentsOf(text: string): Segments {
  const letters = [...text]
  const foreign = letters.filter((letter) => !basic.has(letter) && !extended.has(letter))
  const gsm = foreign.length === 0
  const unitsOf = (letter: string) => (gsm ? (extended.has(letter) ? 2 : 1) : letter.length)
  const [alone, joined] = gsm ? [160, 153] : [70, 67]
  const units = letters.reduce((sum, letter) => sum + unitsOf(letter), 0)
  const said = { encoding: gsm ? 'GSM-7' : 'UCS-2', because: [...new Set(foreign)].slice(0, 5) } as const
  if (units <= alone) return { ...said, count: units ? 1 : 0, left: alone - units }
  // An escape and its letter, or the two halves of one character, are never torn apart.
  let count = 1
  let used = 0
  for (const letter of letters) {
    const size = unitsOf(letter)
    if (used + size > joined) {
      count += 1
      used = 0
    }
    used += size
  }
  return { ...said, count, left: joined - used }
}
