/**
 * What the Open Station API answers (docs/connectors/open-station-api.json), as far as this client reads it.
 * Unknown members pass: a station may say more than the contract, never less.
 */
import { z } from 'zod'
import { abilitiesReply } from './wire-parts.ts'

export const sessionReply = z.object({ token: z.string().min(1).max(500), expiresAt: z.iso.datetime() })

export const stationReply = z.object({
  name: z.string(),
  apiVersion: z.string(),
  environment: z.enum(['production', 'test']).optional(),
  abilities: abilitiesReply.optional(),
})

export const contactReply = z.object({
  first: z.string(),
  last: z.string(),
  phone: z.string(),
  relation: z.string(),
  passcode: z.string(),
  hasKey: z.boolean(),
})

export const customerReply = z.object({
  serial: z.string().min(1),
  customerId: z.string().min(1),
  status: z.enum(['shell', 'in_service', 'out_of_service']),
  version: z.int(),
  name: z.object({ first: z.string(), last: z.string(), business: z.string() }),
  premises: z.object({
    street1: z.string(),
    street2: z.string(),
    city: z.string(),
    state: z.string(),
    postalCode: z.string(),
    county: z.string(),
    crossStreet: z.string(),
  }),
  phones: z.object({ premises: z.string(), work: z.string(), mobile: z.string(), other: z.string() }),
  email: z.string(),
  abortCode: z.string(),
  contacts: z.array(contactReply),
  link: z.object({ reference: z.string() }).nullable(),
  identifiers: z.record(z.string(), z.string()).optional(),
  orderState: z.string().optional(),
})
export type CustomerReply = z.infer<typeof customerReply>

export const customerListReply = z.object({ customers: z.array(customerReply) })

/** RFC 9457, with the station's code and, where one field is to blame, its path: "premises.postalCode". */
export const problemReply = z.object({
  code: z.string(),
  detail: z.string().optional(),
  field: z.string().optional(),
})
