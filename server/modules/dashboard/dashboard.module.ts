import type { Output } from '#shared/contract.ts'
import { dashboard, type DashboardDay, type StartStep, startSteps } from '#shared/contracts/dashboard.ts'
import type { Permission } from '#shared/permissions.ts'
import { compile } from '#server/db/compile.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import { type Module, module } from '#server/http/module.ts'
import { showGettingStarted } from '../companies/companies.service.ts'
import { moneyStatement, startStatement, statements } from './dashboard.queries.ts'

type Row = Record<string, unknown>
const text = (value: unknown) => (typeof value === 'string' ? value : null)
const at = (value: unknown) => (value as Date).toISOString()
const customerOf = (row: Row) => ({
  id: row['customer_id'] as number,
  name: row['customer'] as string,
  kind: row['kind'] as 'customer' | 'lead',
  city: text(row['city']) ?? '',
})
const countOf = (rows: readonly Row[], name = 'found') => (rows[0]?.[name] as number | undefined) ?? 0

export const dashboardModule = (): Module =>
  module('dashboard', dashboard, {
    day: {
      statements: ({ query }) => statements(query),
      answer({ actor }, results, { query }): DashboardDay {
        const [appointments, tickets, orders, followUps, callbacks, connections, days] = results as [
          Row[], Row[], Row[], Row[], Row[], Row[], Row[],
        ] // prettier-ignore
        const may = (...permissions: Permission[]) =>
          permissions.some((permission) => actor.grants.anywhere.has(permission))
        const today = days[0]!['today'] as string
        const all = query.whose === 'all'
        const section = <T>(rows: Row[], seen: boolean, toItem: (row: Row) => T) =>
          seen ? { items: rows.map(toItem), count: countOf(rows) } : null
        const schedules = may(
          'tech_scheduler.view', 'view_tech_schedule.yes', 'sales_scheduler.view', 'view_sales_schedule.yes', 'personal_appointments.view',
        ) // prettier-ignore
        const own = (
          rows: Row[],
          toItem: (row: Row) => NonNullable<DashboardDay['appointments']>['items'][number],
        ) => ({
          items: rows.map(toItem),
          count: countOf(rows),
          open: countOf(rows, 'open'),
        })
        const looked = connections[0]
        return {
          on: query.on ?? today,
          today,
          appointments:
            !all || schedules
              ? own(appointments, (row) => ({
                  id: row['id'] as number,
                  customer: customerOf(row),
                  type: row['type'] as 'install',
                  status: row['status'] as 'scheduled',
                  startsAt: at(row['starts_at']),
                  endsAt: at(row['ends_at']),
                  user: text(row['who']),
                }))
              : null,
          tickets: section(
            tickets,
            all ? may('notes.view') && may('tickets_page.view') : may('notes.view'),
            (row) => ({
              id: row['id'] as number,
              customer: customerOf(row),
              subject: row['subject'] as string,
              dueOn: text(row['due_on']),
              overdue: row['overdue'] === true,
              priority: row['priority'] as 'high' | null,
              assignee: text(row['who']) ?? '',
            }),
          ),
          workOrders: section(orders, may('work_orders.view'), (row) => ({
            id: row['id'] as number,
            customer: customerOf(row),
            subject: row['subject'] as string,
            type: text(row['type']) ?? '',
            dueOn: text(row['due_on']),
            overdue: row['overdue'] === true,
            technician: text(row['who']),
          })),
          followUps: section(followUps, may('at_risk.view'), (row) => ({
            id: row['id'] as number,
            customer: customerOf(row),
            reason: text(row['reason']) ?? '',
            level: { name: text(row['level']) ?? '', tone: (row['tone'] ?? 'neutral') as 'neutral' },
            followUpOn: row['follow_up_on'] as string,
            followUpTime: text(row['follow_up_time']),
            overdue: row['overdue'] === true,
            owner: text(row['who']) ?? '',
          })),
          callbacks: section(callbacks, may('leads.view'), (row) => ({
            customer: customerOf(row),
            callbackAt: at(row['callback_at']),
            overdue: row['overdue'] === true,
            phone: text(row['phone']) ?? '',
          })),
          connections:
            may('connections.modify') && looked
              ? {
                  findings: looked['findings'] as number,
                  failed: looked['failed'] as number,
                  lookedAt: looked['looked_at'] ? at(looked['looked_at']) : null,
                }
              : null,
        }
      },
    },
    money: readMoney,
    start: {
      statements: () => [startStatement],
      answer({ actor }, [rows]) {
        const row = rows![0] as Record<StartStep, boolean>
        const steps = startSteps.map((key) => ({ key, done: row[key] }))
        return { shown: actor.company.settings.gettingStarted && steps.some(({ done }) => !done), steps }
      },
    },
    showStart: (ctx, db, { body }) => showGettingStarted(ctx, db, body.shown),
  })

async function readMoney(ctx: Ctx, db: Db): Promise<Output<typeof dashboard.money>> {
  const everywhere = ctx.actor.grants.covers(['invoices.view', 'customers.view', 'leads.view'], null)
  const { text: read, values } = moneyStatement(everywhere)
  const { rows } = await db.executeQuery<Output<typeof dashboard.money>>(compile.raw(read, values))
  return rows[0]!
}
