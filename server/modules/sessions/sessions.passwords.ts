/** What a new password is judged by, and changing one's own. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { sessions } from '#shared/contracts/sessions.ts'
import { fail } from '#shared/errors.ts'
import { type KnownWords, passwordFlaw } from '#shared/rules/passwords.ts'
import { type IoCtx, requireOneself } from '#server/http/context.ts'
import { hashPassword, verifyPassword } from '#server/platform/passwords.ts'
import { dropPending } from './sessions.factors.queries.ts'
import * as queries from './sessions.queries.ts'
import { countFailure, refuseThrottled, type Run, userSubjects } from './sessions.steps.ts'

let common: Promise<ReadonlySet<string>> | undefined

/** Some 50,000 passwords that are tried first, by how often they occur in published leaks; read when the first is asked for. */
const commonPasswords = () =>
  (common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common']),
  ))

/** Why a password is not taken of somebody with these names; null if it is. */
export async function flawOf(password: string, known: KnownWords): Promise<string | null> {
  const passwords = await commonPasswords()
  return passwordFlaw(password, known, (word) => passwords.has(word))
}

/** Ends by `refuse` where the password is not good enough for this user, with the reason. */
export async function refuseWeak(
  run: Run,
  userId: number,
  password: string,
  refuse: (message: string) => never,
): Promise<void> {
  const known = await run((db) => queries.getKnownWords(db, userId))
  const flaw = await flawOf(password, known)
  if (flaw) refuse(flaw)
}

/**
 * Changes one's own password and ends one's other browser sessions. Hashing takes a while, so it happens between two
 * transactions.
 * @throws access.wrong_password, access.throttled, request.invalid
 */
export async function changePassword(
  ctx: IoCtx,
  { body }: Parsed<typeof sessions.changePassword>,
): Promise<Output<typeof sessions.changePassword>> {
  requireOneself(ctx.actor)
  const { userId, sessionId, company, username } = ctx.actor
  const run: Run = (work) => ctx.tx((_ctx, db) => work(db))
  const subjects = userSubjects(ctx, company.slug, username)
  await refuseThrottled(run, subjects, ctx.now)
  const old = await run((db) => queries.getPasswordHash(db, userId))
  if (!(await verifyPassword(body.current, old))) {
    await run((db) => countFailure(db, subjects))
    fail(
      'access.wrong_password',
      {},
      { errors: [{ path: 'current', message: 'This is not your current password' }] },
    )
  }
  const refuse = (message: string) => fail('request.invalid', {}, { errors: [{ path: 'next', message }] })
  if (body.next === body.current) refuse('Choose another password than the present one')
  await refuseWeak(run, userId, body.next, refuse)
  const hash = await hashPassword(body.next)
  return ctx.tx(async ({ history }, db) => {
    await queries.updatePasswordHash(db, userId, hash, ctx.now)
    await dropPending(db, userId)
    for (const session of await queries.listSessions(db, userId)) {
      if (session.kind === 'browser' && session.id !== sessionId)
        await queries.endSessions(db, userId, session.id, null)
    }
    history.add({ event: 'sessions.password_changed', entity: 'user', entityId: userId })
    return {}
  })
}
