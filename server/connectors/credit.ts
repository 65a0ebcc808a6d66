/**
 * The port of credit bureaus, with a contract of its own beside that of contract.ts:
 *
 * 1. `inquire` makes one hard inquiry, which the consumer's file shows to every other lender. Nothing in a connector
 *    repeats it: neither after a time-out nor with a new token after a write that may have taken effect.
 * 2. It fails with `outcome: 'unknown'` whenever the inquiry may have been made, and the caller then asks `find`, with the
 *    key that the inquiry was made under. A bureau without `find` leaves it to a person.
 * 3. No hit, a thin or a frozen file are answers and no errors; the score is null then.
 * 4. SSN, birthdate and what the form's secret extras hold are passed to `fetch` as secrets of the request; a report is
 *    handed on as it came, and masked by the caller before it is kept (modules/credit).
 */
import type { z } from 'zod'
import type { CreditOutcome, CreditPurpose } from '#shared/rules/credit.ts'
import type { ProviderManifest } from './contract.ts'
import type { ProviderFetch } from './http.ts'

export type CreditAddress = { addressLine1: string; city: string; state: string; zip: string }

export type CreditSubject = CreditAddress & {
  firstName: string
  lastName: string
  /** Nine digits. */
  ssn: string
  /** `1980-02-29`; empty if nobody knows it. */
  birthdate: string
  previous: CreditAddress | null
}

export type CreditInquiry = {
  /** Ours, 8 to 40 characters of `[A-Za-z0-9-]`; the bureau's `find` takes it. */
  requestKey: string
  subject: CreditSubject
  purpose: CreditPurpose
  /** By `manifest.extras`. */
  extras: Readonly<Record<string, string | boolean>>
}

export type CreditAnswer = {
  /** The bureau's own number of the inquiry. */
  transactionId: string
  /** What the record keeps beside its score, where it is not the transaction's. */
  trackingNumber: string
  /** Whose file was read: "TransUnion". */
  source: string
  outcome: CreditOutcome
  score: number | null
  alerts: string[]
  factors: string[]
  /** `{ text }` if it came along, `'apart'` if it is to be fetched by the transaction, null if there is none. */
  report: { text: string } | 'apart' | null
}

export type CreditBureau = {
  check(): Promise<string>
  inquire(inquiry: CreditInquiry): Promise<CreditAnswer>
  /** The inquiry that was made under this key; null if none was. */
  find?(requestKey: string): Promise<CreditAnswer | null>
  fetchReport?(transactionId: string): Promise<string>
}

export type CreditManifest = ProviderManifest & {
  kind: 'credit'
  /** What its inquiry asks beside the rest, each with label and help; a secret one is never kept in clear. */
  extras: z.ZodObject
  /** Of the record, beside name and address. */
  needs: readonly ('ssn' | 'birthdate')[]
}

export type CreditConnector = {
  manifest: CreditManifest
  open(settings: Record<string, unknown>, fetch: ProviderFetch): CreditBureau
}
