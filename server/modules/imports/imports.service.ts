/** Imports: what becomes of the columns, when a check or a run begins and ends, and what was refused. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { DataImport, ImportChoices, ImportDetail, imports } from '#shared/contracts/imports.ts'
import { catalogueDefinitions, type CatalogueKey } from '#shared/rules/catalogues.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import type { CustomField } from '#shared/rules/custom-fields.ts'
import { field, type FieldName, fieldNames } from '#shared/rules/customer-fields.ts'
import {
  guessColumns,
  guessDateFormat,
  importKinds,
  importTargets,
  type ImportTarget,
  isRecordKind,
} from '#shared/rules/imports.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import type { Download } from '#server/http/download.ts'
import { listCustomFields } from '../customers/customers.service.ts'
import { queueSweep } from '../files/files.service.ts'
import { listEntityHistory } from '../history/history.service.ts'
import { csvLine, readRecords } from './imports.file.ts'
import * as queries from './imports.queries.ts'
import type { ImportRecord } from './imports.queries.ts'

type Request<K extends keyof typeof imports> = Parsed<(typeof imports)[K]>

const sampleRows = 5
const mask = '***'

/** What live pages of an import listen for. */
export const topicOf = (importId: number): string => `imports:${importId}`

export const toImport = (actor: Pick<Actor, 'userId'>, row: ImportRecord): DataImport => ({
  id: row.id,
  kind: row.kind,
  fileName: row.file_name,
  sizeBytes: row.size_bytes,
  state: row.state,
  total: row.total,
  position: row.position,
  created: row.created,
  updated: row.updated,
  skipped: row.skipped,
  refused: row.refused,
  failure: row.failure,
  by: row.by,
  mine: row.user_id === actor.userId,
  createdAt: row.created_at.toISOString(),
  startedAt: row.started_at?.toISOString() ?? null,
  finishedAt: row.finished_at?.toISOString() ?? null,
})

export async function listImports(
  { actor }: Ctx,
  db: Db,
  { query }: Request<'list'>,
): Promise<Output<typeof imports.list>> {
  const rows = await queries.listImports(db, { ...query, limit: query.limit + 1 })
  const page = rows.slice(0, query.limit)
  return {
    items: page.map((row) => toImport(actor, row)),
    next: rows.length > query.limit ? page.at(-1)!.id : null,
  }
}

const get = async (db: Db, id: number, locked = false): Promise<ImportRecord> =>
  (await queries.findImport(db, id, locked)) ?? fail('imports.not_found')

/** The import, locked, for who uploaded its file. @throws imports.not_found, imports.not_yours */
async function getOwn({ actor }: Ctx, db: Db, id: number): Promise<ImportRecord> {
  const found = await get(db, id, true)
  return found.user_id === actor.userId ? found : fail('imports.not_yours', { by: found.by })
}

/** What columns of this import may become, the company's own fields among it. */
function targetsOf({ kind }: Pick<ImportRecord, 'kind'>, custom: readonly CustomField[]): ImportTarget[] {
  const own = isRecordKind(kind)
    ? custom
        .filter((one) => one.active && (one.kind === 'both' || one.kind === kind))
        .map((one): ImportTarget => ({
          key: `custom.${one.id}`,
          label: one.name,
          type: 'custom',
          required: one.required,
        }))
    : []
  return [...importTargets(kind), ...own]
}

/** How the columns of errors are called: as in the file, or by the label of what they become. */
export function columnNames({
  headings,
  choices,
  kind,
}: Pick<ImportRecord, 'headings' | 'choices' | 'kind'>): (target: string) => string {
  const labels = new Map(importTargets(kind).map(({ key, label }) => [key, label]))
  return (target) => {
    const index = choices?.columns.indexOf(target) ?? -1
    return (target && index >= 0 ? headings[index] : labels.get(target)) ?? ''
  }
}

const isConfidential = (target: string | null, custom: readonly CustomField[]): boolean =>
  target !== null &&
  (fieldNames.includes(target as FieldName)
    ? field(target as FieldName).confidential !== undefined
    : custom.some(({ id, confidential }) => confidential && target === `custom.${id}`))

/** @throws imports.not_found */
export async function readImport(ctx: IoCtx, { params, query }: Request<'get'>): Promise<ImportDetail> {
  const { actor } = ctx
  const { row, custom, mappings } = await ctx.tx(async (_ctx, db) => {
    const row = await get(db, params.importId)
    const custom = isRecordKind(row.kind) ? await listCustomFields(db) : []
    return { row, custom, mappings: await queries.listMappings(db, row.kind) }
  })
  const mine = row.user_id === actor.userId
  const targets = targetsOf(row, custom)
  const rows: string[][] = []
  if (mine && row.storage_key)
    for await (const record of readRecords(actor.company.id, { ...row, key: row.storage_key })) {
      rows.push(record)
      if (rows.length > 200) break
    }
  const chosen = mappings.find(({ id }) => id === query.mapping)
  const choices =
    (chosen && moved(chosen, row.headings)) ?? row.choices ?? guess(row, targets, mappings, rows.slice(1))
  const hidden = row.headings.map((heading, i) => {
    const guessed = guessColumns([heading], targets)[0] ?? null
    return isConfidential(choices.columns[i] ?? null, custom) || isConfidential(guessed, custom)
  })
  return {
    ...toImport(actor, row),
    version: row.version,
    encoding: row.encoding,
    delimiter: row.delimiter,
    headings: row.headings,
    sample: rows
      .slice(1, sampleRows + 1)
      .map((cells) =>
        row.headings.map((_, i) => (hidden[i] && cells[i] ? mask : (cells[i] ?? '').slice(0, 200))),
      ),
    choices,
    mapped: row.choices !== null && !chosen,
    targets: targets.map(({ key, label, required, makes }) => ({
      ...{ key, label, required },
      makes: makes === true && mayMake(actor, key as FieldName),
    })),
    missing: row.missing,
    hasFile: mine && row.storage_key !== null,
    mappings: mappings.map(({ id, name, saved_by }) => ({ id, name, mine: saved_by === actor.userId })),
  }
}

/** Whether the user may make a value of the field's catalogue. */
function mayMake(actor: Actor, name: FieldName): boolean {
  const f = field(name)
  if (f.type !== 'catalogue') return false
  const { permissions } = catalogueDefinitions[f.catalogue as CatalogueKey]
  return actor.grants.anywhere.has(permissions.create)
}

/** A saved mapping for the headings of another file: by their names, wherever they stand in it. */
function moved(
  { headings, choices }: Pick<queries.MappingRow, 'headings' | 'choices'>,
  to: readonly string[],
): ImportChoices {
  const byName = new Map(headings.map((name, i) => [name, choices.columns[i] ?? null]))
  return { ...choices, columns: to.map((name) => byName.get(name) ?? null) }
}

/** By a mapping that was saved for the same headings; else by what the headings mean. */
function guess(
  row: ImportRecord,
  targets: readonly ImportTarget[],
  mappings: readonly queries.MappingRow[],
  rows: readonly string[][],
): ImportChoices {
  const known = mappings.find(({ headings }) => headings.join('\n') === row.headings.join('\n'))
  if (known) return moved(known, row.headings)
  const columns = guessColumns(row.headings, targets)
  const dates = new Set(targets.filter(({ type }) => type === 'date').map(({ key }) => key))
  const texts = columns.flatMap((target, i) =>
    target && dates.has(target) ? rows.map((cells) => cells[i] ?? '') : [],
  )
  const matchBy = columns.includes('externalId') && isRecordKind(row.kind) ? 'externalId' : 'none'
  return {
    ...{ columns, fixed: {}, dates: guessDateFormat(texts), numbers: 'point', matchBy },
    ...{ onMatch: 'skip', onNoMatch: 'create', blanks: 'keep', duplicates: 'refuse', make: [] },
  }
}

/** @throws imports.…; request.invalid with what is wrong with the choices */
export async function mapImport(ctx: Ctx, db: Db, { params, body }: Request<'map'>) {
  const row = await getOwn(ctx, db, params.importId)
  if (row.state === 'checking' || row.state === 'running') fail('imports.busy')
  if (isBegun(row) || !row.storage_key) fail('imports.over')
  if (row.version !== body.version) fail('imports.stale')
  const custom = isRecordKind(row.kind) ? await listCustomFields(db) : []
  const errors = flawsOf(row, body.choices, targetsOf(row, custom))
  if (errors.length) fail('request.invalid', {}, { errors })
  // What was checked was checked by other choices.
  await queries.updateImport(db, row.id, { choices: JSON.stringify(body.choices), state: 'new', position: 0 })
  if (body.saveAs)
    await queries.saveMapping(db, {
      ...{ kind: row.kind, name: body.saveAs, headings: row.headings, choices: body.choices },
      ...{ at: ctx.now, userId: ctx.actor.userId },
    })
  tell(ctx, 'imports.mapped', row, { as: body.saveAs ? `, kept as “${body.saveAs}”` : '' })
  return {}
}

function flawsOf(row: ImportRecord, choices: ImportChoices, targets: readonly ImportTarget[]): FieldError[] {
  const errors: FieldError[] = []
  const refuse = (path: string, message: string) => errors.push({ path: `choices.${path}`, message })
  const known = new Set(targets.map(({ key }) => key))
  if (choices.columns.length !== row.headings.length)
    refuse('columns', `The file has ${row.headings.length} columns`)
  const seen = new Set<string>()
  for (const [i, target] of choices.columns.entries()) {
    if (target === null) continue
    if (!known.has(target)) refuse(`columns.${i}`, 'Choose from the list')
    else if (seen.has(target)) refuse(`columns.${i}`, 'Another column becomes this already')
    seen.add(target)
  }
  for (const target of Object.keys(choices.fixed))
    if (!known.has(target)) refuse(`fixed.${target}`, 'Choose from the list')
  const has = (key: string) => seen.has(key) || !!choices.fixed[key]
  if (choices.matchBy !== 'none' && !seen.has(choices.matchBy)) refuse('matchBy', 'No column becomes this')
  const creates = !isRecordKind(row.kind) || choices.matchBy === 'none' || choices.onNoMatch === 'create'
  for (const { key, label, required } of targets)
    if (creates && required && !has(key))
      refuse(`fixed.${key}`, `${label}: choose its column, or a value for all`)
  if (!isRecordKind(row.kind) && !['customerNumber', 'externalId', 'accountNumber'].some(has))
    refuse('columns', 'Choose a column that says whose each row is')
  const makes = new Set(targets.filter(({ makes }) => makes).map(({ key }) => key))
  if (choices.make.some((key) => !makes.has(key))) refuse('make', 'These values cannot be made by an import')
  return errors
}

const tell = (
  ctx: Ctx,
  event:
    | 'imports.mapped'
    | 'imports.check_started'
    | 'imports.run_started'
    | 'imports.canceled'
    | 'imports.removed',
  row: ImportRecord,
  detail: Record<string, string | number> = {},
) =>
  ctx.history.add({
    ...{ event, entity: 'data_import', entityId: row.id },
    detail: { name: row.file_name, kind: importKinds[row.kind].toLowerCase(), count: row.total, ...detail },
  })

/** @throws imports.… */
export const checkImport = (ctx: Ctx, db: Db, { params, body }: Request<'check'>) =>
  begin(ctx, db, params.importId, body.version, 'checking')

/** @throws imports.… */
export const runImport = (ctx: Ctx, db: Db, { params, body }: Request<'run'>) =>
  begin(ctx, db, params.importId, body.version, 'running')

async function begin(ctx: Ctx, db: Db, id: number, version: number, state: 'checking' | 'running') {
  const row = await getOwn(ctx, db, id)
  if (row.state === 'checking' || row.state === 'running') fail('imports.busy')
  if (row.state === 'done' || !row.storage_key || (isBegun(row) && state === 'checking')) fail('imports.over')
  if (row.version !== version) fail('imports.stale')
  if (!row.choices) fail('imports.not_mapped')
  // A run that was stopped goes on at its mark: what was written is not written again.
  if (isBegun(row)) await queries.updateImport(db, row.id, { state, failure: null, finished_at: null })
  else await queries.beginPhase(db, row.id, state, ctx.now)
  await queries.addImportJob(db, row.id)
  tell(ctx, state === 'running' ? 'imports.run_started' : 'imports.check_started', row)
  return {}
}

/** It has been run, to its end or not: what becomes of its columns stays. */
const isBegun = ({ state }: ImportRecord): boolean =>
  state === 'done' || state === 'canceled' || state === 'failed'

/** @throws imports.not_found, imports.not_yours */
export async function cancelImport(ctx: Ctx, db: Db, { params }: Request<'cancel'>) {
  const row = await getOwn(ctx, db, params.importId)
  if (row.state === 'checking') await queries.updateImport(db, row.id, { state: 'new', position: 0 })
  else if (row.state === 'running')
    await queries.updateImport(db, row.id, { state: 'canceled', finished_at: ctx.now })
  else {
    ctx.history.nothingChanged()
    return {}
  }
  tell(ctx, 'imports.canceled', row, { done: row.position })
  return {}
}

/** @throws imports.not_found, imports.not_yours, imports.busy */
export async function removeImport(ctx: Ctx, db: Db, { params }: Request<'remove'>) {
  const row = await getOwn(ctx, db, params.importId)
  if (row.state === 'checking' || row.state === 'running') fail('imports.busy')
  await queries.deleteImport(db, row.id)
  // Nothing names its bytes any more.
  await queueSweep(db, ctx.now)
  tell(ctx, 'imports.removed', row)
  return {}
}

/** @throws imports.not_found */
export async function listImportHistory(
  _ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof imports.history>> {
  const row = await get(db, params.importId)
  return listEntityHistory(db, 'data_import', row.id, query)
}

/** @throws imports.not_found */
export async function listRefusals(
  _ctx: Ctx,
  db: Db,
  { params, query }: Request<'refusals'>,
): Promise<Output<typeof imports.refusals>> {
  const row = await get(db, params.importId)
  const rows = await queries.listRefusals(db, row.id, query.after, query.limit + 1)
  const page = rows.slice(0, query.limit)
  return { items: page, next: rows.length > query.limit ? page.at(-1)!.number : null }
}

/** The heading under which the reasons stand; a file that has it already gets no second one. */
const reasonHeading = 'Why it was refused'

/** @throws imports.not_found, imports.not_yours, imports.file_gone */
export async function errorFile(ctx: IoCtx, { params }: Request<'errorFile'>): Promise<Download> {
  const row = await ctx.tx((own, db) => getOwn(own, db, params.importId))
  if (!row.storage_key) return fail('imports.file_gone')
  const format = { ...row, key: row.storage_key }
  const again = row.headings.indexOf(reasonHeading)
  const without = (cells: readonly string[]) => (again < 0 ? cells : cells.toSpliced(again, 1))
  const chunks = async function* () {
    let number = -1
    let after = 0
    let refused = await page(after)
    yield '\ufeff'
    for await (const cells of readRecords(ctx.actor.company.id, format)) {
      number += 1
      if (number === 0) {
        yield csvLine([...without(cells), reasonHeading], row.delimiter)
        continue
      }
      if (!refused.length) return
      if (refused[0]!.number !== number) continue
      const reasons = refused[0]!.errors.map(({ column, message }) =>
        column ? `${column}: ${message}` : message,
      )
      const filled = Array.from({ length: row.headings.length }, (_, i) => cells[i] ?? '')
      yield csvLine([...without(filled), reasons.join('; ')], row.delimiter)
      after = number
      refused.shift()
      if (!refused.length) refused = await page(after)
    }
  }
  const page = (after: number) => ctx.tx((_ctx, db) => queries.listRefusals(db, row.id, after, 500))
  return { fileName: `${row.file_name.replace(/\.\w{1,5}$/, '')} - refused.csv`, chunks: chunks() }
}

/** @throws imports.mapping_not_found, imports.mapping_not_yours */
export async function removeMapping(ctx: Ctx, db: Db, { params }: Request<'removeMapping'>) {
  const found = (await queries.findMapping(db, params.mappingId)) ?? fail('imports.mapping_not_found')
  const { name, saved_by, by } = found
  if (saved_by !== ctx.actor.userId) fail('imports.mapping_not_yours', { by: by ?? 'Somebody else' })
  await queries.deleteMapping(db, params.mappingId)
  ctx.history.add({
    event: 'imports.mapping_removed',
    entity: 'import_mapping',
    entityId: params.mappingId,
    detail: { name },
  })
  return {}
}
