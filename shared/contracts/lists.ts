/** What surrounds the lists of customers and leads: columns and saved views, recently opened records, bulk edits, export. */
import { z } from 'zod'
import { endpoint, id, instant, nothing, text } from '../contract.ts'
import { bulkFields, columnWidths, maxBulk, maxViews } from '../rules/lists.ts'
import { filterQuery, isListColumn, listQuery, orderQuery } from './customer-list.ts'
import { saveFields } from './customers.ts'

const kind = z.enum(['customer', 'lead'])

/** Names of the columns beside number and name, in their order. */
const columns = z.array(z.string().max(40).refine(isListColumn, 'There is no such column')).max(40)

/** How wide somebody made columns, in pixels, by their names; number and name of the record among them. */
const widths = z
  .record(
    z.string().regex(/^[A-Za-z0-9.]{1,40}$/),
    z.number().int().min(columnWidths.least).max(columnWidths.most),
  )
  .refine((given) => Object.keys(given).length <= 60, 'At most sixty columns')

/** Filters and order, as the page's address has them. */
const search = filterQuery
  .omit({ kind: true, mine: true, archive: true, tags: true })
  .partial()
  .extend({
    mine: filterQuery.shape.mine,
    archive: z.enum(['all', 'active', 'archived']).optional(),
    tags: z.enum(['any', 'all', 'none']).optional(),
    sort: orderQuery.shape.sort.unwrap().optional(),
    direction: orderQuery.shape.direction.unwrap().optional(),
  })
export type ViewSearch = z.output<typeof search>

const view = z
  .object({
    id,
    name: z.string(),
    shared: z.boolean(),
    /** Whose it is; `mine`: the reader's own. */
    owner: z.string(),
    mine: z.boolean(),
    search: z.record(z.string(), z.unknown()),
    columns: z.array(z.string()),
    widths: z.record(z.string(), z.number()),
    version: z.number().int(),
  })
  .meta({ id: 'ListView' })
export type ListView = z.output<typeof view>

const viewName = text(60).pipe(z.string().min(1, 'Enter a name'))

const bulkEdit = z
  .object({
    id,
    kind,
    state: z.enum(['running', 'done', 'canceled']),
    total: z.number().int(),
    changed: z.number().int(),
    /** What was asked for was so already. */
    unchanged: z.number().int(),
    refused: z.number().int(),
    createdAt: instant,
    finishedAt: instant.nullable(),
    /** The first of the refused, each with the reason that a save of it would have given. */
    refusals: z.array(z.object({ customerId: id, name: z.string(), reason: z.string() })),
  })
  .meta({ id: 'BulkEdit' })
export type BulkEdit = z.output<typeof bulkEdit>

const bulkChange = z
  .strictObject({
    fields: saveFields.default({}),
    addTags: z.array(id).max(20).default([]),
    removeTags: z.array(id).max(20).default([]),
  })
  .refine(
    (c) => Object.keys(c.fields).length + c.addTags.length + c.removeTags.length > 0,
    'Choose what to change',
  )
export type BulkChange = z.output<typeof bulkChange>

export const lists = {
  setup: endpoint({
    method: 'GET',
    path: '/lists/:kind',
    access: 'signed_in',
    summary: 'How the caller likes a list: columns, the view that it opens with, own and shared views',
    params: z.object({ kind }),
    response: z.object({
      columns: z.array(z.string()).nullable(),
      widths: z.record(z.string(), z.number()),
      defaultViewId: id.nullable(),
      views: z.array(view),
      /** Whether the caller may share views with the company. */
      mayShare: z.boolean(),
      /** A list stays empty until one searches or filters. */
      searchFirst: z.boolean(),
      /** The order in which the list opens. */
      order: z.enum(['name', 'number', 'sale']),
    }),
  }),
  keepColumns: endpoint({
    method: 'PUT',
    path: '/lists/:kind/columns',
    access: 'signed_in',
    summary:
      'Keep the columns that the caller chose, null for those that everybody has, and how wide they are',
    params: z.object({ kind }),
    body: z.strictObject({ columns: columns.nullable(), widths: widths.optional() }),
    response: nothing,
    history: { none: 'How one user likes to look at a list changes no record' },
  }),
  chooseDefault: endpoint({
    method: 'PUT',
    path: '/lists/:kind/default',
    access: 'signed_in',
    summary: 'Choose the view that the list opens with for the caller; null for none',
    params: z.object({ kind }),
    body: z.strictObject({ viewId: id.nullable() }),
    response: nothing,
    history: { none: 'How one user likes to look at a list changes no record' },
  }),
  createView: endpoint({
    method: 'POST',
    path: '/lists/:kind/views',
    access: 'signed_in',
    summary: `Save filters, order and columns under a name; at most ${maxViews} a user and list`,
    params: z.object({ kind }),
    body: z.strictObject({
      name: viewName,
      shared: z.boolean().default(false),
      search,
      columns: columns.default([]),
      widths: widths.default({}),
    }),
    response: view,
    history: { event: 'lists.view_saved' },
  }),
  updateView: endpoint({
    method: 'PATCH',
    path: '/lists/views/:viewId',
    access: 'signed_in',
    summary: 'Change a view of the caller’s own, as of the version it was read at',
    params: z.object({ viewId: id }),
    body: z.strictObject({
      version: z.number().int().positive(),
      name: viewName.optional(),
      shared: z.boolean().optional(),
      search: search.optional(),
      columns: columns.optional(),
      widths: widths.optional(),
    }),
    response: view,
    history: { event: 'lists.view_saved' },
  }),
  removeView: endpoint({
    method: 'DELETE',
    path: '/lists/views/:viewId',
    access: 'signed_in',
    summary: 'Remove a view of the caller’s own',
    params: z.object({ viewId: id }),
    response: nothing,
    history: { event: 'lists.view_removed' },
  }),
  noteOpened: endpoint({
    method: 'POST',
    path: '/customers/:customerId/opened',
    access: ['customers.view', 'leads.view'],
    summary: 'Note that the caller opened a record, for what was opened recently',
    params: z.object({ customerId: id }),
    response: nothing,
    history: { none: 'Looking at a record changes nothing of it' },
  }),
  recents: endpoint({
    method: 'GET',
    path: '/recent-records',
    access: ['customers.view', 'leads.view'],
    summary: 'The records that the caller opened last, at most twenty',
    response: z.object({
      items: z.array(
        z.object({ id, kind, name: z.string(), city: z.string(), state: z.string(), archived: z.boolean() }),
      ),
    }),
  }),
  startBulk: endpoint({
    method: 'POST',
    path: '/lists/bulk-edits',
    access: ['customers.modify', 'leads.modify'],
    scope: 'company',
    summary: `Change many records as a save of each would, in the background; at most ${maxBulk} at once`,
    body: z.strictObject({
      kind,
      /** The chosen records, or all that a filter finds. */
      select: z.union([
        z.strictObject({ ids: z.array(id).min(1).max(maxBulk) }),
        z.strictObject({ filter: filterQuery.omit({ kind: true }) }),
      ]),
      change: bulkChange,
    }),
    response: bulkEdit,
    history: { event: 'lists.bulk_edit_started' },
  }),
  bulkEdit: endpoint({
    method: 'GET',
    path: '/lists/bulk-edits/:bulkEditId',
    access: 'signed_in',
    summary: 'How far a bulk edit of the caller’s is, and what was refused',
    params: z.object({ bulkEditId: id }),
    response: bulkEdit,
  }),
  cancelBulk: endpoint({
    method: 'POST',
    path: '/lists/bulk-edits/:bulkEditId/cancel',
    access: 'signed_in',
    summary: 'Stop a bulk edit of the caller’s; what is changed stays changed',
    params: z.object({ bulkEditId: id }),
    response: bulkEdit,
    history: { event: 'lists.bulk_edit_canceled' },
  }),
  exportCsv: endpoint({
    method: 'POST',
    path: '/lists/:kind/export',
    access: ['customers.view', 'leads.view'],
    scope: 'company',
    summary: 'The list as a CSV file, masked as the list is',
    io: true,
    download: 'text/csv',
    params: z.object({ kind }),
    body: listQuery.omit({ kind: true, after: true, limit: true }),
    response: z.string(),
    history: { event: 'lists.exported' },
  }),
}

/** The fields that a bulk edit of records of this kind may set. */
export const isBulkField = (recordKind: 'customer' | 'lead', name: string): boolean =>
  (bulkFields[recordKind] as readonly string[]).includes(name)
