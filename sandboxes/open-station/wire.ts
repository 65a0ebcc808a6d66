/**
 * What the sandbox takes, written from docs/connectors/open-station-api.json and not from the client's code:
 * unknown members, wrong types and wrong lengths are refused with the path of the member to blame.
 */
import { z } from 'zod'
import { details, seedParts } from './wire-parts.ts'

const printable = /^[^\u0000-\u001f\u007f]*$/
const line = (max: number) => z.string().max(max).regex(printable)
const phone = z.string().regex(/^(\+1[2-9]\d{2}[2-9]\d{6}(x\d{1,6})?)?$/)

export const accountNumber = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,15}$/)
export const reference = z.string().regex(/^[!-~]{1,100}$/)

const notEmpty = (value: object) => Object.keys(value).length > 0
const values = {
  name: z
    .strictObject({ first: line(30), last: line(40), business: line(60) })
    .partial()
    .refine(notEmpty)
    .optional(),
  premises: z
    .strictObject({
      street1: line(60),
      street2: line(60),
      city: line(40),
      state: z.string().regex(/^([A-Z]{2})?$/),
      postalCode: z.string().regex(/^(\d{5}(-\d{4})?|[A-Z]\d[A-Z] \d[A-Z]\d)?$/),
      county: line(40),
      crossStreet: line(60),
    })
    .partial()
    .refine(notEmpty)
    .optional(),
  phones: z
    .strictObject({ premises: phone, work: phone, mobile: phone, other: phone })
    .partial()
    .refine(notEmpty)
    .optional(),
  email: z
    .string()
    .max(100)
    .regex(/^([^@\s]+@[^@\s]+)?$/)
    .optional(),
  abortCode: line(20).optional(),
}
export const customerCreate = z.strictObject({
  customerId: accountNumber,
  ...values,
  details: details.optional(),
})
export const customerPatch = z.strictObject(values).refine(notEmpty)
export type CustomerPatch = z.infer<typeof customerPatch>

export const contact = z.strictObject({
  first: line(30),
  last: line(40),
  phone,
  relation: line(30),
  passcode: line(20),
  hasKey: z.boolean(),
})
export const contactsPut = z.strictObject({ contacts: z.array(contact).max(20) })
export const linkPut = z.strictObject({ reference })
export const linkQuery = z.object({ reference })
export const customerQuery = z.object({ accountNumber })

/** What the control API takes in: as operators left it, so texts are free and everything may be missing. */
const typed = z.string().max(100).default('')
const group = <const K extends string>(...members: K[]) =>
  z
    .strictObject(Object.fromEntries(members.map((member) => [member, typed])) as Record<K, typeof typed>)
    .prefault({} as never)
export const seedAccount = z.strictObject({
  accountNumber,
  /** Left out, the sandbox's first dealer. */
  dealerId: z.string().optional(),
  status: z.enum(['shell', 'in_service', 'out_of_service']).default('in_service'),
  name: group('first', 'last', 'business'),
  premises: group('street1', 'street2', 'city', 'state', 'postalCode', 'county', 'crossStreet'),
  phones: group('premises', 'work', 'mobile', 'other'),
  email: typed,
  abortCode: typed,
  contacts: z
    .array(
      z.strictObject({
        first: typed,
        last: typed,
        phone: typed,
        relation: typed,
        passcode: typed,
        hasKey: z.boolean().default(false),
      }),
    )
    .max(20)
    .default([]),
  link: z.strictObject({ reference }).nullable().default(null),
  ...seedParts,
})
export const seedAccounts = z.strictObject({ accounts: z.array(seedAccount).max(20_000) })
export type SeedAccount = z.input<typeof seedAccount>
