/** Signing in as a company's user: password, second factor where there is one or has to be, or a passkey alone. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Me, sessions } from '#shared/contracts/sessions.ts'
import type { signIn as steps } from '#shared/contracts/sign-in.ts'
import { fail } from '#shared/errors.ts'
import { companySettings } from '#shared/rules/company-settings.ts'
import { needsSecondFactor, pendingMinutes } from '#shared/rules/sign-in.ts'
import { findActor } from '#server/db/acting.ts'
import type { PublicCtx } from '#server/http/context.ts'
import { newToken, tokenHash } from '#server/http/session-token.ts'
import { hashPassword, verifyPassword } from '#server/platform/passwords.ts'
import * as factorQueries from './sessions.factors.queries.ts'
import type { Holder } from './sessions.factors.queries.ts'
import { noteAttempt, openSession } from './sessions.opening.ts'
import { challengeOptions } from './sessions.passkeys.ts'
import { refuseWeak } from './sessions.passwords.ts'
import * as queries from './sessions.queries.ts'
import {
  answerWaiting,
  beginApp,
  beginPasskey,
  beginStep,
  countFailure,
  judgeAnswer,
  openWaiting,
  proveFactor,
  readAwaited,
  refuseThrottled,
  userSubjects,
} from './sessions.steps.ts'

type Request<K extends keyof typeof steps> = Parsed<(typeof steps)[K]>

const nobody = { of: 'nobody' } as const
const dayMs = 86_400_000

/**
 * Signs in: the answer carries the session's cookie, unless a second factor is awaited.
 * @throws access.wrong_credentials, the same for an unknown company, user or password; access.throttled;
 * access.password_expired until a new password comes with a one-time or aged one; access.second_factor and access.enrol_factor
 * with `pending`
 */
export async function signIn(ctx: PublicCtx, { body }: Parsed<typeof sessions.signIn>): Promise<Me> {
  const company = body.company.toLowerCase()
  const username = body.username.toLowerCase()
  const subjects = userSubjects(ctx, company, username)
  await refuseThrottled((work) => ctx.tx(nobody, work), subjects, ctx.now)
  const found = await ctx.tx(nobody, (db) => queries.findSignIn(db, company, username))
  if (!(await verifyPassword(body.password, found?.password_hash ?? null)) || !found) {
    await ctx.tx(nobody, async (db) => {
      await countFailure(db, subjects)
      // Opens the company of a user that there is.
      const user = await queries.findSignIn(db, company, username)
      if (user) await noteAttempt(db, ctx, user.user_id, 'wrong_password', 'password')
    })
    return fail('access.wrong_credentials')
  }
  const { company_id: companyId, user_id: userId, password_hash: instead } = found
  const behalf = { of: 'company', companyId, userId } as const
  const holder: Holder = { companyId, userId, operatorId: null }
  const state = await ctx.tx(behalf, async (db) => ({
    password: await queries.getPasswordState(db, userId),
    factors: await factorQueries.listConfirmed(db, holder),
    actor: await findActor(db),
  }))
  if (!state.actor) return fail('access.wrong_credentials')
  const newHash = isExpired(state.password, ctx.now)
    ? await chosenPassword(ctx, companyId, userId, body)
    : null
  const needed = needsSecondFactor(state.actor.company.settings.secondFactor, state.actor.grants.anywhere)
  if (state.factors.length || needed) {
    const step = state.factors.length ? 'second' : 'enrol'
    const pending = await ctx.tx(behalf, async (db) => {
      if (step === 'second') await noteAttempt(db, ctx, userId, 'second_step', 'password')
      return beginStep(db, holder, step, ctx.now, newHash)
    })
    return fail(
      step === 'second' ? 'access.second_factor' : 'access.enrol_factor',
      {},
      { extra: { pending } },
    )
  }
  return openSession(ctx, {
    ...{ companyId, userId, method: 'password', subject: subjects[0]! },
    newPassword: newHash === null ? null : { hash: newHash, instead },
  })
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
async function chosenPassword(
  ctx: PublicCtx,
  companyId: number,
  userId: number,
  body: { password: string; newPassword?: string },
): Promise<string> {
  const refuse = (message: string) =>
    fail('access.password_expired', {}, { errors: [{ path: 'newPassword', message }] })
  if (body.newPassword === undefined) return fail('access.password_expired')
  if (body.newPassword === body.password) return refuse('Choose another password than the present one')
  await refuseWeak(
    (work) => ctx.tx({ of: 'company', companyId, userId }, work),
    userId,
    body.newPassword,
    refuse,
  )
  return hashPassword(body.newPassword)
}

export const readUserAwaited = async (ctx: PublicCtx, { body }: Request<'awaited'>) =>
  readAwaited(ctx.site, await openWaiting(ctx, body.pending, 'user'))

/** The new password of a one-time one, as it waited; nothing has changed it meanwhile (platform.find_pending). */
async function waitedPassword(ctx: PublicCtx, companyId: number, userId: number, hash: string | null) {
  if (hash === null) return null
  const instead = await ctx.tx({ of: 'company', companyId, userId }, (db) =>
    queries.getPasswordHash(db, userId),
  )
  return { hash, instead }
}

/** @throws access.pending_gone, .throttled, .wrong_code, .wrong_passkey */
export async function finishSignIn(ctx: PublicCtx, { body }: Request<'finish'>): Promise<Me> {
  const waiting = await openWaiting(ctx, body.pending, 'user')
  const companyId = waiting.holder.companyId!
  const userId = waiting.holder.userId!
  const wrong = { code: 'authenticator', recovery: 'recovery', passkey: 'passkey_second' } as const
  const { method, codesLeft } = await answerWaiting(ctx, waiting, body.answer, (db) =>
    noteAttempt(db, ctx, userId, 'wrong_code', wrong[body.answer.kind]),
  )
  return openSession(ctx, {
    ...{ companyId, userId, method, subject: waiting.subjects[0]! },
    waited: { token: waiting.token, since: waiting.createdAt },
    newPassword: await waitedPassword(ctx, companyId, userId, waiting.newPasswordHash),
    more: async (_db, history) => {
      if (codesLeft === null) return
      const detail = { left: codesLeft }
      history.add({ event: 'sessions.recovery_used', entity: 'user', entityId: userId, detail })
    },
  })
}

/** @throws access.pending_gone, .throttled */
export async function enrolAuthenticator(ctx: PublicCtx, { body }: Request<'enrolAuthenticator'>) {
  const waiting = await openWaiting(ctx, body.pending, 'user')
  if (waiting.step !== 'enrol') fail('access.pending_gone')
  return beginApp(waiting.run, waiting.holder, waiting.label.name, ctx.now)
}

/** @throws access.pending_gone, .throttled, .no_passkeys_here */
export async function enrolPasskey(ctx: PublicCtx, { body }: Request<'enrolPasskey'>) {
  const waiting = await openWaiting(ctx, body.pending, 'user')
  if (waiting.step !== 'enrol') fail('access.pending_gone')
  const options = await beginPasskey(waiting.run, ctx.site, waiting.holder, waiting.label)
  await waiting.run((db) => factorQueries.challengePending(db, waiting.token, options.challenge))
  return options
}

/** @throws access.pending_gone, .throttled, .wrong_code, .wrong_passkey */
export async function finishEnrolment(
  ctx: PublicCtx,
  { body }: Request<'finishEnrolment'>,
): Promise<Output<typeof steps.finishEnrolment>> {
  const waiting = await openWaiting(ctx, body.pending, 'user')
  if (waiting.step !== 'enrol') fail('access.pending_gone')
  const { holder, run, challenge } = waiting
  const companyId = holder.companyId!
  const userId = holder.userId!
  const proved = await proveFactor(run, ctx.site, holder, challenge, body.factor, ctx.now)
  const me = await openSession(ctx, {
    ...{ companyId, userId, subject: waiting.subjects[0]! },
    method: body.factor.kind === 'passkey' ? 'passkey_second' : 'authenticator',
    waited: { token: waiting.token, since: waiting.createdAt },
    newPassword: await waitedPassword(ctx, companyId, userId, waiting.newPasswordHash),
    more: async (db, history) => {
      await proved.write(db)
      const detail = { name: proved.name, kind: proved.kind }
      history.add({ event: 'sessions.factor_added', entity: 'user', entityId: userId, detail })
    },
  })
  return { me, recoveryCodes: proved.recoveryCodes }
}

/** A challenge for whichever passkey the browser has here. Of a company that is not there the answer is no other. @throws access.no_passkeys_here */
export async function beginPasskeySignIn(
  ctx: PublicCtx,
  { body }: Request<'beginPasskey'>,
): Promise<Output<typeof steps.beginPasskey>> {
  if (!ctx.site.hasPasskeys) fail('access.no_passkeys_here')
  const options = await challengeOptions(ctx.site, null)
  const token = newToken('browser')
  await ctx.tx(nobody, async (db) => {
    const companyId = await queries.findCompany(db, body.company.toLowerCase())
    if (companyId === null) return
    await factorQueries.insertPending(db, {
      ...{ token: tokenHash(token), companyId, userId: null, operatorId: null, step: 'passkey' },
      ...{ challenge: options.challenge, newPasswordHash: null, at: ctx.now },
      expiresAt: new Date(ctx.now.getTime() + pendingMinutes * 60_000),
    })
  })
  return { pending: token, options }
}

/** @throws access.throttled, .wrong_passkey, the same for a company, a challenge or a passkey that is not known */
export async function signInByPasskey(ctx: PublicCtx, { body }: Request<'passkey'>): Promise<Me> {
  const subjects = [`address:${ctx.origin.address}`]
  await refuseThrottled((work) => ctx.tx(nobody, work), subjects, ctx.now)
  const token = tokenHash(body.pending)
  const found = await ctx.tx(nobody, async (db) => {
    const pending = await factorQueries.findPending(db, token, ctx.now)
    if (pending?.step !== 'passkey') return null
    const userId = await factorQueries.findPasskeyHolder(db, body.response.id)
    const user = userId === null ? undefined : await queries.findUser(db, userId)
    return user && { pending, companyId: pending.company_id!, slug: pending.slug!, user }
  })
  const refuse = async () => {
    await ctx.tx(nobody, (db) => countFailure(db, subjects))
    return fail('access.wrong_passkey')
  }
  if (!found) return refuse()
  const { companyId, user, pending } = found
  const holder: Holder = { companyId, userId: user.id, operatorId: null }
  const behalf = { of: 'company', companyId, userId: user.id } as const
  if (!user.may) {
    await ctx.tx(behalf, (db) => noteAttempt(db, ctx, user.id, 'barred', 'passkey'))
    return refuse()
  }
  const answer = { kind: 'passkey', response: body.response } as const
  const judged = await judgeAnswer(
    (work) => ctx.tx(behalf, work),
    ctx.site,
    holder,
    pending.challenge,
    answer,
    ctx.now,
    true,
  )
  if (!judged) {
    await ctx.tx(behalf, (db) => noteAttempt(db, ctx, user.id, 'wrong_code', 'passkey'))
    return refuse()
  }
  return openSession(ctx, {
    ...{ companyId, userId: user.id, method: judged.method },
    subject: userSubjects(ctx, found.slug, user.username)[0]!,
    waited: { token, since: pending.created_at },
  })
}
