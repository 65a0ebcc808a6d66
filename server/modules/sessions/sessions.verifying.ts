/** Saying again who one is, before a sensitive act (ASVS 7.5.1). The session goes on under a new token. */
import { z } from 'zod'
import type { Output, Parsed } from '#shared/contract.ts'
import type { sessions } from '#shared/contracts/sessions.ts'
import { fail } from '#shared/errors.ts'
import { pendingMinutes } from '#shared/rules/sign-in.ts'
import { type IoCtx, requireOneself } from '#server/http/context.ts'
import { newToken, tokenHash } from '#server/http/session-token.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'
import { verifyPassword } from '#server/platform/passwords.ts'
import * as factorQueries from './sessions.factors.queries.ts'
import type { Holder } from './sessions.factors.queries.ts'
import { challengeOptions, passkeysAt } from './sessions.passkeys.ts'
import * as queries from './sessions.queries.ts'
import { countFailure, judgeAnswer, refuseThrottled, type Run, userSubjects } from './sessions.steps.ts'

const state = z.object({ challenge: z.string(), until: z.number() })
const statePlace = ({ actor }: IoCtx) =>
  place(actor.company.id, `challenge.${actor.userId}.${actor.sessionId}`)

export const ownHolder = ({ actor }: Pick<IoCtx, 'actor'>): Holder => ({
  companyId: actor.company.id,
  userId: actor.userId,
  operatorId: null,
})

/** Keeps a challenge with the page, sealed for this session and some minutes. */
export const sealChallenge = (ctx: IoCtx, challenge: string): string =>
  seal(JSON.stringify({ challenge, until: ctx.now.getTime() + pendingMinutes * 60_000 }), statePlace(ctx))

/** @returns null where it is not ours, not this session's, or too old */
export function unsealChallenge(ctx: IoCtx, sealed: string): string | null {
  try {
    const { challenge, until } = state.parse(JSON.parse(unseal(sealed, statePlace(ctx))))
    return until > ctx.now.getTime() ? challenge : null
  } catch {
    return null
  }
}

/** @throws access.browser_only, operator.not_as_staff */
export async function readVerifyWays(ctx: IoCtx): Promise<Output<typeof sessions.verifyWays>> {
  requireOneself(ctx.actor)
  const factors = await ctx.tx((_ctx, db) => factorQueries.listConfirmed(db, ownHolder(ctx)))
  const here = ctx.site.hasPasskeys ? passkeysAt(ctx.site, factors) : []
  const options = here.length
    ? { ...(await challengeOptions(ctx.site, here)), userVerification: 'required' as const }
    : null
  return {
    second: factors.length > 0,
    authenticator: factors.some(({ kind }) => kind === 'totp'),
    passkey: options && { state: sealChallenge(ctx, options.challenge), options },
  }
}

/**
 * By a passkey that has verified its holder, or by the password and, where there is one, the second factor.
 * @throws access.wrong_password, access.wrong_code, access.wrong_passkey, access.throttled, access.browser_only
 */
export async function verifySession(
  ctx: IoCtx,
  { body }: Parsed<typeof sessions.verify>,
): Promise<Output<typeof sessions.verify>> {
  requireOneself(ctx.actor)
  const { userId, company, username } = ctx.actor
  const run: Run = (work) => ctx.tx((_ctx, db) => work(db))
  const holder = ownHolder(ctx)
  const subjects = userSubjects(ctx, company.slug, username)
  await refuseThrottled(run, subjects, ctx.now)
  const wrong = async (
    code: 'access.wrong_password' | 'access.wrong_code' | 'access.wrong_passkey',
    path: string,
  ) => {
    await run((db) => countFailure(db, subjects))
    return fail(
      code,
      {},
      { errors: code === 'access.wrong_passkey' ? [] : [{ path, message: 'This is not right' }] },
    )
  }
  const { answer } = body
  const challenge = body.state === undefined ? null : unsealChallenge(ctx, body.state)
  const judge = (alone: boolean) => judgeAnswer(run, ctx.site, holder, challenge, answer!, ctx.now, alone)
  if (answer?.kind === 'passkey') {
    if (!(await judge(true))) return wrong('access.wrong_passkey', 'answer')
  } else {
    const hash = await run((db) => queries.getPasswordHash(db, userId))
    if (!(await verifyPassword(body.password ?? '', hash))) return wrong('access.wrong_password', 'password')
    const hasFactors = (await run((db) => factorQueries.listConfirmed(db, holder))).length > 0
    if (hasFactors && !(answer && (await judge(false)))) return wrong('access.wrong_code', 'answer')
  }
  const token = newToken('browser')
  const rotated = await run((db) => queries.rotateSession(db, ctx.credential, tokenHash(token), ctx.now))
  if (!rotated) return fail('access.signed_out')
  ctx.setSession(token, rotated)
  return {}
}
