/** What the sandbox takes of zones, agencies, tests, events, details and service: by the document, as in wire.ts. */
import { z } from 'zod'

const printable = /^[^\u0000-\u001f\u007f]*$/
const line = (max: number) => z.string().max(max).regex(printable)
const code = z.string().regex(/^[\w-]{0,16}$/)

export const agencyKinds = ['police', 'fire', 'medical', 'guard'] as const
export const eventKinds = [
  'alarm',
  'restore',
  'trouble',
  'open',
  'close',
  'bypass',
  'test',
  'cancel',
  'action',
  'other',
] as const

const zoneWrite = z.strictObject({
  name: line(60),
  eventType: code,
  deviceType: code,
  area: z.string().regex(/^\d{0,3}$/),
})
const notEmpty = (value: object) => Object.keys(value).length > 0
const zoneNumber = z.string().regex(/^[\dA-Za-z]{1,6}$/)
export const zonesPatch = z.strictObject({
  zones: z
    .record(zoneNumber, zoneWrite.nullable())
    .refine(notEmpty)
    .refine((zones) => Object.keys(zones).length <= 250),
})

export const agencySearch = z.object({ kind: z.enum(agencyKinds), postalCode: z.string().regex(/^\d{5}$/) })
export const agencyPut = z.strictObject({ permitNumber: line(30) })

export const testPost = z.strictObject({
  category: code,
  minutes: z.int().min(1).max(44_640),
  description: line(200),
})
export const periodQuery = z.object({ from: z.iso.datetime().max(30), until: z.iso.datetime().max(30) })
export const rosterQuery = z.object({
  after: z.string().min(1).max(64).optional(),
  limit: z
    .string()
    .regex(/^([1-9]\d{0,2}|1000)$/)
    .default('500'),
})

const detailKey = z.string().regex(/^[A-Za-z]{1,40}$/)
export const details = z.record(detailKey, line(200)).refine((values) => Object.keys(values).length <= 50)
export const detailsPatch = z.strictObject({ details: details.refine(notEmpty) })
export const servicePut = z.strictObject({ inService: z.boolean(), category: code, comment: line(200) })

/** What the control API takes in of the same, as operators left it. */
export const orderSubmission = z.strictObject({})

const typed = z.string().max(200).default('')
const instant = z.iso.datetime()
export const seedParts = {
  zones: z
    .array(
      z.strictObject({
        zone: zoneNumber,
        name: typed,
        eventType: typed,
        deviceType: typed,
        area: typed,
        status: typed,
      }),
    )
    .max(250)
    .default([]),
  agencies: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(32),
        kind: z.enum(agencyKinds),
        name: typed,
        phone: typed,
        city: typed,
        state: typed,
        permitNumber: typed,
      }),
    )
    .max(100)
    .default([]),
  tests: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(32),
        category: typed,
        description: typed,
        placedBy: typed,
        from: instant,
        until: instant,
        endedAt: instant.or(z.literal('')).default(''),
      }),
    )
    .max(500)
    .default([]),
  events: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(40),
        at: instant,
        kind: z.enum(eventKinds),
        code: z.string().max(20),
        description: typed,
        zone: z.string().max(6).default(''),
        area: z.string().max(3).default(''),
        comment: z.string().max(500).default(''),
      }),
    )
    .max(2000)
    .default([]),
  details: z.record(detailKey, z.string().max(200)).default({}),
  identifiers: z.record(detailKey, z.string().max(40)).default({}),
  orderState: typed,
  /** Of an order that was submitted: since when, until when it is decided, and what stands in its way. */
  submission: z
    .strictObject({ askedAtMs: z.int(), doneAtMs: z.int(), report: z.array(z.string().max(200)).max(20) })
    .nullable()
    .default(null),
}
