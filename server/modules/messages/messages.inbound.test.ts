import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callbacks } from '#shared/contracts/callbacks.ts'
import { messageSetup } from '#shared/contracts/message-setup.ts'
import { messages } from '#shared/contracts/messages.ts'
import { credentials } from '#sandboxes/twilio/server.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { User } from '#test/helpers/factories.ts'
import {
  arrived,
  becomes,
  cell,
  closeMessaging,
  company,
  control,
  customer,
  emailSettings,
  here,
  house,
  mail,
  next,
  nextCustomer,
  openMessaging,
  origin,
  params,
  secret,
  send,
  smsSettings,
  tab,
  textFrom,
  thread,
  user,
} from '#test/helpers/messaging.ts'
import { queueMessage } from './messages.service.ts'

beforeAll(openMessaging)
afterAll(closeMessaging)
beforeEach(nextCustomer)

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
