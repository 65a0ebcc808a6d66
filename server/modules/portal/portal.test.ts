/** The Payment Portal from the link to the receipt, against the gateway, the mail server and the books (BIL-009). */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Endpoint, Input } from '#shared/contract.ts'
import { accounting } from '#shared/contracts/accounting.ts'
import { customers } from '#shared/contracts/customers.ts'
import { invoices } from '#shared/contracts/invoices.ts'
import { payments } from '#shared/contracts/payments.ts'
import { portal } from '#shared/contracts/portal.ts'
import { billing, recurring } from '#shared/contracts/recurring.ts'
import { portalLinks } from '#shared/contracts/portal-links.ts'
import { addDays, todayIn } from '#shared/time.ts'
import { credentials as mailbox } from '#sandboxes/smtp/server.ts'
import { sealChannel } from '#server/modules/messages/messages.channels.ts'
import { Caller } from '#test/helpers/caller.ts'
import { openCashier } from '#test/helpers/charges.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'
import { autopayTasks } from '../autopay/autopay.jobs.ts'
import { billingTasks } from '../billing/billing.jobs.ts'
import { chargeSubjects } from '../index.ts'
import { portalTasks } from './portal.jobs.ts'

let desk: Awaited<ReturnType<typeof openCashier>>
const today = todayIn('America/Denver', new Date())
const visaNumber = '4111111111111111'
let number = 0
const setting = (on: boolean) =>
  desk.house.owner.query(`update platform.company set settings = settings || $2::jsonb where id = $1`, [
    desk.company.id,
    JSON.stringify({ paymentPortal: on, parentChild: true }),
  ])
beforeAll(async () => {
  desk = await openCashier(chargeSubjects)
  await setting(true)
  await desk.house.plant.insert('message_channel', desk.company, {
    channel: 'email',
    settings: JSON.stringify({
      host: '127.0.0.1', port: desk.house.station.smtpPort, security: 'none', user: mailbox.user, fromAddress: 'office@acme.test',
      fromName: 'Acme Alarm', replyTo: null, replyDomain: null, publicUrl: 'https://acme.keyholder.test', perMinute: 6000,
    }),
    sealed_secrets: sealChannel(desk.company.id, 'email', { password: mailbox.password }),
  }) // prettier-ignore
})
afterAll(() => desk.close())

const of = (customer: CustomerRow) => ({ customerId: customer.id })
const staff = () => desk.house.as(desk.user)
const payer = (fields: object = {}) =>
  desk.house.plant.customer({ location: desk.here, fields: { firstName: 'Nell', lastName: 'Payer', email: `nell${++number}@payer.test`, ...fields } }) // prettier-ignore
const bill = async (customer: CustomerRow, priceCents: number, daysAgo = 0) =>
  (
    await staff().call(invoices.create, {
      params: of(customer),
      body: { invoiceOn: addDays(today, -daysAgo), dueOn: addDays(today, -daysAgo), lines: [{ itemId: 3, quantityHundredths: 100, priceCents }] } as never,
    })
  ).body // prettier-ignore
const send = (customer: CustomerRow, body: object = {}) =>
  staff().call(portalLinks.send, { params: of(customer), body: { way: 'copy', ...body } as never })
const links = async (customer: CustomerRow) =>
  (await staff().call(portalLinks.ofCustomer, { params: of(customer) })).body

/** A browser in the portal: its cookie is what the server set, and no other. */
class Visitor {
  cookie = ''
  readonly companyId: number
  constructor(companyId = desk.company.id) {
    this.companyId = companyId
  }
  async call<E extends Endpoint>(endpoint: E, more: object = {}, body?: unknown) {
    const input = { params: { companyId: this.companyId, ...more }, ...(body !== undefined && { body }) }
    const headers = { 'sec-fetch-site': 'same-origin', ...(this.cookie && { cookie: this.cookie }) }
    const reply = await new Caller(desk.house.app, headers).call(endpoint, input as unknown as Input<E>)
    const set = [reply.headers['set-cookie'] ?? []].flat().find((one) => one.startsWith('keyholder_visitor='))
    if (set) this.cookie = set.split(';')[0]!
    return { ...reply, body: reply.status === 200 ? reply.body : undefined, outcome: reply.outcome, setCookie: set ?? '' } as {
      body: Awaited<typeof reply>['body']; status: number; outcome: string; setCookie: string; text: string
    } // prettier-ignore
  }
}
const tokenOf = (path: string | null) => path!.split('/').at(-1)!
async function enter(customer: CustomerRow, body: object = {}): Promise<Visitor> {
  const visitor = new Visitor()
  const { path } = (await send(customer, body)).body
  expect((await visitor.call(portal.open, { token: tokenOf(path) })).outcome).toBe('200')
  return visitor
}
const home = async (visitor: Visitor) => (await visitor.call(portal.home)).body
const order = (visitor: Visitor, body: object) =>
  visitor.call(portal.pay, {}, { requestKey: randomUUID(), ...body })
const mails = async (to: string) => {
  const { effects } = await desk.control<{ effects: { accountNumber: string; values: { text?: string } }[] }>(
    'smtp',
    'accounts',
  )
  return effects.filter(({ accountNumber }) => accountNumber === to).map(({ values }) => values.text ?? '')
}

describe('Payment links', () => {
  it('[BIL-009] opens once and makes one session with a cookie of its own; revoked, it is over at once; staff sees sent, opened, paid', async () => {
    const customer = await payer()
    const { path } = (await send(customer)).body
    const token = tokenOf(path)
    expect(path).toBe(`/pay/${desk.company.id}/${token}`)
    const visitor = new Visitor()
    // Looking opens nothing: mail programs do it, too.
    for (let turns = 0; turns < 2; turns += 1)
      expect((await visitor.call(portal.look, { token })).body.state).toBe('open')
    expect((await visitor.call(portal.home)).outcome).toBe('401 portal.signed_out')
    const opened = await visitor.call(portal.open, { token })
    expect(opened.setCookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict/)
    expect(opened.setCookie).not.toContain('keyholder_session')
    expect((await new Visitor().call(portal.open, { token })).outcome).toBe('409 portal.link_used')
    expect((await home(visitor)).customer).toMatchObject({ number: customer.id, name: 'Nell Payer' })
    expect((await links(customer)).items[0]).toMatchObject({
      state: 'in_session',
      way: 'copy',
      askedBy: 'staff',
    })
    // Nothing of the secret is kept, nor told again.
    const kept = await desk.house.owner.query<{ text: string }>('select l::text as text from portal_link l')
    expect(JSON.stringify(kept.rows)).not.toContain(token)
    expect(JSON.stringify((await links(customer)).items)).not.toContain(token)
    expect(desk.house.logs.join('')).not.toContain(token)
    // The next opening ends the one before.
    const second = await enter(customer)
    expect((await visitor.call(portal.home)).outcome).toBe('401 portal.signed_out')
    const { items } = await links(customer)
    await staff().call(portalLinks.revoke, { params: { ...of(customer), linkId: items[0]!.id } })
    expect((await second.call(portal.home)).outcome).toBe('401 portal.signed_out')
    expect((await staff().call(portalLinks.revoke, { params: { ...of(customer), linkId: items[0]!.id } })).outcome).toBe('409 portal.link_over') // prettier-ignore
    // What was not opened and is revoked looks as if it had never been.
    const third = (await send(customer)).body
    await staff().call(portalLinks.revoke, { params: { ...of(customer), linkId: third.id } })
    const gone = await new Visitor().call(portal.look, { token: tokenOf(third.path) })
    const never = await new Visitor().call(portal.look, { token: 'never-was-there-at-all-0000' })
    expect([gone.outcome, never.outcome]).toEqual(['404 portal.no_such_link', '404 portal.no_such_link'])
  })

  it('[BIL-009][SEC-004] a session of staff is none of the portal’s, and none of the portal’s is staff’s; another company’s cookie is nobody', async () => {
    const customer = await payer()
    const visitor = await enter(customer)
    expect((await staff().call(portal.home, { params: { companyId: desk.company.id } })).outcome).toBe('401 portal.signed_out') // prettier-ignore
    const asStaff = await new Caller(desk.house.app, { cookie: visitor.cookie, 'sec-fetch-site': 'same-origin' }).call(customers.open, { params: of(customer) }) // prettier-ignore
    expect(asStaff.outcome).toBe('401 access.signed_out')
    const secret = visitor.cookie.split('=')[1]!
    const pretend = new Caller(desk.house.app, {
      cookie: `keyholder_session=${secret.split('.')[1]}`,
      'sec-fetch-site': 'same-origin',
    })
    expect((await pretend.call(customers.open, { params: of(customer) })).outcome).toBe(
      '401 access.signed_out',
    )
    const other = new Visitor(desk.foreign.company.id)
    other.cookie = visitor.cookie
    // That company has no portal: as if it were not there.
    expect((await other.call(portal.home)).outcome).toBe('404 portal.no_such_link')
    await desk.house.owner.query(`update platform.company set settings = '{"paymentPortal": true}' where id = $1`, [desk.foreign.company.id]) // prettier-ignore
    expect((await other.call(portal.home)).outcome).toBe('401 portal.signed_out')
    // Of another site's page nothing is taken.
    const cross = new Caller(desk.house.app, { cookie: visitor.cookie, 'sec-fetch-site': 'cross-site' })
    expect((await cross.call(portal.leave, { params: { companyId: desk.company.id } })).outcome).toBe(
      '403 request.cross_site',
    )
    await setting(false)
    expect((await visitor.call(portal.home)).outcome).toBe('404 portal.no_such_link')
    expect((await send(customer)).outcome).toBe('409 portal.off')
    await setting(true)
    expect((await visitor.call(portal.leave, {}, {})).outcome).toBe('200')
    expect((await visitor.call(portal.home)).outcome).toBe('401 portal.signed_out')
  })

  it('[BIL-009] asking for a link tells nothing of who exists, is limited, and reaches whoever has the address; e-mail by staff, too', async () => {
    const customer = await payer()
    const visitor = new Visitor()
    const email = `nell${number}@payer.test`
    const known = await visitor.call(portal.ask, {}, { to: email.toUpperCase() })
    const unknown = await visitor.call(portal.ask, {}, { to: 'nobody@nowhere.test' })
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text])
    const tasks = portalTasks(
      desk.house.database,
      { allowsPrivate: (url) => desk.house.desk.allowsPrivate(url) },
      desk.house.clock.now,
    )
    for (const job of await desk.waiting('portal.ask')) {
      expect(JSON.stringify(job.payload)).not.toContain(email)
      await tasks['portal.ask']!(job.payload)
    }
    await desk.house.owner.query(
      `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = 'portal.ask'`,
    )
    expect(await mails('nobody@nowhere.test')).toEqual([])
    const [text] = await mails(email)
    const link = /https:\/\/acme\.keyholder\.test\/pay\/\d+\/([\w-]+)/.exec(text!)!
    expect((await visitor.call(portal.open, { token: link[1] })).outcome).toBe('200')
    expect((await home(visitor)).customer.number).toBe(customer.id)
    // About one address, then from one place.
    const asked = []
    for (let turn = 0; turn < 9; turn += 1)
      asked.push((await visitor.call(portal.ask, {}, { to: turn < 6 ? email : `x${turn}@nowhere.test` })).outcome)
    expect(asked.filter((one) => one === '200')).toHaveLength(8)
    expect(asked.at(-1)).toBe('429 portal.too_many')
    expect(await desk.waiting('portal.ask')).toHaveLength(5)
    const sent = await send(customer, { way: 'email', to: email })
    expect(sent.body).toMatchObject({ delivered: true, path: null })
    expect((await send(customer, { way: 'email', to: 'no address' })).outcome).toBe('422 request.invalid')
    expect((await send(customer, { way: 'sms', to: '8015550100' })).outcome).toBe('409 portal.no_address')
    // Where one holds nothing, nothing is sent, and nothing listed.
    const forbidden = await desk.house.plant.user({ company: desk.company, holds: [{ grants: ['customers.view'], at: desk.here }] }) // prettier-ignore
    expect((await desk.house.as(forbidden).call(portalLinks.ofCustomer, { params: of(customer) })).status).toBe(403)
  }) // prettier-ignore
})

describe('Paying in the portal', () => {
  it('[BIL-009] pays chosen invoices by a saved method once, however often it is sent; marked as made in the portal, with a receipt', async () => {
    const customer = await payer()
    const visa = await desk.method(customer, visaNumber)
    const [old, young] = [await bill(customer, 4107, 20), await bill(customer, 2203)]
    const visitor = await enter(customer, { invoiceId: old.id })
    const seen = await home(visitor)
    expect(seen).toMatchObject({
      openCents: 6310,
      pastDueCents: 4107,
      chosenInvoiceId: old.id,
      methods: [{ id: visa, name: 'Visa ending in 1111' }],
      receiptTo: expect.stringMatching(/^n.*@/) as string,
    })
    expect(seen.invoices.map(({ id }) => id)).toEqual([old.id, young.id])
    const body = { requestKey: randomUUID(), what: { invoiceIds: [old.id, young.id] }, amountCents: 6310, method: { billingMethodId: visa } } // prettier-ignore
    expect((await order(visitor, { ...body, amountCents: 6309 })).outcome).toBe('409 portal.changed')
    const twice = await Promise.all([order(visitor, body), order(visitor, body)])
    expect(twice.map(({ outcome }) => outcome)).toEqual(['200', '200'])
    expect(twice[0]!.body.state).toBe('working')
    // Another click with another key finds that it is under way.
    expect((await order(visitor, { ...body, requestKey: randomUUID() })).outcome).toBe('409 portal.under_way')
    expect((await home(visitor)).invoices.every(({ underWay }) => underWay)).toBe(true)
    // Nor does Auto Pay charge what somebody is paying right now.
    await desk.house.owner.query('update invoice set billing_method_id = $2 where id = $1', [old.id, visa])
    await autopayTasks(desk.house.database, desk.house.clock.now)['autopay.run']!({
      companyId: desk.company.id,
    })
    expect(await desk.waiting()).toHaveLength(1)
    await desk.drain()
    const done = await visitor.call(portal.outcome, { requestKey: body.requestKey })
    expect(done.body).toMatchObject({
      state: 'paid',
      amountCents: 6310,
      method: 'Visa ending in 1111',
      parts: [{ number: old.number, amountCents: 4107, leftCents: 0 }, { number: young.number }],
    })
    expect((await order(visitor, body)).body.state).toBe('paid')
    const money = (await staff().call(payments.list, { query: { customerId: customer.id, origin: 'portal' } })).body.items // prettier-ignore
    expect(money).toMatchObject([{ amountCents: 6310, origin: 'portal', status: 'applied' }])
    const one = (await staff().call(payments.get, { params: { ...of(customer), paymentId: money[0]!.id } })).body // prettier-ignore
    expect(one.createdBy).toBe('Payment Portal')
    const entries = (await staff().call(accounting.transactions, { params: of(customer) })).body.items
    expect(entries[0]).toMatchObject({ kind: 'payment', by: 'Payment Portal', balanceCents: 0 })
    const told = (await desk.events(customer)).map(({ event }) => event)
    expect(told).toEqual(expect.arrayContaining(['portal.opened', 'portal.paid', 'payments.recorded']))
    const receipt = await desk.house.owner.query<{ body: string }>(
      `select body from message where customer_id = $1 and dedupe_key like 'portal receipt%'`,
      [customer.id],
    )
    expect(receipt.rows).toHaveLength(1)
    expect(receipt.rows[0]!.body).toContain(`Invoice #${old.number}: $41.07 (paid)`)
    expect((await links(customer)).items[0]!.payments).toMatchObject([
      { amountCents: 6310, state: 'Approved' },
    ])
    expect((await visitor.call(portal.invoices)).body.items.map(({ status }) => status)).toEqual([
      'Paid',
      'Paid',
    ])
    expect((await visitor.call(portal.payments)).body.items).toMatchObject([
      { how: 'Card', amountCents: 6310 },
    ])
    const paper = (await visitor.call(portal.paper, { invoiceId: old.id })).body
    expect(Buffer.from(paper.pdf, 'base64').subarray(0, 5).toString()).toBe('%PDF-')
    const foreign = await bill(await payer(), 900)
    expect((await visitor.call(portal.paper, { invoiceId: foreign.id })).outcome).toBe(
      '404 portal.no_invoice',
    )
  })

  it('[BIL-009] an amount pays the oldest first; a new card is kept by its token alone; a declined one is said plainly and charges nothing', async () => {
    const customer = await payer()
    const [old, young] = [await bill(customer, 3011, 40), await bill(customer, 5200)]
    const visitor = await enter(customer)
    const { processors, authorizationTexts } = await home(visitor)
    const nmi = processors.find(({ id }) => id === desk.nmi)!
    const newCard = async (cardNumber: string) => {
      const { token } = await desk.control<{ token: string }>('nmi', 'token', { kind: 'card', number: cardNumber, exp: '12/39' }) // prettier-ignore
      return { processorId: nmi.id, kind: 'card', token, holder: { firstName: 'Nell', lastName: 'Payer' }, agreed: true } // prettier-ignore
    }
    const what = { oldestFirst: true }
    expect((await order(visitor, { what, amountCents: 9999, method: await newCard(visaNumber) })).outcome).toBe('409 portal.changed') // prettier-ignore
    expect((await order(visitor, { what, amountCents: 100, method: { ...(await newCard(visaNumber)), agreed: false } })).outcome).toBe('422 request.invalid') // prettier-ignore
    expect((await home(visitor)).methods).toEqual([])
    const declined = { requestKey: randomUUID(), what, amountCents: 4000, method: await newCard('4000000000009995') } // prettier-ignore
    expect((await order(visitor, declined)).body.state).toBe('working')
    await desk.drain()
    const refused = (await visitor.call(portal.outcome, { requestKey: declined.requestKey })).body
    expect(refused).toMatchObject({ state: 'declined', number: null, parts: [] })
    expect(refused.reason).toMatch(/not enough money/)
    expect((await home(visitor)).openCents).toBe(8211)
    const good = { requestKey: randomUUID(), what, amountCents: 4000, method: await newCard(visaNumber) }
    await order(visitor, good)
    await desk.drain()
    expect((await visitor.call(portal.outcome, { requestKey: good.requestKey })).body).toMatchObject({
      state: 'paid',
      parts: [
        { number: old.number, amountCents: 3011, leftCents: 0 },
        { number: young.number, amountCents: 989, leftCents: 4211 },
      ],
    })
    const { rows } = await desk.house.owner.query<{
      by_way: string
      text: string
      created_by: number | null
    }>(
      `select authorized_by_way as by_way, authorization_text as text, created_by from billing_method where customer_id = $1`,
      [customer.id],
    )
    expect(rows).toHaveLength(2)
    expect(rows[0]).toEqual({ by_way: 'online', text: authorizationTexts.card, created_by: null })
    // A stolen list of cards is not tried out here.
    const outcomes = []
    for (let turn = 0; turn < 4; turn += 1) {
      outcomes.push((await order(visitor, { what, amountCents: 100 + turn, method: await newCard(visaNumber) })).outcome) // prettier-ignore
      await desk.drain()
    }
    expect(outcomes.at(-1)).toBe('429 portal.too_many')
  })

  it('[BIL-009][REC-164] shows a parent what its sub-customers bill through it, and a sub-customer what it owes itself', async () => {
    const parent = await payer({ firstName: 'Head', lastName: 'Office' })
    const branch = await payer({ firstName: 'North', lastName: 'Branch', parentId: parent.id })
    const lines = [{ itemId: 3, quantityHundredths: 100, priceCents: 1900 }]
    await staff().call(recurring.create, {
      params: of(branch),
      body: { startOn: today, billParent: true, lines },
    })
    const { id: runId } = (await staff().call(billing.start, {})).body
    await billingTasks(desk.house.database, desk.house.clock.now)['billing.run']!({
      companyId: desk.company.id,
      runId,
    })
    const [own] = (await staff().call(invoices.list, { query: { customerId: branch.id } })).body.items
    const [ofParent, ofBranch] = [await home(await enter(parent)), await home(await enter(branch))]
    const shown = (seen: typeof ofParent) => seen.invoices.map(({ id, about }) => [id, about])
    expect(shown(ofParent)).toEqual([[own!.id, 'North Branch']])
    expect(shown(ofBranch)).toEqual([])
    expect([ofParent.paidElsewhere, ofBranch.paidElsewhere]).toEqual([false, true])
    // A link about somebody else's invoice is not made.
    expect((await send(branch, { invoiceId: own!.id })).outcome).toBe('404 portal.no_invoice')
  })
})
