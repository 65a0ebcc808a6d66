/** /{company}/administration/workflows: the guided flows of the company, by what they are for (NEW-018, ADM-009). */
import { IconPlus, IconTimelineEvent } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type Workflow, workflows } from '#shared/contracts/workflows.ts'
import {
  stepTitle,
  type WorkflowPurpose,
  workflowPurposeKeys,
  workflowPurposes,
  workflowTypes,
} from '#shared/rules/workflows.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { OrderedList } from '#web/ui/OrderedList.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastFailed } from '#web/ui/toast.tsx'
import classes from './workflows.module.css'

const purposeHelp: Record<WorkflowPurpose, string> = {
  creation: 'Offered beside New customer, under New from Workflow.',
  conversion: 'Offered beside Convert to Customer, on a lead.',
  record: 'Begun on the Workflows tab of a customer or lead: onboarding, calls, compliance.',
}

export function WorkflowsPage() {
  useTitle('Workflows')
  const { data, error, refetch } = useEndpointQuery(workflows.list, {})
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Page>
      <PageHeader title="Workflows" note={data && String(data.workflows.length)} />
      {!data && <LinesSkeleton count={10} />}
      <div className={classes.stack}>
        {data &&
          workflowPurposeKeys.map((purpose) => (
            <OfPurpose key={purpose} purpose={purpose} all={data.workflows} modify={data.abilities.modify} />
          ))}
      </div>
    </Page>
  )
}

type Props = { purpose: WorkflowPurpose; all: Workflow[]; modify: boolean }

function OfPurpose({ purpose, all, modify }: Props) {
  const { company } = useParams({ from: '/$company' })
  const { invalidate } = useInvalidate()
  const sort = useEndpointMutation(workflows.sort)
  /** As one has just put them, until the server's answer is there. */
  const [moved, setMoved] = useState<number[] | null>(null)
  const own = all.filter((workflow) => workflow.purpose === purpose)
  const items = moved ? moved.flatMap((id) => own.find((workflow) => workflow.id === id) ?? []) : own
  const move = (keys: (string | number)[]) => {
    const ids = keys as number[]
    setMoved(ids)
    const others = all.filter((workflow) => workflow.purpose !== purpose).map(({ id }) => id)
    sort.mutate(
      { body: { ids: [...ids, ...others] } },
      {
        onSuccess: () => invalidate(workflows.offered),
        onError: toastFailed,
        onSettled: async () => {
          await invalidate(workflows.list)
          setMoved(null)
        },
      },
    )
  }
  const add = modify && (
    <LinkButton
      to="/$company/administration/workflows/new"
      params={{ company }}
      search={{ purpose }}
      size="xs"
      variant={own.length ? 'default' : 'filled'}
      leftSection={<IconPlus size={14} aria-hidden />}
    >
      New workflow
    </LinkButton>
  )
  return (
    <Panel
      title={workflowPurposes[purpose]}
      note={purposeHelp[purpose]}
      actions={own.length > 0 && add}
      flush
    >
      {items.length === 0 ? (
        <EmptyState icon={IconTimelineEvent} title="No workflows yet" action={add}>
          {purpose === 'record'
            ? 'Put steps together that your staff goes through with a customer, with a script for each.'
            : 'Without one the plain form is all there is.'}
        </EmptyState>
      ) : (
        <OrderedList
          label={workflowPurposes[purpose]}
          items={items}
          keyOf={({ id }) => id}
          nameOf={({ name }) => name}
          onMove={modify ? move : undefined}
          isMuted={({ active }) => !active}
        >
          {(workflow) => <Row workflow={workflow} company={company} />}
        </OrderedList>
      )}
    </Panel>
  )
}

function Row({ workflow, company }: { workflow: Workflow; company: string }) {
  const { id, name, description, type, steps, active, hindrance, running } = workflow
  return (
    <div className={classes.definition}>
      <div className={classes.definitionHead}>
        <Link
          to="/$company/administration/workflows/$workflowId"
          params={{ company, workflowId: id }}
          className={classes.name}
        >
          {name}
        </Link>
        <span className={classes.dim}>{workflowTypes[type].label}</span>
        <span className={classes.dim}>#{id}</span>
        <span className={classes.standing}>
          {running > 0 && <span className={classes.dim}>{running} under way</span>}
          <StatusDot
            tone={!active ? 'neutral' : hindrance ? 'attention' : 'good'}
            label={!active ? 'Retired' : hindrance ? 'Not offered' : 'Active'}
            detail={hindrance ?? ''}
          />
        </span>
      </div>
      {description && <div className={classes.dim}>{description}</div>}
      {hindrance && <div className={classes.hindrance}>{hindrance}.</div>}
      <div className={classes.path}>{steps.map((step) => stepTitle(type, step)).join(' → ')}</div>
    </div>
  )
}
