/** A record's runs through workflows: beginning one, going on step by step, ending it (NEW-016, TAB-004). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Enrolment, EnrolmentSummary, workflows } from '#shared/contracts/workflows.ts'
import { fail } from '#shared/errors.ts'
import { merge } from '#shared/rules/message-text.ts'
import {
  enrolmentStatuses,
  isUnfinished,
  maxEnrolments,
  maySkip,
  stalledAfterDays,
  stepTitle,
} from '#shared/rules/workflows.ts'
import { dayMs } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { findVisible, getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { readMergeValuesOf } from '../messages/messages.service.ts'
import * as queries from './workflows.enrolments.queries.ts'
import type { EnrolmentRow, StepRow } from './workflows.enrolments.queries.ts'
import { holdWorkflow, type WorkflowRow } from './workflows.queries.ts'
import { hindranceOf, readSurroundings, type Surroundings } from './workflows.service.ts'
import { blockedWhy, mayFillIn, requireDone } from './workflows.steps.ts'

type Request<K extends keyof typeof workflows> = Parsed<(typeof workflows)[K]>

const mayWork = (ctx: Ctx, record: Visible, row: EnrolmentRow): boolean =>
  !record.archived &&
  isUnfinished(row.status) &&
  (row.startedById === ctx.actor.userId ||
    ctx.actor.grants.has('customer_workflows.create', record.locationId))

function toSummary(ctx: Ctx, record: Visible, row: EnrolmentRow): EnrolmentSummary {
  const unfinished = isUnfinished(row.status)
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    purpose: row.purpose,
    status: row.status,
    reason: row.reason,
    finished: row.steps.filter(({ state }) => state !== 'open').length,
    steps: row.steps.length,
    current: unfinished ? (row.steps.find(({ state }) => state === 'open')?.title ?? null) : null,
    stalled: unfinished && ctx.now.getTime() - row.movedAt.getTime() > stalledAfterDays * dayMs,
    startedAt: row.startedAt.toISOString(),
    startedBy: row.startedBy ?? 'System',
    movedAt: row.movedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    endedBy: row.endedAt ? (row.endedBy ?? 'System') : null,
    mayWork: mayWork(ctx, record, row),
  }
}

async function toEnrolment(ctx: Ctx, db: Db, record: Visible, row: EnrolmentRow): Promise<Enrolment> {
  const values = await readMergeValuesOf(ctx, db, record.id)
  const stepList: Enrolment['stepList'] = []
  for (const step of row.steps) {
    const open = step.state === 'open' && isUnfinished(row.status)
    stepList.push({
      ...step,
      instructions: merge(step.instructions, values),
      finishedAt: step.finishedAt && new Date(step.finishedAt).toISOString(),
      finishedBy: step.finishedAt && (step.finishedBy ?? 'System'),
      blocked: open ? await blockedWhy(ctx, db, record, step) : null,
      maySkip: open && maySkip(step, mayFillIn(ctx, record, step.fields)),
    })
  }
  return { ...toSummary(ctx, record, row), stepList }
}

const rowOf = (rows: readonly EnrolmentRow[], id: number): EnrolmentRow =>
  rows.find((row) => row.id === id) ?? fail('workflows.enrolment_not_found')

/** @throws customers.not_found, access.denied_here */
export async function listEnrolments(
  ctx: Ctx,
  db: Db,
  { params }: Request<'ofCustomer'>,
): Promise<Output<typeof workflows.ofCustomer>> {
  const record = await getReadable(ctx, db, params.customerId, 'customer_workflows.view')
  const rows = await queries.listEnrolments(db, record.id)
  return {
    items: rows.map((row) => toSummary(ctx, record, row)),
    abilities: {
      create: !record.archived && ctx.actor.grants.has('customer_workflows.create', record.locationId),
    },
    readOnlyReason: record.archived ? 'archived' : null,
  }
}

/** @throws customers.not_found, access.denied_here; workflows.enrolment_not_found */
export async function openEnrolment(ctx: Ctx, db: Db, { params }: Request<'open'>): Promise<Enrolment> {
  const record = (await findVisible(ctx, db, params.customerId)) ?? fail('customers.not_found')
  const row = (await queries.listEnrolments(db, record.id)).find(({ id }) => id === params.enrolmentId)
  // Whoever began it sees it to its end; of all others it asks the permission before it says whether it is there.
  if (row?.startedById !== ctx.actor.userId)
    requireAt(ctx.actor, 'customer_workflows.view', record.locationId)
  return toEnrolment(ctx, db, record, row ?? fail('workflows.enrolment_not_found'))
}

/** The record and its run, locked for a change to it. @throws customers.…; workflows.enrolment_not_found, .over */
export async function lockEnrolment(ctx: Ctx, db: Db, params: { customerId: number; enrolmentId: number }) {
  const seen = (await findVisible(ctx, db, params.customerId)) ?? fail('customers.not_found')
  const own = await queries.listEnrolments(db, seen.id)
  const isOwn = own.find(({ id }) => id === params.enrolmentId)?.startedById === ctx.actor.userId
  const view = seen.kind === 'customer' ? 'customers.view' : 'leads.view'
  const record = await getWritable(ctx, db, seen.id, isOwn ? view : 'customer_workflows.create')
  const row = rowOf(await queries.listEnrolments(db, record.id), params.enrolmentId)
  if (!isUnfinished(row.status))
    fail('workflows.over', { status: enrolmentStatuses[row.status].toLowerCase() })
  return { record, row }
}

/** The run as it now is. */
export async function reread(ctx: Ctx, db: Db, customerId: number, enrolmentId: number): Promise<Enrolment> {
  const record = (await findVisible(ctx, db, customerId)) ?? fail('customers.not_found')
  return toEnrolment(ctx, db, record, rowOf(await queries.listEnrolments(db, customerId), enrolmentId))
}

/** An offered workflow, held until the transaction ends. @throws workflows.not_found, .not_offered */
export async function getOffered(
  db: Db,
  workflowId: number,
): Promise<{ workflow: WorkflowRow; surroundings: Surroundings }> {
  const workflow = (await holdWorkflow(db, workflowId)) ?? fail('workflows.not_found')
  const surroundings = await readSurroundings(db)
  const hindrance = workflow.active ? hindranceOf(workflow, surroundings) : 'it is out of use'
  if (hindrance) fail('workflows.not_offered', { reason: hindrance })
  return { workflow, surroundings }
}

/** Begins a run on a record that is locked; the history of it is drafted. @throws workflows.enrolled_already, .too_many_… */
export async function beginRun(
  ctx: Ctx,
  db: Db,
  customerId: number,
  workflow: WorkflowRow,
  { adt }: Surroundings,
): Promise<number> {
  const rows = await queries.listEnrolments(db, customerId)
  if (rows.some((row) => row.workflowId === workflow.id && isUnfinished(row.status)))
    fail('workflows.enrolled_already', { name: workflow.name })
  if (rows.length >= maxEnrolments) fail('workflows.too_many_enrolments', { max: maxEnrolments })
  const { type } = workflow
  // Sales flows qualify only where credit can be run (NEW-012).
  const qualifies = ctx.actor.company.settings.creditChecks || adt
  const steps = workflow.steps.filter(
    ({ kind }) => kind !== 'qualify' || qualifies || (type !== 'simple_sales' && type !== 'smart_sales'),
  )
  const id = await queries.insertEnrolment(db, {
    customerId,
    workflowId: workflow.id,
    name: workflow.name,
    type,
    purpose: workflow.purpose,
    at: ctx.now,
    by: ctx.actor.userId,
    steps: steps.map((step) => ({ ...step, title: stepTitle(type, step) })),
  })
  ctx.history.add({
    event: 'workflows.enrolled',
    entity: 'workflow_enrolment',
    entityId: id,
    customerId,
    detail: { name: workflow.name },
  })
  return id
}

/** @throws customers.…; workflows.not_found, .not_offered, .enrolled_already; access.denied_here */
export async function enrol(ctx: Ctx, db: Db, { params, body }: Request<'enrol'>): Promise<Enrolment> {
  const seen = (await findVisible(ctx, db, params.customerId)) ?? fail('customers.not_found')
  // Judged before anything of the workflow is said: a lead's conversion is its changer's, all else the workflows' own.
  const { grants } = ctx.actor
  const converts = seen.kind === 'lead' && grants.has('leads.modify', seen.locationId)
  const record = await getWritable(ctx, db, seen.id, converts ? 'leads.modify' : 'customer_workflows.create')
  const { workflow, surroundings } = await getOffered(db, body.workflowId)
  if (workflow.purpose === 'creation') fail('workflows.not_offered', { reason: 'it makes new customers' })
  if (workflow.purpose === 'record') requireAt(ctx.actor, 'customer_workflows.create', record.locationId)
  if (workflow.purpose === 'conversion') {
    if (record.kind !== 'lead') fail('customers.not_a_lead')
    requireAt(ctx.actor, 'leads.modify', record.locationId)
  }
  const id = await beginRun(ctx, db, record.id, workflow, surroundings)
  return reread(ctx, db, record.id, id)
}

/** Ends a step of a run that is locked, and the run with its last one; the history of it is drafted. */
export async function endStep(
  ctx: Ctx,
  db: Db,
  row: EnrolmentRow,
  step: StepRow,
  outcome: 'done' | 'skipped',
): Promise<void> {
  const act = { at: ctx.now, by: ctx.actor.userId }
  await queries.finishStep(db, step.id, outcome, act)
  const last = row.steps.every(({ id, state }) => id === step.id || state !== 'open')
  await queries.moveEnrolment(db, row.id, last ? 'completed' : 'in_progress', act)
  const about = { entity: 'workflow_enrolment', entityId: row.id, customerId: row.customerId }
  ctx.history.add({
    ...about,
    event: 'workflows.advanced',
    detail: { name: row.name, step: step.title, outcome },
    changes: [{ field: 'step', old: null, new: `${step.title}: ${outcome}` }],
  })
  if (last) ctx.history.add({ ...about, event: 'workflows.completed', detail: { name: row.name } })
}

/**
 * Calls the step that comes next done, or skips it. One that is over already stays as it was.
 * @throws customers.…; workflows.not_yet, .nothing_there, .no_skipping, .lead_first, .over; request.invalid
 */
export async function finishStep(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'finishStep'>,
): Promise<Enrolment> {
  const { record, row } = await lockEnrolment(ctx, db, params)
  const step = row.steps.find(({ id }) => id === params.stepId) ?? fail('workflows.enrolment_not_found')
  if (step.state !== 'open') {
    ctx.history.nothingChanged()
    return toEnrolment(ctx, db, record, row)
  }
  const next = row.steps.find(({ state }) => state === 'open')!
  if (next.id !== step.id) fail('workflows.not_yet', { step: next.title })
  if (body.outcome === 'skipped') {
    if (!maySkip(step, mayFillIn(ctx, record, step.fields)))
      fail('workflows.no_skipping', { step: step.title })
  } else await requireDone(ctx, db, record, step)
  await endStep(ctx, db, row, step, body.outcome)
  return reread(ctx, db, record.id, row.id)
}

/** @throws customers.…; workflows.enrolment_not_found, .over */
export async function endEnrolment(ctx: Ctx, db: Db, { params, body }: Request<'end'>): Promise<Enrolment> {
  const { record, row } = await lockEnrolment(ctx, db, params)
  const act = { at: ctx.now, by: ctx.actor.userId }
  await queries.moveEnrolment(db, row.id, body.status, act, body.reason)
  ctx.history.add({
    event: 'workflows.ended',
    entity: 'workflow_enrolment',
    entityId: row.id,
    customerId: record.id,
    detail: { name: row.name, status: enrolmentStatuses[body.status].toLowerCase() },
    changes: [
      { field: 'status', old: enrolmentStatuses[row.status], new: enrolmentStatuses[body.status] },
      { field: 'reason', old: null, new: body.reason },
    ],
  })
  return reread(ctx, db, record.id, row.id)
}
