import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callbacks } from '#shared/contracts/callbacks.ts'
import { customers } from '#shared/contracts/customers.ts'
import { messageSetup } from '#shared/contracts/message-setup.ts'
import { messages, type Message } from '#shared/contracts/messages.ts'
import { credentials as mailbox } from '#sandboxes/smtp/server.ts'
import { credentials } from '#sandboxes/twilio/server.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { sealChannel } from './messages.channels.ts'
import { queueMessage } from './messages.service.ts'

const secret = 'signs-what-comes-in-by-mail'
let house: House
let company: Company
let here: Location
let user: User
let customer: CustomerRow
let origin: string
let next = 100

const control = async <T>(path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<T> => {
  const reply = await fetch(`${house.station.origin}/${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as T
}
type Effects = {
  effects: { accountNumber: string; values: { body?: string; text?: string } }[]
  accounts: never[]
}
const arrived = async (key: 'twilio' | 'smtp', to: string) =>
  (await control<Effects>(`${key}/_control/accounts`)).effects.filter(
    ({ accountNumber }) => accountNumber === to,
  )
const fail = (key: 'twilio' | 'smtp', fault: string, times = 1) =>
  control(`${key}/_control/faults`, { fault, times, ...(key === 'twilio' && { match: { write: true } }) })

const channelRow = (channel: 'sms' | 'email', settings: object, secrets: object) =>
  house.plant.insert('message_channel', company, {
    channel,
    settings: JSON.stringify(settings),
    sealed_secrets: sealChannel(company.id, channel, secrets as never),
  })
const smsSettings = () => ({
  baseUrl: `${house.station.origin}/twilio`,
  accountSid: credentials.sid,
  fromNumber: '+18015550190',
  messagingServiceSid: null,
  publicUrl: origin,
  quietFrom: '00:00',
  quietTo: '00:00',
  perMinute: 6000,
})
const emailSettings = () => ({
  host: '127.0.0.1',
  port: house.station.smtpPort,
  security: 'none' as const,
  user: mailbox.user,
  fromAddress: 'office@acme.test',
  fromName: 'Acme Alarm',
  replyTo: null,
  replyDomain: 'replies.acme.test',
  publicUrl: origin,
  perMinute: 6000,
})

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  here = await house.plant.location()
  company = here.company
  user = await house.plant.user({ company, holds: [{ grants: 'all' }] })
  origin = await house.app.listen({ port: 0, host: '127.0.0.1' })
  await channelRow('sms', smsSettings(), { authToken: credentials.token })
  await channelRow('email', emailSettings(), { password: mailbox.password, inboundSecret: secret })
})
afterAll(() => house.close())
beforeEach(async () => {
  next += 1
  customer = await house.plant.customer({
    location: here,
    fields: {
      firstName: 'Dana',
      lastName: 'Whitlock',
      primaryPhone: `8015550${next}`,
      cellPhone: `8015551${next}`,
      email: `Dana${next}@whitlock.test`,
      city: 'Provo',
    },
  })
})

const cell = () => `+18015551${next}`
const mail = () => `dana${next}@whitlock.test`
const params = () => ({ customerId: customer.id })
const send = (body: Partial<Parameters<typeof bodyOf>[0]> = {}, as = user) =>
  house.as(as).call(messages.send, { params: params(), body: bodyOf(body) })
const bodyOf = (given: {
  channel?: 'sms' | 'email'
  to?: string
  body?: string
  subject?: string
  category?: 'marketing' | 'transactional'
  dedupeKey?: string
}) => {
  const { channel = 'sms', body = 'See you at nine.' } = given
  return {
    channel,
    to: channel === 'sms' ? cell() : mail(),
    body,
    ...(channel === 'email' && { subject: 'Your visit' }),
    ...given,
  }
}
const thread = async () =>
  (await house.as(user).call(messages.ofCustomer, { params: params(), query: {} })).body
const becomes = (state: Message['state'], id?: number) =>
  eventually(async () => {
    const { items } = await thread()
    const found = id ? items.find((one) => one.id === id) : items[0]
    expect(found?.state).toBe(state)
    return found!
  })
const tab = async () =>
  (await house.as(user).call(customers.open, { params: params() })).body.tabs.find(
    ({ key }) => key === 'messages',
  )
const textFrom = (from: string, body: string, more: object = {}) =>
  control<{ status: number; type: string; body: string }>('twilio/_control/inbound', {
    from,
    to: '+18015550190',
    body,
    url: `${origin}/api/v1/callbacks/twilio/${company.id}/inbound`,
    ...more,
  })

describe('a text message', () => {
  it('[TAB-013] leaves once, and follows Twilio’s callbacks until it is delivered', async () => {
    const sent = await send({ dedupeKey: 'press-of-a-button' })
    expect(sent.status).toBe(200)
    expect((await send({ dedupeKey: 'press-of-a-button' })).body.id).toBe(sent.body.id)
    const done = await becomes('delivered')
    expect(done).toMatchObject({
      ourAddress: '+18015550190',
      theirName: 'Dana Whitlock',
      segments: 1,
      attempts: 1,
    })
    expect(await arrived('twilio', cell())).toHaveLength(1)
    expect(await tab()).toEqual({ key: 'messages', count: 1, alert: false })
    // Callbacks out of order change nothing any more.
    const { rows } = await house.owner.query<{ provider_id: string }>(
      'select provider_id from message where id = $1',
      [done.id],
    )
    await control('twilio/_control/status', { sid: rows[0]!.provider_id, status: 'sent' })
    expect((await thread()).items[0]!.state).toBe('delivered')
  })

  it('[TAB-013] is not repeated when the answer is lost: Twilio’s list says that it left', async () => {
    await fail('twilio', 'drop_after')
    const { body } = await send({ body: `Lost answer ${next}` })
    await becomes('unknown')
    // The callback, or the look at Twilio’s list, finds it; either way nothing is sent again.
    await eventually(async () => expect(['sent', 'delivered']).toContain((await thread()).items[0]!.state))
    expect(await arrived('twilio', cell())).toHaveLength(1)
    expect((await thread()).items[0]!.id).toBe(body.id)
  })

  it('[TAB-013] of which nobody can say whether it left waits for a person; a plain failure is tried again', async () => {
    await fail('twilio', 'drop_before')
    await send({ body: `Never came ${next}` })
    const lost = await becomes('unknown')
    expect(await tab()).toMatchObject({ alert: true })
    const at = { params: { ...params(), messageId: lost.id } }
    const stale = await house.as(user).call(messages.retry, { ...at, body: { version: lost.version + 7 } })
    expect(stale).toMatchObject({ status: 409, problem: { code: 'messages.stale' } })
    expect(await arrived('twilio', cell())).toHaveLength(0)
    const now = (await thread()).items[0]!
    expect(
      (await house.as(user).call(messages.retry, { ...at, body: { version: now.version } })).status,
    ).toBe(200)
    await becomes('delivered')
    expect(await arrived('twilio', cell())).toHaveLength(1)
  })

  it('[TAB-013] is refused by Twilio with its own words, and undelivered says why', async () => {
    await control('twilio/_control/accounts', {
      accounts: [{ accountNumber: cell(), outcome: 'undelivered', errorCode: 30003 }],
    })
    await send()
    expect((await becomes('failed')).reason).toBe('The phone is off or out of reach (Twilio 30003)')
    const failed = (await thread()).items[0]!
    const settled = await house.as(user).call(messages.settle, {
      params: { ...params(), messageId: failed.id },
      body: { version: failed.version, as: 'seen' },
    })
    expect(settled.body).toMatchObject({ state: 'failed', seenBy: user.name })
    expect(await tab()).toMatchObject({ alert: false })
  })
})

describe('a worker that is killed', () => {
  it('[TAB-013] between send and record leaves a message that is looked up, never sent again', async () => {
    // As such a worker leaves it: the attempt is committed, Twilio has the message, its answer was noted by nobody.
    const body = `Killed in between ${next}`
    const { rows } = await house.owner.query<{ id: number }>(
      `insert into message (company_id, customer_id, direction, channel, category, state, body, our_address, their_address,
         their_name, token, attempts, attempted_at, created_at)
       values ($1, $2, 'out', 'sms', 'transactional', 'sending', $3, '+18015550190', $4, 'Dana', $5, 1, now(), now()) returning id`,
      [company.id, customer.id, body, cell(), `token-of-a-killed-one-${next}`],
    )
    const auth = Buffer.from(`${credentials.sid}:${credentials.token}`).toString('base64')
    await fetch(`${house.station.origin}/twilio/2010-04-01/Accounts/${credentials.sid}/Messages.json`, {
      method: 'POST',
      headers: { authorization: `Basic ${auth}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ To: cell(), From: '+18015550190', Body: body }).toString(),
    })
    await house.database.transaction(
      { of: 'company', companyId: company.id, userId: null },
      { source: 'job', address: '', requestId: '' },
      async (db) => (await import('./messages.queries.ts')).addSendJob(db, 'sms', rows[0]!.id, null),
    )
    await becomes('unknown')
    // Twilio’s list is asked five seconds later, once it holds what it took.
    await eventually(
      async () => expect(['sent', 'delivered']).toContain((await thread()).items[0]!.state),
      12_000,
    )
    expect(await arrived('twilio', cell())).toHaveLength(1)
  }, 30_000)
})

describe('an e-mail', () => {
  it('[TAB-013] carries sender, reply address and both bodies, and is sent once', async () => {
    const { status } = await send({
      channel: 'email',
      body: 'Hello <b>Dana</b>,\n\nsee https://acme.test/visit.',
    })
    expect(status).toBe(200)
    await becomes('sent')
    const { accounts } = await control<{ accounts: Record<string, string>[] }>('smtp/_control/accounts')
    const got = accounts.filter(({ accountNumber }) => accountNumber === mail())
    expect(got).toHaveLength(1)
    expect(got[0]).toMatchObject({ from: 'Acme Alarm <office@acme.test>', subject: 'Your visit' })
    expect(got[0]!.replyTo).toMatch(/^reply\+[\w-]{32}@replies\.acme\.test$/)
    expect(got[0]!.text).toContain('Hello <b>Dana</b>')
    expect(got[0]!.html).toContain('Hello &lt;b&gt;Dana&lt;/b&gt;')
    expect(got[0]!.html).toContain('<a href="https://acme.test/visit">')
    expect(JSON.stringify(house.logs)).not.toContain(mailbox.password)
  })

  it('[TAB-013] whose answer was lost is never repeated by itself: a person decides', async () => {
    await fail('smtp', 'drop_after')
    await send({ channel: 'email' })
    const lost = await becomes('unknown')
    expect(await arrived('smtp', mail())).toHaveLength(1)
    const settled = await house.as(user).call(messages.settle, {
      params: { ...params(), messageId: lost.id },
      body: { version: lost.version, as: 'arrived' },
    })
    expect(settled.body.state).toBe('sent')
    expect(await arrived('smtp', mail())).toHaveLength(1)
  })

  it('[TAB-013] is bounced by a server that knows nobody there, and by a signed bounce later', async () => {
    await fail('smtp', 'reject')
    await send({ channel: 'email' })
    expect((await becomes('bounced')).reason).toContain('User unknown')
    const { body } = await send({ channel: 'email', subject: 'Second' })
    await becomes('sent', body.id)
    const { rows } = await house.owner.query<{ token: string }>('select token from message where id = $1', [
      body.id,
    ])
    const to = `reply+${rows[0]!.token}@replies.acme.test`
    const post = async (news: object, key = secret, time = Math.floor(Date.now() / 1000)) => {
      const text = JSON.stringify({ from: mail(), to, messageId: `<m${next}@x.test>`, ...news })
      const signature = createHmac('sha256', key).update(`${time}.${text}`).digest('hex')
      const reply = await fetch(`${origin}/api/v1/callbacks/email/${company.id}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-keyholder-timestamp': String(time),
          'x-keyholder-signature': `sha256=${signature}`,
        },
        body: text,
      })
      return { status: reply.status, body: (await reply.json()) as object }
    }
    expect((await post({ kind: 'bounce' }, 'another secret')).status).toBe(401)
    expect((await post({ kind: 'bounce' }, secret, Math.floor(Date.now() / 1000) - 400)).status).toBe(401)
    const reply = { kind: 'reply', subject: 'Re: Second', text: 'Nine is fine.' }
    expect((await post(reply)).body).toEqual({ known: true, repeated: false })
    expect((await post(reply)).body).toEqual({ known: true, repeated: true })
    expect((await post({ kind: 'bounce', text: 'Mailbox full' })).body).toEqual({
      known: true,
      repeated: false,
    })
    expect((await becomes('bounced', body.id)).reason).toBe('Mailbox full')
    const { items, unread } = await thread()
    expect(unread).toBe(1)
    expect(items.find(({ direction }) => direction === 'in')).toMatchObject({
      body: 'Nine is fine.',
      channel: 'email',
    })
  })
})

describe('who wants no messages', () => {
  it('[TAB-013] texts STOP and gets none, by anybody’s hand or job, until they text START', async () => {
    const reply = await textFrom(cell(), 'Stop.')
    expect(reply).toMatchObject({ status: 200, type: 'text/xml; charset=utf-8' })
    expect(reply.body).toContain('<Response/>')
    const refused = await send()
    expect(refused).toMatchObject({ status: 409, problem: { code: 'messages.opted_out' } })
    const { optOuts } = await thread()
    expect(optOuts).toMatchObject([{ scope: 'all', source: 'word', liftable: false, address: cell() }])
    const lift = { params: { ...params(), optOutId: optOuts[0]!.id } }
    expect((await house.as(user).call(messages.liftOptOut, lift)).problem).toMatchObject({
      code: 'messages.only_start',
    })
    const order = {
      customerId: customer.id,
      channel: 'sms',
      category: 'transactional',
      now: new Date(),
    } as const
    const queue = (dedupeKey: string) =>
      house.database.transaction(
        { of: 'company', companyId: company.id, userId: null },
        { source: 'job', address: '', requestId: '' },
        (db, _actor, history) =>
          queueMessage(db, history, {
            ...order,
            dedupeKey,
            text: 'Hi {{first_name}}, {{what}}',
            values: { what: 'at 9' },
          }),
      )
    expect(await queue(`stopped-${next}`)).toMatchObject({ state: 'opted_out' })
    await textFrom(cell(), 'START')
    const first = await queue(`again-${next}`)
    expect(await queue(`again-${next}`)).toMatchObject({ messageId: first!.messageId })
    await becomes('delivered', first!.messageId)
    expect(await arrived('twilio', cell())).toMatchObject([{ values: { body: 'Hi Dana, at 9' } }])
  })

  it('[TAB-013] unsubscribes from marketing by the link, and still hears of the visit', async () => {
    const { body } = await send({ channel: 'email', category: 'marketing', body: 'Ten percent off.' })
    await becomes('sent', body.id)
    const { accounts } = await control<{
      accounts: { accountNumber: string; headers: Record<string, string> }[]
    }>('smtp/_control/accounts')
    const { headers } = accounts.find(({ accountNumber }) => accountNumber === mail())!
    expect(headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click')
    const url = /<(.*)>/.exec(headers['list-unsubscribe']!)![1]!
    const [, companyId, token] = /unsubscribe\/(\d+)\/([\w-]+)$/.exec(url)!
    const link = { params: { companyId: Number(companyId), token: token! } }
    // Whoever scans links takes nobody off the list.
    expect((await house.anybody().call(callbacks.unsubscription, link)).body).toMatchObject({
      unsubscribed: false,
    })
    const click = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    })
    expect(click.status).toBe(200)
    expect((await send({ channel: 'email', category: 'marketing' })).status).toBe(409)
    expect((await send({ channel: 'email' })).status).toBe(200)
    expect((await fetch(url.replace(token!, 'x'.repeat(32)), { method: 'POST' })).status).toBe(404)
    // Forms are taken nowhere else.
    const form = await fetch(`${origin}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=b',
    })
    expect(form.status).toBe(400)
  })

  it('[TAB-013] is noted by a user, with the reason, by channel', async () => {
    const set = (scope: 'all' | 'marketing' | null) =>
      house.as(user).call(messages.setOptOut, {
        params: { ...params(), channel: 'sms' },
        body: { scope, note: 'Asked on the phone' },
      })
    expect((await set('marketing')).body.optOuts).toMatchObject([
      { source: 'user', by: user.name, note: 'Asked on the phone' },
    ])
    expect((await send({ category: 'marketing' })).status).toBe(409)
    expect((await send()).status).toBe(200)
    await set('all')
    expect((await send()).problem).toMatchObject({ code: 'messages.opted_out' })
    expect((await send({ channel: 'email' })).status).toBe(200)
    expect((await set(null)).body.optOuts).toEqual([])
  })
})

describe('a message that comes in', () => {
  it('[TAB-013] is believed from Twilio alone, kept once, and stands on the record as unread', async () => {
    expect((await textFrom(cell(), 'Forged', { token: 'wrong' })).status).toBe(401)
    expect(
      (await textFrom(cell(), 'Other account', { form: { AccountSid: `AC${'0'.repeat(32)}` } })).status,
    ).toBe(401)
    expect((await thread()).items).toEqual([])
    const sid = `SM${'a'.repeat(29)}${next}`
    await textFrom(cell(), 'Please come later', { sid })
    await textFrom(cell(), 'Please come later', { sid })
    const { items, unread } = await thread()
    expect(items).toMatchObject([
      { direction: 'in', state: 'received', body: 'Please come later', theirName: 'Dana Whitlock' },
    ])
    expect(unread).toBe(1)
    expect(await tab()).toEqual({ key: 'messages', count: 1, alert: true })
    await house.as(user).call(messages.read, { params: params(), body: { upTo: items[0]!.id } })
    expect(await tab()).toMatchObject({ alert: false })
  })

  it('[TAB-013] of several who have the number is given to one by a person, who sees those alone that they may', async () => {
    const elsewhere = await house.plant.location({ company })
    const twin = await house.plant.customer({
      location: elsewhere,
      fields: { firstName: 'Tom', primaryPhone: `8015551${next}` },
    })
    const local = await house.plant.user({ company, holds: [{ grants: 'all', at: here }] })
    await textFrom(cell(), 'Who am I?')
    expect((await thread()).items).toEqual([])
    const list = (as: User) => house.as(as).call(messages.list, { query: { show: 'unassigned' } })
    const found = (await list(user)).body.items.find(({ theirAddress }) => theirAddress === cell())!
    expect(found).toMatchObject({ customer: null, state: 'received' })
    // It came to no one location’s number: only who sees all of them sees it.
    expect((await list(local)).body.items).toEqual([])
    const at = { params: { incomingId: found.id } }
    expect((await house.as(local).call(messages.candidates, at)).status).toBe(403)
    const { items } = (await house.as(user).call(messages.candidates, at)).body
    expect(items.map(({ id }) => id).toSorted()).toEqual([customer.id, twin.id].toSorted())
    const given = await house.as(user).call(messages.assign, { ...at, body: { customerId: customer.id } })
    expect(given.body).toEqual({ assigned: 1 })
    expect((await thread()).items).toMatchObject([{ body: 'Who am I?' }])
    expect(
      (await house.as(user).call(messages.assign, { ...at, body: { customerId: twin.id } })).problem,
    ).toMatchObject({ code: 'messages.belongs' })
  })
})

describe('who may', () => {
  it('[TAB-013] [REC-041] see and write messages is judged at the record’s location', async () => {
    const reader = await house.plant.user({
      company,
      holds: [{ grants: ['customers.view', 'messages.view'], at: here }],
    })
    const stranger = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    await send()
    const open = (as: User) => house.as(as).call(messages.ofCustomer, { params: params(), query: {} })
    expect((await open(reader)).body.abilities).toEqual({ create: false })
    expect((await open(stranger)).status).toBe(403)
    expect((await send({}, reader)).status).toBe(403)
    const choices = await house.as(user).call(messages.compose, { params: params() })
    expect(choices.body.recipients.map(({ address, label }) => [address, label])).toEqual([
      [cell(), 'Cell phone'],
      [`+18015550${next}`, 'Primary phone'],
      [mail(), 'Email'],
    ])
    expect(Object.keys(choices.body.values)).not.toContain('ssn')
    expect((await send({ to: '+18015559999' })).problem).toMatchObject({ errors: [{ path: 'to' }] })
    expect((await send({ body: 'Hi {{first_name}}' })).problem).toMatchObject({ errors: [{ path: 'body' }] })
    expect((await send({ body: 'Card 4111 1111 1111 1111' })).problem).toMatchObject({
      errors: [{ path: 'body' }],
    })
  })
})

describe('the channels', () => {
  it('[ADM-011] are tested as stored, keep secrets to themselves, and forget them when the server changes', async () => {
    const other = await house.plant.company()
    const admin = await house.plant.user({ company: other, holds: [{ grants: 'all' }] })
    const me = house.as(admin)
    const body = {
      version: 0,
      active: true,
      senders: [],
      settings: smsSettings(),
      authToken: credentials.token,
    }
    const saved = await me.call(messageSetup.saveSms, {
      body: { ...body, settings: { ...body.settings, fromNumber: '(801) 555-0190' } },
    })
    expect(saved.body.sms).toMatchObject({
      saved: ['authToken'],
      settings: { fromNumber: '+18015550190' },
      version: 1,
    })
    expect(JSON.stringify(saved.body)).not.toContain(credentials.token)
    const test = (channel: 'sms' | 'email') => me.call(messageSetup.test, { params: { channel } })
    expect((await test('sms')).body).toEqual({
      ok: true,
      message: 'Twilio knows us as “Sandbox Alarm”. No message was sent.',
    })
    const moved = {
      ...body,
      version: 1,
      authToken: undefined,
      settings: { ...smsSettings(), accountSid: `AC${'0'.repeat(32)}` },
    }
    expect((await me.call(messageSetup.saveSms, { body: moved })).problem).toMatchObject({
      errors: [{ path: 'authToken' }],
    })
    const wrong = {
      version: 0,
      active: true,
      senders: [],
      settings: emailSettings(),
      password: 'not-it',
      inboundSecret: secret,
    }
    await me.call(messageSetup.saveEmail, { body: wrong })
    expect((await test('email')).body).toMatchObject({
      ok: false,
      message: expect.stringContaining('535') as string,
    })
    expect(JSON.stringify(house.logs)).not.toContain('not-it')
    const away = { ...wrong, version: 1, settings: { ...emailSettings(), port: 2525 } }
    await me.call(messageSetup.saveEmail, { body: away })
    expect((await test('email')).body.message).toMatch(/private network|encryption/)
  })

  it('[TAB-013] keep their rate, and marketing by SMS waits for the end of the quiet hours', async () => {
    const set = (change: object) =>
      house.owner.query(
        `update message_channel set settings = settings || $2 where company_id = $1 and channel = 'sms'`,
        [company.id, change],
      )
    // Company time is Denver's; quiet all around the present.
    const clock = (minutes: number) =>
      new Intl.DateTimeFormat('en-GB', {
        timeZone: 'America/Denver',
        hour: '2-digit',
        minute: '2-digit',
      }).format(Date.now() + minutes * 60_000)
    await set({ quietFrom: clock(-60), quietTo: clock(60) })
    const { body: marketing } = await send({ category: 'marketing' })
    const waiting = await eventually(async () => {
      const found = (await thread()).items.find(({ id }) => id === marketing.id)!
      expect(found.sendAfter).not.toBeNull()
      return found
    })
    expect(waiting).toMatchObject({ state: 'queued', reason: 'Waits for the end of the quiet hours' })
    const service = await send()
    await becomes('delivered', service.body.id)
    await set({ quietFrom: '00:00', quietTo: '00:00', perMinute: 1 })
    const { body: late } = await send({ body: 'Too many' })
    await eventually(async () => {
      expect((await thread()).items.find(({ id }) => id === late.id)?.reason).toBe(
        'Waits its turn: 1 a minute',
      )
    })
    const current = (await thread()).items.find(({ id }) => id === late.id)!
    const back = await house.as(user).call(messages.cancel, {
      params: { ...params(), messageId: late.id },
      body: { version: current.version },
    })
    expect(back.body.state).toBe('canceled')
    await set({ perMinute: 6000 })
  })
})

describe('templates', () => {
  it('[TAB-013] know their merge fields, and are refused at the field where there is no such one', async () => {
    const me = house.as(user)
    const values = {
      name: 'On our way',
      channel: 'sms',
      category: 'transactional',
      body: 'Hi {{first_name|there}}',
    } as const
    const bad = await me.call(messageSetup.createTemplate, {
      body: { ...values, body: 'Your code is {{abort_code}}' },
    })
    expect(bad).toMatchObject({
      status: 422,
      problem: { errors: [{ path: 'body', message: 'There is no merge field “abort_code”' }] },
    })
    const made = await me.call(messageSetup.createTemplate, { body: values })
    expect(made.status).toBe(200)
    expect(
      (await me.call(messageSetup.createTemplate, { body: { ...values, name: 'ON OUR WAY' } })).problem,
    ).toMatchObject({ errors: [{ path: 'name' }] })
    const { body: choices } = await me.call(messages.compose, { params: params() })
    expect(choices.templates.map(({ name }) => name)).toContain('On our way')
    const template = { ...values, active: false }
    const saved = await me.call(messageSetup.saveTemplate, {
      params: { templateId: made.body.id },
      body: { version: 1, template },
    })
    expect(saved.body).toMatchObject({ version: 2, active: false })
    expect((await me.call(messages.compose, { params: params() })).body.templates).toEqual([])
    expect(
      (await me.call(messageSetup.removeTemplate, { params: { templateId: made.body.id } })).status,
    ).toBe(200)
  })
})
