/** The record's tab bar (REC-030 to REC-047): which tabs this user sees, what is in them, and where a red dot stands. */
import type { Tab } from '#shared/contracts/customers.ts'
import type { Permission } from '#shared/permissions.ts'
import { isWarning, type Regulation } from '#shared/rules/regulations.ts'
import type { Actor } from '#server/db/actor.ts'
import type { RecordRow } from './customers.queries.ts'

/** @param regulations what holds for its address; the Home tab warns of it. */
export function tabsOf(actor: Actor, row: RecordRow, regulations: readonly Regulation[]): Tab[] {
  const isCustomer = row.kind === 'customer'
  const has = (permission: Permission) => actor.grants.has(permission, row.locationId as number)
  const [accounts, accountAlert] = row.interactive
  const connections: Tab = {
    key: 'connections',
    count: (row.connectionState ? 1 : 0) + accounts,
    alert:
      row.failedPushes > 0 ||
      row.connectionState === 'linking' ||
      row.connectionFinding !== null ||
      accountAlert,
  }
  // No two devices claim one zone (the database's index equipment_zone), so that nothing here needs a red dot.
  const equipment: Tab = { key: 'equipment', count: row.equipmentCount, alert: false }
  const served = isCustomer && !row.archivedAt && !row.isCanceled
  // A station must reach somebody for whom it monitors, and a permit must hold.
  const contacts: Tab = {
    key: 'contacts',
    count: row.contactCount,
    alert: served && ((row.monitorName !== null && !row.hasContactToday) || row.hasExpiredPermit),
  }
  const [messageCount, messageAlert] = row.messages
  const messages: Tab = { key: 'messages', count: messageCount, alert: messageAlert && !row.archivedAt }
  const [openTickets, ticketAlert] = row.openTickets
  const notes: Tab = { key: 'notes', count: openTickets, alert: ticketAlert && !row.archivedAt }
  // At most one entry is open at a time (the database's index risk_open).
  const risks: Tab = {
    key: 'risks',
    count: row.riskAlert === null ? 0 : 1,
    alert: row.riskAlert === true && !row.archivedAt,
  }
  const [openWork, workOverdue] = row.openWorkOrders
  const workOrders: Tab = { key: 'work_orders', count: openWork, alert: workOverdue && !row.archivedAt }
  const { tech, techLate, sales, salesLate, own, ownLate } = row.openAppointments
  const [salesSeen, salesSeenLate] = has('sales_scheduler.view')
    ? [sales, salesLate]
    : has('personal_appointments.view')
      ? [own, ownLate]
      : [0, 0]
  // A visit of which nobody has said how it went.
  const appointments: Tab = {
    key: 'appointments',
    count: (has('tech_scheduler.view') ? tech : 0) + salesSeen,
    alert: !row.archivedAt && (has('tech_scheduler.view') ? techLate : 0) + salesSeenLate > 0,
  }
  const seesAppointments =
    has('tech_scheduler.view') ||
    has('sales_scheduler.view') ||
    has('personal_appointments.view') ||
    (!isCustomer && has('tech_scheduler_leads.view'))
  const credit: Tab = { key: 'credit', count: row.credit[0], alert: row.credit[1] }
  const hasCredit = actor.company.settings.creditChecks && has('credit_reports.view')
  return [
    { key: 'home', alert: served && regulations.some(isWarning) },
    ...(has('tags.modify') ? [{ key: 'tags', alert: false } as const] : []),
    ...(has('notes.view') ? [notes] : []),
    ...(isCustomer ? [connections] : []),
    ...(seesAppointments ? [appointments] : []),
    ...(has('work_orders.view') ? [workOrders] : []),
    ...(has('equipment.view') ? [equipment] : []),
    ...(has('files.view') ? [{ key: 'files', count: row.fileCount, alert: false } as const] : []),
    ...(has('messages.view') ? [messages] : []),
    ...(hasCredit ? [credit] : []),
    ...(has('emergency_contacts.view') ? [contacts] : []),
    ...(has('at_risk.view') ? [risks] : []),
    { key: 'history', alert: false },
  ]
}
