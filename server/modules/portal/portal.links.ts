/** Links into the portal as staff makes, sees and revokes them. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { PortalLink, portalLinks } from '#shared/contracts/portal-links.ts'
import { fail } from '#shared/errors.ts'
import { methodName } from '#shared/rules/billing-methods.ts'
import { chargeStateNames, type ChargeState, type Settlement, settlements } from '#shared/rules/charges.ts'
import { linkStateOf, maxLinksListed } from '#shared/rules/portal.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, type IoCtx, requireAt } from '#server/http/context.ts'
import { getReadable, getWritable } from '../customers/customers.service.ts'
import {
  findFacts,
  findHold,
  fromE164,
  readReach,
  recordPeople,
  shownAddress,
  type Surroundings,
} from '../messages/messages.service.ts'
import * as queries from './portal.queries.ts'
import { makeLink, sendLink } from './portal.sending.ts'

type Request<K extends keyof typeof portalLinks> = Parsed<(typeof portalLinks)[K]>

const iso = (at: Date | null) => at?.toISOString() ?? null

const toLink = (row: queries.ShownLink, now: Date, may: boolean): PortalLink => {
  const state = linkStateOf(
    {
      delivered: row.delivered,
      expiresAt: row.expires_at,
      openedAt: row.opened_at,
      sessionUntil: row.session_until,
      revokedAt: row.revoked_at,
    },
    now,
  )
  return {
    id: row.id,
    way: row.way as PortalLink['way'],
    askedBy: row.asked_by as PortalLink['askedBy'],
    sentTo: row.way === 'sms' ? shownAddress(`+1${row.sent_to}`) : row.sent_to,
    invoice: row.invoice_id !== null && row.number !== null ? { id: row.invoice_id, number: row.number } : null,
    state,
    createdAt: row.created_at.toISOString(),
    createdBy: row.createdByName,
    expiresAt: row.expires_at.toISOString(),
    openedAt: iso(row.opened_at),
    openedFrom: row.opened_from,
    seenAt: iso(row.seen_at),
    revokedBy: row.revokedByName,
    payments: row.payments.map(({ amountCents, state: how, settlement, at, ...method }) => ({
      amountCents,
      method: methodName(method),
      state: settlement === null || settlement === 'pending' || settlement === 'settled'
        ? chargeStateNames[how as ChargeState]
        : settlements[settlement as Settlement],
      at: new Date(at).toISOString(),
    })),
    canRevoke: may && (state === 'open' || state === 'in_session' || state === 'failed'),
  }
} // prettier-ignore

/** @throws customers.not_found, access.denied_here */
export async function readLinks(
  ctx: Ctx,
  db: Db,
  { params }: Request<'ofCustomer'>,
): Promise<Output<typeof portalLinks.ofCustomer>> {
  const record = await getReadable(ctx, db, params.customerId, 'billing_information.view')
  const { grants, company } = ctx.actor
  const off = !company.settings.paymentPortal
  const send =
    !off && !record.archived && record.kind === 'customer' && grants.has('payments.create', record.locationId)
  const facts = send ? await findFacts(db, record.id) : undefined
  const { email, sms, publicUrl } = await readReach(db, company.id)
  return {
    items: (await queries.listLinks(db, record.id, maxLinksListed)).map((row) => toLink(row, ctx.now, send)),
    people: facts
      ? recordPeople(facts).map(({ channel, address, label }) => ({
          channel,
          address: channel === 'sms' ? (fromE164(address) ?? address) : address,
          label,
        }))
      : [],
    // A text message leads here, too: under the address that the e-mail set-up has.
    channels: { email, sms: sms && publicUrl !== null },
    abilities: { send, message: send && grants.has('messages.create', record.locationId) },
    off,
  }
}

/** @throws customers.…; portal.off, .not_here, .no_address, .opted_out; access.denied_here */
export async function sendPaymentLink(
  ctx: IoCtx,
  surroundings: Surroundings,
  { params, body }: Request<'send'>,
): Promise<Output<typeof portalLinks.send>> {
  const to = body.way === 'sms' ? body.to.replace(/\D/g, '').slice(-10) : body.way === 'email' ? body.to.toLowerCase() : ''
  const made = await ctx.tx(async (inner, db) => {
    const record = await getWritable(inner, db, params.customerId, 'payments.create')
    const { company, userId } = inner.actor
    if (!company.settings.paymentPortal) fail('portal.off')
    if (record.kind !== 'customer') fail('portal.not_here')
    const { publicUrl, sms } = await readReach(db, company.id)
    const facts = (await findFacts(db, record.id))!
    if (body.way !== 'copy') {
      requireAt(inner.actor, 'messages.create', record.locationId)
      if (publicUrl === null || (body.way === 'sms' && !sms)) fail('portal.no_address')
      const held = await findHold(db, record.id, body.way, 'transactional', body.way === 'sms' ? `+1${to}` : to)
      if (held) fail('portal.opted_out', { reason: held })
    }
    const bill =
      body.invoiceId === null ? undefined : await queries.findPayable(db, record.id, body.invoiceId)
    if (body.invoiceId !== null && !bill) fail('portal.no_invoice')
    const link = await makeLink(db, inner.history, company.id, {
      customerId: record.id,
      way: body.way,
      askedBy: 'staff',
      to,
      invoiceId: body.invoiceId,
      by: userId,
      now: inner.now,
    })
    return {
      link,
      publicUrl,
      letter: {
        to,
        name: `${facts.firstName} ${facts.lastName}`.trim(),
        locationId: record.locationId,
        company: company.name,
        about: bill ? `Invoice #${bill.number}` : null,
        place: null,
        askedBy: 'staff' as const,
      },
    }
  })
  const { id, path } = made.link
  if (body.way === 'copy') return { id, path, delivered: null }
  const delivered = await sendLink(
    (work) => ctx.tx((inner, db) => work(db, inner.history)),
    surroundings,
    ctx.actor.company.id,
    id,
    { ...made.letter, way: body.way, url: `${made.publicUrl}${path}` },
  )
  return { id, path: null, delivered }
} // prettier-ignore

/** @throws customers.…; portal.link_not_found, .link_over */
export async function revokeLink(
  ctx: Ctx,
  db: Db,
  { params }: Request<'revoke'>,
): Promise<Output<typeof portalLinks.revoke>> {
  const record = await getWritable(ctx, db, params.customerId, 'payments.create')
  const link = await queries.lockLink(db, params.linkId)
  if (link?.customer_id !== record.id) return fail('portal.link_not_found')
  const inUse = link.session_until !== null && link.session_until > ctx.now
  if (link.revoked_at || (!inUse && (link.opened_at !== null || link.expires_at <= ctx.now)))
    return fail('portal.link_over')
  await queries.updateLink(db, link.id, {
    revoked_at: ctx.now,
    revoked_by: ctx.actor.userId,
    session_hash: null,
    session_until: null,
  })
  ctx.history.add({
    event: 'portal.link_revoked',
    entity: 'portal_link',
    entityId: link.id,
    customerId: record.id,
  })
  return { id: link.id }
}
