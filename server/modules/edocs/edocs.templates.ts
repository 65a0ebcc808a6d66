/** Templates of documents: their words, their PDF, the fields on it. */
import type { Output, Parsed } from '#shared/contract.ts'
import type {
  EdocTemplate,
  EdocTemplateRow,
  edocTemplates,
  EdocTemplateValues,
} from '#shared/contracts/edoc-templates.ts'
import { fail } from '#shared/errors.ts'
import { maxEdocTemplates } from '#shared/rules/edocs.ts'
import { sizeText } from '#shared/rules/files.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import type { StoredFile } from '#server/http/download.ts'
import type { Upload } from '#server/http/upload.ts'
import { queueSweep } from '../files/files.service.ts'
import { listEntityHistory } from '../history/history.service.ts'
import { fieldsText } from './edocs.answers.ts'
import { bytesOf, stored, takePdf } from './edocs.contents.ts'
import { checkFields, requireAddOn } from './edocs.checks.ts'
import * as queries from './edocs.templates.queries.ts'
import type { ShownTemplate } from './edocs.templates.queries.ts'

type Request<K extends keyof typeof edocTemplates> = Parsed<(typeof edocTemplates)[K]>

const toRow = (row: ShownTemplate): EdocTemplateRow => ({
  id: row.id,
  version: row.version,
  name: row.name,
  description: row.description,
  active: row.active,
  fileName: row.file_name,
  pageCount: row.pages.length,
  fieldCount: row.fields.length,
  documents: row.documents,
  updatedAt: row.updated_at.toISOString(),
  updatedBy: row.updatedByName,
})

const toTemplate = (row: ShownTemplate): EdocTemplate => ({
  ...toRow(row),
  subject: row.subject,
  message: row.message,
  expiresDays: row.expires_days,
  reminderDays: row.reminder_days,
  sizeBytes: row.size_bytes,
  sha256: row.sha256?.toString('hex') ?? null,
  pages: row.pages,
  fields: row.fields,
})

async function get(db: Db, id: number): Promise<ShownTemplate> {
  const [row] = await queries.listTemplates(db, id)
  return row ?? fail('edocs.template_not_found')
}

/** @throws edocs.template_not_found; edocs.template_stale with what is stored now */
async function getCurrent(db: Db, id: number, version: number): Promise<ShownTemplate> {
  const row = await get(db, id)
  return row.version === version
    ? row
    : fail('edocs.template_stale', {}, { extra: { current: toTemplate(row) } })
}

/** @throws edocs.off */
export async function listTemplates(ctx: Ctx, db: Db): Promise<Output<typeof edocTemplates.list>> {
  requireAddOn(ctx)
  return {
    items: (await queries.listTemplates(db)).map(toRow),
    hasProvider: await queries.hasActiveProvider(db),
  }
}

/** @throws edocs.off, .template_not_found */
export async function readTemplate(ctx: Ctx, db: Db, { params }: Request<'get'>): Promise<EdocTemplate> {
  requireAddOn(ctx)
  return toTemplate(await get(db, params.edocTemplateId))
}

async function checkName(db: Db, name: string, id: number | null, path: string): Promise<void> {
  const other = await queries.findNamed(db, name)
  if (other && other.id !== id)
    fail('request.invalid', {}, { errors: [{ path, message: `There is a template “${name}” already` }] })
}

const told = (of: EdocTemplateValues): Record<string, string | null> => ({
  Name: of.name,
  Description: of.description || null,
  Active: of.active ? 'Yes' : 'No',
  Subject: of.subject || null,
  Message: of.message || null,
  'Expires after': `${of.expiresDays} days`,
  Reminders: of.reminderDays ? `every ${of.reminderDays} days` : 'none',
})
const valuesOf = (row: ShownTemplate): EdocTemplateValues => ({
  ...row,
  expiresDays: row.expires_days,
  reminderDays: row.reminder_days,
})
const differences = (before: EdocTemplateValues | null, after: EdocTemplateValues | null): Change[] => {
  const [old, now] = [before && told(before), after && told(after)]
  return Object.keys(now ?? old ?? {})
    .map((field) => ({ field, old: old?.[field] ?? null, new: now?.[field] ?? null }))
    .filter((change) => change.old !== change.new)
}

type TemplateEvent = `edocs.template_${'created' | 'saved' | 'document' | 'deleted'}`
const note = (ctx: Ctx, event: TemplateEvent, row: { id: number; name: string }, changes: Change[]) =>
  ctx.history.add({ event, entity: 'edoc_template', entityId: row.id, detail: { name: row.name }, changes })

const columnsOf = ({ expiresDays, reminderDays, ...values }: EdocTemplateValues, ctx: Ctx) => ({
  ...values,
  expires_days: expiresDays,
  reminder_days: reminderDays,
  updated_at: ctx.now,
  updated_by: ctx.actor.userId,
})

/** @throws edocs.off, .too_many_templates; request.invalid with the fields */
export async function createTemplate(ctx: Ctx, db: Db, { body }: Request<'create'>): Promise<EdocTemplate> {
  requireAddOn(ctx)
  const count = await queries.lockTemplates(db)
  if (count >= maxEdocTemplates) fail('edocs.too_many_templates', { max: maxEdocTemplates })
  await checkName(db, body.name, null, 'name')
  const id = await queries.insertTemplate(db, { ...columnsOf(body, ctx), sort: count })
  note(ctx, 'edocs.template_created', { id, name: body.name }, differences(null, body))
  return toTemplate(await get(db, id))
}

/** @throws edocs.off, .template_not_found, .template_stale; request.invalid with the fields */
export async function saveTemplate(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'save'>,
): Promise<EdocTemplate> {
  requireAddOn(ctx)
  await queries.lockTemplates(db)
  const before = await getCurrent(db, params.edocTemplateId, body.version)
  await checkName(db, body.template.name, before.id, 'template.name')
  const changes = differences(valuesOf(before), body.template)
  if (!changes.length) {
    ctx.history.nothingChanged()
    return toTemplate(before)
  }
  await queries.updateTemplate(db, before.id, columnsOf(body.template, ctx))
  note(ctx, 'edocs.template_saved', { id: before.id, name: body.template.name }, changes)
  return toTemplate(await get(db, before.id))
}

/** @throws edocs.off, .template_not_found, .template_stale, .no_document; request.invalid at each field */
export async function saveTemplateFields(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'saveFields'>,
): Promise<EdocTemplate> {
  requireAddOn(ctx)
  await queries.lockTemplates(db)
  const before = await getCurrent(db, params.edocTemplateId, body.version)
  if (!before.storage_key) fail('edocs.no_document')
  checkFields(body.fields, before.pages)
  await queries.updateTemplate(db, before.id, {
    fields: JSON.stringify(body.fields),
    updated_at: ctx.now,
    updated_by: ctx.actor.userId,
  })
  note(ctx, 'edocs.template_saved', before, [
    { field: 'Fields', old: fieldsText(before.fields), new: fieldsText(body.fields) },
  ])
  return toTemplate(await get(db, before.id))
}

/** @throws edocs.off, .template_not_found, .template_stale, .not_pdf; what takePdf() throws */
export async function uploadTemplate(
  ctx: IoCtx,
  { params, query }: Request<'upload'>,
  file: Upload,
): Promise<EdocTemplate> {
  const open = async (ctx: Ctx, db: Db) => {
    requireAddOn(ctx)
    await queries.lockTemplates(db)
    return getCurrent(db, params.edocTemplateId, query.version)
  }
  return takePdf(ctx, file, query.name, open, async (ctx, db, before, pdf) => {
    const fields = before.fields.filter(({ page, x, y, width, height }) => {
      const at = pdf.pages[page]
      return at && x + width <= at.width + 1 && y + height <= at.height + 1
    })
    await queries.updateTemplate(db, before.id, {
      file_name: pdf.file_name,
      storage_key: pdf.storage_key,
      sha256: pdf.sha256,
      size_bytes: pdf.size_bytes,
      pages: JSON.stringify(pdf.pages),
      fields: JSON.stringify(fields),
      updated_at: ctx.now,
      updated_by: ctx.actor.userId,
    })
    note(ctx, 'edocs.template_document', before, [
      {
        field: 'Document',
        old: before.file_name && `${before.file_name}, ${sizeText(before.size_bytes ?? 0)}`,
        new: `${pdf.file_name}, ${sizeText(pdf.size_bytes)}`,
      },
      ...(fields.length === before.fields.length
        ? []
        : [{ field: 'Fields', old: fieldsText(before.fields), new: fieldsText(fields) }]),
    ])
    return toTemplate(await get(db, before.id))
  })
}

/** @throws edocs.off, .template_not_found, .no_document; files.bytes_missing */
export async function downloadTemplate(
  ctx: IoCtx,
  { params, query }: Request<'document'>,
): Promise<StoredFile> {
  const row = await ctx.tx(async (ctx, db) => {
    requireAddOn(ctx)
    return get(db, params.edocTemplateId)
  })
  if (!row.storage_key) return fail('edocs.no_document')
  const bytes = await bytesOf(ctx.actor.company.id, row.storage_key)
  return stored(bytes, row.file_name ?? 'document.pdf', query.inline === 'true')
}

/** @throws edocs.off */
export async function sortTemplates(
  ctx: Ctx,
  db: Db,
  { body }: Request<'sort'>,
): Promise<Output<typeof edocTemplates.sort>> {
  requireAddOn(ctx)
  await queries.lockTemplates(db)
  const before = await queries.listTemplates(db)
  await queries.sortTemplates(db, body.ids)
  const after = await queries.listTemplates(db)
  const names = (rows: ShownTemplate[]) => rows.map(({ name }) => name).join('\n') || null
  if (names(before) === names(after)) ctx.history.nothingChanged()
  else
    ctx.history.add({
      event: 'edocs.templates_sorted',
      entity: 'company',
      entityId: ctx.actor.company.id,
      changes: [{ field: 'Order', old: names(before), new: names(after) }],
    })
  return {}
}

/** One that documents were made from is put away, so that they can still name it. @throws edocs.off, .template_not_found */
export async function removeTemplate(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<Output<typeof edocTemplates.remove>> {
  requireAddOn(ctx)
  await queries.lockTemplates(db)
  // Deleted already, by a second click or by somebody else: that is what was asked for.
  if ((await queries.findTemplate(db, params.edocTemplateId))?.archived_at) {
    ctx.history.nothingChanged()
    return {}
  }
  const gone = await get(db, params.edocTemplateId)
  if (gone.documents) await queries.updateTemplate(db, gone.id, { archived_at: ctx.now, active: false })
  else await queries.deleteTemplate(db, gone.id)
  await queueSweep(db, ctx.now)
  note(ctx, 'edocs.template_deleted', gone, differences(valuesOf(gone), null))
  return {}
}

/** @throws edocs.off, .template_not_found */
export async function listTemplateHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof edocTemplates.history>> {
  requireAddOn(ctx)
  await get(db, params.edocTemplateId)
  return listEntityHistory(db, 'edoc_template', params.edocTemplateId, query)
}
