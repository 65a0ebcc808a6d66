/** Beside Address Line 1: how the address stands, and the way to verify it (TAB-019). */
import { UnstyledButton } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { AddressStanding } from '#shared/contracts/places.ts'
import {
  type AddressSource,
  type AddressState,
  addressStateLabel,
  verifiedFields,
} from '#shared/rules/address-standing.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import { formatInstant } from '#shared/time.ts'
import { useMe } from '#web/api/session.ts'
import { StatusDot } from '#web/ui/Status.tsx'
import { toastFailed } from '#web/ui/toast.tsx'
import type { Tone } from '#web/ui/tone.ts'
import { type RecordForm, useDraft, useFormSummary, useRecordForm } from '../form-context.ts'
import { loadChecks } from '../lazy-checks.ts'
import { addressInForm, type Asked } from './address-in-form.ts'
import classes from './address.module.css'

// Opened now and then: its script comes with the first look.
const AddressDialog = lazy(async () => ({ default: (await import('./AddressDialog.tsx')).AddressDialog }))

const tones: Record<AddressState, Tone> = { unverified: 'neutral', verified: 'good', kept: 'attention' }
const toneOf = (status: AddressState, source: AddressSource | null): Tone =>
  status === 'verified' && source === 'offline' ? 'neutral' : tones[status]

export function AddressVerification() {
  const { company } = useMe()
  return company.settings.addressVerification ? <Standing /> : null
}

function Standing() {
  const form = useRecordForm()
  const [asked, setAsked] = useState<Asked | null>(null)
  useAddressDrafts()
  const { dirty } = useFormSummary(form.store)
  const edited = !form.record || verifiedFields.some((name) => dirty.includes(name))
  const decision = form.store.addressDecision()
  const standing = edited ? null : form.record?.address
  const [status, source]: [AddressState, AddressSource | null] = decision
    ? [decision.keep ? 'kept' : 'verified', decision.source]
    : [standing?.status ?? 'unverified', standing?.source ?? null]
  const label = addressStateLabel(status, source)
  const ask = async () => {
    const [{ checkAddress }] = await Promise.all([import('./check-address.ts'), loadChecks()])
    const checked = checkAddress(addressInForm(form.store))
    if (!checked.errors) return setAsked({ entered: checked.value, edited })
    for (const [name, message] of Object.entries(checked.errors))
      form.store.setError(name as FieldName, message)
  }
  return (
    <div className={classes.standing}>
      <span role="status" className={classes.state}>
        <StatusDot
          tone={toneOf(status, source)}
          label={decision ? `${label} when saved` : label}
          detail={standing ? detailOf(standing, form) : undefined}
        />
      </span>
      {form.mayChange('addressLine1') && (
        <UnstyledButton className={classes.verify} onClick={() => ask().catch(toastFailed)}>
          Verify<span className={classes.spoken}> the address</span>
        </UnstyledButton>
      )}
      {asked && (
        <Suspense>
          <AddressDialog asked={asked} onClose={() => setAsked(null)} />
        </Suspense>
      )}
    </div>
  )
}

/** Renders the caller again when any part of the address changes. */
function useAddressDrafts(): void {
  useDraft('addressLine1')
  useDraft('addressLine2')
  useDraft('city')
  useDraft('state')
  useDraft('zip')
}

function detailOf({ at, by, source, as, notes }: AddressStanding, { timeZone }: RecordForm): string {
  if (!at) return 'Nobody has verified this address since it was changed'
  const who = source === 'smarty' ? 'by Smarty' : 'with the ZIP data of Keyholder'
  const asked = `${formatInstant(at, timeZone)} ${who}${by ? `, asked by ${by}` : ''}`
  return [asked, as && `as ${as}`, ...notes].filter(Boolean).join('. ')
}
