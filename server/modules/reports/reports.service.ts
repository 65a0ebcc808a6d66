/** Saved reports: one's own and those that others share, and when they are sent. */
import type { Output, Parsed } from '#shared/contract.ts'
import type {
  ReportDefinition,
  ReportRun,
  reports,
  ReportSchedule,
  SavedReport,
} from '#shared/contracts/reports.ts'
import { fail } from '#shared/errors.ts'
import { maxReports, nextScheduleAt, scheduleText } from '#shared/rules/reports.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { listEntityHistory } from '../history/history.service.ts'
import { readReach } from '../messages/messages.service.ts'
import * as queries from './reports.queries.ts'
import type { ReportRow, ReportValues } from './reports.queries.ts'
import { compiled } from './reports.running.ts'

type Request<K extends keyof typeof reports> = Parsed<(typeof reports)[K]>
const entity = 'saved_report'
const runsTold = 30

/** What is shared may be taken away by whoever may change reports everywhere: its owner may have left. */
const mayRemoveOthers = (actor: Ctx['actor'], row: ReportRow): boolean =>
  row.shared && actor.grants.covers(['reports.modify'], null)

function toReport({ actor }: Pick<Ctx, 'actor'>, row: ReportRow): SavedReport {
  const mine = row.ownerId === actor.userId
  const has = (permission: 'reports.modify' | 'reports.create') => actor.grants.anywhere.has(permission)
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    description: row.description,
    object: row.definition.object,
    shared: row.shared,
    owner: { id: row.ownerId, name: row.ownerName },
    mine,
    definition: row.definition,
    schedule: row.schedule,
    recipients: row.recipients,
    nextAt: row.nextAt?.toISOString() ?? null,
    stoppedReason: row.stoppedReason,
    updatedAt: row.updatedAt.toISOString(),
    abilities: {
      modify: mine && has('reports.modify'),
      remove: (mine && has('reports.modify')) || mayRemoveOthers(actor, row),
      copy: has('reports.create'),
    },
  }
}

export async function listReports(ctx: Ctx, db: Db): Promise<Output<typeof reports.list>> {
  return {
    items: (await queries.listReports(db)).map((row) => toReport(ctx, row)),
    mayCreate: ctx.actor.grants.anywhere.has('reports.create'),
  }
}

const isTheirs = (ctx: Ctx, row: ReportRow | undefined): row is ReportRow =>
  row !== undefined && (row.ownerId === ctx.actor.userId || row.shared)

/** @throws reports.not_found: also for one that somebody keeps to themselves */
async function get(ctx: Ctx, db: Db, reportId: number): Promise<ReportRow> {
  const row = await queries.findReport(db, reportId)
  return isTheirs(ctx, row) ? row : fail('reports.not_found')
}

/** @throws reports.not_found */
export const readReport = async (ctx: Ctx, db: Db, { params }: Request<'get'>): Promise<SavedReport> =>
  toReport(ctx, await get(ctx, db, params.reportId))

export async function listPeople(ctx: Ctx, db: Db): Promise<Output<typeof reports.people>> {
  const reach = await readReach(db, ctx.actor.company.id)
  return { items: await queries.listMailPeople(db), mailIsSetUp: reach.hasMail }
}

async function requireFreeName(db: Db, name: string, exceptId: number | null): Promise<void> {
  if (await queries.isNameTaken(db, name, exceptId))
    fail(
      'request.invalid',
      {},
      { errors: [{ path: 'name', message: `You have a report “${name}” already` }] },
    )
}

const told = (values: ReportValues): Record<string, string> => ({
  Name: values.name,
  Description: values.description,
  Shared: values.shared ? 'Yes' : 'No',
  // What it shows and asks, not what somebody typed as a filter's value.
  Object: values.definition.object.replaceAll('_', ' '),
  Columns: values.definition.columns.join(', '),
  Filters: values.definition.filters.map(({ field, op }) => `${field} ${op}`).join(', '),
  Groups: values.definition.groups.map(({ field, by }) => (by ? `${field} by ${by}` : field)).join(', '),
  Figures: values.definition.measures.map(({ fn, field }) => (field ? `${fn} ${field}` : fn)).join(', '),
})

function changesOf(before: ReportValues | null, after: ReportValues): Change[] {
  const was = before && told(before)
  return Object.entries(told(after))
    .map(([field, value]) => ({ field, old: was?.[field] || null, new: value || null }))
    .filter((change) => change.old !== change.new)
}

/** @throws reports.too_many; request.invalid; reports.object_denied, .field_denied */
export async function createReport(ctx: Ctx, db: Db, { body }: Request<'create'>): Promise<SavedReport> {
  if ((await queries.countOwn(db)) >= maxReports) fail('reports.too_many', { max: maxReports })
  await requireFreeName(db, body.name, null)
  await compiled(ctx, db, body.definition)
  const id = await queries.insertReport(db, body, ctx.now)
  ctx.history.add({
    event: 'reports.saved',
    entity,
    entityId: id,
    detail: { name: body.name },
    changes: changesOf(null, body),
  })
  return toReport(ctx, await get(ctx, db, id))
}

/** The report, if it is the caller's own and as they read it. @throws reports.not_found, .not_yours, .stale */
async function lockOwn(ctx: Ctx, db: Db, reportId: number, version: number): Promise<ReportRow> {
  const row = await queries.lockReport(db, reportId)
  if (!isTheirs(ctx, row)) return fail('reports.not_found')
  if (row.ownerId !== ctx.actor.userId) fail('reports.not_yours', { owner: row.ownerName })
  if (row.version !== version) fail('reports.stale', {}, { extra: { current: toReport(ctx, row) } })
  return row
}

/** A report that is sent shows nothing confidential, and all that it names. @throws reports.field_denied, .confidential_mail */
export async function requireMailable(
  ctx: Pick<Ctx, 'actor' | 'now'>,
  db: Db,
  definition: ReportDefinition,
): Promise<Awaited<ReturnType<typeof compiled>>> {
  const report = await compiled(ctx, db, definition, true)
  if (report.confidential.length)
    fail('reports.confidential_mail', { fields: report.confidential.join(', ') })
  return report
}

/** @throws reports.not_found, .not_yours, .stale, .object_denied, .field_denied, .confidential_mail; request.invalid */
export async function saveReport(
  ctx: Ctx,
  db: Db,
  { params, body: { version, ...given } }: Request<'save'>,
): Promise<SavedReport> {
  const row = await lockOwn(ctx, db, params.reportId, version)
  const after: ReportValues = {
    name: given.name ?? row.name,
    description: given.description ?? row.description,
    shared: given.shared ?? row.shared,
    definition: given.definition ?? row.definition,
  }
  if (given.name !== undefined) await requireFreeName(db, given.name, row.id)
  if (given.definition) {
    if (row.schedule) await requireMailable(ctx, db, given.definition)
    else await compiled(ctx, db, given.definition)
  }
  const changes = changesOf(row, after)
  if (!changes.length && JSON.stringify(row.definition) === JSON.stringify(after.definition)) {
    ctx.history.nothingChanged()
    return toReport(ctx, row)
  }
  await queries.updateReport(db, row.id, after, ctx.now)
  ctx.history.add({ event: 'reports.saved', entity, entityId: row.id, detail: { name: after.name }, changes })
  return toReport(ctx, await get(ctx, db, row.id))
}

/** @throws reports.not_found, .not_yours */
export async function removeReport(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<Record<string, never>> {
  const row = await queries.lockReport(db, params.reportId)
  if (!isTheirs(ctx, row)) return fail('reports.not_found')
  if (row.ownerId !== ctx.actor.userId && !mayRemoveOthers(ctx.actor, row))
    fail('reports.not_yours', { owner: row.ownerName })
  await queries.deleteReport(db, row.id)
  ctx.history.add({
    event: 'reports.deleted',
    entity,
    entityId: row.id,
    detail: { name: row.name },
    changes: [{ field: 'Owner', old: row.ownerName, new: null }],
  })
  return {}
}

const whenText = (schedule: ReportSchedule | null) => (schedule ? scheduleText(schedule) : 'no more')

/** @throws reports.not_found, .not_yours, .stale, .field_denied, .confidential_mail, .no_mail; request.invalid */
export async function saveSchedule(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'saveSchedule'>,
): Promise<SavedReport> {
  const row = await lockOwn(ctx, db, params.reportId, body.version)
  const { schedule } = body
  if (!schedule && !row.schedule) {
    ctx.history.nothingChanged()
    return toReport(ctx, row)
  }
  const nextAt = schedule && nextScheduleAt(schedule, ctx.actor.company.timeZone, ctx.now)
  if (schedule) {
    await requireMailable(ctx, db, row.definition)
    if (!(await readReach(db, ctx.actor.company.id)).hasMail) fail('reports.no_mail')
    const people = new Set((await queries.listMailPeople(db)).map(({ id }) => id))
    if (!schedule.userIds.every((id) => people.has(id)))
      fail(
        'request.invalid',
        {},
        {
          errors: [
            { path: 'schedule.userIds', message: 'Not everybody here signs in and has an e-mail address' },
          ],
        },
      )
  }
  await queries.setSchedule(db, row.id, schedule, nextAt, ctx.now)
  if (nextAt) await queries.addDueJob(db, row.id, nextAt)
  const after = await get(ctx, db, row.id)
  const names = (of: ReportRow) => of.recipients.map(({ name }) => name).join(', ') || null
  ctx.history.add({
    event: 'reports.scheduled',
    entity,
    entityId: row.id,
    detail: { name: row.name, when: whenText(schedule) },
    changes: [
      { field: 'When', old: row.schedule && whenText(row.schedule), new: schedule && whenText(schedule) },
      { field: 'Sent to', old: names(row), new: names(after) },
    ].filter((change) => change.old !== change.new),
  })
  return toReport(ctx, after)
}

/** @throws reports.not_found */
export async function listRuns(
  ctx: Ctx,
  db: Db,
  { params }: Request<'runs'>,
): Promise<{ items: ReportRun[] }> {
  const row = await get(ctx, db, params.reportId)
  return { items: await queries.listRuns(db, row.id, runsTold) }
}

/** @throws reports.not_found */
export async function listHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof reports.history>> {
  const row = await get(ctx, db, params.reportId)
  return listEntityHistory(db, entity, row.id, query)
}
