/** Saying again who one is, a new password by a link, and who tried to sign in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { factors } from '#shared/contracts/factors.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import { signInLinks } from '#shared/contracts/sign-in.ts'
import { users } from '#shared/contracts/users.ts'
import { tokenHash } from '#server/http/session-token.ts'
import type { Company, User } from '#test/helpers/factories.ts'
import { SoftPasskey } from '#test/helpers/factors.ts'
import type { House } from '#test/helpers/house.ts'
import { newBrowser, openSigningIn, password } from '#test/helpers/signing-in.ts'

let desk: Awaited<ReturnType<typeof openSigningIn>>
let house: House
let company: Company
let owner: User
beforeAll(async () => {
  desk = await openSigningIn()
  ;({ house, company, owner } = desk)
})
afterAll(() => house.close())

type Desk = typeof desk
const newUser: Desk['newUser'] = (...given) => desk.newUser(...given)
const first: Desk['first'] = (...given) => desk.first(...given)
const pendingOf: Desk['pendingOf'] = (...given) => desk.pendingOf(...given)
const answer: Desk['answer'] = (...given) => desk.answer(...given)
const code: Desk['code'] = (...given) => desk.code(...given)
const withApp: Desk['withApp'] = (...given) => desk.withApp(...given)
const addPasskey: Desk['addPasskey'] = (...given) => desk.addPasskey(...given)

describe('a link to choose a password', () => {
  it('[ADM-002] [SEC-002] a new password by a link goes past no second factor', async () => {
    const user = await newUser()
    const { secret } = await withApp(user, newBrowser(house))
    const token = 'of-this-test-alone-and-long-enough'
    await house.plant.insert('sign_in_link', company, {
      user_id: user.id,
      kind: 'reset',
      token_hash: tokenHash(token),
      sent_to: 'user@mapletree.test',
      created_at: new Date(),
      expires_at: new Date(Date.now() + 60_000),
    })
    const browser = newBrowser(house)
    const body = { company: 'mapletree', token, newPassword: 'seven green bicycles' }
    expect((await browser.call(signInLinks.choose, { body })).status).toBe(200)
    expect((await browser.call(sessions.me)).outcome).toBe('401 access.signed_out')
    const asked = await first(user, browser, { password: 'seven green bicycles' })
    expect(asked.outcome).toBe('403 access.second_factor')
    expect((await answer(browser, String(asked.problem.pending), code(secret))).status).toBe(200)
  })
})

describe('a sensitive act', () => {
  const age = (user: User) =>
    house.owner.query(
      `update platform.session set verified_at = now() - interval '61 minutes' where user_id = $1`,
      [user.id],
    )

  it('[SEC-002] asks again who signed in long ago: by the password and the second factor, under a new cookie', async () => {
    const user = await newUser()
    const browser = newBrowser(house)
    const { secret } = await withApp(user, browser)
    const before = browser.cookies.get('keyholder_session')
    await age(user)
    const make = () => browser.call(sessions.createToken, { body: { name: 'Export', days: 7 } })
    expect((await make()).outcome).toBe('403 access.verify_first')
    expect((await browser.call(factors.beginPasskey, { body: {} })).outcome).toBe('403 access.verify_first')
    expect((await browser.call(sessions.me)).status).toBe(200)
    const ways = (await browser.call(sessions.verifyWays, { body: {} })).body
    expect(ways).toEqual({ second: true, authenticator: true, passkey: null })
    const verify = (body: object) => browser.call(sessions.verify, { body: body as never })
    expect((await verify({ password: 'not it', answer: code(secret) })).outcome).toBe(
      '422 access.wrong_password',
    )
    expect((await verify({ password })).outcome).toBe('422 access.wrong_code')
    expect((await make()).outcome).toBe('403 access.verify_first')
    expect((await verify({ password, answer: code(secret) })).status).toBe(200)
    expect(browser.cookies.get('keyholder_session')).not.toBe(before)
    expect((await make()).status).toBe(200)
    const { items } = (await browser.call(sessions.list)).body
    expect(items.filter(({ kind, current }) => kind === 'browser' && current)).toHaveLength(1)
    const { rows } = await house.owner.query<{ seconds: number }>(
      `select extract(epoch from expires_at - now())::int as seconds from platform.session where user_id = $1 and name = 'replaced'`,
      [user.id],
    )
    expect(rows[0]!.seconds).toBeLessThanOrEqual(20)
  })

  it('[SEC-002] takes a passkey that has verified its holder alone; API tokens are not asked', async () => {
    const boss = await newUser({ holds: [{ grants: 'all' }] })
    const target = await newUser()
    const browser = newBrowser(house)
    await first(boss, browser)
    const passkey = new SoftPasskey()
    expect((await addPasskey(browser, passkey)).status).toBe(200)
    await age(boss)
    const reset = () => browser.call(users.setPassword, { params: { userId: target.id }, body: {} })
    expect((await reset()).outcome).toBe('403 access.verify_first')
    const ways = (await browser.call(sessions.verifyWays, { body: {} })).body
    const verify = (verified: boolean) => {
      const { state, options } = ways.passkey!
      const response = passkey.sign(options, { verified })
      return browser.call(sessions.verify, { body: { answer: { kind: 'passkey', response }, state } })
    }
    expect((await verify(false)).outcome).toBe('422 access.wrong_passkey')
    expect((await verify(true)).status).toBe(200)
    expect((await reset()).status).toBe(200)
    const program = await house.withToken(boss)
    expect((await program.call(users.setPassword, { params: { userId: target.id }, body: {} })).status).toBe(
      200,
    )
    expect((await program.call(sessions.verify, { body: { password } })).outcome).toBe(
      '409 access.browser_only',
    )
  })
})

describe('sign-in activity', () => {
  it('[ADM-002] tells the user, and who may see users, every attempt: when, from where, how, and how it ended', async () => {
    const user = await newUser()
    const browser = newBrowser(house, '203.0.113.40')
    await first(user, browser, { password: 'not the one' })
    const { secret } = await withApp(user, browser)
    const elsewhere = newBrowser(house, '203.0.113.99', 'Mozilla/5.0 (Macintosh; Mac OS X) Firefox/150.0')
    const pending = await pendingOf(first(user, elsewhere))
    await answer(elsewhere, pending, { kind: 'code', code: '000000' })
    await answer(elsewhere, pending, code(secret))
    await pendingOf(first(user, browser))
    const all = (await browser.call(factors.activity, { query: {} })).body.items
    expect(all.map(({ result, method, address, newDevice }) => [result, method, address, newDevice])).toEqual(
      [
        ['second_step', 'password', '203.0.113.40', false],
        ['signed_in', 'authenticator', '203.0.113.99', true],
        ['wrong_code', 'authenticator', '203.0.113.99', false],
        ['signed_in', 'password', '203.0.113.40', false],
        ['wrong_password', 'password', '203.0.113.40', false],
      ],
    )
    const results = async (query: object) =>
      (
        await house.as(owner).call(users.signIns, { params: { userId: user.id }, query: query as never })
      ).body.items.map(({ result }) => result)
    expect(await results({ result: 'succeeded', order: 'oldest' })).toEqual(['signed_in', 'signed_in'])
    expect(await results({ address: '.99', result: 'failed' })).toEqual(['wrong_code'])
    expect(await results({ method: 'authenticator', limit: 1 })).toEqual(['signed_in'])
    expect(await results({ to: '2020-01-01' })).toEqual([])
    const page = (
      await house.as(owner).call(users.signIns, { params: { userId: user.id }, query: { limit: 2 } })
    ).body
    expect(await results({ limit: 3, after: page.next! })).toEqual([
      'wrong_code',
      'signed_in',
      'wrong_password',
    ])
  })

  it('[ADM-002] is kept as long as the company says; a browser is known by its mark', async () => {
    const user = await newUser()
    const browser = newBrowser(house)
    await first(user, browser)
    await house.owner.query(
      `update sign_in_attempt set at = now() - interval '181 days' where user_id = $1`,
      [user.id],
    )
    await first(user, browser)
    const { rows } = await house.owner.query<{ is_new_device: boolean }>(
      'select is_new_device from sign_in_attempt where user_id = $1',
      [user.id],
    )
    expect(rows).toEqual([{ is_new_device: false }])
    expect(browser.cookies.get('keyholder_device')).toMatch(/^[\w-]{20,}$/)
  })

  it('[SEC-002] a sign-in ends the session that the browser had, and gives it another', async () => {
    const user = await newUser()
    const browser = newBrowser(house)
    await first(user, browser)
    const old = browser.cookies.get('keyholder_session')!
    await first(user, browser)
    expect(browser.cookies.get('keyholder_session')).not.toBe(old)
    const stale = newBrowser(house)
    stale.cookies.set('keyholder_session', old)
    expect((await stale.call(sessions.me)).outcome).toBe('401 access.signed_out')
  })
})
