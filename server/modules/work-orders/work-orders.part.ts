/** Work orders as a part of their record's life. */
import { sql } from 'kysely'
import { workOrderStatuses } from '#shared/rules/work-orders.ts'
import { type CustomerPart, getReadable } from '../customers/customers.service.ts'
import { statusOf } from './work-orders.answers.ts'
import * as queries from './work-orders.queries.ts'

/**
 * Archiving cancels what is still to be done; unarchiving brings nothing back. A copy begins with the open ones, as they
 * were written: nobody is sent, nothing is signed, and no part was added to anything.
 */
export const workOrdersPart: CustomerPart = {
  key: 'work_orders',
  archive: {
    async listEffects(db, customerIds) {
      const { rows } = await sql<{ customerId: number; count: number }>`
        select w.customer_id as "customerId", count(*)::int as count from work_order w
        where w.company_id = platform.company_id() and w.customer_id = any (${[...customerIds]}::bigint[])
          and w.status in ('open', 'in_progress') group by 1 order by 1`.execute(db)
      return rows.map(({ customerId, count }) => ({ customerId, what: 'open work order', count }))
    },
    async end(ctx, db, customerIds) {
      const { rows } = await sql<{ id: number }>`select w.id from work_order w
        where w.company_id = platform.company_id() and w.customer_id = any (${[...customerIds]}::bigint[])
          and w.status in ('open', 'in_progress')`.execute(db)
      const found = await queries.lockWorkOrders(
        db,
        rows.map(({ id }) => id),
      )
      for (const row of found) {
        const more = { status: 'canceled', cancel_note: 'The customer was archived.' }
        const stamp = { updated_at: ctx.now, updated_by: ctx.actor.userId }
        await queries.updateWorkOrder(db, row.id, {}, { ...more, ...stamp })
        await queries.insertStep(db, row.id, 'canceled', ctx.now, ctx.actor.userId)
        ctx.history.add({
          event: 'work_orders.status_set',
          entity: 'work_order',
          entityId: row.id,
          customerId: row.customerId,
          detail: { id: row.id, status: workOrderStatuses.canceled.toLowerCase() },
          changes: [
            { field: 'status', old: workOrderStatuses[statusOf(row)], new: workOrderStatuses.canceled },
          ],
        })
      }
    },
  },
  duplicate: {
    label: 'Open work orders',
    permission: 'work_orders.create',
    async copy(ctx, db, fromId, toId) {
      const source = await getReadable(ctx, db, fromId, 'work_orders.view')
      const rows = (await queries.listWorkOrders(db, source.id)).filter(
        ({ status }) => status === 'open' || status === 'in_progress',
      )
      for (const row of rows.toReversed()) {
        const { subject, typeId, priority, dueOn, description } = row
        const values = { subject, typeId, priority, dueOn, description, technicianId: null, resolution: '' }
        const more = { at: ctx.now, by: ctx.actor.userId, ticketId: null }
        const id = await queries.insertWorkOrder(db, toId, values, more)
        await queries.replaceLines(
          db,
          id,
          row.lines.map(({ id: _, ...line }) => line),
        )
        await queries.insertStep(db, id, 'open', ctx.now, ctx.actor.userId)
      }
      if (rows.length)
        ctx.history.add({
          event: 'work_orders.copied',
          entity: 'work_order',
          entityId: null,
          customerId: toId,
          detail: { count: rows.length, from: fromId },
          changes: [{ field: 'subject', old: null, new: rows.map(({ subject }) => subject).join('\n') }],
        })
      return rows.length
    },
  },
}
