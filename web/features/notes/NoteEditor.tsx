/** Editing a note where it stands. Somebody else's change meanwhile is shown beside one's own, and nothing is lost. */
import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { changedNote, type Note, type NoteConflict, notes } from '#shared/contracts/notes.ts'
import { type NoteField, noteFieldNames, noteLabels } from '#shared/rules/notes.ts'
import { check, fieldErrors, Problem, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { changesFrom, draftOf, type NoteDraft } from './note-draft.ts'
import { NoteForm } from './NoteForm.tsx'
import classes from './notes.module.css'
import { useRefresh } from './use-notes.ts'

type Props = { note: Note; onDone: () => void }

export function NoteEditor({ note, onDone }: Props) {
  const refresh = useRefresh()
  const save = useEndpointMutation(notes.save)
  const box = useRef<HTMLDivElement>(null)
  const [base, setBase] = useState(note)
  const [draft, setDraft] = useState<NoteDraft>(() => draftOf(note))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [conflict, setConflict] = useState<NoteConflict | null>(null)
  useEffect(() => box.current?.querySelector('input')?.focus(), [])

  const send = async (from: Note) => {
    const checked = check(changedNote, changesFrom(draftOf(from), draft))
    const missing = draft.isTicket && draft.assigneeId === null
    setErrors({ ...checked.errors, ...(missing && { assigneeId: 'Choose who sees to this ticket' }) })
    if (!checked.value || missing) return
    if (Object.keys(checked.value).length === 0) return onDone()
    const params = { customerId: note.customerId, noteId: note.id }
    try {
      await save.mutateAsync({ params, body: { version: from.version, fields: checked.value } })
      onDone()
      await refresh(note.customerId)
      toastDone('Saved')
    } catch (error) {
      const stale =
        error instanceof Problem && error.code === 'notes.stale' ? error.extra['conflict'] : undefined
      if (stale) return setConflict(stale as NoteConflict)
      setErrors(
        Object.fromEntries(
          Object.entries(fieldErrors(error)).map(([k, v]) => [k.replace(/^fields\./, ''), v]),
        ),
      )
    }
  }
  /** Goes on from their version: what only they changed is taken over, what only I changed is kept. */
  const goOn = (theirs: Note, mine: boolean) => {
    const [was, now] = [draftOf(base), draftOf(theirs)]
    const merged = { ...now, ...(mine && changesFrom(was, draft)) }
    setBase(theirs)
    setDraft(merged)
    setConflict(null)
    save.reset()
  }
  return (
    <div className={classes.editor} ref={box}>
      <NoteForm
        customerId={note.customerId}
        draft={draft}
        stored={draftOf(base)}
        errors={errors}
        onChange={setDraft}
        onSubmit={() => void send(base)}
        onCancel={onDone}
        submitLabel="Save"
        saving={save.isPending}
        trouble={
          conflict ? (
            <Conflict
              conflict={conflict}
              base={base}
              draft={draft}
              onTake={() => goOn(conflict.note, false)}
              onKeep={() => goOn(conflict.note, true)}
            />
          ) : save.error && Object.keys(fieldErrors(save.error)).length === 0 ? (
            <Notice tone="bad">{problemText(save.error)}</Notice>
          ) : undefined
        }
      />
    </div>
  )
}

type ConflictProps = {
  conflict: NoteConflict
  base: Note
  draft: NoteDraft
  onTake: () => void
  onKeep: () => void
}

function Conflict({ conflict, base, draft, onTake, onKeep }: ConflictProps) {
  const theirs = draftOf(conflict.note)
  const was = draftOf(base)
  const differing = noteFieldNames.filter((name) => theirs[name] !== was[name] || draft[name] !== was[name])
  return (
    <Notice tone="attention" title={`${conflict.changedBy} changed this note meanwhile`}>
      {' '}
      (<Time at={conflict.changedAt} />
      ). Nothing of yours is lost.
      <ul className={classes.differences}>
        {differing
          .filter((name) => theirs[name] !== draft[name])
          .map((name) => (
            <li key={name}>
              <strong>{noteLabels[name]}</strong>: theirs {textOf(conflict.note, name)}
            </li>
          ))}
        {conflict.note.closedAt && !base.closedAt && <li>The ticket was closed</li>}
      </ul>
      <div className={classes.buttons}>
        <Button size="compact-sm" onClick={onKeep}>
          Put mine on top of theirs
        </Button>
        <Button size="compact-sm" variant="default" onClick={onTake}>
          Take theirs
        </Button>
      </div>
    </Notice>
  )
}

function textOf(note: Note, name: NoteField): string {
  const named = {
    typeId: note.type,
    reasonId: note.reason,
    dispositionId: note.disposition,
    assigneeId: note.assignee,
  }
  const value = name in named ? named[name as keyof typeof named]?.name : draftOf(note)[name]
  if (value === true || value === false) return value ? 'yes' : 'no'
  return value === null || value === undefined || value === '' ? 'empty' : `“${String(value)}”`
}
