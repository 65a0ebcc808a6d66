/** One field of the record's form, drawn by the type that the field table gives it. */
import { memo } from 'react'
import { type FieldName, field } from '#shared/rules/customer-fields.ts'
import { AddressField, ZipField } from './inputs/AddressField.tsx'
import { CheckField } from './inputs/CheckField.tsx'
import { DateField, InstantField } from './inputs/DateField.tsx'
import { ParentField } from './inputs/ParentField.tsx'
import { ReadOnlyField } from './inputs/ReadOnlyField.tsx'
import { SelectField } from './inputs/SelectField.tsx'
import { LongTextField, PhoneField, TextField } from './inputs/TextField.tsx'

export const FieldInput = memo(function FieldInput({ name }: { name: FieldName }) {
  const { type, readOnly } = field(name)
  if (readOnly) return <ReadOnlyField name={name} />
  if (name === 'addressLine1') return <AddressField name={name} />
  switch (type) {
    case 'text':
    case 'email':
    case 'ssn':
    case 'integer':
      return <TextField name={name} />
    case 'zip':
      return <ZipField name={name} />
    case 'longText':
      return <LongTextField name={name} />
    case 'phone':
      return <PhoneField name={name} />
    case 'date':
      return <DateField name={name} />
    case 'instant':
      return <InstantField name={name} />
    case 'checkbox':
      return <CheckField name={name} />
    case 'customer':
      return <ParentField name={name} />
    default:
      return <SelectField name={name} />
  }
})
