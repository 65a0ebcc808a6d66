/** The built-in reports: aging, recurring revenue, attrition, sales by representative (BIL-010). Money is whole cents. */
import { z } from 'zod'
import { date, endpoint, id } from '../contract.ts'
import { monthPattern } from '../rules/figures.ts'

const cents = z.number().int()
const count = z.number().int()
const named = z.object({ id, name: z.string() })
const month = z.string().regex(monthPattern, 'A month, for example 2026-03')

/** What an account owes, by how many days past due it is. */
const aging = z.object({
  currentCents: cents,
  days30Cents: cents,
  days60Cents: cents,
  days90Cents: cents,
  olderCents: cents,
  totalCents: cents,
})
export type AgingSums = z.output<typeof aging>

const place = z.object({ locationId: id.optional() })
const months = place.extend({
  /** The last month; left out: this one. */
  to: month.optional(),
  months: z.coerce.number().int().min(1).max(60).default(13),
})

const rmrMonth = z.object({
  month: z.string(),
  openingCents: cents,
  newCents: cents,
  returnedCents: cents,
  increaseCents: cents,
  /** Below zero, as the lost are. */
  decreaseCents: cents,
  lostCents: cents,
  closingCents: cents,
  openingAccounts: count,
  newAccounts: count,
  returnedAccounts: count,
  lostAccounts: count,
  closingAccounts: count,
})
export type RmrMonth = z.output<typeof rmrMonth>

const lossMonth = z.object({
  month: z.string(),
  openingAccounts: count,
  lostAccounts: count,
  openingCents: cents,
  lostCents: cents,
  /** Hundredths of a percent of what the month opened with; null where it opened with nothing. */
  accountsRate: z.number().int().nullable(),
  centsRate: z.number().int().nullable(),
  /** Of the twelve months that end here, of their average opening. */
  trailingAccountsRate: z.number().int().nullable(),
  trailingCentsRate: z.number().int().nullable(),
})
export type LossMonth = z.output<typeof lossMonth>

const lossPart = z.object({ id: id.nullable(), name: z.string(), accounts: count, cents })
export type LossPart = z.output<typeof lossPart>

const seller = z.object({
  id: id.nullable(),
  name: z.string(),
  sales: count,
  rmrCents: cents,
  installed: count,
  canceled: count,
})
export type SellerRow = z.output<typeof seller>

const payer = aging.extend({
  customerId: id,
  name: z.string(),
  location: z.string(),
  invoices: count,
  oldestDays: count,
})
export type AgingPayer = z.output<typeof payer>

const agingQuery = place.extend({
  /** As of the end of this day; left out: today. */
  on: date.optional(),
})

const access = 'reports.view'

export const figures = {
  options: endpoint({
    method: 'GET',
    path: '/figures/options',
    access,
    scope: 'company',
    summary: 'Which built-in reports the caller may open, and of which locations',
    response: z.object({
      aging: z.array(named),
      revenue: z.array(named),
      sales: z.array(named),
    }),
  }),
  aging: endpoint({
    method: 'GET',
    path: '/figures/aging',
    access,
    summary: 'What is unpaid as of a day, by days past due, in all and by location',
    query: agingQuery,
    response: z.object({
      on: z.string(),
      total: aging,
      invoices: count,
      locations: z.array(aging.extend({ id, name: z.string() })),
    }),
  }),
  agingPayers: endpoint({
    method: 'GET',
    path: '/figures/aging/payers',
    access,
    summary: 'Who owes it, the largest amounts first, by keyset',
    query: agingQuery.extend({
      after: z.string().max(100).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(payer), next: z.string().nullable() }),
  }),
  agingCsv: endpoint({
    method: 'POST',
    path: '/figures/aging/export',
    access,
    scope: 'company',
    summary: 'Who owes it, as a CSV file',
    io: true,
    download: 'text/csv',
    body: z.strictObject({ on: date.optional(), locationId: id.optional() }),
    response: z.string(),
    history: { event: 'reports.exported' },
  }),
  rmr: endpoint({
    method: 'GET',
    path: '/figures/rmr',
    access,
    summary: 'Recurring monthly revenue by month: what it opened with, what came, changed and went',
    query: months,
    response: z.object({ months: z.array(rmrMonth) }),
  }),
  attrition: endpoint({
    method: 'GET',
    path: '/figures/attrition',
    access,
    summary: 'Accounts and revenue lost by month, and why, where and of whom in those months',
    query: months,
    response: z.object({
      months: z.array(lossMonth),
      reasons: z.array(lossPart),
      locations: z.array(lossPart),
      reps: z.array(lossPart),
    }),
  }),
  sales: endpoint({
    method: 'GET',
    path: '/figures/sales',
    access,
    summary: 'Customers sold between two days, by representative',
    query: place.extend({ from: date, to: date }),
    response: z.object({ reps: z.array(seller) }),
  }),
}
