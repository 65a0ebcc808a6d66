/** Which credit check is the record's active one. */
import type { Parsed } from '#shared/contract.ts'
import type { credit, CreditPage } from '#shared/contracts/credit.ts'
import { fail } from '#shared/errors.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { setDecided } from '../customers/customers.service.ts'
import { lockRecord, readPage, rowOf } from './credit.page.ts'
import * as queries from './credit.queries.ts'

/** In place of another, if one is. @throws customers.…; credit.not_found, .not_applicable, .applied_already */
export async function applyCheck(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof credit.apply>,
): Promise<CreditPage> {
  const record = await lockRecord(ctx, db, params.customerId)
  const rows = await queries.listChecks(db, record.id)
  const row = rowOf(rows, params.creditCheckId)
  if (row.applied_at) fail('credit.applied_already')
  if (row.state !== 'answered' || (row.score === null && row.tracking_number === ''))
    fail('credit.not_applicable')
  const before = rows.find(({ applied_at: at }) => at !== null)
  if (before) await queries.updateCheck(db, before.id, { applied_at: null, applied_by: null })
  await queries.updateCheck(db, row.id, { applied_at: ctx.now, applied_by: ctx.actor.userId })
  ctx.history.add({
    event: 'credit.applied',
    entity: 'credit_check',
    entityId: row.id,
    customerId: record.id,
    detail: { bureau: row.bureauName },
    changes: [
      { field: 'score', old: before?.score ?? null, new: row.score },
      { field: 'trackingNumber', old: before?.tracking_number || null, new: row.tracking_number || null },
    ].filter((change) => change.old !== change.new),
  })
  await setDecided(ctx, db, record.id, {
    creditScore: row.score,
    creditTrackingNumber: row.tracking_number || null,
  })
  return readPage(ctx, db, record)
}

/** What somebody has written over the check's values meanwhile stays. @throws customers.…; credit.not_found, .not_applied */
export async function unapplyCheck(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof credit.unapply>,
): Promise<CreditPage> {
  const record = await lockRecord(ctx, db, params.customerId)
  const row = rowOf(await queries.listChecks(db, record.id), params.creditCheckId)
  if (!row.applied_at) fail('credit.not_applied')
  await queries.updateCheck(db, row.id, { applied_at: null, applied_by: null })
  ctx.history.add({
    event: 'credit.unapplied',
    entity: 'credit_check',
    entityId: row.id,
    customerId: record.id,
    detail: { bureau: row.bureauName },
  })
  await setDecided(ctx, db, record.id, {
    ...(record.row.creditScore === row.score && { creditScore: null }),
    ...(record.row.creditTrackingNumber === row.tracking_number && { creditTrackingNumber: null }),
  })
  return readPage(ctx, db, record)
}
