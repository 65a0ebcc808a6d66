/** Links by which one chooses a password, and what is mailed about signing in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessions } from '#shared/contracts/sessions.ts'
import { signInLinks } from '#shared/contracts/sign-in.ts'
import { users } from '#shared/contracts/users.ts'
import { credentials as mailbox } from '#sandboxes/smtp/server.ts'
import { usePlatformMail } from '#server/platform/platform-mail.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { User } from '#test/helpers/factories.ts'
import {
  arrived,
  closeMessaging,
  company,
  house,
  openMessaging,
  user as owner,
} from '#test/helpers/messaging.ts'
import { newBrowser } from '#test/helpers/signing-in.ts'

beforeAll(() => openMessaging())
afterAll(() => closeMessaging())

const password = 'correct horse battery'
let names = 0
async function newUser(more: object = {}): Promise<User & { email: string }> {
  const made = await house.plant.user({ company, username: `mail${++names}`, ...more })
  const email = `mail${names}@acme.test`
  await house.owner.query('update user_account set email = $1 where id = $2', [email, made.id])
  return { ...made, email }
}
/** What came by mail, the newest last. */
const mailTo = async (address: string, count: number, about = 'choose-password#') =>
  eventually(async () => {
    const found = (await arrived('smtp', address)).filter(({ values }) =>
      (values.text ?? values.body ?? '').includes(about),
    )
    expect(found.length).toBeGreaterThanOrEqual(count)
    return found.map(({ values }) => values.text ?? values.body ?? '')
  })
const tokenIn = (text: string | undefined) => /choose-password#([\w-]+)/.exec(text ?? '')![1]!
const ask = (who: string, by = newBrowser(house), slug = company.slug) =>
  by.call(signInLinks.ask, { body: { company: slug, who } })
const choose = (token: string, newPassword: string) =>
  newBrowser(house).call(signInLinks.choose, { body: { company: company.slug, token, newPassword } })
const look = (token: string, slug = company.slug) =>
  newBrowser(house).call(signInLinks.look, { body: { company: slug, token } })
const signIn = (username: string, secret: string, by = newBrowser(house)) =>
  by.call(sessions.signIn, { body: { company: company.slug, username, password: secret } })
const invite = (user: User, by: User = owner) =>
  house.as(by).call(users.invite, { params: { userId: user.id }, body: {} })

describe('a forgotten password', () => {
  it('[ADM-002] [SEC-002] is replaced by a mailed link that works once, within the hour, and ends all that was open', async () => {
    const user = await newUser({ password })
    const browser = newBrowser(house)
    await signIn(user.username, password, browser)
    const program = await house.withToken(user)
    expect((await ask(user.username)).body).toEqual({})
    const token = tokenIn((await mailTo(user.email, 1)).at(-1))
    expect((await look(token)).body).toEqual({
      kind: 'reset',
      company: company.name,
      name: user.name,
      username: user.username,
    })
    const { rows } = await house.owner.query<{ row: string }>(
      `select row_to_json(l)::text as row from sign_in_link l union all select payload::text from graphile_worker._private_jobs`,
    )
    expect(rows.map(({ row }) => row).join()).not.toContain(token)
    expect(house.logs.join()).not.toContain(token)

    expect((await choose(token, `${user.username} acme 1`)).problem.errors[0]!.path).toBe('newPassword')
    expect((await choose(token, 'seven green bicycles')).body).toEqual({ username: user.username })
    expect((await browser.call(sessions.me)).outcome).toBe('401 access.signed_out')
    expect((await program.call(sessions.me)).outcome).toBe('401 access.signed_out')
    expect((await signIn(user.username, password)).outcome).toBe('401 access.wrong_credentials')
    expect((await signIn(user.username, 'seven green bicycles')).status).toBe(200)
    expect((await choose(token, 'eight green bicycles')).outcome).toBe('404 access.link_gone')
    expect((await look(token)).outcome).toBe('404 access.link_gone')

    // By the address, too; the newest link alone counts, and not for ever.
    await ask(user.email.toUpperCase())
    const second = tokenIn((await mailTo(user.email, 2)).at(-1))
    await ask(user.username)
    const third = tokenIn((await mailTo(user.email, 3)).at(-1))
    expect((await look(second)).outcome).toBe('404 access.link_gone')
    const other = await house.plant.company()
    expect((await look(third, other.slug)).outcome).toBe('404 access.link_gone')
    await house.owner.query(
      `update sign_in_link set expires_at = now() - interval '1 second' where user_id = $1 and used_at is null`,
      [user.id],
    )
    expect((await look(third)).outcome).toBe('404 access.link_gone')
  })

  it('[ADM-002] [SEC-002] is answered the same whether or not there is such a user, and asked for so often', async () => {
    const barred = await newUser({ password, active: false })
    const replies = [
      await ask('nobody-at-all'),
      await ask(barred.username),
      await ask('x', undefined, 'nowhere'),
    ].map(({ status, text, headers }) => ({ status, text, cookie: headers['set-cookie'] }))
    for (const reply of replies) expect(reply).toEqual({ status: 200, text: '{}', cookie: undefined })

    const user = await newUser({ password })
    for (let i = 0; i < 6; i++) expect((await ask(user.username)).status).toBe(200)
    await mailTo(user.email, 4)
    const browser = newBrowser(house, '203.0.113.5')
    const outcomes = []
    for (let i = 0; i < 17; i++) outcomes.push((await ask(`made-up-${i}`, browser)).outcome)
    expect(outcomes.slice(0, 16)).toEqual(Array(16).fill('200'))
    expect(outcomes[16]).toBe('429 access.reset_throttled')
    expect((await arrived('smtp', user.email)).length).toBe(4)
    expect(await arrived('smtp', barred.email)).toEqual([])
  })
})

describe('an invitation', () => {
  it('[ADM-002] lets a new user choose their own password; it can be sent again and revoked', async () => {
    const user = await newUser()
    expect((await invite(user)).body).toEqual({ sentTo: user.email, delivered: true })
    const earlier = tokenIn((await mailTo(user.email, 1)).at(-1))
    const open = async () => (await house.as(owner).call(users.signIn, { params: { userId: user.id } })).body
    expect(await open()).toMatchObject({
      mail: 'company',
      invitation: { sentTo: user.email, delivered: true },
    })
    await invite(user)
    const token = tokenIn((await mailTo(user.email, 2)).at(-1))
    expect((await look(earlier)).outcome).toBe('404 access.link_gone')
    expect((await look(token)).body.kind).toBe('invitation')
    const revoke = () => house.as(owner).call(users.revokeInvitation, { params: { userId: user.id } })
    expect((await revoke()).status).toBe(200)
    expect((await revoke()).outcome).toBe('409 users.no_invitation')
    expect((await look(token)).outcome).toBe('404 access.link_gone')
    expect((await open()).invitation).toBeNull()

    await invite(user)
    const last = tokenIn((await mailTo(user.email, 3)).at(-1))
    expect((await choose(last, 'seven green bicycles')).status).toBe(200)
    expect((await signIn(user.username, 'seven green bicycles')).status).toBe(200)
    expect((await invite(user)).outcome).toBe('409 users.has_password')
    const { rows } = await house.owner.query<{ event: string }>(
      `select event from history_entry where entity = 'user' and entity_id = $1 order by id`,
      [user.id],
    )
    expect(rows.map(({ event }) => event)).toEqual([
      'users.invited',
      'users.invited',
      'users.invitation_revoked',
      'users.invited',
      'sessions.invitation_used',
      'sessions.signed_in',
    ])
  })

  it('[ADM-002] goes to nobody who may do more than who invites, has no address, or may not sign in', async () => {
    const helper = await house.plant.user({
      company,
      holds: [{ grants: ['user_accounts.view', 'user_accounts.modify'] }],
    })
    const mighty = await newUser({ holds: [{ grants: 'all' }] })
    expect((await invite(mighty, helper)).outcome).toBe('403 users.beyond_you')
    const silent = await house.plant.user({ company, username: 'silent' })
    expect((await invite(silent)).outcome).toBe('409 users.no_address')
    expect((await invite(await newUser({ canLogIn: false }))).outcome).toBe('409 users.cannot_sign_in')
    // An address that is changed takes the link that went to it along.
    const moved = await newUser()
    await invite(moved)
    const token = tokenIn((await mailTo(moved.email, 1)).at(-1))
    const { fields, version } = (await house.as(owner).call(users.open, { params: { userId: moved.id } }))
      .body
    const body = { ...fields, version, email: 'elsewhere@acme.test' }
    expect((await house.as(owner).call(users.save, { params: { userId: moved.id }, body })).status).toBe(200)
    expect((await look(token)).outcome).toBe('404 access.link_gone')
  })

  it('[ADM-002] leaves by the platform’s mail server where the company has none, and is refused where neither is', async () => {
    const other = await house.plant.company()
    const boss = await house.plant.user({ company: other, holds: [{ grants: 'all' }] })
    const user = await house.plant.user({ company: other, username: 'newcomer' })
    await house.owner.query(`update user_account set email = 'newcomer@other.test' where id = $1`, [user.id])
    expect((await invite(user, boss)).outcome).toBe('409 users.no_mail')
    const open = async () => (await house.as(boss).call(users.signIn, { params: { userId: user.id } })).body
    expect((await open()).mail).toBeNull()
    usePlatformMail({
      host: '127.0.0.1',
      port: house.station.smtpPort,
      security: 'none',
      user: mailbox.user,
      password: mailbox.password,
      from: { name: 'Keyholder', address: 'no-reply@keyholder.test' },
      publicUrl: 'https://keyholder.test',
    })
    try {
      expect((await open()).mail).toBe('platform')
      expect((await invite(user, boss)).body).toEqual({ sentTo: 'newcomer@other.test', delivered: true })
      const text = (await mailTo('newcomer@other.test', 1)).at(-1)!
      expect(text).toContain(`https://keyholder.test/${other.slug}/choose-password#`)
    } finally {
      usePlatformMail(null)
    }
  })
})

describe('a sign-in from a new device', () => {
  it('[ADM-002] is told to the user by mail, the first one and a known browser are not', async () => {
    const user = await newUser({ password })
    const laptop = newBrowser(house, '203.0.113.60')
    await signIn(user.username, password, laptop)
    await signIn(user.username, password, laptop)
    const program = newBrowser(house, '203.0.113.60')
    await signIn(user.username, password, program)
    const agent = 'Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile'
    await signIn(user.username, password, newBrowser(house, '203.0.113.61', agent))
    const mails = await mailTo(user.email, 1, 'somebody signed in')
    expect(mails).toHaveLength(1)
    expect(mails[0]).toContain('Chrome on Android, from 203.0.113.61')
    expect(mails[0]).toContain('/account')
  })
})
