import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import type { User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let user: User
let cookie: string
let customerId: number

const password = 'correct horse battery'

beforeAll(async () => {
  house = await openHouse({ secureCookies: true })
  const company = await house.plant.company({ slug: 'mapletree' })
  user = await house.plant.user({ company, username: 'olivia', password, holds: [{ grants: 'all' }] })
  customerId = (await house.plant.customer({ location: await house.plant.location({ company }) })).id
  const reply = await house
    .anybody()
    .call(sessions.signIn, { body: { company: 'mapletree', username: 'olivia', password } })
  cookie = [reply.headers['set-cookie']].flat().find((line) => line!.includes('_session='))!
})
afterAll(() => house.close())

let version = 1
/** A save by the browser's cookie, with these headers of the browser. */
const save = async (headers: Record<string, string>) => {
  const reply = await house
    .anybody()
    .call(
      customers.save,
      { params: { customerId }, body: { version, fields: { spouse: `Spouse ${version}` } } },
      { headers: { cookie: cookie.split(';')[0]!, host: 'keyholder.test', ...headers } },
    )
  if (reply.status === 200) version += 1
  return reply.outcome
}

describe('the session’s cookie', () => {
  it('[SEC-004] is HttpOnly, Secure, SameSite and of our own host', () => {
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; Secure/)
    expect(cookie).toMatch(/; SameSite=Lax/)
    expect(cookie).toMatch(/; Path=\//)
    expect(cookie).not.toMatch(/Domain=/)
    expect(cookie).toMatch(/^__Host-keyholder_session=/)
  })

  it('[SEC-002] goes by its protected name alone, and nothing that it opens is kept on the way', async () => {
    const value = /=([^;]+)/.exec(cookie)![1]!
    const me = (name: string) =>
      house
        .anybody()
        .call(sessions.me, {}, { headers: { cookie: `${name}=${value}`, host: 'keyholder.test' } })
    expect((await me('keyholder_session')).outcome).toBe('401 access.signed_out')
    const opened = await me('__Host-keyholder_session')
    expect(opened.status).toBe(200)
    expect(opened.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    })
  })
})

describe('a change that another site’s page sends', () => {
  it('[SEC-004] is refused by what the browser says of where it comes from', async () => {
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.test' },
      { origin: 'null' },
      { origin: 'https://keyholder.test.evil.test' },
      { origin: 'https://evil.test', 'sec-fetch-site': 'same-origin' },
      { origin: 'no address at all' },
      {},
    ]
    for (const headers of foreign) {
      expect([headers, await save(headers)]).toEqual([headers, '403 request.cross_site'])
    }
  })

  it('[SEC-004] passes from our own page, and from a script of ours where the browser says nothing', async () => {
    expect(await save({ 'sec-fetch-site': 'same-origin' })).toBe('200')
    expect(await save({ origin: 'https://keyholder.test' })).toBe('200')
    expect(await save({ 'x-requested-with': 'keyholder' })).toBe('200')
  })

  it('[SEC-004] does not concern API tokens, which no browser sends by itself', async () => {
    const program = await house.withToken(user)
    const reply = await program.call(
      customers.save,
      { params: { customerId }, body: { version, fields: { spouse: 'Token' } } },
      { headers: { origin: 'https://evil.test' } },
    )
    expect(reply.status).toBe(200)
    version += 1
  })

  it('[SEC-004] cannot sign anybody in, out, or read', async () => {
    const body = { company: 'mapletree', username: 'olivia', password }
    const planted = await house
      .anybody()
      .call(sessions.signIn, { body }, { headers: { origin: 'https://evil.test' } })
    expect([planted.outcome, planted.headers['set-cookie']]).toEqual(['403 request.cross_site', undefined])
    const reading = await house
      .anybody()
      .call(
        customers.open,
        { params: { customerId } },
        { headers: { cookie: cookie.split(';')[0]!, origin: 'https://evil.test' } },
      )
    expect(reading.headers['access-control-allow-origin']).toBeUndefined()
    const preflight = await house
      .anybody()
      .send(
        { method: 'OPTIONS', url: '/api/v1/customers' },
        { headers: { origin: 'https://evil.test', 'access-control-request-method': 'POST' } },
      )
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined()
  })
})
