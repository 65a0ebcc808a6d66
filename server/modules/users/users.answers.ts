/** Rows of users become answers here, and changes become history's words. */
import type { ListedUser, User, UserFields } from '#shared/contracts/users.ts'
import { formatPhone } from '#shared/phone.ts'
import { userRoleLabels } from '#shared/rules/users.ts'
import type { UserListRow, UserRow } from './users.queries.ts'

export const nameOf = (row: { first_name: string; last_name: string }): string =>
  `${row.first_name} ${row.last_name}`

export const toListedUser = (row: UserListRow): ListedUser => ({
  id: row.id,
  name: row.name,
  username: row.username,
  email: row.email,
  phone: row.phone,
  active: row.active,
  canLogIn: row.can_log_in,
  roles: row.roles,
  groups: row.groups,
  lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
})

export const fieldsOf = (row: UserRow): UserFields => ({
  firstName: row.first_name,
  lastName: row.last_name,
  username: row.username,
  email: row.email,
  phone: row.phone,
  active: row.active,
  canLogIn: row.can_log_in,
  roles: row.roles,
  memberships: row.groups.map(({ groupId, locationId }) => ({ groupId, locationId })),
  representativeNumbers: row.numbers.map(({ locationId, number }) => ({ locationId, number })),
  reportsToId: row.reports_to_id,
})

export const toUser = (row: UserRow, abilities: User['abilities']): User => ({
  id: row.id,
  version: row.version,
  fields: fieldsOf(row),
  name: nameOf(row),
  groups: row.groups,
  createdAt: row.created_at.toISOString(),
  hasPassword: row.has_password,
  mustChangePassword: row.must_change_password,
  lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
  abilities,
})

type Change = { field: string; old: string | null; new: string | null }

const yesNo = (value: boolean) => (value ? 'Yes' : 'No')

/** What a user's history says of them, label by label; two of these differ where something was changed. */
export function words(row: UserRow, reportsTo: string | null): Map<string, string | null> {
  const all = new Map<string, string | null>([
    ['First name', row.first_name],
    ['Last name', row.last_name],
    ['Username', row.username],
    ['E-mail', row.email],
    ['Phone', row.phone && formatPhone(row.phone)],
    ['Active', yesNo(row.active)],
    ['Can sign in', yesNo(row.can_log_in)],
    ['Roles', row.roles.map((role) => userRoleLabels[role] ?? role).join(', ') || null],
    ['Reports to', reportsTo],
  ])
  for (const { group, location } of row.groups) all.set(`Group ${group}, ${location ?? 'everywhere'}`, 'Yes')
  for (const { location, number } of row.numbers) all.set(`Representative number, ${location}`, number)
  return all
}

export const changesBetween = (
  before: Map<string, string | null>,
  after: Map<string, string | null>,
): Change[] =>
  [...new Set([...before.keys(), ...after.keys()])].flatMap((field) => {
    const [old, now] = [before.get(field) ?? null, after.get(field) ?? null]
    return old === now ? [] : [{ field, old, new: now }]
  })
