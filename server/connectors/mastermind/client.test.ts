import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { rejection } from '../conformance-desk.ts'
import { providerFetch, type TranscriptEntry } from '../http.ts'
import { escapeXml } from '../xml.ts'
import { mastermind } from './mastermind.ts'
import { stationInstant } from './station-time.ts'

const running: (() => void)[] = []
afterEach(() => running.splice(0).forEach((close) => close()))

type Row = Record<string, string>
type Said = { element: string; body: string; headers: IncomingMessage['headers'] }
type Script = (said: Said, nth: number) => { status?: number; body: string }

const namespace = 'http://www.nmccentral.com/webservices/nmcmapi'
const soap = (body: string) =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${body}</soap:Body></soap:Envelope>`
const result = (document: string, ns = namespace) => ({
  body: soap(
    `<ProcessDataResponse xmlns="${ns}"><ProcessDataResult>${escapeXml(document)}</ProcessDataResult></ProcessDataResponse>`,
  ),
})
const about = (element: string, inner: string, root = 'NMCNexusDocument', ns = namespace) =>
  result(`<?xml version="1.0"?>\n<${root} xmlns="${ns}"><${element}>${inner}</${element}></${root}>`, ns)
const rows = (element: string, ...table: Row[]) =>
  about(
    element,
    table
      .map((row) => {
        const cells = Object.entries(row).map(([name, text]) => `<${name}>${escapeXml(text)}</${name}>`)
        return `<${element}_Response>${cells.join('')}</${element}_Response>`
      })
      .join(''),
  )
const site = {
  cs_no: '22-8761',
  site_name: 'Doe, Ann',
  sitetype_id: 'R',
  sitestat_id: 'A',
  city_name: 'Orem',
}
/** Reads answer one account without contacts, writes are confirmed. */
const willing = ({ element }: Said) =>
  element === 'GetAccountInfo'
    ? rows(element, site)
    : element.startsWith('Get')
      ? rows(element)
      : rows(element, { err_msg: 'ok' })

/** A station that answers by a script; remembers what it was asked. */
async function station(script: Script, more: Record<string, string> = {}) {
  const said: Said[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const element = /data_element&gt;(\w+)&lt;/.exec(body)?.[1] ?? ''
      said.push({ element, body, headers: request.headers })
      const { status = 200, body: answer } = script(said.at(-1)!, said.length)
      response.writeHead(status, { 'content-type': 'text/xml; charset=utf-8' }).end(answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  running.push(() => server.close())
  const calls: TranscriptEntry[] = []
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/NMCLink/NMCLinkPortal.asmx`
  const fetch = providerFetch({
    connector: 'mastermind',
    credentials: baseUrl,
    timeoutMs: 1000,
    callsPerSecond: 1000,
    allowPrivate: true,
    secrets: ['pass & "word"'],
    onCall: (entry) => calls.push(entry),
  })
  const settings = {
    baseUrl,
    userId: 'u',
    password: 'pass & "word"',
    dealerNumber: '9',
    systemType: 'SIM1',
    ...more,
  }
  return { port: mastermind.open(settings, fetch), said, calls }
}

const ref = { accountNumber: '22-8761', externalId: '22-8761' }
const change = { fields: { city: 'Provo' }, idempotencyKey: 'key-00001' }
const person = (order: number, firstName: string) => ({
  order,
  firstName,
  lastName: 'X',
  phone: '8015550100',
  relation: 'NGH',
  passcode: 'never sent',
  hasKey: false,
})

describe('what is sent', () => {
  it('is ProcessData with its parameters in order, and a document within a string', async () => {
    const { port, said } = await station(willing)
    await port.account.update(ref, { ...change, fields: { crossStreet: 'A & "B" <C>', city: 'Lehi' } })
    const { body, headers } = said.find(({ element }) => element === 'SiteSystem')!
    expect(headers).toMatchObject({
      soapaction: `"${namespace}/ProcessData"`,
      'content-type': 'text/xml; charset=utf-8',
    })
    expect(body).toBe(
      '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' +
        `<ProcessData xmlns="${namespace}"><reqType>C</reqType><secUser>u</secUser>` +
        '<passWord>pass &amp; &quot;word&quot;</passWord><csNo>22-8761</csNo>' +
        `<xmldata>&lt;NMCNexusDocument xmlns=&quot;${namespace}&quot;&gt;&lt;SiteSystem&gt;&lt;SiteSystem_Request&gt;` +
        '&lt;data_element&gt;SiteSystem&lt;/data_element&gt;&lt;city_name&gt;Lehi&lt;/city_name&gt;' +
        '&lt;cross_street&gt;A &amp;amp; &amp;quot;B&amp;quot; &amp;lt;C&amp;gt;&lt;/cross_street&gt;' +
        '&lt;/SiteSystem_Request&gt;&lt;/SiteSystem&gt;&lt;/NMCNexusDocument&gt;</xmldata>' +
        '</ProcessData></soap:Body></soap:Envelope>',
    )
  })

  it('is the other family’s document where the station speaks that', async () => {
    const ns = 'http://www.gesecurity.com/webservices/mmmapi'
    const inner =
      '<GetAccountInfo_Response><cs_no>22-8761</cs_no><sitestat_id>A     </sitestat_id></GetAccountInfo_Response>'
    const { port, said } = await station(
      ({ element }) => about(element, element === 'GetAccountInfo' ? inner : '', 'MMDataDocument', ns),
      { documents: 'MMDataDocument' },
    )
    expect(await port.account.lookup('22-8761')).toMatchObject({ inService: true })
    expect(said[0]!.headers.soapaction).toBe(`"${ns}/ProcessData"`)
    expect(said[0]!.body).toContain(`&lt;MMDataDocument xmlns=&quot;${ns}&quot;&gt;`)
  })

  it('[CON-013] adds who is new before it removes who goes, and keeps whose relation is not told', async () => {
    const held = ['Ann', 'Bob', 'Cy'].map((first_name, index) => ({
      first_name,
      last_name: 'X',
      phone1: '8015550100',
      has_key_flag: 'N',
      // As the rows come is not as they are called.
      cs_seqno: String(30 - index * 10),
      contact_no: `${index + 1}`,
    }))
    const { port, said } = await station((call) =>
      call.element === 'GetAccountContacts' ? rows(call.element, ...held) : willing(call),
    )
    const contacts = [person(2, 'Ann'), person(1, 'Cy'), person(3, 'Di')]
    await port.contacts!.replace(ref, { contacts, idempotencyKey: 'key-00001' })
    const sent = said.filter(({ element }) => element === 'Contact').map(({ body }) => body)
    expect(sent).toHaveLength(2)
    expect(sent[0]).toMatch(/<reqType>A<.*first_name&gt;Di&lt;/)
    expect(sent[1]).toMatch(/<reqType>D<.*contact_no&gt;2&lt;/)
    expect(said.map(({ body }) => body).join()).not.toContain('never sent')
  })

  it('is nothing where the account stands so already', async () => {
    const { port, said } = await station(willing)
    await port.account.update(ref, { ...change, fields: { city: 'Orem', firstName: 'Ann', zip: '' } })
    await port.service!.set(ref, { inService: true, category: '', comment: '', idempotencyKey: 'key-00001' })
    expect(said.every(({ element }) => element.startsWith('Get'))).toBe(true)
  })
})

describe('what is answered', () => {
  const answered = async (answer: { status?: number; body: string }) => {
    const { port } = await station((call) => (call.element === 'SiteSystem' ? answer : willing(call)))
    return rejection(port.account.update(ref, change))
  }

  it('[CON-101] is a refusal by err_msg, by error numbers, or by bare text; what confirms nothing is open', async () => {
    const refused = { kind: 'rejected', outcome: 'not_applied' }
    expect(await answered(rows('SiteSystem', { err_msg: 'zip_code is not valid' }))).toMatchObject({
      ...refused,
      providerMessage: 'zip_code is not valid',
      field: 'zip',
    })
    const numbered = { err_code: '48', addl_err_info: 'System is currently on test.' }
    expect(await answered(rows('SiteSystem', numbered))).toMatchObject({
      ...refused,
      providerMessage: 'System is currently on test.',
    })
    expect(await answered(rows('SiteSystem', { err_code: '7' }))).toMatchObject({
      providerMessage: 'Error 7',
    })
    const denied = 'Access to this account has been denied.'
    for (const answer of [
      about('SiteSystem', denied),
      about('SiteSystem', `<SiteSystem_Response>${denied}</SiteSystem_Response>`),
      result(`<NMCNexusDocument xmlns="${namespace}">${denied}</NMCNexusDocument>`),
    ])
      expect(await answered(answer)).toMatchObject({ kind: 'not_found', outcome: 'not_applied' })
    expect(await answered(rows('SiteSystem', { err_msg: 'Invalid password' }))).toMatchObject({
      kind: 'bad_credentials',
    })
    for (const answer of [
      rows('SiteSystem'),
      rows('SiteSystem', { cs_no: '22-8761' }),
      rows('Contact', { err_msg: 'ok' }),
      result('<Other/>'),
      result('nothing'),
      { body: soap('<Else/>') },
    ])
      expect(await answered(answer)).toMatchObject({ kind: 'unexpected_reply', outcome: 'unknown' })
  })

  it('[CON-101] as a fault is the caller’s by its code alone; a server’s fault leaves a write open', async () => {
    const fault = (who: string, text: string) => ({
      status: 500,
      body: soap(
        `<soap:Fault><faultcode>soap:${who}</faultcode><faultstring>${text}</faultstring></soap:Fault>`,
      ),
    })
    expect(await answered(fault('Client', 'No'))).toMatchObject({ kind: 'rejected', outcome: 'not_applied' })
    expect(await answered(fault('Server', 'Oops'))).toMatchObject({ kind: 'unavailable', outcome: 'unknown' })
    expect(await answered(fault('Server', 'Invalid login'))).toMatchObject({
      kind: 'bad_credentials',
      outcome: 'not_applied',
    })
  })

  it('[CON-101] after a part was done is never called "nothing was done"', async () => {
    let writes = 0
    const { port } = await station((call) =>
      call.element === 'ZoneRule' && ++writes === 2
        ? rows('ZoneRule', { err_msg: 'event_id is not valid' })
        : willing(call),
    )
    const zone = (zone: string) => ({ zone, name: 'Door', eventType: 'BA', deviceType: '', area: '' })
    const put = port.zones!.put!(ref, { zones: [zone('1'), zone('2')], idempotencyKey: 'key-00001' })
    expect(await rejection(put)).toMatchObject({ kind: 'rejected', outcome: 'unknown' })
  })

  it('[CON-101] about another account, or about several, is not taken for the one asked for', async () => {
    for (const table of [[{ ...site, cs_no: '22-8762' }], [{ site_name: 'Doe, Ann' }], [site, site]]) {
      const { port } = await station(({ element }) => rows(element, ...table))
      expect(await rejection(port.account.lookup('22-8761'))).toMatchObject({
        kind: 'unexpected_reply',
        outcome: 'not_applied',
      })
    }
  })

  it('[CON-053] names a test by its end, in either form of date, and none that has run out', async () => {
    const at = new Date(Date.now() + 90 * 60_000).toLocaleString('sv-SE', { timeZone: 'America/Denver' })
    const running = async (ontest_expire_date: string) => {
      const { port } = await station(
        (call) =>
          call.element === 'GetAccountInfo'
            ? rows(call.element, { ...site, ontest_expire_date })
            : willing(call),
        { timeZone: 'America/Denver' },
      )
      return port.tests!.running(ref)
    }
    const [test] = await running(at.replace(' ', 'T'))
    expect(Math.abs(Date.parse(test!.until) - Date.now() - 90 * 60_000)).toBeLessThan(2000)
    expect(await running('2013-12-10T02:17:00')).toEqual([])
    expect(await running('')).toEqual([])
    const instant = (text: string) => stationInstant(text, 'America/New_York')
    expect(instant('Apr  3 2013  7:47AM')).toBe('2013-04-03T11:47:00.000Z')
    expect(instant('Nov 22 2026 12:05PM')).toBe('2026-11-22T17:05:00.000Z')
    expect([instant('Feb 30 20'), instant('Foo  3 2013  7:47AM'), instant('2026-13-40T00:00:00')]).toEqual([
      null,
      null,
      null,
    ])
  })

  it('[SEC-003] is kept without passcodes and passwords, also within the document', async () => {
    const { port, calls } = await station((call) =>
      call.element === 'SiteSystem'
        ? rows('SiteSystem', { err_msg: 'pass & "word" or Sesame<1> refused' })
        : call.element === 'GetAccountContacts'
          ? rows(call.element, { first_name: 'A', pin: '4711' })
          : rows('GetAccountInfo', { ...site, codeword1: 'copper', codeword2: 'silver' }),
    )
    const update = { fields: { abortCode: 'Sesame<1>' }, idempotencyKey: 'key-00001' }
    const error = await rejection(port.account.update(ref, update))
    expect(error.providerMessage).toBe('••• or ••• refused')
    const kept = JSON.stringify(calls)
    expect(kept).not.toMatch(/4711|copper|silver|Sesame|word&|word"</)
    expect(kept).toContain('Doe, Ann')
  })
})
