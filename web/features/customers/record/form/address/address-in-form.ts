/** The address as it stands in the form, saved or not. */
import type { AddressDecision } from '#shared/contracts/places.ts'
import type { AddressSource, EnteredAddress } from '#shared/rules/address-standing.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import type { FormStore } from '../form-store.ts'

/** What the user decided of an address in this form. Good only as long as the form says the same address. */
export type FormDecision = AddressDecision & { address: EnteredAddress; source: AddressSource }

/** What the dialog was opened with. */
export type Asked = {
  entered: EnteredAddress
  /** The address in the form is not the saved one. */
  edited: boolean
}

/** As it would be saved; what is not valid yet as it was typed. */
export function addressInForm(store: FormStore): Record<keyof EnteredAddress, string | null> {
  const value = (name: FieldName): string | null => {
    const checked = store.check(name)
    const text = checked.ok ? checked.value : store.draft(name)
    return text === null || text === '' ? null : String(text)
  }
  return {
    addressLine1: value('addressLine1') ?? '',
    addressLine2: value('addressLine2'),
    city: value('city') ?? '',
    state: value('state') ?? '',
    zip: value('zip'),
    county: value('county'),
  }
}
