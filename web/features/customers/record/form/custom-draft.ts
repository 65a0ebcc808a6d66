/** User-defined fields in the form: which of them a record shows, and what their inputs hold while one types. */
import { type Customer, mask } from '#shared/contracts/customers.ts'
import { formatCents } from '#shared/money.ts'
import { formatPhone } from '#shared/phone.ts'
import {
  type CustomField,
  customKey,
  type CustomValue,
  isOffered,
  type RecordValues,
  toCustomField,
} from '#shared/rules/custom-fields.ts'
import { emptyOf } from '#shared/rules/custom-values.ts'
import type { FieldValues, RecordKind } from '#shared/rules/customer-fields.ts'
import type { Draft } from './draft.ts'
import type { FormOptions } from './visible.ts'

/** Several choices are a list; all else is as in our own fields. */
export type CustomDraft = Draft | readonly string[]

type Stored = Pick<Customer, 'custom'>

/** The fields that the record is asked for, and those out of use of which it still has a value; in the company's order. */
export const customFieldsOf = (
  options: FormOptions,
  kind: RecordKind,
  record: Stored | null,
): CustomField[] =>
  (options.catalogues['custom_field'] ?? [])
    .flatMap((value) => toCustomField(value) ?? [])
    .filter((field) => isOffered(field, kind) || (record?.custom[field.id] ?? null) !== null)

/** Everything that a form over these fields begins with; a record that is being created has no values yet. */
export function recordValues(
  fields: FieldValues,
  record: Stored | null,
  customFields: readonly CustomField[],
): RecordValues {
  const custom = customFields.map((field) => [
    customKey(field.id),
    record?.custom[field.id] ?? emptyOf(field),
  ])
  return { ...fields, ...(Object.fromEntries(custom) as RecordValues) }
}

/** The same list each time: an input that listens to it is drawn again when it becomes another. */
const nothingChosen: readonly string[] = []
const typed = new Set(['text', 'textarea', 'number', 'currency', 'phone', 'email', 'url'])

/** `123456` → `1,234.56`: the sign of the currency stands beside the input. */
export const plainAmount = (cents: number): string => formatCents(cents, 'USD').replace('$', '')

/** A stored value as its input shows it. */
export function customDraftOf({ type }: CustomField, value: CustomValue | undefined): CustomDraft {
  if (value === mask) return mask
  if (type === 'checkbox') return value === true
  if (type === 'multi_select') return Array.isArray(value) ? (value as string[]) : nothingChosen
  if (value === null || value === undefined) return typed.has(type) ? '' : null
  if (type === 'currency' && typeof value === 'number') return plainAmount(value)
  if (type === 'phone') return formatPhone(String(value))
  return typed.has(type) ? String(value) : (value as Draft)
}
