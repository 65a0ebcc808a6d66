/** One field of the record's form, drawn by the type that the field table gives it. */
import { Skeleton } from '@mantine/core'
import { lazy, memo, Suspense } from 'react'
import { type FieldKey, isCustomKey } from '#shared/rules/custom-fields.ts'
import { field } from '#shared/rules/customer-fields.ts'
import { AccountNumberField } from './inputs/AccountNumberField.tsx'
import { AddressField, ZipField } from './inputs/AddressField.tsx'
import { CheckField } from './inputs/CheckField.tsx'
import { DateField, InstantField } from './inputs/DateField.tsx'
import { FirstNameField } from './inputs/FirstNameField.tsx'
import { RateField } from './inputs/RateField.tsx'
import { ReadOnlyField } from './inputs/ReadOnlyField.tsx'
import { ReceiverField } from './inputs/ReceiverField.tsx'
import { SelectField } from './inputs/SelectField.tsx'
import { PhoneField, TextField } from './inputs/TextField.tsx'

// Only where companies bill through parents.
const ParentField = lazy(async () => ({ default: (await import('./inputs/ParentField.tsx')).ParentField }))
// A customer has no long text, and many companies have no fields of their own.
const LongTextField = lazy(async () => ({
  default: (await import('./inputs/LongTextField.tsx')).LongTextField,
}))
const CustomInput = lazy(async () => ({ default: (await import('./inputs/CustomInput.tsx')).CustomInput }))

export const FieldInput = memo(function FieldInput({ name }: { name: FieldKey }) {
  if (isCustomKey(name))
    return (
      <Suspense fallback={<Skeleton h={56} />}>
        <CustomInput name={name} />
      </Suspense>
    )
  const { type, readOnly } = field(name)
  if (readOnly) return <ReadOnlyField name={name} />
  if (name === 'firstName') return <FirstNameField />
  if (name === 'addressLine1') return <AddressField name={name} />
  if (name === 'accountNumber') return <AccountNumberField name={name} />
  if (name === 'receiverNumber') return <ReceiverField name={name} />
  if (name === 'mmrId') return <RateField name={name} />
  switch (type) {
    case 'text':
    case 'email':
    case 'ssn':
    case 'integer':
      return <TextField name={name} />
    case 'zip':
      return <ZipField name={name} />
    case 'longText':
      return (
        <Suspense fallback={<Skeleton h={96} />}>
          <LongTextField name={name} />
        </Suspense>
      )
    case 'phone':
      return <PhoneField name={name} />
    case 'date':
      return <DateField name={name} />
    case 'instant':
      return <InstantField name={name} />
    case 'checkbox':
      return <CheckField name={name} />
    case 'customer':
      return (
        <Suspense fallback={<Skeleton h={56} />}>
          <ParentField name={name} />
        </Suspense>
      )
    default:
      return <SelectField name={name} />
  }
})
