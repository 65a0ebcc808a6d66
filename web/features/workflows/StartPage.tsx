/**
 * /{company}/customers/new/{workflow}: the Information step of a creation workflow. Once it is saved the customer is there,
 * and the run goes on upon the record (NEW-016).
 */
import { IconLock } from '@tabler/icons-react'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import type { Customer } from '#shared/contracts/customers.ts'
import { customers } from '#shared/contracts/customers.ts'
import { type Enrolment, type OfferedWorkflow, workflows } from '#shared/contracts/workflows.ts'
import { call } from '#web/api/call.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { InformationPicker } from '#web/features/customers/record/InformationPicker.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { NewCustomerLink } from './NewCustomerLink.tsx'
import { Progress } from './Progress.tsx'
import classes from './wizard.module.css'

export function StartPage() {
  const { company, workflowId } = useParams({ from: '/$company/customers/new/$workflowId' })
  const mayCreate = useMay()('customers.create')
  const { data, error, refetch } = useEndpointQuery(workflows.offered, {}, { enabled: mayCreate })
  const workflow = data?.items.find(({ id, purpose }) => id === workflowId && purpose === 'creation')
  useTitle(workflow?.name ?? 'New customer')
  if (!mayCreate)
    return (
      <EmptyState isPage icon={IconLock} title="You may not create customers">
        This needs the permission “Customers: Create”. Ask your administrator for it.
      </EmptyState>
    )
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  if (!workflow)
    return (
      <EmptyState
        isPage
        title="This workflow is not offered"
        action={
          <LinkButton to="/$company/customers/new" params={{ company }} variant="default">
            Open the plain form
          </LinkButton>
        }
      >
        It may have been retired. The plain form makes a customer, too.
      </EmptyState>
    )
  return (
    <Page>
      <PageHeader
        title={workflow.name}
        note="New customer"
        actions={<NewCustomerLink company={company} quiet />}
      />
      <Start key={workflow.id} company={company} workflow={workflow} />
    </Page>
  )
}

function Start({ company, workflow }: { company: string; workflow: OfferedWorkflow }) {
  const navigate = useNavigate()
  const { put, invalidate } = useInvalidate()
  const create = useEndpointMutation(workflows.createCustomer)
  const begun = useRef<Enrolment>(undefined)
  const { id: workflowId, steps, fields, type, instructions } = workflow
  const { mutateAsync } = create
  const make = useMemo(
    () =>
      async (body: object): Promise<Customer> => {
        const { customerId, enrolment } = await mutateAsync({
          params: { workflowId },
          body: body as never,
        })
        begun.current = enrolment
        put(workflows.open, { params: { customerId, enrolmentId: enrolment.id } }, enrolment)
        return call(customers.open, { params: { customerId } })
      },
    [mutateAsync, workflowId],
  )
  const goOn = (made: Customer) => {
    const run = begun.current
    void invalidate(customers.count)
    const params = { company, customerId: made.id }
    if (!run || run.status === 'completed')
      void navigate({ to: '/$company/customers/$customerId', params, replace: true, ignoreBlocker: true })
    else
      void navigate({
        to: '/$company/customers/$customerId/workflows/$enrolmentId',
        params: { ...params, enrolmentId: run.id },
        replace: true,
        ignoreBlocker: true,
      })
  }
  return (
    <div className={classes.wizard}>
      {steps.length > 1 && (
        <Progress
          steps={steps.map(({ title }, key) => ({ key, title, state: 'open' as const }))}
          shownKey={0}
        />
      )}
      {instructions && <p className={classes.instructions}>{instructions.replace(/\{\{.*?\}\}/g, '…')}</p>}
      <InformationPicker
        fields={fields}
        single={type === 'single_page'}
        label={steps.length > 1 ? 'Create & continue' : 'Create customer'}
        make={make}
        onDone={goOn}
      />
    </div>
  )
}
