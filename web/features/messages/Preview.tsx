/** A message as it will be read, and what a text message comes to. */
import { emptyFields, type MergeValues, segmentsOf } from '#shared/rules/message-text.ts'
import type { MessageChannel } from '#shared/rules/messages.ts'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './messages.module.css'

export function SegmentCount({ text }: { text: string }) {
  const { count, encoding, left, because } = segmentsOf(text)
  return (
    <span aria-live="polite" className="tabular">
      {count} {count === 1 ? 'segment' : 'segments'}, {left} characters left
      {encoding === 'UCS-2' && ` · shorter segments (UCS-2) because of ${because.join(' ')}`}
    </span>
  )
}

type Props = {
  channel: MessageChannel
  from?: string
  subject: string
  text: string
  /** With its merge fields, to tell which of them stay empty. */
  raw: string
  values: MergeValues
}

export function Preview({ channel, from, subject, text, raw, values }: Props) {
  const missing = emptyFields(raw, values)
  return (
    <section className={classes.preview} aria-label="Preview" data-channel={channel}>
      <h3>Preview{from && <span className={classes.dim}> from {from}</span>}</h3>
      {channel === 'email' && <p className={classes.subject}>{subject || 'No subject yet'}</p>}
      <p className={classes.body}>{text || <span className={classes.dim}>Nothing written yet</span>}</p>
      {missing.length > 0 && (
        <Notice tone="attention">
          Empty on this record, so that nothing stands there: {missing.join(', ')}.
        </Notice>
      )}
    </section>
  )
}
