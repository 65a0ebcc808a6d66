/** Which visits of technicians would be possible at a lead’s address: read only, as technicians go to customers (REC-035). */
import { appointments } from '#shared/contracts/appointments.ts'
import { clockText, dayWords } from '#shared/rules/appointments.ts'
import { todayIn } from '#shared/time.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import classes from './appointments.module.css'

export function Preview({ customerId }: { customerId: number }) {
  const { timeZone, settings } = useMe().company
  const from = todayIn(timeZone, new Date())
  const { data, error, refetch } = useEndpointQuery(appointments.availability, {
    params: { customerId },
    query: { from, days: 7 },
  })
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton count={4} />
  const open = data.slots.filter(({ left }) => left > 0)
  const serving = data.people.filter(({ inOffice, inArea }) => (data.covered ? inArea : inOffice))
  return (
    <Panel title="When a technician could come" note="Preview">
      {settings.timeSlots ? (
        open.length > 0 ? (
          <ul className={classes.slots}>
            {open.map(({ slotId, on, startsAt, endsAt, left }) => (
              <li key={`${slotId} ${on}`} className={classes.slot}>
                <strong>{dayWords(on)}</strong>
                <span className="tabular">
                  {clockText(startsAt, timeZone)} to {clockText(endsAt, timeZone)}
                </span>
                <span className={classes.dim}>{left} left</span>
              </li>
            ))}
          </ul>
        ) : (
          <p className={classes.dim}>No time slot is left here in the next seven days.</p>
        )
      ) : (
        <p className={classes.plain}>
          {serving.length === 0
            ? 'No technician serves this address yet.'
            : `${serving.length} ${serving.length === 1 ? 'technician serves' : 'technicians serve'} this address: ${serving.map(({ name }) => name).join(', ')}.`}
        </p>
      )}
      <p className={classes.dim}>A visit is booked once the lead has become a customer.</p>
    </Panel>
  )
}
