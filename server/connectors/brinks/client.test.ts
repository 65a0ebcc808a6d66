import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { rejection } from '../conformance-desk.ts'
import type { StationContact } from '../contract.ts'
import { providerFetch, type TranscriptEntry } from '../http.ts'
import { readSiteName, writeSiteName } from '../site-name.ts'
import { escapeXml } from '../xml.ts'
import { brinks } from './brinks.ts'

const running: (() => void)[] = []
afterEach(() => running.splice(0).forEach((close) => close()))

type Row = Record<string, string>
type Said = { operation: string; body: string; headers: IncomingMessage['headers'] }
type Script = (said: Said, nth: number) => { status?: number; body: string }

const soap = (body: string) =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${body}</soap:Body></soap:Envelope>`
const fault = (who: string, text: string) => ({
  status: 500,
  body: soap(`<soap:Fault><faultcode>soap:${who}</faultcode><faultstring>${text}</faultstring></soap:Fault>`),
})
/** An answer with several tables; the first one named is table 0. */
const dataSet = (operation: string, tables: Record<string, Row[]>) => ({
  body: soap(
    `<${operation}Response xmlns="https://mimasweb.monitronics.net/MIDI/"><${operation}Result>` +
      '<xs:schema id="S" xmlns="" xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="S"><xs:complexType><xs:choice>' +
      Object.keys(tables)
        .map((name) => `<xs:element name="${name}"/>`)
        .join('') +
      '</xs:choice></xs:complexType></xs:element></xs:schema>' +
      '<d:diffgram xmlns:d="urn:schemas-microsoft-com:xml-diffgram-v1"><S xmlns="">' +
      Object.entries(tables)
        .flatMap(([name, rows]) =>
          rows.map((row) => {
            const cells = Object.entries(row).map(
              ([column, text]) => `<${column}>${escapeXml(text)}</${column}>`,
            )
            return `<${name} d:id="${name}1">${cells.join('')}</${name}>`
          }),
        )
        .join('') +
      `</S></d:diffgram></${operation}Result></${operation}Response>`,
  ),
})
const rows = (operation: string, ...table: Row[]) => dataSet(operation, { Table: table })
const site = { cs_no: '1', site_name: 'Doe, Ann', sitetype_id: 'RBFM', sitestat_id: 'P', city_name: 'Orem' }
/** Reads answer one account without contacts. */
const reading = ({ operation, body }: Said) =>
  body.includes('<Entity>Sitesystems<') ? rows(operation, site) : rows(operation)

/** A station that answers by a script; remembers what it was asked. */
async function station(script: Script) {
  const said: Said[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const operation = /MIDI\/(\w+)"$/.exec(String(request.headers.soapaction))?.[1] ?? ''
      said.push({ operation, body: Buffer.concat(chunks).toString(), headers: request.headers })
      const { status = 200, body } = script(said.at(-1)!, said.length)
      response.writeHead(status, { 'content-type': 'text/xml; charset=utf-8' }).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  running.push(() => server.close())
  const calls: TranscriptEntry[] = []
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/MIDI/MIDI.asmx`
  const fetch = providerFetch({
    connector: 'brinks',
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
    systemType: '20S001',
  }
  return { port: brinks.open(settings, fetch), said, calls }
}

const ref = { accountNumber: '1', externalId: '1' }
const change = { fields: { city: 'Provo' }, idempotencyKey: 'key-00001' }
const okay = { table_name: 'SiteSystem', err_no: '0', msg_type: '0', err_text: 'Accepted' }
const bad = {
  table_name: 'SiteSystem',
  err_no: '77',
  msg_type: '1',
  err_text: 'zip_code does not fit state_id',
}

describe('what is sent', () => {
  it('is the envelope of MIDI: header, parameters in order, XML within a string escaped twice', async () => {
    const { port, said } = await station((call) =>
      call.operation === 'Update' ? rows('Update', okay) : reading(call),
    )
    await port.account.update(ref, { ...change, fields: { crossStreet: 'A & "B" <C>' } })
    const { body, headers } = said.find(({ operation }) => operation === 'Update')!
    expect(headers).toMatchObject({
      soapaction: '"https://mimasweb.monitronics.net/MIDI/Update"',
      'content-type': 'text/xml; charset=utf-8',
    })
    expect(body).toBe(
      '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">' +
        '<soap:Header><ApplicationIDHeader xmlns="https://mimasweb.monitronics.net/MIDI/"><appID>WSI</appID></ApplicationIDHeader></soap:Header>' +
        '<soap:Body><Update xmlns="https://mimasweb.monitronics.net/MIDI/"><userName>u</userName>' +
        '<password>pass &amp; &quot;word&quot;</password><reqType>C</reqType><csNo>1</csNo>' +
        '<xml>&lt;Account&gt;&lt;SiteSystems&gt;&lt;SiteSystem cross_street=&quot;A &amp;amp; &amp;quot;B&amp;quot; &amp;lt;C&amp;gt;&quot;/&gt;&lt;/SiteSystems&gt;&lt;/Account&gt;</xml>' +
        '</Update></soap:Body></soap:Envelope>',
    )
  })

  it('adds who is new before it removes who goes, and keeps who stands right', async () => {
    const held = ['Ann', 'Bob', 'Cy'].map((first_name, index) => ({
      first_name,
      last_name: 'X',
      phone1: '8015550100',
      has_key_flag: 'N',
      // As the rows come is not as they are called.
      cs_seqno: String(30 - index * 10),
      contact_no: `${index + 1}`,
      ctaclink_no: `9${index + 1}`,
    }))
    const { port, said } = await station((call) =>
      call.body.includes('>Contacts<')
        ? rows('GetData', ...held)
        : call.operation === 'Update'
          ? rows('Update', okay)
          : reading(call),
    )
    const person = (order: number, firstName: string): StationContact => ({
      order,
      firstName,
      lastName: 'X',
      phone: '8015550100',
      relation: '',
      passcode: '',
      hasKey: false,
    })
    const contacts = [person(2, 'Ann'), person(1, 'Cy'), person(3, 'Di')]
    await port.contacts!.replace(ref, { contacts, idempotencyKey: 'key-00001' })
    const updates = said.filter(({ operation }) => operation === 'Update').map(({ body }) => body)
    expect(updates).toHaveLength(2)
    expect(updates[0]).toMatch(/<reqType>A<.*first_name=&quot;Di&quot;.*cs_seqno=&quot;31&quot;/)
    expect(updates[0]).not.toMatch(/Ann|Cy|Bob/)
    expect(updates[1]).toMatch(/<reqType>D<.*contact_no=&quot;2&quot; ctaclink_no=&quot;92&quot;/)
  })

  it('is nothing where the account stands so already', async () => {
    const { port, said } = await station(reading)
    await port.account.update(ref, { ...change, fields: { city: 'Orem', firstName: 'Ann', zip: '' } })
    await port.contacts!.replace(ref, { contacts: [], idempotencyKey: 'key-00001' })
    expect(new Set(said.map(({ operation }) => operation))).toEqual(new Set(['GetData']))
  })

  it('never puts an account online over one that exists', async () => {
    const { port, said } = await station(reading)
    const create = {
      accountNumber: '1',
      fields: { firstName: 'Eve', lastName: 'Roe' },
      idempotencyKey: 'k-000001',
    }
    expect(await rejection(port.account.create!(create))).toMatchObject({
      kind: 'rejected',
      field: 'accountNumber',
    })
    expect(said.every(({ operation }) => operation === 'GetData')).toBe(true)
  })
})

describe('what is answered', () => {
  const answered = async (...table: Row[]) => {
    const { port } = await station((call) =>
      call.operation === 'Update' ? rows('Update', ...table) : reading(call),
    )
    return port.account.update(ref, change)
  }

  it('[CON-101] is a refusal by a row of another message type, with our field; not by 107130 or type 0', async () => {
    expect(await rejection(answered(bad))).toMatchObject({
      kind: 'rejected',
      outcome: 'not_applied',
      providerMessage: bad.err_text,
      field: 'zip',
    })
    await expect(answered(okay)).resolves.toMatchObject({ accountNumber: '1' })
    await expect(answered({ ...bad, err_no: '107130' })).resolves.toMatchObject({ accountNumber: '1' })
    await expect(answered()).resolves.toMatchObject({ accountNumber: '1' })
  })

  it('[CON-101] leaves the outcome open where refusals stand beside confirmations', async () => {
    expect(await rejection(answered(okay, bad))).toMatchObject({ kind: 'rejected', outcome: 'unknown' })
  })

  it('[CON-101] means by its words: credentials, no such account, or a refusal', async () => {
    const said = async (err_text: string) => (await rejection(answered({ ...bad, err_text }))).kind
    expect(await said('Invalid user name or password')).toBe('bad_credentials')
    expect(await said('CS number 1 was not found')).toBe('not_found')
    expect(await said('phone1 is not valid')).toBe('rejected')
  })

  it('[CON-101] as a fault is the caller’s by its code alone; a server’s fault leaves a write open', async () => {
    const write = async (answer: { status: number; body: string }) => {
      const { port } = await station((call) => (call.operation === 'Update' ? answer : reading(call)))
      return rejection(port.account.update(ref, change))
    }
    expect(await write(fault('Client', 'No'))).toMatchObject({ kind: 'rejected', outcome: 'not_applied' })
    expect(await write(fault('Server', 'Oops'))).toMatchObject({ kind: 'unavailable', outcome: 'unknown' })
    expect(await write(fault('Server', 'Invalid login'))).toMatchObject({
      kind: 'bad_credentials',
      outcome: 'not_applied',
    })
  })

  it('[CON-101] that confirms no account is no account', async () => {
    const { port } = await station(({ operation }) =>
      rows(operation, ...(operation === 'GetData' ? [] : [okay])),
    )
    const create = { accountNumber: '1', fields: { lastName: 'Roe' }, idempotencyKey: 'key-00001' }
    expect(await rejection(port.account.create!(create))).toMatchObject({
      kind: 'unexpected_reply',
      outcome: 'unknown',
    })
  })

  it('[CON-101] after a part was done is never called "nothing was done"', async () => {
    let updates = 0
    const { port } = await station((call) => {
      if (call.operation === 'Update') return rows('Update', ++updates === 1 ? okay : bad)
      return call.body.includes('>Contacts<')
        ? rows('GetData', { first_name: 'Old', last_name: 'One', contact_no: '1', ctaclink_no: '2' })
        : reading(call)
    })
    const contacts = [
      { order: 1, firstName: 'New', lastName: '', phone: '', relation: '', passcode: '', hasKey: false },
    ]
    const replace = port.contacts!.replace(ref, { contacts, idempotencyKey: 'key-00001' })
    expect(await rejection(replace)).toMatchObject({ kind: 'rejected', outcome: 'unknown' })

    const { port: other } = await station((call, nth) =>
      call.operation === 'Update' ? rows('Update', okay) : nth > 3 ? fault('Server', 'Oops') : reading(call),
    )
    expect(await rejection(other.account.update(ref, change))).toMatchObject({
      kind: 'unavailable',
      outcome: 'unknown',
    })
  })

  it('[CON-101] about another account, or about several, is not taken for the one asked for', async () => {
    for (const table of [[{ ...site, cs_no: '2' }], [{ site_name: 'Doe, Ann' }], [site, site]]) {
      const { port } = await station(({ operation }) => rows(operation, ...table))
      expect(await rejection(port.account.lookup('1'))).toMatchObject({
        kind: 'unexpected_reply',
        outcome: 'not_applied',
      })
    }
  })

  it('counts in table 0 only, though that has no rows and another has', async () => {
    const { port } = await station(() => dataSet('GetData', { Table: [], Table1: [site] }))
    expect(await port.account.lookup('1')).toBeNull()
  })

  it('[SEC-003] is kept without passcodes and passwords, whatever XML made of them', async () => {
    const { port, calls } = await station((call) =>
      call.operation === 'Update'
        ? rows('Update', { ...bad, err_text: 'pass & "word" or Sesame<1> refused' })
        : call.body.includes('>Contacts<')
          ? rows('GetData', { first_name: 'A', pin: '4711' })
          : rows('GetData', { ...site, codeword1: 'copper', panel_code: '0815' }),
    )
    const update = { fields: { abortCode: 'Sesame<1>' }, idempotencyKey: 'key-00001' }
    const error = await rejection(port.account.update(ref, update))
    expect(error.providerMessage).toBe('••• or ••• refused')
    const kept = JSON.stringify(calls)
    expect(kept).not.toMatch(/4711|copper|0815|Sesame|word&|word"</)
    expect(kept).toContain('Doe, Ann')
  })
})

describe('the one name of a site', () => {
  it('holds three names that read back as they were, or is not written', () => {
    const word = fc.string({ maxLength: 12 }).map((text) => text.trim())
    const names = fc.record({ firstName: word, lastName: word, businessName: word })
    fc.assert(
      fc.property(names, (given) => {
        const text = writeSiteName(given)
        if (text !== null) expect(readSiteName(text, given.businessName !== '')).toEqual(given)
      }),
    )
    for (const [firstName, lastName, businessName, text] of [
      ['Margaret', 'Holloway', '', 'Holloway, Margaret'],
      ['', 'Smith, Jr.', '', 'Smith, Jr.,'],
      ['Ann', '', '', ', Ann'],
      ['', '', 'Tile & Stone, Inc.', 'Tile & Stone, Inc.'],
      ['Gus', 'Pappas', 'Tile (West)', 'Tile (West) (Pappas, Gus)'],
      ['', '', '', ''],
      ['John, Jr.', 'Smith', '', null],
    ] as const)
      expect(writeSiteName({ firstName, lastName, businessName })).toBe(text)
  })

  it('[CON-033] is read from what operators type', () => {
    const read = (text: string, business = false) => Object.values(readSiteName(text, business)).join('|')
    expect(read('MARGARET HOLLOWAY')).toBe('MARGARET|HOLLOWAY|')
    expect(read('HOLLOWAY,MARGARET')).toBe('HOLLOWAY|MARGARET|')
    expect(read('Estate of Margaret Holloway')).toBe('|Estate of Margaret Holloway|')
    expect(read('Pappas, Sons & Co', true)).toBe('||Pappas, Sons & Co')
  })
})
