/** The record's Home: the form of everything about the customer or lead. */
import { useEffect, useMemo, useState } from 'react'
import { type Customer, customers, mask } from '#shared/contracts/customers.ts'
import { type FieldName, field, type FieldValues } from '#shared/rules/customer-fields.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { FormStore } from './form/form-store.ts'
import { type RecordForm as Form, useFormSummary } from './form/form-context.ts'
import { RecordForm, useFormSurroundings } from './form/RecordForm.tsx'
import type { FormOptions } from './form/visible.ts'
import { useRecord } from './record-context.ts'
import { RecordWarnings } from './RecordWarnings.tsx'

/** Catalogues change rarely; an outdated choice is refused by the server. */
const optionsStaleMs = 5 * 60_000

export function HomePage() {
  const record = useRecord()
  const options = useEndpointQuery(customers.options, {}, { staleTime: optionsStaleMs })
  if (options.data) return <Home record={record} options={options.data} key={record.id} />
  if (options.error) return <ErrorState error={options.error} onRetry={() => void options.refetch()} />
  return <PageSkeleton />
}

function Home({ record, options }: { record: Customer; options: FormOptions }) {
  const { company } = useMe()
  const surroundings = useFormSurroundings()
  const [store] = useState(() => new FormStore(record.fields as FieldValues, record.version))
  const outdated = useFreshRecord(store, record)
  const form = useMemo<Form>(() => {
    const modifiable = new Set(record.abilities.modify)
    return {
      ...surroundings,
      store,
      kind: record.kind,
      options,
      record,
      settings: {
        parentChild: company.settings.parentChild,
        hasSubCustomers: (record.header.children?.length ?? 0) > 0,
      },
      mayChange: (name: FieldName) =>
        modifiable.has(name) && record.fields[name] !== mask && !field(name).readOnly,
    }
  }, [surroundings, store, record, options, company.settings.parentChild])
  return (
    <>
      <RecordWarnings />
      <ReadOnlyNotice record={record} />
      {outdated && (
        <Notice tone="attention" title="This record was saved by somebody else meanwhile.">
          Your changes are kept. When you save, you choose which values stay.
        </Notice>
      )}
      <RecordForm
        form={form}
        readOnly={record.readOnlyReason !== null || record.abilities.modify.length === 0}
      />
    </>
  )
}

/**
 * Takes a newer version of the record into the form, as long as nothing in it is unsaved; says whether there is one
 * that it could not take.
 */
function useFreshRecord(store: FormStore, record: Customer): boolean {
  const { dirty, version } = useFormSummary(store)
  const newer = record.version > version
  const clean = dirty.length === 0
  useEffect(() => {
    if (newer && clean) store.rebase(record.fields as FieldValues, record.version, 'all')
  }, [store, record, newer, clean])
  return newer && !clean
}

function ReadOnlyNotice({ record }: { record: Customer }) {
  if (record.readOnlyReason === 'archived')
    return (
      <Notice tone="attention" title="Archived.">
        This customer is archived and cannot be changed.
      </Notice>
    )
  if (record.readOnlyReason === 'permission')
    return (
      <Notice tone="neutral" title="Read-only.">
        Changing this record needs the permission “
        {permissionLabel(record.kind === 'lead' ? 'leads.modify' : 'customers.modify')}” at its location.
      </Notice>
    )
  return null
}
