/** Users: list, make, save. Whatever concerns who may do what runs one after the other within a company. */
import { z } from 'zod'
import type { Output, Parsed } from '#shared/contract.ts'
import type { User, UserFields, users } from '#shared/contracts/users.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import { readPosition, writeCursor } from '#server/db/cursor.ts'
import { type Ctx, requireFresh } from '#server/http/context.ts'
import {
  coversAll,
  listAllGroups,
  listHeld,
  lockAccess,
  requireAdministrator,
} from '../groups/groups.service.ts'
import { listEntityHistory } from '../history/history.service.ts'
import { revokeLinks } from '../sessions/sessions.service.ts'
import { changesBetween, fieldsOf, nameOf, toListedUser, toUser, words } from './users.answers.ts'
import { changeMemberships } from './users.memberships.ts'
import * as queries from './users.queries.ts'

const sortName = z
  .string()
  .max(400)
  .refine((name) => !name.includes('\0'))

export async function listUsers(
  _ctx: Ctx,
  db: Db,
  { query }: Parsed<typeof users.list>,
): Promise<Output<typeof users.list>> {
  const { after, limit, ...filter } = query
  const place = readPosition(after, sortName)
  const rows = await queries.listUsers(db, filter, place && { name: place.key, id: place.id }, limit)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(toListedUser),
    next: rows.length > limit && last ? writeCursor(last.sort_name, last.id) : null,
    count: await queries.countUsers(db, filter),
  }
}

export async function listOptions(_ctx: Ctx, db: Db): Promise<Output<typeof users.options>> {
  return {
    groups: (await listAllGroups(db)).map(({ id, name, assignable }) => ({ id, name, assignable })),
    locations: await queries.listPlaces(db),
    users: await queries.listNames(db),
  }
}

/** @throws users.not_found */
export async function getUser(db: Db, userId: number): Promise<queries.UserRow> {
  return (await queries.findUser(db, userId)) ?? fail('users.not_found')
}

/** Whether the actor may do all that this user may: only then is the user's sign-in theirs to change. */
export async function coversUser(ctx: Ctx, db: Db, userId: number): Promise<boolean> {
  return userId === ctx.actor.userId || coversAll(ctx.actor, await listHeld(db, { userId }))
}

async function answer(ctx: Ctx, db: Db, row: queries.UserRow): Promise<User> {
  const modify = ctx.actor.grants.anywhere.has('user_accounts.modify')
  return toUser(row, { modify, login: modify && (await coversUser(ctx, db, row.id)) })
}

export const openUser = async (ctx: Ctx, db: Db, { params }: Parsed<typeof users.open>): Promise<User> =>
  answer(ctx, db, await getUser(db, params.userId))

const valuesOf = (fields: UserFields): queries.UserValues => ({
  username: fields.username,
  first_name: fields.firstName,
  last_name: fields.lastName,
  email: fields.email,
  phone: fields.phone,
  active: fields.active,
  can_log_in: fields.canLogIn,
  roles: [...new Set(fields.roles)],
  reports_to_id: fields.reportsToId,
})

/** Judges what points to other rows. @throws request.invalid */
async function check(db: Db, fields: UserFields, before: queries.UserRow | null): Promise<void> {
  const errors: FieldError[] = []
  if (await queries.hasUsername(db, fields.username, before?.id ?? null))
    errors.push({ path: 'username', message: 'Another user has this username already' })
  const places = new Set((await queries.listPlaces(db)).map((place) => place.id))
  const seen = new Set<number>()
  for (const [i, { locationId }] of fields.representativeNumbers.entries()) {
    if (!places.has(locationId))
      errors.push({ path: `representativeNumbers.${i}`, message: 'There is no such location' })
    else if (seen.has(locationId))
      errors.push({ path: `representativeNumbers.${i}`, message: 'One number for each location' })
    seen.add(locationId)
  }
  const superior = fields.reportsToId
  if (superior !== null && superior !== before?.reports_to_id) {
    const found = await queries.findUser(db, superior)
    const message = !found
      ? 'There is no such user'
      : !found.active
        ? 'This user is no longer active'
        : before && (await queries.isAbove(db, before.id, superior))
          ? 'This user reports to them already'
          : null
    if (message) errors.push({ path: 'reportsToId', message })
  }
  if (errors.length) fail('request.invalid', {}, { errors })
}

async function wordsOf(db: Db, row: queries.UserRow): Promise<Map<string, string | null>> {
  const superior = row.reports_to_id === null ? undefined : await queries.findUser(db, row.reports_to_id)
  return words(row, superior ? nameOf(superior) : null)
}

/** @throws request.invalid, users.cannot_give, groups.not_your_place */
export async function createUser(ctx: Ctx, db: Db, { body }: Parsed<typeof users.create>): Promise<User> {
  await lockAccess(db)
  await check(db, body, null)
  const userId = await queries.insertUser(db, valuesOf(body))
  await changeMemberships(ctx, db, userId, [], body.memberships)
  await queries.replaceNumbers(db, userId, body.representativeNumbers)
  const row = await getUser(db, userId)
  ctx.history.add({
    event: 'users.created',
    entity: 'user',
    entityId: userId,
    detail: { name: nameOf(row) },
    changes: changesBetween(new Map(), await wordsOf(db, row)),
  })
  return answer(ctx, db, row)
}

/**
 * Saves a user. One who is deactivated, or may no longer sign in, is signed out everywhere with the same commit.
 * @throws users.not_found, users.stale, users.beyond_you, request.invalid, users.cannot_give, groups.not_your_place,
 * groups.last_administrator
 */
export async function saveUser(ctx: Ctx, db: Db, { params, body }: Parsed<typeof users.save>): Promise<User> {
  await lockAccess(db)
  const before = await getUser(db, params.userId)
  const { version, ...fields } = body
  if (before.version !== version)
    fail('users.stale', {}, { extra: { current: await answer(ctx, db, before) } })
  const signInChanges =
    fields.username !== before.username ||
    fields.email !== before.email ||
    fields.active !== before.active ||
    fields.canLogIn !== before.can_log_in
  if (signInChanges && !(await coversUser(ctx, db, before.id)))
    fail('users.beyond_you', { user: nameOf(before) })
  // By either of these one comes to choose a password.
  if (fields.username !== before.username || fields.email !== before.email) requireFresh(ctx.actor, ctx.now)
  await check(db, fields, before)
  const old = await wordsOf(db, before)
  await changeMemberships(ctx, db, before.id, fieldsOf(before).memberships, fields.memberships)
  await queries.replaceNumbers(db, before.id, fields.representativeNumbers)
  await queries.updateUser(db, before.id, valuesOf(fields))
  await requireAdministrator(db)
  if (!fields.active || !fields.canLogIn) await queries.endSessions(db, before.id)
  // A link went to the address of before.
  if (fields.email !== before.email) await revokeLinks(db, before.id, null)
  const row = await getUser(db, before.id)
  const changes = changesBetween(old, await wordsOf(db, row))
  if (changes.length)
    ctx.history.add({
      event: 'users.saved',
      entity: 'user',
      entityId: row.id,
      detail: { name: nameOf(row) },
      changes,
    })
  else ctx.history.nothingChanged()
  return answer(ctx, db, row)
}

export async function listUserHistory(
  _ctx: Ctx,
  db: Db,
  { params, query }: Parsed<typeof users.history>,
): Promise<Output<typeof users.history>> {
  const { id: userId } = await getUser(db, params.userId)
  const { about, before, limit } = query
  return listEntityHistory(db, 'user', userId, { signIns: about === 'sign_ins', before, limit })
}
