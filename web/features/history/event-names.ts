/** Short names of the events of History, for the filter. */
import { type HistoryEvent, historyEvents } from '#shared/history-events.ts'

const names: Partial<Record<HistoryEvent, string>> = {
  'customers.created': 'Record created',
  'customers.saved': 'Record saved',
  'customers.imported': 'Brought over',
  'contacts.added': 'Contact added',
  'contacts.changed': 'Contact changed',
  'contacts.removed': 'Contact deleted',
  'contacts.reordered': 'Calling order',
  'contacts.copied': 'Contacts copied',
  'contacts.agency_set': 'Agency set',
  'contacts.agency_removed': 'Agency deleted',
  'equipment.added': 'Equipment added',
  'equipment.added_by_package': 'Equipment added by package',
  'equipment.changed': 'Equipment changed',
  'equipment.deleted': 'Equipment deleted',
  'equipment.copied': 'Equipment copied',
  'files.uploaded': 'File uploaded',
  'files.version_added': 'File version uploaded',
  'files.changed': 'File changed',
  'files.deleted': 'File deleted',
  'files.restored': 'File brought back',
  'files.purged': 'File deleted for good',
  'files.copied': 'Files copied',
  'tags.applied': 'Tags changed',
  'regulations.permit_added': 'Permit added',
  'regulations.permit_saved': 'Permit changed',
  'regulations.permit_removed': 'Permit deleted',
  'regulations.inspection_added': 'Inspection noted',
  'regulations.inspection_removed': 'Inspection deleted',
  'providers.number_issued': 'Account number issued',
  'prechecks.asked': 'PreCheck asked for',
  'prechecks.answered': 'PreCheck answered',
  'prechecks.failed': 'PreCheck failed',
  'connections.drift_found': 'Changed at the station',
  'connections.look_found': 'Found at the provider',
  'connections.link_asked': 'Link begun',
  'connections.linked': 'Account linked',
  'connections.link_failed': 'Link failed',
  'connections.unlinked': 'Account unlinked',
  'connections.sync_asked': 'Sync asked for',
  'connections.retried': 'Retry asked for',
  'connections.pushed': 'Sent to the station',
  'connections.push_failed': 'Refused by the station',
  'connections.zones_asked': 'Zones sent',
  'connections.zone_changed': 'Zone changed at the station',
  'connections.zone_removed': 'Zone removed at the station',
  'connections.test_placed': 'Placed on test',
  'connections.test_ended': 'Test ended',
  'connections.tests_ended': 'All tests ended',
  'connections.agency_added': 'Authority added',
  'connections.agency_removed': 'Authority removed',
  'connections.details_changed': 'Station details changed',
  'connections.order_submitted': 'Order submitted',
  'connections.service_changed': 'In or out of service',
  'connections.pulled': 'Pulled from the station',
  'connections.code_reset': 'Abort code reset',
  'interactive.asked': 'App account begun',
  'interactive.linked': 'App account linked',
  'interactive.link_failed': 'App account failed',
  'interactive.unlinked': 'App account unlinked',
  'interactive.push_asked': 'App sync asked for',
  'interactive.pushed': 'Sent to the provider',
  'interactive.push_failed': 'Refused by the provider',
  'interactive.plan_changed': 'Plan changed',
  'interactive.password_reset': 'Password reset',
  'interactive.impersonated': 'Opened as the customer',
  'interactive.acted': 'App account changed',
  'places.address_verified': 'Address verified',
  'places.address_kept': 'Address kept',
  'places.address_reset': 'Address unverified again',
  'credit.requested': 'Credit run',
  'credit.answered': 'Credit inquiry answered',
  'credit.failed': 'Credit inquiry not made',
  'credit.unknown': 'Credit answer lost',
  'credit.settled': 'Credit inquiry settled',
  'credit.entered': 'Credit check entered',
  'credit.applied': 'Credit check applied',
  'credit.unapplied': 'Credit check taken off',
  'credit.report_viewed': 'Credit report read',
  'credit.report_purged': 'Credit report erased',
  'risks.opened': 'At-risk entry opened',
  'risks.saved': 'At-risk entry changed',
  'risks.attempted': 'At-risk attempt noted',
  'risks.resolved': 'At-risk entry ended',
  'risks.reopened': 'At-risk entry reopened',
  'risks.deleted': 'At-risk entry deleted',
  'appointments.created': 'Appointment scheduled',
  'appointments.saved': 'Appointment changed',
  'appointments.status_set': 'Appointment status set',
  'appointments.cancelled': 'Appointment cancelled',
  'appointments.deleted': 'Appointment deleted',
  'work_orders.created': 'Work order written',
  'work_orders.saved': 'Work order changed',
  'work_orders.status_set': 'Work order status set',
  'work_orders.signed': 'Work order signed',
  'work_orders.signature_cleared': 'Signature taken off',
  'work_orders.visit_linked': 'Visit linked',
  'work_orders.visit_unlinked': 'Visit unlinked',
  'work_orders.deleted': 'Work order deleted',
  'work_orders.copied': 'Work orders copied',
  'notes.created': 'Note written',
  'notes.saved': 'Note changed',
  'notes.closed': 'Ticket closed',
  'notes.reopened': 'Ticket reopened',
}

/** Events of the company rather than of a record. */
const isOfCompany = (event: string) =>
  /^(sessions|users|groups|locations|companies|lists|statuses)\.|^regulations\.jurisdiction_|^providers\.(created|saved|block_)|^equipment\.package_/.test(
    event,
  )

type Choice = { value: string; label: string }

/** By name; one without a name here reads as its sentence does. */
const toChoice = (value: HistoryEvent): Choice => ({
  value,
  label: names[value] ?? historyEvents[value].replace(/\{\w+\}/g, '…'),
})

const all = Object.keys(historyEvents) as HistoryEvent[]

/** Every event that a record can have. */
export const recordEvents: readonly Choice[] = all
  .filter((event) => !isOfCompany(event) && event !== 'places.verifier_saved')
  .map(toChoice)

/** Every event that there is. */
export const companyEvents: readonly Choice[] = all.map(toChoice)
