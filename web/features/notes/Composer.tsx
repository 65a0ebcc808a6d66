/** Writing a new note, on top of the list: one line until one begins, then the whole form. */
import { Button } from '@mantine/core'
import { IconNotes, IconTicket } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { newNote, notes } from '#shared/contracts/notes.ts'
import { check, fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { asTicket, emptyDraft, isEmpty, keepDraft, keptDraft, type NoteDraft } from './note-draft.ts'
import { NoteForm } from './NoteForm.tsx'
import classes from './notes.module.css'
import { usePeople, useRefresh } from './use-notes.ts'

type Kind = 'note' | 'ticket'
type Props = {
  customerId: number
  /** What the form is open for; closed if absent. */
  kind: Kind | undefined
  /** The note that the new one follows up. */
  followUpOf: { id: number; subject: string } | null
  onOpen: (kind: Kind | undefined) => void
}

export function Composer(props: Props) {
  const { kind, onOpen } = props
  if (kind) return <NewNoteForm {...props} kind={kind} key={`${kind} ${props.followUpOf?.id ?? ''}`} />
  return (
    <div className={classes.begin}>
      <button type="button" className={classes.beginLine} onClick={() => onOpen('note')}>
        Write a note…
      </button>
      <Button variant="default" leftSection={<IconNotes size={16} />} onClick={() => onOpen('note')}>
        Note
      </Button>
      <Button variant="default" leftSection={<IconTicket size={16} />} onClick={() => onOpen('ticket')}>
        Ticket
      </Button>
    </div>
  )
}

function NewNoteForm({ customerId, kind, followUpOf, onOpen }: Props & { kind: Kind }) {
  const me = useMe()
  const people = usePeople(customerId)
  const refresh = useRefresh()
  const create = useEndpointMutation(notes.create)
  const box = useRef<HTMLDivElement>(null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [draft, setDraft] = useState<NoteDraft>(() => {
    const kept = followUpOf ? null : keptDraft(customerId)
    const begun = kept ?? {
      ...emptyDraft,
      subject: followUpOf ? `Follow up: ${followUpOf.subject}`.slice(0, 255) : '',
    }
    return kind === 'ticket' ? asTicket(begun, null) : begun
  })
  useEffect(() => box.current?.querySelector('input')?.focus(), [])
  // Who can be assigned comes after the form; a ticket of one's own is the usual one.
  const known = people.some(({ id }) => id === me.user.id)
  useEffect(() => {
    if (known && kind === 'ticket') setDraft((now) => (now.isTicket ? asTicket(now, me.user.id) : now))
  }, [known, kind, me.user.id])

  const change = (next: NoteDraft) => {
    setDraft(next)
    if (!followUpOf) keepDraft(customerId, next)
  }
  const finish = () => {
    keepDraft(customerId, emptyDraft)
    onOpen(undefined)
  }
  const submit = async () => {
    const checked = check(newNote, { ...draft, followUpOfId: followUpOf?.id ?? null })
    const missing = draft.isTicket && draft.assigneeId === null
    setErrors({ ...checked.errors, ...(missing && { assigneeId: 'Choose who sees to this ticket' }) })
    if (!checked.value || missing) return
    try {
      const made = await create.mutateAsync({ params: { customerId }, body: checked.value })
      finish()
      await refresh(customerId)
      toastDone(`${made.isTicket ? 'Ticket' : 'Note'} #${made.id} written`)
    } catch (error) {
      setErrors(fieldErrors(error))
    }
  }
  return (
    <div className={classes.composer} ref={box}>
      <NoteForm
        customerId={customerId}
        draft={draft}
        errors={errors}
        onChange={change}
        onSubmit={() => void submit()}
        onCancel={() => (isEmpty(draft) ? finish() : onOpen(undefined))}
        submitLabel={draft.isTicket ? 'Open ticket' : 'Save note'}
        saving={create.isPending}
        trouble={
          create.error && Object.keys(fieldErrors(create.error)).length === 0 ? (
            <Notice tone="bad">{problemText(create.error)}</Notice>
          ) : undefined
        }
      />
    </div>
  )
}
