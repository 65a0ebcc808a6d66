/** What the operations do, whatever form they came in. */
import { historyOf, isOnTest, logSignal, type HistoryRow } from './history.ts'
import type { Operation } from './interface.ts'
import type { SignalLog } from '../signals/signal-log.ts'
import { panelAddress } from '../signals/signal.ts'
import { codesOf, transmitterCode, type Site, type Sites, type Stored } from './sites.ts'
import { actions, agencies, codes, eventCodes, lengths } from './tables.ts'

/** 0 and 145 were seen in use; the others are this sandbox's own. */
export const errors = { credentials: 2, notFound: 101, inUse: 102, missing: 145, invalid: 150, refused: 199 }

/** A refusal in the gateway's own form: a number and a sentence. */
export class Refusal extends Error {
  readonly errorNum: number
  constructor(errorNum: number, message: string) {
    super(message)
    this.errorNum = errorNum
  }
}

export type Body = {
  UserName?: string | null
  Password?: string | null
  TransmitterCode?: string | null
  StartUTCDate?: string
  Site?: Site | null
  Signals?: { Signals?: (Partial<Record<string, string | null>> | null)[] | null } | null
  SiteContacts?: { Contacts?: unknown[] | null } | null
  SiteCodewords?: { Codewords?: unknown[] | null } | null
  TestCategory?: string | null
  OOSCategory?: string | null
  OOSStartDate?: string
  Comment?: string | null
  Hours?: number
  Minutes?: number
} & Partial<Record<'StartDate' | 'EndDate' | 'StartDateUTC' | 'EndDateUTC', string>>

/** What is answered under `Result`; a warning is imported all the same. */
export type Done = { value?: unknown; warning?: { errorNum: number; message: string } }
export type Desk = { sites: Sites; signals: SignalLog }
type Perform = (desk: Desk, body: Body, login: string) => Done

const maxTestMinutes = 24 * 60

export const perform: Record<Operation, Perform> = {
  GetSite: ({ sites }, body, login) => ({ value: own(sites, body, login).stored.site }),
  GetSiteAdditionalInfo: ({ sites }, body, login) => {
    const { stored } = own(sites, body, login)
    return {
      value: {
        SiteNum: stored.site.SiteNum,
        SiteName: stored.site.SiteName,
        Devices: (stored.site.Devices ?? []).map((device) => ({
          DevNum: device?.DevNum,
          TransmitterCode: device?.TransmitterCode,
          OOSCat: stored.outOfService?.[device?.TransmitterCode ?? ''],
          OOSStartDate: device?.OOSStartDate,
        })),
      },
    }
  },
  GetChangeList: ({ sites }, { StartUTCDate }, login) => ({
    value: {
      EndUTCDate: new Date().toISOString(),
      Changed: [...sites.all()]
        .filter((stored) => stored.login === login && stored.changedAt >= StartUTCDate!)
        .map(({ accountNumber, site }) => ({ TransmitterCode: accountNumber, SiteNum: site.SiteNum })),
    },
  }),
  TransmitterCodeList: ({ sites }, _, login) => ({
    value: [...sites.all()]
      .filter((stored) => stored.login === login)
      .flatMap(({ site }) =>
        (site.Devices ?? []).map((device) => ({
          TransmitterCode: device?.TransmitterCode,
          DevNum: device?.DevNum,
          SiteNum: site.SiteNum,
          SiteName: site.SiteName,
        })),
      ),
  }),
  GetSiteContacts: ({ sites }, body, login) => {
    const contacts = (own(sites, body, login).stored.site.Contacts ?? []) as Record<string, unknown>[]
    return { value: contacts.map(({ Pin, ...contact }) => ({ ...contact, PIN: Pin })) }
  },
  GetSiteCodewords: ({ sites }, body, login) => {
    const words = (own(sites, body, login).stored.site.Codewords ?? []) as { Codeword?: string }[]
    return { value: words.map(({ Codeword }) => ({ CodeWord: Codeword })) }
  },
  UpdateSiteContacts: ({ sites }, body, login) => {
    const { stored } = own(sites, body, login)
    const Contacts = body.SiteContacts?.Contacts
    if (!Contacts) throw new Refusal(errors.invalid, 'SiteContacts is required')
    checkValues('Contacts', Contacts)
    sites.apply({ ...stored, site: { ...stored.site, Contacts } }, 'contacts', { Contacts })
    return {}
  },
  UpdateSiteCodewords: ({ sites }, body, login) => {
    const { stored } = own(sites, body, login)
    const Codewords = body.SiteCodewords?.Codewords
    if (!Codewords) throw new Refusal(errors.invalid, 'SiteCodewords is required')
    checkValues('Codewords', Codewords)
    sites.apply({ ...stored, site: { ...stored.site, Codewords } }, 'codewords', { Codewords })
    return {}
  },
  OnTest: ({ sites }, body, login) => {
    const { stored, code } = own(sites, body, login)
    checkValues('OnTest', { TestCategory: body.TestCategory, Comment: body.Comment })
    const minutes = body.Hours! * 60 + body.Minutes!
    if (minutes < 1 || minutes > maxTestMinutes || body.Minutes! > 59)
      throw new Refusal(errors.invalid, 'Hours and Minutes are from one minute to 24 hours')
    const now = new Date()
    if (Math.abs(Date.parse(body.StartDate!) - now.getTime()) > 60 * 60 * 1000)
      throw new Refusal(errors.invalid, 'StartDate is not now')
    if (runningTest(sites, code)) throw new Refusal(errors.invalid, 'Device is on test already')
    const test = {
      num: sites.newNum(),
      code,
      category: body.TestCategory ?? '',
      comment: body.Comment ?? '',
      by: login,
      from: now.toISOString(),
      until: new Date(now.getTime() + minutes * 60_000).toISOString(),
      endedAt: null,
    }
    sites.apply(stored, 'on_test', told(body), { test })
    return {}
  },
  ClearTest: ({ sites }, body, login) => {
    const { stored, code } = own(sites, body, login)
    const running = runningTest(sites, code)
    if (!running) throw new Refusal(errors.invalid, 'Device is not on test')
    sites.apply(stored, 'clear_test', told(body), { test: { ...running, endedAt: new Date().toISOString() } })
    return {}
  },
  OutService: ({ sites }, body, login) => {
    checkValues('OutService', { OOSCategory: body.OOSCategory, Comment: body.Comment })
    if (!body.OOSCategory) throw new Refusal(errors.invalid, 'OOSCategory is required')
    setService(sites, body, login, false)
    return {}
  },
  InService: ({ sites }, body, login) => {
    setService(sites, body, login, true)
    return {}
  },
  GetHistory: ({ sites, signals }, body, login) => {
    const { code } = own(sites, body, login)
    const instant = (text: string | undefined) => new Date(utc(text!)).toISOString()
    const [from, until] = [instant(body.StartDateUTC), instant(body.EndDateUTC)]
    // The harshest guess: the first pair is read by the site's own clock, whatever zone stands behind it.
    const clock = (text: string | undefined) => text!.replace(/(Z|[+-]\d\d:\d\d)$/, '')
    const [localFrom, localUntil] = [clock(body.StartDate), clock(body.EndDate)]
    const { SiteNum, SiteName } = sites.byCode(code)!.site
    return {
      value: historyOf(code, sites.rows(), sites.tests(), signals.list(code, { from, to: until }))
        .filter(({ UTCDate }) => UTCDate >= from && UTCDate <= until)
        .filter(({ HistoryDate }) => String(HistoryDate) >= localFrom && String(HistoryDate) <= localUntil)
        .map((row): HistoryRow => ({ ...row, SiteNum, SiteName })),
    }
  },
  GetEventCodeReportCode: () => ({
    value: eventCodes.map(({ event, report, words }) => ({
      EventCode: event,
      ReportCode: report,
      ReportCodeDescription: words,
    })),
  }),
  Signal: (desk, body, login) => {
    const given = (body.Signals?.Signals ?? []).filter((one) => one !== null)
    if (given.length === 0) throw new Refusal(errors.invalid, 'Signals is required')
    takeSignals(desk, given, login)
    return {}
  },
  ImportSite: importSite,
}

/** .NET reads an instant without zone in the server's own, which here is UTC. */
const utc = (text: string) => (/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)

const told = ({ UserName: _, Password: __, ...rest }: Body) => rest

const runningTest = (sites: Sites, code: string) => {
  const now = new Date().toISOString()
  return sites.tests().find((test) => test.code === code && isOnTest(test, now))
}

function setService(sites: Sites, body: Body, login: string, inService: boolean): void {
  const { stored, code } = own(sites, body, login)
  const Devices = stored.site.Devices!.map((device) =>
    device?.TransmitterCode === code
      ? { ...device, InServiceFlag: inService, OOSStartDate: inService ? null : body.OOSStartDate }
      : device,
  )
  const { [code]: _, ...others } = stored.outOfService ?? {}
  const outOfService = inService ? others : { ...others, [code]: body.OOSCategory! }
  const row = {
    UTCDate: new Date().toISOString(),
    TransmitterCode: code,
    ...(inService ? actions.inService : actions.outOfService),
    Comment: body.Comment,
    UserId: login,
    UserName: login,
  }
  const after = { ...stored, outOfService, site: { ...stored.site, Devices } }
  sites.apply(after, inService ? 'in_service' : 'out_of_service', told(body), { rows: [row] })
}

function takeSignals(
  { sites, signals }: Desk,
  given: Partial<Record<string, string | null>>[],
  login: string,
): void {
  for (const { TransmitterCode, SignalCode } of given) {
    own(sites, { TransmitterCode }, login)
    if (!/^([ERP]?\d{3}|[A-Z]{2})$/.test(SignalCode ?? ''))
      throw new Refusal(errors.invalid, `SignalCode ${SignalCode} is not valid`)
  }
  for (const signal of given) {
    const { stored, code } = own(sites, { TransmitterCode: signal.TransmitterCode }, login)
    logSignal(signals, panelAddress(code), signal)
    sites.apply(stored, 'signal', signal)
  }
}

/** Creates a site or changes one. What the given site leaves out is gone afterwards: lists, points and all. */
function importSite(desk: Desk, { Site: given, Signals }: Body, login: string): Done {
  const { sites } = desk
  if (!given) throw new Refusal(errors.invalid, 'Site is required')
  const codesGiven = codesOf(given)
  const code = codesGiven[0]
  if (!code || codesGiven.length < given.Devices!.length || new Set(codesGiven).size < codesGiven.length)
    throw new Refusal(errors.invalid, 'Each device of a site needs a TransmitterCode of its own')
  for (const one of codesGiven)
    if (!transmitterCode.safeParse(one).success)
      throw new Refusal(errors.invalid, `TransmitterCode ${one} is not valid`)
  const known = given.SiteNum == null ? sites.byCode(code) : sites.byNum(given.SiteNum)
  if (given.SiteNum != null && known?.login !== login) throw new Refusal(errors.notFound, 'Site not found')
  const foreign = codesGiven.find((one) => {
    const holder = sites.byCode(one)
    return holder && (holder !== known || holder.login !== login)
  })
  if (foreign) throw new Refusal(errors.inUse, `TransmitterCode ${foreign} is in use`)
  checkValues('Site', given)

  const numbered: Site = {
    ...given,
    SiteAgencies: ((given.SiteAgencies ?? []) as { AgencyNum?: number | null }[]).map(fromTable),
    Devices: given.Devices!.map((device) => ({ ...device, DevNum: device?.DevNum ?? sites.newNum() })),
    SiteNum: known?.site.SiteNum ?? sites.newNum(),
  }
  const kept = known?.outOfService && { outOfService: known.outOfService }
  sites.apply(
    { accountNumber: code, login, changedAt: '', site: numbered, ...kept },
    known ? 'update' : 'create',
    given,
  )
  const signals = (Signals?.Signals ?? []).filter((one) => one !== null)
  if (signals.length > 0) takeSignals(desk, signals, login)
  // Imported all the same, with a warning.
  const missing = ['SiteAddress', 'SiteName', 'City', 'State', 'ZipCode'].filter((name) => !given[name])
  return missing.length
    ? { warning: { errorNum: errors.missing, message: `Required Data is Missing: ${missing.join(', ')}` } }
    : {}
}

/** An authority goes by its number: name, type and telephone are the station's. */
function fromTable(given: { AgencyNum?: number | null }): object {
  const agency = agencies.find(({ num }) => num === given.AgencyNum)
  if (!agency) throw new Refusal(errors.invalid, `AgencyNum ${given.AgencyNum ?? 'null'} is not valid`)
  const { type: AgencyType, name: AgencyName, phone: AgencyPhone } = agency
  return { ...given, AgencyType, AgencyName, AgencyPhone }
}

function own(sites: Sites, { TransmitterCode }: Body, login: string): { stored: Stored; code: string } {
  const code = TransmitterCode ?? ''
  const stored = sites.byCode(code)
  if (stored?.login !== login) throw new Refusal(errors.notFound, 'Transmitter Code not found')
  return { stored, code }
}

/** Refuses texts that are too long and codes that are in no table, at any depth, by the member's name. */
function checkValues(name: string, value: unknown): void {
  if (Array.isArray(value)) return value.forEach((one) => checkValues(name, one))
  if (typeof value === 'object' && value !== null) {
    for (const [member, inner] of Object.entries(value)) checkValues(member, inner)
    return
  }
  if (typeof value !== 'string' || value === '') return
  if (value.length > (lengths[name] ?? 500))
    throw new Refusal(errors.invalid, `${name} is longer than ${lengths[name] ?? 500} characters`)
  if (codes[name]?.includes(value) === false)
    throw new Refusal(errors.invalid, `${name} ${value} is not valid`)
}
