/** What the addresses of the users' pages say. */
import { z } from 'zod'
import { signInActivity } from '#shared/contracts/factor-values.ts'
import { users } from '#shared/contracts/users.ts'
import { searchParams } from '#web/api/search-params.ts'

export const usersSearch = searchParams(
  users.list.query.pick({
    search: true,
    status: true,
    login: true,
    locationId: true,
    groupId: true,
    role: true,
  }),
)
export type UsersSearch = ReturnType<typeof usersSearch>

export const userTabs = ['profile', 'sign-in', 'payroll', 'history'] as const
export const userSearch = searchParams(
  z.object({
    tab: z.enum(userTabs).optional(),
    // Of sign-in activity.
    ...signInActivity.query.pick({
      result: true,
      method: true,
      address: true,
      from: true,
      to: true,
      order: true,
    }).shape,
  }),
)
