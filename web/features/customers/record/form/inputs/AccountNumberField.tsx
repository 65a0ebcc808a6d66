/** The account number: typed, or the next free one of the monitoring company's blocks (CON-090). */
import { lazy, Suspense } from 'react'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import { standingOf } from '../field-props.ts'
import { useDraft, useRecordForm } from '../form-context.ts'
import { TextField } from './TextField.tsx'

// Only where the chosen monitoring company has numbers to issue.
const IssueNumber = lazy(async () => ({ default: (await import('./IssueNumber.tsx')).IssueNumber }))

export function AccountNumberField({ name }: { name: FieldName }) {
  const form = useRecordForm()
  const chosen = useDraft('monitoringCompanyId')
  const company = form.options.monitoringCompanies.find(({ id }) => id === chosen)
  const issues = form.record && company?.issuesNumbers && standingOf(name, form).state === 'open'
  return (
    <TextField
      name={name}
      beside={
        issues ? (
          <Suspense fallback={null}>
            <IssueNumber
              customerId={form.record!.id}
              company={company.name}
              isSaved={form.store.base('monitoringCompanyId') === chosen}
            />
          </Suspense>
        ) : null
      }
    />
  )
}
