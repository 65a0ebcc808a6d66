/** What a lived-in house has at a station: zones, a test that is over, and some weeks of events. For brands' seeds. */
import { dayMs } from '#shared/time.ts'
import type { SeedAccount } from './wire.ts'

type Parts = Required<Pick<SeedAccount, 'zones' | 'tests' | 'events'>>
const minuteMs = 60_000

/** Zones in the order in which an installer numbers them: name, event type, device type. */
const house = [
  ['Front door', 'BE', 'CONTACT'],
  ['Garage entry', 'BE', 'CONTACT'],
  ['Living room motion', 'BI', 'MOTION'],
  ['Kitchen window', 'BA', 'CONTACT'],
  ['Upstairs hall smoke', 'FA', 'SMOKE'],
  ['Basement CO', 'GA', 'CO'],
  ['Bedside panic', 'PA', 'PANIC'],
  ['Laundry flood', 'WA', 'FLOOD'],
] as const

/**
 * Zones, a test with its signals, an alarm with what the operator did, and openings; all before today's beginning
 * (UTC), so that a restart on the same day tells the same. `digits` is how zone numbers are written.
 */
export function livedIn({ count = 8, digits = 3, category = '' } = {}): Parts {
  const today = Math.floor(Date.now() / dayMs) * dayMs
  const at = (daysAgo: number, minute: number) =>
    new Date(today - daysAgo * dayMs + minute * minuteMs).toISOString()
  const zones = house.slice(0, count).map(([name, eventType, deviceType], index) => ({
    zone: String(index + 1).padStart(digits, '0'),
    name,
    eventType,
    deviceType,
    area: '1',
    status: 'Active',
  }))
  const zone = (index: number) => ({ zone: zones[index]?.zone ?? '', area: '1' })
  const events: Parts['events'] = [
    { at: at(20, 905), kind: 'test', code: 'E601', description: 'Manual test' },
    { at: at(20, 911), kind: 'alarm', code: 'E130', description: 'Burglary: Front door', ...zone(0) },
    {
      at: at(20, 912),
      kind: 'restore',
      code: 'R130',
      description: 'Burglary, restored: Front door',
      ...zone(0),
    },
    {
      at: at(20, 917),
      kind: 'alarm',
      code: 'E132',
      description: 'Interior burglary: Living room motion',
      ...zone(2),
    },
    { at: at(9, 140), kind: 'close', code: 'R401', description: 'Open/close by user: closed', area: '1' },
    { at: at(9, 196), kind: 'alarm', code: 'E130', description: 'Burglary: Garage entry', ...zone(1) },
    { at: at(9, 197), kind: 'action', code: 'CALL', description: 'Called premises', comment: 'No answer' },
    {
      at: at(9, 199),
      kind: 'action',
      code: 'CALL',
      description: 'Called first contact',
      comment: 'Gave passcode; false alarm, dog walker',
    },
    { at: at(9, 200), kind: 'cancel', code: 'E406', description: 'Canceled by user' },
    { at: at(4, 420), kind: 'trouble', code: 'E302', description: 'Low system battery' },
    { at: at(3, 60), kind: 'restore', code: 'R302', description: 'Low system battery, restored' },
    { at: at(1, 845), kind: 'open', code: 'E401', description: 'Open/close by user: opened', area: '1' },
    { at: at(1, 1300), kind: 'close', code: 'R401', description: 'Open/close by user: closed', area: '1' },
  ].map((event, index) => ({ id: `E${index + 1}`, ...event }) as Parts['events'][number])
  return {
    zones,
    events,
    tests: [
      {
        id: 'T1',
        category,
        description: category ? '' : 'New panel, signal test',
        placedBy: 'Dana Whitlock',
        from: at(20, 900),
        until: at(20, 1020),
        endedAt: at(20, 960),
      },
    ],
  }
}
