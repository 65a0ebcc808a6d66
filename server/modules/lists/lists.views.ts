/** Saved views of the lists, and how a user likes a list. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { ListView, lists, ViewSearch } from '#shared/contracts/lists.ts'
import { fail } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { maxRecent, maxViews, wholeSsn } from '#shared/rules/lists.ts'
import type { Actor } from '#server/db/actor.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { findVisible } from '../customers/customers.service.ts'
import * as queries from './lists.queries.ts'

/** Who looks after the company's settings decides what everybody is offered. */
const sharing = 'administration_page.view'
const mayShare = (actor: Actor): boolean => actor.grants.anywhere.has(sharing)

const toView = (actor: Actor, row: queries.ViewRow): ListView => ({
  id: row.id,
  name: row.name,
  shared: row.shared,
  owner: row.owner_name,
  mine: row.owner_id === actor.userId,
  search: row.search,
  columns: row.columns,
  widths: row.widths,
  version: row.version,
})

export async function readSetup(
  { actor }: Ctx,
  db: Db,
  { params: { kind } }: Parsed<typeof lists.setup>,
): Promise<Output<typeof lists.setup>> {
  const preference = await queries.findPreference(db, kind)
  const { settings } = actor.company
  return {
    columns: preference?.columns ?? null,
    widths: preference?.widths ?? {},
    defaultViewId: preference?.default_view_id ?? null,
    views: (await queries.listViews(db, kind)).map((row) => toView(actor, row)),
    mayShare: mayShare(actor),
    searchFirst: settings.searchFirst,
    order: settings.listOrder,
  }
}

export async function keepColumns(
  _ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof lists.keepColumns>,
): Promise<Record<string, never>> {
  await queries.keepColumns(db, params.kind, body.columns && [...new Set(body.columns)], body.widths)
  return {}
}

/** @throws lists.view_not_found for one that is not of this list, or neither the caller's nor shared */
export async function chooseDefault(
  _ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof lists.chooseDefault>,
): Promise<Record<string, never>> {
  if (body.viewId !== null && (await queries.findView(db, body.viewId))?.kind !== params.kind)
    fail('lists.view_not_found')
  await queries.keepDefaultView(db, params.kind, body.viewId)
  return {}
}

function requireShare(actor: Actor): void {
  if (!mayShare(actor)) fail('access.denied', { permission: permissionLabel(sharing) })
}

async function requireFreeName(db: Db, kind: queries.Kind, name: string, exceptId?: number): Promise<void> {
  if (await queries.isNameTaken(db, kind, name, exceptId))
    fail('request.invalid', {}, { errors: [{ path: 'name', message: `You have a view “${name}” already` }] })
}

const told = (view: queries.ViewValues): Record<string, string | boolean> => ({
  name: view.name,
  shared: view.shared,
  search: JSON.stringify(view.search),
  columns: view.columns.join(', '),
  widths: Object.entries(view.widths)
    .map(([name, pixels]) => `${name} ${pixels}`)
    .join(', '),
})

const differences = (old: queries.ViewValues | null, now: queries.ViewValues): Change[] =>
  Object.entries(told(now))
    .map(([field, value]) => ({ field, old: old ? (told(old)[field] ?? null) : null, new: value }))
    .filter((change) => change.old !== change.new)

/** A view's search is read by others, and stands in History for ever (SEC-003). */
function requireNoSsn(search: ViewSearch | undefined): void {
  if (wholeSsn.test(search?.search ?? '')) fail('lists.view_keeps_no_ssn')
}

/**
 * @throws lists.too_many_views; access.denied to share; request.invalid for a name of another of the caller's views;
 * lists.view_keeps_no_ssn
 */
export async function createView(
  ctx: Ctx,
  db: Db,
  { params: { kind }, body }: Parsed<typeof lists.createView>,
): Promise<ListView> {
  requireNoSsn(body.search)
  if (body.shared) requireShare(ctx.actor)
  if ((await queries.countOwnViews(db, kind)) >= maxViews) fail('lists.too_many_views', { max: maxViews })
  await requireFreeName(db, kind, body.name)
  const id = await queries.insertView(db, kind, body)
  noteView(ctx, id, null, body)
  return toView(ctx.actor, (await queries.findView(db, id))!)
}

/** The view, if it is the caller's own. @throws lists.view_not_found */
async function lockOwn(db: Db, viewId: number): Promise<queries.ViewRow> {
  const row = (await queries.lockOwnView(db, viewId)) ? await queries.findView(db, viewId) : undefined
  return row ?? fail('lists.view_not_found')
}

/** @throws lists.view_not_found; lists.view_stale; access.denied to share; request.invalid for a taken name; lists.view_keeps_no_ssn */
export async function updateView(
  ctx: Ctx,
  db: Db,
  { params, body: { version, ...given } }: Parsed<typeof lists.updateView>,
): Promise<ListView> {
  requireNoSsn(given.search)
  const row = await lockOwn(db, params.viewId)
  if (row.version !== version) fail('lists.view_stale')
  if (given.shared && !row.shared) requireShare(ctx.actor)
  if (given.name !== undefined) await requireFreeName(db, row.kind, given.name, row.id)
  const next: queries.ViewValues = {
    name: given.name ?? row.name,
    shared: given.shared ?? row.shared,
    search: given.search ?? row.search,
    columns: given.columns ?? row.columns,
    widths: given.widths ?? row.widths,
  }
  if (!differences(row, next).length) {
    ctx.history.nothingChanged()
    return toView(ctx.actor, row)
  }
  await queries.updateView(db, row.id, next)
  if (row.shared && !next.shared) await queries.forgetDefaultOfOthers(db, row.id)
  noteView(ctx, row.id, row, next)
  return toView(ctx.actor, (await queries.findView(db, row.id))!)
}

/** @throws lists.view_not_found */
export async function removeView(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof lists.removeView>,
): Promise<Record<string, never>> {
  const row = await lockOwn(db, params.viewId)
  await queries.deleteView(db, row.id)
  ctx.history.add({
    event: 'lists.view_removed',
    entity: 'list_view',
    entityId: row.id,
    detail: { name: row.name },
    changes: [],
  })
  return {}
}

function noteView(ctx: Ctx, id: number, old: queries.ViewValues | null, now: queries.ViewValues): void {
  ctx.history.add({
    event: 'lists.view_saved',
    entity: 'list_view',
    entityId: id,
    detail: { name: now.name },
    changes: differences(old, now),
  })
}

/** @throws customers.not_found; access.denied_here */
export async function noteOpened(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof lists.noteOpened>,
): Promise<Record<string, never>> {
  const record = await findVisible(ctx, db, params.customerId)
  if (!record) return fail('customers.not_found')
  await queries.noteRecent(db, record.id, maxRecent)
  return {}
}
