/** What zones, authorities, tests, history and details do to a site that has more than we know of. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import type { Stored } from '#sandboxes/stages/sites.ts'
import { rejection } from '../conformance-desk.ts'
import type { Station } from '../contract.ts'
import { providerFetch } from '../http.ts'
import type { StationZone } from '../station-parts.ts'
import { stagesSettings } from './settings.ts'
import { stages } from './stages.ts'

const openAt = (baseUrl: string, settings: object = {}): Station =>
  stages.open(
    { baseUrl, userId: 'keyholder', password: 'sandbox-demo', ...settings },
    providerFetch({
      connector: 'stages',
      credentials: baseUrl + JSON.stringify(settings),
      timeoutMs: 1500,
      callsPerSecond: 1000,
      allowPrivate: true,
      secrets: ['sandbox-demo'],
    }),
  )
let n = 0
const once = () => ({ idempotencyKey: `parts-${String(++n).padStart(4, '0')}` })
const minute = 60_000
const at = (ms: number) => new Date(Date.now() + ms).toISOString()

describe('a site with more than we know of', () => {
  let sandboxes: Awaited<ReturnType<typeof startSandboxes>>
  let station: Station
  beforeAll(async () => {
    sandboxes = await startSandboxes({ connectors: ['stages'] })
    station = openAt(`${sandboxes.url}/stages`, {
      agencies: 'police;801;Provo Police;8015550190;84601|police;802;Sheriff;;84601',
    })
  })
  afterAll(() => sandboxes.close())
  const control = async (name: string, body?: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' }
    const init = body && { method: 'POST', headers, body: JSON.stringify(body) }
    return (await fetch(`${sandboxes.url}/stages/_control/${name}`, init)).json()
  }
  const held = async (accountNumber: string) => {
    const { accounts } = (await control('accounts')) as { accounts: Stored[] }
    return accounts.find((account) => account.accountNumber === accountNumber)!.site
  }
  const effectsOf = async (number: string) => {
    const { effects } = (await control('accounts?limit=0')) as {
      effects: { kind: string; accountNumber: string; values: unknown }[]
    }
    return effects.filter(({ accountNumber }) => accountNumber === number)
  }
  const bring = async (accountNumber: string, site: object, device: object = {}, history: object[] = []) => {
    const account = { accountNumber, site: { SiteName: 'Vale, Ann', ...site }, device, history }
    await control('accounts', { accounts: [account] })
    return (await station.account.lookup(accountNumber))!
  }

  const schedules = {
    Areas: [{ AreaNum: 1, Description: 'House', SchedNum: 1 }],
    Schedules: [{ SchedNum: 1, Description: 'Week', Details: [{ OpenDayOfWeek: 1, OpenTime: '08:00' }] }],
    UDF: [{ UDFCode: 'ROUTE', UDFValue: '12' }],
  }
  const points = [
    { Point: '001', SignalCode: 'E130', EventCode: '130', Description: 'FRONT DOOR', EqLoc: 'HALL', AreaNum: 1 },
    { Point: '001', SignalCode: 'E144', EventCode: '384', Description: 'FRONT DOOR', EqLoc: 'HALL', AreaNum: 1 },
    { Point: '002', SignalCode: 'E110', EventCode: '110', Description: 'SMOKE', EqType: 'SMOKE' },
  ] // prettier-ignore

  it('[SYS-06] zones: one row for each signal of a point, and everything else of the device stays', async () => {
    const device = { DeviceType: 'MISC', Points: points, ...schedules }
    const ref = await bring('79601', { UDF: [{ UDFCode: 'VIP', UDFValue: 'Y' }] }, device)
    const zones = await station.zones!.list(ref)
    expect(zones).toEqual([
      { zone: '001', name: 'FRONT DOOR', eventType: '130', deviceType: '', area: '1' },
      { zone: '002', name: 'SMOKE', eventType: '110', deviceType: 'SMOKE', area: '' },
    ])
    const before = await held('79601')
    const door: StationZone = { ...zones[0]!, name: 'Front door', eventType: '134', deviceType: 'CONTACT' }
    await station.zones!.put!(ref, { zones: [door], ...once() })
    const after = await held('79601')
    expect(after).toMatchObject({ ...before, Devices: [{ ...device, Points: [{}, {}, points[2]] }] })
    expect(after.Devices![0]).toMatchObject({
      Points: [
        { ...points[0], Description: 'Front door', EventCode: '134', EqType: 'CONTACT' },
        { ...points[1], Description: 'Front door', EventCode: '384', EqType: 'CONTACT' },
        points[2],
      ],
    })
    await station.zones!.remove!(ref, { zones: ['001'], ...once() })
    expect((await held('79601')).Devices![0]).toMatchObject({ Points: [points[2]], ...schedules })

    // The list of places is the dealer's: with one, places are asked for and told.
    const placed = openAt(`${sandboxes.url}/stages`, { equipmentLocations: 'HALL;Hall|ATTIC;Attic' })
    await placed.zones!.put!(ref, { zones: [{ ...zones[1]!, zone: '2', location: 'ATTIC' }], ...once() })
    expect((await held('79601')).Devices![0]).toMatchObject({ Points: [{ ...points[2], EqLoc: 'ATTIC' }] })
    expect(await placed.zones!.list(ref)).toMatchObject([{ zone: '002', location: 'ATTIC' }])
    expect(await placed.zones!.locations!()).toHaveLength(2)

    const stale = { zones: [door], revision: ref.revision, ...once() }
    expect(await rejection(station.zones!.put!(ref, stale))).toMatchObject({
      kind: 'rejected',
      outcome: 'not_applied',
      reason: 'The account has been changed at the station since',
    })
    const unknown = station.zones!.put!(ref, { zones: [{ ...door, eventType: '999' }], ...once() })
    expect(await rejection(unknown)).toMatchObject({
      kind: 'rejected',
      providerMessage: 'EventCode 999 is not valid',
    })
  })

  it('[CON-051] authorities: the station’s own names win, those of other kinds stay unseen and untouched', async () => {
    const unseen = { AgencyNum: 807, AgencyType: 'KH', AgencyName: 'WASATCH KEYS' }
    const ref = await bring('79602', { SiteAgencies: [unseen, { AgencyNum: 803, AgencyName: 'PROVO FIRE' }] })
    expect(await station.agencies!.list(ref)).toMatchObject([{ id: '803', kind: 'fire', permitNumber: '' }])
    const [police] = await station.agencies!.search('police', '84601-1234')
    await station.agencies!.add(ref, { agency: police!, permitNumber: 'A-1', ...once() })
    await station.agencies!.add(ref, { agency: police!, permitNumber: 'A-2', ...once() })
    await station.agencies!.remove!(ref, { agencyId: '807', kind: 'guard', ...once() })
    expect((await held('79602')).SiteAgencies).toMatchObject([
      unseen,
      { AgencyNum: 803 },
      { AgencyNum: 801, AgencyName: 'PROVO POLICE', Permit: 'A-2' },
    ])
    const strange = { ...police!, id: '999' }
    expect(
      await rejection(station.agencies!.add(ref, { agency: strange, permitNumber: '', ...once() })),
    ).toMatchObject({ kind: 'rejected', providerMessage: 'AgencyNum 999 is not valid' })
  })

  it('[CON-053] a test that an operator placed runs until the history says otherwise', async () => {
    const begun = {
      OpAct: 'OT',
      OpActDescription: 'Placed on test',
      Comment: 'Inspector here',
      UserName: 'KIM',
    }
    const history = [
      { ...begun, UTCDate: at(-300 * minute), TestNum: '11' },
      { OpAct: 'ZZ', OpActDescription: 'Test taken off', UTCDate: at(-240 * minute), TestNum: '11' },
      { SignalCode: 'E130', EventCode: '130', UTCDate: at(-29 * minute), TestNum: '12', Point: '001' },
      { ...begun, UTCDate: at(-30 * minute), TestNum: '12' },
    ]
    const ref = await bring('79603', {}, {}, history)
    const configured = openAt(`${sandboxes.url}/stages`, { testEndActions: 'YY ZZ' })
    const [running, ...others] = await configured.tests!.running(ref)
    expect(others).toEqual([])
    expect(running).toMatchObject({
      id: '12',
      description: 'Inspector here',
      placedBy: 'KIM',
      until: '',
      endedAt: '',
    })
    // Without the code of that action it is safer to say that both run.
    expect(await station.tests!.running(ref)).toHaveLength(2)
    const place = { category: '', minutes: 30, description: '', ...once() }
    expect(await rejection(configured.tests!.place(ref, place))).toMatchObject({ kind: 'rejected' })
    const period = { from: at(-270 * minute), until: at(-250 * minute) }
    expect(await configured.tests!.history!(ref, period)).toMatchObject([
      { id: '11', endedAt: history[1]!.UTCDate },
    ])
    expect(await configured.tests!.results!(ref, { from: at(-60 * minute), until: at(0) })).toMatchObject([
      { code: 'E130', zone: '001', onTest: true, kind: 'alarm' },
    ])
  })

  it('[SYS-06] details: a site’s type must go with its name, and is refused before anything is sent', async () => {
    const ref = await bring('79604', { SiteType: 'R', DispatchTypes: [{ DispatchType: '2W' }] })
    expect(await station.details!.read(ref)).toMatchObject({ siteType: 'R', twoWay: 'yes', timeZone: '' })
    const businessType = { values: { siteType: 'C' }, ...once() }
    expect(await rejection(station.details!.write(ref, businessType))).toMatchObject({
      outcome: 'not_applied',
      field: 'details.siteType',
    })
    const shell = { accountNumber: '79605', fields: { lastName: 'Vale' }, ...once() }
    for (const [details, field] of [
      [{ siteType: 'C' }, 'details.siteType'],
      [{ timeZone: 'MST' }, 'details.timeZone'],
      [{ colour: 'red' }, 'details.colour'],
    ] as const)
      expect(await rejection(station.account.create!({ ...shell, details }))).toMatchObject({
        kind: 'rejected',
        outcome: 'not_applied',
        field,
      })
    expect(await station.account.lookup('79605')).toBeNull()
  })

  it('[SYS-06] service: what is so already is not sent again, another reason is', async () => {
    const own = openAt(`${sandboxes.url}/stages`, { outOfServiceCategories: 'NOPAY|SEASON' })
    const ref = await bring('79607', {})
    const out = (category: string) =>
      own.service!.set(ref, { inService: false, category, comment: '', ...once() })
    expect(await rejection(out(''))).toMatchObject({ outcome: 'not_applied', field: 'category' })
    for (const category of ['NOPAY', 'NOPAY', 'SEASON', 'SEASON']) await out(category)
    expect((await effectsOf('79607')).map(({ values }) => values)).toMatchObject([
      { OOSCategory: 'NOPAY' },
      { OOSCategory: 'SEASON' },
    ])
  })

  it('[CON-013] the abort code alone goes by its own call, so that nothing else is written over', async () => {
    const ref = await bring('79606', {
      City: 'Provo',
      Codewords: [{ Codeword: 'old' }, { Codeword: 'theirs' }],
    })
    await station.account.update(ref, { fields: { abortCode: 'newer' }, ...once() })
    expect(await effectsOf('79606')).toMatchObject([
      { kind: 'codewords', values: { Codewords: [{ Codeword: 'newer' }, { Codeword: 'theirs' }] } },
    ])
  })
})

describe('what the history and a silent station may say', () => {
  const running: (() => void)[] = []
  afterEach(() => running.splice(0).forEach((close) => close()))
  const answering = async (answer: (operation: string) => unknown): Promise<Station> => {
    const handle = async (request: IncomingMessage, response: ServerResponse) => {
      for await (const _ of request);
      response.end(JSON.stringify(answer(request.url!.split('/').at(-1)!)))
    }
    const server = createServer((request, response) => void handle(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    running.push(() => server.close())
    return openAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  }
  const site = {
    ErrorNum: 0,
    Result: { Devices: [{ TransmitterCode: '1', InServiceFlag: true }], SiteNum: 7 },
  }
  const telling = (rows: object[]) =>
    answering((operation) =>
      operation === 'GetHistory' ? { ErrorNum: 0, Result: rows } : { ...site, Operation: operation },
    )
  const ref = { accountNumber: '1', externalId: '7' }
  const march = { from: '2026-03-01T00:00:00Z', until: '2026-04-01T00:00:00Z' }

  it('[SYS-06] instants with and without zone, kinds of every sort, equal rows told apart', async () => {
    const rows = [
      ['2026-03-02T10:00:00.1234567', 'E130', 'alarm'],
      ['2026-03-02T10:00:00Z', 'R130', 'restore'],
      ['2026-03-02T04:00:00-05:00', 'E401', 'open'],
      ['2026-03-02T08:00:00', 'R401', 'close'],
      ['2026-03-02T07:00:00', 'E406', 'cancel'],
      ['2026-03-02T06:00:00', 'E570', 'bypass'],
      ['2026-03-02T05:00:00', 'E602', 'test'],
      ['2026-03-02T04:00:00', 'E301', 'trouble'],
      ['2026-03-02T03:00:00', 'BA', 'alarm'],
      ['2026-03-02T02:00:00', 'CL', 'close'],
      ['2026-03-02T01:00:00', 'HEARTBEAT', 'other'],
    ] as const
    const station = await telling([
      ...rows.map(([UTCDate, SignalCode]) => ({ UTCDate, SignalCode })),
      { UTCDate: '2026-03-01T01:00:00', OpAct: 'CP', OpActDescription: 'Called premises', TestNum: '0' },
      { UTCDate: '2026-03-01T01:00:00', OpAct: 'CP', OpActDescription: 'Called premises', TestNum: '0' },
      { UTCDate: '2026-02-28T23:59:59', SignalCode: 'E130' },
      { UTCDate: '2026-04-01T00:00:00', SignalCode: 'E130' },
    ])
    const events = await station.events!.list(ref, march)
    expect(events.map(({ kind }) => kind)).toEqual([...rows.map(([, , kind]) => kind), 'action', 'action'])
    expect(events[0]!.at).toBe('2026-03-02T10:00:00.123Z')
    expect(events[2]!.at).toBe('2026-03-02T09:00:00.000Z')
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    const without = await telling([{ HistoryDate: '2026-03-02T10:00:00', SignalCode: 'E130' }])
    expect(await rejection(without.events!.list(ref, march))).toMatchObject({ kind: 'unexpected_reply' })
  })

  it('[CON-055] takes nothing for done that the station does not show', async () => {
    const station = await telling([])
    const test = { category: '', minutes: 30, description: '', ...once() }
    expect(await rejection(station.tests!.place(ref, test))).toMatchObject({
      kind: 'unexpected_reply',
      outcome: 'unknown',
    })
    const zone = { zone: '001', name: 'Door', eventType: '', deviceType: '', area: '' }
    const notKept = {
      kind: 'rejected',
      outcome: 'unknown',
      reason: 'The station did not keep this value as it was sent',
    }
    expect(await rejection(station.zones!.put!(ref, { zones: [zone], ...once() }))).toMatchObject(notKept)
    const out = { inService: false, category: '', comment: '', ...once() }
    expect(await rejection(station.service!.set(ref, out))).toMatchObject(notKept)
    expect(
      await rejection(station.details!.write(ref, { values: { pets: 'Dog' }, ...once() })),
    ).toMatchObject(notKept)
  })
})

describe('the lists that the settings keep', () => {
  const given = { baseUrl: 'https://station.test', userId: 'a', password: 'b' }
  it.each([
    [{ agencies: 'police;801;Provo Police;8015550190;84601 84604' }, null],
    [{ agencies: 'polize;801;Provo Police;;84601' }, 'Authority 801: the kind is one of'],
    [{ agencies: 'police;PD1;Provo Police;;84601' }, 'the number is the station’s, digits only'],
    [{ agencies: 'police;801;Provo Police;;8460' }, 'five digits each'],
    [{ testCategories: '02;Two hours|02;Again' }, '02 is in the list twice'],
    [{ deviceTypes: 'two words;x' }, '“two words” is no code'],
    [{ agencyTypes: 'PD FD' }, 'Four codes, parted by spaces'],
  ])('[CON-090] %j', (settings, message) => {
    const { error } = stagesSettings.safeParse({ ...given, ...settings })
    if (message === null) expect(error).toBeUndefined()
    else expect(error?.issues[0]?.message).toContain(message)
  })
})
