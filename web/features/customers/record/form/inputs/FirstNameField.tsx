/** First Name, and where ADT may check the record, its PreCheck beside it (REC-081). */
import { lazy, Suspense } from 'react'
import { useRecordForm } from '../form-context.ts'
import { checkingCompanies } from '../precheck.ts'
import { TextField } from './TextField.tsx'

// Of companies that ADT monitors for.
const PreCheckLink = lazy(async () => ({
  default: (await import('#web/features/prechecks/PreCheckLink.tsx')).PreCheckLink,
}))

export function FirstNameField() {
  const { record, options } = useRecordForm()
  const mayBeChecked = record && checkingCompanies(options).some(({ preCheckEnabled }) => preCheckEnabled)
  return (
    <TextField
      name="firstName"
      beside={
        mayBeChecked ? (
          <Suspense fallback={null}>
            <PreCheckLink customerId={record.id} />
          </Suspense>
        ) : null
      }
    />
  )
}
