/**
 * Who is in the portal. Nobody is a user here: the visitor's own cookie names a link's session, and that session one customer.
 * Each request asks the database anew, so that what was revoked, archived or switched off ends at once.
 */
import { createHash, randomBytes } from 'node:crypto'
import { fail } from '#shared/errors.ts'
import { companySettings } from '#shared/rules/company-settings.ts'
import { idleMinutes, mostSessionHours } from '#shared/rules/portal.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { PublicCtx } from '#server/http/context.ts'
import type { Visitor } from '#server/http/visitor.ts'
import type { CompanyTx } from '#server/jobs/company-work.ts'
import * as queries from './portal.queries.ts'

const minuteMs = 60_000

/** For a link, or for the session that it opens: 192 bits. */
export const newSecret = (): string => randomBytes(24).toString('base64url')
export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

export const companyTx =
  (ctx: PublicCtx, companyId: number): CompanyTx =>
  (work) =>
    ctx.tx({ of: 'company', companyId, userId: null }, (db, history) => work(db, history))

/** The company, where it has a portal. @throws portal.no_such_link: of one that has none nothing is told, as of one that is not there */
export async function getCompany(db: Db): Promise<queries.CompanyRow> {
  const company = await queries.findCompany(db)
  if (!company || !companySettings(company.settings).paymentPortal) return fail('portal.no_such_link')
  return company
}

export type Session = {
  company: queries.CompanyRow
  link: queries.LinkRow
  customerId: number
}

/** When a session that is used now ends. */
export const untilOf = (openedAt: Date, now: Date): Date =>
  new Date(
    Math.min(now.getTime() + idleMinutes * minuteMs, openedAt.getTime() + mostSessionHours * 60 * minuteMs),
  )

/** @throws portal.no_such_link, .signed_out */
export async function findSession(db: Db, visitor: Visitor | null, now: Date): Promise<Session> {
  const company = await getCompany(db)
  // A cookie of another company is no session of this one, whatever it holds.
  const link =
    visitor?.companyId === company.id ? await queries.findBySession(db, visitor.hash, now) : undefined
  if (!link) return fail('portal.signed_out')
  // Kept alive by what is done there, at most every minute.
  if (!link.seen_at || now.getTime() - link.seen_at.getTime() > minuteMs)
    await queries.updateLink(db, link.id, { seen_at: now, session_until: untilOf(link.opened_at!, now) })
  return { company, link, customerId: link.customer_id }
}

/** Runs `work` for the customer who is in the portal. @throws portal.no_such_link, .signed_out */
export const inSession = <T>(
  ctx: PublicCtx,
  companyId: number,
  work: (db: Db, session: Session, history: HistoryDraft) => Promise<T>,
): Promise<T> =>
  companyTx(
    ctx,
    companyId,
  )(async (db, history) => work(db, await findSession(db, ctx.visitor, ctx.now), history))
