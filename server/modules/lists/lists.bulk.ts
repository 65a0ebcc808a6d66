/** Bulk edits: what is asked for many records, each of which is then saved by the rules of a save (lists.jobs.ts). */
import type { Parsed } from '#shared/contract.ts'
import { type BulkEdit, isBulkField, type lists } from '#shared/contracts/lists.ts'
import { fail } from '#shared/errors.ts'
import { field, type FieldName } from '#shared/rules/customer-fields.ts'
import { maxBulk } from '#shared/rules/lists.ts'
import { compile } from '#server/db/compile.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { idsStatement } from '../customers/customers.service.ts'
import * as queries from './lists.bulk.queries.ts'

/** Refusals that an answer tells one by one; the counts tell of all. */
const refusalsTold = 200

/** @throws request.invalid for a field that is not for bulk edits; lists.nothing_selected; lists.bulk_too_many */
export async function startBulk(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof lists.startBulk>,
): Promise<BulkEdit> {
  const { kind, change } = body
  const names = Object.keys(change.fields) as FieldName[]
  const wrong = names.filter((name) => !isBulkField(kind, name))
  if (wrong.length)
    fail(
      'request.invalid',
      {},
      {
        errors: wrong.map((name) => ({
          path: `change.fields.${name}`,
          message: `${field(name).label} cannot be set for many ${kind}s at once`,
        })),
      },
    )
  const ids = await selected(db, body)
  const id = await queries.insertBulkEdit(db, { kind, change, total: ids.length, now: ctx.now })
  await queries.insertItems(db, id, ids)
  await queries.addBulkJob(db, id)
  const what = [
    ...names.map((name) => field(name).label),
    ...(change.addTags.length || change.removeTags.length ? ['Tags'] : []),
  ]
  ctx.history.add({
    event: 'lists.bulk_edit_started',
    entity: 'bulk_edit',
    entityId: id,
    detail: { count: ids.length, what: what.join(', ') },
    changes: names.map((name) => ({ field: name, old: null, new: change.fields[name] ?? null })),
  })
  return toBulkEdit(db, (await queries.findBulkEdit(db, id))!)
}

async function selected(db: Db, { kind, select }: Parsed<typeof lists.startBulk>['body']): Promise<number[]> {
  if ('ids' in select) {
    const asked = [...new Set(select.ids)]
    const ids = await queries.listVisibleIds(db, kind, asked)
    if (ids.length < asked.length) {
      const message = `${asked.length - ids.length} of the records do not exist, or you may not view them`
      fail('request.invalid', {}, { errors: [{ path: 'select.ids', message }] })
    }
    return ids
  }
  const { text, values } = idsStatement({ ...select.filter, kind }, maxBulk + 1)
  const { rows } = await db.executeQuery<{ id: number }>(compile.raw(text, values))
  if (!rows.length) fail('lists.nothing_selected')
  if (rows.length > maxBulk) fail('lists.bulk_too_many', { max: maxBulk.toLocaleString('en-US') })
  return rows.map(({ id }) => id).sort((a, b) => a - b)
}

async function toBulkEdit(db: Db, row: queries.BulkEditRow): Promise<BulkEdit> {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    total: row.total,
    ...(await queries.countItems(db, row.id)),
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    refusals: await queries.listRefusals(db, row.id, refusalsTold),
  }
}

/** @throws lists.bulk_not_found */
export async function readBulkEdit(
  _ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof lists.bulkEdit>,
): Promise<BulkEdit> {
  const row = await queries.findBulkEdit(db, params.bulkEditId)
  return row ? toBulkEdit(db, row) : fail('lists.bulk_not_found')
}

/** @throws lists.bulk_not_found */
export async function cancelBulk(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof lists.cancelBulk>,
): Promise<BulkEdit> {
  const row = await queries.findBulkEdit(db, params.bulkEditId)
  if (!row) return fail('lists.bulk_not_found')
  if (await queries.endBulkEdit(db, row.id, 'canceled', ctx.now)) {
    const counts = await queries.countItems(db, row.id)
    ctx.history.add({
      event: 'lists.bulk_edit_canceled',
      entity: 'bulk_edit',
      entityId: row.id,
      detail: { changed: counts.changed, count: row.total },
      changes: [],
    })
  } else ctx.history.nothingChanged()
  return toBulkEdit(db, (await queries.findBulkEdit(db, row.id))!)
}
