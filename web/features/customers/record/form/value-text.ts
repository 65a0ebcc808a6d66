/** A field's value as people read it, wherever it stands outside of its input: merging, summaries. */
import { formatPhone } from '#shared/phone.ts'
import { type CustomValue, type FieldKey, isCustomKey } from '#shared/rules/custom-fields.ts'
import { customValueText } from '#shared/rules/custom-values.ts'
import { type FieldName, type FieldValue, field } from '#shared/rules/customer-fields.ts'
import { formatDate, formatInstant } from '#shared/time.ts'
import type { RecordForm } from './form-context.ts'
import { optionsOf } from './select-options.ts'

/** The text of a value; null for none. An id whose name is not known reads as `#12`. */
export function valueText(name: FieldKey, value: CustomValue, form: RecordForm): string | null {
  if (value === null || value === '') return null
  if (value === '***') return 'Hidden'
  if (!isCustomKey(name)) return fieldText(name, value as FieldValue, form)
  const custom = form.store.customField(name)
  return custom ? customValueText(custom, value, form.currency) : String(value)
}

/** What naming a value takes of the form. */
export type Naming = Pick<RecordForm, 'options' | 'kind' | 'currency' | 'timeZone' | 'today' | 'record'>

/** The text of a value that is there, of a field that is not user-defined. */
export function fieldText(name: FieldName, value: FieldValue, form: Naming): string {
  const { type } = field(name)
  switch (type) {
    case 'checkbox':
      return value === true ? 'Yes' : 'No'
    case 'phone':
      return formatPhone(String(value))
    case 'date':
      return readable(() => formatDate(String(value)), value)
    case 'instant':
      return readable(() => formatInstant(String(value), form.timeZone), value)
    case 'customer':
      return value === form.record?.header.parent?.id ? form.record.header.parent.name : `#${value}`
    case 'text':
    case 'longText':
    case 'email':
    case 'zip':
    case 'integer':
      return String(value)
    case 'ssn':
      return String(value).replace(/^(\d{3})(\d{2})(\d{4})$/, '$1-$2-$3')
    default:
      return optionText(name, value, form)
  }
}

function optionText(name: FieldName, value: FieldValue, form: Naming): string {
  const { options, kind, currency, today } = form
  // A campaign is named also where the chosen source has changed since.
  const sourceId = options.catalogues['source_campaign']?.find((c) => c.id === value)?.data['sourceId']
  const context = {
    options,
    kind,
    currency,
    today,
    stored: value,
    sourceId: (sourceId as FieldValue) ?? null,
    creating: false,
  }
  return optionsOf(name, context).find((o) => o.value === String(value))?.label ?? `#${value}`
}

function readable(format: () => string, value: FieldValue): string {
  try {
    return format()
  } catch {
    return String(value)
  }
}
