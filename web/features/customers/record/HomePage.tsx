/** The record's Home: the form of everything about the customer or lead. */
import { useCallback, useEffect, useMemo, useState } from 'react'
import { type Customer, customers, mask } from '#shared/contracts/customers.ts'
import { type FieldName, field, type FieldValues } from '#shared/rules/customer-fields.ts'
import { sameValue } from '#shared/rules/custom-values.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { customFieldsOf, recordValues } from './form/custom-draft.ts'
import { FormStore } from './form/form-store.ts'
import { type RecordForm as Form, useFormSummary } from './form/form-context.ts'
import { RecordForm, useFormSurroundings } from './form/RecordForm.tsx'
import { type FormOptions, formSettings } from './form/visible.ts'
import { useRecord } from './record-context.ts'
import { useTellUnsaved } from './RecordActions.tsx'

/** Catalogues change rarely; an outdated choice is refused by the server. */
const optionsStaleMs = 5 * 60_000

export function HomePage() {
  const record = useRecord()
  const options = useEndpointQuery(customers.options, {}, { staleTime: optionsStaleMs })
  if (options.data) return <Home record={record} options={options.data} key={`${record.id} ${record.kind}`} />
  if (options.error) return <ErrorState error={options.error} onRetry={() => void options.refetch()} />
  return <PageSkeleton />
}

function Home({ record, options }: { record: Customer; options: FormOptions }) {
  const { company } = useMe()
  const surroundings = useFormSurroundings()
  // As the form was opened: what the company changes of its fields meanwhile the server judges.
  const [store] = useState(() => {
    const customFields = customFieldsOf(options, record.kind, record)
    const values = recordValues(record.fields as FieldValues, record, customFields)
    return new FormStore(values, record.version, customFields)
  })
  const outdated = useFreshRecord(store, record)
  useTellUnsaved(useCallback(() => store.summary().dirty.length, [store]))
  const form = useMemo<Form>(() => {
    const modifiable = new Set(record.abilities.modify)
    return {
      ...surroundings,
      store,
      kind: record.kind,
      options,
      record,
      settings: formSettings(company.settings, (record.header.children?.length ?? 0) > 0),
      mayChange: (name: FieldName) =>
        modifiable.has(name) && record.fields[name] !== mask && !field(name).readOnly,
      mayChangeCustom: record.abilities.custom,
    }
  }, [surroundings, store, record, options, company.settings])
  return (
    <>
      <ReadOnlyNotice record={record} />
      {outdated && (
        <Notice tone="attention" title="This record was saved by somebody else meanwhile.">
          Your changes are kept. When you save, you choose which values stay.
        </Notice>
      )}
      <RecordForm
        form={form}
        readOnly={
          record.readOnlyReason !== null ||
          (record.abilities.modify.length === 0 &&
            (!record.abilities.custom || store.customFields.length === 0))
        }
      />
    </>
  )
}

/**
 * Takes a newer version of the record into the form. What is unsaved stays; if somebody else saved one of the very
 * fields that are unsaved here, the form stays at its version, so that a save asks whose value counts. Says whether
 * that is so.
 */
function useFreshRecord(store: FormStore, record: Customer): boolean {
  const { dirty, version } = useFormSummary(store)
  const newer = record.version > version
  const values = newer ? recordValues(record.fields as FieldValues, record, store.customFields) : null
  const contested =
    values !== null && dirty.some((name) => !sameValue(values[name] ?? null, store.base(name)))
  useEffect(() => {
    if (values && !contested) store.rebase(values, record.version, dirty.length ? {} : 'all')
  })
  return contested
}

function ReadOnlyNotice({ record }: { record: Customer }) {
  if (record.readOnlyReason === 'permission')
    return (
      <Notice tone="neutral" title="Read-only.">
        Changing this record needs the permission “
        {permissionLabel(record.kind === 'lead' ? 'leads.modify' : 'customers.modify')}” at its location.
      </Notice>
    )
  return null
}
