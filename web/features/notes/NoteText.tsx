/** A note's text as it was written, line by line, with the users whom it names marked. */
import type { Note } from '#shared/contracts/notes.ts'
import { splitMentions } from '#shared/rules/notes.ts'
import classes from './notes.module.css'

export function NoteText({ note }: { note: Note }) {
  if (!note.body) return null
  return (
    <p className={classes.text}>
      {splitMentions(note.body, note.mentions).map((part, index) =>
        part.userId === undefined ? (
          part.text
        ) : (
          <span
            key={index}
            className={classes.mention}
            title={note.mentions.find(({ id }) => id === part.userId)?.name}
          >
            {part.text}
          </span>
        ),
      )}
    </p>
  )
}
