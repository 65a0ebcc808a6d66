import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startSandboxes } from '#sandboxes/all.ts'
import { breaches } from '#sandboxes/alula/document.ts'
import { rejection } from '../conformance-desk.ts'
import { providerFetch } from '../http.ts'
import type { Interactive } from '../interactive.ts'
import { alula } from './alula.ts'

type Answer = { status?: number; body: unknown; headers?: Record<string, string> }
type Asked = { path: string; body: string; authorization: string }

const running: (() => unknown)[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const close of running.splice(0)) await close()
})

const open = (baseUrl: string, password = 'correct-horse'): Interactive =>
  alula.open(
    {
      baseUrl,
      clientId: 'keyholder-client',
      clientSecret: 'client-demo',
      username: 'keyholder',
      password,
      dealerId: '4100',
    },
    providerFetch({
      connector: 'alula',
      credentials: baseUrl,
      timeoutMs: 1000,
      callsPerSecond: 1000,
      allowPrivate: true,
      secrets: ['client-demo', password],
    }),
  )

const user = (id: string) => ({ type: 'users', id, attributes: { username: 'nora' } })
const page = { number: 1, size: 20, total: 1 }
/** Answers REST calls as if nora were all there is. */
const plain = (path: string): Answer => {
  if (path.startsWith('/rest/v1/users/')) return { body: { data: user('7') } }
  const data = path.startsWith('/rest/v1/users?') ? [user('7')] : []
  return { body: path.startsWith('/rest/v1/self') ? { data: user('1') } : { data, meta: { page } } }
}

/** A service that signs everybody in, numbers its tokens, and answers by a script. */
async function service(
  script: (path: string, asked: Asked) => Answer = plain,
  expires = 900,
  refuseRefresh = false,
) {
  const asked: Asked[] = []
  let issued = 0
  const answerTo = (one: Asked): Answer => {
    if (one.path !== '/oauth/token') return script(one.path, one)
    if (refuseRefresh && one.body.includes('grant_type=refresh_token'))
      return { status: 400, body: { error: 'invalid_grant' } }
    issued += 1
    const [access_token, refresh_token] = [`access-${issued}`, `refresh-${issued}`]
    return { body: { access_token, refresh_token, token_type: 'bearer', expires_in: expires, scope: '' } }
  }
  const server = createServer((request: IncomingMessage, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      const one = { path: request.url ?? '', body, authorization: request.headers.authorization ?? '' }
      asked.push(one)
      const { status = 200, body: answer, headers } = answerTo(one)
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  running.push(() => server.close())
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const grants = () =>
    asked.flatMap(({ path, body }) =>
      path === '/oauth/token' ? [new URLSearchParams(body).get('grant_type')] : [],
    )
  return { port: open(baseUrl), asked, grants }
}

const noDelay = { toFake: ['Date' as const] }

describe('signing in to Alula', () => {
  it('[SYS-09] [CON-013] happens once for many calls, and a token is refreshed before it ends', async () => {
    vi.useFakeTimers(noDelay)
    const { port, grants, asked } = await service()
    await Promise.all(Array.from({ length: 8 }, () => port.subscribers.read({ externalId: '7' })))
    expect(grants()).toEqual(['password'])
    expect(Object.keys(Object.fromEntries(new URLSearchParams(asked[0]!.body)))).toEqual([
      'grant_type', 'client_id', 'client_secret', 'username', 'password',
    ]) // prettier-ignore
    // Nine hundred seconds, and the last ten of them are not used.
    vi.setSystemTime(Date.now() + 880_000)
    await port.subscribers.read({ externalId: '7' })
    expect(grants()).toHaveLength(1)
    vi.setSystemTime(Date.now() + 15_000)
    await Promise.all([port.subscribers.read({ externalId: '7' }), port.check()])
    expect(grants()).toEqual(['password', 'refresh_token'])
    const refresh = asked.find(({ body }) => body.includes('grant_type=refresh_token'))!
    expect([...new URLSearchParams(refresh.body)]).toEqual([
      ['grant_type', 'refresh_token'],
      ['client_id', 'keyholder-client'],
      ['client_secret', 'client-demo'],
      ['refresh_token', 'refresh-1'],
    ])
    expect(asked.at(-1)!.authorization).toBe('Bearer access-2')
  })

  it('[CON-101] begins anew with the password if the refresh token is spent, and gives up after one renewal', async () => {
    const spent = await service(
      (path, { authorization }) =>
        authorization === 'Bearer access-1'
          ? { status: 401, body: { errors: [{ title: 'Unauthorized' }] } }
          : plain(path),
      900,
      true,
    )
    expect(await spent.port.subscribers.read({ externalId: '7' })).toMatchObject({ login: 'nora' })
    expect(spent.grants()).toEqual(['password', 'refresh_token', 'password'])

    const never = await service(() => ({ status: 401, body: { errors: [{ detail: 'Go away' }] } }))
    expect(await rejection(never.port.subscribers.read({ externalId: '7' }))).toMatchObject({
      kind: 'bad_credentials',
      outcome: 'not_applied',
      providerMessage: 'Go away',
    })
    expect(never.grants()).toEqual(['password', 'refresh_token'])
  })
})

describe('what is made of Alula’s answers', () => {
  it('[SYS-09] [CON-101] a refusal of a procedure comes with status 200, in any of its forms', async () => {
    const forms: [body: unknown, kind: string | null, words: string | null][] = [
      [{ id: 'x', result: {} }, null, null],
      [{ error: null, errors: [], result: {} }, null, null],
      [{ error: '' }, null, null],
      [{ error: {} }, null, null],
      [{ error: 'No such dealer correct-horse' }, 'rejected', 'No such dealer •••'],
      [{ error: { code: 7, message: 'The account was not found' } }, 'not_found', 'The account was not found'],
      [{ errors: [{ detail: 'Access denied: invalid credentials' }] }, 'bad_credentials', 'Access denied: invalid credentials'],
      [{ errors: ['Not today'] }, 'rejected', 'Not today'],
      [{ errors: [{ code: 3 }] }, 'rejected', 'Refused'],
      [{ error: { code: 3 } }, 'rejected', 'Refused'],
    ] // prettier-ignore
    for (const [body, kind, providerMessage] of forms) {
      const { port } = await service((path) => (path.startsWith('/rpc/') ? { body } : plain(path)))
      if (kind === null) expect(await port.check()).toContain('for dealer 4100')
      else
        expect(await rejection(port.check())).toMatchObject({ kind, providerMessage, outcome: 'not_applied' })
    }
  })

  it('[CON-101] statuses mean what they can mean, and never more', async () => {
    const inForm = { errors: [{ detail: 'Words', source: { pointer: '/data/attributes/nameLast' } }] }
    const cases: [status: number, body: unknown, kind: string, outcome: string][] = [
      [422, inForm, 'rejected', 'not_applied'],
      [403, inForm, 'bad_credentials', 'not_applied'],
      [409, {}, 'unexpected_reply', 'unknown'],
      [404, {}, 'unexpected_reply', 'unknown'],
      [429, {}, 'rate_limited', 'not_applied'],
      [503, inForm, 'unavailable', 'unknown'],
      [200, [], 'unexpected_reply', 'unknown'],
    ]
    for (const [status, body, kind, outcome] of cases) {
      const { port } = await service((path, { body: sent }) =>
        sent === '' ? plain(path) : { status, body, headers: { 'retry-after': '3' } },
      )
      const write = { fields: { lastName: 'New' }, idempotencyKey: 'alula-0001' }
      const error = await rejection(port.subscribers.update!({ externalId: '7' }, write))
      expect(error, String(status)).toMatchObject({ kind, outcome })
      if (status === 422) expect(error).toMatchObject({ field: 'lastName', providerMessage: 'Words' })
      if (status === 429) expect(error.retryAfterMs).toBe(3000)
    }
  })

  it('[CON-101] takes no answer about another customer for the one that it asked about', async () => {
    const { port } = await service((path) =>
      path.includes('/users/') ? { body: { data: user('8') } } : plain(path),
    )
    expect(await rejection(port.subscribers.read({ externalId: '7' }))).toMatchObject({
      kind: 'unexpected_reply',
    })
  })
})

describe('accounts at Alula', () => {
  const order = (n: number, more: object = {}) => ({
    fields: { firstName: 'Ada', lastName: 'Reed', email: `ada${n}@example.test`, city: 'Lehi', primaryPhone: '8015550117' },
    login: `ada.reed${n}`,
    planCode: '502',
    addOnCodes: [],
    deviceSerial: `0C:00:00:00:10:0${n}`,
    panelCode: '',
    centralStation: null,
    details: { crc: `100${n}` },
    reference: 'keyholder:acme:1001/1',
    idempotencyKey: `alula-create-${n}`,
    ...more,
  }) // prettier-ignore
  async function sandbox() {
    const { url, close } = await startSandboxes({ connectors: ['alula'] })
    running.push(close)
    const control = async (method: string, name: string, body?: unknown) =>
      (await (
        await fetch(`${url}/alula/_control/${name}`, {
          method,
          headers: { 'content-type': 'application/json' },
          body: body === undefined ? undefined : JSON.stringify(body),
        })
      ).json()) as { effects: { kind: string }[] }
    return { port: open(`${url}/alula`, 'sandbox-demo'), control }
  }

  it('[SYS-09] [CON-101] are created once, whichever of the writes’ answers is lost', async () => {
    const { port, control } = await sandbox()
    const steps = ['register', 'create', 'address', 'phone', 'assign', 'device']
    for (const [index, path] of ['devices/register', 'v1/users', 'users/addresses', 'users/phones', 'devices/assign', 'v1/devices/'].entries()) {
      await control('POST', 'reset', {})
      const fault = { fault: 'drop_after', match: { path, write: true } }
      await control('POST', 'faults', fault)
      const lost = await rejection(port.subscribers.create!(order(index)))
      expect(lost, path).toMatchObject({ kind: 'unavailable', outcome: 'unknown' })
      await control('DELETE', 'faults')
      const made = await port.subscribers.create!(order(index))
      expect(made).toMatchObject({ state: 'active', deviceSerial: `0C000000100${index}`, plan: { code: '502' } })
      expect((await control('GET', 'accounts?limit=0')).effects.map(({ kind }) => kind)).toEqual(steps)
      expect(await port.subscribers.create!(order(index))).toEqual(made)
    }
  }) // prettier-ignore

  it('[SYS-09] refuse what is anybody else’s, and what cannot be, before anything is written', async () => {
    const { port, control } = await sandbox()
    const refused: [more: object, field: string][] = [
      [{ login: 'nora.whitlock' }, 'login'],
      // Nobody's devices, but somebody's login.
      [{ login: 'alan.prior' }, 'login'],
      [{ deviceSerial: '0A0000700101', details: { crc: '0101' } }, 'deviceSerial'],
      [{ deviceSerial: '0C00000010' }, 'deviceSerial'],
      [{ details: {} }, 'details.crc'],
      [{ login: 'a b' }, 'login'],
      [{ planCode: '900' }, 'planCode'],
      [{ addOnCodes: ['video'] }, 'addOnCodes'],
      [{ fields: { primaryPhone: '8015550117x2' } }, 'primaryPhone'],
    ]
    for (const [more, field] of refused)
      expect(await rejection(port.subscribers.create!(order(1, more)))).toMatchObject({
        kind: 'rejected',
        outcome: 'not_applied',
        field,
      })
    expect((await control('GET', 'accounts?limit=0')).effects).toEqual([])
    // A wrong CRC is Alula's to see: its words come through, and nothing is left behind.
    expect(await rejection(port.subscribers.create!(order(1, { details: { crc: 'FFFF' } })))).toMatchObject({
      kind: 'rejected',
      outcome: 'not_applied',
      providerMessage: 'The CRC does not belong to this MAC address',
    })
    const [known] = await port.subscribers.find('nora.whitlock')
    const stale = { fields: { city: 'Alpine' }, idempotencyKey: 'alula-stale', revision: 'of-yesterday' }
    expect(await rejection(port.subscribers.update!(known!, stale))).toMatchObject({ kind: 'rejected' })
    expect((await control('GET', 'accounts?limit=0')).effects).toEqual([])
  })
})

describe('the table of facts', () => {
  it('[SYS-09] is worth something: each of these is a breach', () => {
    const exchange = {
      method: 'POST',
      target: '/rpc/v1/devices/register',
      requestHeaders: { authorization: 'Bearer x' },
      requestBody: '{"id":"1","params":{"mac":"0C0000001001","crc":"1001","dealerId":"4100"}}',
      status: 200,
      contentType: 'application/json',
      responseBody: '{"id":"1","result":{}}',
    }
    expect(breaches(exchange)).toEqual([])
    for (const broken of [
      { ...exchange, requestHeaders: {} },
      { ...exchange, method: 'PUT' },
      { ...exchange, requestBody: exchange.requestBody.replace('"crc":"1001",', '') },
      { ...exchange, requestBody: exchange.requestBody.replace('"mac"', '"MAC"') },
      {
        ...exchange,
        requestBody: '{"id":"1","params":{"crc":"1001","mac":"0C0000001001","dealerId":"4100"}}',
      },
      { ...exchange, requestBody: '{"mac":"0C0000001001","crc":"1001","dealerId":"4100"}' },
      { ...exchange, responseBody: '{}' },
      { ...exchange, method: 'GET', target: '/rest/v1/nothing' },
      {
        ...exchange,
        method: 'GET',
        target: '/rest/v1/users?filter[phone]=1',
        responseBody: '{"data":[],"meta":{"page":{"number":1,"size":1,"total":0}}}',
      },
      { ...exchange, method: 'GET', target: '/rest/v1/users', responseBody: '{"data":[]}' },
      {
        ...exchange,
        method: 'PATCH',
        target: '/rest/v1/users/7',
        requestBody: '{"data":{"type":"users","attributes":{}}}',
        responseBody: '{"data":{"type":"users","attributes":{}}}',
      },
    ])
      // prettier-ignore
      expect(breaches(broken).length, JSON.stringify(broken)).toBeGreaterThan(0)
  })
})
