/** Workflows as the company has set them up (NEW-018, ADM-009). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Workflow, workflows, WorkflowValues } from '#shared/contracts/workflows.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { customIdOf } from '#shared/rules/custom-fields.ts'
import { field, type FieldName } from '#shared/rules/customer-fields.ts'
import {
  maxWorkflows,
  stepFlaws,
  stepKinds,
  stepTitle,
  workflowPurposes,
  workflowTypes,
} from '#shared/rules/workflows.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { listEntityHistory } from '../history/history.service.ts'
import * as queries from './workflows.queries.ts'
import type { WorkflowRow } from './workflows.queries.ts'

export { workflowsPart } from './workflows.part.ts'

type Request<K extends keyof typeof workflows> = Parsed<(typeof workflows)[K]>
type CustomNames = Awaited<ReturnType<typeof queries.listCustomNames>>

/** What decides on a workflow's being offered beside its being active. */
export type Surroundings = { custom: CustomNames; adt: boolean }

export const readSurroundings = async (db: Db): Promise<Surroundings> => ({
  custom: await queries.listCustomNames(db),
  adt: await queries.hasAdtCompany(db),
})

/** Why an active workflow is not offered; null if it is. */
export function hindranceOf(
  { type, steps }: Pick<WorkflowRow, 'type' | 'steps'>,
  { custom, adt }: Surroundings,
): string | null {
  if (type === 'adt' && !adt) return 'No active monitoring company is ADT'
  const onTop = steps[0]?.fields.map(({ name }) => custom.get(customIdOf(name) ?? 0)) ?? []
  if (type === 'single_page' && !onTop.some((one) => one?.active))
    return 'None of the custom fields that stand on top is in use'
  return null
}

const toWorkflow = ({ sort: _, ...row }: WorkflowRow, surroundings: Surroundings): Workflow => ({
  ...row,
  hindrance: row.active ? hindranceOf(row, surroundings) : null,
})

export async function listWorkflows(ctx: Ctx, db: Db): Promise<Output<typeof workflows.list>> {
  const surroundings = await readSurroundings(db)
  return {
    workflows: (await queries.listWorkflows(db)).map((row) => toWorkflow(row, surroundings)),
    customFields: [...surroundings.custom].map(([id, field]) => ({ id, ...field })),
    adt: surroundings.adt,
    abilities: { modify: ctx.actor.grants.anywhere.has('workflows.modify') },
  }
}

/** The workflows that can be begun now, in their order. */
export async function listOffered(_ctx: Ctx, db: Db): Promise<Output<typeof workflows.offered>> {
  const surroundings = await readSurroundings(db)
  const rows = (await queries.listWorkflows(db)).filter(
    (row) => row.active && hindranceOf(row, surroundings) === null,
  )
  return {
    items: rows.map(({ id, name, description, type, purpose, steps }) => ({
      id,
      name,
      description,
      type,
      purpose,
      steps: steps.map((step) => ({ kind: step.kind, title: stepTitle(type, step) })),
      instructions: steps[0]?.instructions ?? '',
      fields: steps[0]?.fields ?? [],
    })),
  }
}

async function check(db: Db, values: WorkflowValues, before: WorkflowRow | null, prefix = ''): Promise<void> {
  const errors: FieldError[] = []
  const wrong = (path: string, message: string) => errors.push({ path: `${prefix}${path}`, message })
  const other = await queries.findByName(db, values.purpose, values.name)
  if (other && other.id !== before?.id)
    wrong('name', `There is ${other.active ? 'a' : 'a retired'} workflow “${other.name}” already`)
  for (const { path, message } of stepFlaws(values.type, values.purpose, values.steps)) wrong(path, message)
  const { custom, adt } = await readSurroundings(db)
  const had = new Set(before?.steps.flatMap(({ fields }) => fields.map(({ name }) => name)))
  for (const [index, { fields }] of values.steps.entries())
    for (const { name } of fields) {
      const id = customIdOf(name)
      if (id !== null && !custom.get(id)?.active && !had.has(name))
        wrong(`steps.${index}.fields`, 'One of these custom fields is not in use')
    }
  if (values.type === 'adt' && !adt && before?.type !== 'adt')
    wrong('type', 'ADT workflows need an active monitoring company that is ADT')
  if (errors.length) fail('request.invalid', {}, { errors })
}

/** A workflow as history tells it: its steps line by line. */
function told(row: WorkflowRow, custom: CustomNames): Record<string, string | null> {
  const nameOf = (name: string) => {
    const id = customIdOf(name)
    return id === null ? field(name as FieldName).label : (custom.get(id)?.name ?? name)
  }
  return {
    Name: row.name,
    Description: row.description || null,
    Type: workflowTypes[row.type].label,
    For: workflowPurposes[row.purpose],
    Active: row.active ? 'Yes' : 'No',
    Steps: row.steps
      .map((step) => {
        const title = stepTitle(row.type, step)
        const kind = stepKinds[step.kind].label
        const fields = step.fields.map(({ name, required }) => nameOf(name) + (required ? ' (required)' : ''))
        return [
          title === kind ? title : `${title} (${kind})`,
          ...(fields.length ? [fields.join(', ')] : []),
          ...(step.instructions ? [`“${step.instructions}”`] : []),
        ].join(': ')
      })
      .join('\n'),
  }
}

function differences(before: WorkflowRow | null, after: WorkflowRow | null, custom: CustomNames): Change[] {
  const [old, now] = [before && told(before, custom), after && told(after, custom)]
  return Object.keys(now ?? old ?? {})
    .map((name) => ({ field: name, old: old?.[name] ?? null, new: now?.[name] ?? null }))
    .filter((change) => change.old !== change.new)
}

/** @throws workflows.too_many; request.invalid with the fields */
export async function createWorkflow(ctx: Ctx, db: Db, { body }: Request<'create'>): Promise<Workflow> {
  const all = await queries.lockWorkflows(db)
  if (all.length >= maxWorkflows) fail('workflows.too_many', { max: maxWorkflows })
  await check(db, body, null)
  const id = await queries.insertWorkflow(db, body, Math.max(0, ...all.map(({ sort }) => sort)) + 1)
  const made = (await queries.findWorkflow(db, id))!
  const surroundings = await readSurroundings(db)
  ctx.history.add({
    event: 'workflows.created',
    entity: 'workflow',
    entityId: id,
    detail: { name: made.name },
    changes: differences(null, made, surroundings.custom),
  })
  return toWorkflow(made, surroundings)
}

/** @throws workflows.not_found; workflows.stale with what is stored now; request.invalid with the fields */
export async function saveWorkflow(ctx: Ctx, db: Db, { params, body }: Request<'save'>): Promise<Workflow> {
  await queries.lockWorkflows(db)
  const before = (await queries.lockWorkflow(db, params.workflowId)) ?? fail('workflows.not_found')
  const surroundings = await readSurroundings(db)
  if (before.version !== body.version)
    return fail('workflows.stale', {}, { extra: { current: toWorkflow(before, surroundings) } })
  await check(db, body.workflow, before, 'workflow.')
  await queries.updateWorkflow(db, before.id, body.workflow)
  const after = (await queries.findWorkflow(db, before.id))!
  const changes = differences(before, after, surroundings.custom)
  if (changes.length)
    ctx.history.add({
      event: 'workflows.saved',
      entity: 'workflow',
      entityId: before.id,
      detail: { name: after.name },
      changes,
    })
  else ctx.history.nothingChanged()
  return toWorkflow(after, surroundings)
}

/** @throws workflows.not_found; workflows.in_use while records are in the middle of it */
export async function removeWorkflow(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<Output<typeof workflows.remove>> {
  const gone = (await queries.lockWorkflow(db, params.workflowId)) ?? fail('workflows.not_found')
  if (gone.running > 0) fail('workflows.in_use', { count: gone.running })
  const { custom } = await readSurroundings(db)
  await queries.deleteWorkflow(db, gone.id)
  ctx.history.add({
    event: 'workflows.deleted',
    entity: 'workflow',
    entityId: gone.id,
    detail: { name: gone.name },
    changes: differences(gone, null, custom),
  })
  return {}
}

/** @throws workflows.list_stale unless every workflow is named once */
export async function sortWorkflows(
  ctx: Ctx,
  db: Db,
  { body }: Request<'sort'>,
): Promise<Output<typeof workflows.sort>> {
  const before = await queries.lockWorkflows(db)
  const known = new Set(before.map(({ id }) => id))
  const meant = new Set(body.ids.filter((id) => known.has(id)))
  if (meant.size !== before.length || body.ids.length !== before.length) fail('workflows.list_stale')
  await queries.writeOrder(db, body.ids)
  const after = await queries.listWorkflows(db)
  const order = (rows: readonly WorkflowRow[]) => rows.map(({ name }) => name).join(', ')
  if (order(after) === order(before)) ctx.history.nothingChanged()
  else
    ctx.history.add({
      event: 'workflows.sorted',
      entity: 'workflow',
      entityId: null,
      changes: [{ field: 'Order', old: order(before), new: order(after) }],
    })
  const surroundings = await readSurroundings(db)
  return { workflows: after.map((row) => toWorkflow(row, surroundings)) }
}

/** @throws workflows.not_found */
export async function listWorkflowHistory(
  _ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof workflows.history>> {
  if (!(await queries.findWorkflow(db, params.workflowId))) fail('workflows.not_found')
  return listEntityHistory(db, 'workflow', params.workflowId, query)
}
