/** What Alula answers, as far as this client reads it. Unknown members pass. */
import { z } from 'zod'

export const tokenReply = z.object({
  access_token: z.string().min(1).max(4000),
  expires_in: z.number().positive(),
  refresh_token: z.string().max(4000).optional(),
})
export const tokenRefusal = z.object({ error: z.string(), error_description: z.string().optional() })

const id = z.union([z.string().min(1).max(64), z.int()]).transform(String)
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
const idOrNone = id.nullish().transform((value) => value ?? null)

const user = z.object({
  type: z.literal('users'),
  id,
  attributes: z.object({ username: text, email: text, nameFirst: text, nameLast: text, companyName: text }),
})
const address = z.object({
  type: z.literal('users-addresses'),
  id,
  attributes: z.object({
    userId: id,
    street1: text,
    street2: text,
    city: text,
    state: text,
    postalCode: text,
  }),
})
const phone = z.object({
  type: z.literal('users-phones'),
  id,
  attributes: z.object({ userId: id, number: text }),
})
const device = z.object({
  type: z.literal('devices'),
  id,
  attributes: z.object({
    name: text,
    mac: text,
    programId: z
      .union([z.int(), z.string()])
      .nullish()
      .transform((value) => String(value ?? '')),
    customerId: idOrNone,
    featurePlanId: idOrNone,
    featuresSelected: z
      .record(z.string(), z.boolean())
      .nullish()
      .transform((value) => value ?? {}),
    onlineStatus: text,
    registeredAt: text,
  }),
})
const featurePlan = z.object({
  type: z.literal('featureplans'),
  id,
  attributes: z.object({
    name: text,
    features: z
      .array(z.string())
      .nullish()
      .transform((value) => value ?? []),
  }),
})
/** What comes along with users; of kinds that are not read only the type counts. */
const included = z
  .array(z.union([address, phone, device, z.object({ type: z.string() }).transform(() => null)]))
  .optional()
  .transform((list) => (list ?? []).filter((one) => one !== null))
const meta = z.object({ page: z.object({ number: z.int(), size: z.int(), total: z.int() }) })

export type User = z.output<typeof user>
export type Address = z.output<typeof address>
export type Phone = z.output<typeof phone>
export type Device = z.output<typeof device>
export type FeaturePlan = z.output<typeof featurePlan>

export const selfReply = z.object({ data: z.object({ id, attributes: z.object({ username: text }) }) })
export const userReply = z.object({ data: user, included })
export const userListReply = z.object({ data: z.array(user), included, meta })
export const deviceListReply = z.object({ data: z.array(device), meta })
export const featurePlanListReply = z.object({ data: z.array(featurePlan), meta })
/** A write's answer: it names the resource. */
export const writtenReply = z.object({ data: z.object({ type: z.string(), id }) })

/** JSON:API's errors. */
export const errorsReply = z.object({
  errors: z
    .array(
      z.object({
        title: z.string().optional(),
        detail: z.string().optional(),
        source: z.object({ pointer: z.string() }).optional(),
      }),
    )
    .min(1),
})
