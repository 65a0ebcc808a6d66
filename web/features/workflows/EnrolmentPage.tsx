/**
 * One run through a workflow upon its record: the step that comes next, or one that is over and is looked at again. Each
 * step works on the live record; closing the browser loses nothing, as the run knows its step (NEW-010 to NEW-017, TAB-004).
 */
import { Button, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type Customer, customers } from '#shared/contracts/customers.ts'
import { type Enrolment, workflows } from '#shared/contracts/workflows.ts'
import { enrolmentStatuses, isUnfinished } from '#shared/rules/workflows.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusBox } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { EndDialog } from './EndDialog.tsx'
import { Progress } from './Progress.tsx'
import { StepLog } from './StepLog.tsx'
import { StepPage } from './StepPage.tsx'
import classes from './wizard.module.css'
import { statusTones } from './workflow-words.ts'

const from = '/$company/customers/$customerId/workflows/$enrolmentId'

export function EnrolmentPage() {
  const { customerId, enrolmentId } = useParams({ from })
  const run = useEndpointQuery(workflows.open, { params: { customerId, enrolmentId } })
  const record = useEndpointQuery(customers.open, { params: { customerId } })
  if (run.data && record.data) return <Run enrolment={run.data} record={record.data} />
  const error = run.error ?? record.error
  if (error) return <ErrorState error={error} onRetry={() => void run.refetch()} />
  return (
    <div role="status" aria-label="Loading the workflow">
      <LinesSkeleton count={8} />
    </div>
  )
}

function Run({ enrolment, record }: { enrolment: Enrolment; record: Customer }) {
  const params = useParams({ from })
  const search = useSearch({ from })
  const navigate = useNavigate()
  const go = (next: { step?: number; end?: true }) =>
    void navigate({ to: from, params, search: next, replace: true })
  const { stepList: steps, status, mayWork } = enrolment
  const next = steps.find(({ state }) => state === 'open')
  const looked = steps.find(({ id, state }) => id === search.step && state !== 'open')
  const shown = looked ?? next
  const seesAll = record.tabs.some(({ key, count }) => key === 'workflows' && count !== undefined)
  return (
    <div className={classes.wizard}>
      <div>
        {seesAll && (
          <BackLink to="/$company/customers/$customerId/workflows" params={params}>
            Workflows
          </BackLink>
        )}
        <div className={classes.head}>
          <h2 className={classes.title}>{enrolment.name}</h2>
          <StatusBox tone={statusTones[status]} label={enrolmentStatuses[status]} />
          <span className={classes.dim}>
            {enrolment.finished} of {enrolment.steps} steps · begun by {enrolment.startedBy},{' '}
            <Time at={enrolment.startedAt} />
          </span>
          <span className={classes.grow} />
          {mayWork && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button size="compact-sm" variant="default" aria-label="More of this workflow">
                  <IconDots size={15} aria-hidden />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => go({ end: true })}>End this workflow…</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </div>
      </div>
      {isUnfinished(status) && shown ? (
        <>
          <Progress
            steps={steps.map(({ id, title, state }) => ({ key: id, title, state }))}
            shownKey={shown.id}
            onOpen={(id) => go({ step: id === next?.id ? undefined : id })}
          />
          {mayWork ? (
            <StepPage
              key={`${shown.id} ${record.kind}`}
              enrolment={enrolment}
              step={shown}
              record={record}
              onOpen={(step) => go({ step })}
            />
          ) : (
            <Notice tone="neutral" title="You can read this workflow.">
              Working on it needs the permission “Customer Workflows: Create” at the location of this record.
            </Notice>
          )}
        </>
      ) : (
        <Panel title="Steps">
          {enrolment.reason && (
            <Notice tone={status === 'failed' ? 'bad' : 'neutral'} title={`${enrolmentStatuses[status]}.`}>
              {enrolment.reason}
              {enrolment.endedAt && (
                <>
                  . Ended by {enrolment.endedBy}, <Time at={enrolment.endedAt} />.
                </>
              )}
            </Notice>
          )}
          <StepLog enrolment={enrolment} />
        </Panel>
      )}
      {isUnfinished(status) && enrolment.finished > 0 && (
        <details>
          <summary className={classes.dim}>What was done so far</summary>
          <StepLog enrolment={enrolment} />
        </details>
      )}
      {search.end && mayWork && <EndDialog enrolment={enrolment} onClose={() => go({})} />}
    </div>
  )
}
