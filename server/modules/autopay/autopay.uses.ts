/** What charges a billing method by itself (ADB-007): it is replaced, and not removed, as long as that stands. */
import type { BillingMethodUses } from '../billing-methods/billing-methods.service.ts'
import * as queries from './autopay.queries.ts'

export const autopayUses: BillingMethodUses = [
  { what: 'recurring invoice', count: queries.countUses, move: queries.moveRecurring },
  { what: 'unpaid Auto Pay invoice', count: queries.countWaiting, move: queries.moveWaiting },
]
