/** What each data element does: reads answer responses, writes confirm or refuse. */
import type { SignalLog } from '../signals/signal-log.ts'
import { clockReading, printedReading } from './clock.ts'
import { agencies, eventCodes } from './reference.ts'
import { checkValues, Refusal, type Request, type Values } from './request.ts'
import type { Columns, System, Systems } from './systems.ts'
import { table } from './table.ts'

const minuteMs = 60_000
const confirmed: Values = { [table.confirmation.column]: table.confirmation.value }

export const isOnTest = ({ test }: System, now = Date.now()): boolean =>
  test !== null && Date.parse(test.until) > now

export type Desk = { systems: Systems; signals: SignalLog }

/** Answers a request of this dealer's. @throws Refusal */
export function work(desk: Desk, dealer: string, request: Request): readonly Values[] {
  const { element, csNo, reqType, values } = request
  checkValues(values)
  if (element === 'GetEventCode') return eventCodes
  if (element === 'GetDispatchAgencies')
    return agencies.filter(({ change_date = '' }) => change_date >= (values.change_date ?? ''))
  if (element === 'SiteSystem' && reqType === 'A') return create(desk, dealer, csNo, values)
  const system = desk.systems.find(csNo, dealer)
  if (!system) throw new Refusal(table.refusals.denied)
  const read = reads[element]
  if (read) return read(system, desk, values)
  return [writes[element]!(desk, system, request)]
}

type Read = (system: System, desk: Desk, values: Values) => readonly Values[]
const reads: Record<string, Read> = {
  GetAccountInfo: (system) => {
    const { servco_no: _, ...site } = system.site
    return [
      isOnTest(system) ? { ...site, ontest_expire_date: clockReading(new Date(system.test!.until)) } : site,
    ]
  },
  GetAccountContacts: ({ contacts }) => contacts,
  GetAccountZones: ({ zones }) => zones,
  GetAccountAgency: (system) => system.agencies,
  SignalHistory: (system, { signals }, { start_date = '', end_date = '' }) =>
    [...system.events, ...receivedBy(signals, system)]
      .map((event): [Date, Columns] => [new Date(event.sig_date ?? 0), event])
      .sort(([one], [other]) => other.getTime() - one.getTime())
      .map(([at, event]) => ({ ...event, sig_acct: system.accountNumber, sig_date: clockReading(at) }))
      .filter(({ sig_date }) => sig_date >= start_date && sig_date <= end_date)
      .slice(0, 2000),
}

/** Signals of a system that came in by the receiver, in SignalHistory's columns. */
function receivedBy(log: SignalLog, { accountNumber, test }: System): Columns[] {
  return log.list(accountNumber).map(({ eventCode, kind, description, zone, user, receivedAt, text }) => {
    const by = user ? ` by user ${user}` : ''
    const words: Partial<Record<typeof kind, string>> = {
      open: `Opened${by}`,
      close: `Closed${by}`,
      cancel: `Cancelled${by}`,
      restore: /restor/i.test(description) ? description : `${description} restored`,
    }
    const onTest = test !== null && receivedAt >= test.from && receivedAt < test.until
    return {
      sig_date: receivedAt,
      sig_code: eventCode,
      event: words[kind] ?? description,
      zone_id: zone ?? '',
      eventhistcomment: text ?? '',
      test_seqno: onTest ? String(test.seqno) : '',
    }
  })
}

const numberPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,15}$/

function create({ systems }: Desk, dealer: string, csNo: string, values: Values): Values[] {
  if (!numberPattern.test(csNo)) throw new Refusal('cs_no is not valid')
  if (systems.inUse(csNo)) throw new Refusal('cs_no is in use')
  for (const name of ['site_name', 'servco_no', 'sitetype_id', 'systype_id', 'sitestat_id'])
    if (!values[name]) throw new Refusal(`${name} is required`)
  if (values.servco_no !== dealer) throw new Refusal('servco_no is not this user’s dealer')
  if (values.sitestat_id !== 'P') throw new Refusal('sitestat_id must be P for a new system')
  const { install_servco_no: _, ...site } = values
  const system: System = {
    accountNumber: csNo,
    site: { ...site, cs_no: csNo },
    contacts: [],
    zones: [],
    agencies: [],
    events: [],
    test: null,
  }
  systems.apply(system, 'create', values)
  return [confirmed]
}

type Write = (desk: Desk, system: System, request: Request) => Values

/** Adds, changes or deletes a row of a list that is known by `key`. */
const inList =
  (name: 'zones' | 'agencies', key: string, toColumns: (values: Values) => Values): Write =>
  ({ systems }, system, { element, reqType, values }) => {
    if (!values[key]) throw new Refusal(`${key} is required`)
    const held = system[name]
    const isIt = (row: Columns) => row[key] === values[key]
    const there = held.some(isIt)
    if (reqType === 'A' && there) throw new Refusal(`${key} ${values[key]} is on this account already`)
    if (reqType !== 'A' && !there) throw new Refusal(`${key} ${values[key]} is not on this account`)
    const columns = toColumns(values)
    const list =
      reqType === 'A'
        ? [...held, { ...columns }]
        : reqType === 'C'
          ? held.map((row) => (isIt(row) ? { ...row, ...columns } : row))
          : held.filter((row) => !isIt(row))
    systems.apply({ ...system, [name]: list }, name, { element, reqType, ...values })
    return confirmed
  }

const writes: Record<string, Write> = {
  SiteSystem: ({ systems }, system, { values }) => {
    for (const name of ['servco_no', 'install_servco_no'])
      if (values[name] !== undefined) throw new Refusal(`${name} cannot be changed`)
    if (values.sitestat_id === 'P') throw new Refusal('sitestat_id cannot go back to P')
    if (Object.keys(values).length === 0) throw new Refusal('Nothing to do')
    const kind = values.sitestat_id ? 'service' : 'update'
    systems.apply({ ...system, site: { ...system.site, ...values } }, kind, values)
    return confirmed
  },
  Contact: ({ systems }, system, { reqType, values }) => {
    if (reqType === 'A') {
      if (!values.last_name && !values.first_name) throw new Refusal('last_name is required')
      const { phonetype_id1, ...contact } = values
      const last = Math.max(0, ...system.contacts.map(({ cs_seqno }) => Number(cs_seqno ?? 0)))
      const added = systems.numbered(
        { ...contact, ...(phonetype_id1 && { phonetype1: phonetype_id1 }) },
        last + 1,
      )
      systems.apply({ ...system, contacts: [...system.contacts, added] }, 'contacts', { added: values })
      return confirmed
    }
    if (reqType === 'C') throw new Refusal('Contacts can be added and deleted only in this sandbox')
    const left = system.contacts.filter(({ contact_no }) => contact_no !== values.contact_no)
    if (left.length === system.contacts.length) throw new Refusal('contact_no is not on this account')
    systems.apply({ ...system, contacts: left }, 'contacts', { removed: values })
    return confirmed
  },
  ZoneRule: inList('zones', 'zone_id', ({ zone_comment, ...values }) => {
    if (values.event_id && !eventCodes.some(({ event_id }) => event_id === values.event_id))
      throw new Refusal('event_id is not one of ours')
    return { ...values, ...(zone_comment !== undefined && { comment: zone_comment }) }
  }),
  AgencyPermit: (desk, system, request) => {
    if (request.reqType === 'A' && !agencies.some(({ agency_no }) => agency_no === request.values.agency_no))
      throw new Refusal('agency_no is not one of ours')
    return inList('agencies', 'agency_no', (values) => values)(desk, system, request)
  },
  Test: ({ systems }, system, { values }) => {
    if (values.onoff_flag === 'off') {
      if (!isOnTest(system)) throw new Refusal('System is currently off test.')
      const test = { ...system.test!, until: new Date().toISOString() }
      systems.apply({ ...system, test }, 'test_off', values)
      return confirmed
    }
    if (values.onoff_flag !== 'on') throw new Refusal('onoff_flag is required')
    if (isOnTest(system)) throw new Refusal('System is currently on test.')
    const { testcat_id, test_hours = '0', test_minutes = '00' } = values
    if (testcat_id !== '1') throw new Refusal('testcat_id is not one of ours')
    const from = new Date()
    const until = new Date(from.getTime() + (Number(test_hours) * 60 + Number(test_minutes)) * minuteMs)
    const seqno = (system.test?.seqno ?? 53) + 1
    const test = { seqno, from: from.toISOString(), until: until.toISOString() }
    systems.apply({ ...system, test }, 'test_on', values)
    return {
      ...confirmed,
      effective_date: printedReading(from),
      expire_date: printedReading(until),
      test_seqno: String(seqno),
    }
  },
  OOS: ({ systems }, system, { values }) => {
    if (values.status_flag !== 'O' && values.status_flag !== 'I') throw new Refusal('status_flag is required')
    if (values.ooscat_id !== 'DLRREQ') throw new Refusal('ooscat_id is not one of ours')
    const { ooscat_id: _, ...site } = system.site
    const out = values.status_flag === 'O' ? { ...site, ooscat_id: values.ooscat_id } : site
    systems.apply({ ...system, site: out }, 'service', values)
    return confirmed
  },
}
