/** ADT PreChecks of customers and leads (NEW-020, NEW-021, REC-081). */
import { z } from 'zod'
import { endpoint, id, instant } from '../contract.ts'
import { preCheckStates } from '../rules/prechecks.ts'

const params = z.object({ customerId: id })

/** Of a lead, whose form has neither: who is to check it, and under which number of the dealer. */
export const preCheckOrder = z.object({
  monitoringCompanyId: id.nullable().default(null),
  dealerNumberId: id.nullable().default(null),
})
export type PreCheckOrder = z.output<typeof preCheckOrder>

const preCheck = z
  .object({
    /** Whether this record may be checked at all: by its ADT monitoring company; of a lead by any. */
    offered: z.boolean(),
    company: z.string().nullable(),
    /** Of a lead: whom it can choose from. */
    companies: z.array(
      z.object({ id, name: z.string(), dealerNumbers: z.array(z.object({ id, number: z.string() })) }),
    ),
    chosen: z.object({ monitoringCompanyId: id.nullable(), dealerNumberId: id.nullable() }),
    state: z.enum(preCheckStates),
    /** Why the verdict counts no longer; null if it does. */
    outdated: z.string().nullable(),
    /** The station's sentences. */
    report: z.array(z.string()),
    /** Why the station could not be asked. */
    failure: z.string().nullable(),
    askedAt: instant.nullable(),
    /** null: by itself, after a change of the record. */
    askedBy: z.string().nullable(),
    answeredAt: instant.nullable(),
    /** When a call that failed is tried again. */
    nextAttemptAt: instant.nullable(),
    /** What the record lacks for it. */
    missing: z.array(z.object({ field: z.string(), label: z.string() })),
    mayRun: z.boolean(),
  })
  .meta({ id: 'PreCheck' })
export type PreCheck = z.output<typeof preCheck>

export const prechecks = {
  open: endpoint({
    method: 'GET',
    path: '/customers/:customerId/precheck',
    access: ['customers.view', 'leads.view'],
    summary: 'How the record’s ADT PreCheck stands, with its report',
    params,
    response: preCheck,
  }),
  run: endpoint({
    method: 'POST',
    path: '/customers/:customerId/precheck',
    access: ['customers.modify', 'leads.modify'],
    summary: 'Run the ADT PreCheck, in the background, with what the record holds now',
    params,
    body: preCheckOrder,
    response: preCheck,
    history: { event: 'prechecks.asked' },
  }),
}
