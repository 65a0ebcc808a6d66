/** What one has typed to run credit. */
import type { CreditPage } from '#shared/contracts/credit.ts'

export type Bureau = CreditPage['bureaus'][number]

export type Draft = {
  bureauId: string
  extras: Record<string, string | boolean>
  moved: boolean
  addressLine1: string
  city: string
  state: string
  zip: string
  purpose: string
  method: string
  consentOn: string
  given: boolean
  note: string
}

export const emptyDraft = (bureaus: readonly Bureau[], today: string): Draft => ({
  bureauId: bureaus.length === 1 ? String(bureaus[0]!.id) : '',
  extras: {},
  moved: false,
  addressLine1: '',
  city: '',
  state: '',
  zip: '',
  purpose: 'credit_transaction',
  method: '',
  consentOn: today,
  given: false,
  note: '',
})

export const bodyOf = (draft: Draft, requestKey: string, again: boolean) => ({
  requestKey,
  bureauId: draft.bureauId || undefined,
  extras: draft.extras,
  previousAddress: draft.moved
    ? { addressLine1: draft.addressLine1, city: draft.city, state: draft.state, zip: draft.zip }
    : null,
  consent: { given: draft.given, method: draft.method, on: draft.consentOn || undefined },
  purpose: draft.purpose,
  note: draft.note,
  again,
})
