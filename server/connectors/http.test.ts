import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSocketServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { markTransaction } from '#server/platform/open-transaction.ts'
import { guardedLookup, isPrivateAddress } from './address-guard.ts'
import { TokenBucket } from './call-rate.ts'
import {
  providerFetch,
  type ProviderFetchOptions,
  type ProviderRequest,
  type TranscriptEntry,
} from './http.ts'

const running: { close(): void }[] = []
afterEach(() => running.splice(0).forEach((server) => server.close()))

const listen = async (server: Server | ReturnType<typeof createSocketServer>): Promise<URL> => {
  running.push({ close: () => server.close() })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/path`)
}
const answering = (answer: (response: ServerResponse, request: IncomingMessage) => void) =>
  listen(createServer({ keepAliveTimeout: 50 }, (request, response) => answer(response, request)))
const speaking = (speak: (socket: Socket) => void) =>
  listen(createSocketServer((socket) => socket.on('error', () => {}).once('data', () => speak(socket))))

let credentials = 0
const open = (options: Partial<ProviderFetchOptions> = {}) =>
  providerFetch({
    connector: 'test',
    credentials: `http.test ${credentials++}`,
    timeoutMs: 300,
    callsPerSecond: 1000,
    allowPrivate: true,
    secrets: [],
    ...options,
  })
const read = (url: URL, more: Partial<ProviderRequest> = {}): ProviderRequest => ({
  call: 'Look up account',
  effect: 'read',
  method: 'GET',
  url,
  ...more,
})
const write = (url: URL, more: Partial<ProviderRequest> = {}) =>
  read(url, { call: 'Update account', effect: 'write', method: 'PUT', body: '{}', ...more })

describe('the way out to providers', () => {
  it('[CON-055] returns status, headers and text as they came', async () => {
    const url = await answering((response) => response.writeHead(418, { 'x-tea': 'green' }).end('“kettle”'))
    const reply = await open()(read(url))
    expect([reply.status, reply.header('x-tea'), reply.header('x-none'), reply.body]).toEqual([
      418,
      'green',
      null,
      '“kettle”',
    ])
  })

  it('[CON-101] refuses to run inside a transaction', async () => {
    let calls = 0
    const url = await answering((response) => response.end(String(calls++)))
    await expect(markTransaction(() => open()(read(url)))).rejects.toThrow(/inside a database transaction/)
    expect(calls).toBe(0)
  })

  it('[CON-101] gives up an answer that drips for ever, counting the body too', async () => {
    const closed: Promise<unknown>[] = []
    const url = await answering((response) => {
      const drip = setInterval(() => response.write('.'), 20)
      closed.push(new Promise((resolve) => response.on('close', resolve)))
      response.on('close', () => clearInterval(drip))
    })
    const startedAt = performance.now()
    const expected = { kind: 'unavailable', reason: 'No answer within 0.3 s' }
    await expect(open()(read(url))).rejects.toMatchObject({ ...expected, outcome: 'not_applied' })
    await expect(open()(write(url))).rejects.toMatchObject({ ...expected, outcome: 'unknown' })
    expect(performance.now() - startedAt).toBeLessThan(3000)
    // Both connections are given up, not left to drip on.
    expect(await Promise.all(closed)).toHaveLength(2)
  })

  it('[CON-101] stops reading at 1 MiB', async () => {
    const url = await answering((response) => response.end(Buffer.alloc(1024 * 1024 + 1, 'a')))
    const expected = { kind: 'unexpected_reply', reason: 'The reply is larger than 1 MiB' }
    await expect(open()(write(url))).rejects.toMatchObject({ ...expected, outcome: 'unknown' })
    const whole = await answering((response) => response.end(Buffer.alloc(1024 * 1024, 'a')))
    expect((await open()(read(whole))).body).toHaveLength(1024 * 1024)
  })

  it('[CON-101] takes what is not HTTP, not UTF-8 or cut short for what it is', async () => {
    const babble = await speaking((socket) => socket.end('HELLO STATION\r\n\r\n'))
    await expect(open()(write(babble))).rejects.toMatchObject({
      kind: 'unexpected_reply',
      outcome: 'unknown',
    })
    const latin = await answering((response) => response.end(Buffer.from([0xe9, 0x20])))
    await expect(open()(read(latin))).rejects.toMatchObject({ kind: 'unexpected_reply' })
    const short = await speaking((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf'))
    await expect(open()(write(short))).rejects.toMatchObject({ kind: 'unavailable', outcome: 'unknown' })
  })

  it('[SEC-004] follows no redirect', async () => {
    const url = await answering((response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end())
    await expect(open()(read(url))).rejects.toMatchObject({ kind: 'unexpected_reply' })
  })

  it('[SEC-004] keeps out of the private network, whatever the address is called', async () => {
    let calls = 0
    const url = await answering((response) => response.end(String(calls++)))
    const guarded = open({ allowPrivate: false })
    for (const target of [
      url.href,
      `https://127.0.0.1:${url.port}/`,
      `https://0x7f.1:${url.port}/`,
      `https://2130706433:${url.port}/`,
      `https://localhost:${url.port}/`,
      `https://[::1]:${url.port}/`,
      `https://[::ffff:127.0.0.1]:${url.port}/`,
      'https://169.254.169.254/latest/meta-data',
      'https://user:pass@station.example.test/',
      'ftp://station.example.test/',
    ])
      await expect(guarded(write(new URL(target))), target).rejects.toMatchObject({
        kind: 'rejected',
        outcome: 'not_applied',
      })
    expect(calls).toBe(0)
  })

  it('[SEC-004] refuses a name at the moment of connecting if any of its addresses is private', async () => {
    const error = await new Promise((resolve) => guardedLookup('localhost', { all: true }, resolve))
    expect(error).toMatchObject({ name: 'PrivateAddressError' })
  })

  it('[SEC-004] knows private addresses of both families from public ones', () => {
    for (const address of [
      '10.1.2.3',
      '172.31.0.1',
      '192.168.1.1',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      'fe80::1',
    ])
      expect(isPrivateAddress(address), address).toBe(true)
    for (const address of [
      'fd00::1',
      '::',
      '64:ff9b::a00:1',
      '2002:7f00:1::',
      '2001:db8::1',
      '::ffff:10.0.0.1',
      'x',
    ])
      expect(isPrivateAddress(address), address).toBe(true)
    for (const address of ['8.8.8.8', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])
      expect(isPrivateAddress(address), address).toBe(false)
  })

  it('[SEC-003] writes a transcript in which no secret can be read, even if the provider echoes it', async () => {
    const url = await answering((response) =>
      response
        .writeHead(422, { 'set-cookie': 'sid=abc' })
        .end('{"detail":"p@ss/word 1 is wrong for 4711, code \\"4711\\"","pin":"99"}'),
    )
    const entries: TranscriptEntry[] = []
    const send = open({ secrets: ['p@ss/word 1'], onCall: (entry) => entries.push(entry) })
    const reply = await send(
      write(new URL(`?key=${encodeURIComponent('p@ss/word 1')}&n=147110`, url), {
        headers: { authorization: 'Bearer abcdef', 'idempotency-key': 'key-00001' },
        body: JSON.stringify({
          a: { Password: 'p@ss/word 1', abortCode: '4711' },
          street: '47110 Oak',
          note: '',
        }),
        secrets: ['4711'],
      }),
    )
    expect(entries).toEqual([
      {
        at: expect.any(String),
        call: 'Update account',
        method: 'PUT',
        path: expect.stringMatching(/^\/path\?key=•••&n=147110$/),
        status: 422,
        durationMs: expect.any(Number),
        request:
          'authorization: •••\nidempotency-key: key-00001\n\n{"a":{"Password":"•••","abortCode":"•••"},"street":"47110 Oak","note":""}',
        response: expect.stringContaining('{"detail":"••• is wrong for •••, code \\"•••\\"","pin":"•••"}'),
        error: null,
      },
    ])
    expect(entries[0]!.response).toContain('set-cookie: •••')
    expect(reply.scrub('p@ss/word 1 or 4711')).toBe('••• or •••')
  })

  it('[CON-014] notes a call that failed, and cuts long bodies at 4 kB', async () => {
    const entries: TranscriptEntry[] = []
    const send = open({ onCall: (entry) => entries.push(entry) })
    const dropping = await speaking((socket) => socket.destroy())
    await expect(send(write(dropping))).rejects.toMatchObject({ outcome: 'unknown' })
    const long = await answering((response) =>
      response.end(`"password":"hunter2hunter2" ${'z'.repeat(9000)}`),
    )
    await send(read(long))
    expect(entries[0]).toMatchObject({ status: null, response: null, error: 'The connection was dropped' })
    expect(entries[1]!.response!.length).toBeLessThan(4500)
    expect(entries[1]!.response).not.toContain('hunter2')
  })

  it('[CON-101] keeps to the call rate, in order, and says so when the queue is too long', async () => {
    const url = await answering((response) => response.end())
    const shared = { credentials: 'http.test shared', callsPerSecond: 20, timeoutMs: 300 }
    const results = await Promise.allSettled(Array.from({ length: 40 }, () => open(shared)(read(url))))
    const refused = results.filter((result) => result.status === 'rejected')
    // 20 at once, then one each 50 ms for 300 ms; the rest would wait too long. A starved machine lets a few more through.
    expect(refused.length).toBeGreaterThanOrEqual(8)
    expect(refused.length).toBeLessThanOrEqual(15)
    expect(refused[0]!.reason).toMatchObject({
      kind: 'rate_limited',
      outcome: 'not_applied',
      retryAfterMs: 300,
    })
  })

  it('[CON-101] a bucket fills with time and never above one second of calls', () => {
    const bucket = new TokenBucket(2, 0)
    expect([bucket.take(0, 9999), bucket.take(0, 9999), bucket.take(0, 9999), bucket.take(0, 9999)]).toEqual([
      0, 0, 500, 1000,
    ])
    expect(bucket.take(0, 1000)).toBeNull()
    expect([bucket.take(60_000, 0), bucket.take(60_000, 0), bucket.take(60_000, 0)]).toEqual([0, 0, null])
  })
})
