/** Permission groups: what they grant, and what of it one may grant or give to others. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Group, groups } from '#shared/contracts/groups.ts'
import { fail } from '#shared/errors.ts'
import { isPermission, type Permission, permissionLabel, permissions } from '#shared/permissions.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { listEntityHistory } from '../history/history.service.ts'
import * as queries from './groups.queries.ts'

export { lockAccess, listHeld, listAllGroups } from './groups.queries.ts'
export type { HeldRow } from './groups.queries.ts'

/** “at Boise”, “everywhere”. */
export const placeText = (location: string | null): string =>
  location === null ? 'everywhere' : `at ${location}`

const labelOf = (permission: string): string =>
  isPermission(permission) ? permissionLabel(permission) : permission

/** The first of these that the actor does not hold at the place; null if all are held. Null is everywhere. */
export const missingAt = (
  actor: Actor,
  wanted: readonly string[],
  locationId: number | null,
): string | null => {
  const missing = wanted.find((permission) => !actor.grants.covers([permission], locationId))
  return missing === undefined ? null : labelOf(missing)
}

/** Whether the actor holds all that somebody with these groups holds, wherever they hold it. */
export const coversAll = (actor: Actor, held: readonly queries.HeldRow[]): boolean =>
  held.every(({ grants, location_id }) => actor.grants.covers(grants, location_id))

/** @throws groups.not_your_place unless the actor holds the permission there; null is everywhere */
export function requirePlace(
  actor: Actor,
  permission: Permission,
  place: { location_id: number | null; location_name: string | null },
): void {
  if (!actor.grants.covers([permission], place.location_id))
    fail('groups.not_your_place', {
      permission: permissionLabel(permission),
      place: placeText(place.location_name),
    })
}

/**
 * Refuses what would leave nobody who may change permission groups. The database holds this rule, at the commit; here
 * it is asked early, to say so in words.
 * @throws groups.last_administrator
 */
export async function requireAdministrator(db: Db): Promise<void> {
  try {
    await queries.checkNow(db)
  } catch (error) {
    if ((error as { code?: string }).code === 'KH001') fail('groups.last_administrator')
    throw error
  }
}

/** What the actor may add to a group that is held at these places: what they hold at every one, or anywhere if nobody holds it. */
function grantable(actor: Actor, held: readonly queries.HeldRow[]): Permission[] {
  const places = [...new Set(held.map(({ location_id }) => location_id))]
  return permissions.filter((permission) =>
    places.length
      ? places.every((place) => actor.grants.covers([permission], place))
      : actor.grants.anywhere.has(permission),
  )
}

/** @throws groups.cannot_grant unless the actor may add all of these to the group */
function requireGrantable(actor: Actor, added: readonly string[], held: readonly queries.HeldRow[]): void {
  const may = new Set<string>(grantable(actor, held))
  const refused = added.find((permission) => !may.has(permission))
  if (refused === undefined) return
  const place = held.find(({ location_id }) => !actor.grants.covers([refused], location_id))
  fail(
    'groups.cannot_grant',
    { permission: labelOf(refused), place: place ? placeText(place.location_name) : 'by nobody yet' },
    { errors: [{ path: 'grants', message: `You do not hold “${labelOf(refused)}” yourself` }] },
  )
}

async function toGroup(ctx: Ctx, db: Db, row: queries.GroupRow): Promise<Group> {
  const held = await queries.listHeld(db, { groupId: row.id })
  const { anywhere } = ctx.actor.grants
  const modify =
    anywhere.has('permission_groups.modify') &&
    held.every(({ location_id }) => ctx.actor.grants.covers(['permission_groups.modify'], location_id))
  return {
    id: row.id,
    version: row.version,
    fields: {
      name: row.name,
      description: row.description,
      assignable: row.assignable,
      grants: row.grants.filter(isPermission),
    },
    members: held.map((h) => ({
      userId: h.user_id,
      user: h.user_name,
      active: h.active,
      location: h.location_name,
    })),
    abilities: {
      modify,
      delete: ctx.actor.grants.covers(['permission_groups.delete'], null),
      grants: modify ? grantable(ctx.actor, held) : [],
    },
  }
}

/** @throws groups.not_found */
async function getGroup(db: Db, groupId: number): Promise<queries.GroupRow> {
  return (await queries.findGroup(db, groupId)) ?? fail('groups.not_found')
}

const nameTaken = () =>
  fail('request.invalid', {}, { errors: [{ path: 'name', message: 'Another group has this name already' }] })

export const listGroups = async (_ctx: Ctx, db: Db): Promise<Output<typeof groups.list>> => ({
  items: await queries.listGroups(db),
})

export const openGroup = async (ctx: Ctx, db: Db, { params }: Parsed<typeof groups.open>): Promise<Group> =>
  toGroup(ctx, db, await getGroup(db, params.groupId))

/** @throws groups.not_found for the group to copy; groups.cannot_grant; request.invalid for a name that is taken */
export async function createGroup(ctx: Ctx, db: Db, { body }: Parsed<typeof groups.create>): Promise<Group> {
  await queries.lockAccess(db)
  if (await queries.hasGroupNamed(db, body.name, null)) nameTaken()
  const copied = body.copyOf ? (await getGroup(db, body.copyOf)).grants.filter(isPermission) : []
  const grants = inOrder([...body.grants, ...copied])
  requireGrantable(ctx.actor, grants, [])
  const { name, description } = body
  const id = await queries.insertGroup(db, { name, description, assignable: true, grants })
  ctx.history.add({
    event: 'groups.created',
    entity: 'group',
    entityId: id,
    detail: { name },
    changes: grantChanges([], grants),
  })
  return toGroup(ctx, db, await getGroup(db, id))
}

/**
 * Saves a group that is held only where one may change groups. One may take grants away, as long as somebody is left
 * to give them back, and add what one holds oneself wherever the group is held.
 * @throws groups.not_found, groups.stale, groups.not_your_place, groups.cannot_grant, groups.last_administrator
 */
export async function saveGroup(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof groups.save>,
): Promise<Group> {
  await queries.lockAccess(db)
  const before = await getGroup(db, params.groupId)
  if (before.version !== body.version)
    fail('groups.stale', {}, { extra: { current: await toGroup(ctx, db, before) } })
  if (await queries.hasGroupNamed(db, body.name, before.id)) nameTaken()
  const held = await queries.listHeld(db, { groupId: before.id })
  for (const place of held) requirePlace(ctx.actor, 'permission_groups.modify', place)
  const grants = inOrder(body.grants)
  const had = new Set(before.grants)
  requireGrantable(
    ctx.actor,
    grants.filter((permission) => !had.has(permission)),
    held,
  )
  const { name, description, assignable } = body
  const changes = [
    ...(name === before.name ? [] : [{ field: 'Name', old: before.name, new: name }]),
    ...(description === before.description
      ? []
      : [{ field: 'Description', old: before.description, new: description }]),
    ...(assignable === before.assignable
      ? []
      : [{ field: 'Assignable', old: yesNo(before.assignable), new: yesNo(assignable) }]),
    ...grantChanges(before.grants, grants),
  ]
  if (!changes.length) {
    ctx.history.nothingChanged()
    return toGroup(ctx, db, before)
  }
  await queries.updateGroup(db, before.id, { name, description, assignable, grants })
  await requireAdministrator(db)
  ctx.history.add({ event: 'groups.saved', entity: 'group', entityId: before.id, detail: { name }, changes })
  return toGroup(ctx, db, await getGroup(db, before.id))
}

/**
 * A group is at no location: deleting one takes the permission everywhere.
 * @throws groups.not_found, groups.not_your_place, groups.has_members
 */
export async function removeGroup(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof groups.remove>,
): Promise<Output<typeof groups.remove>> {
  await queries.lockAccess(db)
  const group = await getGroup(db, params.groupId)
  requirePlace(ctx.actor, 'permission_groups.delete', { location_id: null, location_name: null })
  if ((await queries.listHeld(db, { groupId: group.id })).length) fail('groups.has_members')
  await queries.deleteGroup(db, group.id)
  ctx.history.add({
    event: 'groups.deleted',
    entity: 'group',
    entityId: group.id,
    detail: { name: group.name },
    changes: grantChanges(group.grants, []),
  })
  return {}
}

export async function listGroupHistory(
  _ctx: Ctx,
  db: Db,
  { params, query }: Parsed<typeof groups.history>,
): Promise<Output<typeof groups.history>> {
  await getGroup(db, params.groupId)
  return listEntityHistory(db, 'group', params.groupId, query)
}

const yesNo = (value: boolean) => (value ? 'Yes' : 'No')

/** Each once, in the catalogue's order. */
const inOrder = (given: readonly string[]): Permission[] => {
  const wanted = new Set(given)
  return permissions.filter((permission) => wanted.has(permission))
}

function grantChanges(before: readonly string[], after: readonly string[]) {
  const had = new Set(before)
  const has = new Set(after)
  return [
    ...after.filter((p) => !had.has(p)).map((p) => ({ field: labelOf(p), old: 'No', new: 'Yes' })),
    ...before.filter((p) => !has.has(p)).map((p) => ({ field: labelOf(p), old: 'Yes', new: 'No' })),
  ]
}
