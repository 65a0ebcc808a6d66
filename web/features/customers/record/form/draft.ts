/**
 * What an input holds while one types: the value as it reads, not yet checked. A phone reads `(801) 555-0123`, a
 * number is its digits, a text is never null; dates, choices and ids are as on the wire.
 */
import { type FieldName, type FieldValue, field } from '#shared/rules/customer-fields.ts'
import { formatPhone } from '#shared/phone.ts'

export type Draft = string | number | boolean | null

const texts = new Set(['text', 'longText', 'phone', 'email', 'zip', 'ssn', 'integer'])

/** A stored value as its input shows it. */
export function draftOf(name: FieldName, value: FieldValue | undefined): Draft {
  const { type } = field(name)
  if (type === 'checkbox') return value === true
  if (value === null || value === undefined) return texts.has(type) ? '' : null
  if (type === 'phone') return formatPhone(String(value))
  if (type === 'ssn') return String(value).replace(/^(\d{3})(\d{2})(\d{4})$/, '$1-$2-$3')
  return type === 'integer' ? String(value) : value
}

/** A draft as it would be saved, or why it cannot be. */
export type Checked = { ok: true; value: FieldValue } | { ok: false; message: string }

export const isEmpty = (draft: Draft): boolean =>
  draft === null || (typeof draft === 'string' && draft.trim() === '')
