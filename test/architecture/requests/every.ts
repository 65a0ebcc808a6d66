/** The modules' requests, one line each. */
import type { Requests } from '../every-endpoint.ts'
import { accessAdministrationRequests } from './access-administration.ts'
import { cataloguesRequests } from './catalogues.ts'
import { connectionsRequests } from './connections.ts'
import { contactsRequests } from './contacts.ts'
import { appBillingRequests } from './app-billing.ts'
import { billingRequests } from './billing.ts'
import { creditRequests } from './credit.ts'
import { edocsRequests } from './edocs.ts'
import { customersRequests } from './customers.ts'
import { equipmentRequests } from './equipment.ts'
import { filesRequests } from './files.ts'
import { messagesRequests } from './messages.ts'
import { notesRequests } from './notes.ts'
import { notificationsRequests } from './notifications.ts'
import { fundingRequests } from './funding.ts'
import { auditRequests } from './audit.ts'
import { healthRequests } from './health.ts'
import { interactiveRequests } from './interactive.ts'
import { importsRequests } from './imports.ts'
import { listsRequests } from './lists.ts'
import { payablesRequests } from './payables.ts'
import { placesRequests } from './places.ts'
import { portalRequests } from './portal.ts'
import { prechecksRequests } from './prechecks.ts'
import { providersRequests } from './providers.ts'
import { regulationsRequests } from './regulations.ts'
import { appointmentsRequests } from './appointments.ts'
import { accountingExportRequests } from './accounting-exports.ts'
import { accountingRequests } from './accounting.ts'
import { dashboardRequests } from './dashboard.ts'
import { webhooksRequests } from './webhooks.ts'
import { workOrdersRequests } from './work-orders.ts'
import { workflowsRequests } from './workflows.ts'
import { reportsRequests } from './reports.ts'
import { risksRequests } from './risks.ts'
import { sessionsRequests } from './sessions.ts'
import { stationAccountsRequests } from './station-accounts.ts'
import { statementRequests } from './statements.ts'
import { statusesRequests } from './statuses.ts'
import { tagsRequests } from './tags.ts'

export const everyRequests: readonly Requests[] = [
  sessionsRequests,
  customersRequests,
  connectionsRequests,
  healthRequests,
  interactiveRequests,
  stationAccountsRequests,
  providersRequests,
  equipmentRequests,
  filesRequests,
  contactsRequests,
  tagsRequests,
  statusesRequests,
  regulationsRequests,
  notesRequests,
  appointmentsRequests,
  workOrdersRequests,
  workflowsRequests,
  accountingRequests,
  accountingExportRequests,
  dashboardRequests,
  reportsRequests,
  portalRequests,
  statementRequests,
  fundingRequests,
  payablesRequests,
  risksRequests,
  messagesRequests,
  notificationsRequests,
  listsRequests,
  importsRequests,
  webhooksRequests,
  placesRequests,
  prechecksRequests,
  billingRequests,
  appBillingRequests,
  creditRequests,
  edocsRequests,
  cataloguesRequests,
  accessAdministrationRequests,
  auditRequests,
]
