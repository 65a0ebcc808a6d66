/**
 * The port of payment processors, with a contract of its own beside that of contract.ts:
 *
 * 1. No card number, security code, routing or account number passes through a connector: `store` takes the single-use token that the
 *    processor's own script made in the customer's or the dealer's browser.
 * 2. `charge` and `refund` carry the caller's key, the same for every try of the same attempt; it goes to the processor, which
 *    finds the attempt by it. Nothing in a connector repeats a call that may have moved money.
 * 3. They fail with `outcome: 'unknown'` whenever money may have moved; the caller then asks `find`, and decides after.
 *    That includes a refusal as a duplicate: the first one may have been ours.
 * 4. A decline is an answer and no error: the processor's code and words, and what they mean in our words (`DeclineReason`).
 * 5. `takeWebhook` believes nothing that is not signed, and asks nobody: it returns null for whatever it does not believe.
 */
import type { z } from 'zod'
import type { AccountType, HolderType, MethodKind } from '#shared/rules/billing-methods.ts'
import type { DeclineReason } from '#shared/rules/charges.ts'
import type { ProviderManifest } from './contract.ts'
import type { ProviderFetch } from './http.ts'

/** The processor's own names of a stored method; worth nothing without our credentials. */
export type MethodRef = { customerRef: string; methodRef: string }

export type StoredMethod = MethodRef & {
  kind: MethodKind
  /** `Visa`; of a bank account empty. */
  brand: string
  last4: string
  expMonth: number | null
  expYear: number | null
  accountType: AccountType | null
  holderType: HolderType | null
}

export type NewMethod = {
  /** Ours, 8 to 40 characters of `[A-Za-z0-9-]`: stored twice under it, it is one method. */
  key: string
  kind: MethodKind
  /** From the processor's script, good for one use. */
  token: string
  holder: { firstName: string; lastName: string; company: string; email: string }
  address: { line1: string; line2: string; city: string; state: string; zip: string }
}

export type ChargeOrder = {
  /** Ours, 8 to 40 characters of `[A-Za-z0-9-]`; never another one for the same attempt. */
  key: string
  amountCents: number
  method: MethodRef & { kind: MethodKind; holderType: HolderType | null }
  /** Stands on the processor's reports. */
  description: string
  /** Our own numbers, kept beside the transaction there. */
  reference: { customerId: string; billingMethodId: string; subject: string }
}

export type RefundOrder = {
  key: string
  transactionId: string
  amountCents: number
  kind: MethodKind
  /** What was refunded of it before: a lost refund is told from none by what the processor's sum says beyond it. */
  refundedBeforeCents: number
}

export type ProcessorAnswer = {
  transactionId: string
  result: 'approved' | 'declined'
  amountCents: number
  authCode: string
  /** The processor's own code and words. */
  code: string
  text: string
  /** null of an approval. */
  reason: DeclineReason | null
  /** Whether the money is on its way for good; an ACH debit may still come back. */
  settled: boolean
}

export type ProcessorNews = {
  /** The same for every telling of the same news. */
  eventId: string
  transactionId: string
  kind: 'settled' | 'returned' | 'charged_back' | 'voided' | 'refunded'
  /** `R01` of a return; the scheme's code of a chargeback. */
  code: string
  text: string
  /** Of a refund or a chargeback: how much; null: all of it. */
  amountCents: number | null
}

/** The processor's script that takes the numbers, and which addresses it must be allowed to reach. */
export type CaptureForm = {
  form: 'collectjs' | 'stripe'
  script: string
  /** Public by its nature: the browser gets it. */
  publicKey: string
  origins: { script: string[]; frame: string[]; connect: string[] }
  kinds: MethodKind[]
}

export type PaymentProcessor = {
  check(): Promise<string>
  capture(): CaptureForm
  store(method: NewMethod): Promise<StoredMethod>
  /** Forgets it there; of one that is gone already, too. */
  remove(method: MethodRef): Promise<void>
  charge(order: ChargeOrder): Promise<ProcessorAnswer>
  /** The charge that was made under this key; null if none was. */
  find(order: ChargeOrder): Promise<ProcessorAnswer | null>
  refund(order: RefundOrder): Promise<ProcessorAnswer>
  findRefund(order: RefundOrder): Promise<ProcessorAnswer | null>
  /** Takes a charge back before it is settled. Only where `manifest.voids`. */
  void?(transactionId: string, kind: MethodKind): Promise<ProcessorAnswer>
  /** Whether it was taken back: null if not. */
  findVoid?(transactionId: string): Promise<ProcessorAnswer | null>
  /** What has happened to earlier charges since then, oldest first. */
  listNews(since: Date): Promise<ProcessorNews[]>
  takeWebhook(given: { body: string; header(name: string): string; now: Date }): ProcessorNews[] | null
}

export type PaymentManifest = ProviderManifest & {
  kind: 'payment'
  settings: z.ZodObject
  /** Whether a charge can be taken back before it is settled. */
  voids: boolean
  /** Where the webhook's secret stands among the settings. */
  webhookSecret: string
}

export type PaymentConnector = {
  manifest: PaymentManifest
  open(settings: Record<string, unknown>, fetch: ProviderFetch): PaymentProcessor
}
