/** What the form of a new record begins with: the company's defaults, as far as they can be chosen (product facts 5.8). */
import {
  field,
  type FieldName,
  type FieldValue,
  type FieldValues,
  type RecordKind,
} from '#shared/rules/customer-fields.ts'
import type { RecordDefaults } from '#shared/rules/company-settings.ts'
import { optionsOf } from './select-options.ts'
import type { FormOptions } from './visible.ts'

const defaultsOf = {
  customer: ['locationId', 'accountType', 'accountClassId', 'languageId', 'state', 'sourceId'],
  lead: ['sourceId', 'accountClassId', 'languageId', 'state', 'leadStatusId'],
} as const satisfies Record<RecordKind, (keyof RecordDefaults)[]>

type Surroundings = { options: FormOptions; currency: string; today: string }

/** Values of the named fields: a default that the field's select offers, else nothing. */
export function startingValues(
  kind: RecordKind,
  names: readonly FieldName[],
  defaults: RecordDefaults,
  surroundings: Surroundings,
): FieldValues {
  const offered = (name: FieldName) =>
    optionsOf(name, { ...surroundings, kind, stored: null, sourceId: null, creating: true })
  const known: Partial<Record<FieldName, FieldValue>> = {}
  for (const name of defaultsOf[kind]) {
    const value = defaults[name]
    if (value !== null && offered(name).some((o) => o.value === String(value))) known[name] = value
  }
  if (kind === 'customer' && known.locationId === undefined) {
    // Of several one is chosen, never guessed: the location decides who may see the customer.
    const [first, ...others] = offered('locationId')
    known.locationId = first && others.length === 0 ? Number(first.value) : null
  }
  return Object.fromEntries(
    names.map((name) => [name, known[name] ?? (field(name).type === 'checkbox' ? false : null)]),
  )
}
