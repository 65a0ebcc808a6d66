/** The ledger as a journal for the dealer's books (ADM-011): runs that carry each posting once, as files. */
import { z } from 'zod'
import { date, endpoint, id, instant } from '../contract.ts'
import { exportFormatKeys, ledgerAccountKeys } from '../rules/accounting-exports.ts'
import { historyEntry } from './history.ts'

const cents = z.number().int()
const run = z
  .object({
    id,
    number: z.number().int(),
    from: z.string(),
    to: z.string(),
    /** Postings of the ledger that it carries, and how many of them count for days before its first one. */
    postings: z.number().int(),
    adjustments: z.number().int(),
    /** Debits, which equal the credits. */
    amountCents: cents,
    at: instant,
    by: z.string().nullable(),
  })
  .meta({ id: 'AccountingExport' })
export type AccountingExport = z.output<typeof run>

const sum = z.object({
  account: z.enum(ledgerAccountKeys),
  /** The account of the dealer's books. */
  book: z.string(),
  debitCents: cents,
  creditCents: cents,
})
export type BookSum = z.output<typeof sum>

const period = { from: date, to: date }
const inOrder = ({ from, to }: { from: string; to: string }) => from <= to
export const newExport = z
  .strictObject(period)
  .refine(inOrder, { path: ['to'], message: 'Not before the first day' })
export type NewExport = z.input<typeof newExport>

const access = 'company_accounting.view'

export const accountingExports = {
  list: endpoint({
    method: 'GET',
    path: '/accounting-exports',
    access,
    scope: 'everywhere',
    summary: 'The runs of the accounting export, newest first',
    query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
    response: z.object({
      items: z.array(run),
      next: id.nullable(),
      /** What the next run may carry; `fixed`: it begins where the last one ended. */
      proposed: z.object({ from: z.string(), to: z.string(), fixed: z.boolean() }),
      abilities: z.object({ create: z.boolean() }),
    }),
  }),
  preview: endpoint({
    method: 'GET',
    path: '/accounting-exports/preview',
    access,
    scope: 'everywhere',
    summary: 'What a run of the period would carry, by account',
    query: z.object(period),
    response: z.object({ postings: z.number().int(), adjustments: z.number().int(), sums: z.array(sum) }),
  }),
  open: endpoint({
    method: 'GET',
    path: '/accounting-exports/:exportId',
    access,
    scope: 'everywhere',
    summary: 'A run, and what it carries by account',
    params: z.object({ exportId: id }),
    response: z.object({ run, sums: z.array(sum) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/accounting-exports',
    access: 'integrations.create',
    scope: 'everywhere',
    summary: 'Carry what the ledger holds of a period, and what came since for days before it, in a new run',
    body: newExport,
    response: run,
    history: { event: 'accounting_exports.created' },
  }),
  file: endpoint({
    method: 'POST',
    path: '/accounting-exports/:exportId/file',
    access,
    scope: 'everywhere',
    summary: 'The run as a file; the same bytes each time',
    io: true,
    download: 'text/csv',
    params: z.object({ exportId: id }),
    body: z.strictObject({ format: z.enum(exportFormatKeys) }),
    response: z.string(),
    history: { event: 'accounting_exports.downloaded' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/accounting-exports/:exportId/history',
    access,
    scope: 'everywhere',
    summary: 'Who made and took out a run, newest first',
    params: z.object({ exportId: id }),
    query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
}
