/** Signers as one types them. */
import type { EdocSigner, SignerValues } from '#shared/contracts/edoc-values.ts'
import type { EdocList } from '#shared/contracts/edocs.ts'
import { formatPhone } from '#shared/phone.ts'
import type { SignerRole } from '#shared/rules/edocs.ts'

export type SignerDraft = SignerValues

/** The record’s own for the customer, its spouse for the co-signer, oneself for the dealer. The dealer signs last. */
export function proposeSigner(
  role: SignerRole,
  { people, reach }: Pick<EdocList, 'people' | 'reach'>,
): SignerDraft {
  const person = people.find((one) => one.role === role)
  const email = person?.email ?? ''
  return {
    role,
    turn: role === 'dealer' ? 2 : 1,
    name: person?.name ?? '',
    email,
    phone: person?.phone ?? '',
    delivery: email && reach.email ? 'email' : 'in_person',
    codeChannel: 'email',
  }
}

export const toDraft = (signer: EdocSigner): SignerDraft => ({
  role: signer.role,
  turn: signer.turn,
  name: signer.name,
  email: signer.email ?? '',
  phone: signer.phone ? formatPhone(signer.phone) : '',
  delivery: signer.delivery,
  codeChannel: signer.codeChannel,
})
