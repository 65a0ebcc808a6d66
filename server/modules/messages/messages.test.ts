import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { messages } from '#shared/contracts/messages.ts'
import { credentials as mailbox } from '#sandboxes/smtp/server.ts'
import { credentials } from '#sandboxes/twilio/server.ts'
import { eventually } from '#test/helpers/eventually.ts'
import {
  arrived,
  becomes,
  cell,
  closeMessaging,
  company,
  control,
  customer,
  fail,
  house,
  mail,
  next,
  nextCustomer,
  openMessaging,
  origin,
  params,
  secret,
  send,
  tab,
  thread,
  user,
} from '#test/helpers/messaging.ts'

beforeAll(openMessaging)
afterAll(closeMessaging)
beforeEach(nextCustomer)

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
