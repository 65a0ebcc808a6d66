import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessions } from '#shared/contracts/sessions.ts'
import type { Caller, Reply } from '#test/helpers/caller.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { Company, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let other: Company
let user: User

const password = 'correct horse battery'

beforeAll(async () => {
  house = await openHouse()
  company = await house.plant.company({ slug: 'mapletree' })
  other = await house.plant.company({ slug: 'otherco' })
  user = await house.plant.user({
    company,
    username: 'olivia',
    password,
    holds: [{ grants: ['customers.view'] }],
  })
  await house.plant.user({ company: other, username: 'olivia', password: 'another one entirely' })
})
afterAll(() => house.close())

let addresses = 0
/** Signs in from an address of its own, so that no test is slowed by another's failures. */
const signIn = (
  body: { company?: string; username?: string; password?: string },
  address = `198.51.100.${++addresses}`,
) =>
  house.app
    .inject({
      method: 'POST',
      url: '/api/v1/session',
      remoteAddress: address,
      headers: { 'sec-fetch-site': 'same-origin', 'user-agent': 'Test Browser' },
      payload: { company: 'mapletree', username: 'olivia', password, ...body },
    })
    .then((response) => ({
      status: response.statusCode,
      json: response.json<Record<string, unknown>>(),
      headers: response.headers,
    }))
const tokenOf = ({ headers }: { headers: Record<string, unknown> }): string =>
  /keyholder_session=([^;]+)/.exec(String(headers['set-cookie']))![1]!
const withCookie =
  (token: string): Caller['send'] =>
  (request) =>
    house
      .anybody()
      .send(request, { headers: { cookie: `keyholder_session=${token}`, 'sec-fetch-site': 'same-origin' } })
const me = { method: 'GET', url: '/api/v1/session' } as const
const events = async () =>
  (
    await house.owner.query<{ event: string; user_name: string }>(
      'select event, user_name from history_entry order by company_id, id',
    )
  ).rows

describe('signing in', () => {
  it('[ADM-002] takes company, username and password, in any case of the first two, and leaves an entry in History', async () => {
    const reply = await signIn({ company: 'MapleTree', username: 'OLIVIA' })
    expect(reply.json).toMatchObject({
      user: { username: 'olivia' },
      company: { slug: 'mapletree' },
      permissions: ['customers.view'],
    })
    // Scripts take the first cookie for the session's: it stands before the browser's own mark.
    const [first, second] = [reply.headers['set-cookie'] ?? []].flat()
    expect([first, second].map((line) => String(line).split('=')[0])).toEqual([
      'keyholder_session',
      'keyholder_device',
    ])
    expect((await events()).at(-1)).toEqual({ event: 'sessions.signed_in', user_name: user.name })
    const opened = await withCookie(tokenOf(reply))(me)
    expect(opened.body).toEqual(reply.json)
  })

  it('[ADM-001] the same username in two companies is two users, each with their own password', async () => {
    expect((await signIn({ company: 'otherco' })).status).toBe(401)
    const theirs = await signIn({ company: 'otherco', password: 'another one entirely' })
    expect(theirs.json).toMatchObject({ company: { slug: 'otherco' }, permissions: [] })
  })

  it('[ADM-002] an unknown company, an unknown user, a wrong password and a barred user get the very same answer', async () => {
    await house.plant.user({ company, username: 'former', password, active: false })
    await house.plant.user({ company, username: 'nologin', password, canLogIn: false })
    await house.plant.user({ company, username: 'nopass' })
    const replies = [
      await signIn({ company: 'nowhere' }),
      await signIn({ username: 'nobody' }),
      await signIn({ password: 'wrong' }),
      await signIn({ username: 'former' }),
      await signIn({ username: 'nologin' }),
      await signIn({ username: 'nopass' }),
    ].map(({ status, json: { requestId: _, ...json }, headers }) => ({
      status,
      json,
      cookie: headers['set-cookie'],
    }))
    expect(replies[0]).toMatchObject({
      status: 401,
      json: { code: 'access.wrong_credentials' },
      cookie: undefined,
    })
    for (const reply of replies) expect(reply).toEqual(replies[0])
  })

  it('[ADM-002] is slowed after five failures of one user, also for the right password and from elsewhere', async () => {
    await house.plant.user({ company, username: 'slow', password })
    await house.plant.user({ company, username: 'quick', password })
    for (let i = 0; i < 6; i++) expect((await signIn({ username: 'slow', password: 'no' })).status).toBe(401)
    const blocked = await signIn({ username: 'slow' })
    expect(blocked.json.code).toBe('access.throttled')
    expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(0)
    expect((await signIn({ username: 'quick' })).status).toBe(200)

    await house.owner.query(
      `update platform.sign_in_failure set blocked_until = now() where subject like 'user:%/slow'`,
    )
    expect((await signIn({ username: 'slow' })).status).toBe(200)
    const { rowCount } = await house.owner.query(
      `select from platform.sign_in_failure where subject like 'user:%/slow'`,
    )
    expect(rowCount).toBe(0)
  })

  it('[ADM-002] is slowed for an address that tries many users', async () => {
    await house.owner.query(
      `insert into platform.sign_in_failure (subject, failures, last_at, blocked_until) values ('address:192.0.2.77', 30, now(), now())`,
    )
    expect((await signIn({ username: 'nobody' }, '192.0.2.77')).status).toBe(401)
    expect((await signIn({}, '192.0.2.77')).json.code).toBe('access.throttled')
    expect((await signIn({}, '192.0.2.78')).status).toBe(200)
  })
})

describe('a session', () => {
  const outcome = async (token: string) => (await withCookie(token)(me)).outcome
  const fresh = async () => tokenOf(await signIn({}))

  it('[ADM-002] ends at once when one signs out, and takes the cookie away', async () => {
    const token = await fresh()
    expect(await outcome(token)).toBe('200')
    const left = await withCookie(token)({ method: 'DELETE', url: '/api/v1/session' })
    expect(String(left.headers['set-cookie'])).toMatch(
      /keyholder_session=;.*(Expires=Thu, 01 Jan 1970|Max-Age=0)/,
    )
    expect(await outcome(token)).toBe('401 access.signed_out')
  })

  it('[ADM-002] is listed with its device, and ends at once when it is ended from another', async () => {
    const [mine, lost] = [await fresh(), await fresh()]
    const list = await withCookie(mine)({ method: 'GET', url: '/api/v1/sessions' })
    const { items } = list.body as { items: { id: number; current: boolean; userAgent: string }[] }
    expect(items.filter(({ current }) => current)).toHaveLength(1)
    expect(items.every(({ userAgent }) => userAgent === 'Test Browser')).toBe(true)
    const { rows } = await house.owner.query<{ id: number }>(
      'select max(id)::int as id from platform.session',
    )
    expect(
      (await withCookie(mine)({ method: 'DELETE', url: `/api/v1/sessions/${rows[0]!.id}` })).outcome,
    ).toBe('200')
    expect(await outcome(lost)).toBe('401 access.signed_out')
    expect(await outcome(mine)).toBe('200')
  })

  it('[ADM-002][ADM-001] of somebody else can neither be seen nor ended', async () => {
    const colleague = await house.plant.user({ company, username: 'kurt' })
    const stranger = await house.plant.user({ company: other, username: 'xena' })
    const token = await fresh()
    const { rows } = await house.owner.query<{ id: number }>(
      'select max(id)::int as id from platform.session',
    )
    for (const by of [colleague, stranger]) {
      expect((await house.as(by).call(sessions.end, { params: { sessionId: rows[0]!.id } })).outcome).toBe(
        '404 access.session_not_found',
      )
      expect((await house.as(by).call(sessions.list)).body.items.map(({ id }) => id)).not.toContain(
        rows[0]!.id,
      )
    }
    expect(await outcome(token)).toBe('200')
  })

  it('[ADM-002] ends after twelve idle hours and at its expiry; an API token has no idle end', async () => {
    const age = async (hours: number) =>
      house.owner.query(
        `update platform.session set last_used_at = now() - make_interval(hours => $1) where id = (select max(id) from platform.session)`,
        [hours],
      )
    const idleMinutes = async () => {
      const { rows } = await house.owner.query<{ m: number }>(
        `select extract(epoch from now() - last_used_at)::float8 / 60 as m from platform.session order by id desc limit 1`,
      )
      return rows[0]!.m
    }
    const token = await fresh()
    await age(11)
    expect(await outcome(token)).toBe('200')
    await eventually(async () => expect(await idleMinutes()).toBeLessThan(1))
    await age(13)
    expect(await outcome(token)).toBe('401 access.signed_out')
    const api = await house.withToken(user)
    await age(13)
    expect((await api.call(sessions.me)).outcome).toBe('200')
    await house.owner.query(
      `update platform.session set expires_at = now() where id = (select max(id) from platform.session)`,
    )
    expect((await api.call(sessions.me)).outcome).toBe('401 access.signed_out')
  })

  it('[ADM-002] ends at once when its user is barred', async () => {
    const token = await fresh()
    for (const column of ['active', 'can_log_in']) {
      await house.owner.query(`update user_account set ${column} = false where id = $1`, [user.id])
      expect(await outcome(token)).toBe('401 access.signed_out')
      await house.owner.query(`update user_account set ${column} = true where id = $1`, [user.id])
    }
    expect(await outcome(token)).toBe('200')
  })

  it('[ADM-004] sees a change of its user’s permissions at once', async () => {
    const token = await fresh()
    await house.plant.insert('membership', company, {
      user_id: user.id,
      group_id: await house.plant.group(company, ['leads.view']),
      location_id: null,
    })
    expect((await withCookie(token)(me)).body).toMatchObject({
      permissions: ['customers.view', 'leads.view'],
    })
  })
})

describe('API tokens', () => {
  it('[ADM-002] are shown once, work as a bearer, are kept as a digest only, and end at once', async () => {
    const made = (
      await house.as(user).call(sessions.createToken, { body: { name: 'Nightly export', days: 30 } })
    ).body
    expect(made.token).toMatch(/^khp_/)
    const bearer = { headers: { authorization: `Bearer ${made.token}` } }
    expect((await house.anybody().call(sessions.me, {}, bearer)).body.user.username).toBe('olivia')
    const listed = await house.as(user).call(sessions.list)
    expect(listed.body.items.find(({ id }) => id === made.id)).toMatchObject({
      kind: 'api',
      name: 'Nightly export',
    })
    expect(listed.text).not.toContain(made.token)
    const { rows } = await house.owner.query<{ row: string }>(
      'select row_to_json(s)::text as row from platform.session s',
    )
    expect(rows.map(({ row }) => row).join()).not.toContain(made.token.slice(4))
    await house.as(user).call(sessions.end, { params: { sessionId: made.id } })
    expect((await house.anybody().call(sessions.me, {}, bearer)).outcome).toBe('401 access.signed_out')
  })

  it('[ADM-002] made-up ones open nothing', async () => {
    for (const authorization of [
      'Bearer ',
      'Bearer khp_x',
      'Basic b2xpdmlhOng=',
      'bearer',
      `Bearer ${'x'.repeat(5000)}`,
    ]) {
      expect((await house.anybody().call(sessions.me, {}, { headers: { authorization } })).outcome).toBe(
        '401 access.signed_out',
      )
    }
  })
})

describe('one’s own password', () => {
  it('[ADM-002] changes with the current one, ends the other browser sessions and keeps tokens and this one', async () => {
    const changer = await house.plant.user({ company, username: 'changer', password })
    const [mine, elsewhere] = [
      tokenOf(await signIn({ username: 'changer' })),
      tokenOf(await signIn({ username: 'changer' })),
    ]
    const token = await house.withToken(changer)
    const change = (body: object): Promise<Reply<unknown>> =>
      withCookie(mine)({ method: 'POST', url: '/api/v1/password', payload: body })
    const wrong = await change({ current: 'nope', next: 'a new long password' })
    expect([wrong.outcome, wrong.problem.errors[0]?.path]).toEqual(['422 access.wrong_password', 'current'])
    expect((await change({ current: password, next: 'short' })).problem.errors[0]).toEqual({
      path: 'next',
      message: 'At least 12 characters',
    })
    expect((await signIn({ username: 'changer' })).status).toBe(200)

    expect((await change({ current: password, next: 'a new long password' })).outcome).toBe('200')
    expect((await withCookie(mine)(me)).outcome).toBe('200')
    expect((await withCookie(elsewhere)(me)).outcome).toBe('401 access.signed_out')
    expect((await token.call(sessions.me)).outcome).toBe('200')
    expect((await signIn({ username: 'changer' })).status).toBe(401)
    expect((await signIn({ username: 'changer', password: 'a new long password' })).status).toBe(200)
    expect((await events()).map(({ event }) => event)).toContain('sessions.password_changed')
  })

  it('[ADM-002] [SEC-002] none of the commonest passwords is taken, nor the present one; wrong ones are counted', async () => {
    await house.plant.user({ company, username: 'careless', password })
    const mine = tokenOf(await signIn({ username: 'careless' }))
    const change = (body: object): Promise<Reply<unknown>> =>
      withCookie(mine)({ method: 'POST', url: '/api/v1/password', payload: body })
    for (const next of ['Password2026!', 'CounterStrike', 'careless-mapletree', password]) {
      const refused = await change({ current: password, next })
      expect([next, refused.outcome, refused.problem.errors[0]?.path]).toEqual([
        next,
        '422 request.invalid',
        'next',
      ])
    }
    for (let i = 0; i < 6; i++) await change({ current: 'not it', next: 'a new long password' })
    expect((await change({ current: password, next: 'a new long password' })).outcome).toBe(
      '429 access.throttled',
    )
  })

  it('[ADM-002] [SEC-002] all others end at one’s word', async () => {
    await house.plant.user({ company, username: 'leaver', password })
    const [mine, lost] = [
      tokenOf(await signIn({ username: 'leaver' })),
      tokenOf(await signIn({ username: 'leaver' })),
    ]
    const ended = await withCookie(mine)({ method: 'DELETE', url: '/api/v1/sessions' })
    expect(ended.body).toEqual({ ended: 1 })
    expect((await withCookie(lost)(me)).outcome).toBe('401 access.signed_out')
    expect((await withCookie(mine)(me)).outcome).toBe('200')
  })
})
