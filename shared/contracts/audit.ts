/** The company's audit trail (ADM-013): what was refused for want of a permission, and who was shown confidential values. */
import { z } from 'zod'
import { date, endpoint, id, instant } from '../contract.ts'

const customer = z
  .object({
    id,
    /** Null: deleted, or at a location whose records the reader may not see. */
    name: z.string().nullable(),
  })
  .nullable()

const common = {
  id,
  at: instant,
  user: z.object({ id, name: z.string() }),
  /** Who of the platform’s staff acted for the user. */
  staff: z.string().nullable(),
  customer,
  /** The operation’s name, as openapi.json has it, and what it is for. */
  operation: z.string(),
  summary: z.string(),
  source: z.enum(['web', 'api']),
  address: z.string(),
}
const denial = z
  .object({ ...common, lastAt: instant, times: z.number().int(), code: z.string(), permission: z.string() })
  .meta({ id: 'DeniedAttempt' })
export type DeniedAttempt = z.output<typeof denial>
const read = z
  .object({ ...common, fields: z.array(z.object({ key: z.string(), label: z.string() })) })
  .meta({ id: 'ConfidentialRead' })
export type ConfidentialRead = z.output<typeof read>

const filter = {
  userId: id.optional(),
  customerId: id.optional(),
  /** Days of the company’s calendar. */
  from: date.optional(),
  to: date.optional(),
}
/** A field of records, `passcode`, or `custom.<id>`. */
const field = z.string().max(60).optional()
const page = { before: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }
const around = {
  next: id.nullable(),
  /** For the filter. */
  users: z.array(z.object({ id, name: z.string() })),
  /** Since when it is kept: what is older was erased. */
  keptDays: z.number().int(),
  abilities: z.object({ export: z.boolean() }),
}

export const audit = {
  denials: endpoint({
    method: 'GET',
    path: '/audit/denials',
    access: 'global_settings.yes',
    scope: 'company',
    summary:
      'Attempts that were refused for want of a permission, newest first; an hour’s repetitions are one row',
    query: z.object({ ...filter, ...page }),
    response: z.object({ items: z.array(denial), ...around }),
  }),
  reads: endpoint({
    method: 'GET',
    path: '/audit/reads',
    access: 'global_settings.yes',
    scope: 'company',
    summary:
      'Who was shown which confidential values of which record, newest first; an hour’s repetitions are one row',
    query: z.object({ ...filter, field, ...page }),
    response: z.object({
      items: z.array(read),
      ...around,
      /** Fields that are confidential, for the filter. */
      fields: z.array(z.object({ key: z.string(), label: z.string() })),
    }),
  }),
  exportCsv: endpoint({
    method: 'POST',
    path: '/audit/:what/export',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'The same as a CSV file; needs History, too',
    io: true,
    download: 'text/csv',
    params: z.object({ what: z.enum(['denials', 'reads']) }),
    body: z.strictObject({ ...filter, field }),
    response: z.string(),
    history: { event: 'audit.exported' },
  }),
}
