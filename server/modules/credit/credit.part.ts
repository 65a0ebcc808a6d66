/** Credit checks as a part of their record's life. */
import { fail } from '#shared/errors.ts'
import type { CustomerPart } from '../customers/customers.service.ts'
import { hasOpenInquiry } from './credit.queries.ts'

/**
 * Archiving leaves them as they are. A copy begins without any: consent was given for one inquiry about one record. With the
 * record its checks are deleted, but not while an inquiry's end is unknown: its answer would have no place to go.
 */
export const creditPart: CustomerPart = {
  key: 'credit',
  delete: {
    async prepare(_ctx, db, customerId) {
      if (await hasOpenInquiry(db, customerId)) fail('credit.inquiry_open')
    },
  },
}
