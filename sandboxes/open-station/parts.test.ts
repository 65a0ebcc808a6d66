import { describe, expect, it } from 'vitest'
import type { WireAnswer } from '../kit.ts'
import { openSignalLog } from '../signals/signal-log.ts'
import { answerBreaches, requestBreaches, type Exchange } from './document.ts'
import { openStationSandbox } from './server.ts'
import type { Abilities } from './profile.ts'
import { deviceTypes, eventTypes, testCategories } from './reference.ts'

const start = Date.parse('2027-03-01T12:00:00.000Z')
const abilities: Abilities = {
  contacts: { keeps: ['relation', 'passcode', 'hasKey'], max: 20 },
  neededAtCreation: [],
  roster: true,
  zones: { pattern: '^[0-9A-Za-z]{1,6}$', nameLength: 60, edit: true },
  agencies: { kinds: ['police', 'fire'], perKind: 'one', permits: true, remove: false },
  tests: {
    several: false,
    maxMinutes: 44_640,
    descriptionLength: 200,
    categories: true,
    endAll: true,
    history: true,
    results: true,
  },
  events: true,
  maxDays: 31,
}

/** A station with one account, called directly and without a network; every exchange is held against the document. */
function openDesk(brand: Partial<Abilities> = {}) {
  let nowMs = start
  let keys = 0
  const signals = openSignalLog(null)
  const login = { userId: 'keyholder', password: 'sandbox-demo', dealerId: 'ACME01' }
  const sandbox = openStationSandbox(
    {
      key: 'test',
      name: 'Test',
      about: '',
      logins: [login],
      seed: [{ accountNumber: 'DM1009', zones: [{ zone: '003', name: 'Back door', eventType: 'BA' }] }],
      abilities: { ...abilities, ...brand },
      reference: {
        'event-types': eventTypes,
        'device-types': deviceTypes,
        'test-categories': testCategories,
      },
    },
    null,
    { signals, now: () => nowMs },
  )
  const exchangeOf = (
    method: string,
    target: string,
    body: unknown,
    headers: Record<string, string>,
  ): Exchange => {
    const url = new URL(target, 'http://station')
    const requestBody = body === undefined ? undefined : JSON.stringify(body)
    const answer: WireAnswer = sandbox.answer({
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      body: requestBody ?? '',
    })
    return {
      method,
      target,
      requestHeaders: headers,
      requestBody,
      status: answer.status,
      contentType: answer.headers?.['content-type'] ?? null,
      responseBody: answer.body,
    }
  }
  const json = { 'content-type': 'application/json' }
  const signIn = () =>
    (JSON.parse(exchangeOf('POST', '/session', login, json).responseBody) as { token: string }).token
  let token = signIn()

  const call = (method: string, target: string, body?: unknown, headers: Record<string, string> = {}) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const exchange = exchangeOf(method, target, body, {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': type }),
      ...(method !== 'GET' && { 'idempotency-key': `parts-test-${++keys}` }),
      ...headers,
    })
    expect(answerBreaches(exchange), `${method} ${target}`).toEqual([])
    return {
      status: exchange.status,
      keepsContract: requestBreaches(exchange).length === 0,
      body: (exchange.responseBody ? JSON.parse(exchange.responseBody) : {}) as {
        code: string
        field: string
        tests: { id: string; endedAt: string }[]
        events: { id: string; code: string; zone: string; onTest: boolean; description: string }[]
        customers: { serial: string; version: number }[]
      },
    }
  }
  const { serial } = call('GET', '/customers?accountNumber=DM1009').body.customers[0]!
  return {
    call,
    at: `/customers/${serial}`,
    version: () => call('GET', '/customers?accountNumber=DM1009').body.customers[0]!.version,
    pass: (minutes: number) => {
      nowMs += minutes * 60_000
      // No session lives that long.
      token = signIn()
    },
    signals,
    instant: (minutes: number) => new Date(start + minutes * 60_000).toISOString(),
  }
}

describe('the parts of a sandbox station', () => {
  it('[CON-101] take and refuse exactly the bodies that the published contract does', () => {
    const { call, at } = openDesk({ tests: { ...abilities.tests!, several: true } })
    const zone = { name: 'Front door', eventType: 'BA', deviceType: 'CONTACT', area: '1' }
    const test = { category: 'SERVICE', minutes: 60, description: '' }
    const cases: [method: string, part: string, body: unknown][] = [
      ['PATCH', 'zones', { zones: { '001': zone } }],
      [
        'PATCH',
        'zones',
        { zones: { '001': null, A2: { ...zone, eventType: '', deviceType: '', area: '' } } },
      ],
      ['PATCH', 'zones', { zones: {} }],
      ['PATCH', 'zones', { zones: { '0000001': zone } }],
      ['PATCH', 'zones', { zones: { '001': { ...zone, name: 'x'.repeat(61) } } }],
      ['PATCH', 'zones', { zones: { '001': { ...zone, name: 'tab\there' } } }],
      ['PATCH', 'zones', { zones: { '001': { ...zone, area: '1234' } } }],
      ['PATCH', 'zones', { zones: { '001': { ...zone, status: 'Active' } } }],
      ['PATCH', 'zones', { zones: { '001': { name: 'Front door' } } }],
      ['PATCH', 'zones', { zones: [zone] }],
      ['PATCH', 'zones', { zone: '001', ...zone }],
      ['POST', 'tests', test],
      ['POST', 'tests', { ...test, minutes: 44_640, description: 'x'.repeat(200) }],
      ['POST', 'tests', { ...test, minutes: 0 }],
      ['POST', 'tests', { ...test, minutes: 44_641 }],
      ['POST', 'tests', { ...test, minutes: 1.5 }],
      ['POST', 'tests', { ...test, minutes: '60' }],
      ['POST', 'tests', { ...test, description: 'x'.repeat(201) }],
      ['POST', 'tests', { ...test, category: 'NOT A CODE' }],
      ['POST', 'tests', { ...test, hours: 1 }],
      ['POST', 'tests', { minutes: 60 }],
      ['PUT', 'agencies/police/POLICE-PROVO-UT-M', { permitNumber: 'P-1' }],
      ['PUT', 'agencies/police/POLICE-PROVO-UT-M', { permitNumber: 'x'.repeat(31) }],
      ['PUT', 'agencies/police/POLICE-PROVO-UT-M', {}],
    ]
    const taken = cases.filter(([method, part, body]) => {
      const { status, keepsContract } = call(method, `${at}/${part}`, body)
      expect(status < 300, JSON.stringify([part, body])).toBe(keepsContract)
      expect([200, 201, 422]).toContain(status)
      return keepsContract
    })
    expect(taken).toHaveLength(5)
  })

  it('[CON-053] [CON-054] a test ends by itself, is history then, and has its signals for results', () => {
    const { call, at, pass, instant, version, signals } = openDesk()
    const place = () => call('POST', `${at}/tests`, { category: 'SERVICE', minutes: 90, description: '' })
    const signal = (minute: number, zone: string) =>
      signals.add({
        accountNumber: '1009',
        prefix: '444D',
        eventCode: '130',
        qualifier: 'new',
        kind: 'alarm',
        description: 'Burglary',
        zone,
        area: '1',
        user: null,
        text: null,
        at: instant(minute),
        receivedAt: instant(minute),
        protocol: 'ADM-CID',
        raw: '',
        encrypted: false,
        transport: 'tcp',
      })
    signal(-5, '3')
    expect(place().status).toBe(201)
    const second = place()
    expect([second.status, second.body.code]).toEqual([409, 'on_test'])
    signal(10, '3')
    signal(20, '7')
    pass(89)
    expect(call('GET', `${at}/tests`).body.tests).toMatchObject([{ id: 'T1', endedAt: '' }])
    pass(2)
    expect(call('GET', `${at}/tests`).body.tests).toEqual([])
    signal(91, '3')

    const period = `?from=${instant(-60)}&until=${instant(120)}`
    const history = call('GET', `${at}/test-history${period}`).body.tests
    expect(history).toMatchObject([{ id: 'T1', from: instant(0), endedAt: instant(90) }])
    const { events } = call('GET', `${at}/events${period}`).body
    expect(events.map(({ onTest }) => onTest)).toEqual([false, true, true, false])
    expect(events[0]).toMatchObject({ code: 'E130', zone: '003', description: 'Burglary: Back door' })
    const results = call('GET', `${at}/test-results${period}`).body.events
    expect(results.map(({ id, zone }) => [id, zone])).toEqual([
      ['S3', '7'],
      ['S2', '003'],
    ])
    expect(call('GET', `${at}/events?from=${instant(0)}&until=${instant(44_641)}`).body.field).toBe('until')
    // Tests come and go by themselves: nobody's open page has aged by them.
    expect(version()).toBe(1)
    expect(place().status).toBe(201)
    expect(call('DELETE', `${at}/tests/T9`).body.code).toBe('test_not_found')
    expect(call('DELETE', `${at}/tests/T2`, undefined, { 'if-match': '"1"' }).body.tests).toEqual([])
    expect(call('PATCH', `${at}/zones`, { zones: { '003': null } }, { 'if-match': '"1"' }).status).toBe(200)
    expect(version()).toBe(2)
    expect(call('PATCH', `${at}/zones`, { zones: { '004': null } }, { 'if-match': '"1"' }).status).toBe(412)
  })

  it('[CON-011] are offered as the brand has them, and the brand’s limits hold whoever asks', () => {
    const { call, at } = openDesk({
      zones: { pattern: '^\\d{3}$', nameLength: 10, edit: true },
      contacts: { keeps: ['relation'], max: 1 },
      events: false,
    })
    const zone = { name: 'Front door', eventType: 'BA', deviceType: '', area: '' }
    const put = (zones: object) => call('PATCH', `${at}/zones`, { zones })
    expect(put({ '01': zone }).body.field).toBe('zones.01')
    expect(put({ '001': { ...zone, name: 'Front door!' } }).body.field).toBe('zones.001.name')
    expect(put({ '001': { ...zone, eventType: 'XX' } }).body.field).toBe('zones.001.eventType')
    expect(put({ '001': zone }).status).toBe(200)
    const contact = { first: 'A', last: 'B', phone: '', relation: '', passcode: 'x', hasKey: false }
    expect(call('PUT', `${at}/contacts`, { contacts: [contact] }).body.field).toBe('contacts.0.passcode')
    expect(call('GET', `${at}/events?from=x&until=y`).body.code).toBe('no_such_path')
    expect(call('GET', '/agencies?kind=guard&postalCode=84601').body.field).toBe('kind')

    const agency = (id: string, permitNumber = '') =>
      call('PUT', `${at}/agencies/police/${id}`, { permitNumber }).body.code
    expect(agency('POLICE-PROVO-UT-M')).toBeUndefined()
    expect(agency('POLICE-PROVO-UT-M', 'P-1')).toBeUndefined()
    expect(agency('POLICE-UTAH-UT-C')).toBe('agency_set')
    expect(agency('FIRE-PROVO-UT-M')).toBe('agency_not_found')
    expect(call('DELETE', `${at}/agencies/police/POLICE-PROVO-UT-M`).body.code).toBe('no_such_path')
  })
})
