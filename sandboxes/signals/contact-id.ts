/** Events of Contact ID (SIA DC-05) as DC-09 carries them: `[#acct|QEEE PP ZZZ]`. */
import { plainDigits, type Event, type SignalKind } from './signal.ts'

/** Names by code. Those that a public SIA pair confirms are in sia-dcs.ts; the rest is general knowledge of DC-05. */
export const eventNames: Readonly<Record<string, string>> = {
  100: 'Medical alarm',
  101: 'Personal emergency',
  110: 'Fire alarm',
  111: 'Smoke alarm',
  113: 'Water flow alarm',
  114: 'Heat alarm',
  117: 'Flame alarm',
  120: 'Panic alarm',
  121: 'Duress',
  122: 'Silent panic alarm',
  130: 'Burglary',
  131: 'Perimeter burglary',
  132: 'Interior burglary',
  133: '24-hour burglary',
  134: 'Entry/exit burglary',
  137: 'Tamper',
  139: 'Intrusion verified',
  140: 'General alarm',
  144: 'Sensor tamper',
  146: 'Silent burglary',
  150: '24-hour auxiliary alarm',
  151: 'Gas detected',
  154: 'Water leakage',
  158: 'High temperature',
  159: 'Low temperature',
  162: 'Carbon monoxide detected',
  300: 'System trouble',
  301: 'AC power lost',
  302: 'Low system battery',
  305: 'System reset',
  309: 'Battery test failed',
  321: 'Bell trouble',
  333: 'Expansion module failed',
  337: 'Expansion module without power',
  344: 'RF receiver jammed',
  350: 'Communication trouble',
  351: 'Telephone line trouble',
  354: 'Fail to communicate',
  373: 'Fire trouble',
  380: 'Sensor trouble',
  381: 'RF sensor not heard',
  383: 'Sensor tamper',
  384: 'RF sensor battery low',
  393: 'Detector needs cleaning',
  400: 'Open/close',
  401: 'Open/close by user',
  403: 'Automatic open/close',
  406: 'Canceled by user',
  407: 'Remote open/close',
  408: 'Quick arm',
  409: 'Keyswitch open/close',
  441: 'Armed stay',
  453: 'Failed to open',
  454: 'Failed to close',
  456: 'Partial arm',
  459: 'Recently closed',
  570: 'Zone bypassed',
  601: 'Manual test',
  602: 'Periodic test',
  604: 'Fire test',
  606: 'Listen-in to follow',
  607: 'Walk test',
  608: 'Periodic test, trouble present',
  621: 'Event log reset',
  622: 'Event log half full',
  623: 'Event log nearly full',
  624: 'Event log overflowed',
  625: 'Clock reset',
  626: 'Clock wrong',
  627: 'Programming begun',
  628: 'Programming ended',
}

const qualifiers: Readonly<Record<string, Event['qualifier']>> = { 1: 'new', 3: 'restore', 6: 'status' }
const byClass: Readonly<Record<string, readonly [kind: SignalKind, name: string]>> = {
  1: ['alarm', 'Alarm'],
  2: ['trouble', 'Supervisory'],
  3: ['trouble', 'Trouble'],
  4: ['trouble', 'Access event'],
  5: ['bypass', 'Bypass'],
  6: ['test', 'Test'],
}
/** Of the 400s those that open and close; the others are the day's exceptions: wrong codes, missed times. */
const openings = /^(?:40[0-57-9]|44[12]|456|459)$/

/** What `QEEE PP ZZZ` says; null if that is not what `data` holds. */
export function readContactId(data: string): Event | null {
  const [, digit, eventCode, area, number] = /^([136])([1-9]\d\d) ?(\d\d) ?(\d{3})$/.exec(data) ?? []
  const known = byClass[eventCode?.[0] ?? '']
  if (!known) return null
  const qualifier = qualifiers[digit!]!
  const name = eventNames[eventCode!] ?? `${known[1]} ${eventCode}`
  const byUser = eventCode!.startsWith('4') || eventCode === '121' || /^62[1-8]$/.test(eventCode!)
  const kind = kindOf(eventCode!, qualifier)
  return {
    eventCode: eventCode!,
    qualifier,
    kind,
    description: describe(name, kind, qualifier),
    zone: byUser ? null : plainDigits(number!),
    area: plainDigits(area!),
    user: byUser ? plainDigits(number!) : null,
    text: null,
  }
}

function kindOf(code: string, qualifier: Event['qualifier']): SignalKind {
  if (code === '406') return 'cancel'
  if (openings.test(code)) return qualifier === 'restore' || code === '459' ? 'close' : 'open'
  if (code.startsWith('6') && !/^62[2-6]$/.test(code)) return 'test'
  return qualifier === 'restore' ? 'restore' : code.startsWith('6') ? 'trouble' : byClass[code[0]!]![0]
}

function describe(name: string, kind: SignalKind, qualifier: Event['qualifier']): string {
  if (kind === 'open' || kind === 'close') return `${name}: ${kind === 'open' ? 'opened' : 'closed'}`
  if (qualifier === 'restore') return `${name}, ${kind === 'test' ? 'ended' : 'restored'}`
  return qualifier === 'status' ? `${name}, still so` : name
}

/** The data that a panel sends for an event: `#acct|QEEE PP ZZZ`. `area` and `number` (zone or user) count from 0. */
export function contactIdData(
  account: string,
  { event, restore, area, number }: { event: string; restore: boolean; area: number; number: number },
): string {
  if (!/^[1-6]\d\d$/.test(event))
    throw new Error(`'${event}' is no event of Contact ID: three digits, 100 to 699`)
  const pad = (value: number, length: number) => String(value).padStart(length, '0')
  return `#${account}|${restore ? 3 : 1}${event} ${pad(area, 2)} ${pad(number, 3)}`
}
