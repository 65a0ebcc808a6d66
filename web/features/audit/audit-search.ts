/** What the address of the audit trail says. */
import { z } from 'zod'
import { audit } from '#shared/contracts/audit.ts'
import { searchParams } from '#web/api/search-params.ts'

export const auditSearch = searchParams(
  audit.reads.query
    .pick({ userId: true, customerId: true, field: true, from: true, to: true })
    .extend({ show: z.enum(['denials', 'reads']).optional() }),
)
export type AuditSearch = ReturnType<typeof auditSearch>

/** Every filter, unset. */
export const nothingSet = {
  userId: undefined,
  customerId: undefined,
  field: undefined,
  from: undefined,
  to: undefined,
}
