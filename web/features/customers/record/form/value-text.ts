/** A field's value as people read it, wherever it stands outside of its input: merging, summaries. */
import { formatPhone } from '#shared/phone.ts'
import { type FieldName, type FieldValue, field } from '#shared/rules/customer-fields.ts'
import { formatDate, formatInstant } from '#shared/time.ts'
import type { RecordForm } from './form-context.ts'
import { optionsOf } from './select-options.ts'

/** The text of a value; null for none. An id whose name is not known reads as `#12`. */
export function valueText(name: FieldName, value: FieldValue, form: RecordForm): string | null {
  if (value === null || value === '') return null
  if (value === '***') return 'Hidden'
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
    case 'ssn':
    case 'integer':
      return String(value)
    default:
      return optionText(name, value, form)
  }
}

function optionText(name: FieldName, value: FieldValue, form: RecordForm): string {
  const { options, kind, currency } = form
  // A campaign is named also where the chosen source has changed since.
  const sourceId = options.catalogues['source_campaign']?.find((c) => c.id === value)?.data['sourceId']
  const context = {
    options,
    kind,
    currency,
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
