/**
 * For connectors to stations that know no idempotency keys (`idempotency: 'look'`): what stands there already is not
 * sent, a value that cannot be held is refused before anything is sent, and what fails after a write that took effect
 * is never called "nothing was done".
 */
import { normaliseZip } from '#shared/postal.ts'
import { parsePhone } from '#shared/phone.ts'
import type { RemoteAccount } from './contract.ts'
import { ConnectorError } from './errors.ts'
import type { StationTest, TestOrder } from './station-parts.ts'

/** A value that the station cannot hold; `field` is ours. */
export class FieldError extends Error {
  readonly field: string
  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/** Runs `map`; a value that the station cannot hold becomes a refusal before it is sent. */
export function checked<T>(call: string, map: () => T): T {
  try {
    return map()
  } catch (error) {
    if (!(error instanceof FieldError)) throw error
    throw refusal(call, error.message, error.field)
  }
}

/** A refusal of ours: nothing has been sent. */
export const refusal = (call: string, reason: string, field: string | null = null) =>
  new ConnectorError('rejected', { call, outcome: 'not_applied', reason, field })

export const unexpected = (
  call: string,
  reason: string,
  outcome: 'not_applied' | 'unknown' = 'not_applied',
) => new ConnectorError('unexpected_reply', { call, reason, outcome })

export const noSuchAccount = (call: string) =>
  new ConnectorError('not_found', { call, outcome: 'not_applied', reason: 'No such account' })

/** Refuses a write that rests on a state of the account that has passed. */
export function ensureRevision(
  call: string,
  account: Pick<RemoteAccount, 'revision'>,
  revision: string | undefined,
): void {
  if (revision !== undefined && revision !== account.revision)
    throw refusal(call, 'The account has been changed at the station since')
}

/** Runs what follows a write that took effect: its failure must not pass for "nothing was done". */
export async function applied<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.outcome === 'unknown') throw error
    const { kind, call, providerMessage, reason, retryAfterMs, field } = error
    throw new ConnectorError(kind, {
      call,
      outcome: 'unknown',
      providerMessage,
      reason,
      retryAfterMs,
      field,
      cause: error,
    })
  }
}

/** Writes one after the other; once the first has taken effect, a failure leaves the outcome open. */
export async function inSteps(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const [index, step] of steps.entries()) await (index === 0 ? step() : applied(step))
}

/** Refuses a text that is too long, or that is not one plain line. @throws FieldError */
export function checkText(field: string, value: string, maxLength: number): void {
  if (value.length > maxLength)
    throw new FieldError(field, `The station keeps at most ${maxLength} characters`)
  // XML 1.0 cannot carry most of these, and an attribute would turn the others into blanks.
  if (/[\u0000-\u001f\u007f\ufffe\uffff]/.test(value) || !value.isWellFormed())
    throw new FieldError(field, 'The station takes plain text of one line only')
}

/** A telephone in two columns. @throws FieldError if it is no ten-digit number */
export function phoneColumns(field: string, phone: string): [digits: string, extension: string] {
  if (phone === '') return ['', '']
  const digits = parsePhone(phone)
  if (!digits) throw new FieldError(field, 'The station takes ten-digit telephone numbers only')
  const [number, extension = ''] = digits.split('x')
  return [number!, extension]
}

/** A telephone from two columns, in our format or as it stands. */
export const phoneFrom = (digits = '', extension = ''): string => {
  const text = [digits.trim(), extension.trim()].filter(Boolean).join(' x')
  return parsePhone(text) ?? text
}

/** Operators leave the hyphen out of nine digits. */
export const zipFrom = (text: string): string =>
  normaliseZip(text.trim().replace(/^(\d{5})\s?(\d{4})$/, '$1-$2'))

/** What `wanted` says that `current` does not hold. */
export const difference = (
  wanted: Readonly<Record<string, string>>,
  current: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(Object.entries(wanted).filter(([column, value]) => (current[column] ?? '') !== value))

/** The same zone, though one of the two leaves zeros out: `1` and `001`. */
export const sameZone = (one: string, other: string): boolean =>
  one === other || (/^\d+$/.test(one) && /^\d+$/.test(other) && Number(one) === Number(other))

/** How long after an order the test that it asked for is still taken for it. */
const sameOrderMs = 15 * 60_000

/**
 * Whether a running test is what this order asked for, its answer having been lost: the station tells of a test only
 * when it ends, so that is what there is to go by.
 */
export function isThisOrder({ until }: StationTest, { minutes }: TestOrder, now = Date.now()): boolean {
  const early = now + minutes * 60_000 - Date.parse(until)
  return early > -2 * 60_000 && early < sameOrderMs
}
