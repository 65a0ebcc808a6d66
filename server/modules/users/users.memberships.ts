/**
 * Who gives which group to whom, where. Nobody gives what they do not hold themselves at that place, and to give or
 * take at a place one administers users there.
 */
import type { Membership } from '#shared/contracts/users.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { listAllGroups, missingAt, placeText, requirePlace } from '../groups/groups.service.ts'
import * as queries from './users.queries.ts'

const keyOf = ({ groupId, locationId }: Membership): string => `${groupId}/${locationId ?? ''}`

/** @throws request.invalid at the membership’s path; users.cannot_give, groups.not_your_place */
export async function changeMemberships(
  ctx: Ctx,
  db: Db,
  userId: number,
  before: readonly Membership[],
  wanted: readonly Membership[],
): Promise<void> {
  const had = new Set(before.map(keyOf))
  const keep = new Set(wanted.map(keyOf))
  const groups = new Map((await listAllGroups(db)).map((group) => [group.id, group]))
  const places = new Map((await queries.listPlaces(db)).map((place) => [place.id, place]))
  const nameOfPlace = (locationId: number | null) =>
    locationId === null ? null : (places.get(locationId)?.name ?? `#${locationId}`)
  const mayAdminister = (locationId: number | null) =>
    requirePlace(ctx.actor, had.size ? 'user_accounts.modify' : giving, {
      location_id: locationId,
      location_name: nameOfPlace(locationId),
    })
  // Whoever may make users may give them their first groups.
  const giving = ctx.actor.grants.anywhere.has('user_accounts.modify')
    ? 'user_accounts.modify'
    : 'user_accounts.create'

  const errors: FieldError[] = []
  const added = new Map<string, Membership>()
  for (const [i, membership] of wanted.entries()) {
    const at = (message: string) => errors.push({ path: `memberships.${i}`, message })
    const group = groups.get(membership.groupId)
    const place = membership.locationId === null ? null : places.get(membership.locationId)
    if (!group) at('There is no such group')
    else if (place === undefined) at('There is no such location')
    else if (had.has(keyOf(membership))) continue
    else if (added.has(keyOf(membership))) at('This group is given twice at the same place')
    else if (!group.assignable) at('This group is no longer given to users')
    else if (place && !place.active) at('This location is no longer in use')
    else {
      mayAdminister(membership.locationId)
      const missing = missingAt(ctx.actor, group.grants, membership.locationId)
      if (missing)
        fail(
          'users.cannot_give',
          { group: group.name, place: placeText(place?.name ?? null), permission: missing },
          { errors: [{ path: `memberships.${i}`, message: `You do not hold “${missing}” there yourself` }] },
        )
      added.set(keyOf(membership), membership)
    }
  }
  if (errors.length) fail('request.invalid', {}, { errors })
  for (const { groupId, locationId } of added.values())
    await queries.insertMembership(db, userId, groupId, locationId)
  for (const membership of before) {
    if (keep.has(keyOf(membership))) continue
    mayAdminister(membership.locationId)
    await queries.deleteMembership(db, userId, membership.groupId, membership.locationId)
  }
}
