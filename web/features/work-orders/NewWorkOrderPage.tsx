/** A new work order, of its own or out of a ticket. */
import { Button, Checkbox } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { type Note, notes } from '#shared/contracts/notes.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { check, fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { type Draft, emptyDraft, fieldsBody } from './work-order-draft.ts'
import { useChoices, useCustomerParams, useTake } from './use-work-orders.ts'
import { WorkOrderForm } from './WorkOrderForm.tsx'
import classes from './work-orders.module.css'

const from = '/$company/customers/$customerId/work-orders/new'

export function NewWorkOrderPage() {
  const { customerId } = useCustomerParams()
  const { ticket } = useSearch({ from })
  if (ticket === undefined) return <NewForm />
  return <OfTicket params={{ customerId, noteId: ticket }} />
}

function OfTicket({ params }: { params: { customerId: number; noteId: number } }) {
  const { data, error, refetch } = useEndpointQuery(notes.get, { params })
  if (data) return <NewForm ticket={data} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <LinesSkeleton count={8} />
}

const draftOfTicket = (ticket: Note): Draft => ({
  ...emptyDraft,
  subject: ticket.subject,
  description: ticket.body,
  priority: ticket.priority ?? '',
  dueOn: ticket.dueOn ?? '',
})

type NewProps = {
  ticket?: Note
  /** Elsewhere than on its own page: where one goes on, with the order or without. */
  onDone?: (written: boolean) => void
}

export function NewForm({ ticket, onDone }: NewProps) {
  const params = useCustomerParams()
  const { customerId } = params
  const navigate = useNavigate()
  const choices = useChoices(customerId)
  const take = useTake()
  const create = useEndpointMutation(workOrders.create)
  const [before] = useState<Draft>(() => (ticket ? draftOfTicket(ticket) : emptyDraft))
  const [draft, setDraft] = useState(before)
  const [close, setClose] = useState(true)
  const [errors, setErrors] = useState<Record<string, string>>({})
  // A ticket's assignee is a technician or somebody else: whoever is none is left out.
  const assigned = choices?.technicians.find(({ id }) => id === ticket?.assignee?.id)
  const [touched, setTouched] = useState(false)
  const shown = assigned && !touched ? { ...draft, technicianId: String(assigned.id) } : draft
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const fields = fieldsBody(shown, [
      'subject',
      'typeId',
      'technicianId',
      'priority',
      'dueOn',
      'description',
      'lines',
    ])
    const ofTicket = ticket && { ticketId: ticket.id, closeTicket: close && ticket.closedAt === null }
    const checked = check(workOrders.create.body, { ...fields, ...ofTicket })
    if (checked.errors)
      return setErrors({ ...checked.errors, ...(shown.typeId === '' && { typeId: 'Choose a type' }) })
    setErrors({})
    create.mutate(
      { params: { customerId }, body: checked.value },
      {
        onSuccess: (order) => {
          take(order)
          toastDone(`Work order #${order.id} was written.`)
          if (onDone) return onDone(true)
          void navigate({
            to: '/$company/customers/$customerId/work-orders/$workOrderId',
            params: { ...params, workOrderId: order.id },
            replace: true,
            ignoreBlocker: true,
          })
        },
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  return (
    <form noValidate onSubmit={submit} className={classes.entries}>
      {!onDone && (
        <div className={classes.pageHead}>
          <BackLink to="/$company/customers/$customerId/work-orders" params={params}>
            Work orders
          </BackLink>
          <h2 className={classes.title}>New work order</h2>
        </div>
      )}
      {create.error && create.error.errors.length === 0 && (
        <Notice tone="bad">{problemText(create.error)}</Notice>
      )}
      {choices && !choices.types.some(({ active }) => active) && (
        <Notice tone="attention" title="There is nothing to choose from yet.">
          Types are kept in administration, under Work Order Types.
        </Notice>
      )}
      {ticket && (
        <Notice tone="info" title={`Out of ticket #${ticket.id}.`}>
          Its subject, text, priority and due date stand here already.
        </Notice>
      )}
      <WorkOrderForm
        draft={shown}
        choices={choices}
        errors={errors}
        disabled={create.isPending}
        isNew
        onChange={(change) => {
          if ('technicianId' in change) setTouched(true)
          setDraft({ ...shown, ...change })
        }}
      />
      {ticket && ticket.closedAt === null && (
        <Checkbox
          label="Close the ticket: the work order goes on from here"
          checked={close}
          onChange={(event) => setClose(event.currentTarget.checked)}
        />
      )}
      <div className={classes.buttons}>
        <Button
          variant="default"
          onClick={() => {
            if (onDone) onDone(false)
            else void navigate({ to: '/$company/customers/$customerId/work-orders', params })
          }}
        >
          Cancel
        </Button>
        <Button type="submit" loading={create.isPending}>
          Write work order
        </Button>
      </div>
      <UnsavedGuard dirty={draft !== before && !create.isSuccess} />
    </form>
  )
}
