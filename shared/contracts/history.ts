/** A record's history. */
import { z } from 'zod'
import { date, endpoint, id, instant } from '../contract.ts'

const entry = z
  .object({
    id,
    at: instant,
    user: z.string(),
    source: z.enum(['web', 'api', 'job', 'integration', 'import', 'system']),
    address: z.string(),
    event: z.string(),
    entity: z.string(),
    /** What happened, in a sentence. */
    summary: z.string(),
    /** Values as people read them; confidential ones are `***` for who may not see them. */
    changes: z.array(
      z.object({
        field: z.string(),
        label: z.string(),
        old: z.string().nullable(),
        new: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'HistoryEntry' })
export type HistoryEntry = z.output<typeof entry>

export const history = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/history',
    access: ['customers.view', 'leads.view'],
    summary: 'What happened to a record, newest first',
    params: z.object({ customerId: id }),
    query: z.object({
      event: z.string().max(80).optional(),
      userId: id.optional(),
      from: date.optional(),
      to: date.optional(),
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({
      items: z.array(entry),
      next: id.nullable(),
      /** Who has entries here, for the filter. */
      users: z.array(z.object({ id, name: z.string() })),
    }),
  }),
}
