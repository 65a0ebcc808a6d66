/** The staff's sign-in: a password and, always, a second factor, which is set up the first time. By the users' own steps. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { operatorSessions } from '#shared/contracts/operators.ts'
import { fail } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { PublicCtx } from '#server/http/context.ts'
import { noteAct } from '#server/http/operator-door.ts'
import { newToken, tokenHash } from '#server/http/session-token.ts'
import { verifyPassword } from '#server/platform/passwords.ts'
import {
  answerWaiting,
  beginApp,
  beginPasskey,
  beginStep,
  challengePending,
  countFailure,
  forgetFailures,
  type Holder,
  listConfirmed,
  openWaiting,
  proveFactor,
  readAwaited,
  refuseThrottled,
  takePending,
  type Waiting,
} from '../sessions/sessions.service.ts'
import * as queries from './operators.queries.ts'

type Request<K extends keyof typeof operatorSessions> = Parsed<(typeof operatorSessions)[K]>

const sessionMs = 12 * 3_600_000
const nobody = { of: 'nobody' } as const

/**
 * The first step; there is always a second one.
 * @throws operator.wrong_credentials, the same for an unknown address or password; access.throttled; access.second_factor and
 * access.enrol_factor with `pending`
 */
export async function signInOperator(
  ctx: PublicCtx,
  { body }: Request<'signIn'>,
): Promise<Output<typeof operatorSessions.signIn>> {
  const { email, password } = body
  const { address } = ctx.origin
  const subjects = [`operator:${email}`, `address:${address}`]
  await refuseThrottled((work) => ctx.tx(nobody, work), subjects, ctx.now)
  const found = await ctx.tx(nobody, (db) => queries.findOperator(db, email))
  if (!(await verifyPassword(password, found?.password_hash ?? null)) || !found) {
    await ctx.tx(nobody, async (db) => {
      await countFailure(db, subjects)
      if (found) await note(db, ctx, found.id, 'wrong_password')
    })
    return fail('operator.wrong_credentials')
  }
  const holder: Holder = { companyId: null, userId: null, operatorId: found.id }
  const { step, pending } = await ctx.tx(nobody, async (db) => {
    const step = (await listConfirmed(db, holder)).length ? 'second' : 'enrol'
    return { step, pending: await beginStep(db, holder, step, ctx.now) }
  })
  return fail(step === 'second' ? 'access.second_factor' : 'access.enrol_factor', {}, { extra: { pending } })
}

const note = (db: Db, { origin }: PublicCtx, operatorId: number, act: string, reason = ''): Promise<void> =>
  noteAct(db, { operatorId, act, companyId: null, reason, address: origin.address })

/** Opens the session. @param more what is written along */
async function openOperatorSession(
  ctx: PublicCtx,
  { token: waited, holder, label, subjects }: Waiting,
  method: string,
  more: (db: Db) => Promise<unknown>,
): Promise<Output<typeof operatorSessions.signIn>> {
  const token = newToken('browser')
  const expiresAt = new Date(ctx.now.getTime() + sessionMs)
  const operatorId = holder.operatorId!
  const name = await ctx.tx(nobody, async (db) => {
    if (!(await takePending(db, waited))) fail('access.pending_gone')
    await forgetFailures(db, subjects.slice(0, 1))
    await more(db)
    const found = (await queries.findOperator(db, label.username)) ?? fail('access.pending_gone')
    await queries.insertSession(db, {
      token: tokenHash(token),
      operatorId,
      address: ctx.origin.address,
      expiresAt,
    })
    await note(db, ctx, operatorId, 'signed_in', method)
    return found.name
  })
  ctx.setOperatorSession(token, expiresAt)
  return { name, email: label.username }
}

export const readOperatorAwaited = async (ctx: PublicCtx, { body }: Request<'awaited'>) =>
  readAwaited(ctx.site, await openWaiting(ctx, body.pending, 'operator'))

/** @throws access.pending_gone, .throttled, .wrong_code, .wrong_passkey */
export async function finishOperatorSignIn(
  ctx: PublicCtx,
  { body }: Request<'finish'>,
): Promise<Output<typeof operatorSessions.finish>> {
  const waiting = await openWaiting(ctx, body.pending, 'operator')
  const { method } = await answerWaiting(ctx, waiting, body.answer, (db) =>
    note(db, ctx, waiting.holder.operatorId!, 'wrong_second_factor'),
  )
  return openOperatorSession(ctx, waiting, methods[method] ?? method, () => Promise.resolve())
}

const methods: Record<string, string> = {
  authenticator: 'Authenticator app',
  passkey_second: 'Passkey',
  recovery: 'Recovery code',
}

async function openEnrolment(ctx: PublicCtx, pending: string): Promise<Waiting> {
  const waiting = await openWaiting(ctx, pending, 'operator')
  if (waiting.step !== 'enrol') fail('access.pending_gone')
  return waiting
}

export async function enrolOperatorApp(ctx: PublicCtx, { body }: Request<'enrolAuthenticator'>) {
  const { run, holder, label } = await openEnrolment(ctx, body.pending)
  return beginApp(run, holder, label.name, ctx.now)
}

export async function enrolOperatorPasskey(ctx: PublicCtx, { body }: Request<'enrolPasskey'>) {
  const { run, holder, label, token } = await openEnrolment(ctx, body.pending)
  const options = await beginPasskey(run, ctx.site, holder, label)
  await run((db) => challengePending(db, token, options.challenge))
  return options
}

/** @throws access.pending_gone, .throttled, .wrong_code, .wrong_passkey */
export async function finishOperatorEnrolment(
  ctx: PublicCtx,
  { body }: Request<'finishEnrolment'>,
): Promise<Output<typeof operatorSessions.finishEnrolment>> {
  const waiting = await openEnrolment(ctx, body.pending)
  const { run, holder, challenge } = waiting
  const proved = await proveFactor(run, ctx.site, holder, challenge, body.factor, ctx.now)
  const me = await openOperatorSession(ctx, waiting, `Set up: ${proved.kind}`, (db) => proved.write(db))
  return { me, recoveryCodes: proved.recoveryCodes }
}
