/**
 * Choosing a password by a link: after an invitation, or because one forgot theirs. What is kept of a link is a digest; it stands behind the
 * `#` of its address, which browsers send to no server and name to no other page.
 */
import type { Output, Parsed } from '#shared/contract.ts'
import type { signInLinks } from '#shared/contracts/sign-in.ts'
import { fail } from '#shared/errors.ts'
import { invitationDays, resetMinutes } from '#shared/rules/sign-in.ts'
import type { Db } from '#server/db/database.ts'
import type { PublicCtx } from '#server/http/context.ts'
import { newToken, tokenHash } from '#server/http/session-token.ts'
import { place, seal } from '#server/platform/encryption.ts'
import { hashPassword } from '#server/platform/passwords.ts'
import { mailAccount, readAccountMail, type Surroundings } from '../messages/messages.service.ts'
import { dropPending } from './sessions.factors.queries.ts'
import * as queries from './sessions.links.queries.ts'
import { flawOf } from './sessions.passwords.ts'
import {
  endSessions,
  findBlockedUntil,
  findCompany,
  forgetFailures,
  getKnownWords,
  noteFailure,
  updatePasswordHash,
} from './sessions.queries.ts'
import { userSubjects } from './sessions.steps.ts'

type Request<K extends keyof typeof signInLinks> = Parsed<(typeof signInLinks)[K]>

const nobody = { of: 'nobody' } as const
/** Asked for without waiting: mails to one name, and from one address. */
const freeAsks = { name: 3, address: 15 }
export const resetPlace = (companyId: number) => place(companyId, 'sessions.reset')

export type NewLink = {
  userId: number
  kind: queries.LinkKind
  sentTo: string
  by: number | null
  now: Date
}

/** Notes a new link; earlier ones of its kind end. @returns its number, and its token, which leaves once */
export async function makeLink(db: Db, link: NewLink): Promise<{ id: number; token: string }> {
  const token = newToken('browser')
  const lastsMs = link.kind === 'invitation' ? invitationDays * 86_400_000 : resetMinutes * 60_000
  const id = await queries.insertLink(db, {
    ...{ userId: link.userId, kind: link.kind, sentTo: link.sentTo, by: link.by },
    ...{ token: tokenHash(token), at: link.now, expiresAt: new Date(link.now.getTime() + lastsMs) },
  })
  return { id, token }
}

export type Letter = {
  kind: queries.LinkKind
  token: string
  to: { name: string; address: string }
  username: string
  company: { name: string; slug: string }
}

/** Sends a link, outside of any transaction, and notes whether it left. */
export async function sendLink(
  tx: <T>(work: (db: Db) => Promise<T>) => Promise<T>,
  surroundings: Surroundings,
  companyId: number,
  linkId: number,
  letter: Letter,
): Promise<boolean> {
  const mail = await tx((db) => readAccountMail(db, companyId))
  if (!mail) return false
  const { kind, to, username, company, token } = letter
  const url = `${mail.publicUrl}/${company.slug}/choose-password#${token}`
  const invites = kind === 'invitation'
  const left = await mailAccount(tx, surroundings, companyId, {
    to,
    subject: invites ? `${company.name}: your access to Keyholder` : `${company.name}: choose a new password`,
    text: [
      `Hello ${to.name},`,
      invites
        ? `${company.name} has made you a user of Keyholder. Your company is “${company.slug}”, your username is “${username}”. Choose your password here:`
        : `Somebody asked for a new password for the user “${username}” of ${company.name}. Choose one here:`,
      url,
      invites
        ? `The link is meant for you alone, works once, and is good for ${invitationDays} days.`
        : `The link is meant for you alone, works once, and is good for ${resetMinutes} minutes. With the new password all sessions and API tokens end.`,
      ...(invites
        ? []
        : ['If it was not you, nothing happens: you can delete this message. Your password stays as it is.']),
    ].join('\n\n'),
  })
  await tx((db) => queries.noteDelivered(db, linkId, left))
  return left
}

/**
 * Asks for a link. What is answered is the same whether or not there is such a user, and takes as long: who it is, a job finds out.
 * @throws access.reset_throttled for an address from which too much is asked
 */
export async function askForLink(
  ctx: PublicCtx,
  { body }: Request<'ask'>,
): Promise<Output<typeof signInLinks.ask>> {
  const slug = body.company.toLowerCase()
  const who = body.who.toLowerCase()
  const from = `reset-from:${ctx.origin.address}`
  const about = `reset:${slug}/${who}`
  const { fromUntil, aboutUntil } = await ctx.tx(nobody, async (db) => ({
    fromUntil: await findBlockedUntil(db, [from]),
    aboutUntil: await findBlockedUntil(db, [about]),
  }))
  if (fromUntil) {
    const seconds = Math.max(1, Math.ceil((fromUntil.getTime() - ctx.now.getTime()) / 1000))
    fail('access.reset_throttled', { seconds }, { retryAfterSeconds: seconds })
  }
  const companyId = await ctx.tx(nobody, async (db) => {
    await noteFailure(db, [about, from], [freeAsks.name, freeAsks.address])
    return findCompany(db, slug)
  })
  // About one name more is asked in vain, and nobody is told: else one could see from outside that somebody asks.
  if (companyId !== null && !aboutUntil)
    await ctx.tx({ of: 'company', companyId, userId: null }, (db) =>
      queries.addResetJob(db, seal(who, resetPlace(companyId))),
    )
  return {}
}

async function openLink(ctx: PublicCtx, company: string, token: string) {
  const companyId = await ctx.tx(nobody, (db) => findCompany(db, company.toLowerCase()))
  const link =
    companyId === null
      ? undefined
      : await ctx.tx({ of: 'company', companyId, userId: null }, (db) =>
          queries.findLink(db, tokenHash(token), ctx.now),
        )
  return link ? { companyId: companyId!, link } : fail('access.link_gone')
}

/** @throws access.link_gone */
export async function lookAtLink(
  ctx: PublicCtx,
  { body }: Request<'look'>,
): Promise<Output<typeof signInLinks.look>> {
  const { link } = await openLink(ctx, body.company, body.token)
  return { kind: link.kind, company: link.company, name: link.name, username: link.username }
}

/**
 * Sets the password and ends all that the user had open; they sign in with it, and with their second factor where there is one.
 * @throws access.link_gone, request.invalid
 */
export async function choosePassword(
  ctx: PublicCtx,
  { body }: Request<'choose'>,
): Promise<Output<typeof signInLinks.choose>> {
  const { companyId, link } = await openLink(ctx, body.company, body.token)
  const { user_id: userId, username } = link
  const behalf = { of: 'company', companyId, userId } as const
  const known = await ctx.tx(behalf, (db) => getKnownWords(db, userId))
  const flaw = await flawOf(body.newPassword, known)
  if (flaw) fail('request.invalid', {}, { errors: [{ path: 'newPassword', message: flaw }] })
  const hash = await hashPassword(body.newPassword)
  return ctx.tx(behalf, async (db, history) => {
    const still =
      (await queries.findLink(db, tokenHash(body.token), ctx.now, true)) ?? fail('access.link_gone')
    await queries.noteUsed(db, still.id, ctx.now)
    await queries.revokeLinks(db, userId, null)
    await updatePasswordHash(db, userId, hash, ctx.now)
    await endSessions(db, userId, null, null)
    await dropPending(db, userId)
    await forgetFailures(db, userSubjects(ctx, body.company.toLowerCase(), username).slice(0, 1))
    history.add({
      event: still.kind === 'reset' ? 'sessions.password_reset' : 'sessions.invitation_used',
      entity: 'user',
      entityId: userId,
    })
    return { username }
  })
}
