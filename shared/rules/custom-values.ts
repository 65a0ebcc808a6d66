/** What a value of a user-defined field may be, and how people read it: the same in the page and on the server. */
import { z } from 'zod'
import { date, longText, text } from '../contract.ts'
import { formatCents } from '../money.ts'
import { formatPhone, parsePhone } from '../phone.ts'
import { formatDate } from '../time.ts'
import {
  type CustomField,
  customFieldLimits,
  type CustomFieldOption,
  type CustomValue,
} from './custom-fields.ts'
import { withoutCard } from './customer-values.ts'
import { readPattern } from './safe-pattern.ts'

/** A value as it is stored, or why it cannot be. */
export type CheckedValue = { ok: true; value: CustomValue } | { ok: false; message: string }

const good = (value: CustomValue): CheckedValue => ({ ok: true, value })
const bad = (message: string): CheckedValue => ({ ok: false, message })
const email = z.email('Enter an e-mail address, for example name@company.test').max(254)
const longestUrl = 2000

/** What stands for "no value" of the field. */
export const emptyOf = ({ type }: Pick<CustomField, 'type'>): CustomValue =>
  type === 'checkbox' ? false : null

const isNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0)

/**
 * Checks a value against its field and returns it as it is stored. `''` and `[]` are empty; whether a field may be
 * empty is not asked here.
 * @param stored what the record has now: a retired choice may stay, and is no choice for others.
 */
export function checkCustomValue(
  field: CustomField,
  value: unknown,
  stored: CustomValue = null,
): CheckedValue {
  if (isNothing(value)) return good(emptyOf(field))
  switch (field.type) {
    case 'checkbox':
      return typeof value === 'boolean' ? good(value) : bad('Must be ticked or not')
    case 'text':
    case 'textarea':
      return checkText(field, value)
    case 'number':
      return checkNumber(field, value)
    case 'currency':
      return checkCents(field, value)
    case 'date':
      return checkDate(field, value)
    case 'select':
      return checkChoice(field, value, stored)
    case 'multi_select':
      return checkChoices(field, value, stored)
    case 'phone': {
      const phone = typeof value === 'string' ? parsePhone(value) : null
      return phone ? good(phone) : bad('Enter a ten-digit phone number, for example (801) 555-0123')
    }
    case 'email':
      return parsed(email, typeof value === 'string' ? value.trim() : value)
    case 'url':
      return checkUrl(value)
  }
}

function parsed(schema: z.ZodType<CustomValue>, value: unknown): CheckedValue {
  const read = schema.safeParse(value)
  if (read.success) return good(read.data)
  return bad(
    typeof value === 'string' ? (read.error.issues[0]?.message ?? 'This is no text') : 'Must be a text',
  )
}

function checkText(field: CustomField, value: unknown): CheckedValue {
  const most = field.maxLength ?? customFieldLimits[field.type === 'text' ? 'text' : 'textarea']
  const read = parsed(withoutCard(field.type === 'text' ? text(most) : longText(most)), value)
  if (!read.ok || field.pattern === null) return read
  const pattern = readPattern(field.pattern)
  const fits = pattern.ok && pattern.pattern.matches(read.value as string)
  return fits ? read : bad(field.patternMessage ?? 'This is not in the form that is asked for')
}

function checkNumber(field: CustomField, value: unknown): CheckedValue {
  if (typeof value !== 'number' || !Number.isFinite(value)) return bad('Enter a number')
  const decimals = field.decimals ?? 0
  // As the shortest text that reads back as the number: 0.1 has one decimal, whatever it is in binary.
  const written = /^-?\d+(?:\.(\d+))?$/.exec(String(value))
  if (!written || (written[1]?.length ?? 0) > decimals)
    return bad(decimals === 0 ? 'Enter a whole number' : `At most ${decimals} decimals`)
  const limit = customFieldLimits.number
  return within(value === 0 ? 0 : value, field.min ?? -limit, field.max ?? limit, String)
}

function checkCents(field: CustomField, value: unknown): CheckedValue {
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    return bad('Enter an amount, for example 1,250.00')
  const limit = customFieldLimits.number
  // The sign of the currency is the company's; the limit reads well without.
  const plain = (cents: number) => formatCents(cents, 'USD').replace('$', '')
  return within(value === 0 ? 0 : value, field.min ?? -limit, field.max ?? limit, plain)
}

function within(value: number, min: number, max: number, show: (value: number) => string): CheckedValue {
  if (value < min) return bad(`At least ${show(min)}`)
  return value > max ? bad(`At most ${show(max)}`) : good(value)
}

function checkDate(field: CustomField, value: unknown): CheckedValue {
  const read = date.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    return bad(issue?.code === 'custom' ? issue.message : 'Enter a date, for example 03/04/2024')
  }
  if (field.earliest !== null && read.data < field.earliest)
    return bad(`No earlier than ${formatDate(field.earliest)}`)
  if (field.latest !== null && read.data > field.latest)
    return bad(`No later than ${formatDate(field.latest)}`)
  return good(read.data)
}

/** The choices that a record may have: those in use, and retired ones that it has already. */
export const choicesOf = (field: CustomField, stored: CustomValue): CustomFieldOption[] => {
  const had = new Set(Array.isArray(stored) ? (stored as string[]) : [stored])
  return (field.options ?? []).filter(({ value, active }) => active || had.has(value))
}

function checkChoice(field: CustomField, value: unknown, stored: CustomValue): CheckedValue {
  const choice = choicesOf(field, stored).find((option) => option.value === value)
  return choice ? good(choice.value) : bad('Choose one from the list')
}

/** Each choice once, in the order of the field's list. */
function checkChoices(field: CustomField, value: unknown, stored: CustomValue): CheckedValue {
  if (!Array.isArray(value)) return bad('Choose from the list')
  const wanted = new Set<unknown>(value)
  const found = choicesOf(field, stored).filter((option) => wanted.has(option.value))
  return found.length === wanted.size
    ? good(found.map((option) => option.value))
    : bad('Choose from the list')
}

/** A web address; without `https://` in front it is one all the same. No other scheme: the page makes a link of it. */
function checkUrl(value: unknown): CheckedValue {
  const message = 'Enter a web address, for example https://company.test/page'
  if (typeof value !== 'string' || value.length > longestUrl) return bad(message)
  const typed = value.trim()
  const address = /^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}`
  // A host with a dot and no spaces; URL itself would make an address of almost anything.
  if (!/^https?:\/\/[^\s/?#@]+\.[^\s/?#@.]+([/?#]\S*)?$/i.test(address) || !URL.canParse(address))
    return bad(message)
  const { href } = new URL(address)
  return href.length > longestUrl ? bad(message) : good(href)
}

/** Whether two values of one field are the same; choices are in no order. */
export function sameValue(a: CustomValue | undefined, b: CustomValue | undefined): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b
  return a.length === b.length && a.every((item) => (b as readonly string[]).includes(item as string))
}

const isCalendarDate = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))

/** A value as people read it; null for none. `currency` is the company's. */
export function customValueText(field: CustomField, value: CustomValue, currency: string): string | null {
  if (field.type === 'checkbox') return value === true ? 'Yes' : 'No'
  if (isNothing(value)) return null
  switch (field.type) {
    case 'currency':
      return typeof value === 'number' ? formatCents(value, currency) : String(value)
    case 'number':
      return typeof value === 'number'
        ? value.toLocaleString('en-US', { maximumFractionDigits: 10 })
        : String(value)
    case 'date':
      return isCalendarDate(value) ? formatDate(value) : String(value)
    case 'phone':
      return formatPhone(String(value))
    case 'select':
    case 'multi_select':
      return (Array.isArray(value) ? (value as string[]) : [String(value)])
        .map((item) => field.options?.find((option) => option.value === item)?.label ?? item)
        .join(', ')
    default:
      return String(value)
  }
}
