/** Signals and what was done about them, as Brinks Home tells: `GetData` Eventhistories. */
import { dayMs } from '#shared/time.ts'
import type { Events, StationEvent } from '../station-parts.ts'
import { eventKindOf } from '../station-words.ts'
import { type Row, rowXml } from './message.ts'
import type { Session } from './session.ts'
import { stationDayAt, stationInstant } from './station-time.ts'

export function eventsOf(session: Session): Events {
  const { timeZone } = session.settings
  return {
    list: async (ref, { from, until }) => {
      const call = 'List events'
      await session.siteFor(call, ref)
      const labels = new Map(
        (await session.table(call, 'Events')).map(({ event_id = '', descr = '' }) => [
          event_id.trim(),
          descr.trim(),
        ]),
      )
      // By days, and a day more: whether the last one counts, nobody says. What is too much goes here.
      const filter = rowXml('GetEventHistories', 'GetEventHistory', {
        start_date: stationDayAt(from, timeZone),
        end_date: stationDayAt(new Date(Date.parse(until) + dayMs), timeZone),
      })
      const rows = await session.getData(call, 'Eventhistories', ref.accountNumber, filter)
      const seen = new Map<string, number>()
      return rows
        .flatMap((row): StationEvent[] => {
          const at = stationInstant(row.event_date, timeZone)
          if (at === null || at < from || at >= until) return []
          return [eventFrom(row, at, labels, seen)]
        })
        .sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0))
    },
  }
}

function eventFrom(
  row: Row,
  at: string,
  labels: ReadonlyMap<string, string>,
  seen: Map<string, number>,
): StationEvent {
  const text = (column: string) => (row[column] ?? '').trim()
  const code = text('event_id')
  const computed = text('computed')
  const description = computed || labels.get(code) || code
  // The wire has no key for an event: when, what and where, and which of those that are alike.
  const name = [at, code, text('zone_id'), text('area'), computed].join('/')
  const nth = seen.get(name) ?? 0
  seen.set(name, nth + 1)
  return {
    id: nth === 0 ? name : `${name}#${nth}`,
    at,
    // No kind comes over this wire; the words tell it.
    kind: eventKindOf(`${description} ${labels.get(code) ?? ''}`),
    code,
    description,
    zone: text('zone_id'),
    area: text('area'),
    comment: text('user_name'),
    onTest: false,
  }
}
