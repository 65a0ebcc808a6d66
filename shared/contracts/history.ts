/** The history of records, and of the company. */
import { z } from 'zod'
import { date, endpoint, id, instant } from '../contract.ts'

export const historyEntry = z
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
export type HistoryEntry = z.output<typeof historyEntry>

/** Whose entries, of which event, from when to when; a page of them, newest first. */
const filter = z.object({
  event: z.string().max(80).optional(),
  userId: id.optional(),
  from: date.optional(),
  to: date.optional(),
  before: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const companyEntry = historyEntry
  .extend({
    /** Whose record it is about; null if it is about none, or about one that was deleted. */
    customer: z.object({ id, name: z.string(), kind: z.enum(['customer', 'lead']) }).nullable(),
  })
  .meta({ id: 'CompanyHistoryEntry' })
export type CompanyHistoryEntry = z.output<typeof companyEntry>

export const history = {
  ofCompany: endpoint({
    method: 'GET',
    path: '/history',
    access: 'history.yes',
    summary:
      'What happened at the company, newest first: to the records that one may see, and for who may set the company up, to all else',
    query: filter.extend({
      /** `records`: of customers and leads alone; `company`: all else. */
      about: z.enum(['records', 'company']).optional(),
    }),
    response: z.object({
      items: z.array(companyEntry),
      next: id.nullable(),
      /** Everybody at the company, for the filter. */
      users: z.array(z.object({ id, name: z.string() })),
    }),
  }),
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/history',
    access: ['customers.view', 'leads.view'],
    summary: 'What happened to a record, newest first',
    params: z.object({ customerId: id }),
    query: filter,
    response: z.object({
      items: z.array(historyEntry),
      next: id.nullable(),
      /** Who has entries here, for the filter. */
      users: z.array(z.object({ id, name: z.string() })),
    }),
  }),
  asOf: endpoint({
    method: 'GET',
    path: '/customers/:customerId/history/record',
    access: ['customers.view', 'leads.view'],
    summary: 'The record as it was at a moment, beside how it is now',
    params: z.object({ customerId: id }),
    /** The moment: after an entry, or an instant. The entry counts if both are given; now, if neither is. */
    query: z.object({ entryId: id.optional(), at: instant.optional() }),
    response: z.object({
      kind: z.enum(['customer', 'lead']),
      /** The last entry that had happened by then; null if the moment lies before the record's first. */
      entry: historyEntry.omit({ changes: true }).nullable(),
      /** Every field that the record had then or has now, and this user may see. */
      fields: z.array(
        z.object({
          field: z.string(),
          label: z.string(),
          then: z.string().nullable(),
          now: z.string().nullable(),
          /** Saved to another value since; a confidential value may differ without being shown. */
          differs: z.boolean(),
        }),
      ),
    }),
  }),
}
