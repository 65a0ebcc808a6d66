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
  'connections.link_running': [409, 'A link is being made right now. Please wait for the station’s answer.'],
  'connections.provider_failed': [502, '{call} at {company} failed: {reason}'],
  'connections.provider_refused': [422, '{company} refused: {reason}'],
  'connections.provider_busy': [
    503,
    '{company} asks us to slow down. Please try again in {seconds} seconds.',
  ],
  'connections.push_not_found': [404, 'There is no failed update to retry.'],
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
