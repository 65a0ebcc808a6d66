/** Customers and leads at risk of leaving: a record's entries, and the company's list of them (TAB-016). */
import { z } from 'zod'
import { date, endpoint, id, instant, longText, nothing, text } from '../contract.ts'
import { orNull } from '../rules/blank.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { riskChannels, type RiskChannel, riskEnds, riskStatuses, type RiskStatus } from '../rules/risks.ts'
import { statusTones, type StatusTone } from '../rules/statuses.ts'
import { historyEntry } from './history.ts'

const keysOf = <K extends string>(words: Record<K, unknown>) => Object.keys(words) as [K, ...K[]]
const named = z.object({ id, name: z.string() })
const status = z.enum(keysOf<RiskStatus>(riskStatuses))
const end = z.enum(riskEnds, 'Choose how it ended')
const channel = z.enum(keysOf<RiskChannel>(riskChannels), 'Choose how you tried')
const tone = z.enum(keysOf<StatusTone>(statusTones))
const level = named.extend({ tone, warns: z.boolean() })

/** One hundred million, in cents: more than any rate or credit. */
const maxCents = 9_999_999_999
const cents = z
  .number('Enter an amount, for example 44.99')
  .int('Enter whole cents')
  .min(0, 'At least $0.00')
  .max(maxCents, 'This is more than any customer pays')
const time = z
  .string()
  .trim()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time, for example 14:30')

const attempt = z.object({
  id,
  channel,
  outcome: z.string(),
  at: instant,
  by: z.string(),
})

export const risk = z
  .object({
    id,
    customerId: id,
    version: z.number().int(),
    status,
    reportedOn: z.string(),
    /** From the day of the report until it ended, or today. */
    daysOpen: z.number().int(),
    reason: named,
    cause: named.nullable(),
    level,
    owner: named,
    followUpOn: z.string().nullable(),
    /** `14:30` in the company’s zone; null: any time of that day. */
    followUpTime: z.string().nullable(),
    overdue: z.boolean(),
    /** What one would lose each month. */
    amountAtRiskCents: z.number().int(),
    collectedCents: z.number().int(),
    collectedOn: z.string().nullable(),
    creditedCents: z.number().int(),
    creditedOn: z.string().nullable(),
    creditReason: named.nullable(),
    notes: z.string(),
    resolution: named.nullable(),
    savedBy: named.nullable(),
    resolvedAt: instant.nullable(),
    resolvedBy: z.string().nullable(),
    reopenedAt: instant.nullable(),
    createdAt: instant,
    createdBy: z.string(),
    /** Newest first. */
    attempts: z.array(attempt),
  })
  .meta({ id: 'Risk' })
export type Risk = z.output<typeof risk>

const value = {
  reasonId: id,
  causeId: id.nullable(),
  levelId: id,
  ownerId: id,
  reportedOn: date,
  followUpOn: date.nullable(),
  followUpTime: orNull(time),
  amountAtRiskCents: cents,
  collectedCents: cents,
  /** Left out where something was collected: today. */
  collectedOn: date.nullable(),
  creditedCents: cents,
  creditedOn: date.nullable(),
  creditReasonId: id.nullable(),
  notes: withoutCard(longText(10_000)),
}
export const newRisk = z.strictObject({
  reasonId: value.reasonId,
  causeId: value.causeId.default(null),
  levelId: value.levelId,
  /** Left out: the caller. */
  ownerId: value.ownerId.optional(),
  /** Left out: today. */
  reportedOn: value.reportedOn.optional(),
  followUpOn: value.followUpOn.default(null),
  followUpTime: value.followUpTime.default(null),
  /** Left out: the customer’s monthly rate, as far as the caller may see it. */
  amountAtRiskCents: value.amountAtRiskCents.optional(),
  notes: value.notes.default(''),
})
export const changedRisk = z.strictObject({
  reasonId: value.reasonId.optional(),
  causeId: value.causeId.optional(),
  levelId: value.levelId.optional(),
  ownerId: value.ownerId.optional(),
  reportedOn: value.reportedOn.optional(),
  followUpOn: value.followUpOn.optional(),
  followUpTime: value.followUpTime.optional(),
  amountAtRiskCents: value.amountAtRiskCents.optional(),
  collectedCents: value.collectedCents.optional(),
  collectedOn: value.collectedOn.optional(),
  creditedCents: value.creditedCents.optional(),
  creditedOn: value.creditedOn.optional(),
  creditReasonId: value.creditReasonId.optional(),
  notes: value.notes.optional(),
})
const resolution = z.strictObject({
  version: z.number().int().positive(),
  status: end,
  resolutionId: id.nullable().default(null),
  /** Who kept the customer. */
  savedById: id.nullable().default(null),
  collectedCents: value.collectedCents.optional(),
  collectedOn: value.collectedOn.optional(),
  creditedCents: value.creditedCents.optional(),
  creditedOn: value.creditedOn.optional(),
  creditReasonId: value.creditReasonId.optional(),
})

const ofCustomer = z.object({ customerId: id })
const ofRisk = ofCustomer.extend({ riskId: id })
const choice = named.extend({ active: z.boolean() })

const riskList = z
  .object({
    /** The open one first, then the newest. */
    items: z.array(risk),
    abilities: z.object({ create: z.boolean(), modify: z.boolean() }),
    readOnlyReason: z.enum(['archived']).nullable(),
  })
  .meta({ id: 'RiskList' })
export type RiskList = z.output<typeof riskList>

export const riskSorts = ['followUp', 'reported', 'amount'] as const
const filter = z.object({
  status: z.enum(['open', 'closed', 'all']).default('open'),
  reasonId: id.optional(),
  levelId: id.optional(),
  ownerId: id.optional(),
  locationId: id.optional(),
  /** By the follow-up’s date in the company’s calendar; only of entries that are open. A week begins on Monday. */
  followUp: z.enum(['overdue', 'today', 'week', 'none']).optional(),
})
export type RiskFilter = z.output<typeof filter>
const queueQuery = filter.extend({
  sort: z.enum(riskSorts).default('followUp'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  /** Opaque; as a page before gave it. */
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type RiskQuery = z.output<typeof queueQuery>

const row = z.object({
  id,
  customerId: id,
  customer: z.string(),
  location: z.string(),
  status,
  reason: z.string(),
  level,
  owner: named,
  reportedOn: z.string(),
  daysOpen: z.number().int(),
  followUpOn: z.string().nullable(),
  followUpTime: z.string().nullable(),
  overdue: z.boolean(),
  amountAtRiskCents: z.number().int(),
  lastAttemptAt: instant.nullable(),
})
export type RiskRow = z.output<typeof row>

export const risks = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/risks',
    access: 'at_risk.view',
    summary: 'A record’s at-risk entries with their attempts: the open one first',
    params: ofCustomer,
    response: riskList,
  }),
  choices: endpoint({
    method: 'GET',
    path: '/customers/:customerId/risk-choices',
    access: 'at_risk.view',
    summary: 'What an at-risk entry of this record is chosen from, and the amount that is proposed',
    params: ofCustomer,
    response: z.object({
      reasons: z.array(choice),
      causes: z.array(choice),
      levels: z.array(choice),
      /** With the status that each proposes. */
      resolutions: z.array(choice.extend({ status: end.nullable() })),
      creditReasons: z.array(choice),
      people: z.array(named),
      /** The monthly rate; null without one, or without the right to see it. */
      amountAtRiskCents: z.number().int().nullable(),
    }),
  }),
  history: endpoint({
    method: 'GET',
    path: '/customers/:customerId/risks/:riskId/history',
    access: 'at_risk.view',
    summary: 'What happened to an at-risk entry, newest first',
    params: ofRisk,
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/customers/:customerId/risks',
    access: 'at_risk.create',
    summary: 'Report a customer or lead at risk; only one entry is open at a time',
    params: ofCustomer,
    body: newRisk,
    response: riskList,
    history: { event: 'risks.opened' },
  }),
  save: endpoint({
    method: 'PATCH',
    path: '/customers/:customerId/risks/:riskId',
    access: 'at_risk.modify',
    summary: 'Change an at-risk entry, as of the version it was read at',
    params: ofRisk,
    body: z.object({ version: z.number().int().positive(), fields: changedRisk }),
    response: riskList,
    history: { event: 'risks.saved' },
  }),
  attempt: endpoint({
    method: 'POST',
    path: '/customers/:customerId/risks/:riskId/attempts',
    access: 'at_risk.modify',
    summary: 'Note an attempt to keep the customer, and when to follow up next',
    params: ofRisk,
    body: z.strictObject({
      channel,
      outcome: withoutCard(text(2000)).refine((s) => s !== '', 'Say what came of it'),
      /** Left out: as it was. */
      followUpOn: value.followUpOn.optional(),
      followUpTime: value.followUpTime.optional(),
    }),
    response: riskList,
    history: { event: 'risks.attempted' },
  }),
  resolve: endpoint({
    method: 'POST',
    path: '/customers/:customerId/risks/:riskId/resolve',
    access: 'at_risk.modify',
    summary: 'End an open at-risk entry',
    params: ofRisk,
    body: resolution,
    response: riskList,
    history: { event: 'risks.resolved' },
  }),
  reopen: endpoint({
    method: 'POST',
    path: '/customers/:customerId/risks/:riskId/reopen',
    access: 'at_risk.modify',
    summary: 'Open an ended at-risk entry again, unless another is open',
    params: ofRisk,
    body: z.object({ version: z.number().int().positive() }),
    response: riskList,
    history: { event: 'risks.reopened' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId/risks/:riskId',
    access: 'at_risk.modify',
    summary: 'Delete an at-risk entry that was made by mistake',
    params: ofRisk,
    response: nothing,
    history: { event: 'risks.deleted' },
  }),
  list: endpoint({
    method: 'GET',
    path: '/risks',
    access: 'at_risk.view',
    summary: 'A page of the company’s at-risk entries, by keyset',
    query: queueQuery,
    response: z.object({ items: z.array(row), next: z.string().nullable() }),
  }),
  totals: endpoint({
    method: 'GET',
    path: '/risks/totals',
    access: 'at_risk.view',
    summary:
      'How many entries the filter finds and what is at risk there; and what was collected and credited this month for the same reasons, levels, owners and locations, whatever has become of the entries',
    query: filter,
    response: z.object({
      count: z.number().int(),
      amountAtRiskCents: z.number().int(),
      collectedCents: z.number().int(),
      creditedCents: z.number().int(),
    }),
  }),
  options: endpoint({
    method: 'GET',
    path: '/risks/options',
    access: 'at_risk.view',
    scope: 'company',
    summary: 'What the list’s filters offer',
    response: z.object({
      reasons: z.array(choice),
      levels: z.array(choice),
      locations: z.array(named),
      people: z.array(named),
    }),
  }),
}

/** The `current` member of `risks.stale`: the entry as it now is. */
export type RiskConflict = { current: Risk }
