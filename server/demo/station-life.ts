/**
 * What a sandbox station knows of an account beside the account: zones, whom it sends, tests and events. In the shape
 * of the sandboxes' control API, written from their READMEs and not imported. Events lie in the weeks before `now`.
 */
import { formatPhone } from '#shared/phone.ts'
import { dayMs } from '#shared/time.ts'
import { fictionalPhone } from './names.ts'
import type { Random } from './random.ts'

export type DemoZone = { zone: string; name: string; area: string }

export type StationLife = {
  zones?: (DemoZone & { eventType: string; deviceType: string; status: string })[]
  agencies?: {
    id: string
    kind: 'police' | 'fire'
    name: string
    phone: string
    city: string
    state: string
  }[]
  tests?: {
    id: string
    category: string
    description: string
    placedBy: string
    from: string
    until: string
  }[]
  events?: {
    id: string
    at: string
    kind: 'alarm' | 'restore' | 'trouble' | 'open' | 'close' | 'action' | 'cancel'
    code: string
    description: string
    zone?: string
    area?: string
    comment?: string
  }[]
  details?: Record<string, string>
  /** The station's own numbers of the account, and how its order stands. */
  identifiers?: Record<string, string>
  orderState?: string
}

/** What the sandbox of each connector keeps; a connector that is not here speaks another wire. */
export const openStations: Readonly<
  Record<
    string,
    {
      relation: boolean
      secrets: boolean
      agencies: boolean
      category: string
      details: Record<string, string>
    }
  >
> = {
  bold: { relation: true, secrets: true, agencies: true, category: '', details: {} },
  cops: {
    relation: true,
    secrets: false,
    agencies: true,
    category: 'SERVICE',
    details: { templateNumber: 'T-07', panelType: 'CELL' },
  },
  affiliated: {
    relation: false,
    secrets: false,
    agencies: false,
    category: '',
    details: { template: 'RES-BURG' },
  },
  adt: {
    relation: true,
    secrets: true,
    agencies: false,
    category: '',
    details: { servicePlan: 'RES-REMOTE', creditTracking: 'CT-20417', representative: 'R-118' },
  },
  alarmnet: {
    relation: false,
    secrets: false,
    agencies: false,
    category: '',
    details: { mac: '00D02D4101AA', crc: '4F7A' },
  },
  generic: {
    relation: true,
    secrets: true,
    agencies: true,
    category: 'SERVICE',
    details: { template: 'RES' },
  },
}

const minuteMs = 60_000

export type Premises = {
  zones: readonly DemoZone[]
  city: string
  state: string
  /** Of the customer's location. */
  areaCodes: readonly string[]
  receiverNumber: string
  now: Date
}

/** The station's side of an account that has been monitored for a while. */
export function stationLife(
  random: Random,
  connector: string,
  { zones, city, state, areaCodes, receiverNumber, now }: Premises,
): StationLife {
  const { agencies, category, details } = openStations[connector]!
  const today = Math.floor(now.getTime() / dayMs) * dayMs
  const at = (daysAgo: number, minute: number) =>
    new Date(today - daysAgo * dayMs + minute * minuteMs).toISOString()
  const named = (what: string, zone: DemoZone | undefined) => (zone ? `${what}: ${zone.name}` : what)
  const place = (zone: DemoZone | undefined) => (zone ? { zone: zone.zone, area: zone.area } : {})
  const [door] = zones
  const loud = zones.length > 0 ? random.pick(zones) : undefined
  const [tested, alarmed, opened] = [random.int(15, 40), random.int(4, 13), random.int(1, 3)]
  const minute = random.int(60, 1300)
  const events: NonNullable<StationLife['events']> = [
    { at: at(tested, 605), kind: 'alarm', code: 'E130', description: named('Burglary', door), ...place(door) },
    { at: at(tested, 606), kind: 'restore', code: 'R130', description: 'Burglary, restored', ...place(door) },
    { at: at(alarmed, minute), kind: 'alarm', code: 'E130', description: named('Burglary', loud), ...place(loud) },
    { at: at(alarmed, minute + 1), kind: 'action', code: 'CALL', description: 'Called premises', comment: 'No answer' },
    { at: at(alarmed, minute + 3), kind: 'action', code: 'CALL', description: 'Called first contact', comment: 'Passcode given, false alarm' },
    { at: at(alarmed, minute + 3), kind: 'cancel', code: 'E406', description: 'Canceled by user' },
    { at: at(opened, 450), kind: 'open', code: 'E401', description: 'Open/close by user: opened', area: '1' },
    { at: at(opened, 1110), kind: 'close', code: 'R401', description: 'Open/close by user: closed', area: '1' },
  ].map((event, index) => ({ id: `E${index + 1}`, ...event }) as NonNullable<StationLife['events']>[number]) // prettier-ignore
  const agency = (kind: 'police' | 'fire', name: string) => ({
    id: `${kind}-${city}-${state}-M`.replace(/[^A-Za-z-]/g, '').toUpperCase().slice(0, 32),
    kind,
    name: `${city} ${name}`,
    phone: formatPhone(fictionalPhone(random, areaCodes)),
    city,
    state,
  }) // prettier-ignore
  return {
    zones: zones.map((zone) => ({ ...zone, eventType: 'BA', deviceType: '', status: 'Active' })),
    ...(agencies && { agencies: [agency('police', 'Police Department'), agency('fire', 'Fire Department')] }),
    tests: [
      {
        id: 'T1',
        category,
        description: category ? '' : 'Signal test after installation',
        placedBy: 'Dealer, by telephone',
        from: at(tested, 600),
        until: at(tested, 660),
      },
    ],
    events,
    details: connector === 'cops' ? { ...details, receiverNumber } : details,
  }
}
