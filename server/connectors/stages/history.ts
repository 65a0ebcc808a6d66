/** What the station's history tells: signals that came in, and what operators did. */
import { createHash } from 'node:crypto'
import { dayMs } from '#shared/time.ts'
import type { AccountRef } from '../contract.ts'
import { ConnectorError } from '../errors.ts'
import type { EventKind, Events, Period, StationEvent } from '../station-parts.ts'
import type { Gateway } from './client.ts'
import type { Sites } from './sites.ts'
import { clean } from './values.ts'
import { historyResult, type History } from './wire.ts'

/** A row and its instant, ISO, UTC. */
export type Told = { at: string; row: History }
export type HistoryReader = (
  call: string,
  ref: AccountRef,
  period: Period,
  effect?: 'read' | 'write',
) => Promise<Told[]>

/** Reads the rows of a period, oldest first. */
export function openHistory(send: Gateway, sites: Sites): HistoryReader {
  return async (call, ref, { from, until }, effect = 'read') => {
    await sites.getSite(call, ref)
    // By which clock the first pair goes, the station's or the site's, nothing says: a day more on both sides holds
    // the period by any clock, and the rows' own UTC decides.
    const widened = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString()
    const members = {
      TransmitterCode: ref.accountNumber,
      StartDate: widened(from, -dayMs),
      EndDate: widened(until, dayMs),
      StartDateUTC: from,
      EndDateUTC: until,
    }
    const { Result } = await send({ call, operation: 'GetHistory', effect, members }, historyResult)
    return Result.map((row): Told => ({ at: instantOf(row, call, effect), row }))
      .filter(({ at }) => at >= from && at < until)
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  }
}

/** .NET may write an instant without its zone; the member's name says which it is. */
function instantOf({ UTCDate }: History, call: string, effect: 'read' | 'write'): string {
  const text = clean(UTCDate)
  const ms = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)
  if (Number.isFinite(ms)) return new Date(ms).toISOString()
  throw new ConnectorError('unexpected_reply', {
    call,
    outcome: effect === 'write' ? 'unknown' : 'not_applied',
    reason: 'The history has an entry without its time in UTC',
  })
}

export const openEvents = (read: HistoryReader): Events => ({
  list: async (ref, period) => toEvents(await read('List events', ref, inUtc(period))).reverse(),
})

/** The period as `toISOString` writes it, so that instants compare as texts. */
export const inUtc = ({ from, until }: Period): Period => ({
  from: new Date(from).toISOString(),
  until: new Date(until).toISOString(),
})

/** Rows have no key of their own: a digest of the row, and the how-manieth of its like, stand for one. */
export function toEvents(told: readonly Told[]): StationEvent[] {
  const seen = new Map<string, number>()
  return told.map(({ at, row }) => {
    const digest = createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 16)
    const nth = (seen.get(digest) ?? 0) + 1
    seen.set(digest, nth)
    const disposition = clean(row.CallDispositionDescription)
    return {
      id: nth === 1 ? digest : `${digest}.${nth}`,
      at,
      kind: kindOf(row),
      code: clean(row.SignalCode) || clean(row.EventCode) || clean(row.OpAct),
      description: clean(row.EventCodeDescription) || clean(row.OpActDescription),
      zone: clean(row.Point),
      area: clean(row.AreaNum),
      comment: [clean(row.Comment), disposition].filter(Boolean).join(' · '),
      onTest: testOf(row) !== '',
    }
  })
}

/** The test that a row belongs to; `''` if to none. */
export const testOf = ({ TestNum }: History): string => clean(TestNum).replace(/^0+$/, '')
/** What an operator did, and no panel said. */
export const isAction = (row: History): boolean => clean(row.SignalCode) === '' && clean(row.OpAct) !== ''

/** Signal codes are Contact ID (`E130`, `R401`) or SIA (`BA`), as the panel speaks. */
function kindOf(row: History): EventKind {
  if (isAction(row)) return testOf(row) === '' ? 'action' : 'test'
  const code = clean(row.SignalCode).toUpperCase() || clean(row.EventCode).toUpperCase()
  const [, qualifier, number] = /^([ERP]?)(\d{3})$/.exec(code) ?? []
  if (number) return contactIdKind(number, qualifier === 'R')
  return /^[A-Z]{2}$/.test(code) ? siaKind(code) : 'other'
}

function contactIdKind(number: string, restored: boolean): EventKind {
  if (number === '406') return 'cancel'
  if (/^(40[0-57-9]|44[12]|456)$/.test(number)) return restored ? 'close' : 'open'
  if (number.startsWith('6')) return 'test'
  if (restored) return 'restore'
  if (number.startsWith('1')) return 'alarm'
  if (/^[23]/.test(number)) return 'trouble'
  return number.startsWith('5') ? 'bypass' : 'other'
}

function siaKind(code: string): EventKind {
  if (code === 'OP' || code === 'OG') return 'open'
  if (code === 'CL' || code === 'CG') return 'close'
  if (code === 'BC' || code === 'OC') return 'cancel'
  if (/^(RP|RX|TX|TS|TE)$/.test(code)) return 'test'
  const byEnding: Partial<Record<string, EventKind>> = {
    A: 'alarm',
    V: 'alarm',
    B: 'bypass',
    H: 'restore',
    J: 'restore',
    R: 'restore',
    U: 'restore',
    T: 'trouble',
    S: 'trouble',
    X: 'test',
  }
  return byEnding[code[1]!] ?? 'other'
}
