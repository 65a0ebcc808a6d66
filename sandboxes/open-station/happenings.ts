/** What came in and what was done about it: the seed's events, and the signals that the receiver has noted. */
import { dayMs } from '#shared/time.ts'
import type { WireCall } from '../kit.ts'
import type { Signal } from '../signals/signal.ts'
import type { Customer } from './customers.ts'
import type { PartRoute } from './part.ts'
import { invalid, json, parseQuery } from './problem.ts'
import type { Station } from './profile.ts'
import { periodQuery } from './wire-parts.ts'

type Event = Customer['events'][number]

const mostEvents = 2000

/** The period that a call asks for; refuses one that is empty or longer than the station answers. */
export function periodOf({ abilities }: Station, call: WireCall): { fromMs: number; untilMs: number } {
  const { from, until } = parseQuery(periodQuery, call)
  const [fromMs, untilMs] = [Date.parse(from), Date.parse(until)]
  if (untilMs <= fromMs) throw invalid('until', 'until must be later than from')
  const { maxDays } = abilities
  if (maxDays !== undefined && untilMs - fromMs > maxDays * dayMs)
    throw invalid('until', `At most ${maxDays} days at a time`)
  return { fromMs, untilMs }
}

/** A panel's signal in the contract's words, its zone spelled as the customer's list spells it. */
function eventOf(signal: Signal, { zones }: Customer): Event {
  const zone = zones.find((one) => /^\d+$/.test(one.zone) && String(Number(one.zone)) === signal.zone)
  return {
    id: `S${signal.id}`,
    at: new Date(signal.receivedAt).toISOString(),
    kind: signal.kind === 'supervision' ? 'other' : signal.kind,
    code: wireCode(signal),
    description: [signal.description, zone?.name].filter(Boolean).join(': ').slice(0, 200),
    zone: zone?.zone ?? (signal.zone ?? '').slice(-6),
    area: (signal.area ?? '').slice(-3),
    comment: (signal.text ?? '').slice(0, 500),
  }
}
/** Contact ID codes as operators read them: E130 has begun, R130 has ended. */
const wireCode = ({ eventCode, qualifier }: Signal) =>
  /^\d{3}$/.test(eventCode) ? `${qualifier === 'restore' ? 'R' : 'E'}${eventCode}` : eventCode.slice(0, 20)

const wasOnTest = ({ tests }: Customer, atMs: number) =>
  tests.some(
    ({ from, until, endedAt }) =>
      Date.parse(from) <= atMs &&
      atMs < Math.min(Date.parse(until), endedAt ? Date.parse(endedAt) : Infinity),
  )

/** The customer's events of the asked period, newest first. */
function eventsOf(station: Station, call: WireCall, customer: Customer) {
  const { fromMs, untilMs } = periodOf(station, call)
  const period = { from: new Date(fromMs).toISOString(), to: new Date(untilMs).toISOString() }
  const signals = station.signals.list(customer.accountNumber, period).map((one) => eventOf(one, customer))
  return [...signals, ...customer.events.toReversed()]
    .map((event) => ({ ...event, atMs: Date.parse(event.at) }))
    .filter(({ atMs }) => atMs >= fromMs && atMs < untilMs)
    .toSorted((a, b) => b.atMs - a.atMs)
    .map(({ atMs, ...event }) => ({ ...event, onTest: wasOnTest(customer, atMs) }))
}

export const happeningRoutes: readonly PartRoute[] = [
  {
    method: 'GET',
    path: /^events$/,
    offered: ({ events }) => events === true,
    read: ({ station, call, customer }) =>
      json(200, {
        serial: customer.serial,
        events: eventsOf(station, call, customer).slice(0, mostEvents),
      }),
  },
  {
    method: 'GET',
    path: /^test-results$/,
    offered: ({ tests }) => tests?.results === true,
    read: ({ station, call, customer }) =>
      json(200, {
        serial: customer.serial,
        events: eventsOf(station, call, customer)
          .filter(({ onTest, kind }) => onTest && kind !== 'action')
          .slice(0, mostEvents),
      }),
  },
]
