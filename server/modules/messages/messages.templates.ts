/** The company's message templates. The contract judges their merge fields; here is what takes the database. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { MessageTemplate, MessageTemplateValues, messageSetup } from '#shared/contracts/message-setup.ts'
import { fail } from '#shared/errors.ts'
import { maxTemplates, messageCategories, messageChannels, templateKinds } from '#shared/rules/messages.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { findVisible } from '../customers/customers.service.ts'
import { listEntityHistory } from '../history/history.service.ts'
import { findFacts, mergeValuesOf } from './messages.people.ts'
import * as queries from './messages.templates.queries.ts'
import type { TemplateRow } from './messages.templates.queries.ts'

type Request<K extends keyof typeof messageSetup> = Parsed<(typeof messageSetup)[K]>

export async function listTemplates(ctx: Ctx, db: Db): Promise<Output<typeof messageSetup.templates>> {
  const may = (level: 'create' | 'modify' | 'delete') =>
    ctx.actor.grants.anywhere.has(`message_templates.${level}`)
  return {
    templates: await queries.listTemplates(db),
    abilities: { create: may('create'), modify: may('modify'), delete: may('delete') },
  }
}

async function checkName(
  db: Db,
  { name }: MessageTemplateValues,
  id: number | null,
  path: string,
): Promise<void> {
  const other = await queries.findNamed(db, name)
  if (other && other.id !== id)
    fail(
      'request.invalid',
      {},
      {
        errors: [
          { path, message: `There is ${other.active ? 'a' : 'an inactive'} template “${name}” already` },
        ],
      },
    )
}

const told = (row: TemplateRow): Record<string, string | null> => ({
  Name: row.name,
  Channel: messageChannels[row.channel],
  Category: messageCategories[row.category],
  For: templateKinds[row.kind],
  Active: row.active ? 'Yes' : 'No',
  Subject: row.subject || null,
  Message: row.body,
})

function differences(before: TemplateRow | null, after: TemplateRow | null): Change[] {
  const [old, now] = [before && told(before), after && told(after)]
  return Object.keys(now ?? old ?? {})
    .map((field) => ({ field, old: old?.[field] ?? null, new: now?.[field] ?? null }))
    .filter((change) => change.old !== change.new)
}

function note(
  ctx: Ctx,
  event: 'messages.template_created' | 'messages.template_saved' | 'messages.template_deleted',
  row: TemplateRow,
  changes: Change[],
): void {
  ctx.history.add({
    event,
    entity: 'message_template',
    entityId: row.id,
    detail: { name: row.name },
    changes,
  })
}

/** @throws messages.too_many_templates; request.invalid with the fields */
export async function createTemplate(
  ctx: Ctx,
  db: Db,
  { body }: Request<'createTemplate'>,
): Promise<MessageTemplate> {
  if ((await queries.lockNames(db)) >= maxTemplates)
    fail('messages.too_many_templates', { max: maxTemplates })
  await checkName(db, body, null, 'name')
  const made = (await queries.findTemplate(db, await queries.insertTemplate(db, body)))!
  note(ctx, 'messages.template_created', made, differences(null, made))
  return made
}

/** @throws messages.template_not_found; messages.setup_stale with what is stored now; request.invalid with the fields */
export async function saveTemplate(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'saveTemplate'>,
): Promise<MessageTemplate> {
  await queries.lockNames(db)
  const before = (await queries.lockTemplate(db, params.templateId)) ?? fail('messages.template_not_found')
  if (before.version !== body.version) fail('messages.setup_stale', {}, { extra: { current: before } })
  await checkName(db, body.template, before.id, 'template.name')
  const changes = differences(before, { ...before, ...body.template })
  if (!changes.length) {
    ctx.history.nothingChanged()
    return before
  }
  await queries.updateTemplate(db, before.id, body.template)
  const after = (await queries.findTemplate(db, before.id))!
  note(ctx, 'messages.template_saved', after, changes)
  return after
}

/** @throws messages.template_not_found; messages.template_offered while it is active */
export async function removeTemplate(
  ctx: Ctx,
  db: Db,
  { params }: Request<'removeTemplate'>,
): Promise<Output<typeof messageSetup.removeTemplate>> {
  const gone = (await queries.lockTemplate(db, params.templateId)) ?? fail('messages.template_not_found')
  if (gone.active) fail('messages.template_offered')
  await queries.deleteTemplate(db, gone.id)
  note(ctx, 'messages.template_deleted', gone, differences(gone, null))
  return {}
}

/** @throws messages.template_not_found */
export async function listTemplateHistory(
  _ctx: Ctx,
  db: Db,
  { params, query }: Request<'templateHistory'>,
): Promise<Output<typeof messageSetup.templateHistory>> {
  if (!(await queries.findTemplate(db, params.templateId))) fail('messages.template_not_found')
  return listEntityHistory(db, 'message_template', params.templateId, query)
}

/** What a template says to a record. @throws customers.not_found, access.denied_here */
export async function readMergeValues(
  ctx: Ctx,
  db: Db,
  { params }: Request<'previewValues'>,
): Promise<Output<typeof messageSetup.previewValues>> {
  const facts = (await findVisible(ctx, db, params.customerId)) && (await findFacts(db, params.customerId))
  if (!facts) return fail('customers.not_found')
  return {
    name: `${facts.firstName} ${facts.lastName}`,
    values: mergeValuesOf(facts, ctx.actor.userName, ctx.now),
  }
}
