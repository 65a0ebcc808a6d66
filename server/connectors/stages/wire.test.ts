import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import gateway from '../../../docs/connectors/stages-gateway.json' with { type: 'json' }
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { answers, interfaceTypes, sentTo } from '#sandboxes/stages/interface.ts'
import type { Stored } from '#sandboxes/stages/sites.ts'
import { rejection } from '../conformance-desk.ts'
import type { Station } from '../contract.ts'
import { providerFetch, type TranscriptEntry } from '../http.ts'
import {
  answeredBy,
  membersOf,
  namespace,
  operations,
  sentBy,
  typeNames,
  type Member,
  type Operation,
} from './interface.ts'
import { readName, siteTypeOf, writeName } from './names.ts'
import { stages } from './stages.ts'

const openAt = (baseUrl: string, settings: object = {}, said: TranscriptEntry[] = []): Station =>
  stages.open(
    { baseUrl, userId: 'keyholder', password: 'sandbox-demo', ...settings },
    providerFetch({
      connector: 'stages',
      credentials: baseUrl + JSON.stringify(settings),
      timeoutMs: 1500,
      callsPerSecond: 1000,
      allowPrivate: true,
      secrets: ['sandbox-demo'],
      onCall: (entry) => said.push(entry),
    }),
  )

/** A member as the transcription writes its type: `Foo?`, `int(nil)`, `ArrayOfFoo?`. */
const plainType = ({ scalar, type, list }: Member) => scalar ?? (list ? `ArrayOf${type}` : type)
const plain = (members: Record<string, string>) =>
  Object.entries(members).map(([name, type]) => [name, type.replace(/\?|\(nil\)|\[\]/g, '')])
const ours = (members: readonly Member[]) => members.map((member) => [member.name, plainType(member)])

describe('the messages, against the published description', () => {
  it('[SYS-06] have its operations, names, order and types', () => {
    expect(namespace).toBe(gateway.namespace)
    const types = gateway.types as Record<string, Record<string, string>>
    for (const type of typeNames) expect([type, ours(membersOf(type))]).toEqual([type, plain(types[type]!)])
    for (const name of Object.keys(operations) as Operation[]) {
      const { request, answer } = gateway.operations[name]
      // What we never send with it stands last in the description and may be missing.
      const { Signals: _, ...sent } = request as Record<string, string>
      expect([name, ours(sentBy(name))]).toEqual([name, plain(sent)])
      expect([name, ours(answeredBy(name))]).toEqual([name, plain(types[answer]!)])
    }
  })

  it('[CON-101] the sandbox’s table is the same description', () => {
    const theirs = (name: string) => interfaceTypes.get(name)!.map((member) => [member.name, member.type])
    for (const [name, members] of Object.entries(gateway.types)) expect(theirs(name)).toEqual(plain(members))
    for (const [name, { request, answer }] of Object.entries(gateway.operations)) {
      expect(theirs(sentTo(name))).toEqual(plain(request))
      expect(answers[name as keyof typeof answers]).toBe(answer)
    }
  })
})

describe('what the station keeps besides', () => {
  let sandboxes: Awaited<ReturnType<typeof startSandboxes>>
  let station: Station
  beforeAll(async () => {
    sandboxes = await startSandboxes({ connectors: ['stages'] })
    station = openAt(`${sandboxes.url}/stages/SiteGroupGateway/`)
  })
  afterAll(() => sandboxes.close())
  afterEach(async () => {
    const headers = { 'content-type': 'application/json' }
    await fetch(`${sandboxes.url}/stages/_control/reset`, { method: 'POST', headers, body: '{}' })
  })
  const held = async (accountNumber: string) => {
    const reply = await fetch(`${sandboxes.url}/stages/_control/accounts`)
    const { accounts } = (await reply.json()) as { accounts: Stored[] }
    return accounts.find((account) => account.accountNumber === accountNumber)?.site
  }
  const update = async (accountNumber: string, fields: object) =>
    station.account.update((await station.account.lookup(accountNumber))!, {
      fields,
      idempotencyKey: 'key-00001',
    })

  it('an update leaves zones, agencies, further code words and contacts as they are', async () => {
    const before = (await held('7710001'))!
    await update('7710001', {
      city: 'Orem',
      abortCode: 'foxglove',
      cellPhone: '8015550199x7',
      workPhone: '8015550188',
    })
    expect(await held('7710001')).toMatchObject({
      ...before,
      City: 'Orem',
      Codewords: [{ Codeword: 'foxglove' }, { Codeword: 'second word' }],
      Phones: [
        { PhoneNumber: '(801) 555-0161', PhoneType: 'P', AutoNotifyFlag: true },
        { PhoneNumber: '8015550199', Extension: '7', PhoneType: 'C' },
        { PhoneNumber: '8015550188', PhoneType: 'W' },
      ],
      Devices: [
        { TransmitterCode: '7710001', InServiceFlag: true, Points: [{ Point: '001' }, { Point: '002' }] },
      ],
    })
  })

  it('contacts keep what we do not keep, and members of special lists stay', async () => {
    const ref = (await station.account.lookup('7710001'))!
    const [peter, ruth] = ref.contacts
    const anna = { ...ruth!, firstName: 'Anna', phone: '8015550166', passcode: 'thistle' }
    await station.contacts!.replace(ref, {
      contacts: [
        { ...anna, order: 1 },
        { ...peter!, order: 2, phone: '8015550167' },
      ],
      idempotencyKey: 'key-00002',
    })
    expect((await held('7710001'))!.Contacts).toMatchObject([
      {
        OrderNum: 1,
        FirstName: 'Anna',
        Pin: 'thistle',
        Phones: [{ PhoneNumber: '8015550166', PhoneType: 'C' }],
      },
      {
        OrderNum: 2,
        FirstName: 'Peter',
        Authority: '12',
        EcvFlag: true,
        EmailAddresses: [{ EmailAddress: 'peter@example.test' }],
        Phones: [
          { PhoneNumber: '8015550167', PhoneType: 'C' },
          { PhoneNumber: '801-555-0165', PhoneType: 'H' },
        ],
      },
      { OrderNum: 3, FirstName: 'Alan', ContactListMemberOnlyFlag: true },
    ])
  })

  it('takes nobody’s code words away: clearing ours is refused while there are others', async () => {
    const refused = await rejection(update('7710001', { abortCode: '' }))
    expect(refused).toMatchObject({ kind: 'rejected', outcome: 'not_applied', field: 'abortCode' })
    expect((await held('7710001'))!.Codewords).toHaveLength(2)
  })

  it('[CON-013] sends nothing that is there already, whatever the format', async () => {
    const before = await held('7710001')
    await update('7710001', {
      primaryPhone: '8015550161',
      state: 'UT',
      zip: '84601-5512',
      lastName: 'FENWICK',
    })
    expect(await held('7710001')).toEqual(before)
  })

  it('[SEC-003] no transcript holds a code word, a PIN or what opens a door', async () => {
    const said: TranscriptEntry[] = []
    const heard = openAt(`${sandboxes.url}/stages`, {}, said)
    const account = { accountNumber: '7790', site: { LockBoxCode: '4488-door', SiteName: 'Vale, Ann' } }
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ accounts: [account] })
    await fetch(`${sandboxes.url}/stages/_control/accounts`, { method: 'POST', headers, body })
    const ref = (await heard.account.lookup('7790'))!
    await heard.account.update(ref, { fields: { city: 'Orem' }, idempotencyKey: 'key-00009' })
    await heard.account.lookup('7710001')
    expect(JSON.stringify(said)).not.toMatch(/4488-door|marigold|second word|sandbox-demo/)
    expect(said.map(({ call }) => call)).toContain('Update account')
    expect(await held('7790')).toMatchObject({ LockBoxCode: '4488-door', City: 'Orem' })
  })

  it('[CON-033] reads names as operators type them', async () => {
    expect((await station.account.lookup('7710002'))?.fields).toMatchObject({
      firstName: 'Delia',
      lastName: 'Marsh-Yoder',
      primaryPhone: '801-555-017',
    })
    expect((await station.account.lookup('7710003'))?.fields).toMatchObject({
      businessName: 'TIMPANOGOS TILE & STONE',
      lastName: '',
      primaryPhone: '8015550180x204',
    })
    expect(await station.account.lookup('7710004')).toMatchObject({
      inService: false,
      fields: { lastName: '' },
    })
  })

  it('[CON-013] names our field where the station complains of a member of its interface', async () => {
    const strict = openAt(`${sandboxes.url}/stages`, { deviceType: 'NONE' })
    const account = { accountNumber: '79001', fields: { lastName: 'Vale' }, idempotencyKey: 'key-00003' }
    expect(await rejection(strict.account.create!(account))).toMatchObject({
      kind: 'rejected',
      providerMessage: 'DeviceType NONE is not valid',
      field: null,
    })
    // The station warns of required data (145) and imports all the same.
    expect(await station.account.create!(account)).toMatchObject({
      inService: false,
      fields: { lastName: 'Vale' },
    })
  })

  it('puts new sites into the dealer’s group, with the station’s own codes', async () => {
    const own = openAt(`${sandboxes.url}/stages`, {
      siteGroup: '4100',
      deviceType: '2WBURG',
      premisesPhoneType: 'H',
    })
    const fields = { businessName: 'Vale Tile', primaryPhone: '8015550123' }
    await own.account.create!({ accountNumber: '79002', fields, idempotencyKey: 'key-00004' })
    expect(await held('79002')).toMatchObject({
      SiteName: 'Vale Tile',
      SiteType: 'C',
      Phones: [{ PhoneNumber: '8015550123', PhoneType: 'H' }],
      Devices: [{ TransmitterCode: '79002', DeviceType: '2WBURG', InServiceFlag: false }],
      SiteGroups: [{ SiteGroupNum: 4100 }],
    })
  })
})

describe('what a gateway may answer', () => {
  const running: (() => void)[] = []
  afterEach(() => running.splice(0).forEach((close) => close()))
  const answering = async (
    answer: (operation: string, body: string) => unknown,
    status = 200,
  ): Promise<Station> => {
    const handle = async (request: IncomingMessage, response: ServerResponse) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      response.writeHead(status, { 'content-type': 'application/json' })
      const said = answer(request.url!.split('/').at(-1)!, body)
      response.end(typeof said === 'string' ? said : JSON.stringify(said))
    }
    const server = createServer((request, response) => void handle(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    running.push(() => server.close())
    return openAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  }
  const site = (values: object) => ({ Devices: [{ TransmitterCode: '1' }], SiteNum: 7, ...values })
  const found = (values: object = {}) => ({ ErrorNum: 0, ErrorMessage: '', Result: site(values) })

  it('the result bare or under the operation’s name, lists missing or null', async () => {
    for (const answer of [found(), { GetSiteResult: found({ Phones: null, Contacts: [null] }) }])
      expect(await (await answering(() => answer)).account.lookup('1')).toMatchObject({
        externalId: '7',
        contacts: [],
      })
    expect(
      await (await answering(() => ({ ErrorNum: 0, ErrorMessage: null, Result: null }))).account.lookup('1'),
    ).toBeNull()
  })

  it('a sentence that is only the login’s or the transmitter’s is taken as such, any other is a refusal', async () => {
    const lookup = async (ErrorMessage: string) =>
      (await answering(() => ({ ErrorNum: 9, ErrorMessage }))).account.lookup('1')
    expect(await lookup('Transmitter Code does not exist')).toBeNull()
    expect(await lookup('Unknown transmitter')).toBeNull()
    for (const [message, kind] of [
      ['Login failed', 'bad_credentials'],
      ['Not authorized for this site', 'bad_credentials'],
      ['The site table could not be found', 'rejected'],
      ['Deadlock victim, try again', 'rejected'],
      ['', 'rejected'],
    ] as const)
      expect(await rejection(lookup(message)), message).toMatchObject({ kind, outcome: 'not_applied' })
  })

  it('[CON-032] no doubtful answer lets a shell be written over a site', async () => {
    const operations: string[] = []
    const station = await answering((operation) => {
      operations.push(operation)
      return { ErrorNum: 9, ErrorMessage: 'Database is busy' }
    })
    const account = { accountNumber: '1', fields: { lastName: 'Vale' }, idempotencyKey: 'key-00005' }
    expect(await rejection(station.account.create!(account))).toMatchObject({ kind: 'rejected' })
    expect(operations).toEqual(['GetSite'])
  })

  it('[CON-013] a value that the station cut is said to be so, by our field', async () => {
    const station = await answering((operation) =>
      operation === 'GetSite' ? found({ City: 'Saratoga' }) : { ErrorNum: 0, ErrorMessage: '' },
    )
    const ref = { accountNumber: '1', externalId: '7' }
    const change = { fields: { city: 'Saratoga Springs' }, idempotencyKey: 'key-00006' }
    expect(await rejection(station.account.update(ref, change))).toMatchObject({
      kind: 'rejected',
      outcome: 'unknown',
      field: 'city',
    })
    const contacts = [
      { order: 1, firstName: 'A', lastName: 'B', phone: '', relation: '', passcode: '', hasKey: false },
    ]
    expect(
      await rejection(station.contacts!.replace(ref, { contacts, idempotencyKey: 'key-00007' })),
    ).toMatchObject({ kind: 'rejected', outcome: 'unknown', field: 'contacts' })
  })

  it('[CON-013] a transmitter that has moved to another site is not written to', async () => {
    const operations: string[] = []
    const station = await answering((operation) => (operations.push(operation), found()))
    const change = { fields: { city: 'Orem' }, idempotencyKey: 'key-00008' }
    const update = station.account.update({ accountNumber: '1', externalId: '6' }, change)
    expect(await rejection(update)).toMatchObject({ kind: 'not_found', outcome: 'not_applied' })
    expect(operations).toEqual(['GetSite'])
  })

  it('[CON-101] an answer about another transmitter, of other types or without end is not understood', async () => {
    for (const answer of [
      { ErrorNum: 0, ErrorMessage: '', Result: { Devices: [{ TransmitterCode: '2' }] } },
      { ErrorNum: 0, ErrorMessage: '', Result: { Devices: [{ TransmitterCode: 1 }] } },
      { ErrorNum: '0', ErrorMessage: '' },
      { Success: true },
      `{"ErrorNum":0,"Result":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`,
      '<html></html>',
    ])
      expect(await rejection((await answering(() => answer)).account.lookup('1'))).toMatchObject({
        kind: 'unexpected_reply',
        outcome: 'not_applied',
      })
    expect(await rejection((await answering(() => 'Denied', 401)).account.lookup('1'))).toMatchObject({
      kind: 'bad_credentials',
    })
  })
})

describe('one name for three', () => {
  const word = fc.stringMatching(/^[A-Za-zÀ-ž][A-Za-zÀ-ž' .&-]{0,20}[A-Za-zÀ-ž.]$/)
  const part = fc.oneof(fc.constant(''), word)

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(part, part, part, (firstName, lastName, businessName) => {
        const names = { firstName, lastName, businessName }
        expect(readName(writeName(names), siteTypeOf(names))).toEqual(names)
      }),
    )
  })

  it.each([
    ['Quist, Amelia', 'R', 'Amelia', 'Quist', ''],
    ['Smith, Jr., John', 'R', 'John', 'Smith, Jr.', ''],
    ['Mary Ann Quist', 'R', 'Mary Ann', 'Quist', ''],
    ['QUIST', '', '', 'QUIST', ''],
    ['Acme, Inc.', 'C', '', '', 'Acme, Inc.'],
    ['Quist Clocks (Quist, Amelia)', 'C', 'Amelia', 'Quist', 'Quist Clocks'],
  ])('[CON-033] reads %s of type %s', (text, type, firstName, lastName, businessName) => {
    expect(readName(text, type)).toEqual({ firstName, lastName, businessName })
  })
})
