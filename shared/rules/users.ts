/** What administration says about users beside their permissions. */
import type { UserRole } from './customer-fields.ts'

/** A role decides in which dropdowns a user appears; it grants nothing. */
export const userRoleLabels = {
  sales_rep: 'Sales representative',
  trainer: 'Trainer',
  lead_rep: 'Lead representative',
  call_center_rep: 'Call center representative',
  technician: 'Technician',
} as const satisfies Record<UserRole, string>

/** What may be done with a username: it is typed at sign-in, in any case, and stands in addresses. */
export const usernamePattern = /^[a-z0-9][a-z0-9._-]{0,38}$/
