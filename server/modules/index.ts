/** The modules, one line each, and how they are put together. */
import type { Database } from '#server/db/database.ts'
import type { Frame } from '#server/http/frames.ts'
import type { Module } from '#server/http/module.ts'
import type { Task } from '#server/jobs/task.ts'
import { addOnModules } from './add-ons/add-ons.module.ts'
import { appointmentTasks } from './appointments/appointments.jobs.ts'
import { appointmentsModules } from './appointments/appointments.module.ts'
import { appointmentsPart } from './appointments/appointments.part.ts'
import { accountingExportsModule } from './accounting-exports/accounting-exports.module.ts'
import { appBillingModules } from './app-billing/app-billing.module.ts'
import { appPaymentSubjects } from './app-billing/app-billing.service.ts'
import { auditTasks } from './audit/audit.jobs.ts'
import { auditModule } from './audit/audit.module.ts'
import { summariesOf } from './audit/audit.service.ts'
import { autopayTasks } from './autopay/autopay.jobs.ts'
import { autopayModule } from './autopay/autopay.module.ts'
import { moneySubjects } from './autopay/autopay.subjects.ts'
import { autopayUses } from './autopay/autopay.uses.ts'
import { billingTasks } from './billing/billing.jobs.ts'
import { billingModule } from './billing/billing.module.ts'
import { captureFrame } from './billing-methods/billing-methods.capture.ts'
import { billingMethodTasks } from './billing-methods/billing-methods.jobs.ts'
import { billingMethodsModule } from './billing-methods/billing-methods.module.ts'
import { billingMethodsPart } from './billing-methods/billing-methods.part.ts'
import type { BillingMethodUses } from './billing-methods/billing-methods.service.ts'
import { callbacksModule } from './callbacks/callbacks.module.ts'
import { cataloguesModule } from './catalogues/catalogues.module.ts'
import { chargeTasks } from './charges/charges.jobs.ts'
import { chargesModule } from './charges/charges.module.ts'
import type { ChargeSubjects } from './charges/charges.service.ts'
import { companiesModule } from './companies/companies.module.ts'
import { connectionTasks } from './connections/connections.jobs.ts'
import { stationAccountsModule } from './connections/connections.manage.module.ts'
import { connectionsModule } from './connections/connections.module.ts'
import { connectionsPart } from './connections/connections.part.ts'
import { countLinked, queueChanges } from './connections/connections.service.ts'
import { contactTasks } from './contacts/contacts.jobs.ts'
import { contactsModule } from './contacts/contacts.module.ts'
import { contactsPart } from './contacts/contacts.service.ts'
import { creditTasks } from './credit/credit.jobs.ts'
import { creditModule } from './credit/credit.module.ts'
import { creditPart } from './credit/credit.part.ts'
import { customerTasks } from './customers/customers.jobs.ts'
import { customersModule } from './customers/customers.module.ts'
import type { AfterSave } from './customers/customers.service.ts'
import type { CustomerPart } from './customers/customers.parts.ts'
import { dashboardModule } from './dashboard/dashboard.module.ts'
import { edocTasks } from './edocs/edocs.jobs.ts'
import { edocModules } from './edocs/edocs.module.ts'
import { edocsPart } from './edocs/edocs.service.ts'
import { equipmentModule } from './equipment/equipment.module.ts'
import { equipmentPart } from './equipment/equipment.service.ts'
import { fileTasks } from './files/files.jobs.ts'
import { filesModule } from './files/files.module.ts'
import { filesPart } from './files/files.service.ts'
import { fundingModule } from './funding/funding.module.ts'
import { fundingPart } from './funding/funding.part.ts'
import { groupsModule } from './groups/groups.module.ts'
import { healthTasks } from './health/health.jobs.ts'
import { healthModule } from './health/health.module.ts'
import { historyModule } from './history/history.module.ts'
import { importTasks } from './imports/imports.jobs.ts'
import { importsModule } from './imports/imports.module.ts'
import { interactiveTasks } from './interactive/interactive.jobs.ts'
import { countAccounts } from './interactive/interactive.linked.ts'
import { interactiveModule } from './interactive/interactive.module.ts'
import { interactivePart, listForHub, queueSubscriberChanges } from './interactive/interactive.service.ts'
import { invoicesModules } from './invoices/invoices.module.ts'
import { invoicesPart } from './invoices/invoices.service.ts'
import { ledgerModule } from './ledger/ledger.module.ts'
import { locationsModule } from './locations/locations.module.ts'
import { listTasks } from './lists/lists.jobs.ts'
import { listsModule } from './lists/lists.module.ts'
import { messageTasks } from './messages/messages.jobs.ts'
import { messageSetupModule, messagesModule } from './messages/messages.module.ts'
import { messagesPart } from './messages/messages.service.ts'
import { noteTasks } from './notes/notes.jobs.ts'
import { notesModule } from './notes/notes.module.ts'
import { notesPart } from './notes/notes.service.ts'
import { notificationsModule } from './notifications/notifications.module.ts'
import { operatorLogModule } from './operators/operators.log.ts'
import { operatorModules } from './operators/operators.module.ts'
import { orderTemplatesModule } from './order-templates/order-templates.module.ts'
import { payableTasks } from './payables/payables.jobs.ts'
import { payablesModules } from './payables/payables.module.ts'
import { payablesPart } from './payables/payables.part.ts'
import { paymentsModule } from './payments/payments.module.ts'
import { payrollModule } from './payroll/payroll.module.ts'
import { preCheckTasks } from './prechecks/prechecks.jobs.ts'
import { preChecksModule } from './prechecks/prechecks.module.ts'
import { preCheckAtCreation, queuePreCheck } from './prechecks/prechecks.service.ts'
import { portalCaptureFrame } from './portal/portal.capture.ts'
import { portalTasks } from './portal/portal.jobs.ts'
import { portalModules } from './portal/portal.module.ts'
import { portalPart } from './portal/portal.part.ts'
import { withReceipts } from './portal/portal.receipts.ts'
import { placesModule } from './places/places.module.ts'
import { providersModule } from './providers/providers.module.ts'
import type { StationDesk } from './providers/stations.ts'
import { recurringModule } from './recurring/recurring.module.ts'
import { recurringPart } from './recurring/recurring.service.ts'
import { reportTasks } from './reports/reports.jobs.ts'
import { reportsModules } from './reports/reports.module.ts'
import { riskTasks } from './risks/risks.jobs.ts'
import { risksModule } from './risks/risks.module.ts'
import { risksPart } from './risks/risks.part.ts'
import { sessionTasks } from './sessions/sessions.jobs.ts'
import { sessionsModules } from './sessions/sessions.module.ts'
import { regulationsModule } from './regulations/regulations.module.ts'
import { statementTasks } from './statements/statements.jobs.ts'
import { statementModules } from './statements/statements.module.ts'
import { statusesModule } from './statuses/statuses.module.ts'
import { tagsModule } from './tags/tags.module.ts'
import { usersModule } from './users/users.module.ts'
import { webhookTasks } from './webhooks/webhooks.jobs.ts'
import { webhooksModule } from './webhooks/webhooks.module.ts'
import { workOrderTasks } from './work-orders/work-orders.jobs.ts'
import { workOrdersModule } from './work-orders/work-orders.module.ts'
import { workOrdersPart } from './work-orders/work-orders.service.ts'
import { workflowsModule } from './workflows/workflows.module.ts'
import { workflowsPart } from './workflows/workflows.service.ts'

/** What the modules keep for a record, for archiving, deleting and duplicating it; the dialogs list it in this order. */
export const customerParts: readonly CustomerPart[] = [
  connectionsPart,
  interactivePart,
  equipmentPart,
  filesPart,
  edocsPart,
  contactsPart,
  notesPart,
  appointmentsPart,
  workOrdersPart,
  recurringPart,
  invoicesPart,
  fundingPart,
  payablesPart,
  risksPart,
  messagesPart,
  creditPart,
  workflowsPart,
  billingMethodsPart,
  portalPart,
]

/** What can be charged, and what an outcome means to it: one line for each module that has something to be paid. */
export const chargeSubjects: ChargeSubjects = withReceipts([...moneySubjects, ...appPaymentSubjects])
/** What charges a billing method by itself, and moves along when one is replaced. */
export const billingMethodUses: BillingMethodUses = [...autopayUses]

/** What leaves with a save beside the station's share. */
const followSave: AfterSave = async (...saved) => {
  await queueSubscriberChanges(...saved)
  await queuePreCheck(...saved)
}
/** What leaves with every save: the station's share, and that of the others. */
const afterSave: AfterSave = async (...saved) => {
  await queueChanges(...saved)
  await followSave(...saved)
}

export const modules = (stations: StationDesk): Module[] => [
  ...sessionsModules(),
  customersModule({ afterSave, atCreation: preCheckAtCreation, parts: customerParts }),
  historyModule(),
  connectionsModule(stations, listForHub, followSave),
  interactiveModule(stations, afterSave),
  stationAccountsModule(stations, followSave),
  callbacksModule(),
  healthModule(),
  preChecksModule(),
  providersModule({
    desk: stations,
    afterSave,
    // Nothing is linked by a credit bureau.
    countLinked: async (db, kind) =>
      kind === 'monitoring' ? countLinked(db) : kind === 'interactive' ? countAccounts(db) : new Map(),
  }),
  equipmentModule(),
  filesModule(),
  ...edocModules(stations),
  contactsModule(),
  tagsModule(),
  statusesModule(),
  regulationsModule(),
  notesModule(),
  ...appointmentsModules(),
  workOrdersModule(),
  workflowsModule({ afterSave, atCreation: preCheckAtCreation }),
  orderTemplatesModule(afterSave),
  ledgerModule(),
  accountingExportsModule(),
  ...invoicesModules(),
  paymentsModule(),
  recurringModule(),
  billingModule(),
  autopayModule(),
  ...portalModules(stations),
  ...statementModules(),
  fundingModule(),
  ...payablesModules(),
  payrollModule(),
  risksModule(),
  ...reportsModules(),
  dashboardModule(),
  messagesModule(),
  messageSetupModule({ allowsPrivate: (url) => stations.allowsPrivate(url) }),
  creditModule(),
  chargesModule(stations, chargeSubjects),
  billingMethodsModule(stations, billingMethodUses),
  ...appBillingModules(stations, billingMethodUses),
  ...operatorModules(stations),
  operatorLogModule(),
  ...addOnModules(),
  auditModule(summariesOf(() => modules(stations))),
  notificationsModule(),
  listsModule(),
  importsModule(),
  webhooksModule({ allowsPrivate: (url) => stations.allowsPrivate(url) }),
  placesModule({ allowsPrivate: (url) => stations.allowsPrivate(url) }),
  cataloguesModule(),
  usersModule({ allowsPrivate: (url) => stations.allowsPrivate(url) }),
  groupsModule(),
  locationsModule(),
  companiesModule(),
]

/** Documents that need a policy of their own. */
export const frames = (stations: StationDesk): Frame[] => [
  captureFrame(stations),
  portalCaptureFrame(stations),
]

/** The work of the jobs, of every module that has any. */
export const tasks = (database: Database, stations: StationDesk, now: () => Date): Record<string, Task> => ({
  ...customerTasks(database),
  ...connectionTasks(database, stations, now),
  ...interactiveTasks(database, stations, now),
  ...healthTasks(database, stations, now),
  ...preCheckTasks(database, stations, now),
  ...creditTasks(database, stations, now),
  ...chargeTasks(database, stations, chargeSubjects, now),
  ...billingMethodTasks(database, stations, now),
  ...contactTasks(database),
  ...fileTasks(database, now),
  ...edocTasks(database, stations, now),
  ...noteTasks(database, now),
  ...appointmentTasks(database, now),
  ...workOrderTasks(database, now),
  ...billingTasks(database, now),
  ...autopayTasks(database, now),
  ...statementTasks(database, now),
  ...payableTasks(database, now),
  ...portalTasks(database, { allowsPrivate: (url) => stations.allowsPrivate(url) }, now),
  ...riskTasks(database, now),
  ...reportTasks(database, { allowsPrivate: (url) => stations.allowsPrivate(url) }, now),
  ...sessionTasks(database, { allowsPrivate: (url) => stations.allowsPrivate(url) }, now),
  ...messageTasks(database, { allowsPrivate: (url) => stations.allowsPrivate(url) }, now),
  ...listTasks(database, now, afterSave),
  ...importTasks(database, now, afterSave),
  ...auditTasks(database, now),
  ...webhookTasks(database, { allowsPrivate: (url) => stations.allowsPrivate(url) }, now),
})
