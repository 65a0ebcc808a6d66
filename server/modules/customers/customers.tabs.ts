/** The record's tab bar (REC-030 to REC-047): which tabs this user sees, what is in them, and where a red dot stands. */
import type { Tab } from '#shared/contracts/customers.ts'
import type { Permission } from '#shared/permissions.ts'
import { expiryWarningDays } from '#shared/rules/billing-methods.ts'
import { isWarning, type Regulation } from '#shared/rules/regulations.ts'
import { stalledAfterDays } from '#shared/rules/workflows.ts'
import { addDays, dayMs } from '#shared/time.ts'
import type { Actor } from '#server/db/actor.ts'
import type { RecordRow } from './customers.queries.ts'
import { isBefore } from './customers.statuses.ts'

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
  const { today } = row
  const tally = row.tally ?? {}
  const working = !row.archivedAt
  // No two devices claim one zone (the database's index equipment_zone), so that nothing here needs a red dot.
  const equipment: Tab = { key: 'equipment', count: tally.equipment?.[0] ?? 0, alert: false }
  const files: Tab = { key: 'files', count: tally.files?.[0] ?? 0, alert: false }
  const served = isCustomer && working && !row.isCanceled
  const [contactCount, spans] = tally.contacts ?? [0, []]
  const someoneToday = spans.some(
    ([first, last]) => (first === null || first <= today) && (last === null || last >= today),
  )
  // A station must reach somebody for whom it monitors, and a permit must hold.
  const contacts: Tab = {
    key: 'contacts',
    count: contactCount,
    alert: served && ((row.monitor !== null && !someoneToday) || isBefore(tally.permits?.[0], today)),
  }
  const [messageCount, messageAlert] = tally.messages ?? [0, false]
  const messages: Tab = { key: 'messages', count: messageCount, alert: messageAlert && working }
  const [openTickets, urgent, ticketDue] = tally.tickets ?? [0, false]
  const notes: Tab = {
    key: 'notes',
    count: openTickets,
    alert: working && (urgent || isBefore(ticketDue, today)),
  }
  const riskWarns = String(row.catalogueData.get(tally.risk?.[1] as number)?.warns) === 'true'
  // At most one entry is open at a time (the database's index risk_open).
  const risks: Tab = {
    key: 'risks',
    count: tally.risk ? 1 : 0,
    alert: working && (riskWarns || isBefore(tally.risk?.[0], today)),
  }
  const [openWork, workDue] = tally.work_orders ?? [0]
  const workOrders: Tab = { key: 'work_orders', count: openWork, alert: working && isBefore(workDue, today) }
  const visits = (tally.appointments ?? []).filter(([isSale, userId]) =>
    isSale
      ? has('sales_scheduler.view') || (has('personal_appointments.view') && userId === actor.userId)
      : has('tech_scheduler.view'),
  )
  const now = Date.now()
  // A visit of which nobody has said how it went.
  const appointments: Tab = {
    key: 'appointments',
    count: visits.length,
    alert: working && visits.some(([, , until]) => Date.parse(until) < now),
  }
  const seesAppointments =
    has('tech_scheduler.view') ||
    has('sales_scheduler.view') ||
    has('personal_appointments.view') ||
    (!isCustomer && has('tech_scheduler_leads.view'))
  // Its page says what it needs to whoever may not look into it (REC-032: the tab is always there).
  const [runs, restsSince = null] = tally.workflows ?? [0]
  const stalled = restsSince !== null && Date.parse(restsSince) < now - stalledAfterDays * dayMs
  const workflows: Tab = has('customer_workflows.view')
    ? { key: 'workflows', count: runs, alert: stalled && working }
    : { key: 'workflows', alert: false }
  const [checks, checkLost] = tally.credit ?? [0, false]
  const credit: Tab = { key: 'credit', count: checks, alert: checkLost }
  const [openInvoices, earliestDue] = row.account
  const [, cardEnds = null] = tally.billing_methods ?? []
  // What is owed is owed on when its customer is archived; a card that ends and a charge that failed are not of interest then.
  const accounting: Tab = {
    key: 'accounting',
    count: openInvoices,
    alert:
      isBefore(earliestDue, today) ||
      (working &&
        ((cardEnds !== null && cardEnds <= addDays(today, expiryWarningDays[1])) ||
          (!!tally.charges && has('payments.view')) ||
          ((tally.payables?.[1] ?? 0) > 0 && has('payables.view')))),
  }
  // One waits for a signature, or ended without one and nobody has put that away yet.
  const edocs: Tab = {
    key: 'edocs',
    count: tally.edocs?.[0] ?? 0,
    alert: (tally.edocs?.[1] ?? false) && working,
  }
  const { settings } = actor.company
  const hasEdocs = settings.edocs && (isCustomer || settings.edocsForLeads) && has('docusign.view')
  const hasCredit = actor.company.settings.creditChecks && has('credit_reports.view')
  return [
    { key: 'home', alert: served && regulations.some(isWarning) },
    ...(has('tags.modify') ? [{ key: 'tags', alert: false } as const] : []),
    workflows,
    ...(has('notes.view') ? [notes] : []),
    ...(isCustomer ? [connections] : []),
    ...(seesAppointments ? [appointments] : []),
    ...(has('work_orders.view') ? [workOrders] : []),
    ...(has('equipment.view') ? [equipment] : []),
    ...(has('billing_information.view') ? [accounting] : []),
    ...(has('files.view') ? [files] : []),
    ...(hasEdocs ? [edocs] : []),
    ...(has('messages.view') ? [messages] : []),
    ...(hasCredit ? [credit] : []),
    ...(has('emergency_contacts.view') ? [contacts] : []),
    ...(has('at_risk.view') ? [risks] : []),
    { key: 'history', alert: false },
  ]
}
