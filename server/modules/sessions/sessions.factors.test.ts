/** Second factors and passkeys: set up, asked for, required, lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { companies } from '#shared/contracts/companies.ts'
import { factors } from '#shared/contracts/factors.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import { signIn as steps } from '#shared/contracts/sign-in.ts'
import { users } from '#shared/contracts/users.ts'
import type { User } from '#test/helpers/factories.ts'
import { codeOf, SoftPasskey } from '#test/helpers/factors.ts'
import type { House } from '#test/helpers/house.ts'
import { type Browser, newBrowser, openSigningIn } from '#test/helpers/signing-in.ts'

let desk: Awaited<ReturnType<typeof openSigningIn>>
let house: House
let owner: User
beforeAll(async () => {
  desk = await openSigningIn()
  ;({ house, owner } = desk)
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
const require: Desk['require'] = (...given) => desk.require(...given)

describe('an authenticator app', () => {
  it('[ADM-002] [SEC-002] is asked for after the password; each code is good once, and the secret is sealed', async () => {
    const user = await newUser()
    const browser = newBrowser(house)
    const { secret, used, recoveryCodes } = await withApp(user, browser)
    expect(recoveryCodes).toHaveLength(10)
    expect(new Set(recoveryCodes).size).toBe(10)

    const other = newBrowser(house)
    const asked = await first(user, other)
    expect([asked.outcome, asked.headers['set-cookie']]).toEqual(['403 access.second_factor', undefined])
    const pending = String(asked.problem.pending)
    expect((await other.call(steps.awaited, { body: { pending } })).body).toEqual({
      step: 'second',
      authenticator: true,
      recovery: true,
      passkey: null,
    })
    expect((await other.call(sessions.me)).outcome).toBe('401 access.signed_out')
    // The code of the set-up was taken already.
    expect((await answer(other, pending, { kind: 'code', code: used })).outcome).toBe('422 access.wrong_code')
    expect((await answer(other, pending, { kind: 'code', code: '000000' })).outcome).toBe(
      '422 access.wrong_code',
    )
    const good = code(secret)
    const done = await answer(other, pending, good)
    expect(done.body.user.username).toBe(user.username)
    expect((await other.call(sessions.me)).status).toBe(200)
    // Neither the pending sign-in nor the code works twice.
    expect((await answer(newBrowser(house), pending, good)).outcome).toBe('401 access.pending_gone')
    const third = newBrowser(house)
    expect((await answer(third, await pendingOf(first(user, third)), good)).outcome).toBe(
      '422 access.wrong_code',
    )

    const { rows } = await house.owner.query<{ row: string }>(
      `select row_to_json(f)::text as row from platform.sign_in_factor f
       union all select row_to_json(c)::text from platform.recovery_code c
       union all select row_to_json(p)::text from platform.pending_sign_in p`,
    )
    const kept = rows.map(({ row }) => row).join()
    for (const told of [secret, pending, ...recoveryCodes, recoveryCodes[0]!.replaceAll('-', '')]) {
      expect(kept).not.toContain(told)
      expect(house.logs.join()).not.toContain(told)
    }
    expect((await house.as(owner).call(users.signIn, { params: { userId: user.id } })).body.factors).toEqual({
      authenticator: true,
      passkeys: 0,
      recoveryCodes: 10,
      required: false,
    })
  })

  it('[ADM-002] two answers with one code at the same moment let one in', async () => {
    const user = await newUser()
    const { secret } = await withApp(user, newBrowser(house))
    const browsers = [newBrowser(house), newBrowser(house)]
    const pendings = await Promise.all(browsers.map((by) => pendingOf(first(user, by))))
    const given = code(secret)
    const outcomes = await Promise.all(browsers.map((by, i) => answer(by, pendings[i]!, given)))
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['200', '422 access.wrong_code'])
  })

  it('[ADM-002] [SEC-002] wrong codes count like wrong passwords, and a few of them end the sign-in', async () => {
    const user = await newUser()
    const { secret } = await withApp(user, newBrowser(house))
    const browser = newBrowser(house)
    const pending = await pendingOf(first(user, browser))
    const outcomes = []
    for (let i = 0; i < 6; i++)
      outcomes.push((await answer(browser, pending, { kind: 'code', code: `00000${i}` })).outcome)
    expect(outcomes.slice(0, 5)).toEqual(Array(5).fill('422 access.wrong_code'))
    expect(outcomes[5]).toBe('401 access.pending_gone')
    // One more, and the name is slowed: also for the right password.
    expect((await first(user, browser, { password: 'not the one' })).outcome).toBe(
      '401 access.wrong_credentials',
    )
    expect((await first(user, newBrowser(house))).outcome).toBe('429 access.throttled')
    await house.owner.query(`delete from platform.sign_in_failure where subject like 'user:%'`)
    const again = await pendingOf(first(user, browser))
    expect((await answer(browser, again, code(secret))).status).toBe(200)
  })

  it('[ADM-002] a recovery code works once, in place of the app, and new codes make the old ones void', async () => {
    const user = await newUser()
    const browser = newBrowser(house)
    const { recoveryCodes } = await withApp(user, browser)
    const use = async (typed: string) => {
      const by = newBrowser(house)
      return (await answer(by, await pendingOf(first(user, by)), { kind: 'recovery', code: typed })).outcome
    }
    expect(await use(recoveryCodes[0]!.toUpperCase().replaceAll('-', ' '))).toBe('200')
    expect(await use(recoveryCodes[0]!)).toBe('422 access.wrong_code')
    expect((await browser.call(factors.list)).body.recoveryCodes!.left).toBe(9)
    const renewed = (await browser.call(factors.renewCodes, { body: {} })).body.recoveryCodes!
    expect(await use(recoveryCodes[1]!)).toBe('422 access.wrong_code')
    expect(await use(renewed[0]!)).toBe('200')
  })

  it('[ADM-002] a password that was chosen in place of a one-time one counts once the second step is done', async () => {
    const user = await newUser()
    const { secret } = await withApp(user, newBrowser(house))
    const given = await house.as(owner).call(users.setPassword, { params: { userId: user.id }, body: {} })
    const once = { password: given.body.password }
    const browser = newBrowser(house)
    expect((await first(user, browser, once)).outcome).toBe('403 access.password_expired')
    const chosen = { ...once, newPassword: 'seven green bicycles' }
    const stopped = await pendingOf(first(user, browser, chosen))
    expect((await first(user, browser, { password: 'seven green bicycles' })).outcome).toBe(
      '401 access.wrong_credentials',
    )
    const pending = await pendingOf(first(user, browser, chosen))
    expect((await answer(browser, pending, code(secret))).status).toBe(200)
    // What waited for the password of before is gone with it.
    expect((await answer(newBrowser(house), stopped, code(secret))).outcome).toBe('401 access.pending_gone')
    expect((await first(user, browser, { password: 'seven green bicycles' })).outcome).toBe(
      '403 access.second_factor',
    )
  })
})

describe('a passkey', () => {
  it('[ADM-002] [SEC-002] is a second factor, and signs in alone where it has verified its holder', async () => {
    const user = await newUser()
    const browser = newBrowser(house)
    const passkey = new SoftPasskey()
    expect((await first(user, browser)).status).toBe(200)
    expect((await addPasskey(browser, passkey)).body.recoveryCodes).toHaveLength(10)
    expect((await addPasskey(browser, passkey)).outcome).toBe('409 access.passkey_known')
    expect((await browser.call(factors.list)).body.passkeys).toMatchObject([{ name: 'Laptop', here: true }])

    const by = newBrowser(house)
    const pending = await pendingOf(first(user, by))
    const { passkey: options } = (await by.call(steps.awaited, { body: { pending } })).body
    const respond = (given = passkey.sign(options!, { verified: false })) =>
      answer(by, pending, { kind: 'passkey', response: given })
    expect((await respond(passkey.sign(options!, { origin: 'https://keyholder.evil.test' }))).outcome).toBe(
      '422 access.wrong_passkey',
    )
    expect((await respond(new SoftPasskey().sign(options!))).outcome).toBe('422 access.wrong_passkey')
    expect((await respond()).status).toBe(200)

    const alone = async (given: Parameters<SoftPasskey['sign']>[1] = {}, companyName = 'mapletree') => {
      const from = newBrowser(house)
      const begun = (await from.call(steps.beginPasskey, { body: { company: companyName } })).body
      const response = passkey.sign(begun.options, given)
      const reply = await from.call(steps.passkey, { body: { pending: begun.pending, response } })
      return {
        from,
        reply,
        again: () => from.call(steps.passkey, { body: { pending: begun.pending, response } }),
      }
    }
    const entered = await alone()
    expect(entered.reply.body.user.username).toBe(user.username)
    expect((await entered.from.call(sessions.me)).status).toBe(200)
    expect((await entered.again()).outcome).toBe('422 access.wrong_passkey')
    expect((await alone({ verified: false })).reply.outcome).toBe('422 access.wrong_passkey')
    // A counter that has gone back is that of a copy.
    expect((await alone({ counter: 1 })).reply.outcome).toBe('422 access.wrong_passkey')
    expect((await alone({ origin: 'https://keyholder.evil.test' })).reply.outcome).toBe(
      '422 access.wrong_passkey',
    )
    expect((await alone({}, 'nowhere')).reply.outcome).toBe('422 access.wrong_passkey')
    await house.plant.company({ slug: 'otherco' })
    expect((await alone({}, 'otherco')).reply.outcome).toBe('422 access.wrong_passkey')
    await house.owner.query('update user_account set active = false where id = $1', [user.id])
    expect((await alone()).reply.outcome).toBe('422 access.wrong_passkey')
  })

  it('[ADM-002] is made for one address, and not where browsers have none', async () => {
    const user = await newUser()
    const browser = newBrowser(house)
    await first(user, browser)
    const bare = await browser.call(factors.beginPasskey, { body: {} }, { host: '192.0.2.7' })
    expect(bare.outcome).toBe('409 access.no_passkeys_here')
    const { state, options } = (await browser.call(factors.beginPasskey, { body: {} })).body
    const elsewhere = new SoftPasskey('evil.test').make(options)
    const add = (by: Browser, body: object) => by.call(factors.addPasskey, { body: body as never })
    expect((await add(browser, { state, response: elsewhere, name: 'x' })).outcome).toBe(
      '422 access.wrong_passkey',
    )
    // A challenge is this session's.
    const theirs = newBrowser(house)
    await first(await newUser(), theirs)
    expect((await add(theirs, { state, response: new SoftPasskey().make(options), name: 'x' })).outcome).toBe(
      '422 access.wrong_passkey',
    )
  })
})

describe('a company that requires a second factor', () => {
  it('[ADM-002] leads whoever lacks one to set it up at sign-in, and lets nothing else be done until then', async () => {
    const clerk = await newUser({ holds: [{ grants: ['customers.view'] }] })
    const boss = await newUser({ holds: [{ grants: ['user_accounts.modify'] }] })
    const token = await house.withToken(boss)
    await require('administrators')
    try {
      expect((await first(clerk, newBrowser(house))).status).toBe(200)
      const by = newBrowser(house)
      const asked = await first(boss, by)
      expect(asked.outcome).toBe('403 access.enrol_factor')
      const pending = String(asked.problem.pending)
      expect((await by.call(steps.awaited, { body: { pending } })).body.step).toBe('enrol')
      expect((await by.call(sessions.me)).outcome).toBe('401 access.signed_out')
      expect((await answer(by, pending, { kind: 'code', code: '123456' })).outcome).toBe(
        '401 access.pending_gone',
      )
      const { secret, uri } = (await by.call(steps.enrolAuthenticator, { body: { pending } })).body
      expect(uri).toContain(`secret=${secret}`)
      const finish = (typed: string) =>
        by.call(steps.finishEnrolment, {
          body: { pending, factor: { kind: 'authenticator', code: typed, name: 'Phone' } },
        })
      expect((await finish('000000')).outcome).toBe('422 access.wrong_code')
      const done = (await finish(codeOf(secret))).body
      expect([done.me.user.username, done.recoveryCodes!.length]).toEqual([boss.username, 10])
      expect((await by.call(sessions.me)).status).toBe(200)
      expect((await finish(codeOf(secret))).outcome).toBe('401 access.pending_gone')
      expect((await first(boss, newBrowser(house))).outcome).toBe('403 access.second_factor')
      // The last one stays, and API tokens are not affected.
      const { authenticator } = (await by.call(factors.list)).body
      const removed = await by.call(factors.remove, { params: { factorId: authenticator!.id } })
      expect(removed.outcome).toBe('409 access.factor_needed')
      expect((await token.call(sessions.me)).status).toBe(200)

      await require('everybody')
      const passkey = new SoftPasskey()
      const from = newBrowser(house)
      const begun = await pendingOf(first(clerk, from))
      const options = (await from.call(steps.enrolPasskey, { body: { pending: begun } })).body
      const made = await from.call(steps.finishEnrolment, {
        body: { pending: begun, factor: { kind: 'passkey', response: passkey.make(options), name: 'Key' } },
      })
      expect(made.body.me.user.username).toBe(clerk.username)
    } finally {
      await require('optional')
    }
    const { rows } = await house.owner.query<{ event: string }>(
      `select event from history_entry where entity_id = $1 and entity = 'user' order by id`,
      [boss.id],
    )
    expect(rows.map(({ event }) => event)).toEqual(['sessions.factor_added', 'sessions.signed_in'])
  })

  it('[ADM-002] is a setting that its history tells of', async () => {
    const profile = (await house.as(owner).call(companies.open)).body
    const { version, name, timeZone, currency, settings } = profile
    const body = {
      version,
      name,
      timeZone,
      currency,
      settings: { ...settings, secondFactor: 'administrators' },
    }
    expect((await house.as(owner).call(companies.save, { body: body as never })).status).toBe(200)
    const { items } = (await house.as(owner).call(companies.history, {})).body
    expect(JSON.stringify(items[0]!.changes)).toContain('Required for whoever may administer')
    await require('optional')
  })
})

describe('a second factor that was lost', () => {
  it('[ADM-002] is reset by an administrator who may do as much, which is logged and ends the browser sessions', async () => {
    const user = await newUser()
    const browser = newBrowser(house)
    await withApp(user, browser)
    const reset = (by: User, of: User) => house.as(by).call(users.resetFactors, { params: { userId: of.id } })
    const helper = await newUser({ holds: [{ grants: ['user_accounts.modify', 'user_accounts.view'] }] })
    expect((await reset(helper, owner)).outcome).toBe('403 users.beyond_you')
    expect((await reset(owner, owner)).outcome).toBe('409 users.own_factors')
    expect((await reset(helper, user)).body).toEqual({ removed: 1 })
    expect((await browser.call(sessions.me)).outcome).toBe('401 access.signed_out')
    expect((await first(user, browser)).status).toBe(200)
    const { rows } = await house.owner.query<{ event: string; user_name: string }>(
      `select event, user_name from history_entry where entity_id = $1 and event = 'users.factors_reset'`,
      [user.id],
    )
    expect(rows).toEqual([{ event: 'users.factors_reset', user_name: helper.name }])
  })

  it('[ADM-002] [ADM-001] cannot be seen, renamed or removed by another user or another company', async () => {
    const user = await newUser()
    const browser = newBrowser(house)
    await withApp(user, browser)
    const { authenticator } = (await browser.call(factors.list)).body
    const factorId = authenticator!.id
    const stranger = await house.plant.user({
      company: await house.plant.company(),
      holds: [{ grants: 'all' }],
    })
    for (const by of [owner, stranger]) {
      expect((await house.as(by).call(factors.remove, { params: { factorId } })).outcome).toBe(
        '404 access.factor_not_found',
      )
      const renamed = await house
        .as(by)
        .call(factors.rename, { params: { factorId }, body: { name: 'Mine' } })
      expect(renamed.outcome).toBe('404 access.factor_not_found')
    }
    expect(
      (await browser.call(factors.rename, { params: { factorId }, body: { name: 'Old phone' } })).status,
    ).toBe(200)
    const token = await house.withToken(user)
    expect((await token.call(factors.remove, { params: { factorId } })).outcome).toBe(
      '409 access.browser_only',
    )
    expect((await browser.call(factors.remove, { params: { factorId } })).status).toBe(200)
    expect((await browser.call(factors.list)).body).toMatchObject({
      authenticator: null,
      recoveryCodes: null,
    })
    expect((await first(user, newBrowser(house))).status).toBe(200)
  })
})
