/** The marks of a note: open or closed, priority, due date, type. */
import { IconCalendarDue, IconFlag } from '@tabler/icons-react'
import type { Note } from '#shared/contracts/notes.ts'
import { type Priority, priorityLabels } from '#shared/rules/notes.ts'
import { Chip } from '#web/ui/Chip.tsx'
import { StatusBox, StatusDot } from '#web/ui/Status.tsx'
import { Day } from '#web/ui/Time.tsx'
import type { Tone } from '#web/ui/tone.ts'
import classes from './notes.module.css'

const priorityTones: Record<Priority, Tone> = { high: 'bad', medium: 'attention', low: 'good' }

/** A flag with its word: high, medium or low. */
export function PriorityMark({ priority }: { priority: Priority }) {
  return (
    <span className={classes.priority} data-tone={priorityTones[priority]}>
      <IconFlag size={13} stroke={2} aria-hidden />
      {priorityLabels[priority]}
    </span>
  )
}

export function DueMark({ dueOn, overdue }: { dueOn: string; overdue: boolean }) {
  return (
    <span className={classes.due} data-overdue={overdue || undefined}>
      <IconCalendarDue size={14} stroke={1.8} aria-hidden />
      {overdue ? 'Overdue since ' : 'Due '}
      <Day on={dueOn} />
    </span>
  )
}

export const TicketState = ({ closed }: { closed: boolean }) => (
  <StatusDot tone={closed ? 'neutral' : 'good'} label={closed ? 'Closed' : 'Open'} />
)

/** All of them, as they stand in a note's head. */
export function NoteMarks({ note }: { note: Note }) {
  return (
    <>
      {note.isTicket && (
        <StatusBox
          tone={note.closedAt ? 'neutral' : 'good'}
          label={note.closedAt ? 'Closed ticket' : 'Open ticket'}
        />
      )}
      {note.priority && <PriorityMark priority={note.priority} />}
      {note.dueOn && <DueMark dueOn={note.dueOn} overdue={note.overdue} />}
      {note.type && <Chip>{note.type.name}</Chip>}
    </>
  )
}
