/** One work order: the form, its visits, who signed, how it went. */
import { useEffect, useState } from 'react'
import { Link, useParams } from '@tanstack/react-router'
import type { WorkOrder, WorkOrderConflict } from '#shared/contracts/work-order-values.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { workOrderStatuses } from '#shared/rules/work-orders.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { useDraft } from '#web/ui/draft.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink, DraftBar, FormTrouble } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { type Draft, draftLabels, fieldsBody, storedOf } from './work-order-draft.ts'
import { useChoices, useTake } from './use-work-orders.ts'
import { SignaturePanel } from './SignaturePanel.tsx'
import { VisitsPanel } from './VisitsPanel.tsx'
import { WorkOrderActions } from './WorkOrderActions.tsx'
import { WorkOrderForm } from './WorkOrderForm.tsx'
import { Due, PriorityMark, WorkOrderState } from './WorkOrderMarks.tsx'
import classes from './work-orders.module.css'

export function WorkOrderPage() {
  const params = useParams({ from: '/$company/customers/$customerId/work-orders/$workOrderId' })
  const { customerId, workOrderId } = params
  const { data, error, refetch } = useEndpointQuery(workOrders.get, { params: { customerId, workOrderId } })
  useTitle(`Work order #${workOrderId}`)
  if (data) return <Order order={data} key={data.id} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <div role="status" aria-label="Loading the work order">
      <LinesSkeleton count={10} />
    </div>
  )
}

function Order({ order }: { order: WorkOrder }) {
  const params = useParams({ from: '/$company/customers/$customerId/work-orders/$workOrderId' })
  const { customerId, workOrderId } = params
  const choices = useChoices(customerId)
  const take = useTake()
  const save = useEndpointMutation(workOrders.save)
  const draft = useDraft<Draft>(storedOf(order))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string | null>(null)
  const [clashes, setClashes] = useState<string[] | null>(null)
  const clear = () => {
    setErrors({})
    setProblem(null)
    setClashes(null)
  }
  // Whoever acts on what is not saved would act on something else.
  useEffect(() => {
    if (draft.dirty.length === 0) clear()
  }, [draft.dirty.length])
  const failed = (failure: Problem) => {
    clear()
    if (failure.code === 'work_orders.stale') {
      const { workOrder } = failure.extra['conflict'] as WorkOrderConflict
      return setClashes(draft.merge(storedOf(workOrder)).map((name) => draftLabels[name] ?? name))
    }
    const found = Object.entries(fieldErrors(failure))
    setErrors(Object.fromEntries(found.map(([path, text]) => [path.replace(/^fields\./, ''), text])))
    setProblem(found.length ? 'This was not saved. Please look at the marked fields.' : failure.detail)
  }
  const submit = () => {
    const checked = check(workOrders.save.body.shape.fields, fieldsBody(draft.fields, draft.dirty))
    const missing: Record<string, string> = draft.fields.typeId === '' ? { typeId: 'Choose a type' } : {}
    if (checked.errors || Object.keys(missing).length) {
      clear()
      setErrors({ ...checked.errors, ...missing })
      return setProblem('This was not saved. Please look at the marked fields.')
    }
    save.mutate(
      { params: { customerId, workOrderId }, body: { version: draft.version, fields: checked.value } },
      {
        onSuccess: (saved) => {
          draft.settle(storedOf(saved))
          clear()
          take(saved)
          toastDone('Work order saved.')
        },
        onError: failed,
      },
    )
  }
  const readOnly = order.readOnlyReason !== null
  return (
    <div className={classes.entries}>
      <div className={classes.pageHead}>
        <BackLink to="/$company/customers/$customerId/work-orders" params={params}>
          Work orders
        </BackLink>
        <div className={classes.headLine}>
          <h2 className={classes.title}>
            <span className="tabular">#{order.id}</span> {order.subject}
          </h2>
          <WorkOrderState status={order.status} />
          {order.priority && <PriorityMark priority={order.priority} />}
          {order.dueOn && (
            <span className={classes.dim}>
              Due <Due dueOn={order.dueOn} overdue={order.overdue} />
            </span>
          )}
        </div>
        <WorkOrderActions order={order} unsaved={draft.dirty.length > 0} />
      </div>
      <Why order={order} />
      <FormTrouble problem={problem} clashes={clashes} />
      <div className={classes.columns}>
        <div className={classes.entries}>
          <WorkOrderForm
            draft={draft.fields}
            choices={choices}
            technician={order.technician}
            errors={errors}
            disabled={readOnly || save.isPending}
            signed={order.signature !== null}
            onChange={draft.set}
          />
          <DraftBar
            draft={draft}
            trouble={{ clear }}
            saving={save.isPending}
            onSave={submit}
            readOnly={readOnly}
          />
        </div>
        <div className={classes.entries}>
          <VisitsPanel order={order} />
          <SignaturePanel order={order} />
          <Panel title="Course">
            <ol className={classes.steps} aria-label="Course">
              {order.statuses.map(({ status, at, by }, index) => (
                <li key={`${at}-${index}`}>
                  <strong>{index > 0 && status === 'open' ? 'Reopened' : workOrderStatuses[status]}</strong>
                  <span className={classes.dim}>
                    {by}, <Time at={at} />
                  </span>
                </li>
              ))}
            </ol>
          </Panel>
        </div>
      </div>
      <details>
        <summary className={classes.summary}>History</summary>
        <EntityHistory
          endpoint={workOrders.history}
          input={{ params: { customerId, workOrderId } }}
          empty="Nothing has been changed since it was brought over"
        />
      </details>
    </div>
  )
}

/** Where it comes from, and why it cannot be changed. */
function Why({ order }: { order: WorkOrder }) {
  const { company, customerId } = useParams({ from: '/$company/customers/$customerId' })
  const canceled = [order.cancelReason?.name, order.cancelNote].filter(Boolean).join(': ')
  return (
    <>
      {order.status === 'canceled' && canceled && (
        <Notice tone="neutral" title="Canceled.">
          {canceled}
        </Notice>
      )}
      {order.readOnlyReason === 'archived' && (
        <Notice tone="neutral">The customer is archived: nothing here can be changed.</Notice>
      )}
      {order.readOnlyReason === 'permission' && (
        <Notice tone="neutral">
          Changing it needs the permission “Work Orders: Modify” at this location.
        </Notice>
      )}
      {order.readOnlyReason === null && order.signature && (
        <Notice tone="info">
          The customer has signed: subject, work and lines stay as they are until the signature is taken off.
        </Notice>
      )}
      {order.ticket && (
        <p className={classes.origin}>
          Out of ticket{' '}
          <Link
            to="/$company/customers/$customerId/notes"
            params={{ company, customerId }}
            search={{ note: order.ticket.id }}
          >
            #{order.ticket.id} {order.ticket.subject}
          </Link>
        </p>
      )}
    </>
  )
}
