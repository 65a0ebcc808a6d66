/** The days of the calendar side by side, each with its own hours and a column for everybody in it. */
import { type CSSProperties, useEffect, useRef, useState } from 'react'
import type { CalendarBlock, CompanyCalendar } from '#shared/contracts/appointments.ts'
import {
  appointmentStatuses,
  appointmentTypes,
  clockText,
  dayWords,
  minutesBetween,
} from '#shared/rules/appointments.ts'
import { addDays, todayIn } from '#shared/time.ts'
import { useMe } from '#web/api/session.ts'
import { useNow } from '#web/ui/now.ts'
import classes from './calendar.module.css'
import {
  type Column,
  columnKey,
  type Day,
  dayFor,
  lanesOf,
  pixelsPerMinute,
  type Place,
  windowAt,
} from './calendar-layout.ts'
import { useMoving } from './use-moving.ts'
import { windowText } from './use-appointments.ts'

type Props = {
  calendar: CompanyCalendar
  from: string
  days: number
  /** Moves it; it stands there until the answer has come. */
  onMove: (block: CalendarBlock, userId: number | null, window: { startsAt: string; endsAt: string }) => void
  /** What is being saved, where it will stand. */
  pending: { key: string; userId: number | null; startsAt: string; endsAt: string } | null
  onOpen: (block: CalendarBlock) => void
}

const hourText = (hour: number) => `${hour % 12 || 12} ${hour < 12 ? 'AM' : 'PM'}`

export function CalendarGrid({ calendar, from, days, onMove, pending, onOpen }: Props) {
  const { timeZone, settings } = useMe().company
  const now = new Date(useNow()).toISOString()
  const today = todayIn(timeZone, now)
  const [said, setSaid] = useState('')
  const blocks = calendar.blocks.map((block) =>
    pending?.key === block.key ? { ...block, ...pending } : block,
  )
  const dates = Array.from({ length: days }, (_, i) => addDays(from, i))
  const everyDay = new Map(dates.map((on) => [on, dayFor(on, timeZone, settings, blocks)]))
  const waiting = blocks.some(({ userId }) => userId === null)
  const columns: Column[] = dates.flatMap((on) => [
    ...(waiting ? [{ key: columnKey(on, null), on, userId: null, name: 'Not assigned' }] : []),
    ...calendar.people.map(({ id, name }) => ({ key: columnKey(on, id), on, userId: id, name })),
  ])
  const columnOf = (key: string) => columns.find((column) => column.key === key)!
  const placeOf = (block: CalendarBlock): Place => {
    const on = todayIn(timeZone, block.startsAt)
    const day = everyDay.get(on) ?? everyDay.get(dates[0]!)!
    return {
      column: columnKey(day.on, block.userId),
      start: minutesBetween(day.startsAt, block.startsAt),
      length: minutesBetween(block.startsAt, block.endsAt),
    }
  }
  const { moving, onPointerDown, onKeyDown } = useMoving({
    columns,
    dayOf: (on) => everyDay.get(on)!,
    placeOf,
    onOpen,
    onDrop: (block, place) => {
      const { on, userId } = columnOf(place.column)
      onMove(block, userId, windowAt(place, everyDay.get(on)!))
    },
    say: (place, block) => {
      if (!place) return setSaid(`${nameOf(block)} put back.`)
      const { on, name } = columnOf(place.column)
      const { startsAt, endsAt } = windowAt(place, everyDay.get(on)!)
      setSaid(`${name}, ${dayWords(on)}, ${windowText(startsAt, endsAt, timeZone)}`)
    },
  })
  // A moved block is drawn in its new column: the one that had the focus is gone, and its successor takes it.
  const grid = useRef<HTMLDivElement>(null)
  const held = moving?.by === 'keys' ? moving.block.key : null
  useEffect(() => {
    if (held)
      grid.current?.querySelector<HTMLElement>(`[data-block='${held}']`)?.focus({ preventScroll: false })
  }, [held, moving?.place.column])
  return (
    <div className={classes.scroll} ref={grid} tabIndex={0} role="region" aria-label="Calendar">
      <p className={classes.hidden} id="calendar-keys">
        Enter opens it. Space takes it up: arrow keys move it, Shift with up or down changes its length, Enter
        drops it, Escape puts it back.
      </p>
      <p className={classes.hidden} aria-live="assertive">
        {said}
      </p>
      {moving && (
        <p className={classes.trying} aria-hidden>
          {said && moving.by === 'keys' ? said : tryText(moving.place)}
        </p>
      )}
      <div className={classes.days}>
        {dates.map((on) => {
          const day = everyDay.get(on)!
          const own = columns.filter((column) => column.on === on)
          return (
            <section key={on} className={classes.day} aria-label={dayWords(on)}>
              <header className={classes.dayHead} data-today={on === today || undefined}>
                <strong>{dayWords(on)}</strong>
                {on === today && <span> Today</span>}
                {day.length !== 1440 && <span> {day.length / 60} hours</span>}
              </header>
              <div
                className={classes.dayBody}
                style={{ '--height': `${(day.to - day.from) * pixelsPerMinute}px` } as CSSProperties}
              >
                <div className={classes.axis} aria-hidden>
                  {day.hours.map(({ at, hour }) => (
                    <span key={at} style={{ top: (at - day.from) * pixelsPerMinute }}>
                      {hourText(hour)}
                    </span>
                  ))}
                </div>
                {own.map((column) => (
                  <ColumnOf key={column.key} column={column} day={day} now={on === today ? now : null}>
                    {drawn(column, day)}
                  </ColumnOf>
                ))}
              </div>
            </section>
          )
        })}
      </div>
    </div>
  )

  function tryText(place: Place) {
    const { on, name } = columnOf(place.column)
    const { startsAt, endsAt } = windowAt(place, everyDay.get(on)!)
    return `${name}, ${dayWords(on)}, ${windowText(startsAt, endsAt, timeZone)}`
  }

  function drawn(column: Column, day: Day) {
    const dayEnd = addMinutes(day.startsAt, day.length)
    const found = blocks
      .filter((block) =>
        moving?.block.key === block.key
          ? moving.place.column === column.key
          : block.userId === column.userId && block.startsAt < dayEnd && block.endsAt > day.startsAt,
      )
      .map((block) =>
        moving?.block.key === block.key
          ? { ...block, ...windowAt(moving.place, day), userId: column.userId }
          : block,
      )
    const lanes = lanesOf(found)
    return found.map((block) => {
      const start = Math.max(day.from, minutesBetween(day.startsAt, block.startsAt))
      const stop = Math.min(day.to, minutesBetween(day.startsAt, block.endsAt))
      if (stop <= start) return null
      const { lane, of } = lanes.get(block.key)!
      const { appointment } = block
      const original = calendar.blocks.find(({ key }) => key === block.key)!
      const movable =
        appointment !== null &&
        appointment.abilities.modify &&
        appointment.status !== 'complete' &&
        appointment.status !== 'cancelled'
      const style = {
        top: (start - day.from) * pixelsPerMinute,
        height: Math.max(16, (stop - start) * pixelsPerMinute - 2),
        left: `calc(${(lane / of) * 100}% + 2px)`,
        width: `calc(${100 / of}% - 4px)`,
      }
      const words = nameOf(block)
      if (!appointment)
        return (
          <div
            key={block.key}
            className={classes.taken}
            style={style}
            title={`${words}, ${windowText(original.startsAt, original.endsAt, timeZone)}`}
          >
            {words}
          </div>
        )
      return (
        <div
          key={block.key}
          className={classes.block}
          data-type={appointment.type}
          data-status={appointment.status}
          data-moving={moving?.block.key === block.key || undefined}
          data-pending={pending?.key === block.key || undefined}
          style={style}
        >
          <button
            type="button"
            className={classes.face}
            data-block={block.key}
            data-movable={movable || undefined}
            aria-roledescription={movable ? 'movable appointment' : undefined}
            aria-describedby={movable ? 'calendar-keys' : undefined}
            onPointerDown={(event) => movable && onPointerDown(event, original, false)}
            onClick={(event) => {
              // A pointer’s click has been seen to where the block can be dragged.
              if (!movable || event.detail === 0) onOpen(original)
              else if ((event.nativeEvent as globalThis.PointerEvent).pointerType === 'touch')
                onOpen(original)
            }}
            onKeyDown={(event) => onKeyDown(event, original, movable)}
          >
            <span className={classes.line}>
              <strong>{clockText(block.startsAt, timeZone)}</strong> {appointment.customer.name}
            </span>
            <span className={classes.more}>
              {appointmentTypes[appointment.type]}
              {appointment.subtype ? `: ${appointment.subtype.name}` : ''}
              {appointment.late
                ? ' · past its time'
                : appointment.status === 'scheduled'
                  ? ''
                  : ` · ${appointmentStatuses[appointment.status]}`}
            </span>
            <span className={classes.hidden}>
              {column.name}, {dayWords(day.on)}, {windowText(block.startsAt, block.endsAt, timeZone)}
            </span>
          </button>
          {movable && (
            <span
              className={classes.handle}
              aria-hidden
              onPointerDown={(event) => onPointerDown(event, original, true)}
            />
          )}
        </div>
      )
    })
  }
}

const addMinutes = (instant: string, minutes: number) =>
  new Date(Date.parse(instant) + minutes * 60_000).toISOString()

const nameOf = ({ appointment, timeOff }: CalendarBlock): string =>
  appointment
    ? `${appointmentTypes[appointment.type]}, ${appointment.customer.name}`
    : (timeOff?.reason ?? 'Busy')

type ColumnProps = { column: Column; day: Day; now: string | null; children: React.ReactNode }

function ColumnOf({ column, day, now, children }: ColumnProps) {
  const at = now === null ? null : minutesBetween(day.startsAt, now)
  return (
    <div className={classes.column}>
      <div className={classes.person} title={column.name}>
        {column.name}
      </div>
      <div className={classes.hours} data-column={column.key}>
        {day.hours.map((one) => (
          <span
            key={one.at}
            className={classes.hour}
            style={{ top: (one.at - day.from) * pixelsPerMinute }}
          />
        ))}
        {at !== null && at > day.from && at < day.to && (
          <span className={classes.now} style={{ top: (at - day.from) * pixelsPerMinute }} />
        )}
        {children}
      </div>
    </div>
  )
}
