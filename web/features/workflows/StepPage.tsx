/** The step of a run that is on the page: what is done in it, and what goes on, back or past it. */
import { Button } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useMemo, useRef } from 'react'
import { type Customer, customers } from '#shared/contracts/customers.ts'
import { type Enrolment, type EnrolmentStep, workflows } from '#shared/contracts/workflows.ts'
import type { StepKind } from '#shared/rules/workflows.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { AppointmentsPicker } from '#web/features/appointments/AppointmentsPicker.tsx'
import { ContactsPicker } from '#web/features/contacts/ContactsPicker.tsx'
import { FieldsPicker, InformationPicker } from '#web/features/customers/record/InformationPicker.tsx'
import { EquipmentPicker } from '#web/features/equipment/EquipmentPicker.tsx'
import { OrderPicker } from '#web/features/order-templates/OrderPicker.tsx'
import { WorkOrdersPicker } from '#web/features/work-orders/WorkOrdersPicker.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { QualifyStep } from './QualifyStep.tsx'
import { ReviewStep } from './ReviewStep.tsx'
import { StepLog } from './StepLog.tsx'
import { useTakeEnrolment } from './use-workflows.ts'
import classes from './wizard.module.css'

type Props = {
  enrolment: Enrolment
  step: EnrolmentStep
  record: Customer
  /** Looks at a step that is over; undefined: goes to the one that comes next. */
  onOpen: (stepId: number | undefined) => void
}

export function StepPage({ enrolment, step, record, onOpen }: Props) {
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const customerId = record.id
  const take = useTakeEnrolment(customerId)
  const finish = useEndpointMutation(workflows.finishStep)
  const toTop = useRef<HTMLDivElement>(null)
  const { stepList: steps } = enrolment
  const isOver = step.state !== 'open'
  const before = steps[steps.findIndex(({ id }) => id === step.id) - 1]
  const isLast = steps.every(({ id, state }) => id === step.id || state !== 'open')

  const taken = (next: Enrolment) => {
    take(next)
    if (next.status === 'completed') {
      toastDone(`“${next.name}” is finished.`)
      void navigate({
        to: '/$company/customers/$customerId',
        params: { company, customerId },
        ignoreBlocker: true,
      })
    } else {
      onOpen(undefined)
      toTop.current?.scrollIntoView({ block: 'start' })
    }
  }
  const end = (outcome: 'done' | 'skipped') => {
    if (isOver) return onOpen(undefined)
    finish.mutate(
      { params: { customerId, enrolmentId: enrolment.id, stepId: step.id }, body: { outcome } },
      { onSuccess: taken },
    )
  }
  // A form is drawn again when what stands beside its button is another.
  const latest = useRef(end)
  latest.current = end
  const { maySkip } = step
  const beside = useMemo(
    () => (
      <>
        {before && (
          <Button variant="subtle" color="gray" onClick={() => onOpen(before.id)}>
            Back
          </Button>
        )}
        {maySkip && (
          <Button variant="default" onClick={() => latest.current('skipped')}>
            Skip
          </Button>
        )}
      </>
    ),
    [before?.id, maySkip],
  )
  const goOn = isOver ? 'Back to where it goes on' : isLast ? 'Finish' : 'Continue'
  const bar = (main: ReactNode) => (
    <div className={classes.buttons}>
      <span />
      {beside}
      {main}
    </div>
  )
  const props = { enrolment, step, record, beside, bar, goOn, isOver, taken, end: (o: 'done' | 'skipped') => latest.current(o), pending: finish.isPending } // prettier-ignore
  return (
    <div className={classes.body} ref={toTop}>
      {step.instructions && step.kind !== 'script' && (
        <p className={classes.instructions}>{step.instructions}</p>
      )}
      {finish.error && (
        <Notice tone="attention" title="Not yet.">
          {finish.error.errors.length
            ? finish.error.errors.map(({ message }) => message).join('. ')
            : finish.error.detail}
        </Notice>
      )}
      {step.blocked !== null && !isOver ? (
        <>
          <Notice tone="neutral" title={`${step.title} cannot be done here.`}>
            {step.blocked}
          </Notice>
          <div className={classes.buttons}>
            <span />
            {before && (
              <Button variant="subtle" color="gray" onClick={() => onOpen(before.id)}>
                Back
              </Button>
            )}
            {maySkip && (
              <Button loading={finish.isPending} onClick={() => end('skipped')}>
                Skip
              </Button>
            )}
          </div>
        </>
      ) : (
        <StepBody {...props} />
      )}
    </div>
  )
}

type BodyProps = {
  enrolment: Enrolment
  step: EnrolmentStep
  record: Customer
  /** Back and Skip. */
  beside: ReactNode
  bar: (main: ReactNode) => ReactNode
  /** On the button that goes on. */
  goOn: string
  isOver: boolean
  taken: (next: Enrolment) => void
  end: (outcome: 'done' | 'skipped') => void
  pending: boolean
}

function StepBody(props: BodyProps) {
  const { enrolment, step, record, beside, bar, goOn, isOver, end, pending } = props
  const customerId = record.id
  const main = bar(
    <Button loading={pending} onClick={() => end('done')}>
      {goOn}
    </Button>,
  )
  switch (step.kind) {
    case 'information':
    case 'fields':
      return <FieldsBody {...props} />
    case 'qualify':
      return <QualifyStep customerId={customerId} onDone={() => end('done')} onSkip={() => end('skipped')} />
    case 'order':
      return (
        <Panel title="Order">
          <OrderPicker
            customerId={customerId}
            continues={!isOver}
            beside={beside}
            onApplied={() => end('done')}
          />
        </Panel>
      )
    case 'script':
      return (
        <>
          <Panel title={step.title}>
            <p style={{ margin: 0, whiteSpace: 'pre-line' }}>{step.instructions}</p>
          </Panel>
          {bar(
            <Button loading={pending} onClick={() => end('done')}>
              {isOver ? goOn : 'Done'}
            </Button>,
          )}
        </>
      )
    case 'review':
      return (
        <>
          <ReviewStep record={record} />
          {main}
        </>
      )
    case 'next_step':
      return (
        <>
          <Panel title="What was done">
            <StepLog enrolment={enrolment} />
          </Panel>
          {main}
        </>
      )
    default: {
      const Area = areas[step.kind]
      return (
        <>
          {Area && <Area customerId={customerId} />}
          {main}
        </>
      )
    }
  }
}

const areas: Partial<Record<StepKind, (props: { customerId: number }) => ReactNode>> = {
  equipment: EquipmentPicker,
  contacts: ContactsPicker,
  work_order: WorkOrdersPicker,
  schedule: ({ customerId }) => (
    <>
      <WorkOrdersPicker customerId={customerId} visits />
      <AppointmentsPicker customerId={customerId} />
    </>
  ),
}

function FieldsBody({ enrolment, step, record, beside, goOn, taken, end, isOver }: BodyProps) {
  const { put } = useInvalidate()
  const convert = useEndpointMutation(workflows.convert)
  const converted = useRef<Enrolment>(undefined)
  const { mutateAsync } = convert
  const isInformation = step.kind === 'information'
  const converting = isInformation && record.kind === 'lead' && !isOver
  const { id: customerId, version } = record
  const make = useMemo(
    () =>
      async (_given: object, changed: object): Promise<Customer> => {
        const answer = await mutateAsync({
          params: { customerId, enrolmentId: enrolment.id },
          body: { version, ...changed } as never,
        })
        converted.current = answer.enrolment
        put(customers.open, { params: { customerId } }, answer.customer)
        return answer.customer
      },
    [mutateAsync, customerId, enrolment.id, version],
  )
  if (converting)
    return (
      <InformationPicker
        fields={step.fields}
        single={enrolment.type === 'single_page'}
        lead={record}
        label={enrolment.steps > 1 ? 'Convert & continue' : 'Convert to customer'}
        make={make}
        onDone={() => converted.current && taken(converted.current)}
      />
    )
  return (
    <FieldsPicker
      record={record}
      fields={step.fields}
      information={isInformation}
      label={isOver ? 'Save' : goOn === 'Finish' ? 'Save & finish' : 'Save & continue'}
      beside={beside}
      onDone={() => end('done')}
    />
  )
}
