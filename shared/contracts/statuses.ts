/** The company's status boxes (TAB-020): categories, values, rules and colours. */
import { z } from 'zod'
import { endpoint, id } from '../contract.ts'
import { statusCategories, statusCategory } from '../rules/statuses.ts'
import { historyEntry } from './history.ts'

const named = z.object({ id, name: z.string() })

const setup = z
  .object({
    /** 0: nothing was ever set, and the usual categories hold. */
    version: z.number().int(),
    categories: z.array(statusCategory),
    /** What the rules may ask for; retired rows too, where they are asked for already. */
    options: z.object({
      tags: z.array(named),
      accountClasses: z.array(named),
      monitors: z.array(named),
      fields: z.array(
        named.extend({
          type: z.string(),
          options: z.array(z.object({ value: z.string(), label: z.string() })),
        }),
      ),
    }),
  })
  .meta({ id: 'StatusSetup' })
export type StatusSetup = z.output<typeof setup>

const date = z.string().nullable()

export const statuses = {
  open: endpoint({
    method: 'GET',
    path: '/statuses',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'The company’s status boxes with their rules, and what rules may ask for',
    response: setup,
  }),
  save: endpoint({
    method: 'PUT',
    path: '/statuses',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'Save the status boxes in their order, as of the version they were read at',
    body: z.strictObject({ version: z.number().int().min(0), categories: statusCategories }),
    response: setup,
    history: { event: 'statuses.saved' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/statuses/history',
    access: 'global_settings.yes',
    scope: 'company',
    summary: 'What was changed about the status boxes, newest first',
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  facts: endpoint({
    method: 'GET',
    path: '/customers/:customerId/status-facts',
    access: 'customers.view',
    summary: 'What a customer’s status boxes rest on, as far as the reader may see it: for trying rules out',
    params: z.object({ customerId: id }),
    response: z.object({
      name: z.string(),
      sight: z.object({ sale: z.boolean(), installation: z.boolean() }),
      facts: z.object({
        isCanceled: z.boolean(),
        cancelDate: date,
        saleDate: date,
        installed: z.boolean(),
        installDate: date,
        archived: z.boolean(),
        fundingStatus: z.string().nullable(),
        accountType: z.string().nullable(),
        accountClassId: id.nullable(),
        monitorId: id.nullable(),
        monitorName: z.string().nullable(),
        integrated: z.boolean(),
        connectionState: z.enum(['linking', 'linked']).nullable(),
        failedPushes: z.number().int(),
        overdueTicket: z.boolean(),
        tagIds: z.array(id),
        termMonths: z.number().int().nullable(),
        custom: z.record(
          z.string(),
          z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]),
        ),
        today: z.string(),
      }),
    }),
  }),
} as const
