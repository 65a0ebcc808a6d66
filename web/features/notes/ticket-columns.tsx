/** The columns of the ticket queue. */
import { Checkbox } from '@mantine/core'
import type { TicketRow } from '#shared/contracts/notes.ts'
import type { Column } from '#web/ui/DataTable.tsx'
import { Day, Time } from '#web/ui/Time.tsx'
import { PriorityMark, TicketState } from './NoteMarks.tsx'
import classes from './tickets.module.css'

type Selection = { has: (id: number) => boolean; toggle: (id: number) => void }

const due = ({ dueOn, overdue }: TicketRow) =>
  dueOn && (
    <span className={classes.due} data-overdue={overdue || undefined}>
      <Day on={dueOn} />
      {overdue && ' overdue'}
    </span>
  )

export function ticketColumns(selection: Selection, mine: boolean): Column<TicketRow>[] {
  return [
    {
      key: 'select',
      head: 'Select',
      hideHead: true,
      width: 44,
      cell: (row) =>
        row.modify && (
          <Checkbox
            aria-label={`Select ticket #${row.id}`}
            checked={selection.has(row.id)}
            onChange={() => selection.toggle(row.id)}
          />
        ),
    },
    { key: 'number', head: '#', numeric: true, width: 84, sortable: true, cell: (row) => row.id },
    { key: 'subject', head: 'Subject', maxWidth: 380, cell: (row) => row.subject },
    { key: 'customer', head: 'Customer', maxWidth: 200, cell: (row) => row.customer },
    { key: 'type', head: 'Type', maxWidth: 150, cell: (row) => row.type },
    ...(mine
      ? []
      : [
          {
            key: 'assignee',
            head: 'Assigned to',
            maxWidth: 160,
            cell: (row: TicketRow) => row.assignee.name,
          },
        ]),
    { key: 'due', head: 'Due', sortable: true, cell: due },
    {
      key: 'priority',
      head: 'Priority',
      sortable: true,
      cell: ({ priority }) => priority && <PriorityMark priority={priority} />,
    },
    { key: 'state', head: 'Status', cell: (row) => <TicketState closed={row.closedAt !== null} /> },
    { key: 'location', head: 'Location', maxWidth: 140, cell: (row) => row.location },
    { key: 'created', head: 'Created', cell: (row) => <Time at={row.createdAt} short /> },
    { key: 'createdBy', head: 'Created by', maxWidth: 160, cell: (row) => row.createdBy },
  ]
}
