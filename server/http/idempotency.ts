/**
 * `Idempotency-Key` (IETF draft-ietf-httpapi-idempotency-key-header): a repeated request with the same key gets the
 * first one's answer and has no further effect. Keys are the user's own and are kept for a day.
 */
import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Endpoint } from '#shared/contract.ts'
import { fail } from '#shared/errors.ts'
import { dayMs } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'
import type { Ctx } from './context.ts'
import { uploadMs } from './upload.ts'

type Tx = <T>(work: (ctx: Ctx, db: Db) => Promise<T>) => Promise<T>
type Answer = { value: unknown; replayed: boolean }

const answerPlace = (ctx: Ctx) => place(ctx.actor.company.id, 'idempotency_key.sealed_answer')

/** The request's key, if it has one worth honouring. @throws request.unreadable for one that is not 8–64 safe characters */
function keyOf(request: FastifyRequest, endpoint: Endpoint): string | null {
  const key = request.headers['idempotency-key']
  if (endpoint.method === 'GET' || key === undefined) return null
  if (typeof key !== 'string' || !/^[A-Za-z0-9_-]{8,64}$/.test(key)) {
    fail('request.unreadable', { reason: 'Idempotency-Key must be 8 to 64 letters, digits, “-” or “_”' })
  }
  return key
}

/**
 * Runs `work` once for its key. With a plain endpoint `tx` is the request's own transaction, so key, effect and
 * answer commit together; an io endpoint keeps the key in short transactions around its work, and frees it when the
 * work fails, as nothing was done then.
 */
export async function once(
  request: FastifyRequest,
  endpoint: Endpoint,
  tx: Tx,
  work: () => Promise<unknown>,
): Promise<Answer> {
  const key = keyOf(request, endpoint)
  if (!key) return { value: await work(), replayed: false }
  const digest = createHash('sha256')
    .update(`${request.method} ${request.url}\n${bodyText(request, endpoint)}`)
    .digest('base64url')
  const first = await tx((ctx, db) => claim(ctx, db, key, digest, endpoint.upload ? uploadMs : abandonedMs))
  if (first) return { value: first.answer, replayed: true }
  try {
    const value = await work()
    await tx((ctx, db) =>
      db
        .updateTable('idempotency_key')
        .set({ status: 200, sealed_answer: seal(JSON.stringify(value), answerPlace(ctx)) })
        .where('user_id', '=', ctx.actor.userId)
        .where('key', '=', key)
        .execute(),
    )
    return { value, replayed: false }
  } catch (error) {
    // Inside the request's own transaction the claim is rolled back with everything else.
    if (endpoint.io) {
      await tx((ctx, db) =>
        db
          .deleteFrom('idempotency_key')
          .where('user_id', '=', ctx.actor.userId)
          .where('key', '=', key)
          .execute(),
      )
    }
    throw error
  }
}

/** An upload is told from another by its address, which says what it is called, and its length: it is not read twice. */
const bodyText = (request: FastifyRequest, { upload }: Endpoint): string =>
  upload ? `${request.headers['content-length']} bytes` : JSON.stringify(request.body ?? null)

/** A request that has run for longer died with its process: no call to a provider takes this long. */
const abandonedMs = 120_000

/** The first request's answer, or null if this is the first. A simultaneous one waits here for the other's commit. */
async function claim(
  ctx: Ctx,
  db: Db,
  key: string,
  digest: string,
  longestMs: number,
): Promise<{ answer: unknown } | null> {
  const { userId } = ctx.actor
  await db
    .deleteFrom('idempotency_key')
    .where('created_at', '<', new Date(ctx.now.getTime() - dayMs))
    .execute()
  const inserted = await db
    .insertInto('idempotency_key')
    .values({ user_id: userId, key, request_digest: digest, created_at: ctx.now })
    .onConflict((oc) => oc.columns(['company_id', 'user_id', 'key']).doNothing())
    .executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows) return null
  const row = await db
    .selectFrom('idempotency_key')
    .select(['id', 'request_digest', 'created_at', 'sealed_answer'])
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (row.request_digest !== digest) fail('request.key_reused')
  if (row.sealed_answer === null) {
    if (ctx.now.getTime() - row.created_at.getTime() < longestMs)
      fail('request.key_running', {}, { retryAfterSeconds: 2 })
    await db.updateTable('idempotency_key').set({ created_at: ctx.now }).where('id', '=', row.id).execute()
    return null
  }
  return { answer: JSON.parse(unseal(row.sealed_answer, answerPlace(ctx))) }
}
