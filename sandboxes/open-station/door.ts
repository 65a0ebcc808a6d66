/**
 * What stands before every call of the Open Station and the Open Interactive API: signing in for a token that ends after
 * a quarter of an hour, and writes under a key that are answered once.
 */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { WireAnswer, WireCall } from '../kit.ts'
import { json, parseBody, Problem } from './problem.ts'

export type Login = { userId: string; password: string; dealerId: string }
/** The answer to a write, kept under its key; `digest` is that of the write. */
export type Replay = { key: string; digest: string; answer: WireAnswer }

const idempotencyKey = z.string().regex(/^[\w-]{8,64}$/)
const signInBody = z.strictObject({
  userId: z.string().min(1).max(64),
  password: z.string().min(1).max(128),
  dealerId: z.string().regex(/^[\w-]{1,32}$/),
})
const sessionMs = 15 * 60_000
const maxSessions = 10_000

/** @param logins who may come in */
export function openDoor(logins: readonly Login[], now: () => number) {
  const sessions = new Map<string, { dealerId: string; endsAtMs: number }>()
  return {
    signIn(call: WireCall): WireAnswer {
      const body = parseBody(signInBody, call)
      const login = logins.find(
        ({ userId, password, dealerId }) =>
          userId === body.userId && password === body.password && dealerId === body.dealerId,
      )
      if (!login) throw new Problem(401, 'bad_credentials', 'User ID, password or dealer ID is wrong')
      const token = randomBytes(24).toString('base64url')
      const endsAtMs = now() + sessionMs
      sessions.set(token, { dealerId: login.dealerId, endsAtMs })
      if (sessions.size > maxSessions) sessions.delete(sessions.keys().next().value!)
      return json(200, { token, expiresAt: new Date(endsAtMs).toISOString() })
    },
    /** The dealer who calls. @throws Problem 401 */
    dealerOf(call: WireCall): string {
      const token = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1] ?? ''
      const session = sessions.get(token)
      if (!session || session.endsAtMs < now()) throw new Problem(401, 'session_ended', 'Sign in again')
      return session.dealerId
    },
    clear: () => sessions.clear(),
  }
}

/**
 * A write under its key: a known one is answered as before; else `apply` does it and notes what it answers.
 * @param find the kept answer, by dealer and key. @throws Problem 400 without a key, 422 for another write's
 */
export function once(
  call: WireCall,
  dealerId: string,
  find: (key: string) => Replay | undefined,
  apply: (note: { key: string; replay: (answer: WireAnswer) => Replay }) => WireAnswer,
): WireAnswer {
  const given = idempotencyKey.safeParse(call.headers['idempotency-key'])
  if (!given.success) throw new Problem(400, 'bad_request', 'Idempotency-Key is missing or malformed')
  const key = `${dealerId} ${given.data}`
  const digest = createHash('sha256')
    .update(`${call.method} ${call.path}?${call.query}\n${call.body}`)
    .digest('base64')
  const replay = find(key)
  if (replay && replay.digest !== digest)
    throw new Problem(422, 'idempotency_key_reused', 'This Idempotency-Key belongs to another write')
  if (replay)
    return { ...replay.answer, headers: { ...replay.answer.headers, 'idempotent-replayed': 'true' } }
  return apply({ key: given.data, replay: (answer) => ({ key, digest, answer }) })
}
