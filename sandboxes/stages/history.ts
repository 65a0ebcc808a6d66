/** What has happened at a transmitter: signals, what operators did, and the tests that were placed. */
import type { SignalLog } from '../signals/signal-log.ts'
import type { Signal } from '../signals/signal.ts'
import { actions, eventCodes } from './tables.ts'

/** A row of GetHistory in the interface's words, as far as the sandbox itself reads it. */
export type HistoryRow = Record<string, unknown> & { UTCDate: string; TransmitterCode: string }
/** One device has one test at a time. Instants are ISO, UTC. */
export type StoredTest = {
  num: number
  code: string
  category: string
  comment: string
  by: string
  from: string
  until: string
  endedAt: string | null
}

/** Whether a test runs at that instant. */
export const isOnTest = (test: StoredTest, at: string): boolean =>
  test.from <= at && at < test.until && (test.endedAt === null || at < test.endedAt)

/** Sites are in the zone of Provo, without summer time: a lie, told in README.md. */
const siteOffsetMs = 7 * 60 * 60 * 1000
const localTime = (at: string) => new Date(Date.parse(at) - siteOffsetMs).toISOString().replace('Z', '')

/** Everything that is told of a transmitter, oldest first. */
export function historyOf(
  code: string,
  kept: readonly HistoryRow[],
  tests: readonly StoredTest[],
  signals: readonly Signal[],
): HistoryRow[] {
  const own = tests.filter((test) => test.code === code)
  const numberAt = (at: string) => String(own.find((test) => isOnTest(test, at))?.num ?? '') || null
  return [
    ...kept.filter((row) => row.TransmitterCode === code),
    ...signals.map((signal) => rowOf(code, signal)),
  ]
    .map((row): HistoryRow => ({ TestNum: numberAt(row.UTCDate), ...row }))
    .concat(own.flatMap(testRows))
    .map((row) => ({ ...row, HistoryDate: localTime(row.UTCDate) }))
    .sort((a, b) => (a.UTCDate < b.UTCDate ? -1 : a.UTCDate > b.UTCDate ? 1 : 0))
}

/** How a test's beginning and end stand in the history. */
function testRows({ num, code, comment, by, from, until, endedAt }: StoredTest): HistoryRow[] {
  const common = { TransmitterCode: code, TestNum: String(num), UserId: by, UserName: by }
  const begun = { ...common, ...actions.onTest, UTCDate: from, Comment: comment }
  if (endedAt !== null) return [begun, { ...common, ...actions.cleared, UTCDate: endedAt }]
  if (until > new Date().toISOString()) return [begun]
  return [begun, { ...common, ...actions.expired, UserId: 'SYSTEM', UserName: 'SYSTEM', UTCDate: until }]
}

/** A signal of the receiver as the station writes it down. */
function rowOf(code: string, signal: Signal): HistoryRow {
  const contactId = /^\d{3}$/.test(signal.eventCode)
  const SignalCode = contactId
    ? `${signal.qualifier === 'restore' ? 'R' : 'E'}${signal.eventCode}`
    : signal.eventCode
  const event = eventCodes.find(({ report }) => report === SignalCode) ??
    eventCodes.find(({ event }) => event === signal.eventCode) ?? { event: signal.eventCode }
  return {
    UTCDate: signal.receivedAt,
    TransmitterCode: code,
    EventCode: event.event,
    EventCodeDescription: signal.description,
    SignalCode,
    Point: signal.zone === null ? null : signal.zone.padStart(3, '0'),
    Comment: signal.text,
    AreaNum: signal.area,
    RawMessage: signal.raw,
    UserId: signal.user,
  }
}

type GivenSignal = Partial<Record<string, string | null>>

/** Takes a signal that came through the gateway into the receiver's log. */
export function logSignal(
  log: SignalLog,
  address: { account: string; prefix: string },
  given: GivenSignal,
): void {
  const now = new Date().toISOString()
  const code = (given.SignalCode ?? '').toUpperCase()
  const [, qualifier, number] = /^([ERP]?)(\d{3})$/.exec(code) ?? []
  const digits = (text: string | null | undefined) => (text ?? '').replace(/^0+/, '') || null
  const restored = number ? qualifier === 'R' : /[HJRU]$/.test(code)
  const words = eventCodes.find(({ report }) => report === code)?.words
  log.add({
    eventCode: number ?? code,
    qualifier: restored ? 'restore' : 'new',
    kind: kindOf(number ?? code, restored),
    description: words ?? given.Text ?? `Signal ${code}`,
    zone: digits(given.Point),
    area: digits(given.Area),
    user: digits(given.UserID),
    text: given.Text ?? null,
    accountNumber: address.account,
    prefix: address.prefix,
    at: given.Date ? new Date(given.Date).toISOString() : now,
    receivedAt: now,
    protocol: number ? 'ADM-CID' : 'SIA-DCS',
    raw: `Signal ${code} ${given.Area ?? ''} ${given.Point ?? ''}`.trim(),
    encrypted: false,
    transport: 'tcp',
  })
}

function kindOf(code: string, restored: boolean): Signal['kind'] {
  if (code === '406') return 'cancel'
  if (/^4|^(OP|CL)$/.test(code)) return restored || code === 'CL' ? 'close' : 'open'
  if (/^6|^R[PX]$/.test(code)) return 'test'
  if (restored) return 'restore'
  if (/^5|B$/.test(code)) return 'bypass'
  return /^[23]|[TS]$/.test(code) ? 'trouble' : 'alarm'
}
