/** A new card or bank account: the processor's own fields for the numbers, ours for the holder's name. */
import { Checkbox, TextInput } from '@mantine/core'
import type { Ref } from 'react'
import type { PortalHome } from '#shared/contracts/portal.ts'
import type { MethodKind } from '#shared/rules/billing-methods.ts'
import { type Capture, CaptureFrame } from '#web/ui/CaptureFrame.tsx'
import classes from './portal.module.css'

export type NewMethodDraft = {
  firstName: string
  lastName: string
  company: string
  /** The billing address is another one. */
  own: boolean
  address: { line1: string; line2: string; city: string; state: string; zip: string }
  agreed: boolean
}
export const startOf = ({ holder }: PortalHome): NewMethodDraft => ({
  ...holder,
  own: false,
  address: { line1: '', line2: '', city: '', state: '', zip: '' },
  agreed: false,
})

type Props = {
  ref: Ref<Capture>
  kind: MethodKind
  processorId: number
  words: string
  draft: NewMethodDraft
  errors: Record<string, string>
  onChange: (change: Partial<NewMethodDraft>) => void
}

const addressFields = [
  ['line1', 'Street', 100, 'billing address-line1'],
  ['line2', 'Apartment, suite', 100, 'billing address-line2'],
  ['city', 'City', 60, 'billing address-level2'],
  ['state', 'State', 2, 'billing address-level1'],
  ['zip', 'ZIP', 10, 'billing postal-code'],
] as const

export function MethodFields({ ref, kind, processorId, words, draft, errors, onChange }: Props) {
  const name = (field: 'firstName' | 'lastName' | 'company', label: string, auto: string) => (
    <TextInput
      label={label}
      autoComplete={auto}
      maxLength={field === 'company' ? 120 : 60}
      value={draft[field]}
      error={errors[`method.holder.${field}`]}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
    />
  )
  return (
    <>
      <CaptureFrame ref={ref} processorId={processorId} kind={kind} path="portal-capture" />
      <div className={classes.two}>
        {name('firstName', 'First name', 'billing given-name')}
        {name('lastName', 'Last name', 'billing family-name')}
      </div>
      {draft.company !== '' && name('company', 'Company', 'billing organization')}
      <Checkbox
        label="The billing address is another one"
        checked={draft.own}
        onChange={(event) => onChange({ own: event.currentTarget.checked })}
      />
      {draft.own && (
        <div className={classes.two} role="group" aria-label="Billing address">
          {addressFields.map(([field, label, max, auto]) => (
            <TextInput
              key={field}
              label={label}
              maxLength={max}
              autoComplete={auto}
              value={draft.address[field]}
              error={errors[`method.address.${field}`]}
              onChange={(event) =>
                onChange({ address: { ...draft.address, [field]: event.currentTarget.value } })
              }
            />
          ))}
        </div>
      )}
      <blockquote className={classes.words}>{words}</blockquote>
      <Checkbox
        label="I agree"
        checked={draft.agreed}
        error={errors['method.agreed']}
        onChange={(event) => onChange({ agreed: event.currentTarget.checked })}
      />
    </>
  )
}
