import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { securenet } from '../securenet/server.ts'
import type { Sandbox } from '../kit.ts'
import type { Exchange } from '../openapi.ts'
import { answerBreaches, requestBreaches } from './document.ts'

type Body = {
  id: string
  code: string
  field: string
  version: number
  token: string
  subscribers: { id: string }[]
  next: string | null
}
let keys = 0

/** A provider called directly and without a network; every answer is held against the document. */
function openDesk(sandbox: Sandbox) {
  const exchange = (method: string, target: string, body: unknown, headers: Record<string, string>) => {
    const url = new URL(target, 'http://provider')
    const requestBody = body === undefined ? undefined : JSON.stringify(body)
    const answer = sandbox.answer({
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      body: requestBody ?? '',
    })
    const done: Exchange = {
      method,
      target,
      requestHeaders: headers,
      requestBody,
      status: answer.status,
      contentType: answer.headers?.['content-type'] ?? null,
      responseBody: answer.body,
    }
    expect(answerBreaches(done), `${method} ${target}`).toEqual([])
    return {
      status: answer.status,
      replayed: answer.headers?.['idempotent-replayed'] === 'true',
      keepsContract: requestBreaches(done).length === 0,
      body: JSON.parse(answer.body) as Body,
    }
  }
  const login = { userId: 'keyholder', password: 'sandbox-demo', dealerId: 'ACME01' }
  const { token } = exchange('POST', '/session', login, { 'content-type': 'application/json' }).body
  return (method: string, target: string, body?: unknown, headers: Record<string, string> = {}) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    return exchange(method, target, body, {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': type }),
      ...(method !== 'GET' && { 'idempotency-key': `interactive-test-${++keys}` }),
      ...headers,
    })
  }
}

const fresh = (n: number, more: object = {}) => ({
  login: `fresh.${n}`,
  planCode: 'SN-BASIC',
  addOnCodes: [],
  modem: `00A1B2C3A${String(n).padStart(3, '0')}`,
  name: { first: 'Ada', last: 'Reed' },
  phone: '8015550117',
  pin: '918273',
  ...more,
})

describe('the sandbox of the Open Interactive API', () => {
  it('[CON-101] [SYS-10] takes and refuses exactly the bodies that the published contract does', () => {
    const call = openDesk(securenet(null))
    const at = '/subscribers/SN-1001'
    const cases: [method: string, target: string, body: unknown][] = [
      ['POST', '/subscribers', fresh(1)],
      [
        'POST',
        '/subscribers',
        fresh(2, {
          panelCode: 'HELIX',
          name: { first: 'x'.repeat(30), last: 'Reed', business: '美咲' },
          premises: { state: 'UT', postalCode: '84601-1234', street2: '' },
          email: 'a@b.test',
          centralStation: { accountNumber: '44', receiver: 'R-EAST', forwarding: 'backup' },
          reference: 'keyholder:1:2',
          addOnCodes: ['AUTOMATION'],
        }),
      ],
      ['POST', '/subscribers', fresh(3, { name: { first: 'x'.repeat(31), last: 'Reed' } })],
      ['POST', '/subscribers', fresh(4, { phone: '801-555-0117' })],
      ['POST', '/subscribers', fresh(5, { phone: '+18015550117' })],
      ['POST', '/subscribers', fresh(6, { pin: '123' })],
      ['POST', '/subscribers', fresh(7, { pin: '12345678901' })],
      ['POST', '/subscribers', fresh(8, { pin: 918273 })],
      ['POST', '/subscribers', fresh(9, { modem: '00a1b2c3a009' })],
      ['POST', '/subscribers', fresh(10, { login: 'a b c d' })],
      ['POST', '/subscribers', fresh(11, { nonsense: true })],
      ['POST', '/subscribers', fresh(12, { addOnCodes: undefined })],
      ['POST', '/subscribers', fresh(13, { premises: { state: 'Utah' } })],
      ['POST', '/subscribers', fresh(14, { centralStation: { accountNumber: '1', receiver: 'R-EAST', forwarding: 'sometimes' } })],
      ['PATCH', at, { name: { last: 'Hartigan-Roe' } }],
      ['PATCH', at, { phone: '8015550142', email: '' }],
      ['PATCH', at, {}],
      ['PATCH', at, { name: {} }],
      ['PATCH', at, { name: null }],
      ['PATCH', at, { email: 'no address' }],
      ['PATCH', at, { name: { last: 'tab\there' } }],
      ['PUT', `${at}/link`, { reference: 'keyholder:1:2' }],
      ['PUT', `${at}/link`, { reference: 'a b' }],
      ['PUT', `${at}/state`, { state: 'suspended' }],
      ['PUT', `${at}/state`, { state: 'active' }],
      ['PUT', `${at}/state`, { state: 'ending' }],
      ['PUT', `${at}/plan`, { planCode: 'SN-PRO', addOnCodes: ['ACCESS'] }],
      ['PUT', `${at}/plan`, { planCode: 'SN-PRO' }],
      ['PUT', `${at}/modem`, { serial: '00A1B2C3D4AA', reasonCode: 'DEFECT' }],
      ['PUT', `${at}/modem`, { serial: '00A1', reasonCode: 'DEFECT' }],
      ['PUT', `${at}/central-station`, { accountNumber: '', receiver: 'R-WEST', forwarding: 'never' }],
      ['PUT', `${at}/central-station`, { accountNumber: 'x'.repeat(17), receiver: 'R-WEST', forwarding: 'never' }],
    ] // prettier-ignore
    const taken = cases.filter(([method, target, body]) => {
      const { status, keepsContract } = call(method, target, body)
      expect(status < 300, JSON.stringify([target, body])).toBe(keepsContract)
      expect([200, 201, 422]).toContain(status)
      return keepsContract
    })
    expect(taken).toHaveLength(10)
  })

  it('[SYS-10] enforces the rules that are known of SecureNet, whoever asks', () => {
    const sandbox = securenet(null)
    const call = openDesk(sandbox)
    const refused: [body: object, field: string][] = [
      [fresh(1, { name: { first: 'Ada' } }), 'name.last'],
      [fresh(1, { name: { first: '', last: 'Reed' } }), 'name.first'],
      [fresh(1, { phone: '' }), 'phone'],
      [fresh(1, { pin: undefined }), 'pin'],
      [fresh(1, { planCode: 'SN-GOLD' }), 'planCode'],
    ]
    for (const [body, field] of refused)
      expect(call('POST', '/subscribers', body)).toMatchObject({ status: 422, body: { field } })
    expect(call('PATCH', '/subscribers/SN-1001', { name: { first: '' } }).body.field).toBe('name.first')

    const users = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ id: `U${index}`, login: `user.${index}`, email: '' }))
    const crowd = (count: number) => ({ accounts: [{ accountNumber: 'SN-9', users: users(count) }] })
    expect(sandbox.upsert(crowd(50))).toBe(1)
    expect(() => sandbox.upsert(crowd(51))).toThrow()
    expect(() => sandbox.upsert(crowd(0))).toThrow()
    expect(() => sandbox.upsert({ accounts: [{ accountNumber: 'SN-9', users: [{ id: 'U', login: 'u', pin: '12' }] }] })).toThrow() // prettier-ignore

    // Terminated, and its modem taken meanwhile: there is no way back.
    expect(call('PUT', '/subscribers/SN-1002/state', { state: 'terminated' }).body.field).toBe('reasonCode')
    const ended = { state: 'terminated', reasonCode: 'MOVED' }
    expect(call('PUT', '/subscribers/SN-1002/state', ended).status).toBe(200)
    expect(call('PUT', '/subscribers/SN-1002/state', { state: 'suspended' }).body.code).toBe('terminated')
    expect(call('POST', '/subscribers', fresh(2, { modem: '00A1B2C3D402' })).status).toBe(201)
    expect(call('PUT', '/subscribers/SN-1002/state', { state: 'active' }).body.code).toBe('modem_in_use')
    expect(call('GET', '/subscribers/SN-2001').body.code).toBe('subscriber_not_found')
  })

  it('[CON-101] answers a repeat as before, refuses a stale write, and remembers both across a restart', () => {
    const folder = mkdtempSync(join(tmpdir(), 'open-interactive-'))
    try {
      const first = securenet(folder)
      let call = openDesk(first)
      const key = { 'idempotency-key': 'interactive-again' }
      const made = call('POST', '/subscribers', fresh(1), key)
      expect(made.status).toBe(201)
      const at = `/subscribers/${made.body.id}`
      expect(call('PATCH', at, { email: 'a@b.test' }, { 'if-match': '"1"' }).body.version).toBe(2)
      first.close()

      const second = securenet(folder)
      call = openDesk(second)
      expect(call('POST', '/subscribers', fresh(1), key)).toMatchObject({ status: 201, replayed: true, body: made.body })
      expect(call('POST', '/subscribers', fresh(2), key).body.code).toBe('idempotency_key_reused')
      expect(call('PATCH', at, { email: '' }, { 'if-match': '"1"' }).body.code).toBe('changed')
      expect(call('GET', at).body.version).toBe(2)
      expect(second.effects().map(({ kind }) => kind)).toEqual(['create', 'update'])
      // A number is never given twice.
      expect(call('POST', '/subscribers', fresh(3)).body.id).not.toBe(made.body.id)
      second.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  }) // prettier-ignore

  it('[CON-092] lists all of a dealer’s subscribers, a page at a time', () => {
    const sandbox = securenet(null)
    const call = openDesk(sandbox)
    const users = [{ id: 'U', login: 'u', email: '' }]
    const accounts = Array.from({ length: 150 }, (_, index) => ({
      accountNumber: `SN-${3000 + index}`,
      users,
    }))
    sandbox.upsert({ accounts })
    const ids: string[] = []
    let after: string | null = null
    let pages = 0
    do {
      const { body } = call('GET', `/roster${after === null ? '' : `?after=${after}`}`)
      ids.push(...body.subscribers.map(({ id }) => id))
      after = body.next
      pages += 1
    } while (after !== null && pages < 10)
    const own = [...sandbox.accounts()].filter(
      (one) => (one as unknown as { dealerId: string }).dealerId === 'ACME01',
    )
    expect([pages, new Set(ids).size, ids.length]).toEqual([2, own.length, own.length])
    expect(ids).not.toContain('SN-2001')
  })
})
