/** A note as it stands in the list: its marks, its text, who wrote it, and what one may do with it. */
import { ActionIcon, Button, Menu } from '@mantine/core'
import {
  IconCheck,
  IconDots,
  IconHistory,
  IconLink,
  IconPencil,
  IconRotate2,
  IconTicket,
  IconTools,
} from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { Note } from '#shared/contracts/notes.ts'
import { useMay, useMe } from '#web/api/session.ts'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { NoteEdits } from './NoteEdits.tsx'
import { NoteEditor } from './NoteEditor.tsx'
import { NoteMarks } from './NoteMarks.tsx'
import { NoteText } from './NoteText.tsx'
import classes from './notes.module.css'
import { useClosing } from './use-notes.ts'

type Props = {
  note: Note
  abilities: { create: boolean; modify: boolean }
  /** A link pointed at this one: it is shown and marked. */
  pointedAt: boolean
  onFollowUp: (note: Note) => void
}

export function NoteCard({ note, abilities, pointedAt, onFollowUp }: Props) {
  const box = useRef<HTMLLIElement>(null)
  const [editing, setEditing] = useState(false)
  const [edits, setEdits] = useState(false)
  useEffect(() => {
    if (pointedAt) box.current?.scrollIntoView({ block: 'center' })
  }, [pointedAt])
  const done = () => {
    setEditing(false)
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('[data-edit]')?.focus())
  }
  return (
    <li
      ref={box}
      className={classes.card}
      data-pointed-at={pointedAt || undefined}
      data-closed={note.closedAt !== null || undefined}
      aria-label={`#${note.id} ${note.subject}`}
    >
      <div className={classes.cardHead}>
        <span className={`${classes.number} tabular`}>#{note.id}</span>
        <h3 className={classes.subject}>
          <SubjectLink note={note} />
        </h3>
        <div className={classes.marks}>
          <NoteMarks note={note} />
        </div>
        {!editing && (
          <CardActions
            note={note}
            abilities={abilities}
            onFollowUp={onFollowUp}
            onEdit={() => setEditing(true)}
            onEdits={() => setEdits(true)}
          />
        )}
      </div>
      {editing ? <NoteEditor note={note} onDone={done} /> : <NoteText note={note} />}
      {!editing && <Facts note={note} />}
      {edits && <NoteEdits note={note} onClose={() => setEdits(false)} />}
    </li>
  )
}

/** The address of this one note. */
function SubjectLink({ note }: { note: Note }) {
  const { company } = useMe()
  return (
    <Link
      from="/$company/customers/$customerId/notes"
      to="/$company/customers/$customerId/notes"
      params={{ company: company.slug, customerId: note.customerId }}
      search={(before) => ({ ...before, note: note.id })}
      className={classes.subjectLink}
    >
      {note.subject}
    </Link>
  )
}

type ActionProps = Pick<Props, 'note' | 'abilities' | 'onFollowUp'> & {
  onEdit: () => void
  onEdits: () => void
}

function CardActions({ note, abilities, onFollowUp, onEdit, onEdits }: ActionProps) {
  const { turn, isTurning } = useClosing()
  const closed = note.closedAt !== null
  const may = useMay()
  const { company } = useMe()
  const navigate = useNavigate()
  const toWorkOrder = () =>
    void navigate({
      to: '/$company/customers/$customerId/work-orders/new',
      params: { company: company.slug, customerId: note.customerId },
      search: { ticket: note.id },
    })
  const copyLink = async () => {
    const address = new URL(window.location.href)
    address.search = `?note=${note.id}`
    await navigator.clipboard.writeText(address.href)
    toastDone('Link copied')
  }
  return (
    <div className={`${classes.cardActions} no-print`}>
      {note.isTicket && abilities.modify && (
        <Button
          size="compact-sm"
          variant="default"
          loading={isTurning}
          leftSection={closed ? <IconRotate2 size={14} /> : <IconCheck size={14} />}
          aria-label={`${closed ? 'Reopen' : 'Close'} ticket #${note.id}`}
          onClick={() => void turn(note, !closed)}
        >
          {closed ? 'Reopen' : 'Close'}
        </Button>
      )}
      {abilities.modify && (
        <ActionIcon variant="subtle" color="gray" data-edit aria-label={`Edit #${note.id}`} onClick={onEdit}>
          <IconPencil size={16} />
        </ActionIcon>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`More about #${note.id}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {abilities.create && (
            <Menu.Item leftSection={<IconTicket size={16} />} onClick={() => onFollowUp(note)}>
              Follow up with a ticket
            </Menu.Item>
          )}
          {note.isTicket && (abilities.create || abilities.modify) && may('work_orders.create') && (
            <Menu.Item leftSection={<IconTools size={16} />} onClick={toWorkOrder}>
              Make a work order of it
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconHistory size={16} />} onClick={onEdits}>
            Edits
          </Menu.Item>
          <Menu.Item leftSection={<IconLink size={16} />} onClick={() => void copyLink()}>
            Copy link
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

function Facts({ note }: { note: Note }) {
  const { company } = useMe()
  return (
    <div className={classes.facts}>
      <span>
        {note.createdBy}, <Time at={note.createdAt} />
      </span>
      {note.updatedAt && (
        <span>
          Edited by {note.updatedBy}, <Time at={note.updatedAt} />
        </span>
      )}
      {note.assignee && <span>Assigned to {note.assignee.name}</span>}
      {note.closedAt && (
        <span>
          Closed by {note.closedBy}, <Time at={note.closedAt} />
        </span>
      )}
      {note.reason && <span>Reason: {note.reason.name}</span>}
      {note.disposition && <span>Disposition: {note.disposition.name}</span>}
      {note.followUpOf && (
        <span>
          Follows up{' '}
          <Link
            to="/$company/customers/$customerId/notes"
            params={{ company: company.slug, customerId: note.customerId }}
            search={{ note: note.followUpOf.id }}
          >
            #{note.followUpOf.id} {note.followUpOf.subject}
          </Link>
        </span>
      )}
    </div>
  )
}
