/**
 * What the Open Interactive API answers (docs/connectors/open-interactive-api.json), as far as this client reads it.
 * Unknown members pass: a provider may say more than the contract, never less.
 */
import { z } from 'zod'

const choice = z.object({ code: z.string(), label: z.string() })
const cents = z.int().nullable()
const state = z.enum(['active', 'suspended', 'terminated'])
const link = z.object({ reference: z.string() }).nullable()

export const providerReply = z.object({
  name: z.string(),
  apiVersion: z.string(),
  abilities: z.object({ capabilities: z.array(z.string()), masterContact: z.boolean() }),
})

export const subscriberReply = z.object({
  id: z.string().min(1),
  version: z.int(),
  state,
  login: z.string(),
  name: z.object({ first: z.string(), last: z.string(), business: z.string() }),
  premises: z.object({
    street1: z.string(),
    street2: z.string(),
    city: z.string(),
    state: z.string(),
    postalCode: z.string(),
  }),
  phone: z.string(),
  email: z.string(),
  plan: choice.nullable(),
  features: z.array(choice.extend({ on: z.boolean(), included: z.boolean(), quantity: z.int().nullable() })),
  modem: z.string(),
  panel: choice.nullable(),
  monthlyCents: cents,
  centralStation: z
    .object({ accountNumber: z.string(), receiver: z.string(), forwarding: z.string() })
    .nullable(),
  link,
  troubles: z.array(z.string()),
})
export type SubscriberReply = z.output<typeof subscriberReply>

export const subscriberListReply = z.object({ subscribers: z.array(subscriberReply).max(20) })

export const rosterReply = z.object({
  subscribers: z.array(z.object({ id: z.string().min(1), login: z.string(), state, link })),
  next: z.string().nullable(),
})

export const planListReply = z.object({
  plans: z.array(
    choice.extend({
      monthlyCents: cents,
      included: z.array(choice),
      addOns: z.array(choice.extend({ monthlyCents: cents, maxQuantity: z.int().nullable() })),
    }),
  ),
})
export const quoteReply = z.object({ beforeCents: cents, afterCents: cents, refusal: z.string().nullable() })

const text = z.string()
export const deviceListReply = z.object({
  id: text,
  devices: z.array(
    z.object({
      id: text,
      name: text,
      type: text,
      zone: text,
      area: text,
      status: text,
      serial: text,
      installedOn: text,
    }),
  ),
})
export const loginListReply = z.object({
  id: text,
  logins: z.array(z.object({ id: z.string().min(1), login: text, email: text, primary: z.boolean() })),
})
export const passwordResetReply = z.object({ id: text, sentTo: z.string().min(1) })
export const appLinkReply = z.object({
  id: text,
  token: z.string().min(16).max(200),
  address: z.string().max(300),
  expiresAt: z.iso.datetime(),
})
export const receiverListReply = z.object({ receivers: z.array(choice.extend({ phone: text })) })
