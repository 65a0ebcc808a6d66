import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import fastify from 'fastify'
import { pino } from 'pino'
import { buildApp } from '#server/app.ts'
import { Database } from '#server/db/database.ts'
import { roleUrl } from '#server/db/roles.ts'
import { trustedProxies } from '#server/platform/settings.ts'
import { Caller } from '#test/helpers/caller.ts'
import type { CustomerRow, User } from '#test/helpers/factories.ts'
import { eventually } from '#test/helpers/eventually.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let user: User
let record: CustomerRow

beforeAll(async () => {
  house = await openHouse({ rateLimitPerMinute: 60 })
  const place = await house.plant.neighbourhood()
  user = place.user
  record = await house.plant.customer({ location: place.here })
})
afterAll(() => house.close())

const open = (by: Caller, customerId: number | string = record.id) =>
  by.send({ method: 'GET', url: `/api/v1/customers/${customerId}` })

describe('where a request comes from', () => {
  it('[SEC-002] is a header’s word only where the operator has named the proxy', async () => {
    const seen = async (text: string | undefined) => {
      const app = fastify({ trustProxy: trustedProxies(text) })
      app.get('/', (request) => ({ ip: request.ip }))
      const reply = await app.inject({ url: '/', headers: { 'x-forwarded-for': '203.0.113.9' } })
      await app.close()
      return reply.json<{ ip: string }>().ip
    }
    expect([await seen(undefined), await seen('false'), await seen('10.0.0.0/8')]).toEqual(
      Array(3).fill('127.0.0.1'),
    )
    expect([await seen('true'), await seen('127.0.0.1, 10.0.0.1')]).toEqual(Array(2).fill('203.0.113.9'))
    const reply = await house.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { 'x-forwarded-for': '203.0.113.9', 'sec-fetch-site': 'same-origin' },
      payload: { company: 'nowhere', username: 'nobody', password: 'nothing' },
    })
    expect(reply.statusCode).toBe(401)
    const line = house.logs
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .findLast(({ refused }) => refused)
    expect(line).toMatchObject({ refused: 'access.wrong_credentials', address: '127.0.0.1' })
  })
})

describe('a refusal', () => {
  it('[SEC-002] who was refused what stands in the log, and nothing of what was sent', async () => {
    const clerk = await house.plant.user({ company: user.company })
    expect(
      (
        await house.as(clerk).call(customers.save, {
          params: { customerId: record.id },
          body: { version: 1, fields: { spouse: 'Tarragon' } },
        })
      ).status,
    ).toBe(403)
    const line = house.logs
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .findLast(({ refused }) => refused)
    expect(line).toMatchObject({
      refused: 'access.denied',
      operationId: 'customers.save',
      who: `company ${clerk.company.id}, user ${clerk.id}`,
      address: '127.0.0.1',
      time: expect.any(Number) as number,
    })
    expect(house.logs.join()).not.toContain('Tarragon')
  })

  it('is problem+json with code, sentence, field errors and the request’s number', async () => {
    const reply = await house.as(user).call(customers.save, {
      params: { customerId: record.id },
      body: { version: 1, fields: { zip: '22' } },
    })
    expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(reply.problem).toEqual({
      type: 'https://keyholder.test/errors/request.invalid',
      title: 'Not valid',
      status: 422,
      code: 'request.invalid',
      detail: 'Please check the marked fields.',
      errors: [{ path: 'fields.zip', message: 'Enter a US ZIP as 12345 or 12345-6789' }],
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    })
  })

  it('without a session is 401 before anything else is looked at', async () => {
    expect((await open(house.anybody())).outcome).toBe('401 access.signed_out')
    expect((await open(house.anybody(), 'no-number')).outcome).toBe('401 access.signed_out')
    expect(
      (await house.anybody().send({ method: 'POST', url: '/api/v1/customers', payload: { bad: 1 } })).outcome,
    ).toBe('401 access.signed_out')
  })

  it('of an unreadable or oversized body, an unknown address or method is told as such', async () => {
    const send = (payload: string, type = 'application/json') =>
      house
        .as(user)
        .send({ method: 'POST', url: '/api/v1/customers', payload }, { headers: { 'content-type': type } })
    expect((await send('{"half":')).outcome).toBe('400 request.unreadable')
    expect((await send('{"__proto__": {"x": 1}}')).outcome).toBe('400 request.unreadable')
    expect((await send('<xml/>', 'application/xml')).outcome).toBe('400 request.unreadable')
    expect((await send(JSON.stringify({ kind: 'x'.repeat(1_100_000) }))).outcome).toBe(
      '400 request.unreadable',
    )
    expect((await house.as(user).send({ method: 'GET', url: '/api/v1/nowhere' })).outcome).toBe(
      '404 request.not_found',
    )
    expect((await house.as(user).send({ method: 'DELETE', url: '/api/v1/customers' })).outcome).toBe(
      '404 request.not_found',
    )
    for (const id of ['abc', '-1', '0', '1.5', '9007199254740993', '1e3x']) {
      expect([id, (await open(house.as(user), id)).status]).toEqual([id, 422])
    }
  })

  it('[SEC-005] texts that PostgreSQL cannot hold are refused, not failed upon', async () => {
    const save = (value: string) =>
      house.as(user).call(customers.save, {
        params: { customerId: record.id },
        body: { version: 1, fields: { spouse: value } },
      })
    for (const value of ['a\u0000b', 'lone \ud800 half', '\udfff'])
      expect((await save(value)).status).toBeLessThan(500)
    for (const headers of [{}, { 'idempotency-key': 'key-deep-1' }] as Record<string, string>[]) {
      const reply = await house.as(user).send(
        {
          method: 'POST',
          url: '/api/v1/customers',
          payload: `{"kind":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
        },
        { headers: { ...headers, 'content-type': 'application/json' } },
      )
      expect(reply.outcome).toBe('400 request.unreadable')
    }
    for (const query of ['event=%00', 'event=a%00b']) {
      const reply = await house
        .as(user)
        .send({ method: 'GET', url: `/api/v1/customers/${record.id}/history?${query}` })
      expect([query, reply.status < 500]).toEqual([query, true])
    }
    const lead = await house.plant.lead({ location: record.location })
    const far = await house.as(user).call(customers.save, {
      params: { customerId: lead.id },
      body: { version: 1, fields: { callbackAt: '9999-12-31T23:59:59-23:59' } },
    })
    expect(far.status).toBeLessThan(500)
  })
})

describe('too much', () => {
  it('[REL-004] of one session is refused with the time to wait, and another session is not touched', async () => {
    const place = await house.plant.neighbourhood()
    const busy = house.as(place.user)
    // Until a session has shown that it exists, its address's allowance is used.
    expect((await busy.call(customers.count)).status).toBe(200)
    const replies = []
    for (let i = 0; i < 62; i++) replies.push(await busy.call(customers.count))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(60)
    const refused = replies.at(-1)!
    expect(refused.outcome).toBe('429 request.too_many')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    const other = await house.plant.user({ company: place.company, holds: [{ grants: 'all' }] })
    expect((await house.as(other).call(customers.count)).status).toBe(200)
  })

  it('[REL-004] made-up tokens bring no allowance of their own', async () => {
    const small = await openHouse({ rateLimitPerMinute: 5 })
    try {
      const outcomes: number[] = []
      for (let i = 0; i < 7; i++) {
        const headers = { authorization: `Bearer khp_made-up-${i}` }
        const { statusCode } = await small.app.inject({ url: '/api/v1/customers/count', headers })
        outcomes.push(statusCode)
      }
      expect(outcomes).toEqual([401, 401, 401, 401, 401, 429, 429])
    } finally {
      await small.close()
    }
  })

  it('[REL-004] at once is answered 503 with Retry-After, and everything that waits is served', async () => {
    const database = new Database(roleUrl(house.ownerUrl, 'keyholder_app'), 1)
    const logger = pino({ level: 'silent' })
    const app = await buildApp({
      database,
      live: house.live,
      desk: house.desk,
      logger,
      now: house.clock.now,
      rateLimitPerMinute: 0,
      secureCookies: false,
    })
    const token = await house
      .as(user)
      .send<{ token: string }>({ method: 'POST', url: '/api/v1/tokens', payload: { name: 'flood' } })
    const caller = new Caller(app, { authorization: `Bearer ${token.body.token}` })
    const held = await database.reads.connect()
    const flood = Array.from({ length: 520 }, () => open(caller))
    await eventually(() => expect(database.reads.waitingCount).toBeGreaterThan(500))
    expect((await caller.send({ method: 'GET', url: '/healthz' })).status).toBe(200)
    held.release()
    const replies = await Promise.all(flood)
    const turnedAway = replies.filter(({ status }) => status !== 200)
    expect(turnedAway.length).toBeGreaterThan(0)
    expect(new Set(turnedAway.map(({ outcome }) => outcome))).toEqual(new Set(['503 server.busy']))
    expect(turnedAway[0]!.headers['retry-after']).toBe('2')
    expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThan(490)
    await app.close()
    await database.end()
  })
})

describe('the operator’s questions', () => {
  it('are answered: alive, ready, metrics by operation, and never an address with a record’s number', async () => {
    await open(house.as(user))
    expect((await house.anybody().send({ method: 'GET', url: '/healthz' })).body).toEqual({ status: 'ok' })
    expect((await house.anybody().send({ method: 'GET', url: '/readyz' })).body).toEqual({ status: 'ready' })
    const { text } = await house.anybody().send({ method: 'GET', url: '/metrics' })
    expect(text).toContain('keyholder_http_request_seconds_count{operation="customers.open",status="2xx"}')
    expect(text).toContain('keyholder_database_connections{pool="reads",state="all"}')
    expect(text).not.toMatch(/api\/v1/)
  })

  it('[REL-004] without a database it is alive and not ready, and requests are told to come back', async () => {
    const url = roleUrl(house.ownerUrl, 'keyholder_app').replace(/\/[^/]*$/, '/no_such_database')
    const database = new Database(url, 2)
    const app = await buildApp({
      database,
      live: house.live,
      desk: house.desk,
      logger: pino({ level: 'silent' }),
      now: house.clock.now,
      rateLimitPerMinute: 0,
      secureCookies: false,
    })
    const nobody = new Caller(app, { authorization: 'Bearer khp_x' })
    expect((await nobody.send({ method: 'GET', url: '/healthz' })).status).toBe(200)
    expect((await nobody.send({ method: 'GET', url: '/readyz' })).status).toBe(503)
    expect((await open(nobody)).status).toBeGreaterThanOrEqual(500)
    await app.close()
    await database.end()
  })
})
