/** Contracts that are sold to funding companies: of a record, and the company's queue of them (TAB-010). */
import { z } from 'zod'
import { date, endpoint, id, instant, longText, nothing, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import {
  fundingEntryKindKeys,
  fundingOutcomeKeys,
  fundingProgressKeys,
  maxFundings,
} from '../rules/funding.ts'
import { historyEntry } from './history.ts'
import { cents, customerRef } from './invoice-values.ts'

const ofCustomer = z.object({ customerId: id })
const ofFunding = ofCustomer.extend({ fundingId: id })
const named = z.object({ id, name: z.string() })
const progress = z.enum(fundingProgressKeys)
const outcome = z.enum(fundingOutcomeKeys)

const row = z.object({
  id,
  customer: customerRef,
  location: z.string(),
  funder: named,
  progress,
  outcome: outcome.nullable(),
  expectedCents: cents,
  expectedOn: z.string().nullable(),
  receivedCents: cents,
  heldCents: cents,
  chargedBackCents: cents,
  remainingCents: cents,
  submittedOn: z.string().nullable(),
  decidedOn: z.string().nullable(),
  fundedOn: z.string().nullable(),
  chargeBackUntil: z.string().nullable(),
  reference: z.string(),
  createdAt: instant,
})
export type FundingRow = z.output<typeof row>

const entry = z.object({
  id,
  kind: z.enum([...fundingEntryKindKeys, 'reversal']),
  amountCents: cents,
  on: z.string(),
  reason: z.string(),
  /** Of a reversal: the entry; of an entry: whether it was reversed. */
  ofId: id.nullable(),
  reversed: z.boolean(),
  by: z.string(),
})

const funding = row
  .extend({
    version: z.number().int(),
    reason: named.nullable(),
    rateCents: cents,
    multipleHundredths: z.number().int(),
    holdbackPpm: z.number().int(),
    chargeBackMonths: z.number().int(),
    grade: z.string(),
    notes: z.string(),
    outcomeReason: z.string(),
    entries: z.array(entry),
    createdBy: z.string(),
    abilities: z.object({ modify: z.boolean(), delete: z.boolean() }),
  })
  .meta({ id: 'Funding' })
export type Funding = z.output<typeof funding>

const amount = (max: number) =>
  z.number('Enter an amount').int('Enter whole cents').min(0, 'At least $0.00').max(max, 'That is too much')
const fields = {
  funderId: id,
  reasonId: id.nullable(),
  rateCents: amount(99_999_999),
  multipleHundredths: z
    .number('Enter a number')
    .int('At most two decimals')
    .min(0, 'At least 0')
    .max(10_000, 'At most 100'),
  holdbackPpm: z
    .number('Enter a percentage')
    .int('At most four decimals')
    .min(0, 'At least 0')
    .max(1_000_000, 'At most 100'),
  chargeBackMonths: z.number('Enter months').int('Whole months').min(0, 'At least 0').max(120, 'At most 120'),
  expectedCents: amount(9_999_999_999),
  expectedOn: date.nullable(),
  reference: withoutCard(text(60)),
  grade: withoutCard(text(20)),
  notes: withoutCard(longText(2000)),
}
export const fundingFields = z.strictObject(fields)
export type FundingFields = z.output<typeof fundingFields>

export const fundingState = z
  .strictObject({
    version: z.number().int().positive(),
    progress,
    outcome: outcome.nullable(),
    outcomeReason: withoutCard(longText(500)).default(''),
    on: date,
  })
  .superRefine((state, ctx) => {
    if (state.progress === 'complete' && state.outcome === null)
      ctx.addIssue({ code: 'custom', path: ['outcome'], message: 'Choose how it came out' })
    if ((state.outcome === 'rejected' || state.outcome === 'non_fundable') && !state.outcomeReason)
      ctx.addIssue({ code: 'custom', path: ['outcomeReason'], message: 'Say why' })
  })

export const newFundingEntry = z
  .strictObject({
    kind: z.enum(fundingEntryKindKeys, 'Choose what it is'),
    amountCents: amount(9_999_999_999).min(1, 'More than $0.00'),
    on: date,
    reason: withoutCard(longText(500)).default(''),
    requestKey: z.uuid(),
  })
  .superRefine((given, ctx) => {
    if (given.kind === 'charge_back' && !given.reason)
      ctx.addIssue({ code: 'custom', path: ['reason'], message: 'Say why it was charged back' })
  })

const filter = z.object({
  funderId: id.optional(),
  progress: progress.optional(),
  outcome: outcome.optional(),
  locationId: id.optional(),
  from: date.optional(),
  to: date.optional(),
  expectedFrom: date.optional(),
  expectedTo: date.optional(),
})
export type FundingFilter = z.output<typeof filter>
const listQuery = filter.extend({
  sort: z.enum(['number', 'expected', 'amount']).default('number'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type FundingQuery = z.output<typeof listQuery>

export const fundings = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/fundings',
    access: 'funding_details.view',
    summary: 'A record’s contracts that are sold to funders, newest first, and what a new one begins with',
    params: ofCustomer,
    response: z.object({
      items: z.array(funding).max(maxFundings),
      rateCents: cents,
      funders: z.array(
        named.extend({
          active: z.boolean(),
          multipleHundredths: z.number().int(),
          holdbackPpm: z.number().int(),
          chargeBackMonths: z.number().int(),
        }),
      ),
      reasons: z.array(named.extend({ active: z.boolean() })),
      today: z.string(),
      abilities: z.object({ create: z.boolean() }),
      readOnlyReason: z.enum(['archived', 'lead']).nullable(),
    }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/customers/:customerId/fundings',
    access: 'funding_details.create',
    summary: 'Begin to sell the record’s contract to a funder',
    params: ofCustomer,
    body: fundingFields,
    response: funding,
    history: { event: 'funding.created' },
  }),
  save: endpoint({
    method: 'PUT',
    path: '/customers/:customerId/fundings/:fundingId',
    access: 'funding_details.modify',
    summary: 'Change terms, amount expected, reference and notes',
    params: ofFunding,
    body: z.strictObject({ version: z.number().int().positive(), fields: fundingFields }),
    response: funding,
    history: { event: 'funding.saved' },
  }),
  setState: endpoint({
    method: 'POST',
    path: '/customers/:customerId/fundings/:fundingId/state',
    access: 'funding_details.modify',
    summary: 'Say how far it is and how it came out; the record’s Funding Status follows',
    params: ofFunding,
    body: fundingState,
    response: funding,
    history: { event: 'funding.state_set' },
  }),
  addEntry: endpoint({
    method: 'POST',
    path: '/customers/:customerId/fundings/:fundingId/entries',
    access: 'funding_details.modify',
    summary: 'Note money that came in, was withheld or went back; one request key is one entry',
    params: ofFunding,
    body: newFundingEntry,
    response: funding,
    history: { event: 'funding.entry_added' },
  }),
  reverseEntry: endpoint({
    method: 'POST',
    path: '/customers/:customerId/fundings/:fundingId/entries/:entryId/reverse',
    access: 'funding_details.modify',
    summary: 'Reverse an entry that was wrong',
    params: ofFunding.extend({ entryId: id }),
    body: z.strictObject({
      reason: withoutCard(longText(500)).refine((s) => s !== '', 'Say what was wrong'),
    }),
    response: funding,
    history: { event: 'funding.entry_reversed' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId/fundings/:fundingId',
    access: 'funding_details.delete',
    summary: 'Delete a funding by which no money moved',
    params: ofFunding,
    response: nothing,
    history: { event: 'funding.deleted' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/customers/:customerId/fundings/:fundingId/history',
    access: 'funding_details.view',
    summary: 'What was changed about a funding, newest first',
    params: ofFunding,
    query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  list: endpoint({
    method: 'GET',
    path: '/fundings',
    access: 'funding.view',
    summary: 'A page of fundings of records that one may see, by keyset',
    query: listQuery,
    response: z.object({ items: z.array(row), next: z.string().nullable() }),
  }),
  totals: endpoint({
    method: 'GET',
    path: '/fundings/totals',
    access: 'funding.view',
    summary: 'How many fundings the filter finds, and what they come to',
    query: filter,
    response: z.object({
      count: z.number().int(),
      expectedCents: cents,
      receivedCents: cents,
      heldCents: cents,
      chargedBackCents: cents,
    }),
  }),
  options: endpoint({
    method: 'GET',
    path: '/fundings/options',
    access: 'funding.view',
    scope: 'company',
    summary: 'What the list of fundings can be filtered by',
    response: z.object({ funders: z.array(named), locations: z.array(named) }),
  }),
}
