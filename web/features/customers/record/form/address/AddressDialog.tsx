/** What verifying found: it is right, Current beside Recommended, or why nobody knows. */
import { Button, Group, Modal, Radio, Skeleton, Stack } from '@mantine/core'
import { useEffect, useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { type AddressCheck, type CheckedAddress, places } from '#shared/contracts/places.ts'
import { differingParts, linesOf } from '#shared/rules/address-check.ts'
import type { EnteredAddress } from '#shared/rules/address-standing.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useRecordForm } from '../form-context.ts'
import type { Asked, FormDecision } from './address-in-form.ts'
import classes from './address.module.css'

const parts = ['addressLine1', 'addressLine2', 'city', 'state', 'zip', 'county'] as const
const labels: Record<(typeof parts)[number], string> = {
  addressLine1: 'Street',
  addressLine2: 'Line 2',
  city: 'City',
  state: 'State',
  zip: 'ZIP',
  county: 'County',
}

type Props = { asked: Asked; onClose: () => void }

export function AddressDialog({ asked, onClose }: Props) {
  const { entered } = asked
  const verify = useEndpointMutation(places.verify)
  const { mutate } = verify
  const { decide, saving, problem } = useDecide(asked, onClose)
  const [chosen, setChosen] = useState(0)
  useEffect(() => mutate({ body: entered }), [mutate, entered])
  const check = verify.data
  const offered = check ? [check.recommended, ...check.matches].filter((address) => address !== null) : []
  const recommended = offered[chosen]
  const trouble = problem ?? verify.error
  return (
    <Modal opened onClose={onClose} title="Address verification" size="lg">
      {trouble && (
        <Notice tone="bad" title={problem ? 'This was not saved.' : 'The address could not be verified.'}>
          {trouble.detail} What you typed is still there.
        </Notice>
      )}
      {!check && !trouble && (
        <div role="status" aria-label="Loading what is known of the address">
          <Skeleton h={120} />
        </div>
      )}
      {check && <Outcome check={check} offered={offered.length} />}
      {offered.length > 1 && (
        <Radio.Group
          label="Which one is meant?"
          value={String(chosen)}
          onChange={(value) => setChosen(Number(value))}
          className={classes.choice}
        >
          <Stack gap="xs" mt={6}>
            {offered.map((address, index) => (
              <Radio
                key={linesOf(address).join()}
                value={String(index)}
                label={linesOf(address).join(', ')}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <div className={classes.cards}>
        <Card title="Current" address={entered} other={recommended} />
        {recommended && <Card title="Recommended" address={recommended} other={entered} />}
      </div>
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="subtle" onClick={onClose} disabled={saving}>
          {check?.status === 'verified' ? 'Close' : 'Cancel'}
        </Button>
        {check?.status === 'verified' && (
          <Button onClick={() => decide(check, entered, check.proof, false)} loading={saving} data-autofocus>
            Mark as verified
          </Button>
        )}
        {check?.status === 'unverified' && (
          <Button
            variant={recommended ? 'default' : 'filled'}
            onClick={() => decide(check, entered, check.proof, true)}
            loading={saving}
          >
            Keep as entered
          </Button>
        )}
        {check && recommended && (
          <Button onClick={() => decide(check, recommended, recommended.proof, false)} loading={saving}>
            Use recommended
          </Button>
        )}
      </Group>
    </Modal>
  )
}

function Outcome({ check, offered }: { check: AddressCheck; offered: number }) {
  const notes = check.notes.join(' ')
  if (check.failure)
    return (
      <Notice tone="attention" title="The address could not be verified:">
        {check.failure} Nothing is known of it now; you may keep it as entered and verify it later.
      </Notice>
    )
  if (check.status === 'verified')
    return (
      <Notice
        tone={check.source === 'smarty' ? 'good' : 'neutral'}
        title={check.source === 'smarty' ? 'Smarty knows this address.' : 'City, state and ZIP agree.'}
      >
        {notes}
      </Notice>
    )
  return (
    <Notice tone="attention" title={offered ? 'A change is recommended.' : 'The address is not verified.'}>
      {notes}
    </Notice>
  )
}

function Card({
  title,
  address,
  other,
}: {
  title: string
  address: EnteredAddress | CheckedAddress
  other: EnteredAddress | undefined
}) {
  const differing = other ? differingParts(...pair(title, address, other)) : new Set<string>()
  return (
    <section className={classes.card} aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {parts.map((name) => (
          <div key={name} className={classes.part}>
            <dt>{labels[name]}</dt>
            <dd>
              {differing.has(name) ? (
                <mark className={classes.differs}>{address[name] || 'empty'}</mark>
              ) : (
                address[name] || <span className={classes.empty}>empty</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Entered first: both cards mark the same parts. */
const pair = (
  title: string,
  mine: EnteredAddress,
  other: EnteredAddress,
): [EnteredAddress, EnteredAddress] => (title === 'Current' ? [mine, other] : [other, mine])

/** Keeps the decision: at once for the saved address as it is, else with the form's next save. */
function useDecide({ entered, edited }: Asked, onClose: () => void) {
  const { store, record, mayChange } = useRecordForm()
  const { put, invalidateParams } = useInvalidate()
  const save = useEndpointMutation(customers.save)
  const decide = (check: AddressCheck, address: EnteredAddress, proof: string, keep: boolean) => {
    for (const name of parts) {
      const value = address[name]
      // An empty county says nothing.
      if (value === entered[name] || (name === 'county' && !value)) continue
      if (mayChange(name as FieldName) && store.has(name)) store.setValue(name, value)
    }
    const decision: FormDecision = { address, proof, keep, source: check.source }
    if (!record || edited || address !== entered) {
      store.decideAddress(decision)
      return onClose()
    }
    save.mutate(
      {
        params: { customerId: record.id },
        body: { version: record.version, fields: {}, addressCheck: { proof, keep } },
      },
      {
        onSuccess: (saved) => {
          put(customers.open, { params: { customerId: record.id } }, saved)
          void invalidateParams({ customerId: record.id })
          toastDone(keep ? 'The address is kept as entered' : 'The address is verified')
          onClose()
        },
      },
    )
  }
  return { decide, saving: save.isPending, problem: save.error }
}
