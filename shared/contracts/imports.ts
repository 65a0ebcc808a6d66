/** Imports of CSV files (TAB-024): upload, mapping, check, run, and the file of what was refused. */
import { z } from 'zod'
import { endpoint, id, instant, nothing, text } from '../contract.ts'
import {
  dateFormats,
  importKinds,
  importStates,
  matchKeys,
  maxColumns,
  maxImportRows,
  numberFormats,
  type DateFormat,
  type ImportKind,
  type ImportState,
  type MatchKey,
  type NumberFormat,
} from '../rules/imports.ts'
import { historyEntry } from './history.ts'

const keysOf = <K extends string>(words: Record<K, unknown>) => Object.keys(words) as [K, ...K[]]
const kind = z.enum(keysOf<ImportKind>(importKinds))
const state = z.enum(keysOf<ImportState>(importStates))
const ofImport = z.object({ importId: id })
const target = z.string().min(1).max(40)
const version = z.number().int().positive()

const choices = z.strictObject({
  /** What each column of the file becomes, in the file’s order; null: it is left out. */
  columns: z.array(target.nullable()).max(maxColumns),
  /** What every row is given that has no value of its own. */
  fixed: z
    .record(target, z.string().trim().max(500))
    .refine((values) => Object.keys(values).length <= maxColumns, `At most ${maxColumns} fields`)
    .default({}),
  dates: z.enum(keysOf<DateFormat>(dateFormats)).default('mdy'),
  numbers: z.enum(keysOf<NumberFormat>(numberFormats)).default('point'),
  /** What finds the record that a row is about. */
  matchBy: z.enum(keysOf<MatchKey>(matchKeys)).default('none'),
  onMatch: z.enum(['update', 'skip']).default('skip'),
  onNoMatch: z.enum(['create', 'refuse']).default('create'),
  /** An empty cell of a row that updates: keeps what the record has, or clears it. */
  blanks: z.enum(['keep', 'clear']).default('keep'),
  /** A new record that is like one there is, by the company’s rules. */
  duplicates: z.enum(['allow', 'refuse']).default('refuse'),
  /** Targets whose missing values are made by the run. */
  make: z.array(target).max(50).default([]),
})
export type ImportChoices = z.output<typeof choices>

const dataImport = z
  .object({
    id,
    kind,
    fileName: z.string(),
    sizeBytes: z.number().int(),
    state,
    total: z.number().int(),
    /** Rows that the check, or the run, has dealt with. */
    position: z.number().int(),
    created: z.number().int(),
    updated: z.number().int(),
    skipped: z.number().int(),
    refused: z.number().int(),
    failure: z.string().nullable(),
    by: z.string(),
    /** The caller’s own: nobody else goes on with it, or reads the file. */
    mine: z.boolean(),
    createdAt: instant,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'Import' })
export type DataImport = z.output<typeof dataImport>

const rowError = z.object({ column: z.string(), message: z.string() })

const importDetail = dataImport
  .extend({
    version,
    encoding: z.string(),
    delimiter: z.string(),
    headings: z.array(z.string()),
    /** The first rows, for who uploaded the file; cells of confidential columns as `***`. */
    sample: z.array(z.array(z.string())),
    choices,
    /** Whether somebody chose, or these are guesses. */
    mapped: z.boolean(),
    targets: z.array(
      z.object({
        key: z.string(),
        label: z.string(),
        required: z.boolean(),
        /** Missing values can be made by the run, and the caller may. */
        makes: z.boolean(),
      }),
    ),
    missing: z.array(z.object({ target: z.string(), value: z.string(), count: z.number().int() })),
    /** The file is still there, so that it can be run and its refused rows handed back. */
    hasFile: z.boolean(),
    mappings: z.array(z.object({ id, name: z.string(), mine: z.boolean() })),
  })
  .meta({ id: 'ImportDetail' })
export type ImportDetail = z.output<typeof importDetail>

const position = z.object({ state, position: z.number().int(), total: z.number().int() })
const access = 'imports.yes' as const
const scope = 'company' as const

export const imports = {
  list: endpoint({
    method: 'GET',
    path: '/imports',
    access,
    scope,
    summary: 'Imports of the company, newest first',
    query: z.object({
      kind: kind.optional(),
      state: state.optional(),
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    response: z.object({ items: z.array(dataImport), next: id.nullable() }),
  }),
  upload: endpoint({
    method: 'POST',
    path: '/imports',
    access,
    scope,
    io: true,
    upload: true,
    summary: 'Upload a CSV file; nothing is written until it is run',
    query: z.object({ kind, name: text(255).min(1) }),
    response: dataImport,
    history: { event: 'imports.uploaded' },
  }),
  get: endpoint({
    method: 'GET',
    path: '/imports/:importId',
    access,
    scope,
    io: true,
    summary: 'One import with its mapping, or a guess of it',
    params: ofImport,
    query: z.object({ mapping: id.optional() }),
    response: importDetail,
  }),
  map: endpoint({
    method: 'PUT',
    path: '/imports/:importId/mapping',
    access,
    scope,
    summary: 'Say what becomes of each column; given a name, the mapping is kept for the next file',
    params: ofImport,
    body: z.strictObject({ version, choices, saveAs: text(80).default('') }),
    response: nothing,
    history: { event: 'imports.mapped' },
  }),
  check: endpoint({
    method: 'POST',
    path: '/imports/:importId/check',
    access,
    scope,
    summary: 'Judge every row as the run would, and write nothing',
    params: ofImport,
    body: z.strictObject({ version }),
    response: nothing,
    history: { event: 'imports.check_started' },
  }),
  run: endpoint({
    method: 'POST',
    path: '/imports/:importId/run',
    access,
    scope,
    summary: 'Write the rows, in the background; what dies goes on where it stopped',
    params: ofImport,
    body: z.strictObject({ version }),
    response: nothing,
    history: { event: 'imports.run_started' },
  }),
  cancel: endpoint({
    method: 'POST',
    path: '/imports/:importId/cancel',
    access,
    scope,
    summary: 'Stop a check or a run; what was written stays',
    params: ofImport,
    response: nothing,
    history: { event: 'imports.canceled' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/imports/:importId',
    access,
    scope,
    summary: 'Delete an import and its file; records stay',
    params: ofImport,
    response: nothing,
    history: { event: 'imports.removed' },
  }),
  refusals: endpoint({
    method: 'GET',
    path: '/imports/:importId/refusals',
    access,
    scope,
    summary: 'Rows that were refused, or would be, with the reasons for each column',
    params: ofImport,
    query: z.object({
      after: z.coerce.number().int().min(0).max(maxImportRows).default(0),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({
      items: z.array(z.object({ number: z.number().int(), errors: z.array(rowError) })),
      next: z.number().int().nullable(),
    }),
  }),
  errorFile: endpoint({
    method: 'GET',
    path: '/imports/:importId/refused.csv',
    access,
    scope,
    io: true,
    download: 'text/csv',
    summary: 'The refused rows as they came, with the reasons: to be mended and imported again',
    params: ofImport,
    response: z.string(),
  }),
  live: endpoint({
    method: 'GET',
    path: '/imports/:importId/live',
    access,
    scope,
    live: true,
    summary: 'Says when an import has got further',
    params: ofImport,
    query: z.object({ once: z.enum(['true']).optional() }),
    response: position,
  }),
  history: endpoint({
    method: 'GET',
    path: '/imports/:importId/history',
    access,
    scope,
    summary: 'What was done about it, newest first',
    params: ofImport,
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  removeMapping: endpoint({
    method: 'DELETE',
    path: '/import-mappings/:mappingId',
    access,
    scope,
    summary: 'Delete a mapping that one has saved',
    params: z.object({ mappingId: id }),
    response: nothing,
    history: { event: 'imports.mapping_removed' },
  }),
}
