import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandboxes } from '../all.ts'
import { encode, read } from '../markup.ts'
import { clockReading, printedReading } from './clock.ts'
import { breaches } from './document.ts'
import type { System } from './systems.ts'

let running: Awaited<ReturnType<typeof startSandboxes>>
beforeAll(async () => void (running = await startSandboxes({ connectors: ['mastermind'] })))
afterAll(() => running.close())
afterEach(() => control('POST', 'reset', {}))

const control = async (method: string, name: string, body?: unknown, at = running.url) => {
  const reply = await fetch(`${at}/mastermind/_control/${name}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  return (await reply.json()) as { accounts: System[]; effects: unknown[] }
}

const nmc = 'http://www.nmccentral.com/webservices/nmcmapi'
const ge = 'http://www.gesecurity.com/webservices/mmmapi'
type Sent = {
  action?: string
  namespace?: string
  type?: string
  at?: string
  user?: string
  xmldata?: string
  parameters?: string[]
  path?: string
  root?: string
}

async function send(
  reqType: string,
  csNo: string,
  element: string,
  values: Record<string, string> = {},
  sent: Sent = {},
) {
  const { namespace = nmc, root = namespace === ge ? 'MMDataDocument' : 'NMCNexusDocument' } = sent
  const cells = Object.entries(values).map(([name, text]) => `<${name}>${encode(text)}</${name}>`)
  const xmldata =
    sent.xmldata ??
    `<${root} xmlns="${namespace}"><${element}><${element}_Request><data_element>${element}</data_element>${cells.join('')}</${element}_Request></${element}></${root}>`
  const given: Record<string, string> = {
    reqType,
    secUser: sent.user ?? 'keyholder_api',
    passWord: 'sandbox-demo',
    csNo,
    xmldata,
  }
  const names = sent.parameters ?? Object.keys(given)
  const inner = names.map((name) => `<${name}>${encode(given[name] ?? '')}</${name}>`).join('')
  const body =
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' +
    `<ProcessData xmlns="${namespace}">${inner}</ProcessData></soap:Body></soap:Envelope>`
  const headers = {
    'content-type': sent.type ?? 'text/xml; charset=utf-8',
    soapaction: sent.action ?? `"${namespace}/ProcessData"`,
  }
  const reply = await fetch(
    `${sent.at ?? running.url}/mastermind${sent.path ?? '/NMCLink/NMCLinkPortal.asmx'}`,
    { method: 'POST', headers, body },
  )
  const text = await reply.text()
  const found = /<ProcessDataResult>(.*)<\/ProcessDataResult>/s.exec(text)?.[1]
  const document = found === undefined ? null : read(read(`<a>${found}</a>`).text)
  const rows = (document?.nodes[0]?.nodes ?? []).map(({ nodes }) =>
    Object.fromEntries(nodes.map((node) => [node.tag, node.text])),
  )
  const exchange = {
    method: 'POST',
    requestHeaders: headers,
    requestBody: body,
    status: reply.status,
    responseBody: text,
  }
  return { status: reply.status, text, rows, exchange }
}

const number = 'C780001'
const ok = [{ err_msg: 'ok' }]
const newSite = {
  site_name: 'Roe, Eve',
  servco_no: '880100001',
  sitetype_id: 'R',
  systype_id: 'SIM1',
  sitestat_id: 'P',
}

describe('the MASterMind sandbox', () => {
  it('answers documents of either family whose columns are those of the table', async () => {
    const site = await send('G', number, 'GetAccountInfo')
    expect(site.rows[0]).toMatchObject({ cs_no: number, site_name: 'LORETTA QUIMBY' })
    expect(site.rows[0]).not.toHaveProperty('servco_no')
    const other = await send('G', number, 'GetAccountInfo', {}, { namespace: ge })
    expect(other.rows).toEqual(site.rows)
    for (const element of [
      'GetAccountContacts',
      'GetAccountZones',
      'GetAccountAgency',
      'GetEventCode',
      'GetDispatchAgencies',
    ]) {
      const answer = await send('G', number, element)
      expect(answer.rows.length, element).toBeGreaterThan(0)
      expect(breaches(answer.exchange)).toEqual([])
    }
    expect([...breaches(site.exchange), ...breaches(other.exchange)]).toEqual([])
    expect((await send('G', 'B550001', 'GetAccountInfo')).rows).toEqual([
      { err_msg: 'Access to this account has been denied.' },
    ])
    expect((await send('G', 'B550001', 'GetAccountInfo', {}, { user: 'birch_api' })).rows[0]?.cs_no).toBe(
      'B550001',
    )
    expect((await send('G', number, 'GetAccountInfo', {}, { user: 'nobody' })).rows).toEqual([
      { err_msg: 'Invalid user name or password' },
    ])
  })

  it('[CON-101] refuses an envelope or document that differs from the table in any name, order or header', async () => {
    const info = (sent: Sent) => send('G', number, 'GetAccountInfo', {}, sent)
    const faults = await Promise.all([
      info({ action: `"${ge}/ProcessData"` }),
      info({ action: `${nmc}/ProcessData` }),
      info({ type: 'application/soap+xml' }),
      info({ root: 'MMDataDocument' }),
      info({ parameters: ['secUser', 'reqType', 'passWord', 'csNo', 'xmldata'] }),
      info({ parameters: ['reqType', 'secUser', 'passWord', 'csNo'] }),
      info({ xmldata: `<NMCNexusDocument xmlns="${nmc}"><GetAccountInfo/></NMCNexusDocument>` }),
      info({ xmldata: 'no document' }),
      send('G', number, 'GetSecrets'),
      send('A', number, 'GetAccountInfo'),
      send('A', number, 'ZoneRule', { zone: '1' }),
      send('C', number, 'Test', { onoff_flag: 'on' }),
    ])
    for (const { status, text } of faults) {
      expect(status).toBe(500)
      expect(text).toContain('<faultcode>soap:Client</faultcode>')
    }
    expect((await info({ path: '/NMCLink/other.asmx' })).status).toBe(404)
    expect((await control('GET', 'accounts')).effects).toEqual([])
  })

  it('[CON-101] refuses in err_msg what is wrong within, and changes nothing', async () => {
    const before = await control('GET', 'accounts')
    for (const [answer, words] of [
      [await send('C', number, 'SiteSystem', { state_id: 'Utah' }), 'state_id is not valid'],
      [await send('C', number, 'SiteSystem', { servco_no: '880200002' }), 'servco_no cannot be changed'],
      [await send('C', number, 'SiteSystem', {}), 'Nothing to do'],
      [await send('A', number, 'SiteSystem', newSite), 'cs_no is in use'],
      [await send('A', 'C781001', 'SiteSystem', { ...newSite, systype_id: '' }), 'systype_id is not valid'],
      [await send('A', 'C781001', 'SiteSystem', { ...newSite, servco_no: '1' }), 'is not this user’s dealer'],
      [await send('D', number, 'Contact', { contact_no: '1' }), 'is not on this account'],
      [await send('A', number, 'ZoneRule', { zone_id: '1' }), 'is on this account already'],
      [await send('A', number, 'ZoneRule', { zone_id: '3', event_id: 'ZZ' }), 'event_id is not one of ours'],
      [await send('A', number, 'AgencyPermit', { agency_no: '1' }), 'agency_no is not one of ours'],
      [await send('G', number, 'Test', { onoff_flag: 'off' }), 'currently off test'],
      [await send('G', number, 'OOS', { status_flag: 'X' }), 'must be one of O, I'],
    ] as const) {
      expect(answer.status).toBe(200)
      expect(answer.rows[0]?.err_msg).toContain(words)
    }
    expect(await control('GET', 'accounts')).toEqual(before)
  })

  it('ends tests by itself, numbers what came in on test, and tells signals that the receiver took in', async () => {
    const on = { onoff_flag: 'on', testcat_id: '1', test_hours: '1', test_minutes: '30' }
    const placed = await send('G', number, 'Test', on)
    expect(placed.rows[0]).toMatchObject({ err_msg: 'ok', test_seqno: '54' })
    expect(placed.rows[0]!.expire_date).toMatch(/^[A-Z][a-z]{2} [ \d]\d \d{4} [ \d]\d:\d\d[AP]M$/)
    expect((await send('G', number, 'Test', on)).rows[0]?.err_msg).toBe('System is currently on test.')
    expect((await send('G', number, 'GetAccountInfo')).rows[0]).toHaveProperty('ontest_expire_date')
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
      // Hex digits all of them: the panel's account as it stands.
      accountNumber: number,
      prefix: '0',
      at: receivedAt,
      receivedAt,
      protocol: 'ADM-CID',
      raw: '',
      encrypted: false,
      transport: 'tcp',
    })
    const day = (offset: number) => clockReading(new Date(Date.now() + offset * 3_600_000))
    const events = await send('G', number, 'SignalHistory', { start_date: day(-2), end_date: day(1) })
    expect(events.rows).toContainEqual(
      expect.objectContaining({
        sig_code: '130',
        event: 'Burglary restored',
        zone_id: '3',
        test_seqno: '54',
      }),
    )
    expect(breaches(events.exchange)).toEqual([])
    expect((await send('G', number, 'Test', { onoff_flag: 'off' })).rows).toEqual(ok)
    expect((await send('G', number, 'GetAccountInfo')).rows[0]).not.toHaveProperty('ontest_expire_date')
    expect([
      clockReading(new Date('2026-07-01T19:05:00Z')),
      printedReading(new Date('2026-07-01T19:05:00Z')),
    ]).toEqual(['2026-07-01T12:05:00', 'Jul  1 2026 12:05PM'])
  })

  it('keeps what it has confirmed, across a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mastermind-'))
    try {
      const first = await startSandboxes({ connectors: ['mastermind'], dataDir: folder })
      const at = first.url
      expect((await send('A', 'C781001', 'SiteSystem', newSite, { at })).rows).toEqual(ok)
      await send('C', 'C781001', 'SiteSystem', { city_name: 'Lehi' }, { at })
      await send('A', 'C781001', 'Contact', { last_name: 'Poe', has_key_flag: 'Y' }, { at })
      const before = await control('GET', 'accounts', undefined, at)
      await first.close()
      const second = await startSandboxes({ connectors: ['mastermind'], dataDir: folder })
      const after = await control('GET', 'accounts', undefined, second.url)
      await second.close()
      expect(after).toEqual(before)
      expect(after.effects).toHaveLength(3)
      expect(after.accounts.find(({ accountNumber }) => accountNumber === 'C781001')).toMatchObject({
        site: { city_name: 'Lehi', cs_no: 'C781001' },
        contacts: [{ last_name: 'Poe', cs_seqno: '1' }],
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('[CON-101] meets sentinel numbers with their fault: F on every call, W on writes only', async () => {
    expect((await send('G', 'C78-F500', 'GetAccountInfo')).status).toBe(500)
    expect((await send('G', 'C78-W503', 'GetAccountInfo')).status).toBe(200)
    expect((await send('G', 'C78-W503', 'Test', { onoff_flag: 'off' })).status).toBe(503)
    await expect(send('G', 'C78-FDRB', 'GetAccountInfo')).rejects.toThrow()
  })
})
