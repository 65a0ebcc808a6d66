/** The steps of a run with who did them, and when. */
import type { Enrolment } from '#shared/contracts/workflows.ts'
import { stepStates } from '#shared/rules/workflows.ts'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import classes from './wizard.module.css'

export const StepLog = ({ enrolment }: { enrolment: Enrolment }) => (
  <ol className={classes.log} aria-label="Steps of the workflow">
    {enrolment.stepList.map(({ id, title, state, finishedAt, finishedBy }) => (
      <li key={id}>
        <span className={classes.logTitle}>{title}</span>
        <StatusDot tone={state === 'done' ? 'good' : 'neutral'} label={stepStates[state]} />
        {finishedAt && (
          <span className={classes.dim}>
            {finishedBy}, <Time at={finishedAt} />
          </span>
        )}
      </li>
    ))}
  </ol>
)
