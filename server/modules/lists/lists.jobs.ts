/**
 * A bulk edit at work: each record in a transaction of its own, by the very save that the form uses and as the user who
 * asked, with what that user may do by then. A record's end is noted in the transaction that changes it, so that a run
 * which died is taken up where it stopped.
 */
import { z } from 'zod'
import type { BulkChange } from '#shared/contracts/lists.ts'
import { fail, KeyholderError } from '#shared/errors.ts'
import { field, type FieldName, fieldNames } from '#shared/rules/customer-fields.ts'
import { findActor } from '#server/db/acting.ts'
import type { Database, Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { fromJob } from '#server/jobs/company-work.ts'
import type { Task } from '#server/jobs/task.ts'
import {
  type AfterSave,
  getWritable,
  modifyPermission,
  saveCustomer,
} from '../customers/customers.service.ts'
import { applyTags } from '../tags/tags.service.ts'
import * as queries from './lists.bulk.queries.ts'

const payload = z.object({ companyId: z.number(), bulkEditId: z.number() })

/** Records of one run; the next run is another job, so that a server that stops need not wait for thousands. */
const perRun = 200

export function listTasks(database: Database, now: () => Date, afterSave: AfterSave): Record<string, Task> {
  const bulkEdit: Task = async (raw) => {
    const { companyId, bulkEditId } = payload.parse(raw)
    const as =
      (userId: number | null) =>
      <T>(work: (db: Db, history: HistoryDraft) => Promise<T>): Promise<T> =>
        database.transaction({ of: 'company', companyId, userId }, fromJob, (db, _actor, history) =>
          work(db, history),
        )
    const userId = await as(null)((db) => queries.findUserOfBulkEdit(db, bulkEditId))
    if (userId === undefined) return
    const tx = as(userId)
    const edit = await tx((db) => queries.findBulkEdit(db, bulkEditId))
    const waiting = await tx((db) => queries.listWaiting(db, bulkEditId, perRun))
    for (const item of waiting) {
      try {
        await tx((db, history) => changeOne(db, history, now(), item, edit!.change, afterSave))
      } catch (error) {
        if (!(error instanceof KeyholderError)) throw error // of ours: the queue tries again
        await tx((db) => queries.settleItem(db, item.id, 'refused', reasonOf(error)))
      }
    }
    await tx(async (db) => {
      if (waiting.length === perRun) await queries.addBulkJob(db, bulkEditId)
      else await queries.endBulkEdit(db, bulkEditId, 'done', now())
    })
  }
  return { 'lists.bulk_edit': bulkEdit }
}

async function changeOne(
  db: Db,
  history: HistoryDraft,
  now: Date,
  item: { id: number; customer_id: number },
  change: BulkChange,
  afterSave: AfterSave,
): Promise<void> {
  if (!(await queries.claimItem(db, item.id))) return
  const actor = (await findActor(db)) ?? fail('access.signed_out')
  const ctx: Ctx = { actor, now, origin: fromJob, history }
  const params = { customerId: item.customer_id }
  if (Object.keys(change.fields).length) {
    const kind = await queries.getKind(db, item.customer_id)
    const { row } = await getWritable(ctx, db, item.customer_id, modifyPermission(kind))
    await saveCustomer(ctx, db, { params, body: { version: row.version, fields: change.fields } }, afterSave)
  }
  if (change.addTags.length || change.removeTags.length)
    await applyTags(ctx, db, { params, body: { add: change.addTags, remove: change.removeTags } })
  await queries.settleItem(db, item.id, history.entries.length ? 'changed' : 'unchanged')
}

/** What the form would have shown: the sentence, or what is wrong with each field. */
function reasonOf(error: KeyholderError): string {
  if (!error.errors.length) return error.message
  const said = error.errors.map(({ path, message }) => {
    const name = path.replace(/^fields\./, '') as FieldName
    return fieldNames.includes(name) ? `${field(name).label}: ${message}` : message
  })
  return said.join('. ')
}
