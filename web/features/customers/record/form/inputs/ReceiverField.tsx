/** The receiver number: typed, or one of those that the customer's interactive-services provider forwards alarms to. */
import { lazy, Suspense } from 'react'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import { standingOf } from '../field-props.ts'
import { useRecordForm } from '../form-context.ts'
import { TextField } from './TextField.tsx'

// Only where an account is linked whose provider names receivers.
const ReceiverPicker = lazy(async () => ({
  default: (await import('#web/features/connections/interactive/ReceiverPicker.tsx')).ReceiverPicker,
}))

export function ReceiverField({ name }: { name: FieldName }) {
  const form = useRecordForm()
  const offers = form.record?.abilities.receivers && standingOf(name, form).state === 'open'
  return (
    <TextField
      name={name}
      beside={
        offers ? (
          <Suspense fallback={null}>
            <ReceiverPicker
              customerId={form.record!.id}
              onPick={(number) => form.store.setValue(name, number)}
            />
          </Suspense>
        ) : null
      }
    />
  )
}
