import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sessions } from '#shared/contracts/sessions.ts'
import { type UserFields, users } from '#shared/contracts/users.ts'
import type { Company, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let owner: User
let foreign: User

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())
beforeEach(async () => {
  const hood = await house.plant.neighbourhood()
  company = hood.company
  here = hood.here
  elsewhere = hood.elsewhere
  owner = await house.plant.user({ company, holds: [{ grants: 'all' }] })
  foreign = await house.plant.user({ company: hood.foreign.company, lastName: 'Foreign' })
})

const fields = (given: Partial<UserFields> = {}): UserFields => ({
  firstName: 'Nora',
  lastName: 'Newcomer',
  username: 'nora',
  email: null,
  phone: null,
  active: true,
  canLogIn: true,
  roles: [],
  memberships: [],
  representativeNumbers: [],
  reportsToId: null,
  ...given,
})
const as = (user: User) => house.as(user)
const create = (given: Partial<UserFields> = {}, by = owner) =>
  as(by).call(users.create, { body: fields(given) })
const open = async (user: { id: number }) =>
  (await as(owner).call(users.open, { params: { userId: user.id } })).body
const save = async (user: { id: number }, change: Partial<UserFields>, by = owner) => {
  const { version, fields: now } = await open(user)
  return as(by).call(users.save, { params: { userId: user.id }, body: { ...now, ...change, version } })
}
const lastEntry = async () =>
  (
    await house.owner.query<{ event: string; changes: unknown; user_name: string }>(
      'select event, changes, user_name from history_entry where company_id = $1 order by id desc limit 1',
      [company.id],
    )
  ).rows[0]!

describe('a user', () => {
  it('[ADM-003] is made with profile, roles, groups at locations and representative numbers, and the history says so', async () => {
    const groupId = await house.plant.group(company, ['customers.view'])
    const { body } = await create({
      email: 'nora@mail.test',
      phone: '(801) 555-0144',
      roles: ['sales_rep', 'technician'],
      memberships: [
        { groupId, locationId: here.id },
        { groupId, locationId: null },
      ],
      representativeNumbers: [{ locationId: here.id, number: 'REP-7' }],
      reportsToId: owner.id,
    })
    expect(body).toMatchObject({ name: 'Nora Newcomer', hasPassword: false })
    expect(body.fields).toMatchObject({
      phone: '8015550144',
      roles: ['sales_rep', 'technician'],
      representativeNumbers: [{ locationId: here.id, number: 'REP-7' }],
      reportsToId: owner.id,
    })
    expect(body.groups.map(({ location }) => location)).toEqual([null, 'Here'])
    const { event, changes, user_name } = await lastEntry()
    expect([event, user_name]).toEqual(['users.created', owner.name])
    expect(changes).toEqual(
      expect.arrayContaining([
        { field: 'Username', old: null, new: 'nora' },
        { field: 'Roles', old: null, new: 'Sales representative, Technician' },
        { field: 'Reports to', old: null, new: owner.name },
        { field: 'Representative number, Here', old: null, new: 'REP-7' },
      ]),
    )
    const shown = await as(owner).call(users.history, { params: { userId: body.id } })
    expect(shown.body.items.map((entry) => entry.summary)).toEqual(['Made the user Nora Newcomer'])
  })

  it('[ADM-003] is refused with what is wrong at its field, and nothing is kept', async () => {
    const other = await house.plant.location()
    const groupId = await house.plant.group(company, [])
    const reply = await create({
      username: owner.username,
      representativeNumbers: [{ locationId: other.id, number: '1' }],
      reportsToId: foreign.id,
    })
    expect(reply.problem.errors.map(({ path }) => path)).toEqual([
      'username',
      'representativeNumbers.0',
      'reportsToId',
    ])
    const shape = await create({ username: 'Not a name!', email: 'nobody', firstName: '' })
    expect(shape.problem.errors.map(({ path }) => path)).toEqual(['firstName', 'username', 'email'])
    const places = await create({
      memberships: [
        { groupId, locationId: other.id },
        { groupId: 99999999, locationId: null },
      ],
    })
    expect(places.problem.errors).toEqual([
      { path: 'memberships.0', message: 'There is no such location' },
      { path: 'memberships.1', message: 'There is no such group' },
    ])
    expect((await as(owner).call(users.list, { query: { search: 'newcomer' } })).body.count).toBe(0)
  })

  it('[REC-141] [ADM-003] is not saved over what somebody else saved meanwhile: the answer holds what is stored', async () => {
    const { body } = await create()
    await save(body, { lastName: 'Married' })
    const stale = await as(owner).call(users.save, {
      params: { userId: body.id },
      body: { ...fields({ firstName: 'Other' }), version: body.version },
    })
    expect(stale.outcome).toBe('409 users.stale')
    expect(stale.problem).toMatchObject({ current: { fields: { lastName: 'Married' }, version: 2 } })
  })

  it('[ADM-003] cannot report to somebody who reports to them', async () => {
    const { body: boss } = await create({ username: 'boss' })
    const { body: hand } = await create({ username: 'hand', reportsToId: boss.id })
    for (const [user, superior] of [
      [boss, hand],
      [boss, boss],
    ] as const)
      expect((await save(user, { reportsToId: superior.id })).problem.errors).toEqual([
        { path: 'reportsToId', message: 'This user reports to them already' },
      ])
  })

  it('[ADM-001] of another company does not exist', async () => {
    for (const reply of [
      await as(owner).call(users.open, { params: { userId: foreign.id } }),
      await as(owner).call(users.setPassword, { params: { userId: foreign.id }, body: {} }),
      await as(owner).call(users.endSessions, { params: { userId: foreign.id } }),
    ])
      expect(reply.outcome).toBe('404 users.not_found')
    const { items } = (await as(owner).call(users.list, { query: { status: 'all' } })).body
    expect(items.map(({ name }) => name)).not.toContain(foreign.name)
  })
})

describe('the list of users', () => {
  it('[ADM-003] is searched and filtered, page by page, with a count', async () => {
    const groupId = await house.plant.group(company, ['leads.view'])
    const made: number[] = []
    for (const [username, lastName, at] of [
      ['zoe', 'Zimmer', here],
      ['ada', 'Ängström', here],
      ['bob', 'Baker', elsewhere],
    ] as const) {
      const { body } = await create({
        username,
        lastName,
        email: `${username}@mail.test`,
        roles: ['trainer'],
        memberships: [{ groupId, locationId: at.id }],
      })
      made.push(body.id)
    }
    const list = async (query: object) => (await as(owner).call(users.list, { query })).body
    const names = async (query: object) => (await list(query)).items.map(({ username }) => username)
    expect(await names({ groupId })).toEqual(['ada', 'bob', 'zoe'])
    expect(await names({ groupId, locationId: here.id })).toEqual(['ada', 'zoe'])
    expect(await names({ search: 'angst' })).toEqual(['ada'])
    expect(await names({ search: 'BOB@mail' })).toEqual(['bob'])
    expect(await names({ search: '%' })).toEqual([])
    expect(await names({ role: 'trainer' })).toEqual(['ada', 'bob', 'zoe'])
    await save({ id: made[2]! }, { active: false })
    await save({ id: made[0]! }, { canLogIn: false })
    expect(await names({ groupId })).toEqual(['ada', 'zoe'])
    expect(await names({ groupId, status: 'inactive' })).toEqual(['bob'])
    expect(await names({ groupId, login: 'cannot' })).toEqual(['zoe'])
    const first = await list({ groupId, status: 'all', limit: 2 })
    expect([first.count, first.items.length]).toEqual([3, 2])
    expect(await names({ groupId, status: 'all', limit: 2, after: first.next })).toEqual(['zoe'])
    expect(await names({ groupId, after: 'no cursor of ours' })).toEqual(['ada', 'zoe'])
  })
})

describe('a password that an administrator sets', () => {
  const signIn = (body: object) =>
    house.anybody().send<{ user: { id: number } }>(
      {
        method: 'POST',
        url: '/api/v1/session',
        payload: { company: company.slug, username: 'nora', ...body },
      },
      { headers: { 'sec-fetch-site': 'same-origin' } },
    )

  it('[ADM-002] is shown once, ends every session, and lets in only with a new one', async () => {
    const { body: nora } = await create()
    const noraUser: User = { id: nora.id, company, username: 'nora', name: nora.name }
    expect((await as(noraUser).call(sessions.me)).status).toBe(200)
    const { password } = (await as(owner).call(users.setPassword, { params: { userId: nora.id }, body: {} }))
      .body
    expect(password).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
    expect((await as(noraUser).call(sessions.me)).outcome).toBe('401 access.signed_out')
    expect(await open(nora)).toMatchObject({ hasPassword: true, mustChangePassword: true })
    expect((await lastEntry()).event).toBe('users.password_set')
    const { rows } = await house.owner.query<{ text: string }>(
      'select string_agg(t::text, $1) as text from history_entry t',
      ['|'],
    )
    expect(rows[0]!.text).not.toContain(password)

    const asked = await signIn({ password })
    expect(asked.outcome).toBe('403 access.password_expired')
    expect(asked.headers['set-cookie']).toBeUndefined()
    expect((await signIn({ password, newPassword: password })).problem.errors).toEqual([
      { path: 'newPassword', message: 'Choose another password than the present one' },
    ])
    expect((await signIn({ password, newPassword: 'short' })).outcome).toBe('422 request.invalid')
    expect((await signIn({ password: 'wrong', newPassword: 'long enough it is' })).outcome).toBe(
      '401 access.wrong_credentials',
    )
    expect((await signIn({ password, newPassword: 'long enough it is' })).status).toBe(200)
    expect((await signIn({ password })).outcome).toBe('401 access.wrong_credentials')
    expect((await signIn({ password: 'long enough it is' })).status).toBe(200)
    expect((await open(nora)).mustChangePassword).toBe(false)
    const signIns = await as(owner).call(users.history, {
      params: { userId: nora.id },
      query: { about: 'sign_ins' },
    })
    expect(signIns.body.items.map(({ event }) => event)).toEqual(['sessions.signed_in', 'sessions.signed_in'])
    const changes = await as(owner).call(users.history, { params: { userId: nora.id }, query: {} })
    expect(changes.body.items.map(({ event }) => event)).toContain('sessions.password_changed')
  })

  it('[ADM-002] [ADM-006] ages as the company says', async () => {
    await house.plant.user({ company, username: 'nora', password: 'long enough it is' })
    await house.owner.query(`update platform.company set settings = '{"passwordDays": 30}' where id = $1`, [
      company.id,
    ])
    expect((await signIn({ password: 'long enough it is' })).status).toBe(200)
    await house.owner.query(
      `update user_account set password_changed_at = now() - interval '31 days' where username = 'nora' and company_id = $1`,
      [company.id],
    )
    expect((await signIn({ password: 'long enough it is' })).outcome).toBe('403 access.password_expired')
  })

  it('[ADM-002] is not one’s own, nor that of somebody who may do more', async () => {
    const setPassword = (user: { id: number }, by: User) =>
      as(by).call(users.setPassword, { params: { userId: user.id }, body: {} })
    expect((await setPassword(owner, owner)).outcome).toBe('409 users.own_password')
    const helper = await house.plant.user({
      company,
      holds: [{ grants: ['user_accounts.view', 'user_accounts.modify', 'customers.view'], at: here }],
    })
    expect((await setPassword(owner, helper)).outcome).toBe('403 users.beyond_you')
    const peer = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    expect((await setPassword(peer, helper)).status).toBe(200)
    const wider = await house.plant.user({ company, holds: [{ grants: ['customers.view'] }] })
    expect((await setPassword(wider, helper)).outcome).toBe('403 users.beyond_you')
    expect((await save(wider, { email: 'taken@over.test' }, helper)).outcome).toBe('403 users.beyond_you')
    expect((await as(helper).call(users.open, { params: { userId: wider.id } })).body.abilities).toEqual({
      modify: true,
      login: false,
    })
  })
})

describe('who leaves', () => {
  it('[ADM-002] is signed out at once when deactivated or barred, and everywhere when told so', async () => {
    for (const change of [{ active: false }, { canLogIn: false }]) {
      const user = await house.plant.user({ company })
      const program = await house.withToken(user)
      expect((await program.call(sessions.me)).status).toBe(200)
      expect((await save(user, change)).status).toBe(200)
      expect((await program.call(sessions.me)).outcome).toBe('401 access.signed_out')
      const { rowCount } = await house.owner.query('select from platform.session where user_id = $1', [
        user.id,
      ])
      expect(rowCount).toBe(0)
    }
    const user = await house.plant.user({ company })
    await as(user).call(sessions.me)
    const program = await house.withToken(user)
    const listed = await as(owner).call(users.sessions, { params: { userId: user.id } })
    expect(listed.body.items.map(({ kind }) => kind).sort()).toEqual(['api', 'browser'])
    const ended = await as(owner).call(users.endSessions, { params: { userId: user.id } })
    expect(ended.body).toEqual({ ended: 2 })
    expect((await program.call(sessions.me)).outcome).toBe('401 access.signed_out')
    expect((await lastEntry()).event).toBe('users.sessions_ended')
  })
})
