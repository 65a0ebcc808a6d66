/**
 * The port of providers of electronic signatures, with a contract of its own beside that of contract.ts:
 *
 * 1. `send` makes one envelope, and the provider writes to its signers. Nothing in a connector repeats it after a lost
 *    answer: it fails with `outcome: 'unknown'`, and the caller asks `find`, with the key that the envelope was sent under.
 * 2. What the record fills in stands in the document already: a connector turns the signers' fields into the provider's own.
 * 3. `document` gives the provider's own finished PDF, its certificate included, as it came.
 * 4. News by callback are a hint; what counts is what `read` says.
 */
import type { Delivery, EdocField, SignerRole } from '#shared/rules/edocs.ts'
import type { ProviderManifest } from './contract.ts'
import type { ProviderFetch } from './http.ts'

export type EnvelopeSigner = {
  /** Ours, and the provider's name for the recipient: `1`, `2`, … */
  recipientId: string
  role: SignerRole
  name: string
  email: string
  turn: number
  delivery: Delivery
}

export type EnvelopeOrder = {
  /** Ours, 8 to 40 characters of `[A-Za-z0-9-]`; `find` takes it. */
  key: string
  name: string
  subject: string
  message: string
  pdf: Uint8Array
  /** Those of the signers; none from the record. */
  fields: readonly EdocField[]
  signers: readonly EnvelopeSigner[]
  expiresDays: number
  reminderDays: number
}

export type EnvelopeState = {
  envelopeId: string
  status: 'sent' | 'completed' | 'declined' | 'voided'
  /** Why it was declined or voided; empty if nobody said. */
  reason: string
  signers: {
    recipientId: string
    status: 'waiting' | 'sent' | 'viewed' | 'signed' | 'declined'
    /** RFC 3339; null if it did not happen, or the provider does not say when. */
    sentAt: string | null
    viewedAt: string | null
    signedAt: string | null
  }[]
}

export type Esign = {
  check(): Promise<string>
  send(order: EnvelopeOrder): Promise<{ envelopeId: string }>
  /** The envelope that was sent under this key; null if none was. */
  find(key: string): Promise<{ envelopeId: string } | null>
  read(envelopeId: string): Promise<EnvelopeState>
  /** Where somebody who is here signs; good for some minutes. */
  signingUrl(envelopeId: string, signer: EnvelopeSigner, returnUrl: string): Promise<string>
  /** Has the provider write to those whose turn it is once more. */
  resend(envelopeId: string): Promise<void>
  /** Voiding what is voided already is no error. */
  void(envelopeId: string, reason: string): Promise<void>
  document(envelopeId: string): Promise<Buffer>
}

export type EsignManifest = ProviderManifest & { kind: 'edoc' }

export type EsignConnector = {
  manifest: EsignManifest
  open(settings: Record<string, unknown>, fetch: ProviderFetch): Esign
}
