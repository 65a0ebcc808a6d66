/** The company's order templates: what is sold together (NEW-040, ADM-008). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { OrderTemplate, orderTemplates, OrderTemplateValues } from '#shared/contracts/order-templates.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { maxOrderTemplates } from '#shared/rules/order-templates.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { listOfferedPackages } from '../equipment/equipment.service.ts'
import { listEntityHistory } from '../history/history.service.ts'
import * as queries from './order-templates.queries.ts'
import type { TemplateRow } from './order-templates.queries.ts'

export { applyOrder, readOrder } from './order-templates.applying.ts'
export { hasTemplates } from './order-templates.queries.ts'

type Request<K extends keyof typeof orderTemplates> = Parsed<(typeof orderTemplates)[K]>

const named = ({ id, name, active }: { id: number; name: string; active: boolean }) => ({ id, name, active })

const toTemplate = ({ sort: _, ...row }: TemplateRow): OrderTemplate => ({
  ...row,
  rates: row.rates.map(named),
  packages: row.packages.map(named),
})

export async function listTemplates(_ctx: Ctx, db: Db): Promise<Output<typeof orderTemplates.list>> {
  return {
    templates: (await queries.listTemplates(db)).map(toTemplate),
    rates: (await queries.holdRates(db)).map(named),
    packages: (await listOfferedPackages(db)).map(({ id, name, active, contents }) => ({
      id,
      name,
      active,
      contents,
    })),
  }
}

/** Judges the name and what is offered. What is out of use may stay in the template that has it. */
async function check(
  db: Db,
  values: OrderTemplateValues,
  before: TemplateRow | null,
  prefix = '',
): Promise<void> {
  const errors: FieldError[] = []
  const wrong = (path: string, message: string) => errors.push({ path: `${prefix}${path}`, message })
  const other = await queries.findTemplateByName(db, values.name)
  if (other && other.id !== before?.id)
    wrong('name', `There is ${other.active ? 'an' : 'a retired'} order template “${other.name}” already`)
  const judge = (
    path: 'rateIds' | 'packageIds',
    offered: readonly { id: number; active: boolean }[],
    had: readonly { id: number }[],
    what: string,
  ) => {
    const byId = new Map(offered.map((row) => [row.id, row]))
    const kept = new Set(had.map(({ id }) => id))
    const ids = values[path]
    if (new Set(ids).size < ids.length) wrong(path, `Each ${what} once`)
    if (ids.some((id) => !byId.has(id) || (!byId.get(id)!.active && !kept.has(id))))
      wrong(path, `Choose a ${what} from the list`)
  }
  judge('rateIds', await queries.holdRates(db), before?.rates ?? [], 'rate')
  judge('packageIds', await listOfferedPackages(db), before?.packages ?? [], 'package')
  if (!values.rateIds.length && !values.packageIds.length)
    wrong('rateIds', 'Choose at least one rate or one package')
  if (errors.length) fail('request.invalid', {}, { errors })
}

const namesOf = (rows: readonly { name: string }[]) => rows.map(({ name }) => name).join('\n') || null

const told = (row: TemplateRow): Record<string, string | null> => ({
  Name: row.name,
  Description: row.description || null,
  'Monthly rates': namesOf(row.rates),
  'Equipment packages': namesOf(row.packages),
  Active: row.active ? 'Yes' : 'No',
})

function differences(before: TemplateRow | null, after: TemplateRow | null): Change[] {
  const [old, now] = [before && told(before), after && told(after)]
  return Object.keys(now ?? old ?? {})
    .map((field) => ({ field, old: old?.[field] ?? null, new: now?.[field] ?? null }))
    .filter((change) => change.old !== change.new)
}

/** @throws order_templates.too_many; request.invalid with the fields */
export async function createTemplate(ctx: Ctx, db: Db, { body }: Request<'create'>): Promise<OrderTemplate> {
  const all = await queries.lockTemplates(db)
  if (all.length >= maxOrderTemplates) fail('order_templates.too_many', { max: maxOrderTemplates })
  await check(db, body, null)
  const id = await queries.insertTemplate(db, body, Math.max(0, ...all.map(({ sort }) => sort)) + 1)
  const made = (await queries.findTemplate(db, id))!
  ctx.history.add({
    event: 'order_templates.created',
    entity: 'order_template',
    entityId: id,
    detail: { name: made.name },
    changes: differences(null, made),
  })
  return toTemplate(made)
}

/** @throws order_templates.not_found; order_templates.stale with what is stored now; request.invalid with the fields */
export async function saveTemplate(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'save'>,
): Promise<OrderTemplate> {
  await queries.lockTemplates(db)
  const before = (await queries.lockTemplate(db, params.templateId)) ?? fail('order_templates.not_found')
  if (before.version !== body.version)
    return fail('order_templates.stale', {}, { extra: { current: toTemplate(before) } })
  await check(db, body.template, before, 'template.')
  await queries.updateTemplate(db, before.id, body.template)
  const after = (await queries.findTemplate(db, before.id))!
  const changes = differences(before, after)
  if (changes.length)
    ctx.history.add({
      event: 'order_templates.saved',
      entity: 'order_template',
      entityId: before.id,
      detail: { name: after.name },
      changes,
    })
  else ctx.history.nothingChanged()
  return toTemplate(after)
}

/** @throws order_templates.not_found; order_templates.offered while it is in use */
export async function removeTemplate(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<Output<typeof orderTemplates.remove>> {
  const gone = (await queries.lockTemplate(db, params.templateId)) ?? fail('order_templates.not_found')
  if (gone.active) fail('order_templates.offered')
  await queries.deleteTemplate(db, gone.id)
  ctx.history.add({
    event: 'order_templates.deleted',
    entity: 'order_template',
    entityId: gone.id,
    detail: { name: gone.name },
    changes: differences(gone, null),
  })
  return {}
}

/** @throws order_templates.list_stale unless every template is named once */
export async function sortTemplates(
  ctx: Ctx,
  db: Db,
  { body }: Request<'sort'>,
): Promise<Output<typeof orderTemplates.sort>> {
  const before = await queries.lockTemplates(db)
  const known = new Set(before.map(({ id }) => id))
  const meant = new Set(body.ids.filter((id) => known.has(id)))
  if (meant.size !== before.length || body.ids.length !== before.length) fail('order_templates.list_stale')
  await queries.writeOrder(db, body.ids)
  const after = await queries.listTemplates(db)
  const order = (rows: readonly TemplateRow[]) => rows.map(({ name }) => name).join(', ')
  if (order(after) === order(before)) ctx.history.nothingChanged()
  else
    ctx.history.add({
      event: 'order_templates.sorted',
      entity: 'order_template',
      entityId: null,
      changes: [{ field: 'Order', old: order(before), new: order(after) }],
    })
  return { templates: after.map(toTemplate) }
}

/** @throws order_templates.not_found */
export async function listTemplateHistory(
  _ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof orderTemplates.history>> {
  if (!(await queries.findTemplate(db, params.templateId))) fail('order_templates.not_found')
  return listEntityHistory(db, 'order_template', params.templateId, query)
}
