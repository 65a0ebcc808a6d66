/** Whose time off a user may schedule: everybody's, all but one's own, one's own, or that of who reports to one. */
import type { Permission } from '#shared/permissions.ts'
import type { Actor } from '#server/db/actor.ts'
import type { PersonRow } from './appointments.queries.ts'

/** Whether somebody reports to the user, over any number of steps. */
function reportsTo(
  person: PersonRow,
  userId: number,
  everybody: readonly Pick<PersonRow, 'id' | 'reportsToId'>[],
): boolean {
  const seen = new Set<number>()
  let next = person.reportsToId
  while (next !== null && !seen.has(next)) {
    if (next === userId) return true
    seen.add(next)
    next = everybody.find(({ id }) => id === next)?.reportsToId ?? null
  }
  return false
}

/**
 * By the permissions of the schedules that the person is in; each is judged at the person's own locations.
 * @param everybody through whom the reporting goes; managers who are in no schedule themselves included
 */
export function mayScheduleTimeOff(
  actor: Actor,
  person: PersonRow,
  everybody: readonly Pick<PersonRow, 'id' | 'reportsToId'>[],
): boolean {
  const has = (permission: Permission) =>
    person.locationIds === null
      ? actor.grants.anywhere.has(permission)
      : person.locationIds.some((at) => actor.grants.has(permission, at))
  const own = person.id === actor.userId
  return (['tech', 'sales'] as const)
    .filter((one) => person.roles.includes(one === 'tech' ? 'technician' : 'sales_rep'))
    .some(
      (one) =>
        has(`${one}_time_off.yes`) ||
        (!own && has(`${one}_time_off_not_self.yes`)) ||
        (own && has(`${one}_time_off_self.yes`)) ||
        (has(`${one}_time_off_hierarchy.yes`) && reportsTo(person, actor.userId, everybody)),
    )
}
