/** Connection health: every linked account of the company beside what its provider holds (CON-092). */
import { z } from 'zod'
import { endpoint, id, instant, text } from '../contract.ts'
import { findings } from '../rules/health.ts'
import { linkedKinds } from '../rules/providers.ts'

const kind = z.enum(linkedKinds)
const provider = z.object({ kind, id, name: z.string() })
const count = z.number().int()

const part = z.object({
  provider,
  state: z.enum(['running', 'done', 'given_up', 'stopped']),
  total: count,
  done: count,
  /** Why it waits, or was given up; null while all is well. */
  error: z.string().nullable(),
})

const run = z
  .object({
    id,
    state: z.enum(['running', 'done', 'stopped']),
    startedAt: instant,
    /** Null: the calendar. */
    startedBy: z.string().nullable(),
    finishedAt: instant.nullable(),
    total: count,
    done: count,
    parts: z.array(part),
  })
  .meta({ id: 'Reconciliation' })
export type Reconciliation = z.output<typeof run>

const providerHealth = z.object({
  ...provider.shape,
  linked: count,
  drifting: count,
  outOfService: count,
  missing: count,
  taken: count,
  /** That got no answer when they were last looked at. */
  unreachable: count,
  /** That never were looked at. */
  unchecked: count,
  /** With changes on their way, and with changes that failed for good. */
  waiting: count,
  failed: count,
  /** When the account that was looked at longest ago was. */
  oldestCheckAt: instant.nullable(),
  /** Null: it answers. Otherwise calls wait since then, and one goes out to see at `probeAt`. */
  breaker: z.object({ openSince: instant, probeAt: instant, lastError: z.string().nullable() }).nullable(),
})
export type ProviderHealth = z.output<typeof providerHealth>

const summary = z
  .object({
    providers: z.array(providerHealth),
    lastRun: run.nullable(),
    nextRunAt: instant.nullable(),
    /** Changes that wait for longer than 15 minutes, by account. */
    late: count,
    /** Up to 1,000, then 1,001. */
    strays: count,
    /** Of the last 14 days of the company's calendar, the oldest first. */
    pushes: z.array(z.object({ day: z.string(), done: count, failed: count })),
    /** The last 30 runs that ended, the oldest first. */
    runs: z.array(z.object({ startedAt: instant, drifting: count, lost: count })),
  })
  .meta({ id: 'ConnectionHealth' })
export type HealthSummary = z.output<typeof summary>

/** One of our accounts: a connection to a station, or an account at a provider of apps. */
const account = {
  kind,
  id,
  customerId: id,
  customer: z.string(),
  location: z.string(),
  provider,
  /** Its number at the station, or the login at the provider of apps. */
  account: z.string(),
}

const of = {
  /** With `providerId`: of this provider alone. */
  providerKind: kind.optional(),
  providerId: id.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
}
/** Where a page of a list of both kinds goes on. */
const after = text(40)
  .regex(/^(monitoring|interactive)\.\d{1,15}$/, 'Not a place in this list')
  .optional()

const checked = z.object({
  ...account,
  /** Null: the account only could not be looked at. */
  finding: z.enum(findings).nullable(),
  /** Labels of what differs. */
  fields: z.array(z.string()),
  /** Why the last look got no answer; null if it did. */
  error: z.string().nullable(),
  since: instant.nullable(),
  checkedAt: instant.nullable(),
})
export type CheckedAccount = z.output<typeof checked>

const push = z.object({
  ...account,
  fields: z.array(z.string()),
  /** The provider's words; null while nothing went wrong. */
  message: z.string().nullable(),
  /** When it failed, or since when it waits. */
  since: instant.nullable(),
  nextAttemptAt: instant.nullable(),
  mayRetry: z.boolean(),
})
export type OpenPush = z.output<typeof push>

const money = z.object({
  customerId: id,
  customer: z.string(),
  city: z.string(),
  location: z.string(),
  rateCents: count,
  reason: z.enum([
    'nobody',
    'not_linked',
    'missing',
    'taken',
    'out_of_service',
    'archived',
    'canceled',
    'no_rate',
  ]),
  /** Where the customer is monitored, or is to be. */
  providers: z.array(z.string()),
  account: z.string().nullable(),
})
export type MoneyRow = z.output<typeof money>

const stray = z.object({
  id,
  provider,
  account: z.string(),
  inService: z.boolean().nullable(),
  linkedReference: z.string().nullable(),
  firstSeenAt: instant,
})
export type StrayAccount = z.output<typeof stray>

const access = 'connections.modify'
const items = z.array(z.object({ kind, id })).min(1).max(200)

export const health = {
  summary: endpoint({
    method: 'GET',
    path: '/connection-health',
    access,
    summary: 'How the company’s accounts stand with their providers: the page of the morning',
    response: summary,
  }),
  totals: endpoint({
    method: 'GET',
    path: '/connection-health/totals',
    access,
    summary: 'What the two lists that cost money add up to: up to 1,000 customers each, then 1,001',
    response: z.object({
      billed: z.object({ count, rateCents: count }),
      monitored: z.object({ count }),
    }),
  }),
  lastRun: endpoint({
    method: 'GET',
    path: '/connection-health/runs/last',
    access,
    scope: 'company',
    summary: 'The last reconciliation and how far it is',
    response: z.object({ run: run.nullable() }),
  }),
  start: endpoint({
    method: 'POST',
    path: '/connection-health/runs',
    access,
    scope: 'company',
    summary: 'Compare every linked account with its provider now',
    response: z.object({ run }),
    history: { event: 'health.run_started' },
  }),
  stop: endpoint({
    method: 'POST',
    path: '/connection-health/runs/:runId/stop',
    access,
    scope: 'company',
    summary: 'Stop a reconciliation; what it found so far stays',
    params: z.object({ runId: id }),
    response: z.object({ run }),
    history: { event: 'health.run_stopped' },
  }),
  accounts: endpoint({
    method: 'GET',
    path: '/connection-health/accounts',
    access,
    summary: 'Accounts by what the last look at them showed',
    query: z.object({
      ...of,
      finding: z.enum([...findings, 'unreachable']).optional(),
      after: id.optional(),
    }),
    response: z.object({ items: z.array(checked), next: id.nullable() }),
  }),
  look: endpoint({
    method: 'POST',
    path: '/connection-health/looks',
    access,
    summary: 'Look at these accounts again; the answers stand in the lists as they come',
    body: z.object({ items }),
    response: z.object({ asked: count }),
    history: { none: 'reads the provider’s side; what it finds, the job writes down' },
  }),
  pushes: endpoint({
    method: 'GET',
    path: '/connection-health/pushes',
    access,
    summary: 'Accounts with changes that failed for good, or that wait for longer than 15 minutes',
    query: z.object({ ...of, state: z.enum(['failed', 'late']).default('failed'), after }),
    response: z.object({ items: z.array(push), next: z.string().nullable() }),
  }),
  retry: endpoint({
    method: 'POST',
    path: '/connection-health/retry',
    access,
    summary: 'Try failed changes again: of the accounts named, or of all that one may change',
    body: z.object({
      select: z.union([
        z.object({ items }),
        z.object({ all: z.literal(true), providerKind: kind.optional(), providerId: id.optional() }),
      ]),
    }),
    response: z.object({
      retried: count,
      /** Failed ones that are left, as one request takes a bounded number. */
      left: z.boolean(),
    }),
    history: { event: 'connections.retried' },
  }),
  money: endpoint({
    method: 'GET',
    path: '/connection-health/money',
    access,
    summary: 'Customers who are billed but not monitored, or monitored but not billed',
    query: z.object({ ...of, list: z.enum(['billed', 'monitored']).default('billed'), after: id.optional() }),
    response: z.object({ items: z.array(money), next: id.nullable() }),
  }),
  strays: endpoint({
    method: 'GET',
    path: '/connection-health/strays',
    access,
    scope: 'company',
    summary: 'Accounts that a provider lists as ours and no customer here holds',
    query: z.object({ ...of, after: id.optional() }),
    response: z.object({ items: z.array(stray), next: id.nullable() }),
  }),
}
