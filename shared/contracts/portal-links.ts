/** Links into the Payment Portal, as staff sends and sees them (BIL-009). */
import { z } from 'zod'
import { endpoint, id, instant, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { linkWayKeys, maxLinksListed } from '../rules/portal.ts'

const ofCustomer = z.object({ customerId: id })

const link = z
  .object({
    id,
    way: z.enum(linkWayKeys),
    askedBy: z.enum(['staff', 'customer']),
    sentTo: z.string(),
    invoice: z.object({ id, number: z.number().int() }).nullable(),
    state: z.enum(['open', 'used', 'in_session', 'expired', 'revoked', 'failed']),
    createdAt: instant,
    createdBy: z.string().nullable(),
    expiresAt: instant,
    openedAt: instant.nullable(),
    openedFrom: z.string(),
    seenAt: instant.nullable(),
    revokedBy: z.string().nullable(),
    /** What was asked to be charged in its session, and how it came out. */
    payments: z.array(
      z.object({
        amountCents: z.number().int(),
        method: z.string(),
        state: z.string(),
        at: instant,
      }),
    ),
    canRevoke: z.boolean(),
  })
  .meta({ id: 'PortalLink' })
export type PortalLink = z.output<typeof link>

export const newPortalLink = z
  .strictObject({
    way: z.enum(linkWayKeys, 'Choose how it goes there'),
    /** An e-mail address or ten digits; nothing for a link that is copied. */
    to: withoutCard(text(254)).default(''),
    invoiceId: id.nullable().default(null),
  })
  .superRefine(({ way, to }, ctx) => {
    if (way === 'email' && !z.email().safeParse(to).success)
      ctx.addIssue({ code: 'custom', path: ['to'], message: 'Enter an e-mail address' })
    if (way === 'sms' && !/^\d{10}$/.test(to.replace(/^\+1(?=\d{10}$)/, '').replace(/[ ().-]/g, '')))
      ctx.addIssue({ code: 'custom', path: ['to'], message: 'Enter ten digits' })
  })

export const portalLinks = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/payment-links',
    access: 'billing_information.view',
    summary: 'The links into the Payment Portal that this record got: sent, opened, paid by',
    params: ofCustomer,
    response: z.object({
      items: z.array(link).max(maxLinksListed),
      /** Whom they may be sent to. */
      people: z.array(
        z.object({ channel: z.enum(['email', 'sms']), address: z.string(), label: z.string() }),
      ),
      channels: z.object({ email: z.boolean(), sms: z.boolean() }),
      abilities: z.object({ send: z.boolean(), message: z.boolean() }),
      off: z.boolean(),
    }),
  }),
  send: endpoint({
    method: 'POST',
    path: '/customers/:customerId/payment-links',
    access: 'payments.create',
    io: true,
    summary: 'Send a customer a link into the Payment Portal, or make one to copy; it is told once',
    params: ofCustomer,
    body: newPortalLink,
    response: z.object({
      id,
      /** Of a link that is copied: below the address of this page. */
      path: z.string().nullable(),
      delivered: z.boolean().nullable(),
    }),
    history: { event: 'portal.link_made' },
  }),
  revoke: endpoint({
    method: 'POST',
    path: '/customers/:customerId/payment-links/:linkId/revoke',
    access: 'payments.create',
    summary: 'Take a link back; whoever came in by it is signed out',
    params: ofCustomer.extend({ linkId: id }),
    response: z.object({ id }),
    history: { event: 'portal.link_revoked' },
  }),
}
