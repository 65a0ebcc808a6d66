/** At-risk entries of one record. Every change is made under the record's lock. */
import { DateTime } from 'luxon'
import type { Output, Parsed } from '#shared/contract.ts'
import type { RiskList, risks } from '#shared/contracts/risks.ts'
import { fail } from '#shared/errors.ts'
import { type RiskEnd, maxAttempts, maxRisks, riskChannels, riskStatuses } from '#shared/rules/risks.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { listPageOf } from '../history/history.service.ts'
import { notify } from '../notifications/notifications.service.ts'
import { changesOf, toRisk, valuesOf } from './risks.answers.ts'
import { changed, checkRisk } from './risks.checks.ts'
import * as queries from './risks.queries.ts'
import type { RiskDbRow, RiskValues } from './risks.queries.ts'

type Request<K extends keyof typeof risks> = Parsed<(typeof risks)[K]>
type Change = 'create' | 'modify'

const todayOf = (ctx: Ctx) => todayIn(ctx.actor.company.timeZone, ctx.now)
const placeOf = (record: Visible) => ({
  customerId: record.id,
  kind: record.kind,
  locationId: record.locationId,
})

/** @throws customers.not_found, access.denied_here */
export async function readRisks(ctx: Ctx, db: Db, { params }: Request<'ofCustomer'>): Promise<RiskList> {
  return read(ctx, db, await getReadable(ctx, db, params.customerId, 'at_risk.view'))
}

async function read(ctx: Ctx, db: Db, record: Visible): Promise<RiskList> {
  const may = (level: Change) =>
    !record.archived && ctx.actor.grants.has(`at_risk.${level}`, record.locationId)
  return {
    items: (await queries.listRisks(db, record.id)).map((row) => toRisk(ctx, row)),
    abilities: { create: may('create'), modify: may('modify') },
    readOnlyReason: record.archived ? 'archived' : null,
  }
}

/** @throws customers.not_found, access.denied_here */
export async function listChoices(
  ctx: Ctx,
  db: Db,
  { params }: Request<'choices'>,
): Promise<Output<typeof risks.choices>> {
  const record = await getReadable(ctx, db, params.customerId, 'at_risk.view')
  const rows = await queries.holdValues(db)
  const of = (key: queries.RiskCatalogue) =>
    rows
      .filter(({ catalogue }) => catalogue === key)
      .map(({ id, name, active, status }) => ({ id, name, active, status }))
  return {
    reasons: of('at_risk_reason'),
    causes: of('at_risk_cause'),
    levels: of('at_risk_level'),
    resolutions: of('at_risk_resolution'),
    creditReasons: of('at_risk_credit_reason'),
    people: await queries.listPeople(db, record.kind, record.locationId),
    amountAtRiskCents: await proposeAmount(ctx, db, record),
  }
}

/** The monthly rate, to who may see the card that it stands on. */
async function proposeAmount(ctx: Ctx, db: Db, record: Visible): Promise<number | null> {
  const mmrId = record.row.mmrId as number | null
  if (mmrId === null || !ctx.actor.grants.has('sale_information.view', record.locationId)) return null
  return queries.findRate(db, mmrId)
}

/** @throws customers.not_found, access.denied_here; risks.not_found */
export async function listRiskHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof risks.history>> {
  const record = await getReadable(ctx, db, params.customerId, 'at_risk.view')
  const row = rowOf(await queries.listRisks(db, record.id), params.riskId)
  return listPageOf(ctx, db, record, { entity: 'risk', entityId: row.id }, query)
}

const rowOf = (rows: readonly RiskDbRow[], riskId: number): RiskDbRow =>
  rows.find(({ id }) => id === riskId) ?? fail('risks.not_found')

async function lock(ctx: Ctx, db: Db, customerId: number, level: Change) {
  const record = await getWritable(ctx, db, customerId, `at_risk.${level}`)
  // The answer to every change shows the whole list.
  requireAt(ctx.actor, 'at_risk.view', record.locationId)
  return { record, rows: await queries.listRisks(db, customerId) }
}

function requireCurrent(ctx: Ctx, row: RiskDbRow, version: number): void {
  if (row.version === version) return
  const who = row.updatedByName ?? 'Somebody else'
  fail('risks.stale', { who }, { extra: { current: toRisk(ctx, row) } })
}

/** @throws customers.…; risks.one_is_open, risks.too_many; request.invalid with the fields */
export async function openRisk(ctx: Ctx, db: Db, { params, body }: Request<'create'>): Promise<RiskList> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'create')
  if (rows.some(({ status }) => status === 'open')) fail('risks.one_is_open')
  if (rows.length >= maxRisks) fail('risks.too_many', { max: maxRisks })
  const today = todayOf(ctx)
  const values: RiskValues = {
    ...body,
    ownerId: body.ownerId ?? ctx.actor.userId,
    reportedOn: body.reportedOn ?? today,
    amountAtRiskCents: body.amountAtRiskCents ?? (await proposeAmount(ctx, db, record)) ?? 0,
    collectedCents: 0,
    collectedOn: null,
    creditedCents: 0,
    creditedOn: null,
    creditReasonId: null,
    status: 'open',
    resolutionId: null,
    savedById: null,
  }
  const names = await checkRisk(db, placeOf(record), null, values, today)
  const id = await queries.insertRisk(db, record.id, values, { at: ctx.now, by: ctx.actor.userId })
  ctx.history.add({
    event: 'risks.opened',
    entity: 'risk',
    entityId: id,
    customerId: record.id,
    detail: { reason: names.values.get(values.reasonId) ?? '' },
    changes: changesOf(null, values, names, ctx.actor.company.currency),
  })
  await tellOwner(ctx, db, record.id, id, null, values)
  return read(ctx, db, record)
}

/** @throws customers.…; risks.not_found; risks.stale with what is stored now; request.invalid with the fields */
export async function saveRisk(ctx: Ctx, db: Db, { params, body }: Request<'save'>): Promise<RiskList> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'modify')
  const row = rowOf(rows, params.riskId)
  requireCurrent(ctx, row, body.version)
  if (!(await write(ctx, db, record, row, body.fields, { at: 'fields.' }))) ctx.history.nothingChanged()
  return read(ctx, db, record)
}

type Writing = {
  /** What stands before the paths of errors. */
  at?: string
  event?: 'risks.saved' | 'risks.resolved' | 'risks.reopened'
  /** Columns beside the values. */
  more?: Record<string, unknown>
}

/** Writes an entry as it is to be, with its history, and tells its owner. @returns whether anything changed */
async function write(
  ctx: Ctx,
  db: Db,
  record: Visible,
  row: RiskDbRow,
  change: Partial<RiskValues>,
  { at = '', event = 'risks.saved', more = {} }: Writing,
): Promise<boolean> {
  const before = valuesOf(row)
  const today = todayOf(ctx)
  const after = changed(before, change, today)
  const names = await checkRisk(db, placeOf(record), row, after, today, at)
  const values = new Map([...names.values, [row.reasonId, row.reasonName]])
  const changes = changesOf(before, after, { ...names, values }, ctx.actor.company.currency)
  if (!changes.length) return false
  await queries.updateRisk(db, row.id, after, { ...more, updated_at: ctx.now, updated_by: ctx.actor.userId })
  ctx.history.add({
    event,
    entity: 'risk',
    entityId: row.id,
    customerId: record.id,
    detail: { reason: values.get(after.reasonId) ?? '', status: riskStatuses[after.status] },
    changes,
  })
  await tellOwner(ctx, db, record.id, row.id, before, after)
  return true
}

/** @throws customers.…; risks.not_found, risks.not_open; risks.stale with what is stored now; request.invalid */
export async function resolveRisk(ctx: Ctx, db: Db, { params, body }: Request<'resolve'>): Promise<RiskList> {
  const { version, ...change } = body
  const { record, rows } = await lock(ctx, db, params.customerId, 'modify')
  const row = rowOf(rows, params.riskId)
  requireCurrent(ctx, row, version)
  if (row.status !== 'open') fail('risks.not_open')
  const more = { resolved_at: ctx.now, resolved_by: ctx.actor.userId }
  await write(ctx, db, record, row, change as { status: RiskEnd }, { event: 'risks.resolved', more })
  return read(ctx, db, record)
}

/** @throws customers.…; risks.not_found, risks.still_open, risks.one_is_open; risks.stale with what is stored now */
export async function reopenRisk(ctx: Ctx, db: Db, { params, body }: Request<'reopen'>): Promise<RiskList> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'modify')
  const row = rowOf(rows, params.riskId)
  requireCurrent(ctx, row, body.version)
  if (row.status === 'open') fail('risks.still_open')
  if (rows.some(({ status }) => status === 'open')) fail('risks.one_is_open')
  const more = { resolved_at: null, resolved_by: null, reopened_at: ctx.now }
  const change = { status: 'open', resolutionId: null, savedById: null } as const
  await write(ctx, db, record, row, change, { event: 'risks.reopened', more })
  return read(ctx, db, record)
}

/** @throws customers.…; risks.not_found, risks.not_open, risks.too_many_attempts; request.invalid */
export async function noteAttempt(ctx: Ctx, db: Db, { params, body }: Request<'attempt'>): Promise<RiskList> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'modify')
  const row = rowOf(rows, params.riskId)
  if (row.status !== 'open') fail('risks.not_open')
  if (row.attempts.length >= maxAttempts) fail('risks.too_many_attempts', { max: maxAttempts })
  const { channel, outcome, ...change } = body
  await queries.insertAttempt(db, row.id, { channel, outcome, at: ctx.now, by_user_id: ctx.actor.userId })
  ctx.history.add({
    event: 'risks.attempted',
    entity: 'risk',
    entityId: row.id,
    customerId: record.id,
    detail: { channel: riskChannels[channel] },
    changes: [
      { field: 'channel', old: null, new: riskChannels[channel] },
      { field: 'outcome', old: null, new: outcome },
    ],
  })
  await write(ctx, db, record, row, change, {})
  return read(ctx, db, record)
}

/** @throws customers.…; risks.not_found */
export async function removeRisk(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<Output<typeof risks.remove>> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'modify')
  const row = rowOf(rows, params.riskId)
  await queries.deleteRisk(db, row.id)
  ctx.history.add({
    event: 'risks.deleted',
    entity: 'risk',
    entityId: row.id,
    customerId: record.id,
    detail: { reason: row.reasonName },
    changes: [
      { field: 'reasonId', old: row.reasonName, new: null },
      { field: 'levelId', old: row.levelName, new: null },
      { field: 'reportedOn', old: formatDate(row.reportedOn), new: null },
      ...(row.notes ? [{ field: 'notes', old: row.notes, new: null }] : []),
    ],
  })
  return {}
}

/** When no time is said, the owner is told in the morning of the day. */
const morning = '07:00'

/** Tells a new owner at once, unless one took it on oneself, and whoever owns it when the follow-up is due. */
async function tellOwner(
  ctx: Ctx,
  db: Db,
  customerId: number,
  riskId: number,
  before: RiskValues | null,
  after: RiskValues,
): Promise<void> {
  const { userId, company } = ctx.actor
  if (after.status !== 'open') return
  if (after.ownerId !== before?.ownerId && after.ownerId !== userId)
    await notify(db, {
      kind: 'risk_assigned',
      userIds: [after.ownerId],
      riskId,
      customerId,
      byUserId: userId,
      at: ctx.now,
    })
  const due = (values: RiskValues | null) =>
    values?.status === 'open' && values.followUpOn !== null
      ? `${values.followUpOn}T${values.followUpTime ?? morning}`
      : null
  const at = due(after)
  if (at === null || at === due(before)) return
  const instant = DateTime.fromISO(at, { zone: company.timeZone }).toJSDate()
  if (instant > ctx.now) await queries.addDueJob(db, riskId, instant)
}
