/** The SQL of notifications. */
import { sql } from 'kysely'
import type { Db } from '#server/db/database.ts'
import type { Statement } from '#server/db/one-trip.ts'
import type { Notification } from '#shared/contracts/notifications.ts'
import type { News } from './notifications.service.ts'

export type NotificationRow = Omit<Notification, 'at'> & { at: Date }

const granted = (permission: string) => `(select platform.granted_locations('${permission}'))::bigint[]`

/**
 * Of the current user's, those whose notes, at-risk entries, work orders, appointments and connections that user may
 * see now. An appointment that is assigned to one is one's own, whatever one may see of its record otherwise.
 */
const own = `from notification n
  left join note t on t.company_id = n.company_id and t.id = n.note_id
  left join risk r on r.company_id = n.company_id and r.id = n.risk_id
  left join work_order w on w.company_id = n.company_id and w.id = n.work_order_id
  left join edoc e on e.company_id = n.company_id and e.id = n.edoc_id
  left join appointment a on a.company_id = n.company_id and a.id = n.appointment_id
  left join charge_attempt p on p.company_id = n.company_id and p.id = n.charge_attempt_id
  left join data_import i on i.company_id = n.company_id and i.id = n.data_import_id
  left join webhook_endpoint h on h.company_id = n.company_id and h.id = n.webhook_endpoint_id
  left join billing_method b on b.company_id = n.company_id and b.id = coalesce(n.billing_method_id, p.billing_method_id)
  left join customer c on c.company_id = n.company_id and c.id = n.customer_id
  where n.company_id = platform.company_id() and n.user_id = platform.user_id()
    and case when n.reconciliation_id is not null
      then coalesce(cardinality(${granted('connections.modify')}), 0) > 0
      when i.id is not null then coalesce(cardinality(${granted('imports.yes')}), 0) > 0
      when h.id is not null then coalesce(cardinality(${granted('integrations.view')}), 0) > 0
      else coalesce(a.user_id = platform.user_id(), false) or (
        c.location_id = any (case when n.risk_id is not null then ${granted('at_risk.view')}
          when n.work_order_id is not null then ${granted('work_orders.view')}
          when n.charge_attempt_id is not null then ${granted('payments.view')}
          when n.billing_method_id is not null then ${granted('billing_information.view')}
          when n.edoc_id is not null then ${granted('docusign.view')}
          when n.note_id is not null then ${granted('notes.view')}
          when a.type = 'sale' then ${granted('sales_scheduler.view')}
          else ${granted('tech_scheduler.view')} end)
        and c.location_id = any (case c.kind when 'customer' then ${granted('customers.view')}
          else ${granted('leads.view')} end)) end`

/** One page, newest first, and one row more to tell whether there is another. */
export const listStatement = (before: number | null, limit: number): Statement => ({
  name: 'notifications.list',
  text: `select n.id, n.kind, n.at, n.note_id as "noteId", n.risk_id as "riskId", n.appointment_id as "appointmentId", n.work_order_id as "workOrderId", n.edoc_id as "edocId",
      n.data_import_id as "dataImportId", n.webhook_endpoint_id as "webhookEndpointId",
      n.charge_attempt_id as "chargeAttemptId", n.billing_method_id as "billingMethodId",
      (lower(a.during) at time zone (select p.time_zone from platform.company p where p.id = n.company_id))::date as "appointmentOn", n.customer_id as "customerId", n.read_at is not null as read,
      (select u.first_name || ' ' || u.last_name from user_account u where u.company_id = n.company_id and u.id = n.by_user_id) as by,
      coalesce(t.subject, w.subject, e.name, i.file_name, h.name, (select v.name from catalogue_value v where v.company_id = r.company_id and v.id = r.reason_id),
        initcap(a.type) || ', ' || to_char(lower(a.during) at time zone (select p.time_zone from platform.company p where p.id = n.company_id),
          'Dy Mon FMDD, FMHH12:MI AM'),
        case when p.id is not null then to_char(p.amount_cents / 100.0, 'FM$999,999,990.00') || ', ' else '' end || coalesce(nullif(b.brand, ''), initcap(b.account_type))
          || ' ending in ' || b.last4,
        'Connection health') as subject,
      c.first_name || ' ' || c.last_name as customer
    ${own} and ($1::bigint is null or n.id < $1::bigint) order by n.id desc limit $2`,
  values: [before, limit + 1],
})

export const unreadStatement = (limit: number): Statement => ({
  name: 'notifications.unread',
  text: `select count(*) as n from (select ${own} and n.read_at is null limit $1) found`,
  values: [limit],
})

export async function insertNotifications(db: Db, news: News): Promise<void> {
  await db
    .insertInto('notification')
    .values(
      news.userIds.map((userId) => ({
        user_id: userId,
        kind: news.kind,
        note_id: 'noteId' in news ? news.noteId : null,
        risk_id: 'riskId' in news ? news.riskId : null,
        reconciliation_id: 'reconciliationId' in news ? news.reconciliationId : null,
        appointment_id: 'appointmentId' in news ? news.appointmentId : null,
        work_order_id: 'workOrderId' in news ? news.workOrderId : null,
        charge_attempt_id: 'chargeAttemptId' in news ? news.chargeAttemptId : null,
        billing_method_id: 'billingMethodId' in news ? news.billingMethodId : null,
        edoc_id: 'edocId' in news ? news.edocId : null,
        data_import_id: 'dataImportId' in news ? news.dataImportId : null,
        webhook_endpoint_id: 'webhookEndpointId' in news ? news.webhookEndpointId : null,
        customer_id: news.customerId,
        by_user_id: news.byUserId,
        at: news.at,
      })),
    )
    .execute()
}

/** @returns whether the user has such a notification */
export async function updateRead(db: Db, userId: number, id: number, readAt: Date | null): Promise<boolean> {
  const row = await db
    .updateTable('notification')
    .set({ read_at: readAt })
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function updateAllRead(db: Db, userId: number, readAt: Date): Promise<void> {
  await sql`update notification set read_at = ${readAt}
    where company_id = platform.company_id() and user_id = ${userId} and read_at is null`.execute(db)
}

/** @returns whether the user had such a notification */
export async function deleteNotification(db: Db, userId: number, id: number): Promise<boolean> {
  const row = await db
    .deleteFrom('notification')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
