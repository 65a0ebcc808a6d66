/** How a user signs in, as an administrator sees and changes it: a one-time password, sessions, tokens. */
import { randomInt } from 'node:crypto'
import type { Output, Parsed } from '#shared/contract.ts'
import type { users } from '#shared/contracts/users.ts'
import { fail } from '#shared/errors.ts'
import { plainLetters } from '#shared/rules/sign-in.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import { hashPassword } from '#server/platform/passwords.ts'
import { lockAccess } from '../groups/groups.service.ts'
import { dropPending, revokeLinks } from '../sessions/sessions.service.ts'
import { nameOf } from './users.answers.ts'
import * as queries from './users.queries.ts'
import { coversUser, getUser } from './users.service.ts'

/** Sixteen characters in four groups, of some 79 bits: `k3vd-p8mz-x2wq-ha7n`. */
export const oneTimePassword = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 4 }, () => plainLetters[randomInt(plainLetters.length)]).join(''),
  ).join('-')

/** @throws users.not_found, users.own_password, users.beyond_you */
export async function getResettable(ctx: Ctx, db: Db, userId: number): Promise<queries.UserRow> {
  const user = await getUser(db, userId)
  if (user.id === ctx.actor.userId) fail('users.own_password')
  if (!(await coversUser(ctx, db, user.id))) fail('users.beyond_you', { user: nameOf(user) })
  return user
}

/**
 * Gives a user a password that lets them in once, to choose their own; their sessions and tokens end. Hashing takes a
 * while, so it happens between two transactions, and the rights are asked for in both.
 * @throws users.not_found, users.own_password, users.beyond_you
 */
export async function setPassword(
  ctx: IoCtx,
  { params }: Parsed<typeof users.setPassword>,
): Promise<Output<typeof users.setPassword>> {
  await ctx.tx((ctx, db) => getResettable(ctx, db, params.userId))
  const password = oneTimePassword()
  const hash = await hashPassword(password)
  return ctx.tx(async (ctx, db) => {
    await lockAccess(db)
    const user = await getResettable(ctx, db, params.userId)
    await queries.setPassword(db, user.id, hash, ctx.now)
    await queries.endSessions(db, user.id)
    await dropPending(db, user.id)
    await revokeLinks(db, user.id, null)
    ctx.history.add({
      event: 'users.password_set',
      entity: 'user',
      entityId: user.id,
      detail: { name: nameOf(user) },
    })
    return { password }
  })
}

export async function listSessions(
  _ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof users.sessions>,
): Promise<Output<typeof users.sessions>> {
  const { id } = await getUser(db, params.userId)
  return {
    items: (await queries.listSessions(db, id)).map((row) => ({
      id: row.id,
      kind: row.kind,
      name: row.name,
      address: row.address,
      userAgent: row.user_agent,
      createdAt: row.created_at.toISOString(),
      lastUsedAt: row.last_used_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
    })),
  }
}

/** @throws users.not_found */
export async function endSessions(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof users.endSessions>,
): Promise<Output<typeof users.endSessions>> {
  const user = await getUser(db, params.userId)
  const ended = await queries.endSessions(db, user.id)
  ctx.history.add({
    event: 'users.sessions_ended',
    entity: 'user',
    entityId: user.id,
    detail: { name: nameOf(user) },
  })
  return { ended }
}
