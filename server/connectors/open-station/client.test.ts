import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rejection } from '../conformance-desk.ts'
import type { Manifest } from '../contract.ts'
import { providerFetch } from '../http.ts'
import { openStationClient, type StationCall } from './client.ts'
import { openStationProfile } from './profile.ts'
import { openStationConnector } from './station.ts'

type Answer = { status: number; headers?: Record<string, string>; body: string }

const manifest: Manifest = {
  ...openStationProfile,
  key: 'test',
  name: 'Test',
  honesty: '',
  brands: [],
  scorecard: [],
}

const running: (() => void)[] = []
afterEach(() => running.splice(0).forEach((close) => close()))

/** A station that signs everybody in and answers as it is told; counts the sign-ins. */
async function station(answer: (request: IncomingMessage, body: string) => Answer) {
  let signIns = 0
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const expiresAt = new Date(Date.now() + 60_000).toISOString()
    const reply =
      request.url === '/session'
        ? { status: 200, body: JSON.stringify({ token: `token-${++signIns}`, expiresAt }) }
        : answer(request, body)
    response.writeHead(reply.status, {
      'content-type': 'application/json',
      ...('headers' in reply && reply.headers),
    })
    response.end(reply.body)
  }
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  running.push(() => server.close())
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fetch = providerFetch({
    connector: 'test',
    credentials: baseUrl,
    timeoutMs: 1000,
    callsPerSecond: 1000,
    allowPrivate: true,
    secrets: ['correct-horse'],
  })
  const settings = { baseUrl, userId: 'u', password: 'correct-horse', dealerId: 'd' }
  return {
    send: openStationClient(settings, fetch),
    port: openStationConnector(manifest).open(settings, fetch),
    signIns: () => signIns,
  }
}

const problem = (status: number, code: string, detail = '', headers = {}): Answer => ({
  status,
  headers,
  body: JSON.stringify({ code, detail }),
})
const write: StationCall = {
  call: 'Update account',
  effect: 'write',
  method: 'PATCH',
  path: '/customers/1',
  body: { abortCode: '4711' },
  secrets: ['4711'],
}
const read: StationCall = { call: 'Look up account', effect: 'read', method: 'GET', path: '/customers/1' }

describe('the client of the Open Station API', () => {
  it('[SEC-003] keeps passcodes and passwords out of the station’s own words', async () => {
    const { send } = await station((_, body) => problem(422, 'refused', `correct-horse sent ${body}`))
    const error = await rejection(send(write, z.any()))
    expect(error.providerMessage).toBe('••• sent {"abortCode":"•••"}')
    expect(error.message).not.toMatch(/4711|correct-horse/)
  })

  it('[CON-013] signs in once for many calls at the same time, and again once when the session is refused', async () => {
    let ended = false
    const { send, signIns } = await station((request) =>
      ended && request.headers.authorization === 'Bearer token-1'
        ? problem(401, 'session_ended')
        : { status: 200, body: '{}' },
    )
    const many = () => Promise.all(Array.from({ length: 10 }, () => send(read, z.any())))
    await many()
    expect(signIns()).toBe(1)
    ended = true
    await many()
    expect(signIns()).toBe(2)
  })

  it('[CON-090] gives up after one renewal if the station refuses every session', async () => {
    const { send, signIns } = await station(() => problem(401, 'session_ended', 'Go away'))
    const error = await rejection(send(write, z.any()))
    expect(error).toMatchObject({
      kind: 'bad_credentials',
      outcome: 'not_applied',
      providerMessage: 'Go away',
    })
    expect(signIns()).toBe(2)
  })

  it('[CON-101] takes a refusal for one only if the station itself gave it', async () => {
    const { send } = await station((request) =>
      request.method === 'GET'
        ? problem(404, 'no_such_path')
        : { status: 409, headers: { 'content-type': 'text/html' }, body: '<h1>Conflict</h1>' },
    )
    expect(await rejection(send(write, z.any()))).toMatchObject({
      kind: 'unexpected_reply',
      outcome: 'unknown',
    })
    expect(await rejection(send(read, z.any()))).toMatchObject({
      kind: 'unexpected_reply',
      outcome: 'not_applied',
    })
  })

  it('[CON-101] takes no answer about another account for the one that it asked about', async () => {
    const other = {
      serial: '7',
      customerId: 'ab-1',
      status: 'in_service',
      version: 1,
      name: { first: '', last: '', business: '' },
      premises: {
        street1: '',
        street2: '',
        city: '',
        state: '',
        postalCode: '',
        county: '',
        crossStreet: '',
      },
      phones: { premises: '', work: '', mobile: '', other: '' },
      email: '',
      abortCode: '',
      contacts: [],
      link: null,
    }
    const { port } = await station((request) => ({
      status: 200,
      body: JSON.stringify(request.method === 'GET' ? { customers: [other] } : other),
    }))
    const lookup = port.account.lookup('AB-1')
    expect(await rejection(lookup)).toMatchObject({ kind: 'unexpected_reply', outcome: 'not_applied' })
    const change = { fields: { city: 'Orem' }, idempotencyKey: 'key-00001' }
    for (const ref of [
      { accountNumber: 'AB-1', externalId: '7' },
      { accountNumber: 'ab-1', externalId: '8' },
    ])
      expect(await rejection(port.account.update(ref, change))).toMatchObject({
        kind: 'unexpected_reply',
        outcome: 'unknown',
      })
    expect(await port.account.lookup('ab-1')).toMatchObject({ accountNumber: 'ab-1', inService: true })
  })

  it('[CON-101] understands both forms of Retry-After', async () => {
    const later = new Date(Date.now() + 90_000).toUTCString()
    for (const [header, from, to] of [
      ['7', 7000, 7000],
      [later, 85_000, 91_000],
      ['soon', null, null],
    ] as const) {
      const { send } = await station(() => problem(429, 'too_many_calls', '', { 'retry-after': header }))
      const { kind, retryAfterMs } = await rejection(send(read, z.any()))
      expect(kind).toBe('rate_limited')
      if (from === null) expect(retryAfterMs).toBeNull()
      else expect(retryAfterMs! >= from && retryAfterMs! <= to, String(retryAfterMs)).toBe(true)
    }
  })
})
