/** Signing in and out, one's own sessions, tokens and password. */
import type { Me, Session, sessions } from '#shared/contracts/sessions.ts'
import type { Output, Parsed } from '#shared/contract.ts'
import { fail } from '#shared/errors.ts'
import { companySettings } from '#shared/rules/company-settings.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx, PublicCtx } from '#server/http/context.ts'
import { newToken, tokenHash } from '#server/http/session-token.ts'
import { hashPassword, verifyPassword } from '#server/platform/passwords.ts'
import * as queries from './sessions.queries.ts'

/** Counted together with the company's users' failures, by address. */
export { findBlockedUntil, forgetFailures, noteFailure } from './sessions.queries.ts'

const dayMs = 86_400_000
const browserDays = 14
/** Failures that cost no waiting: few for one user, more for an address that a whole office shares. */
const freeTries = { user: 5, address: 30 }

export const toMe = (actor: Actor): Me => ({
  user: { id: actor.userId, name: actor.userName, username: actor.username },
  company: actor.company,
  permissions: [...actor.grants.anywhere].sort(),
  operator: actor.operator,
})

/**
 * Signs in: the answer carries the session's cookie.
 * @throws access.wrong_credentials, the same for an unknown company, user or password; access.throttled;
 * access.password_expired until a new password comes with a one-time or aged one
 */
export async function signIn(ctx: PublicCtx, { body }: Parsed<typeof sessions.signIn>): Promise<Me> {
  const company = body.company.toLowerCase()
  const username = body.username.toLowerCase()
  const subjects = [`user:${company}/${username}`, `address:${ctx.origin.address}`]
  const blockedUntil = await ctx.tx({ of: 'nobody' }, (db) => queries.findBlockedUntil(db, subjects))
  if (blockedUntil) {
    const seconds = Math.max(1, Math.ceil((blockedUntil.getTime() - ctx.now.getTime()) / 1000))
    fail('access.throttled', { seconds }, { retryAfterSeconds: seconds })
  }
  const found = await ctx.tx({ of: 'nobody' }, (db) => queries.findSignIn(db, company, username))
  if (!(await verifyPassword(body.password, found?.password_hash ?? null)) || !found) {
    await ctx.tx({ of: 'nobody' }, (db) =>
      queries.noteFailure(db, subjects, [freeTries.user, freeTries.address]),
    )
    return fail('access.wrong_credentials')
  }
  const behalf = { of: 'company', companyId: found.company_id, userId: found.user_id } as const
  const state = await ctx.tx(behalf, (db) => queries.getPasswordState(db, found.user_id))
  const newHash = isExpired(state, ctx.now) ? await chosenPassword(body) : null
  const token = newToken('browser')
  const expiresAt = new Date(ctx.now.getTime() + browserDays * dayMs)
  await ctx.tx(behalf, async (db, history) => {
    await queries.forgetFailures(db, subjects.slice(0, 1))
    if (newHash) {
      // Of two who use a one-time password at once, the second comes too late.
      if ((await queries.lockPasswordHash(db, found.user_id)) !== found.password_hash)
        fail('access.wrong_credentials')
      await queries.updatePasswordHash(db, found.user_id, newHash, ctx.now)
      history.add({ event: 'sessions.password_changed', entity: 'user', entityId: found.user_id })
    }
    await queries.insertSession(db, {
      token: tokenHash(token),
      userId: found.user_id,
      kind: 'browser',
      name: '',
      address: ctx.origin.address,
      userAgent: ctx.userAgent,
      expiresAt,
    })
    history.add({ event: 'sessions.signed_in', entity: 'user', entityId: found.user_id })
  })
  ctx.setSession(token, expiresAt)
  return ctx.tx({ of: 'session', token: tokenHash(token) }, async (_db, _history, actor) => toMe(actor!))
}

/** Whether somebody else chose the password, or it is older than the company allows. */
function isExpired(state: queries.PasswordState, now: Date): boolean {
  const { passwordDays } = companySettings(state.settings)
  const age = now.getTime() - state.changed_at.getTime()
  return state.must_change || (passwordDays > 0 && age > passwordDays * dayMs)
}

/**
 * The hash of the password that the user chose in place of the expired one. Without a session nothing else can be done
 * before, so that no page has to ask for it.
 * @throws access.password_expired
 */
async function chosenPassword(body: { password: string; newPassword?: string }): Promise<string> {
  const refuse = (message: string) =>
    fail('access.password_expired', {}, { errors: [{ path: 'newPassword', message }] })
  if (body.newPassword === undefined) return fail('access.password_expired')
  if (body.newPassword === body.password) return refuse('Choose another password than the present one')
  return hashPassword(body.newPassword)
}

export async function signOut(ctx: Ctx, db: Db): Promise<Output<typeof sessions.signOut>> {
  await queries.endSessions(db, ctx.actor.userId, ctx.actor.sessionId, null)
  ctx.history.add({ event: 'sessions.signed_out', entity: 'user', entityId: ctx.actor.userId })
  return {}
}

export async function listOwnSessions(ctx: Ctx, db: Db): Promise<{ items: Session[] }> {
  const rows = await queries.listSessions(db, ctx.actor.userId)
  return {
    items: rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      name: row.name,
      address: row.address,
      userAgent: row.user_agent,
      createdAt: row.created_at.toISOString(),
      lastUsedAt: row.last_used_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      current: row.id === ctx.actor.sessionId,
    })),
  }
}

/** @throws access.session_not_found for a session that is not one's own */
export async function endSession(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof sessions.end>,
): Promise<Output<typeof sessions.end>> {
  const session = (await queries.listSessions(db, ctx.actor.userId)).find(
    (row) => row.id === params.sessionId,
  )
  if (!session) return fail('access.session_not_found')
  await queries.endSessions(db, ctx.actor.userId, session.id, null)
  const name = session.name || session.user_agent.slice(0, 60) || session.kind
  ctx.history.add({ event: 'sessions.ended', entity: 'user', entityId: ctx.actor.userId, detail: { name } })
  return {}
}

export async function createToken(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof sessions.createToken>,
): Promise<Output<typeof sessions.createToken>> {
  // What outlives their two hours is none of the staff's to make.
  if (ctx.actor.operator) fail('operator.not_as_staff')
  const token = newToken('api')
  const expiresAt = new Date(ctx.now.getTime() + body.days * dayMs)
  const id = await queries.insertSession(db, {
    token: tokenHash(token),
    userId: ctx.actor.userId,
    kind: 'api',
    name: body.name,
    address: ctx.origin.address,
    userAgent: '',
    expiresAt,
  })
  ctx.history.add({
    event: 'sessions.token_created',
    entity: 'user',
    entityId: ctx.actor.userId,
    detail: { name: body.name },
  })
  return { id, token, expiresAt: expiresAt.toISOString() }
}

/**
 * Changes one's own password and ends one's other browser sessions. Hashing takes a while, so it happens between two
 * transactions.
 * @throws access.wrong_password
 */
export async function changePassword(
  ctx: IoCtx,
  { body }: Parsed<typeof sessions.changePassword>,
): Promise<Output<typeof sessions.changePassword>> {
  if (ctx.actor.operator) fail('operator.not_as_staff')
  const { userId, sessionId } = ctx.actor
  const old = await ctx.tx((_ctx, db) => queries.getPasswordHash(db, userId))
  if (!(await verifyPassword(body.current, old))) {
    fail(
      'access.wrong_password',
      {},
      { errors: [{ path: 'current', message: 'This is not your current password' }] },
    )
  }
  const hash = await hashPassword(body.next)
  return ctx.tx(async ({ history }, db) => {
    await queries.updatePasswordHash(db, userId, hash, ctx.now)
    for (const session of await queries.listSessions(db, userId)) {
      if (session.kind === 'browser' && session.id !== sessionId)
        await queries.endSessions(db, userId, session.id, null)
    }
    history.add({ event: 'sessions.password_changed', entity: 'user', entityId: userId })
    return {}
  })
}
