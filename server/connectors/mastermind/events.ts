/** Signals and what was done about them: data element SignalHistory. */
import { dayMs } from '#shared/time.ts'
import type { Events, StationEvent } from '../station-parts.ts'
import { eventKindOf } from '../station-words.ts'
import type { Row } from './document.ts'
import type { Session } from './session.ts'
import { stationInstant, stationReading } from './station-time.ts'

export function eventsOf(session: Session): Events {
  const { timeZone } = session.settings
  return {
    list: async (ref, { from, until }) => {
      const call = 'List events'
      await session.siteFor(call, ref)
      // An hour comes twice a year by a clock without a zone: a day more is asked for, and cut here.
      const rows = await session.get(call, 'SignalHistory', ref.accountNumber, {
        start_date: stationReading(new Date(Date.parse(from) - dayMs), timeZone),
        end_date: stationReading(new Date(Date.parse(until) + dayMs), timeZone),
      })
      const seen = new Map<string, number>()
      return rows
        .flatMap((row): StationEvent[] => {
          const at = stationInstant(row.sig_date, timeZone)
          return at === null || at < from || at >= until ? [] : [eventFrom(row, at, seen)]
        })
        .sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0))
    },
  }
}

function eventFrom(row: Row, at: string, seen: Map<string, number>): StationEvent {
  const { sig_code: code = '', event = '', zone_id: zone = '', eventhistcomment = '' } = row
  // The wire has no key for an event: when, what and where, and which of those that are alike.
  const name = [at, code, zone, event].join('/')
  const nth = seen.get(name) ?? 0
  seen.set(name, nth + 1)
  return {
    id: nth === 0 ? name : `${name}#${nth}`,
    at,
    // No kind comes over this wire; the words tell it.
    kind: eventKindOf(event),
    code: code || row.event_id || '',
    description: event || code,
    zone,
    area: '',
    comment: [eventhistcomment, row.additional_info ?? ''].filter(Boolean).join(' · '),
    // Numbered after the test that it fell into.
    onTest: /^[1-9]/.test(row.test_seqno ?? ''),
  }
}
