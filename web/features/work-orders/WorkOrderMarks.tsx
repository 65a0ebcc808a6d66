/** How a work order looks wherever it stands: its state, its priority, when it is due. */
import { IconFlag } from '@tabler/icons-react'
import { type Priority, priorityLabels } from '#shared/rules/notes.ts'
import { workOrderStatuses, type WorkOrderStatus } from '#shared/rules/work-orders.ts'
import { StatusBox } from '#web/ui/Status.tsx'
import { Day } from '#web/ui/Time.tsx'
import type { Tone } from '#web/ui/tone.ts'
import classes from './work-orders.module.css'

const tones: Record<WorkOrderStatus, Tone> = {
  open: 'attention',
  scheduled: 'info',
  in_progress: 'special',
  complete: 'good',
  canceled: 'neutral',
}
export const WorkOrderState = ({ status }: { status: WorkOrderStatus }) => (
  <StatusBox tone={tones[status]} label={workOrderStatuses[status]} />
)

const priorityTones: Record<Priority, Tone> = { high: 'bad', medium: 'attention', low: 'good' }
export const PriorityMark = ({ priority }: { priority: Priority }) => (
  <span className={classes.priority} data-tone={priorityTones[priority]}>
    <IconFlag size={13} stroke={2} aria-hidden />
    {priorityLabels[priority]}
  </span>
)

export const Due = ({ dueOn, overdue }: { dueOn: string | null; overdue: boolean }) =>
  dueOn && (
    <span className={classes.due} data-overdue={overdue || undefined}>
      <Day on={dueOn} />
      {overdue && ' overdue'}
    </span>
  )
