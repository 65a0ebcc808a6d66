/** What `GetData` answers: an account's rows, the station's own tables, authorities by ZIP, events by days. */
import type { WireAnswer } from '../kit.ts'
import type { SignalLog } from '../signals/signal-log.ts'
import type { Account, Accounts, Columns } from './accounts.ts'
import { dataSet } from './answer.ts'
import { agencies, reference } from './reference.ts'
import { readRow, Refusal, type Request } from './request.ts'
import { table, entityOf, type Entity } from './table.ts'

/** By the station's clock, with its offset, as .NET writes it. */
const zone = 'America/Chicago'
const minuteMs = 60_000

export function stationTime(instant: Date): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    second: '2-digit',
    timeZoneName: 'longOffset',
  }).formatToParts(instant)
  const part = (type: string) => parts.find((one) => one.type === type)!.value
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00'
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}${offset}`
}

/** Whether a test that was placed still runs: the station ends it by itself. */
export const isOnTest = ({ site }: Account, now = Date.now()): boolean =>
  site.ontest_flag === 'yes' && Date.parse(site.ontest_expire_date ?? '') > now

const siteNow = (account: Account): Columns => {
  if (isOnTest(account)) return account.site
  const { ontest_expire_date: _, ...site } = account.site
  return { ...site, ontest_flag: 'no' }
}

/** Signals of an account that came in by the receiver, as columns of Eventhistories. */
export type Received = (accountNumber: string) => Columns[]

export const receivedFrom =
  (log: SignalLog): Received =>
  (accountNumber) =>
    log.list(accountNumber).map(({ eventCode, kind, description, zone, area, user, receivedAt }) => {
      const by = user ? ` by user ${user}` : ''
      const words: Partial<Record<typeof kind, string>> = {
        open: `Opened${by}`,
        close: `Closed${by}`,
        cancel: `Cancelled${by}`,
        restore: /restor/i.test(description) ? description : `${description} restored`,
      }
      return {
        cs_no: accountNumber,
        event_date: receivedAt,
        event_id: eventCode,
        zone_id: zone ?? '',
        area: area ?? '',
        computed: words[kind] ?? description,
      }
    })

export function getData(
  accounts: Accounts,
  { parameters }: Request,
  dealer: string,
  received: Received,
): WireAnswer {
  const name = parameters.get('Entity')!
  const entity = entityOf(name)
  if (!entity) throw new Refusal(`Entity ${name} is not in this sandbox`)
  const answer = (rows: readonly Columns[]) => dataSet('GetData', table.entities[entity].columns, rows)
  const known = reference[entity]
  if (known) return answer(known)
  const filter = parameters.get('XMLData') ?? ''
  if (entity === 'Agencies') {
    const { root, row, attributes } = table.filters.Agencies
    const { zip_code = '' } = readRow(filter, root, row, attributes)
    const serving = agencies.filter(({ zips }) => zips.split(' ').includes(zip_code))
    return answer(serving.map(({ zips: _, ...agency }) => ({ ...(agency as Columns), zip_code })))
  }
  const account = accounts.find(parameters.get('CustomerNumber') ?? '', dealer)
  if (!account) return answer([])
  return answer(entity === 'Eventhistories' ? eventsOf(account, filter, received) : rowsOf(account, entity))
}

function rowsOf(account: Account, entity: Entity): readonly Columns[] {
  if (entity === 'Sitesystems') return [siteNow(account)]
  if (entity === 'Contacts') return account.contacts
  if (entity === 'Zones') return account.zones
  if (entity === 'SiteOptions') return account.siteOptions
  if (entity === 'SiteSystemOptions') return account.systemOptions
  return account.agencies.map((row) => ({
    ...row,
    agency_name:
      agencies.find(({ agency_no }) => agency_no === row.agency_no)?.agency_name ?? row.agency_name ?? '',
  }))
}

/** From the first day to the end of the last, by the station's clock; newest first. */
function eventsOf(account: Account, filter: string, received: Received): Columns[] {
  const { root, row, attributes } = table.filters.Eventhistories
  const { start_date, end_date } = readRow(filter, root, row, attributes)
  if (!start_date || !end_date) throw new Refusal('start_date and end_date are required')
  const day = (text: string) => text.replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, '$3-$1-$2')
  return [...account.events, ...received(account.accountNumber)]
    .map((event): [Date, Columns] => [new Date(event.event_date ?? 0), event])
    .sort(([one], [other]) => other.getTime() - one.getTime())
    .map(([at, event]) => ({ ...event, event_date: stationTime(at) }))
    .filter(
      ({ event_date }) =>
        event_date.slice(0, 10) >= day(start_date) && event_date.slice(0, 10) <= day(end_date),
    )
    .slice(0, 2000)
}

/** When a test of so long ends, to the minute. */
export const testEnd = (hours: string, minutes: string): string =>
  stationTime(new Date(Date.now() + (Number(hours) * 60 + Number(minutes)) * minuteMs))
