/** Events of SIA DC-03 as DC-09 carries them: `[#acct|N ti12:34/id1/ri1/BA zone text]`, one or several. */
import { readContactId } from './contact-id.ts'
import { plainDigits, type Event, type SignalKind } from './signal.ts'

/** What Contact ID calls the same: new and, where there is one, restored (the map of pysiaalarm). */
export const siaPairs: readonly (readonly [contactId: string, sia: string, restored: string | null])[] = [
  ['130', 'BA', 'BH'],
  ['110', 'FA', 'FH'],
  ['120', 'PA', 'PH'],
  ['121', 'HA', 'HH'],
  ['301', 'AT', 'AR'],
  ['302', 'YT', 'YR'],
  ['351', 'LT', 'LR'],
  // As 401: what opens is new, what closes is the restoral.
  ['401', 'OP', 'CL'],
  ['406', 'OC', null],
  ['570', 'BB', 'BU'],
  ['601', 'RX', null],
  ['602', 'RP', null],
]

const subjects: Readonly<Record<string, string>> = {
  A: 'AC power',
  B: 'Burglary',
  F: 'Fire',
  G: 'Gas',
  H: 'Hold-up',
  K: 'Heat',
  L: 'Telephone line',
  M: 'Medical',
  P: 'Panic',
  Q: 'Emergency',
  S: 'Sprinkler',
  T: 'Tamper',
  U: 'Zone',
  W: 'Water',
  Y: 'System',
  Z: 'Freezer',
}
/** The second letters that DC-03 uses alike for all of these; general knowledge, not looked up. */
const endings: Readonly<Record<string, readonly [SignalKind, Event['qualifier'], string]>> = {
  A: ['alarm', 'new', 'alarm'],
  B: ['bypass', 'new', 'bypassed'],
  H: ['restore', 'restore', 'alarm, restored'],
  J: ['restore', 'restore', 'trouble, restored'],
  R: ['restore', 'restore', 'restored'],
  S: ['trouble', 'new', 'supervisory'],
  T: ['trouble', 'new', 'trouble'],
  U: ['restore', 'restore', 'no longer bypassed'],
  X: ['test', 'new', 'test'],
}

/** The events that `data` tells; none if it is no SIA block. */
export function readSiaEvents(data: string): Event[] {
  const block = /^ ?[NO] ?(.*)$/s.exec(data)?.[1]
  if (block === undefined) return []
  const told = { id: null as string | null, ri: null as string | null }
  const events: Event[] = []
  // A slash parts modifiers and events; within carets it is text.
  for (const part of block.match(/(?:\^[^^]*\^?|[^/^])+/g) ?? []) {
    const modifier = /^(ti|id|ri|pi|da|vx|rt)([\w:.-]*)$/.exec(part)
    if (modifier?.[1] === 'id' || modifier?.[1] === 'ri') told[modifier[1]] = plainDigits(modifier[2]!)
    if (modifier) continue
    const event = /^([A-Z]{2}) ?(\d{0,5})(.*)$/s.exec(part)
    if (event) events.push(toEvent(event, told))
    // Text on what was told before.
    else if (events.length > 0) events.push({ ...events.pop()!, text: textOf(part) })
    else return []
  }
  return events
}

function toEvent(
  [, eventCode, address, rest]: RegExpExecArray,
  { id, ri }: { id: string | null; ri: string | null },
): Event {
  const meaning = meaningOf(eventCode!)
  const number = plainDigits(address!)
  const byUser = ['open', 'close', 'cancel'].includes(meaning.kind)
  return {
    eventCode: eventCode!,
    ...meaning,
    zone: byUser ? null : number,
    area: ri,
    user: byUser ? (number ?? id) : id,
    text: textOf(rest!),
  }
}

function meaningOf(code: string): Pick<Event, 'qualifier' | 'kind' | 'description'> {
  const pair = siaPairs.find(([, sia, restored]) => sia === code || restored === code)
  if (pair) {
    const { qualifier, kind, description } = readContactId(`${pair[1] === code ? 1 : 3}${pair[0]} 00 000`)!
    return { qualifier, kind, description }
  }
  const subject = subjects[code[0]!]
  const ending = endings[code[1]!]
  // What nobody here knows is shown rather than passed over.
  if (!subject || !ending) return { qualifier: 'new', kind: 'trouble', description: `SIA event ${code}` }
  return { kind: ending[0], qualifier: ending[1], description: `${subject} ${ending[2]}` }
}

/** Without the marks around it, and without the `|A` of a text block. */
const textOf = (rest: string): string | null =>
  rest
    .replace(/^\|A/, '')
    .replace(/[\^'"|*]/g, ' ')
    .trim() || null

/** The data that a panel sends for an event of Contact ID or of two letters. `area` and `number` (zone or user) count from 0. */
export function siaData(
  account: string,
  { event, restore, area, number }: { event: string; restore: boolean; area: number; number: number },
): string {
  const pair = siaPairs.find(([contactId, sia]) => contactId === event || sia === event)
  const code = pair ? (restore ? pair[2] : pair[1]) : /^[A-Z]{2}$/.test(event) && !restore ? event : null
  if (code === null)
    throw new Error(
      `There is no SIA pair for ${restore ? 'the restoral of ' : ''}'${event}': use --format cid, or two letters`,
    )
  return `#${account}|N${area ? `ri${area}/` : ''}${code}${number}`
}
