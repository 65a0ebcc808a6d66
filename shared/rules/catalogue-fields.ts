/**
 * What a value of a catalogue may carry beside its name: kinds of fields, what each accepts, and how its value reads.
 * The admin page, the server's checks and History all draw themselves from here.
 */
import { z } from 'zod'
import { date, id, longText, text } from '../contract.ts'
import { formatCents } from '../money.ts'
import { formatPhone } from '../phone.ts'
import { formatDate } from '../time.ts'
import { customFieldLimits, customFieldOption, type CustomFieldOption } from './custom-fields.ts'
import { phone, withoutCard } from './customer-values.ts'

/** One amount of a breakdown, by the value of another catalogue that it stands for. */
export type Amount = { id: number; amountCents: number }
/** A field's value on the wire; null is empty. */
export type DataValue = string | number | boolean | null | readonly Amount[] | readonly CustomFieldOption[]
export type Data = Readonly<Record<string, DataValue>>
/** Another field of the same value, and what it must hold. */
export type Condition = { field: string; is: readonly DataValue[] }

type Choice = { value: string; label: string }
type Kind =
  | { type: 'text'; max: number }
  | { type: 'longText'; max: number }
  | { type: 'phone' }
  | { type: 'email' }
  | { type: 'date' }
  /** Whole cents. */
  | { type: 'money' }
  | { type: 'whole'; unit: 'minute' | 'month' | 'day' | 'character' | 'place'; min: number; max: number }
  /** A number; cents of money while the condition holds. */
  | { type: 'decimal'; min: number; max: number; moneyWith?: Condition }
  | { type: 'check'; default?: true }
  | { type: 'choice'; options: readonly Choice[]; default?: string }
  /** A value of another catalogue. */
  | { type: 'reference'; to: string }
  | { type: 'monitoringCompany' }
  | { type: 'location' }
  /** An amount for each value of another catalogue; they add up to the field that `total` names. */
  | { type: 'amounts'; of: string; total: string }
  /** Choices of a user-defined field. */
  | { type: 'options' }

export type CatalogueField = Kind & {
  label: string
  help?: string
  required?: true
  /** Kept from the form’s selects: what only administration reads. */
  internal?: true
  /** Not a column of the list. */
  inList?: false
  /** May no longer change once a record has the value. */
  fixedOnceUsed?: true
  /** The field is there only while this holds. */
  onlyWith?: Condition
}

/** More line items than any breakdown has. */
export const maxAmounts = 40
const maxCents = 99_999_999
const cents = z
  .number('Enter an amount, for example 44.99')
  .int('Enter whole cents')
  .min(0, 'At least $0.00')
  .max(maxCents, `At most ${formatCents(maxCents, 'USD')}`)

const amounts = z
  .array(z.object({ id, amountCents: cents }))
  .max(maxAmounts)
  .refine((list) => new Set(list.map((amount) => amount.id)).size === list.length, 'Each line item once')

/** What may be sent for any field of any catalogue; `fieldSchema` then says what is right for the one. */
export const dataValue = z
  .union([
    z.string().max(4000),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(z.object({ id, amountCents: z.number() })).max(maxAmounts),
    z.array(customFieldOption).max(customFieldLimits.options),
  ])
  .meta({ id: 'CatalogueFieldValue' })

function plainSchema(f: CatalogueField): z.ZodType<DataValue> {
  switch (f.type) {
    case 'text':
      return withoutCard(text(f.max))
    case 'longText':
      return withoutCard(longText(f.max))
    case 'phone':
      return phone
    case 'email':
      return withoutCard(z.email('Enter an e-mail address, for example name@company.test').max(254))
    case 'date':
      return date
    case 'money':
      return cents
    case 'whole':
      return z
        .number(`Enter a number of ${f.unit}s`)
        .int(`Enter whole ${f.unit}s`)
        .min(f.min, `At least ${f.min}`)
        .max(f.max, `At most ${f.max}`)
    case 'decimal':
      return z.number('Enter a number').min(f.min, `At least ${f.min}`).max(f.max, `At most ${f.max}`)
    case 'options':
      return z.array(customFieldOption).max(customFieldLimits.options)
    case 'check':
      return z.boolean()
    case 'choice':
      return z.enum(f.options.map(({ value }) => value) as [string, ...string[]], 'Choose one from the list')
    case 'amounts':
      return amounts
    default:
      return id
  }
}

/** The schema of one field: blanks are “no value”, and a required one must have some. */
export function fieldSchema(f: CatalogueField): z.ZodType<DataValue> {
  const missing = f.type === 'money' ? 'Enter an amount' : `${f.label} is required`
  const schema = neverNull(f) ? plainSchema(f) : plainSchema(f).nullable()
  return z
    .preprocess((value) => (typeof value === 'string' && value.trim() === '' ? null : value), schema)
    .refine((value) => !f.required || value !== null, missing)
}

const isList = ({ type }: CatalogueField): boolean => type === 'amounts' || type === 'options'
const neverNull = (f: CatalogueField): boolean => f.type === 'check' || isList(f)

/** What stands for “no value” of the field. */
export const emptyValue = (f: CatalogueField): DataValue =>
  f.type === 'check' ? false : isList(f) ? [] : null

/** What an untouched field of a new value holds. */
export const firstValue = (f: CatalogueField): DataValue =>
  (f.type === 'check' || f.type === 'choice' ? f.default : undefined) ?? emptyValue(f)

/** Whether the field is there beside these. */
export const isThere = ({ onlyWith }: CatalogueField, data: Data): boolean =>
  !onlyWith || holds(onlyWith, data)
export const holds = ({ field, is }: Condition, data: Data): boolean => is.includes(data[field] ?? null)

/** A stored value as it goes over the wire; what the table keeps of amounts is a record by id. */
export function toWire(f: CatalogueField, stored: unknown): DataValue {
  if (f.type === 'amounts') {
    return Object.entries((stored ?? {}) as Record<string, number>).map(([key, amountCents]) => ({
      id: Number(key),
      amountCents,
    }))
  }
  // Where a choice has a default, nothing stored stands for it.
  return (stored as DataValue | undefined) ?? (f.type === 'choice' ? firstValue(f) : emptyValue(f))
}

/** A value of the wire as the table keeps it; undefined leaves the member out. */
export function toStored(f: CatalogueField, value: DataValue): unknown {
  if (f.type === 'options' && (value as readonly CustomFieldOption[]).length === 0) return undefined
  if (f.type !== 'amounts') return value ?? undefined
  return Object.fromEntries((value as readonly Amount[]).map((amount) => [amount.id, amount.amountCents]))
}

/** How values are written: the company's currency, and the names of what ids point to. */
export type ValueTexts = { currency: string; nameOf: (f: CatalogueField, id: number) => string | undefined }

/** A value as people read it; null if there is none. */
export function valueText(f: CatalogueField, value: DataValue, texts: ValueTexts): string | null {
  if (value === null) return null
  switch (f.type) {
    case 'money':
      return formatCents(value as number, texts.currency)
    case 'whole':
      return countText(value as number, f.unit)
    case 'check':
      return value ? 'Yes' : 'No'
    case 'choice':
      return f.options.find((option) => option.value === value)?.label ?? String(value)
    case 'date':
      return formatDate(value as string)
    case 'phone':
      return formatPhone(value as string)
    case 'amounts': {
      const list = value as readonly Amount[]
      if (!list.length) return null
      return list
        .map(
          ({ id: key, amountCents }) =>
            `${texts.nameOf(f, key) ?? `#${key}`} ${formatCents(amountCents, texts.currency)}`,
        )
        .join(', ')
    }
    case 'options':
      return (
        (value as readonly CustomFieldOption[])
          .map(({ label, active }) => (active ? label : `${label} (retired)`))
          .join(', ') || null
      )
    case 'reference':
    case 'monitoringCompany':
    case 'location':
      return texts.nameOf(f, value as number) ?? `#${String(value)}`
    default:
      return String(value)
  }
}

/** `12 months`, `1 day`. */
export const countText = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`
