import { accountingErrors } from './accounting-errors.ts'
import { appBillingErrors } from './app-billing-errors.ts'
import { administrationErrors } from './administration-errors.ts'
import { chargeErrors } from './charge-errors.ts'
import { creditErrors } from './credit-errors.ts'
import { edocErrors } from './edoc-errors.ts'
import { importErrors } from './import-errors.ts'
import { payablesErrors } from './payables-errors.ts'
import { portalErrors } from './portal-errors.ts'
import { recordErrors } from './record-errors.ts'
import { reportErrors } from './report-errors.ts'
import { signInErrors } from './sign-in-errors.ts'
import { workOrderErrors } from './work-order-errors.ts'
import { workflowErrors } from './workflow-errors.ts'

/**
 * Every error that the API answers with: code → status and the sentence for the user. `{name}` is filled from the
 * call's values. The reply is RFC 9457 problem+json: `code`, `title`, `detail`, `errors[]` (path, message), `requestId`.
 */
const catalogue = {
  // The request itself
  'request.invalid': [422, 'Please check the marked fields.'],
  'request.unreadable': [400, 'The request could not be read: {reason}'],
  'request.not_found': [404, 'There is nothing at this address.'],
  'request.too_many': [429, 'Too many requests. Please wait {seconds} seconds and try again.'],
  'request.no_such_range': [416, 'The file has no such range of bytes.'],
  'request.cross_site': [403, 'The request did not come from a page of Keyholder and was refused.'],
  'request.key_reused': [422, 'This Idempotency-Key was already used for a different request.'],
  'request.key_running': [
    409,
    'The first request with this Idempotency-Key is still running. Please try again shortly.',
  ],
  'server.failed': [
    500,
    'Something went wrong on our side. Nothing was saved. The request number is {requestId}.',
  ],
  'server.busy': [503, 'Keyholder is busy right now. Please try again in a few seconds.'],
  // Access
  'access.signed_out': [401, 'Please sign in.'],
  'access.wrong_credentials': [401, 'Company, username or password is not right.'],
  'access.throttled': [429, 'Too many failed sign-ins. Please wait {seconds} seconds and try again.'],
  'access.denied': [403, 'You need the permission “{permission}” for this.'],
  'access.denied_here': [403, 'You need the permission “{permission}” at the location of this record.'],
  'access.denied_everywhere': [
    403,
    'You need the permission “{permission}” at all locations: this adds all of them up.',
  ],
  'access.wrong_password': [422, 'The current password is not right.'],
  'access.session_not_found': [404, 'That session does not exist or has ended already.'],
  // Customers
  'customers.not_found': [404, 'There is no customer or lead with this number.'],
  'customers.stale': [
    409,
    '{who} saved this record meanwhile. Nothing of yours is lost: choose which values to keep, then save again.',
  ],
  'customers.archived': [409, 'This customer is archived and cannot be changed. Unarchive it first.'],
  'customers.monitoring_locked': [
    409,
    'The customer is linked to account {accountNumber} at {company}. Unlink it on the Connections page before changing this.',
  ],
  'callbacks.refused': [401, 'The address, the signature or its time is not right.'],
  'callbacks.too_many': [429, 'Too many callbacks. Please wait {seconds} seconds.'],
  'prechecks.not_offered': [
    409,
    'No ADT monitoring company with Pre-Check Order Enabled monitors this record.',
  ],
  'prechecks.incomplete': [422, 'The PreCheck needs what the record lacks: {fields}.'],
  'customers.not_archived': [409, 'This customer is not archived.'],
  'customers.parent_archived': [409, '{parent} is archived. Unarchive the parent first.'],
  'customers.family_denied': [
    403,
    'You need the permission “{permission}” also at the location of sub-customer {child}.',
  ],
  'customers.family_changed': [
    409,
    'Sub-customers came or went at this moment. Nothing was done. Please try again.',
  ],
  'customers.customers_only': [409, 'This is for customers only. Convert the lead first.'],
  'customers.not_a_lead': [409, 'This is a customer already.'],
  'customers.still_linked': [
    409,
    'Account {accountNumber} at {company} is still linked to this customer, and somebody may rely on it. Unlink it on the Connections page first.',
  ],
  'customers.has_children': [
    409,
    'This customer still has sub-customers ({count}). Unlink them first: clear Parent Customer on each.',
  ],
  'customers.confidential_locked': [403, 'Only a holder of “{permission}” may change a stored value.'],
  // Connections
  'connections.leads_have_none': [404, 'A lead has no connections. Convert it to a customer first.'],
  'connections.not_found': [404, 'This customer has no such connection.'],
  'connections.no_monitor': [
    409,
    'Choose who monitors this customer under Monitored By on the Home form first.',
  ],
  'connections.not_integrated': [409, 'Keyholder does not speak to {company}: there is nothing to link.'],
  'connections.no_account_number': [409, 'Enter the account number at {company} on the Home form first.'],
  'connections.account_number_form': [
    409,
    'The account number “{accountNumber}” does not fit {company}: {help}',
  ],
  'connections.account_not_found': [
    404,
    'There is no account {accountNumber} at {company}. Please call the central station. Nothing was changed.',
  ],
  'connections.precheck_needed': [409, '{company} opens no account before an approved PreCheck. {reason}'],
  'connections.account_exists': [
    409,
    'Account {accountNumber} exists at {company} already. Use Link Account instead.',
  ],
  'connections.already_linked': [
    409,
    'This customer is already linked to account {accountNumber} at {company}.',
  ],
  'connections.account_taken': [
    409,
    'Account {accountNumber} at {company} is already linked to {owner}. Unlink it there first.',
  ],
  'connections.taken_elsewhere': [
    409,
    'Account {accountNumber} is linked to another record at {company} ({reference}). The central station has to release it first.',
  ],
  'connections.changed_meanwhile': [
    409,
    'The account or the customer has changed since this page was drawn. Please read it again.',
  ],
  'connections.not_linked': [409, 'This customer is not linked to a central station.'],
  'connections.unsupported': [409, '{company} does not offer this.'],
  'connections.release_waiting': [
    409,
    '{company} has not been told yet that the link to account {accountNumber} has ended. Please try again in a moment; a station that does not answer is told as soon as it does.',
  ],
  'connections.link_running': [409, 'A link is being made right now. Please wait for the station’s answer.'],
  'interactive.not_found': [404, 'This customer has no such account.'],
  'interactive.not_linked': [409, 'This account is not linked any more.'],
  'interactive.no_such_subscriber': [409, '{provider} does not know this account any more.'],
  'interactive.taken': [409, 'This account is linked to another customer already ({owner}).'],
  'interactive.taken_elsewhere': [
    409,
    '{provider} has noted this account as linked to another record ({reference}). Have it unlinked there first.',
  ],
  'interactive.changed_meanwhile': [
    409,
    'One of both sides has changed since you looked. Compare them again.',
  ],
  'interactive.unsupported': [409, '{provider} does not offer this.'],
  'interactive.outcome_unknown': [
    502,
    '{provider} did not answer in time ({reason}). It may have been done: the page shows how the account stands there now.',
  ],
  'interactive.still_linked': [
    409,
    'The account {account} at {provider} is still linked to this customer. Unlink or terminate it on the Connections page first.',
  ],
  'connections.provider_failed': [502, '{call} at {company} failed: {reason}'],
  'connections.provider_refused': [422, '{company} refused: {reason}'],
  'connections.provider_busy': [
    503,
    '{company} asks us to slow down. Please try again in {seconds} seconds.',
  ],
  'health.running': [409, 'The accounts are being compared right now.'],
  'health.run_not_found': [404, 'There is no such comparison.'],
  'health.not_running': [409, 'This comparison has ended already.'],
  'connections.push_not_found': [404, 'There is no failed update to retry.'],
  'connections.not_done': [
    502,
    '{call} at {company} failed: {reason} Keyholder looked afterwards: nothing was changed there.',
  ],
  'connections.outcome_unknown': [
    502,
    '{company} did not say whether “{call}” took effect, and did not answer when Keyholder looked: {reason} Look again before you repeat it.',
  ],
  'connections.on_test_already': [409, 'The account is on test already. Place it off test first.'],
  'connections.agency_set_already': [
    409,
    '{company} keeps one authority of each kind, and {agency} is set. Only the station can change it.',
  ],
  'connections.agency_gone': [409, 'This authority is not on the account any more.'],
  'connections.zone_gone': [409, '{company} has no zone {zone} any more.'],
  'connections.zone_matched': [
    409,
    'Zone {zone} belongs to equipment of this customer. Remove the equipment, and the station forgets the zone.',
  ],
  // Contacts and tags
  'equipment.not_found': [404, 'This record has no such equipment. Somebody may have deleted it meanwhile.'],
  'equipment.stale': [
    409,
    'Somebody changed this equipment meanwhile. Nothing was saved: look at it again, then save.',
  ],
  'equipment.too_many': [409, 'A record has at most {max} pieces of equipment.'],
  'equipment.zone_claimed': [409, 'Nothing was changed: zone {zone} would belong to two devices at once.'],
  'equipment.package_not_found': [404, 'There is no such equipment package.'],
  'equipment.package_stale': [409, 'Somebody changed this package meanwhile. Nothing was saved.'],
  'equipment.package_offered': [
    409,
    'This package is offered when one adds equipment. Take it out of use first, then delete it.',
  ],
  'equipment.package_empty': [409, 'Nothing was added: every item of this package is out of use.'],
  'equipment.too_many_packages': [409, 'A company has at most {max} equipment packages.'],
  // Files
  'files.not_found': [404, 'This record has no such file. Somebody may have deleted it meanwhile.'],
  'files.no_such_version': [404, 'This file has no such version.'],
  'files.stale': [409, 'Somebody changed this file meanwhile. Nothing was saved: look at it again.'],
  'files.too_many': [409, 'A record has at most {max} files, those deleted within 30 days included.'],
  'files.too_many_versions': [409, 'A file has at most {max} versions.'],
  'files.not_deleted': [409, 'This file is not deleted.'],
  'files.too_large': [413, 'The file is larger than {max}, which is the most that your company allows.'],
  'files.empty': [422, 'The file is empty.'],
  'files.refused': [422, 'This is {what}, which is not kept here: it could do harm when somebody opens it.'],
  'files.mismatch': [422, 'The name says that this is {named}, but its contents are not.'],
  'files.interrupted': [400, 'The upload broke off, and nothing was kept. Please try again.'],
  'files.bytes_missing': [
    500,
    'The contents of this file are gone from the file store. Please tell your administrator.',
  ],
  'contacts.not_found': [404, 'This record has no such contact. Somebody may have deleted it meanwhile.'],
  'contacts.agency_not_found': [404, 'This record has no such agency.'],
  'contacts.too_many': [409, 'A record has at most {max} emergency contacts.'],
  'contacts.stale': [409, 'Somebody changed this meanwhile. Nothing was saved: look at it again, then save.'],
  'contacts.list_stale': [
    409,
    'Somebody changed the contacts meanwhile. The order was not saved: look at the list again, then order it.',
  ],
  'tags.not_found': [404, 'There is no such tag.'],
  'tags.stale': [409, 'Somebody changed this tag meanwhile. Nothing was saved: look at it again, then save.'],
  'tags.list_stale': [
    409,
    'Somebody made or changed tags meanwhile. The order was not saved: look at it again.',
  ],
  'tags.too_many': [409, 'A company has at most {max} tags.'],
  'tags.too_many_here': [409, 'A record carries at most {max} tags.'],
  'tags.only_name': [
    403,
    'You need the permission “Tags - Full Control” to give a new tag more than its name and colour.',
  ],
  // Status boxes and regulations
  'statuses.stale': [
    409,
    'Somebody saved the status boxes meanwhile. Nothing of yours is lost: look at what is stored now, then save again.',
  ],
  'regulations.off': [
    404,
    'This company does not keep track of regulations. Administration, Add-ons, switches that on.',
  ],
  'regulations.jurisdiction_not_found': [404, 'There is no such jurisdiction.'],
  'regulations.stale': [
    409,
    'Somebody saved this meanwhile. Nothing of yours is lost: look at what is stored now, then save again.',
  ],
  'regulations.too_many': [409, 'A company has at most {max} jurisdictions.'],
  'regulations.too_many_here': [409, 'A customer has at most {max} {what}.'],
  'regulations.permit_not_found': [404, 'This customer has no such permit.'],
  'regulations.inspection_not_found': [404, 'This customer has no such inspection.'],
  'regulations.leads_have_none': [404, 'A lead has no regulations. Convert it to a customer first.'],
  // At-risk entries, appointments, messages, credit checks, work orders, workflows, accounting, e-docs
  ...reportErrors,
  ...signInErrors,
  ...recordErrors,
  ...chargeErrors,
  ...creditErrors,
  ...workOrderErrors,
  ...workflowErrors,
  ...accountingErrors,
  ...payablesErrors,
  ...appBillingErrors,
  ...portalErrors,
  ...edocErrors,
  ...importErrors,
  // Notes and tickets
  'notes.not_found': [404, 'This record has no such note.'],
  'notes.stale': [
    409,
    '{who} changed this note meanwhile. Nothing of yours is lost: look at both, then save again.',
  ],
  'notes.not_a_ticket': [409, 'This is a note, not a ticket: there is nothing to close or reopen.'],
  'notifications.not_found': [404, 'There is no such notification.'],
  ...administrationErrors,
  // Catalogues
  'catalogues.value_not_found': [404, 'This catalogue has no such value.'],
  'catalogues.stale': [
    409,
    '{who} changed “{name}” meanwhile. Nothing of yours is lost: look at both, then save again.',
  ],
  'catalogues.order_stale': [
    409,
    'The list has changed meanwhile, so that your order was not saved. Look at it as it is now and sort again.',
  ],
  'catalogues.in_use': [
    409,
    '“{name}” is used by {where} and cannot be deleted. Deactivate it: it stays there and is no longer offered.',
  ],
  'catalogues.full': [409, '{label} can hold {most} values. Delete some that nothing uses first.'],
  // Lists
  'lists.view_not_found': [404, 'There is no such view among yours.'],
  'lists.view_keeps_no_ssn': [
    422,
    'What stands in the search box may be a social security number, and a view never keeps one. Take it out first.',
  ],
  'lists.view_stale': [409, 'The view was changed meanwhile. Please look at it again.'],
  'lists.too_many_views': [409, 'You have {max} views already. Remove one first.'],
  'lists.nothing_selected': [422, 'The filters find no record to change.'],
  'lists.bulk_too_many': [422, 'The filters find more than {max} records. Narrow them first.'],
  'lists.bulk_not_found': [404, 'You have started no such change.'],
  // Addresses
  'places.verifier_stale': [
    409,
    'Somebody changed the verifier meanwhile. Nothing was saved: look at it again.',
  ],
} as const satisfies Record<string, readonly [status: number, sentence: string]>

export type ErrorCode = keyof typeof catalogue
export const errorCodes = Object.keys(catalogue) as ErrorCode[]
export const statusOf = (code: ErrorCode): number => catalogue[code][0]

export type FieldError = { path: string; message: string }

/** An error that the user is told about. Thrown by `fail`, turned into problem+json by server/http/problems.ts. */
export class KeyholderError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly errors: FieldError[]
  /** Members of the reply beyond the standard ones: both sides of a stale save, for example. */
  readonly extra: Record<string, unknown>
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ErrorCode,
    values: Record<string, string | number>,
    more: { errors?: FieldError[]; extra?: Record<string, unknown>; retryAfterSeconds?: number },
  ) {
    super(catalogue[code][1].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? `{${name}}`)))
    this.name = 'KeyholderError'
    this.code = code
    this.status = statusOf(code)
    this.errors = more.errors ?? []
    this.extra = more.extra ?? {}
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}

/**
 * Ends the request with an error of the catalogue.
 * @param values fill the sentence's `{name}`s.
 * @param more field errors (same paths as the request's), further members of the reply, seconds to wait.
 */
export function fail(
  code: ErrorCode,
  values: Record<string, string | number> = {},
  more: { errors?: FieldError[]; extra?: Record<string, unknown>; retryAfterSeconds?: number } = {},
): never {
  throw new KeyholderError(code, values, more)
}
