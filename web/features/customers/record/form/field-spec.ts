/** What the form says of a field, whether it is one of ours or one that the company made. */
import type { Permission } from '#shared/permissions.ts'
import { type CustomFieldType, type FieldKey, isCustomKey } from '#shared/rules/custom-fields.ts'
import { type Field, field, isRequired, type RecordKind } from '#shared/rules/customer-fields.ts'
import type { FormStore } from './form-store.ts'

export type FieldSpec = {
  label: string
  type: Field['type'] | CustomFieldType
  required: boolean
  help?: string
  confidential?: Permission
}

/** What of the form decides: of a user-defined field it is its definition. */
type Form = { store: Pick<FormStore, 'customField'>; kind: RecordKind }

export function specOf(name: FieldKey, { store, kind }: Form): FieldSpec {
  if (!isCustomKey(name)) {
    const { label, type, help, confidential } = field(name)
    return { label, type, required: isRequired(name, kind), help, confidential }
  }
  const custom = store.customField(name)
  if (!custom) return { label: name, type: 'text', required: false }
  return {
    label: custom.name,
    type: custom.type,
    required: custom.required,
    help: custom.help ?? undefined,
    confidential: custom.confidential ? 'confidential_custom_fields.yes' : undefined,
  }
}

/** Whether one picks a value instead of typing it. */
export const isChosen = (type: FieldSpec['type']): boolean => chosen.has(type)
const chosen = new Set<FieldSpec['type']>([
  'catalogue',
  'user',
  'location',
  'choice',
  'state',
  'monitoringCompany',
  'serviceProvider',
  'customer',
  'select',
  'multi_select',
])
