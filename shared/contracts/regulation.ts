/** One demand of an authority as a record tells it: a part of the record's own answer (REC-060). */
import { z } from 'zod'
import { id } from '../contract.ts'

export const regulation = z
  .object({
    what: z.enum(['permit', 'inspection', 'fee', 'license']),
    jurisdictionId: id,
    jurisdiction: z.string(),
    state: z.enum(['missing', 'expired', 'due', 'ok', 'info']),
    label: z.string(),
    detail: z.string(),
    amountCents: z.number().int().nullable(),
  })
  .meta({ id: 'Regulation' })
