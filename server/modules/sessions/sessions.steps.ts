/**
 * The steps of a sign-in after the password, the same for a company's users and for the platform's staff. What an answer costs to judge
 * (argon2id, signatures) is paid outside of any transaction; whether it was still good is decided by one.
 */
import type { Awaited, FactorAnswer, NewFactor } from '#shared/contracts/factor-values.ts'
import { fail } from '#shared/errors.ts'
import { mostPasskeys, mostPendingTries, pendingMinutes, type SignInMethod } from '#shared/rules/sign-in.ts'
import type { Db } from '#server/db/database.ts'
import type { PublicCtx } from '#server/http/context.ts'
import { newToken, tokenHash } from '#server/http/session-token.ts'
import type { Site } from '#server/http/site.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'
import * as queries from './sessions.factors.queries.ts'
import type { Holder } from './sessions.factors.queries.ts'
import {
  challengeOptions,
  newPasskeyOptions,
  passkeysAt,
  readNewPasskey,
  readSignature,
} from './sessions.passkeys.ts'
import { findBlockedUntil, noteFailure } from './sessions.queries.ts'
import { findCode, newCodes } from './sessions.recovery.ts'
import { appUri, newAppSecret, stepOf } from './sessions.totp.ts'

/** Runs `work` in one transaction that sees the holder. */
export type Run = <T>(work: (db: Db) => Promise<T>) => Promise<T>

/** Failures that cost no waiting: few for one name, more for an address that a whole office shares. */
export const freeTries = { name: 5, address: 30 }

/** Whose failures are counted: the name that is tried first, then where it is tried from. */
export const userSubjects = (
  ctx: { origin: { address: string } },
  slug: string,
  username: string,
): string[] => [`user:${slug}/${username}`, `address:${ctx.origin.address}`]

/** @throws access.throttled */
export async function refuseThrottled(run: Run, subjects: string[], now: Date): Promise<void> {
  const blockedUntil = await run((db) => findBlockedUntil(db, subjects))
  if (!blockedUntil) return
  const seconds = Math.max(1, Math.ceil((blockedUntil.getTime() - now.getTime()) / 1000))
  fail('access.throttled', { seconds }, { retryAfterSeconds: seconds })
}

export const countFailure = (db: Db, subjects: string[]): Promise<void> =>
  noteFailure(
    db,
    subjects,
    subjects.map((subject) => (subject.startsWith('address:') ? freeTries.address : freeTries.name)),
  )

/** Where the secret of an authenticator app belongs. */
export const secretPlace = ({ companyId, userId, operatorId }: Holder) =>
  userId === null ? place(0, `operator_factor.${operatorId}`) : place(companyId, `sign_in_factor.${userId}`)

/** Keeps a sign-in that waits for its next step. @returns what the page goes on by */
export async function beginStep(
  db: Db,
  holder: Holder,
  step: 'second' | 'enrol',
  now: Date,
  newPasswordHash: string | null = null,
): Promise<string> {
  const token = newToken('browser')
  await queries.insertPending(db, {
    ...holder,
    ...{ token: tokenHash(token), step, challenge: null, newPasswordHash, at: now },
    expiresAt: new Date(now.getTime() + pendingMinutes * 60_000),
  })
  return token
}

/** A sign-in that waits. */
export type Waiting = {
  token: Buffer
  holder: Holder
  step: queries.PendingStep
  challenge: string | null
  newPasswordHash: string | null
  createdAt: Date
  /** How the holder is named where codes are kept. */
  label: { username: string; name: string }
  subjects: string[]
  run: Run
}

/** @throws access.pending_gone, access.throttled */
export async function openWaiting(
  ctx: PublicCtx,
  pending: string,
  of: 'user' | 'operator',
): Promise<Waiting> {
  const token = tokenHash(pending)
  const row = await ctx.tx({ of: 'nobody' }, (db) => queries.findPending(db, token, ctx.now))
  const address = `address:${ctx.origin.address}`
  if (!row || (of === 'user' ? row.user_id : row.operator_id) === null) return fail('access.pending_gone')
  const { step, challenge, new_password_hash: newPasswordHash, created_at: createdAt } = row
  const rest = { token, step, challenge, newPasswordHash, createdAt }
  const waiting: Waiting =
    row.user_id !== null
      ? {
          ...rest,
          holder: { companyId: row.company_id!, userId: row.user_id, operatorId: null },
          label: { username: `${row.username} at ${row.slug}`, name: `${row.username} at ${row.slug}` },
          subjects: userSubjects(ctx, row.slug!, row.username!),
          run: (work) => ctx.tx({ of: 'company', companyId: row.company_id!, userId: row.user_id }, work),
        }
      : {
          ...rest,
          holder: { companyId: null, userId: null, operatorId: row.operator_id! },
          label: { username: row.email!, name: `${row.email} (staff)` },
          subjects: [`operator:${row.email}`, address],
          run: (work) => ctx.tx({ of: 'nobody' }, work),
        }
  await refuseThrottled(waiting.run, waiting.subjects, ctx.now)
  return waiting
}

/** What the sign-in waits for; where a passkey would do, with a fresh challenge. */
export async function readAwaited(site: Site, { run, holder, step, token }: Waiting): Promise<Awaited> {
  if (step === 'enrol') return { step, authenticator: true, recovery: false, passkey: null }
  const { factors, codes } = await run(async (db) => ({
    factors: await queries.listConfirmed(db, holder),
    codes: await queries.listRecoveryCodes(db, holder),
  }))
  const here = site.hasPasskeys ? passkeysAt(site, factors) : []
  const passkey = here.length ? await challengeOptions(site, here) : null
  if (passkey) await run((db) => queries.challengePending(db, token, passkey.challenge))
  return {
    step: 'second',
    authenticator: factors.some(({ kind }) => kind === 'totp'),
    recovery: codes.length > 0,
    passkey,
  }
}

export type Judged = { method: SignInMethod; codesLeft: number | null }

/** Whether the answer is right, and then used up; null if it is not. @param alone a passkey is all that is asked for */
export async function judgeAnswer(
  run: Run,
  site: Site,
  holder: Holder,
  challenge: string | null,
  answer: FactorAnswer,
  now: Date,
  alone = false,
): Promise<Judged | null> {
  if (answer.kind === 'recovery') {
    const rows = await run((db) => queries.listRecoveryCodes(db, holder))
    const found = await findCode(rows, answer.code)
    if (!found || !(await run((db) => queries.useRecoveryCode(db, holder, found.id, now)))) return null
    return { method: 'recovery', codesLeft: rows.length - 1 }
  }
  const factors = await run((db) => queries.listConfirmed(db, holder))
  if (answer.kind === 'code') {
    for (const factor of factors.filter(({ kind }) => kind === 'totp')) {
      const step = stepOf(unseal(factor.sealed_secret!, secretPlace(holder)), answer.code, now)
      if (step !== null && (await run((db) => queries.useTotp(db, holder, factor.id, step, now))))
        return { method: 'authenticator', codesLeft: null }
    }
    return null
  }
  const factor = passkeysAt(site, factors).find(({ credential_id }) => credential_id === answer.response.id)
  if (!factor || !challenge) return null
  const counter = await readSignature(site, challenge, answer.response, factor, alone)
  if (counter === null || !(await run((db) => queries.usePasskey(db, holder, factor.id, counter, now))))
    return null
  return { method: alone ? 'passkey' : 'passkey_second', codesLeft: null }
}

/**
 * The answer to a sign-in that waits. A wrong one counts like a wrong password, and a few of them end the sign-in.
 * @param onWrong notes it where the holder's attempts are kept
 * @throws access.wrong_code, access.wrong_passkey, access.pending_gone
 */
export async function answerWaiting(
  ctx: PublicCtx,
  waiting: Waiting,
  answer: FactorAnswer,
  onWrong: (db: Db) => Promise<unknown>,
): Promise<Judged> {
  if (waiting.step !== 'second') return fail('access.pending_gone')
  const judged = await judgeAnswer(waiting.run, ctx.site, waiting.holder, waiting.challenge, answer, ctx.now)
  if (judged) return judged
  await waiting.run(async (db) => {
    await countFailure(db, waiting.subjects)
    await queries.failPending(db, waiting.token, mostPendingTries)
    await onWrong(db)
  })
  return fail(answer.kind === 'passkey' ? 'access.wrong_passkey' : 'access.wrong_code')
}

/** Begins to set up an authenticator app. @returns its secret, which counts from its first code on */
export async function beginApp(run: Run, holder: Holder, label: string, now: Date) {
  const secret = newAppSecret()
  await run((db) =>
    queries.beginTotp(db, holder, 'Authenticator app', seal(secret, secretPlace(holder)), now),
  )
  return { secret, uri: appUri(secret, label) }
}

/** What the browser makes a passkey by. @throws access.no_passkeys_here, access.too_many_passkeys */
export async function beginPasskey(run: Run, site: Site, holder: Holder, who: Waiting['label']) {
  if (!site.hasPasskeys) fail('access.no_passkeys_here')
  const factors = await run((db) => queries.listConfirmed(db, holder))
  if (factors.filter(({ kind }) => kind === 'passkey').length >= mostPasskeys)
    fail('access.too_many_passkeys', { max: mostPasskeys })
  return newPasskeyOptions(site, holder, who, factors)
}

/** A factor that was proved, and is to be written: in the transaction that writes what follows from it. */
export type Proved = {
  name: string
  kind: string
  recoveryCodes: string[] | null
  write(db: Db): Promise<void>
}

/**
 * Judges a new factor; the first of a person comes with recovery codes.
 * @throws access.wrong_code, access.wrong_passkey; from `write` access.passkey_known
 */
export async function proveFactor(
  run: Run,
  site: Site,
  holder: Holder,
  challenge: string | null,
  factor: NewFactor,
  now: Date,
): Promise<Proved> {
  const prove = async (): Promise<(db: Db) => Promise<void>> => {
    if (factor.kind === 'passkey') {
      const found = challenge && (await readNewPasskey(site, challenge, factor.response))
      if (!found) return fail('access.wrong_passkey')
      return async (db) => {
        if (!(await queries.addPasskey(db, holder, factor.name, found, now))) fail('access.passkey_known')
      }
    }
    const begun = (await run((db) => queries.listFactors(db, holder))).find(
      ({ kind, confirmed_at }) => kind === 'totp' && confirmed_at === null,
    )
    const step = begun ? stepOf(unseal(begun.sealed_secret!, secretPlace(holder)), factor.code, now) : null
    if (!begun || step === null)
      return fail('access.wrong_code', {}, { errors: [{ path: 'code', message: 'This code is not right' }] })
    return async (db) => {
      const { id } = begun
      if (!(await queries.confirmTotp(db, holder, { id, name: factor.name, step, at: now })))
        fail('access.wrong_code')
    }
  }
  const writeFactor = await prove()
  const hasCodes = (await run((db) => queries.listRecoveryCodes(db, holder))).length > 0
  const made = hasCodes ? null : await newCodes()
  return {
    name: factor.name,
    kind: factor.kind === 'passkey' ? 'passkey' : 'authenticator app',
    recoveryCodes: made?.codes ?? null,
    async write(db) {
      await writeFactor(db)
      if (made) await queries.putRecoveryCodes(db, holder, made.salt, made.digests, now)
    },
  }
}
