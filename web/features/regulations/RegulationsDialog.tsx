/** A customer's alarm permits and inspections: entered, renewed and taken away at once. */
import { ActionIcon, Button, Modal, Stack } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { type CustomerRegulations, regulations } from '#shared/contracts/regulations.ts'
import { formatDate } from '#shared/time.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusBox } from '#web/ui/Status.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { InspectionForm } from './InspectionForm.tsx'
import { PermitForm } from './PermitForm.tsx'
import classes from './regulations.module.css'

export type Permit = CustomerRegulations['permits'][number]

type Form = { of: 'permit'; permit: Permit | null } | { of: 'inspection' }

/** Puts what a change answered into the page, and lets the record's header ask again. */
export function useTake(customerId: number) {
  const { put, invalidate } = useInvalidate()
  return (next: CustomerRegulations, said: string) => {
    put(regulations.ofCustomer, { params: { customerId } }, next)
    void invalidate(customers.open, { customerId })
    void invalidate(regulations.expiring)
    toastDone(said)
  }
}

export function RegulationsDialog({ customerId, onClose }: { customerId: number; onClose: () => void }) {
  const { data, error, refetch } = useEndpointQuery(regulations.ofCustomer, { params: { customerId } })
  const [form, setForm] = useState<Form | null>(null)
  return (
    <Modal opened onClose={onClose} size="lg" title="Permits & inspections">
      {data ? (
        form === null ? (
          <Lists customerId={customerId} data={data} onForm={setForm} />
        ) : form.of === 'permit' ? (
          <PermitForm customerId={customerId} data={data} permit={form.permit} onDone={() => setForm(null)} />
        ) : (
          <InspectionForm customerId={customerId} data={data} onDone={() => setForm(null)} />
        )
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LinesSkeleton count={5} />
      )}
    </Modal>
  )
}

type ListsProps = { customerId: number; data: CustomerRegulations; onForm: (form: Form) => void }

function Lists({ customerId, data, onForm }: ListsProps) {
  const take = useTake(customerId)
  const removePermit = useEndpointMutation(regulations.removePermit, {
    onSuccess: (next) => take(next, 'Permit deleted.'),
    onError: toastFailed,
  })
  const removeInspection = useEndpointMutation(regulations.removeInspection, {
    onSuccess: (next) => take(next, 'Inspection deleted.'),
    onError: toastFailed,
  })
  const { modify } = data.abilities
  const mayAdd = modify && data.jurisdictions.some(({ applies }) => applies)
  const nameOf = (id: number) => data.jurisdictions.find((each) => each.id === id)?.name ?? ''
  return (
    <Stack gap="lg">
      {!data.jurisdictions.some(({ applies }) => applies) && (
        <Notice tone="neutral">
          No jurisdiction holds for this address, so that there is nothing to enter. Administration keeps
          them.
        </Notice>
      )}
      {data.jurisdictions
        .filter(({ applies, notes }) => applies && notes)
        .map(({ id, name, notes }) => (
          <Notice key={id} tone="neutral" title={`${name}:`}>
            {notes}
          </Notice>
        ))}
      <section>
        <header className={classes.listHead}>
          <h3 className={classes.columnTitle}>Alarm permits</h3>
          {mayAdd && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => onForm({ of: 'permit', permit: null })}
            >
              Add a permit
            </Button>
          )}
        </header>
        {data.permits.length === 0 ? (
          <p className={classes.none}>No permit was entered yet.</p>
        ) : (
          <ul className={classes.rows}>
            {data.permits.map((permit) => (
              <li key={permit.id} className={classes.row}>
                <span className={classes.words}>
                  <strong className="tabular">{permit.number}</strong> {nameOf(permit.jurisdictionId)}
                  <span className={classes.detail}>
                    {' '}
                    {[
                      permit.issuedOn && `issued ${formatDate(permit.issuedOn)}`,
                      permit.expiresOn ? `expires ${formatDate(permit.expiresOn)}` : 'does not expire',
                    ]
                      .filter(Boolean)
                      .join(', ')}
                  </span>
                </span>
                {modify && (
                  <>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={`Edit permit ${permit.number}`}
                      onClick={() => onForm({ of: 'permit', permit })}
                    >
                      <IconPencil size={15} />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={`Delete permit ${permit.number}`}
                      disabled={removePermit.isPending}
                      onClick={() => removePermit.mutate({ params: { customerId, permitId: permit.id } })}
                    >
                      <IconTrash size={15} />
                    </ActionIcon>
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <header className={classes.listHead}>
          <h3 className={classes.columnTitle}>Inspections</h3>
          {mayAdd && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => onForm({ of: 'inspection' })}
            >
              Note an inspection
            </Button>
          )}
        </header>
        {data.inspections.length === 0 ? (
          <p className={classes.none}>No inspection was noted yet.</p>
        ) : (
          <ul className={classes.rows}>
            {data.inspections.map((inspection) => (
              <li key={inspection.id} className={classes.row}>
                <span className={classes.words}>
                  <strong>{formatDate(inspection.doneOn)}</strong> {nameOf(inspection.jurisdictionId)}{' '}
                  <StatusBox
                    tone={inspection.passed ? 'good' : 'bad'}
                    label={inspection.passed ? 'Passed' : 'Failed'}
                  />
                  {inspection.note && <span className={classes.detail}> {inspection.note}</span>}
                </span>
                {modify && (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Delete the inspection of ${formatDate(inspection.doneOn)}`}
                    disabled={removeInspection.isPending}
                    onClick={() =>
                      removeInspection.mutate({ params: { customerId, inspectionId: inspection.id } })
                    }
                  >
                    <IconTrash size={15} />
                  </ActionIcon>
                )}
              </li>
            ))}
          </ul>
        )}
      </section>
    </Stack>
  )
}
