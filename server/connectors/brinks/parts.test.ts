import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { connectTo, type Desk, type Exchange, rejection } from '../conformance-desk.ts'
import type { AccountFields, StationContact } from '../contract.ts'
import { brinks } from './brinks.ts'
import { dayFrom, stationDayAt, stationInstant } from './station-time.ts'

const said: Exchange[] = []
let desk: Desk
beforeAll(async () => {
  desk = await connectTo({
    connector: brinks,
    system: 'SYS-04',
    start: async () => {
      const { url, close } = await startSandboxes({ connectors: ['brinks'] })
      return { url: `${url}/brinks`, close }
    },
    settings: (url) => ({
      baseUrl: `${url}/MIDI/MIDI.asmx`,
      userId: 'keyholder_wsi',
      password: 'sandbox-demo',
      dealerNumber: '900100001',
      systemType: '20S001',
    }),
    badSettings: () => [],
    known: { accountNumber: '768100001', fields: {}, contacts: [] },
    missing: [],
    accountNumber: (n) => `PT-${n}`,
    onExchange: (exchange) => said.push(exchange),
  })
})
afterAll(() => desk.close())

const fields: AccountFields = { firstName: 'Ida', lastName: 'Marsh', city: 'Orem', state: 'UT', zip: '84057' }
const known = { accountNumber: '768100001', externalId: '768100001' }
const once = () => ({ idempotencyKey: desk.key() })
/** What a call wrote, its XML unescaped: operation or entity, and the XML. */
async function written(work: () => Promise<unknown>): Promise<string[]> {
  const from = said.length
  await work()
  return said.slice(from).flatMap(({ requestBody = '' }) => {
    const body = requestBody
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
    const [, operation, inner] = /<soap:Body><(\w+)[^>]*>(.*)<\/\1>/.exec(body)!
    if (operation === 'GetData') return []
    const reqType = /<reqType>(.)</.exec(inner!)?.[1] ?? /<Entity>(\w+)</.exec(inner!)?.[1] ?? ''
    return [`${operation} ${reqType} ${/<(?:xml|XMLData)>(.*)<\/(?:xml|XMLData)>/.exec(inner!)?.[1] ?? ''}`]
  })
}

describe('the duress contact', () => {
  const duress: StationContact = {
    order: 1,
    firstName: 'Dispatch',
    lastName: 'Immediately',
    phone: '',
    relation: 'OWN',
    passcode: '18913',
    hasKey: false,
  }
  it('[SYS-04] is of the station’s own type, never one whom it would call, and needs a passcode', async () => {
    const { ref } = await desk.shell(fields)
    const replace = (contact: StationContact) =>
      desk.station.contacts!.replace(ref, { contacts: [contact], ...once() })
    const [sent] = await written(() => replace(duress))
    expect(sent).toMatch(/pin="18913" ctactype_id="DURS" .*auth_id="DURS"/)
    expect(await written(() => replace(duress))).toEqual([])
    expect(await rejection(replace({ ...duress, passcode: '' }))).toMatchObject({
      kind: 'rejected',
      field: 'contacts.0.passcode',
    })
    const plain = { ...duress, lastName: 'Immediately Yours' }
    expect((await written(() => replace(plain)))[0]).toContain('ctactype_id="MON"')
  })
})

describe('creating', () => {
  it('[SYS-04] sets the two-way device first, and sends the account in the published order', async () => {
    const accountNumber = desk.accountNumber()
    const details = {
      transformer: 'Garage',
      twoWayDevice: '2GIG',
      panelLocation: 'Hall',
      purchase: 'PUR',
      installDate: '2026-10-05',
    }
    const create = () => desk.station.account.create!({ accountNumber, fields, details, ...once() })
    const sent = await written(create)
    expect(sent).toEqual([
      'Immediate Twoway <Twoways><Twoway twoway_device_id="2GIG"/></Twoways>',
      'AccountOnline  <Account><SiteSystems><SiteSystem site_name="Marsh, Ida" city_name="Orem" state_id="UT" ' +
        'zip_code="84057" lang_id="ENG" servco_no="900100001" install_servco_no="900100001" sitestat_id="P" ' +
        'sitetype_id="RBFM" systype_id="20S001" twoway_device_id="2GIG" panel_location="Hall" install_date="10/05/2026"/></SiteSystems>' +
        '<SiteOptions><SiteOption option_id="CMPUR" option_value="PUR"/></SiteOptions>' +
        '<SiteSystemOptions><SiteSystemOption option_id="TRANSFORMER" option_value="Garage"/></SiteSystemOptions></Account>',
    ])
    expect(await written(create), 'a repeat finds it').toEqual([])
    const ref = { accountNumber, externalId: accountNumber }
    expect(await desk.station.details!.read(ref)).toMatchObject({ ...details, systemType: '20S001' })
    // The station puts no two-way account in service before event 2AC.
    const active = desk.station.service!.set(ref, { inService: true, category: '', comment: '', ...once() })
    expect(await rejection(active)).toMatchObject({
      kind: 'rejected',
      outcome: 'not_applied',
      providerMessage: 'The two-way test (2AC) has not been passed',
    })
  })

  it('[CON-032] refused after its two-way device was set is an account that was not made, and says so', async () => {
    const accountNumber = desk.accountNumber()
    const create = (systemType: string) =>
      desk.station.account.create!({
        accountNumber,
        fields,
        details: { twoWayDevice: '2GIG', systemType },
        ...once(),
      })
    expect(await rejection(create('NONE'))).toMatchObject({ kind: 'rejected', outcome: 'not_applied' })
    expect(await desk.station.account.lookup(accountNumber)).toBeNull()
    expect(await create('20S002')).toMatchObject({ accountNumber, inService: false })
  })

  it('[SYS-04] knows no detail by another name, and changes none that follows from the record', async () => {
    for (const [key, value] of [
      ['colour', 'red'],
      ['siteType', 'CBFM'],
      ['panelPhone', '12'],
    ] as const) {
      const write = desk.station.details!.write(known, { values: { [key]: value }, ...once() })
      expect(await rejection(write)).toMatchObject({ kind: 'rejected', field: `details.${key}` })
    }
  })
})

describe('zones', () => {
  // Of an area that this station does not know: what it keeps is sent all the same.
  const front = { zone: '001', name: 'Front door', eventType: '1400', deviceType: 'WSR', area: '2' }

  it('[SYS-04] are the same with and without zeros, and keep the place that nobody named', async () => {
    const sent = await written(() => desk.station.zones!.put!(known, { zones: [front], ...once() }))
    expect(sent).toEqual([
      'Update C <Account><Zones><Zone zone_id="1" zone_comment="Front door"/></Zones></Account>',
    ])
    const [zone] = await desk.station.zones!.list(known)
    expect(zone).toMatchObject({ zone: '1', name: 'Front door', location: 'FRNT' })
    const moved = { ...front, location: 'BACK' }
    expect(await desk.station.zones!.put!(known, { zones: [moved], ...once() })).toContainEqual(
      expect.objectContaining({ zone: '1', location: 'BACK' }),
    )
    expect((await desk.station.zones!.locations!()).map(({ code }) => code)).toContain('BACK')
    // Events that no device signals are none for a zone.
    const types = (await desk.station.zones!.eventTypes!()).map(({ code }) => code)
    expect(types).toEqual(expect.arrayContaining(['1400', '1410']))
    expect(types).not.toContain('1401')
  })

  it('[SYS-04] are refused what a device cannot signal, before anything is sent', async () => {
    const put = desk.station.zones!.put!(known, {
      zones: [front, { ...front, zone: '7', eventType: '1410' }],
      ...once(),
    })
    expect(await rejection(put)).toMatchObject({
      kind: 'rejected',
      outcome: 'not_applied',
      field: 'zones.1.eventType',
    })
  })

  it('[CON-101] half done are never called "nothing was done"', async () => {
    const { ref } = await desk.shell(fields)
    await desk.station.zones!.put!(ref, { zones: [front], ...once() })
    let writes = 0
    const station = brinks.open(
      {
        baseUrl: `${desk.url}/MIDI/MIDI.asmx`,
        userId: 'keyholder_wsi',
        password: 'sandbox-demo',
        dealerNumber: '900100001',
        systemType: '20S001',
      },
      async (request) => {
        if (request.effect === 'write' && ++writes === 2)
          await desk.fault({ fault: 'rejected', match: { write: true } })
        const reply = await fetch(request.url, {
          method: 'POST',
          headers: request.headers,
          body: request.body,
        })
        const body = await reply.text()
        return {
          status: reply.status,
          body,
          header: (name) => reply.headers.get(name),
          scrub: (text) => text,
        }
      },
    )
    const zones = [
      { ...front, name: 'Door' },
      { ...front, zone: '2' },
    ]
    expect(await rejection(station.zones!.put!(ref, { zones, ...once() }))).toMatchObject({
      kind: 'rejected',
      outcome: 'unknown',
    })
    await desk.clearFaults()
    expect((await desk.station.zones!.put!(ref, { zones, ...once() })).map(({ name }) => name)).toEqual([
      'Door',
      'Front door',
    ])
  })
})

describe('authorities', () => {
  it('[SYS-04] are told apart by the station’s own table of types', async () => {
    const { search, add } = desk.station.agencies!
    const [guard] = await search('guard', '84057-1234')
    expect(guard).toMatchObject({ kind: 'guard', name: 'Cottonwood Patrol', phone: 'ask the dispatcher' })
    const { ref } = await desk.shell(fields)
    const sent = await written(() => add(ref, { agency: guard!, permitNumber: '', ...once() }))
    expect(sent).toEqual([
      'Update A <Account><SiteAgencyPermits><SiteAgencyPermit agencytype_id="GS" agency_no="200013007"/></SiteAgencyPermits></Account>',
    ])
    const permit = await written(() => add(ref, { agency: guard!, permitNumber: 'G-9', ...once() }))
    expect(permit[0]).toMatch(/^Update C .*agency_no="200013007" permit_no="G-9"/)

    // Of a type that the table does not name: shown all the same.
    const account = {
      accountNumber: 'PT-OTHER',
      agencies: [{ agency_no: '9', agencytype_id: 'ZZ', agency_name: 'Harbor Watch', phone1: 'ext. 12' }],
    }
    await fetch(`${desk.url}/_control/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ accounts: [account] }),
    })
    const other = { accountNumber: 'PT-OTHER', externalId: 'PT-OTHER' }
    expect(await desk.station.agencies!.list(other)).toEqual([
      expect.objectContaining({ id: '9', kind: 'guard', name: 'Harbor Watch', phone: 'ext. 12' }),
    ])
  })
})

describe('tests and events', () => {
  it('[CON-053] an order like the one that runs is that one; another is refused', async () => {
    const { ref } = await desk.shell(fields)
    const { place } = desk.station.tests!
    const order = { category: 'INST', minutes: 125, description: '' }
    expect(await written(() => place(ref, { ...order, ...once() }))).toEqual([
      'Immediate OnTest <OnTests><OnTest onoff_flag="On" testcat_id="INST" test_hours="2" test_minutes="5"/></OnTests>',
    ])
    expect(await written(() => place(ref, { ...order, minutes: 130, ...once() }))).toEqual([])
    const longer = place(ref, { ...order, minutes: 240, ...once() })
    expect(await rejection(longer)).toMatchObject({ kind: 'rejected', outcome: 'not_applied' })
    // A test is nobody's change of the account.
    const { revision } = (await desk.station.account.lookup(ref.accountNumber))!
    const [running] = await desk.station.tests!.running(ref)
    await desk.station.tests!.end(ref, { testId: running!.id, revision, ...once() })
    expect((await desk.station.account.lookup(ref.accountNumber))!.revision).toBe(revision)
  })

  it('[CON-054] are of the station’s clock where it tells none', () => {
    expect(stationInstant('2026-07-01T09:30:00', 'America/Chicago')).toBe('2026-07-01T14:30:00.000Z')
    expect(stationInstant('2026-07-01T09:30:00.000-04:00', 'America/Chicago')).toBe(
      '2026-07-01T13:30:00.000Z',
    )
    expect(stationInstant('soon', 'America/Chicago')).toBeNull()
    expect(stationDayAt('2026-07-01T03:00:00Z', 'America/Chicago')).toBe('06/30/2026')
    expect([dayFrom('8/1/2012'), dayFrom('2012-08-01T00:00:00-05:00'), dayFrom('')]).toEqual([
      '2012-08-01',
      '2012-08-01',
      '',
    ])
  })

  it('[CON-054] tells events with the station’s words for them, each once, within the instants', async () => {
    const until = new Date().toISOString()
    const from = new Date(Date.now() - 72 * 3_600_000).toISOString()
    const events = await desk.station.events!.list(known, { from, until })
    expect(events.map(({ kind, code, description, zone }) => [kind, code, description, zone])).toEqual([
      ['test', '1602', 'Periodic test', ''],
      ['open', '1401', 'Opened by user', ''],
      ['action', '9001', 'Operator called the premises', ''],
      ['restore', '3400', 'Burglary restored', '1'],
      ['alarm', '1400', 'Burglary alarm', '1'],
      ['alarm', '1400', 'Burglary alarm', '1'],
    ])
    const { at } = events[0]!
    expect(await desk.station.events!.list(known, { from, until: at })).toEqual(events.slice(1))
    const [, body] = /start_date=&quot;(.{10})&quot;/.exec(said.at(-1)!.requestBody!)!
    expect(body).toMatch(/^\d\d\/\d\d\/\d{4}$/)
  })
})
