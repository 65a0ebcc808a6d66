/** What makes two records possible duplicates of one another (NEW-002). */
import type { FieldName } from './customer-fields.ts'

/** The strongest first. */
export const duplicateRules = ['phone', 'email', 'address', 'name'] as const
export type DuplicateRule = (typeof duplicateRules)[number]

export const duplicateRuleLabels: Record<DuplicateRule, string> = {
  phone: 'Same phone',
  email: 'Same email',
  address: 'Same address',
  name: 'Same name and place',
}

/** The fields of a new record that the rules look at. */
export const duplicateFields = [
  'firstName',
  'lastName',
  'businessName',
  'city',
  'zip',
  'primaryPhone',
  'workPhone',
  'cellPhone',
  'otherPhone',
  'email',
  'addressLine1',
] as const satisfies readonly FieldName[]
