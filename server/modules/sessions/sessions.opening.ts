/** Opens a session for whoever has passed every step, and keeps who tried. */
import type { Me } from '#shared/contracts/sessions.ts'
import { fail } from '#shared/errors.ts'
import { companySettings } from '#shared/rules/company-settings.ts'
import type { SignInMethod, SignInResult } from '#shared/rules/sign-in.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { PublicCtx } from '#server/http/context.ts'
import { newToken, tokenHash } from '#server/http/session-token.ts'
import * as attempts from './sessions.attempts.queries.ts'
import { dropPending, takePending } from './sessions.factors.queries.ts'
import * as queries from './sessions.queries.ts'

const browserDays = 14

export const toMe = (actor: Actor): Me => ({
  user: { id: actor.userId, name: actor.userName, username: actor.username },
  company: actor.company,
  permissions: [...actor.grants.anywhere].sort(),
  operator: actor.operator,
})

type Where = { now: Date; origin: { address: string }; userAgent: string }

/** Keeps an attempt that opened nothing. */
export async function noteAttempt(
  db: Db,
  { now, origin, userAgent }: Where,
  userId: number,
  result: SignInResult,
  method: SignInMethod,
): Promise<void> {
  const { signInDays } = companySettings(await queries.getSettings(db))
  await attempts.insertAttempt(
    db,
    { userId, at: now, address: origin.address, userAgent, device: null, result, method, isNewDevice: false },
    signInDays,
  )
}

/** Keeps that one of the platform's staff began to act for the user. */
export async function noteEntered(db: Db, { now, origin, userAgent }: Where, userId: number): Promise<void> {
  const { signInDays } = companySettings(await queries.getSettings(db))
  const rest = { device: null, result: 'signed_in', method: 'staff', isNewDevice: false } as const
  await attempts.insertAttempt(
    db,
    { userId, at: now, address: origin.address, userAgent, ...rest },
    signInDays,
  )
}

export type Opening = {
  companyId: number
  userId: number
  method: SignInMethod
  /** The password that takes the place of the one with this hash. */
  newPassword?: { hash: string; instead: string | null } | null
  /** The sign-in that waited for this: it is used up. */
  waited?: { token: Buffer; since: Date }
  /** Failures of this name are forgotten. */
  subject: string
  /** What is written along. */
  more?: (db: Db, history: HistoryDraft) => Promise<void>
}

/**
 * Opens the session and hands over its cookie. The session that the browser had before ends, whosever it was.
 * @throws access.wrong_credentials, access.pending_gone
 */
export async function openSession(ctx: PublicCtx, o: Opening): Promise<Me> {
  const { companyId, userId, method } = o
  const token = newToken('browser')
  const expiresAt = new Date(ctx.now.getTime() + browserDays * 86_400_000)
  const { address } = ctx.origin
  const device = ctx.device()
  await ctx.tx({ of: 'company', companyId, userId }, async (db, history) => {
    if (o.waited) {
      if (!(await takePending(db, o.waited.token))) fail('access.pending_gone')
      await attempts.dropFirstStep(db, userId, o.waited.since)
    }
    await queries.forgetFailures(db, [o.subject])
    if (o.newPassword) {
      // Of two who use a one-time password at once, the second comes too late.
      if ((await queries.lockPasswordHash(db, userId)) !== o.newPassword.instead)
        fail('access.wrong_credentials')
      await queries.updatePasswordHash(db, userId, o.newPassword.hash, ctx.now)
      await dropPending(db, userId)
      history.add({ event: 'sessions.password_changed', entity: 'user', entityId: userId })
    }
    await o.more?.(db, history)
    if (ctx.previous) await queries.endSession(db, ctx.previous)
    const { userAgent } = ctx
    await queries.insertSession(db, {
      token: tokenHash(token),
      ...{ userId, kind: 'browser', name: '', address, userAgent, expiresAt, method },
    })
    history.add({ event: 'sessions.signed_in', entity: 'user', entityId: userId })
    const { signInDays } = companySettings(await queries.getSettings(db))
    const isNew = await attempts.isNewDevice(db, userId, { device, address, userAgent })
    const id = await attempts.insertAttempt(
      db,
      {
        userId,
        at: ctx.now,
        address,
        userAgent,
        device,
        result: 'signed_in',
        method,
        isNewDevice: isNew,
      },
      signInDays,
    )
    if (isNew) await attempts.addNoticeJob(db, id)
  })
  ctx.setSession(token, expiresAt)
  return ctx.tx({ of: 'session', token: tokenHash(token) }, async (_db, _history, actor) => toMe(actor!))
}
