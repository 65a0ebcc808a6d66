/** What was paid together, and what one is paid oneself (TAB-010, BIL-008). */
import { z } from 'zod'
import { date, endpoint, id, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { cents } from './invoice-values.ts'
import { payRun, row, status, which } from './payables-values.ts'

export type { PayRun } from './payables-values.ts'

const paging = z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) })
const runPath = z.object({ payRunId: id })

export const payRuns = {
  list: endpoint({
    method: 'GET',
    path: '/pay-runs',
    access: 'payables.view',
    summary: 'Pay runs, newest first, as far as one may see what they paid',
    query: paging,
    response: z.object({ items: z.array(payRun), next: id.nullable() }),
  }),
  open: endpoint({
    method: 'GET',
    path: '/pay-runs/:payRunId',
    access: 'payables.view',
    summary: 'A pay run, by payee',
    params: runPath,
    response: z.object({
      run: payRun,
      payees: z.array(
        z.object({
          key: z.string(),
          name: z.string(),
          identifier: z.string(),
          count: z.number().int(),
          totalCents: cents,
        }),
      ),
    }),
  }),
  start: endpoint({
    method: 'POST',
    path: '/pay-runs',
    access: 'payables.modify',
    summary: 'Mark approved payables as paid in full on a day; one request key is one run',
    body: z.strictObject({
      which,
      paidOn: date,
      reference: withoutCard(text(60)).default(''),
      notes: withoutCard(text(500)).default(''),
      requestKey: z.uuid(),
    }),
    response: z.object({ run: payRun, left: z.number().int() }),
    history: { event: 'payables.run_made' },
  }),
  exportCsv: endpoint({
    method: 'POST',
    path: '/pay-runs/:payRunId/export',
    access: 'payables.view',
    summary: 'What a pay run paid, a line a payable, as a CSV file',
    io: true,
    download: 'text/csv',
    params: runPath,
    response: z.string(),
    history: { event: 'payables.run_exported' },
  }),
  pdf: endpoint({
    method: 'GET',
    path: '/pay-runs/:payRunId/pdf',
    access: 'payables.view',
    summary: 'Pay statements of a run: a page a payee, or that of one',
    io: true,
    download: 'application/octet-stream',
    params: runPath,
    query: z.object({
      payee: z.string().max(140).optional(),
      inline: z.enum(['true', 'false']).default('false'),
    }),
    response: z.string(),
  }),
}

export const myPayroll = {
  list: endpoint({
    method: 'GET',
    path: '/my-payroll',
    access: 'personal_payroll.yes',
    scope: 'company',
    summary: 'One’s own payables, newest first, and what they come to',
    query: z.object({
      status: status.optional(),
      from: date.optional(),
      to: date.optional(),
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({
      items: z.array(
        row.omit({ location: true }).extend({
          noteToPayee: z.string(),
          lines: z.array(z.object({ name: z.string(), amountCents: cents })),
          payRunId: id.nullable(),
        }),
      ),
      next: id.nullable(),
      totals: z.object({
        count: z.number().int(),
        amountCents: cents,
        paidCents: cents,
        outstandingCents: cents,
      }),
    }),
  }),
  pdf: endpoint({
    method: 'GET',
    path: '/my-payroll/pay-runs/:payRunId/pdf',
    access: 'personal_payroll.yes',
    scope: 'company',
    summary: 'One’s own pay statement of a run',
    io: true,
    download: 'application/octet-stream',
    params: runPath,
    response: z.string(),
  }),
}
