/** What the address of one's account says: the filters of sign-in activity. */
import { signInActivity } from '#shared/contracts/factor-values.ts'

export const activitySearch = signInActivity.query.pick({
  result: true,
  method: true,
  address: true,
  from: true,
  to: true,
  order: true,
})
