/**
 * The portal's door. What is answered here is the same whether or not anybody has the address that was typed, and takes as long:
 * who it is is found out by a job.
 */
import type { Output, Parsed } from '#shared/contract.ts'
import type { portal } from '#shared/contracts/portal.ts'
import { fail } from '#shared/errors.ts'
import { formatPhone } from '#shared/phone.ts'
import { askedLinkMinutes, asksPerHour } from '#shared/rules/portal.ts'
import type { Db } from '#server/db/database.ts'
import type { PublicCtx } from '#server/http/context.ts'
import { place, seal } from '#server/platform/encryption.ts'
import { readReach } from '../messages/messages.service.ts'
import * as queries from './portal.queries.ts'
import { companyTx, digestOf, findSession, getCompany, newSecret, untilOf } from './portal.session.ts'

type Request<K extends keyof typeof portal> = Parsed<(typeof portal)[K]>

const hourMs = 3_600_000
export const askPlace = (companyId: number) => place(companyId, 'portal.ask')

export async function dealerOf(db: Db, company: queries.CompanyRow) {
  const phone = await queries.findPhone(db)
  return {
    name: company.name,
    phone: phone ? formatPhone(phone) : '',
    address: '',
    currency: company.currency,
    timeZone: company.timeZone,
  }
}

/** @throws portal.no_such_link */
export const readDoor = (ctx: PublicCtx, { params }: Request<'door'>): Promise<Output<typeof portal.door>> =>
  companyTx(
    ctx,
    params.companyId,
  )(async (db) => {
    const company = await getCompany(db)
    const { email, sms, publicUrl } = await readReach(db, company.id)
    const signedIn = await findSession(db, ctx.visitor, ctx.now).then(
      () => true,
      (error: unknown) => {
        if ((error as { code?: string }).code === 'portal.signed_out') return false
        throw error
      },
    )
    return {
      company: await dealerOf(db, company),
      channels: { email, sms: sms && publicUrl !== null },
      signedIn,
    }
  })

/** @throws portal.no_such_link, .too_many */
export async function askForLink(
  ctx: PublicCtx,
  { params, body }: Request<'ask'>,
): Promise<Output<typeof portal.ask>> {
  const typed = body.to.includes('@') ? body.to.toLowerCase() : body.to.replace(/\D/g, '').slice(-10)
  const isTooMuch = await companyTx(
    ctx,
    params.companyId,
  )(async (db) => {
    const company = await getCompany(db)
    const from = ctx.origin.address.slice(0, 60)
    // Not even what was typed is kept in the clear: most of it is nobody's customer.
    const about = digestOf(`${company.id} ${typed}`)
    const since = new Date(ctx.now.getTime() - hourMs)
    const counted = await queries.countAsks(db, { from, about, since })
    if (counted.from >= asksPerHour.from) return true
    await queries.insertAsk(db, from, about, ctx.now)
    // About one address more is asked in vain, and nobody is told: else one could see from outside that somebody asks.
    if (counted.about < asksPerHour.about) await queries.addAskJob(db, seal(typed, askPlace(company.id)))
    return false
  })
  if (isTooMuch) fail('portal.too_many', {}, { retryAfterSeconds: 3600 })
  return { minutes: askedLinkMinutes }
}

/** @throws portal.no_such_link */
export const lookAtLink = (
  ctx: PublicCtx,
  { params }: Request<'look'>,
): Promise<Output<typeof portal.look>> =>
  companyTx(
    ctx,
    params.companyId,
  )(async (db) => {
    const company = await getCompany(db)
    const link = await queries.lockByToken(db, digestOf(params.token))
    if (!link || link.revoked_at) return fail('portal.no_such_link')
    return {
      company: await dealerOf(db, company),
      state: link.opened_at ? 'used' : link.expires_at <= ctx.now ? 'expired' : 'open',
    }
  })

/** @throws portal.no_such_link, .link_used, .link_expired */
export async function openLink(
  ctx: PublicCtx,
  { params }: Request<'open'>,
): Promise<Output<typeof portal.open>> {
  const secret = newSecret()
  await companyTx(
    ctx,
    params.companyId,
  )(async (db, history) => {
    await getCompany(db)
    const link = await queries.lockByToken(db, digestOf(params.token))
    if (!link || link.revoked_at) return fail('portal.no_such_link')
    if (link.opened_at) return fail('portal.link_used')
    if (link.expires_at <= ctx.now) return fail('portal.link_expired')
    await queries.endSessions(db, link.customer_id)
    await queries.updateLink(db, link.id, {
      opened_at: ctx.now,
      opened_from: ctx.origin.address.slice(0, 60),
      session_hash: digestOf(secret),
      session_until: untilOf(ctx.now, ctx.now),
      seen_at: ctx.now,
    })
    history.add({
      event: 'portal.opened',
      entity: 'portal_link',
      entityId: link.id,
      customerId: link.customer_id,
    })
  })
  ctx.setVisitor(params.companyId, secret)
  return {}
}

export async function leave(
  ctx: PublicCtx,
  { params }: Request<'leave'>,
): Promise<Output<typeof portal.leave>> {
  if (ctx.visitor?.companyId === params.companyId)
    await companyTx(
      ctx,
      params.companyId,
    )(async (db) => {
      const link = await queries.findBySession(db, ctx.visitor!.hash, ctx.now)
      if (link) await queries.updateLink(db, link.id, { session_hash: null, session_until: null })
    })
  ctx.clearVisitor()
  return {}
}
