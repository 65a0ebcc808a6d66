/** What a value of each field may be, as zod: the same schema checks in the page and on the server. */
import { z } from 'zod'
import { date, id, instant, longText, text } from '../contract.ts'
import { parsePhone } from '../phone.ts'
import { normaliseZip } from '../postal.ts'
import { regions } from '../regions.ts'
import { holdsCardNumber } from './card-number.ts'
import { field, type FieldName } from './customer-fields.ts'

type Value = string | number | boolean | null
/** `''` and blanks are "no value", as a cleared input sends them. */
const orEmpty = (schema: z.ZodType<Value>): z.ZodType<Value> =>
  z.preprocess(
    (v) => (typeof v === 'string' && v.trim() === '' ? null : v),
    schema.nullable(),
  ) as z.ZodType<Value>

/** A telephone number as people write it, kept as shared/phone.ts keeps it. */
export const phone = z
  .string()
  .max(40)
  .transform((s, ctx) => {
    const parsed = parsePhone(s)
    if (!parsed)
      ctx.addIssue({ code: 'custom', message: 'Enter a ten-digit phone number, for example (801) 555-0123' })
    return parsed ?? z.NEVER
  })

const ssn = z
  .string()
  .max(40)
  .transform((s) => s.replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^\d{9}$/, 'Enter nine digits'))

/** A text that holds no payment card's number (SEC-003); for every text that people type. */
export const withoutCard = (schema: z.ZodType<string>) =>
  schema.refine(
    (s) => !holdsCardNumber(s),
    'This looks like a card number. Card numbers are never stored in text fields',
  )

function schemaOf(name: FieldName): z.ZodType<Value> {
  const f = field(name)
  switch (f.type) {
    case 'text':
      return withoutCard(text(f.max))
    case 'longText':
      return withoutCard(longText(f.max))
    case 'phone':
      return phone
    case 'email':
      return withoutCard(z.email('Enter an e-mail address, for example name@company.test').max(254))
    case 'zip':
      return text(10).transform(normaliseZip)
    case 'state':
      return z.enum(regions.map((r) => r.code) as [string, ...string[]], 'Choose a state from the list')
    case 'ssn':
      return ssn
    case 'date':
      return date
    case 'instant':
      return instant
        .transform((s) => new Date(s).toISOString())
        .refine((s) => s >= '1900' && s < '2200', 'Must lie between 1900 and 2199')
    case 'integer':
      return z.number().int().min(f.min, `At least ${f.min}`).max(f.max, `At most ${f.max}`)
    case 'choice':
      return z.enum(f.options.map((o) => o.value) as [string, ...string[]], 'Choose one from the list')
    case 'checkbox':
      return z.boolean()
    default:
      return id
  }
}

/** The schema of one field's value; `null` and `''` are empty, except that a checkbox is never empty. */
export const valueSchema = (name: FieldName): z.ZodType<Value> =>
  field(name).type === 'checkbox' ? z.boolean() : orEmpty(schemaOf(name))
