/** What a look at a linked account shows, ours beside the station's. Changes nothing anywhere. */
import type { Manifest, RemoteAccount } from '#server/connectors/contract.ts'
import { contactsFor, differingFields, type OurAccount, sameContacts } from './connections.account.ts'
import type { Check } from './connections.checks.ts'

/**
 * The worst of what is wrong. Compared as on the page of discrepancies; zones are not in the one call that a look is.
 * @param reference what our record is called there
 */
export function judgeAccount(
  manifest: Manifest,
  ours: OurAccount,
  reference: string,
  theirs: RemoteAccount | null,
): Check {
  if (!theirs) return { finding: 'missing', fields: [], error: null }
  const { linkedReference, inService } = theirs
  if (linkedReference !== null && linkedReference !== reference)
    return { finding: 'taken', fields: [], error: null }
  const fields: string[] = differingFields(manifest, ours, theirs)
  if (
    manifest.capabilities.includes('contacts') &&
    !sameContacts(contactsFor(manifest, ours), theirs.contacts)
  )
    fields.push('contacts')
  if (inService === false) return { finding: 'out_of_service', fields, error: null }
  return { finding: fields.length ? 'drift' : null, fields, error: null }
}
