/** Everything that happened to a note: who, when, and each old and new value. */
import { Modal } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { type Note, notes } from '#shared/contracts/notes.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Time } from '#web/ui/Time.tsx'
import classes from './notes.module.css'

export function NoteEdits({ note, onClose }: { note: Note; onClose: () => void }) {
  const params = { customerId: note.customerId, noteId: note.id }
  const { data, error, refetch } = useEndpointQuery(notes.edits, { params })
  return (
    <Modal opened onClose={onClose} size="lg" title={`What happened to #${note.id}`}>
      {data?.items.length === 0 ? (
        <p className={classes.dimmed}>
          Nothing has been recorded of this note: it was brought over from an earlier system as it stands.
        </p>
      ) : data ? (
        <ol className={classes.edits}>
          {data.items.map((entry) => (
            <li key={entry.id} className={classes.edit}>
              <div>
                <strong>{entry.user}</strong> {entry.summary} <Time at={entry.at} />
              </div>
              <ul className={classes.changes}>
                {entry.changes.map((change) => (
                  <li key={change.field}>
                    <span className={classes.dimmed}>{change.label}</span> <Value text={change.old} />{' '}
                    <IconArrowRight size={13} className={classes.arrow} role="img" aria-label="became" />{' '}
                    <Value text={change.new} />
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LinesSkeleton count={5} />
      )}
    </Modal>
  )
}

const Value = ({ text }: { text: string | null }) =>
  text ? <span className={classes.value}>{text}</span> : <em className={classes.dimmed}>empty</em>
