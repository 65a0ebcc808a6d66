/** Statements: what an account did in a period, for one customer and for many at once (BIL-008). */
import { z } from 'zod'
import { date, endpoint, id, instant, longText } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { maxStatementDays } from '../rules/statements.ts'
import { daysBetween } from '../time.ts'
import { cents } from './invoice-values.ts'

const ofCustomer = z.object({ customerId: id })
const ofStatement = ofCustomer.extend({ statementId: id })

const period = { from: date, to: date }
const checkPeriod = (
  { from, to }: { from: string; to: string },
  ctx: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
) => {
  // What is no date was told already.
  if (!date.safeParse(from).success || !date.safeParse(to).success) return
  if (to < from) ctx.addIssue({ code: 'custom', path: ['to'], message: 'Not before the first day' })
  else if (daysBetween(from, to) > maxStatementDays)
    ctx.addIssue({ code: 'custom', path: ['from'], message: 'At most five years' })
}

const statement = z
  .object({
    id,
    number: z.number().int(),
    from: z.string(),
    to: z.string(),
    openingCents: cents,
    invoicedCents: cents,
    paidCents: cents,
    closingCents: cents,
    pastDueCents: cents,
    createdAt: instant,
    createdBy: z.string().nullable(),
    emailedAt: instant.nullable(),
    archivedAt: instant.nullable(),
    archivedBy: z.string().nullable(),
  })
  .meta({ id: 'Statement' })
export type Statement = z.output<typeof statement>

const run = z
  .object({
    id,
    from: z.string(),
    to: z.string(),
    pastDueOnly: z.boolean(),
    location: z.string().nullable(),
    byEmail: z.boolean(),
    state: z.enum(['running', 'done', 'stopped']),
    by: z.string().nullable(),
    startedAt: instant,
    finishedAt: instant.nullable(),
    customers: z.number().int(),
    waiting: z.number().int(),
    made: z.number().int(),
    /** Had one of the period already. */
    skipped: z.number().int(),
    sent: z.number().int(),
    closingCents: cents,
  })
  .meta({ id: 'StatementRun' })
export type StatementRun = z.output<typeof run>

export const newStatement = z.strictObject(period).superRefine(checkPeriod)
export const newStatementRun = z
  .strictObject({
    ...period,
    pastDueOnly: z.boolean().default(false),
    locationId: id.nullable().default(null),
    byEmail: z.boolean().default(false),
  })
  .superRefine(checkPeriod)

export const statements = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/statements',
    access: 'billing_information.view',
    summary: 'A record’s statements, newest first, and the period that the next one would have',
    params: ofCustomer,
    query: z.object({
      status: z.enum(['active', 'archived', 'all']).default('active'),
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    response: z.object({
      items: z.array(statement),
      next: id.nullable(),
      proposed: z.object({ from: z.string(), to: z.string() }),
      email: z.string(),
      abilities: z.object({ create: z.boolean(), email: z.boolean() }),
    }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/customers/:customerId/statements',
    access: 'billing_information.modify',
    summary: 'Make the statement of a period: opening balance, each entry, closing balance, aging',
    params: ofCustomer,
    body: newStatement,
    response: statement,
    history: { event: 'statements.created' },
  }),
  pdf: endpoint({
    method: 'GET',
    path: '/customers/:customerId/statements/:statementId/pdf',
    access: 'billing_information.view',
    io: true,
    download: 'application/octet-stream',
    summary: 'A statement on paper',
    params: ofStatement,
    query: z.object({ inline: z.enum(['true', 'false']).default('false') }),
    response: z.string(),
  }),
  email: endpoint({
    method: 'POST',
    path: '/customers/:customerId/statements/:statementId/email',
    access: 'billing_information.modify',
    io: true,
    summary: 'Send a statement by e-mail with its PDF',
    params: ofStatement,
    body: z.strictObject({
      to: z.email('Enter an e-mail address').max(254),
      message: withoutCard(longText(2000)).default(''),
    }),
    response: statement,
    history: { event: 'statements.emailed' },
  }),
  archive: endpoint({
    method: 'POST',
    path: '/customers/:customerId/statements/:statementId/archive',
    access: 'billing_information.modify',
    summary: 'Put a statement aside: the period may have another one',
    params: ofStatement,
    response: statement,
    history: { event: 'statements.archived' },
  }),
}

export const statementRuns = {
  list: endpoint({
    method: 'GET',
    path: '/statement-runs',
    access: 'company_accounting.view',
    scope: 'company',
    summary: 'Statements that were made for many customers at once, newest first',
    query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
    response: z.object({
      items: z.array(run),
      next: id.nullable(),
      proposed: z.object({ from: z.string(), to: z.string() }),
      locations: z.array(z.object({ id, name: z.string() })),
      abilities: z.object({ start: z.boolean() }),
    }),
  }),
  count: endpoint({
    method: 'GET',
    path: '/statement-runs/count',
    access: 'billing_information.modify',
    summary: 'How many customers would get one, where one may make them',
    query: z.object({
      ...period,
      pastDueOnly: z.enum(['true', 'false']).default('false'),
      locationId: id.optional(),
    }),
    response: z.object({ count: z.number().int(), withoutEmail: z.number().int() }),
  }),
  start: endpoint({
    method: 'POST',
    path: '/statement-runs',
    access: 'billing_information.modify',
    scope: 'company',
    summary: 'Make the statements of all customers with a balance, in the background; one run at a time',
    body: newStatementRun,
    response: run,
    history: { event: 'statements.run_started' },
  }),
  stop: endpoint({
    method: 'POST',
    path: '/statement-runs/:statementRunId/stop',
    access: 'billing_information.modify',
    scope: 'company',
    summary: 'Stop a run; what was made stays',
    params: z.object({ statementRunId: id }),
    response: run,
    history: { event: 'statements.run_stopped' },
  }),
  pdf: endpoint({
    method: 'GET',
    path: '/statement-runs/:statementRunId/pdf',
    access: 'billing_information.view',
    scope: 'company',
    io: true,
    download: 'application/octet-stream',
    summary: 'The statements of a run as one PDF, of customers whose billing one may see',
    params: z.object({ statementRunId: id }),
    response: z.string(),
  }),
}
