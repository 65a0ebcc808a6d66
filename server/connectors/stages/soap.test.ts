/** The SOAP form, both versions: the same operations on the same sandbox, and what XML brings with it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import gateway from '../../../docs/connectors/stages-gateway.json' with { type: 'json' }
import { rejection } from '../conformance-desk.ts'
import type { Station } from '../contract.ts'
import { providerFetch, type ProviderRequest, type TranscriptEntry } from '../http.ts'
import { parseXml, type XmlElement } from '../xml.ts'
import type { SoapVersion } from './soap.ts'
import { stages } from './stages.ts'

type Heard = { requests: ProviderRequest[]; said: TranscriptEntry[] }
const openAt = (baseUrl: string, settings: object, heard: Partial<Heard> = {}): Station => {
  const send = providerFetch({
    connector: 'stages',
    credentials: baseUrl + JSON.stringify(settings),
    timeoutMs: 1500,
    callsPerSecond: 1000,
    allowPrivate: true,
    secrets: ['sandbox-demo'],
    onCall: (entry) => heard.said?.push(entry),
  })
  const lists = {
    testCategories: '02;Two hours',
    agencies: 'fire;803;Provo Fire;8015550192;84601',
    outOfServiceCategories: 'DLRREQ|SEASON;Seasonal',
  }
  return stages.open(
    { baseUrl, userId: 'keyholder', password: 'sandbox-demo', ...lists, ...settings },
    (request) => {
      heard.requests?.push(request)
      return send(request)
    },
  )
}

const tns = gateway.namespace
const types = gateway.types as Record<string, Record<string, string>>
/** What is wrong with elements of a type, by the transcription: names, order, and what may not be left out. */
function flaws(members: Record<string, string>, element: XmlElement): string[] {
  const names = Object.keys(members)
  const given = element.children.map(({ name }) => name)
  const found = given.filter((name) => !names.includes(name)).map((name) => `${element.name} has a ${name}`)
  const inOrder = [...given].sort((a, b) => names.indexOf(a) - names.indexOf(b))
  if (given.join() !== inOrder.join()) found.push(`${element.name} is out of order`)
  for (const [name, type] of Object.entries(members))
    if (!type.includes('?') && !given.includes(name)) found.push(`${element.name} lacks ${name}`)
  for (const child of element.children) {
    const type = (members[child.name] ?? '').replace(/\?|\(nil\)|\[\]/g, '')
    if (child.namespace !== tns) found.push(`${child.name} is of ${child.namespace}`)
    if (type.startsWith('ArrayOf'))
      for (const item of child.children) found.push(...flaws(types[type.slice(7)]!, item))
    else if (types[type]) found.push(...flaws(types[type], child))
  }
  return found
}

const versions = [
  ['soap11', 'http://schemas.xmlsoap.org/soap/envelope/', /^text\/xml/],
  ['soap12', 'http://www.w3.org/2003/05/soap-envelope', /^application\/soap\+xml/],
] as const

describe('the SOAP form against the sandbox', () => {
  let sandboxes: Awaited<ReturnType<typeof startSandboxes>>
  let base: string
  beforeAll(async () => {
    sandboxes = await startSandboxes({ connectors: ['stages'] })
    base = `${sandboxes.url}/stages`
  })
  afterAll(() => sandboxes.close())
  const control = async (method: string, name: string, body?: object) => {
    const headers = { 'content-type': 'application/json' }
    const text = body && JSON.stringify(body)
    return (await fetch(`${base}/_control/${name}`, { method, headers, body: text })).json()
  }
  afterEach(() => control('POST', 'reset', {}))

  it.each(versions)(
    '[SYS-06] %s: an account from its shell to service',
    async (transport, envelope, type) => {
      const heard: Heard = { requests: [], said: [] }
      const station = openAt(base, { transport }, heard)
      const json = openAt(base, {})
      expect(await station.check()).toContain('keyholder')
      // The same account, its revision included, whatever it was asked in.
      expect(await station.account.lookup('7710001')).toEqual(await json.account.lookup('7710001'))
      expect(await station.account.lookup('7799999')).toBeNull()

      const fields = {
        firstName: 'Zoë',
        lastName: 'O’Hara & <Sons>',
        abortCode: 'Tangerine77',
        city: 'Provo',
        state: 'UT',
      }
      let n = 0
      const once = () => ({ idempotencyKey: `soap-${transport}-${++n}` })
      const details = { siteType: 'R', timeZone: '7' }
      // The receiver's log outlives a reset of the station.
      const accountNumber = `795${transport.slice(-2)}`
      const ref = await station.account.create!({ accountNumber: accountNumber, fields, details, ...once() })
      expect(ref).toMatchObject({ fields, inService: false })
      await station.account.update(ref, { fields: { abortCode: 'Foxglove88' }, ...once() })
      await station.account.update(ref, { fields: { city: 'Orem' }, ...once() })
      const contact = {
        order: 1,
        firstName: 'A',
        lastName: 'B',
        phone: '8015550111',
        relation: '',
        passcode: 'Marmalade88',
        hasKey: true,
      }
      await station.contacts!.replace(ref, { contacts: [contact], ...once() })
      const zone = { zone: '001', name: 'Tür “1” & 2', eventType: '130', deviceType: '', area: '1' }
      await station.zones!.put!(ref, { zones: [zone], ...once() })
      const [fire] = await station.agencies!.search('fire', '84601')
      await station.agencies!.add(ref, { agency: fire!, permitNumber: 'P-1', ...once() })
      const order = { category: '02', minutes: 75, description: 'Panel swap' }
      const [test] = await station.tests!.place(ref, { ...order, ...once() })
      sandboxes.signalLog.add({
      eventCode: '130', qualifier: 'new', kind: 'alarm', description: 'Burglary', zone: '1', area: '1', user: null, text: null,
      accountNumber, prefix: '0', at: new Date().toISOString(), receivedAt: new Date().toISOString(),
      protocol: 'ADM-CID', raw: `#${accountNumber}|1130 01 001`, encrypted: false, transport: 'tcp',
    }) // prettier-ignore
      const lately = {
        from: new Date(Date.now() - 60_000).toISOString(),
        until: new Date(Date.now() + 60_000).toISOString(),
      }
      expect(await station.tests!.results!(ref, lately)).toMatchObject([
        { code: 'E130', zone: '001', kind: 'alarm', onTest: true },
      ])
      expect(await station.tests!.end(ref, { testId: test!.id, ...once() })).toEqual([])
      expect((await station.events!.list(ref, lately)).map(({ kind }) => kind).sort()).toEqual([
        'alarm',
        'test',
        'test',
      ])
      await station.service!.set(ref, { inService: true, category: '', comment: '', ...once() })
      await station.service!.set(ref, { inService: false, category: 'DLRREQ', comment: 'Asked', ...once() })
      await station.service!.set(ref, { inService: false, category: 'SEASON', comment: '', ...once() })
      expect(
        (await station.account.list!(null)).accounts.map(({ accountNumber }) => accountNumber),
      ).toContain(accountNumber)
      expect((await station.zones!.eventTypes!()).map(({ code }) => code)).toContain('130')

      expect(await json.account.lookup(accountNumber)).toMatchObject({
        fields: { ...fields, city: 'Orem', abortCode: 'Foxglove88' },
        contacts: [contact],
        inService: false,
      })
      expect(await json.zones!.list(ref)).toEqual([zone])
      expect(await json.agencies!.list(ref)).toMatchObject([{ id: '803', permitNumber: 'P-1' }])

      const spoken = heard.requests.map(({ body, headers }) => {
        const root = parseXml(body!)
        const operation = root.children[0]!.children[0]!
        expect([root.namespace, headers!['content-type']]).toEqual([envelope, expect.stringMatching(type)])
        const action = `"${tns}${operation.name}"`
        expect(transport === 'soap11' ? headers!['soapaction'] : headers!['content-type']).toContain(action)
        const { request } = gateway.operations[operation.name as keyof typeof gateway.operations]
        expect(flaws(request as Record<string, string>, operation)).toEqual([])
        return operation.name
      })
      expect(new Set(spoken).size).toBe(13)
      expect(JSON.stringify(heard.said)).not.toMatch(
        /sandbox-demo|Tangerine77|Foxglove88|Marmalade88|marigold/,
      )
    },
  )

  it.each([
    ['rate_limit', 'rate_limited', 'not_applied', false],
    ['rejected', 'rejected', 'not_applied', false],
    ['http_500', 'unavailable', 'unknown', false],
    ['http_503', 'unavailable', 'unknown', false],
    ['drop_after', 'unavailable', 'unknown', true],
    ['malformed', 'unexpected_reply', 'unknown', true],
  ] as const)('[CON-101] %s on a write is %s with outcome %s', async (fault, kind, outcome, applied) => {
    for (const [transport] of versions) {
      const station = openAt(base, { transport })
      const ref = (await station.account.lookup('7710002'))!
      const change = { fields: { city: 'Draper' }, idempotencyKey: `soap-fault-${transport}` }
      await control('POST', 'faults', { fault, match: { write: true } })
      const failed = await rejection(station.account.update(ref, change))
      expect(failed).toMatchObject({ kind, outcome })
      if (fault === 'rejected') expect(failed.providerMessage).toContain('call the data entry desk')
      expect((await station.account.lookup('7710002'))?.fields.city).toBe(applied ? 'Draper' : 'Payson')
      expect((await station.account.update(ref, change)).fields.city).toBe('Draper')
      await control('POST', 'reset', {})
    }
  })

  it('[CON-090] a wrong password and a wrong address are told apart', async () => {
    for (const [transport] of versions) {
      const wrong = openAt(base, { transport, password: 'guess' })
      expect(await rejection(wrong.check())).toMatchObject({ kind: 'bad_credentials' })
      const elsewhere = openAt(`${sandboxes.url}/nobody`, { transport })
      expect(await rejection(elsewhere.check())).toMatchObject({ kind: 'unexpected_reply' })
    }
  })

  it('[CON-101] a value that XML cannot carry is refused before anything is sent', async () => {
    const station = openAt(base, { transport: 'soap11' })
    const ref = (await station.account.lookup('7710002'))!
    const refused = station.account.update(ref, {
      fields: { crossStreet: 'a\u0001b' },
      idempotencyKey: 'soap-control',
    })
    expect(await rejection(refused)).toMatchObject({ kind: 'rejected', outcome: 'not_applied' })
  })
})

describe('what a SOAP gateway may answer', () => {
  const running: (() => void)[] = []
  afterEach(() => running.splice(0).forEach((close) => close()))
  const answering = async (
    transport: SoapVersion,
    answer: (operation: string, body: string) => string,
    status = 200,
  ): Promise<Station> => {
    const handle = async (request: IncomingMessage, response: ServerResponse) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      const operation = parseXml(body).children[0]!.children[0]!.name
      response.writeHead(status, { 'content-type': 'text/xml' })
      response.end(answer(operation, body))
    }
    const server = createServer((request, response) => void handle(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    running.push(() => server.close())
    const { port } = server.address() as AddressInfo
    return openAt(`http://127.0.0.1:${port}/other/Gateway.asmx`, { transport })
  }
  const wrap = (envelope: string, inner: string) =>
    `<?xml version="1.0"?><s:Envelope xmlns:s="${envelope}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><s:Body>${inner}</s:Body></s:Envelope>`
  const [soap11, soap12] = [versions[0][1], versions[1][1]]
  const done = (operation: string, inner = '') =>
    wrap(
      soap11,
      `<x:${operation}Response xmlns:x="${tns}" xmlns="${tns}"><x:${operation}Result><ErrorNum>0</ErrorNum><ErrorMessage/>${inner}</x:${operation}Result></x:${operation}Response>`,
    )
  const site = (city: string) =>
    `<Result><Phones/><Devices><Device><TransmitterCode>1</TransmitterCode><Keypad><Rows i:nil="true"/></Keypad></Device></Devices>` +
    `<City>${city}</City><SiteNum>7</SiteNum><Gate Side="left">4 &amp; 5</Gate></Result>`

  it('[CON-013] elements that the interface does not know go back as they came', async () => {
    let sent = ''
    const station = await answering('soap11', (operation, body) => {
      if (operation === 'ImportSite') sent = body
      return operation === 'GetSite' ? done(operation, site(sent ? 'Orem' : 'Provo')) : done(operation)
    })
    const ref = { accountNumber: '1', externalId: '7' }
    await station.account.update(ref, { fields: { city: 'Orem' }, idempotencyKey: 'soap-unknown' })
    expect(sent).toContain('<City>Orem</City>')
    expect(sent).toMatch(/<Gate xmlns="http:\/\/tempuri.org\/" Side="left">4 &amp; 5<\/Gate><\/Site>/)
    expect(sent).toMatch(/<Keypad xmlns="http:\/\/tempuri.org\/"><Rows/)
  })

  it('[CON-101] a fault that blames the request is a refusal in its words, any other says that the station is down', async () => {
    const fault11 = (code: string) =>
      wrap(
        soap11,
        `<s:Fault><faultcode>s:${code}</faultcode><faultstring>No such element</faultstring></s:Fault>`,
      )
    const fault12 = (code: string) =>
      wrap(
        soap12,
        `<s:Fault><s:Code><s:Value>s:${code}</s:Value></s:Code><s:Reason><s:Text>No such element</s:Text></s:Reason></s:Fault>`,
      )
    for (const [transport, answer, kind] of [
      ['soap11', fault11('Client'), 'rejected'],
      ['soap11', fault11('Server'), 'unavailable'],
      ['soap12', fault12('Sender'), 'rejected'],
      ['soap12', fault12('Receiver'), 'unavailable'],
    ] as const) {
      const failed = await rejection((await answering(transport, () => answer, 500)).account.lookup('1'))
      expect(failed).toMatchObject({ kind, outcome: 'not_applied', providerMessage: 'No such element' })
    }
  })

  it('[CON-101] anything else is not understood', async () => {
    const other = `<Result><Devices><Device><TransmitterCode>2</TransmitterCode></Device></Devices></Result>`
    for (const answer of [
      '',
      '<html><body>Sign in</body></html>',
      wrap(soap12, ''),
      done('ImportSite'),
      done('GetSite').replace('<ErrorNum>0', '<ErrorNum>none'),
      done('GetSite', other),
      done('GetSite', '<Result><SiteNum>7</SiteNum><SiteNum>8</SiteNum></Result>'),
      done('GetSite', '<Result><Devices><Sensor/></Devices></Result>'),
      `<!DOCTYPE a [<!ENTITY b "c">]>${done('GetSite')}`,
    ])
      expect(
        await rejection((await answering('soap11', () => answer)).account.lookup('1')),
        answer,
      ).toMatchObject({
        kind: 'unexpected_reply',
        outcome: 'not_applied',
      })
  })
})
