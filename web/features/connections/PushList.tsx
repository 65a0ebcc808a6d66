/** Saved changes on their way to the station, and what became of the last ones (CON-013). */
import type { Push } from '#shared/contracts/connections.ts'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { pushSubject, pushWords } from './connection-words.ts'
import classes from './connections.module.css'

const isOpen = ({ state }: Push) => state === 'waiting' || state === 'sending' || state === 'failed'

export function PushList({ pushes, linked }: { pushes: readonly Push[]; linked: boolean }) {
  const open = pushes.filter(isOpen)
  const over = pushes.filter((push) => !isOpen(push))
  if (pushes.length === 0) return null
  return (
    <Panel
      title="On its way"
      note={
        open.length === 0
          ? linked
            ? 'Nothing: the station has everything'
            : 'Nothing'
          : `${open.length} ${open.length === 1 ? 'update' : 'updates'}`
      }
      flush
    >
      {open.length > 0 && <Rows pushes={open} label="On its way to the station" />}
      {over.length > 0 && (
        <details className={classes.details}>
          <summary>
            {over.length} recent {over.length === 1 ? 'update' : 'updates'} done
          </summary>
          <Rows pushes={over} label="Recently sent" />
        </details>
      )}
    </Panel>
  )
}

const Rows = ({ pushes, label }: { pushes: readonly Push[]; label: string }) => (
  <ul className={classes.pushes} aria-label={label}>
    {pushes.map((push) => (
      <PushRow push={push} key={push.id} />
    ))}
  </ul>
)

function PushRow({ push }: { push: Push }) {
  const { tone, label } = pushWords[push.state]
  return (
    <li className={classes.push}>
      <StatusDot tone={tone} label={label} />
      <div className={classes.pushWhat}>
        <div>{pushSubject(push)}</div>
        {push.error && push.state !== 'done' && (
          <div className={classes.pushError}>
            {push.error.field && <strong>{push.error.field}: </strong>}“{push.error.message}”{' '}
            <span>({push.error.call})</span>
          </div>
        )}
        <div className={classes.none}>
          Saved <Time at={push.createdAt} />
          {push.createdBy && ` by ${push.createdBy}`}
          {push.attempts > 0 && ` · ${push.attempts} ${push.attempts === 1 ? 'attempt' : 'attempts'}`}
          {push.state === 'waiting' && push.nextAttemptAt && push.attempts > 0 && (
            <>
              {' '}
              · next try <Time at={push.nextAttemptAt} />
            </>
          )}
          {push.finishedAt && (
            <>
              {' '}
              · {push.state === 'failed' ? 'given up' : 'finished'} <Time at={push.finishedAt} />
            </>
          )}
        </div>
      </div>
    </li>
  )
}
