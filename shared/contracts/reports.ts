/** Reports that one builds, saves and has sent by the calendar (TAB-022). */
import { z } from 'zod'
import { endpoint, id, instant, longText, nothing, text } from '../contract.ts'
import {
  chartKeys,
  filterOpKeys,
  groupStepKeys,
  maxColumns,
  maxFilters,
  maxGroups,
  maxMeasures,
  maxRecipients,
  measureKeys,
  reportFieldTypes,
  scheduleEveryKeys,
} from '../rules/reports.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { historyEntry } from './history.ts'

const named = z.object({ id, name: z.string() })
const count = z.number().int()

/** `saleDate`, `record.city`, `custom.12`: whether there is such a field, and for the caller, the server says. */
const fieldKey = z
  .string()
  .max(80)
  .regex(/^[a-zA-Z][\w.]{0,79}$/, 'Not a field')
const filterValue = z.union([text(200), z.number().min(-1e15).max(1e15)])

const filter = z.strictObject({
  field: fieldKey,
  op: z.enum(filterOpKeys),
  /** A period’s name, one or two ends, or the choices; none where the question needs none. */
  values: z.array(filterValue).max(100).default([]),
})
const group = z.strictObject({
  field: fieldKey,
  /** Of a day or an instant. */
  by: z.enum(groupStepKeys).optional(),
})
const measure = z.strictObject({
  fn: z.enum(measureKeys),
  /** Of anything but a count. */
  field: fieldKey.optional(),
})

export const reportDefinition = z.strictObject({
  object: fieldKey,
  /** Left to right; not shown where there are groups. */
  columns: z.array(fieldKey).max(maxColumns).default([]),
  /** All must hold. */
  filters: z.array(filter).max(maxFilters).default([]),
  groups: z.array(group).max(maxGroups).default([]),
  measures: z.array(measure).max(maxMeasures).default([]),
  /** A field’s key; `group.0` or `measure.1` where there are groups. Left out: by number, or by the groups. */
  sort: z
    .strictObject({ key: z.string().max(80), direction: z.enum(['asc', 'desc']) })
    .nullable()
    .default(null),
  chart: z.enum(chartKeys).default('none'),
})
export type ReportDefinition = z.output<typeof reportDefinition>
export type ReportFilter = ReportDefinition['filters'][number]

const option = z.object({ value: z.union([z.string(), z.number()]), label: z.string() })
const reportField = z.object({
  key: z.string(),
  label: z.string(),
  /** Fields under one heading belong together. */
  section: z.string(),
  type: z.enum(reportFieldTypes),
  /** What it may be chosen from. */
  options: z.array(option).optional(),
  /** Of a choice from a list of the company: its key in `sources`. */
  source: z.string().optional(),
  /** One may ask for oneself. */
  isUser: z.boolean().optional(),
  /** It is a column and nothing else: its values are sealed. */
  columnOnly: z.boolean().optional(),
  /** `***` to those without its permission; never sent by e-mail. */
  confidential: z.boolean().optional(),
})
export type ReportField = z.output<typeof reportField>

const reportObject = z.object({
  key: z.string(),
  label: z.string(),
  /** What one row is: `customer`. */
  noun: z.string(),
  columns: z.array(z.string()),
  fields: z.array(reportField),
})
export type ReportObject = z.output<typeof reportObject>

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type ReportCell = z.output<typeof cell>
const resultColumn = z.object({
  label: z.string(),
  type: z.enum(reportFieldTypes),
  /** A number that names something: written without commas. */
  names: z.boolean().optional(),
  /** Words of a choice’s values. */
  options: z.array(option).optional(),
  /** Days of a group of weeks, months …: its first. */
  by: z.enum(groupStepKeys).optional(),
})
export type ResultColumn = z.output<typeof resultColumn>

const result = z
  .object({
    columns: z.array(resultColumn),
    rows: z.array(
      z.object({
        /** The record that the row is of; null of a group. */
        customerId: id.nullable(),
        cells: z.array(cell),
      }),
    ),
    next: z.string().nullable(),
    /** Rows in all, up to 10,000, then 10,001; only with the first page. */
    count: count.nullable(),
    /** There are more groups than are shown. */
    cut: z.boolean(),
    /** Columns that the caller may not see. */
    leftOut: z.array(z.string()),
  })
  .meta({ id: 'ReportResult' })
export type ReportResult = z.output<typeof result>

const schedule = z.strictObject({
  every: z.enum(scheduleEveryKeys),
  /** 0 is Sunday; of a weekly one. */
  weekday: z.number().int().min(0).max(6).default(1),
  /** Of a monthly one; in a shorter month its last day. */
  monthDay: z.number().int().min(1).max(31).default(1),
  hour: z.number().int().min(0).max(23),
  userIds: z.array(id).min(1, 'Choose who gets it').max(maxRecipients),
})
export type ReportSchedule = z.output<typeof schedule>

const report = z
  .object({
    id,
    version: z.number().int(),
    name: z.string(),
    description: z.string(),
    object: z.string(),
    shared: z.boolean(),
    owner: named,
    mine: z.boolean(),
    definition: reportDefinition,
    schedule: schedule.nullable(),
    recipients: z.array(named),
    nextAt: instant.nullable(),
    /** Why it is sent no more by itself. */
    stoppedReason: z.string().nullable(),
    updatedAt: instant,
    abilities: z.object({ modify: z.boolean(), remove: z.boolean(), copy: z.boolean() }),
  })
  .meta({ id: 'SavedReport' })
export type SavedReport = z.output<typeof report>

const name = withoutCard(text(120).pipe(z.string().min(1, 'Enter a name')))
const description = withoutCard(longText(500))
const ofReport = z.object({ reportId: id })
const version = z.number().int().positive()

const run = z.object({
  id,
  dueAt: instant,
  state: z.enum(['running', 'done', 'failed']),
  rows: count.nullable(),
  reason: z.string(),
  deliveries: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['queued', 'sending', 'sent', 'failed', 'unknown']),
      reason: z.string(),
    }),
  ),
})
export type ReportRun = z.output<typeof run>

const view = 'reports.view'

export const reports = {
  catalogue: endpoint({
    method: 'GET',
    path: '/reports/catalogue',
    access: view,
    scope: 'company',
    summary:
      'What reports can be built of: objects and their fields, as far as the caller may see them anywhere',
    response: z.object({
      objects: z.array(reportObject),
      sources: z.record(z.string(), z.array(option)),
      mayCreate: z.boolean(),
    }),
  }),
  list: endpoint({
    method: 'GET',
    path: '/reports',
    access: view,
    scope: 'company',
    summary: 'The caller’s own saved reports, and those that others share',
    response: z.object({ items: z.array(report), mayCreate: z.boolean() }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/reports/:reportId',
    access: view,
    scope: 'company',
    summary: 'One saved report',
    params: ofReport,
    response: report,
  }),
  people: endpoint({
    method: 'GET',
    path: '/reports/people',
    access: 'reports.modify',
    scope: 'company',
    summary: 'To whom reports can be sent: users who sign in and have an e-mail address',
    response: z.object({ items: z.array(named), mailIsSetUp: z.boolean() }),
  }),
  run: endpoint({
    method: 'POST',
    path: '/reports/run',
    access: view,
    scope: 'company',
    summary: 'A page of what a definition finds among what the caller may see',
    body: z.strictObject({
      definition: reportDefinition,
      after: z.string().max(1000).optional(),
      limit: z.number().int().min(1).max(200).default(50),
    }),
    response: result,
    history: { none: 'Reading changes nothing' },
  }),
  exportCsv: endpoint({
    method: 'POST',
    path: '/reports/export',
    access: view,
    scope: 'company',
    summary: 'What a definition finds, as a CSV file',
    io: true,
    download: 'text/csv',
    body: z.strictObject({ definition: reportDefinition, name: text(120).default('') }),
    response: z.string(),
    history: { event: 'reports.exported' },
  }),
  create: endpoint({
    method: 'POST',
    path: '/reports',
    access: 'reports.create',
    scope: 'company',
    summary: 'Save a report under a name',
    body: z.strictObject({
      name,
      description: description.default(''),
      shared: z.boolean().default(false),
      definition: reportDefinition,
    }),
    response: report,
    history: { event: 'reports.saved' },
  }),
  save: endpoint({
    method: 'PATCH',
    path: '/reports/:reportId',
    access: 'reports.modify',
    scope: 'company',
    summary: 'Change a report of the caller’s own, as of the version it was read at',
    params: ofReport,
    body: z.strictObject({
      version,
      name: name.optional(),
      description: description.optional(),
      shared: z.boolean().optional(),
      definition: reportDefinition.optional(),
    }),
    response: report,
    history: { event: 'reports.saved' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/reports/:reportId',
    access: 'reports.modify',
    scope: 'company',
    summary: 'Delete a report of the caller’s own; a shared one, if one may change reports everywhere',
    params: ofReport,
    response: nothing,
    history: { event: 'reports.deleted' },
  }),
  saveSchedule: endpoint({
    method: 'PUT',
    path: '/reports/:reportId/schedule',
    access: 'reports.modify',
    scope: 'company',
    summary:
      'Have a report of the caller’s own sent by the calendar, as the caller sees it then; null: no more',
    params: ofReport,
    body: z.strictObject({ version, schedule: schedule.nullable() }),
    response: report,
    history: { event: 'reports.scheduled' },
  }),
  runs: endpoint({
    method: 'GET',
    path: '/reports/:reportId/runs',
    access: view,
    scope: 'company',
    summary: 'What a schedule has sent lately, newest first',
    params: ofReport,
    response: z.object({ items: z.array(run) }),
  }),
  history: endpoint({
    method: 'GET',
    path: '/reports/:reportId/history',
    access: view,
    scope: 'company',
    summary: 'What happened to a report, newest first',
    params: ofReport,
    query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
}

/** The `current` member of `reports.stale`. */
export type ReportConflict = { current: SavedReport }
