import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandboxes } from '../all.ts'
import type { Account } from './accounts.ts'
import { breaches } from './document.ts'
import { encode } from '../markup.ts'

const midi = 'https://mimasweb.monitronics.net/MIDI/'
let running: Awaited<ReturnType<typeof startSandboxes>>
beforeAll(async () => void (running = await startSandboxes({ connectors: ['brinks'] })))
afterAll(() => running.close())
afterEach(() => control('POST', 'reset', {}))

const control = async (method: string, name: string, body?: unknown, at = running.url) => {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(`${at}/brinks/_control/${name}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  return { status: reply.status, body: (await reply.json()) as { accounts: Account[]; effects: unknown[] } }
}

const header = `<soap:Header><ApplicationIDHeader xmlns="${midi}"><appID>WSI</appID></ApplicationIDHeader></soap:Header>`
type Sent = {
  action?: string
  header?: string
  namespace?: string
  type?: string
  at?: string
  path?: string
}
/** Parameters as they are; texts are escaped. */
async function send(operation: string, parameters: [string, string][], sent: Sent = {}) {
  const inner = parameters.map(([name, text]) => `<${name}>${encode(text)}</${name}>`).join('')
  const body =
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">' +
    `${sent.header ?? header}<soap:Body><${operation} xmlns="${sent.namespace ?? midi}">${inner}</${operation}></soap:Body></soap:Envelope>`
  const headers = {
    'content-type': sent.type ?? 'text/xml; charset=utf-8',
    soapaction: sent.action ?? `"${midi}${operation}"`,
  }
  const reply = await fetch(`${sent.at ?? running.url}/brinks${sent.path ?? '/MIDI/MIDI.asmx'}`, {
    method: 'POST',
    headers,
    body,
  })
  const text = await reply.text()
  const exchange = {
    method: 'POST',
    requestHeaders: headers,
    requestBody: body,
    status: reply.status,
    responseBody: text,
  }
  return { status: reply.status, text, exchange }
}

const who: [string, string][] = [
  ['userName', 'keyholder_wsi'],
  ['password', 'sandbox-demo'],
]
const get = (entity: string, number: string, user = 'keyholder_wsi', sent: Sent = {}) =>
  send(
    'GetData',
    [
      ['Entity', entity],
      ['UserID', user],
      ['Password', 'sandbox-demo'],
      ['CustomerNumber', number],
    ],
    sent,
  )
const update = (reqType: string, number: string, xml: string, sent: Sent = {}) =>
  send('Update', [...who, ['reqType', reqType], ['csNo', number], ['xml', xml]], sent)
const online = (number: string, site: string, sent: Sent = {}) =>
  send(
    'AccountOnline',
    [
      ...who,
      ['csNo', number],
      ['xml', `<Account><SiteSystems><SiteSystem ${site}/></SiteSystems></Account>`],
    ],
    sent,
  )
const required =
  'site_name="Roe, Eve" lang_id="ENG" servco_no="900100001" sitestat_id="P" sitetype_id="RBFM" systype_id="20S001"'
const row = (attributes: string) =>
  `<Account><SiteSystems><SiteSystem ${attributes}/></SiteSystems></Account>`
const person = (attributes: string) => `<Account><Contacts><Contact ${attributes}/></Contacts></Account>`

describe('the Brinks sandbox', () => {
  it('answers with DataSets whose columns are those of the table of facts', async () => {
    const site = await get('Sitesystems', '768100001')
    expect(site.status).toBe(200)
    expect(site.text).toContain(
      '<Table diffgr:id="Table1" msdata:rowOrder="0"><site_name>MARIAN ABERNATHY</site_name>',
    )
    // What the database holds as null is not written.
    expect(site.text).not.toContain('<site_addr2>')
    expect(site.text).toContain('<xs:element name="site_addr2" type="xs:string" minOccurs="0"/>')
    for (const { exchange } of [site, await get('contacts', '768100001'), await get('Contacts', '768100099')])
      expect(
        breaches({ ...exchange, requestBody: exchange.requestBody.replace('>contacts<', '>Contacts<') }),
      ).toEqual([])
    expect((await get('Sitesystems', '768100099')).text).not.toContain('<Table ')
  })

  it('shows no dealer another dealer’s accounts', async () => {
    expect((await get('Sitesystems', '768200001', 'birch_wsi')).text).toContain('Farrow, Colin')
    expect((await get('Sitesystems', '768200001')).text).not.toContain('Farrow')
    expect((await update('C', '768200001', row('city_name="X"'))).text).toContain('was not found')
    expect((await online('768200001', required)).text).toContain('is online already')
  })

  it('[CON-101] refuses an envelope that differs from the contract in any name, order or header', async () => {
    const faults = await Promise.all([
      get('Sitesystems', '768100001', 'keyholder_wsi', { action: `"${midi}Update"` }),
      get('Sitesystems', '768100001', 'keyholder_wsi', { action: `${midi}GetData` }),
      get('Sitesystems', '768100001', 'keyholder_wsi', { header: '<soap:Header/>' }),
      get('Sitesystems', '768100001', 'keyholder_wsi', { header: header.replace('WSI', 'WSX') }),
      get('Sitesystems', '768100001', 'keyholder_wsi', {
        namespace: 'https://mimasweb.monitronics.net/midi/',
      }),
      get('Sitesystems', '768100001', 'keyholder_wsi', { type: 'application/soap+xml' }),
      send('Update', [
        ['password', 'x'],
        ['userName', 'x'],
        ['reqType', 'C'],
        ['csNo', '1'],
        ['xml', '<Account/>'],
      ]),
      send('Update', [...who, ['reqType', 'C'], ['csno', '1'], ['xml', '<Account/>']]),
      send('Update', [...who, ['reqType', 'C'], ['csNo', '1']]),
      send('GetSecrets', who),
    ])
    for (const { status, text } of faults) {
      expect(status).toBe(500)
      expect(text).toContain('<faultcode>soap:Client</faultcode>')
    }
    expect((await get('Sitesystems', '1', 'keyholder_wsi', { path: '/MIDI/other.asmx' })).status).toBe(404)
    expect((await get('Sitesystems', '768100001', 'keyholder_wsi', { path: '/midi/midi.asmx' })).status).toBe(
      200,
    )
    expect((await control('GET', 'accounts')).body.effects).toEqual([])
  })

  it('[CON-101] refuses in rows what is wrong within, names the column, and changes nothing', async () => {
    const before = (await control('GET', 'accounts')).body
    const number = '768100001'
    for (const [answer, words] of [
      [await update('C', number, row('site_naem="X"')), 'site_naem is not known'],
      [await update('C', number, row('state_id="Utah"')), 'state_id is not valid'],
      [await update('C', number, row('phone1="(801) 555-0131"')), 'phone1 is not valid'],
      [await update('C', number, row('sitetype_id="HOME"')), 'sitetype_id must be one of RBFM, CBFM'],
      [await update('C', number, row('servco_no="900200002"')), 'servco_no cannot be changed'],
      [await update('A', number, row('city_name="X"')), 'can be changed only'],
      [await update('X', number, row('city_name="X"')), 'can be changed only'],
      [await update('A', number, person('has_key_flag="yes" last_name="X"')), 'has_key_flag must be one of'],
      [await update('D', number, person('contact_no="1" ctaclink_no="2"')), 'is not on this account'],
      [await update('C', number, '<Accounts/>'), 'must begin with Account'],
      [await online('700000001', required.replace('systype_id="20S001"', '')), 'systype_id is required'],
      [await online('700000001', required.replace('"P"', '"A"')), 'must be P'],
      [await online('700000001', required.replace('900100001', '900200002')), 'is not this user’s dealer'],
      [await online(number, required), 'is online already'],
    ] as const) {
      expect(answer.status).toBe(200)
      expect(answer.text).toContain(words)
      expect(answer.text).toContain('<msg_type>1</msg_type>')
    }
    expect((await control('GET', 'accounts')).body).toEqual(before)
    expect((await get('Sitesystems', number, 'nobody')).text).toContain(
      '<err_msg>Invalid user name or password',
    )
  })

  it('[SYS-04] ends tests by itself, wants the two-way test, and tells signals that the receiver took in', async () => {
    const number = '768100001'
    const act = (entity: string, xml: string, cs = number) =>
      send('Immediate', [
        ['Entity', entity],
        ['UserID', 'keyholder_wsi'],
        ['Password', 'sandbox-demo'],
        ['CustomerNumber', cs],
        ['XMLData', xml],
      ])
    const on = (hours: number, minutes: number) =>
      act(
        'OnTest',
        `<OnTests><OnTest onoff_flag="On" testcat_id="INST" test_hours="${hours}" test_minutes="${minutes}"/></OnTests>`,
      )
    expect((await on(0, 0)).text).toContain('<msg_type>0<')
    expect((await get('Sitesystems', number)).text).toContain('<ontest_flag>no<')
    expect((await on(2, 30)).text).toContain('<msg_type>0<')
    const site = (await get('Sitesystems', number)).text
    expect(site).toContain('<ontest_flag>yes<')
    const [, until] = /<ontest_expire_date>(.+?-0[56]:00)</.exec(site)!
    expect(Math.round((Date.parse(until!) - Date.now()) / 60_000)).toBe(150)
    expect((await on(1, 0)).text).toContain('on test already')
    for (const [entity, xml, words] of [
      ['OnTest', '<OnTests><OnTest onoff_flag="Maybe"/></OnTests>', 'must be one of On, Off'],
      ['OnTest', '<OnTest onoff_flag="Off"/>', 'must begin with OnTests'],
      ['OutOfService', '<OutOfServices><OutOfService status_flag="O"/></OutOfServices>', 'ooscat_id is not'],
      ['Twoway', '<Twoways><Twoway twoway_device_id="NONE"/></Twoways>', 'twoway_device_id is not'],
      ['Sirens', '<Sirens/>', 'is not in this sandbox'],
    ] as const)
      expect((await act(entity, xml)).text).toContain(words)

    const twoWay = `${required} twoway_device_id="2GIG"`
    expect((await online('700000009', twoWay)).text).toContain('has not been set by Twoway')
    await act('Twoway', '<Twoways><Twoway twoway_device_id="2GIG"/></Twoways>', '700000009')
    expect((await online('700000009', twoWay)).text).toContain('Online confirmation')
    expect((await update('C', '700000009', row('sitestat_id="A"'))).text).toContain('2AC')

    const receivedAt = new Date().toISOString()
    running.signalLog.add({
      eventCode: '130',
      qualifier: 'restore',
      kind: 'restore',
      description: 'Burglary',
      zone: '3',
      area: '1',
      user: null,
      text: null,
      accountNumber: number,
      prefix: '0',
      at: receivedAt,
      receivedAt,
      protocol: 'ADM-CID',
      raw: '',
      encrypted: false,
      transport: 'tcp',
    })
    const today = new Date().toLocaleDateString('en-US', {
      timeZone: 'America/Chicago',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
    const filter = `<GetEventHistories><GetEventHistory start_date="${today}" end_date="${today}"/></GetEventHistories>`
    const events = await send('GetData', [
      ['Entity', 'Eventhistories'],
      ['UserID', 'keyholder_wsi'],
      ['Password', 'sandbox-demo'],
      ['CustomerNumber', number],
      ['XMLData', filter],
    ])
    expect(events.text).toContain('<zone_id>3</zone_id><area>1</area><event_id>130</event_id>')
    expect(events.text).toContain('<computed>Burglary restored</computed>')
    expect(breaches(events.exchange)).toEqual([])
  })

  it('keeps what it has confirmed, across a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'brinks-'))
    try {
      const first = await startSandboxes({ connectors: ['brinks'], dataDir: folder })
      const at = first.url
      expect((await online('700000001', `${required} city_name="Orem"`, { at })).text).toMatch(
        /Online confirmation, \d+;/,
      )
      await update('C', '700000001', row('city_name="Lehi"'), { at })
      await update('A', '700000001', person('last_name="Poe" pin="4711"'), { at })
      const before = (await control('GET', 'accounts', undefined, at)).body
      await first.close()
      const second = await startSandboxes({ connectors: ['brinks'], dataDir: folder })
      const after = (await control('GET', 'accounts', undefined, second.url)).body
      await second.close()
      expect(after).toEqual(before)
      expect(after.effects).toHaveLength(3)
      expect(after.accounts.find(({ accountNumber }) => accountNumber === '700000001')).toMatchObject({
        site: { city_name: 'Lehi', cs_no: '700000001' },
        contacts: [{ last_name: 'Poe', cs_seqno: '1' }],
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('[CON-101] meets sentinel numbers with their fault: F on every call, W on writes only', async () => {
    expect((await get('Sitesystems', '7681-F500')).status).toBe(500)
    expect((await get('Sitesystems', '7681-W503')).status).toBe(200)
    expect((await update('C', '7681-W503', row('city_name="X"'))).status).toBe(503)
    await expect(get('Contacts', '7681-FDRB')).rejects.toThrow()
  })
})
