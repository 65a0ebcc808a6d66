/** Short names of the events that a record's history can hold, for the filter. */
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
  'tags.applied': 'Tags changed',
  'regulations.permit_added': 'Permit added',
  'regulations.permit_saved': 'Permit changed',
  'regulations.permit_removed': 'Permit deleted',
  'regulations.inspection_added': 'Inspection noted',
  'regulations.inspection_removed': 'Inspection deleted',
  'connections.link_asked': 'Link begun',
  'connections.linked': 'Account linked',
  'connections.link_failed': 'Link failed',
  'connections.unlinked': 'Account unlinked',
  'connections.sync_asked': 'Sync asked for',
  'connections.retried': 'Retry asked for',
  'connections.pushed': 'Sent to the station',
  'connections.push_failed': 'Refused by the station',
  'places.address_verified': 'Address verified',
  'places.address_kept': 'Address kept',
  'places.address_reset': 'Address unverified again',
  'notes.created': 'Note written',
  'notes.saved': 'Note changed',
  'notes.closed': 'Ticket closed',
  'notes.reopened': 'Ticket reopened',
}

/** Events of the company rather than of a record. */
const isOfCompany = (event: string) =>
  /^(sessions|users|groups|locations|companies|lists|statuses)\.|^regulations\.jurisdiction_/.test(event)

/** Every event that a record can have, by name; one without a name here reads as its sentence does. */
export const eventChoices = (Object.keys(historyEvents) as HistoryEvent[])
  .filter((event) => !isOfCompany(event) && event !== 'places.verifier_saved')
  .map((value) => ({
    value: value as string,
    label: names[value] ?? historyEvents[value].replace(/\{\w+\}/g, '…'),
  }))
