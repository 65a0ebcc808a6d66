/** Signals and what operators did about them, newest first. */
import type { StationEvent } from '#shared/contracts/station-accounts.ts'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import type { Tone } from '#web/ui/tone.ts'
import styles from '../connections.module.css'
import classes from './manage.module.css'

const words: Record<string, { tone: Tone; label: string }> = {
  alarm: { tone: 'bad', label: 'Alarm' },
  restore: { tone: 'good', label: 'Restore' },
  trouble: { tone: 'attention', label: 'Trouble' },
  open: { tone: 'neutral', label: 'Open' },
  close: { tone: 'neutral', label: 'Close' },
  bypass: { tone: 'attention', label: 'Bypass' },
  test: { tone: 'info', label: 'Test' },
  cancel: { tone: 'good', label: 'Cancel' },
  action: { tone: 'info', label: 'Operator' },
  other: { tone: 'neutral', label: 'Other' },
}

type Props = {
  label: string
  events: readonly StationEvent[]
  /** The name of a zone here, if equipment has it. */
  zoneName: (zone: string) => string | undefined
}

export function EventRows({ label, events, zoneName }: Props) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Kind</th>
            <th scope="col">Zone</th>
            <th scope="col">Event</th>
            <th scope="col">Comment</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.id}>
              <td>
                <Time at={event.at} exact />
              </td>
              <td>
                <StatusDot {...(words[event.kind] ?? words['other']!)} />
              </td>
              <td>
                {event.zone ? (
                  <>
                    <span className="tabular">{event.zone}</span>{' '}
                    <span className={styles.none}>{zoneName(event.zone)}</span>
                  </>
                ) : (
                  '–'
                )}
              </td>
              <td>
                {event.description || '–'}
                {event.code && <code className={classes.code}>{event.code}</code>}
                {event.onTest && <span className={classes.mark}>on test</span>}
              </td>
              <td className={classes.comment}>{event.comment || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
