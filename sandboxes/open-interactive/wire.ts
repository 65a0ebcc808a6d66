/**
 * What the sandbox takes, written from docs/connectors/open-interactive-api.json and not from the client's code: unknown
 * members, wrong types and wrong lengths are refused with the path of the member to blame.
 */
import { z } from 'zod'

const printable = /^[^\u0000-\u001f\u007f]*$/
const line = (max: number) => z.string().max(max).regex(printable)
const code = z.string().regex(/^[\w-]{1,40}$/)
const codes = z.array(code).max(40)
const modem = z.string().regex(/^[0-9A-F]{10,16}(-[0-9A-F]{4})?$/)
const forwarding = z.enum(['always', 'backup', 'never'])
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
    })
    .partial()
    .refine(notEmpty)
    .optional(),
  phone: z
    .string()
    .regex(/^([2-9]\d{2}[2-9]\d{6})?$/)
    .optional(),
  email: z
    .string()
    .max(100)
    .regex(/^([^@\s]+@[^@\s]+)?$/)
    .optional(),
}
export const centralStation = z.strictObject({
  accountNumber: line(16),
  receiver: z.string().max(40),
  forwarding,
})
export const subscriberCreate = z.strictObject({
  login: z.string().regex(/^[A-Za-z0-9._@-]{4,50}$/),
  planCode: code,
  addOnCodes: codes,
  modem,
  panelCode: z.string().max(40).optional(),
  ...values,
  pin: z
    .string()
    .regex(/^\d{4,10}$/)
    .optional(),
  centralStation: centralStation.optional(),
  reference: reference.optional(),
})
export const subscriberPatch = z.strictObject(values).refine(notEmpty)
export type SubscriberPatch = z.output<typeof subscriberPatch>
export const linkPut = z.strictObject({ reference })
export const linkQuery = z.object({ reference })
export const statePut = z.strictObject({
  state: z.enum(['active', 'suspended', 'terminated']),
  reasonCode: code.optional(),
})
const many = z.int().min(1).max(999)
const quantities = z.record(code, many).refine((value) => Object.keys(value).length <= 40)
export const planPut = z.strictObject({
  planCode: code,
  addOnCodes: codes,
  quantities: quantities.optional(),
})
export const modemPut = z.strictObject({ serial: modem, reasonCode: code })
export const findQuery = z.object({ find: z.string().min(1).max(100) })
export const rosterQuery = z.object({ after: z.string().max(100).optional() })
export const quoteQuery = z.object({
  planCode: code,
  addOnCodes: z
    .string()
    .regex(/^[\w-]{1,40}(,[\w-]{1,40}){0,39}$/)
    .optional(),
  quantities: z
    .string()
    .regex(/^[\w-]{1,40}:[1-9]\d{0,2}(,[\w-]{1,40}:[1-9]\d{0,2}){0,39}$/)
    .optional(),
})

/** What the control API takes in: as operators left it, so texts are free and most may be missing. */
const typed = z.string().max(100).default('')
const device = z.strictObject({
  id: typed,
  name: typed,
  type: typed,
  zone: typed,
  area: typed,
  status: typed,
  serial: typed,
  installedOn: typed,
})
export const seedAccount = z.strictObject({
  /** The id on the wire: `SN-1001`. */
  accountNumber: z.string().regex(/^[\w-]{1,32}$/),
  dealerId: z.string().optional(),
  state: z.enum(['active', 'suspended', 'terminated']).default('active'),
  name: z.strictObject({ first: typed, last: typed, business: typed }).prefault({}),
  premises: z
    .strictObject({ street1: typed, street2: typed, city: typed, state: typed, postalCode: typed })
    .prefault({}),
  phone: typed,
  email: typed,
  planCode: z.string().default(''),
  addOnCodes: codes.default([]),
  quantities: quantities.default({}),
  modem: typed,
  panelCode: typed,
  centralStation: centralStation.nullable().default(null),
  link: z.strictObject({ reference }).nullable().default(null),
  troubles: z.array(z.string()).default([]),
  /** The first is the Master Contact. */
  users: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(32),
        login: z.string().max(50),
        email: typed,
        pin: z
          .string()
          .regex(/^(\d{4,10})?$/)
          .default(''),
      }),
    )
    .min(1)
    .max(50),
  devices: z.array(device).default([]),
})
export const seedAccounts = z.strictObject({ accounts: z.array(seedAccount).max(20_000) })
export type SeedAccount = z.input<typeof seedAccount>
