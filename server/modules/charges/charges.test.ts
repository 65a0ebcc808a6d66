/** The charge engine against processors that charge and drop the answer, time out, decline, and send money back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { charges } from '#shared/contracts/charges.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import { openCashier } from '#test/helpers/charges.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'

let desk: Awaited<ReturnType<typeof openCashier>>
let nell: CustomerRow
let visa: number
beforeAll(async () => {
  desk = await openCashier()
  nell = await desk.customer()
  visa = await desk.method(nell, '4111111111111111')
})
afterAll(() => desk.close())

const fault = (kind: string, path = '/api/transact.php', times = 1) =>
  desk.control('nmi', 'faults', { fault: kind, times, match: { path, write: true } })
const keyOf = async (id: number) =>
  (await desk.house.owner.query<{ key: string }>('select key from charge_attempt where id = $1', [id]))
    .rows[0]!.key

describe('one charge', () => {
  it('[REL-002][ADB-012] is made once, however often it is asked for and its job runs', async () => {
    const one = await desk.charge(nell, visa)
    expect(await one.ask()).toEqual({ attemptId: one.attemptId, isNew: false })
    const both = await Promise.all([one.ask(), one.ask()])
    expect(both.map(({ attemptId }) => attemptId)).toEqual([one.attemptId, one.attemptId])
    // Before anything was sent the row and its key are there.
    expect(await desk.open(one.attemptId)).toMatchObject({ state: 'queued', tries: 0 })
    expect(await keyOf(one.attemptId)).toMatch(/^kh-[0-9a-f]{32}$/)
    const [job] = await desk.waiting()
    await desk.drain()
    await desk.tasks['charges.run']!(job!.payload)
    await desk.tasks['charges.run']!(job!.payload)
    expect(await desk.open(one.attemptId)).toMatchObject({ state: 'approved', settlement: 'pending', amountCents: one.amountCents, method: 'Visa ending in 1111' }) // prettier-ignore
    expect(await desk.effects(one.attemptId)).toBe(1)
    expect(desk.toldOf(one.subjectId)).toEqual(['settled'])
  })

  it('[REL-002] another for the same subject is refused while one is open', async () => {
    const one = await desk.charge(nell, visa)
    const second = desk.charge(nell, visa, { subject: one.request.subject, requestKey: 'another-request' })
    await expect(second).rejects.toMatchObject({ code: 'charges.one_is_open' })
    await expect(desk.charge(nell, visa, { requestKey: one.request.requestKey })).rejects.toMatchObject({ code: 'charges.key_reused' }) // prettier-ignore
    await desk.drain()
  })

  it('[REL-002] whose gateway charges and drops the answer is looked up, and is one charge under one key', async () => {
    for (const number of ['4000000000000119', '4111111111111111']) {
      const method = await desk.method(nell, number)
      if (number.endsWith('1111')) await fault('malformed')
      const one = await desk.charge(nell, method)
      const key = await keyOf(one.attemptId)
      const [job] = await desk.waiting()
      await desk.house.owner.query('delete from graphile_worker._private_jobs where id = $1', [job!.id])
      await desk.tasks['charges.run']!(job!.payload)
      expect(await desk.open(one.attemptId)).toMatchObject({ state: 'unknown', abilities: { look: true, settle: true, retry: false, cancel: false } }) // prettier-ignore
      expect(desk.toldOf(one.subjectId)).toEqual([])
      await desk.drain()
      expect(await desk.open(one.attemptId)).toMatchObject({ state: 'approved', tries: 1, failure: null })
      expect(await keyOf(one.attemptId)).toBe(key)
      expect(await desk.effects(one.attemptId)).toBe(1)
      expect(desk.toldOf(one.subjectId)).toEqual(['settled'])
    }
  })

  it('[REL-002] of a worker that was killed between the call and the storing is found, not made again', async () => {
    const one = await desk.charge(nell, visa)
    const [job] = await desk.waiting()
    // What is thrown while the outcome is stored undoes the storing, as the death of the process would.
    desk.subject.deaf = true
    await expect(desk.tasks['charges.run']!(job!.payload)).rejects.toThrow('the handler failed')
    desk.subject.deaf = false
    expect(await desk.open(one.attemptId)).toMatchObject({ state: 'calling', tries: 1 })
    expect(await desk.effects(one.attemptId)).toBe(1)
    await desk.drain() // the queue gives the job to the next worker
    expect(await desk.open(one.attemptId)).toMatchObject({ state: 'approved', tries: 1 })
    expect(await desk.effects(one.attemptId)).toBe(1)
    expect(desk.toldOf(one.subjectId)).toEqual(['settled'])
  })

  it('[REL-002] that never reached the gateway is sent again under its key, after it was looked for', async () => {
    await fault('drop_before')
    const one = await desk.charge(nell, visa)
    const key = await keyOf(one.attemptId)
    await desk.drain()
    expect(await desk.open(one.attemptId)).toMatchObject({ state: 'approved', tries: 2 })
    expect(await keyOf(one.attemptId)).toBe(key)
    expect(await desk.effects(one.attemptId)).toBe(1)
    const calls = (await desk.house.owner.query<{ calls: { call: string }[] }>('select calls from charge_attempt where id = $1', [one.attemptId])).rows[0]!.calls // prettier-ignore
    expect(calls.map(({ call }) => call)).toEqual(['Charge', 'Look up charge', 'Look up charge', 'Look up charge', 'Charge']) // prettier-ignore
    expect(JSON.stringify(calls)).not.toContain('4111')
  })

  it('[REL-002] that the gateway takes for a duplicate of another is not made, and says so', async () => {
    const amountCents = 7777
    const first = await desk.charge(nell, visa, { amountCents })
    await desk.drain()
    const second = await desk.charge(nell, visa, { amountCents })
    await desk.drain()
    expect(await desk.open(first.attemptId)).toMatchObject({ state: 'approved' })
    expect(await desk.open(second.attemptId)).toMatchObject({ state: 'failed', failure: expect.stringMatching(/Duplicate transaction/), abilities: { retry: true } }) // prettier-ignore
    expect(desk.toldOf(second.subjectId)).toEqual(['failed'])
    // Once the gateway has forgotten it, the same attempt is sent again under the same key.
    await desk.control('nmi', 'later', {})
    const key = await keyOf(second.attemptId)
    await desk.house.as(desk.user).call(charges.retry, desk.one(second.attemptId))
    await desk.drain()
    expect(await desk.open(second.attemptId)).toMatchObject({ state: 'approved' })
    expect(await keyOf(second.attemptId)).toBe(key)
    expect(await desk.effects(second.attemptId)).toBe(1)
  })

  it('[REL-002] by Stripe, whose answer is lost, is one charge, too', async () => {
    const method = await desk.method(nell, '4000000000000119', 'stripe')
    const one = await desk.charge(nell, method)
    await desk.drain()
    expect(await desk.open(one.attemptId)).toMatchObject({ state: 'approved', settlement: 'settled', processor: 'Stripe' }) // prettier-ignore
    expect(await desk.effects(one.attemptId, 'stripe')).toBe(1)
  })

  it('whose subject was paid otherwise meanwhile is not sent', async () => {
    const one = await desk.charge(nell, visa)
    desk.owed.delete(one.subjectId)
    await desk.drain()
    expect(await desk.open(one.attemptId)).toMatchObject({ state: 'failed', failure: 'Nothing is owed any more', tries: 0 }) // prettier-ignore
    expect(await desk.effects(one.attemptId)).toBe(0)
  })

  it('[REL-002] whose outcome nobody can look up is settled by a person, who has to say how', async () => {
    await fault('drop_after')
    await desk.control('nmi', 'faults', { fault: 'http_503', times: 40, match: { path: '/api/query.php' } })
    const one = await desk.charge(nell, visa)
    await desk.drain()
    await fetch(`${desk.house.station.origin}/nmi/_control/faults`, { method: 'DELETE' })
    await desk.house.owner.query('delete from provider_health')
    const left = await desk.open(one.attemptId)
    expect(left).toMatchObject({ state: 'unknown', nextLookAt: null })
    const caller = desk.house.as(desk.user)
    const list = (await caller.call(charges.list, { query: { limit: 5 } })).body
    expect(list.items[0]!.id).toBe(one.attemptId)
    const told = (await caller.call(notifications.list, { query: {} })).body.items
    expect(told.filter(({ kind, chargeAttemptId }) => kind === 'charge_unknown' && chargeAttemptId === one.attemptId)).toHaveLength(1) // prettier-ignore
    const bad = await caller.call(charges.settle, {
      ...desk.one(one.attemptId),
      body: { made: true, note: 'Kim' },
    })
    expect(bad.status).toBe(422)
    const body = { made: true, transactionId: 'T-4711', note: 'Kim at NMI, at ten' }
    // What settles by hand is told to what was charged in the product itself; the test's own subject is not there.
    expect((await caller.call(charges.settle, { ...desk.one(one.attemptId), body })).body).toMatchObject({ state: 'approved', transactionId: 'T-4711' }) // prettier-ignore
    expect((await caller.call(charges.settle, { ...desk.one(one.attemptId), body })).outcome).toBe('409 charges.not_now') // prettier-ignore
  })
})

describe('a decline', () => {
  it('[ADB-011] that is soft is tried again on the days of the company’s schedule, as another attempt, until it is used up', async () => {
    const method = await desk.method(nell, '4000000000009995')
    const dueOn = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10)
    const one = await desk.charge(nell, method, { dueOn })
    await desk.drain()
    const declined = await desk.open(one.attemptId)
    expect(declined).toMatchObject({ state: 'declined', reason: 'insufficient_funds', abilities: { retry: true, cancel: true } }) // prettier-ignore
    expect(declined.nextRetryOn).not.toBeNull()
    expect(desk.told.at(-1)).toMatchObject({
      what: 'declined',
      hard: false,
      nextRetryOn: declined.nextRetryOn,
    })
    const told = (await desk.house.as(desk.user).call(notifications.list, { query: {} })).body.items
    expect(told[0]).toMatchObject({ kind: 'charge_declined', chargeAttemptId: one.attemptId, subject: expect.stringMatching(/^\$50\.\d\d, Visa ending in 9995$/) }) // prettier-ignore
    // Its day has not come: the job waits for it.
    await desk.house.owner.query(`update graphile_worker._private_jobs set run_at = now() where key like '%charges.retry%'`) // prettier-ignore
    const [early] = await desk.waiting('charges.retry')
    await desk.tasks['charges.retry']!(early!.payload)
    expect(await desk.waiting('charges.run')).toEqual([])
    // Its day comes.
    await desk.house.owner.query(`update charge_attempt set next_retry_on = current_date - 1 where id = $1`, [one.attemptId]) // prettier-ignore
    await desk.tasks['charges.retry']!(early!.payload)
    await desk.tasks['charges.retry']!(early!.payload)
    await desk.drain()
    const items = (await desk.house.as(desk.user).call(charges.list, { query: { state: 'declined' } })).body
      .items
    const attempts = items.filter(({ methodId }) => methodId === method)
    expect(attempts).toHaveLength(2)
    expect(attempts[1]).toMatchObject({ id: one.attemptId, nextRetryOn: null, abilities: { retry: false } })
    expect(await keyOf(attempts[0]!.id)).not.toBe(await keyOf(one.attemptId))
    // Paid otherwise meanwhile, nothing is charged again.
    desk.owed.delete(one.subjectId)
    await desk.house.owner.query(`update charge_attempt set next_retry_on = current_date - 1 where id = $1`, [attempts[0]!.id]) // prettier-ignore
    await desk.tasks['charges.retry']!({ companyId: desk.company.id, attemptId: attempts[0]!.id })
    expect(await desk.waiting('charges.run')).toEqual([])
  })

  it('[ADB-011] that is hard is not tried again by itself', async () => {
    const method = await desk.method(nell, '4000000000009979')
    const one = await desk.charge(nell, method)
    await desk.drain()
    expect(await desk.open(one.attemptId)).toMatchObject({ state: 'declined', reason: 'lost_or_stolen', nextRetryOn: null }) // prettier-ignore
    expect(desk.told.at(-1)).toMatchObject({ what: 'declined', hard: true, nextRetryOn: null })
  })
})

describe('giving back', () => {
  const key = (n: number) => `refund-of-a-test-${n}`

  it('in part and whole, once for each request, and never more than was paid', async () => {
    const one = await desk.charge(nell, visa, { amountCents: 9001 })
    await desk.drain()
    const caller = desk.house.as(desk.user)
    const at = desk.one(one.attemptId)
    const first = await caller.call(charges.refund, {
      ...at,
      body: { requestKey: key(1), amountCents: 2000 },
    })
    expect(first.status).toBe(200)
    expect((await caller.call(charges.refund, { ...at, body: { requestKey: key(1), amountCents: 2000 } })).status).toBe(200) // prettier-ignore
    expect((await caller.call(charges.refund, { ...at, body: { requestKey: key(2), amountCents: 100 } })).outcome).toBe('409 charges.not_now') // prettier-ignore
    await fault('drop_after')
    await desk.drain()
    expect(await desk.open(one.attemptId)).toMatchObject({ refundedCents: 2000, abilities: { void: false, refund: true } }) // prettier-ignore
    const over = await caller.call(charges.refund, { ...at, body: { requestKey: key(3), amountCents: 7002 } })
    expect(over.outcome).toBe('422 charges.too_much')
    await caller.call(charges.refund, { ...at, body: { requestKey: key(4), amountCents: 7001 } })
    await desk.drain()
    expect(await desk.open(one.attemptId)).toMatchObject({
      refundedCents: 9001,
      abilities: { refund: false },
    })
    expect(desk.toldOf(one.subjectId)).toEqual(['settled', 'refunded', 'refunded'])
    expect(desk.told.at(-1)).toMatchObject({ amountCents: 7001, refundedCents: 9001 })
    expect((await desk.events(nell)).map(({ event }) => event)).toContain('charges.refunded')
  })

  it('by a void before it is settled, and by a refund after', async () => {
    const one = await desk.charge(nell, visa)
    const two = await desk.charge(nell, visa)
    await desk.drain()
    const caller = desk.house.as(desk.user)
    await caller.call(charges.void, desk.one(one.attemptId))
    await fault('drop_after')
    await desk.drain()
    expect(await desk.open(one.attemptId)).toMatchObject({ state: 'approved', settlement: 'voided' })
    expect(desk.toldOf(one.subjectId)).toEqual(['settled', 'voided'])
    await desk.control('nmi', 'settle', {})
    await desk.tasks['charges.nightly']!({ companyId: desk.company.id })
    expect(await desk.open(two.attemptId)).toMatchObject({ settlement: 'settled', abilities: { void: false, refund: true } }) // prettier-ignore
    expect((await caller.call(charges.void, desk.one(two.attemptId))).outcome).toBe('409 charges.not_now')
  })
})

describe('who sees charges', () => {
  it('[SEC-001] sees those of the locations where payments are seen, and changes none without the permission', async () => {
    const one = await desk.charge(nell, visa)
    await desk.drain()
    const viewer = await desk.house.plant.user({ company: desk.company, holds: [{ grants: ['payments.view', 'customers.view'], at: desk.here }] }) // prettier-ignore
    expect(
      (await desk.house.as(viewer).call(charges.open, desk.one(one.attemptId))).body.abilities.refund,
    ).toBe(false)
    expect((await desk.house.as(viewer).call(charges.void, desk.one(one.attemptId))).status).toBe(403)
    const elsewhere = await desk.house.plant.location({ company: desk.company })
    const other = await desk.house.plant.user({
      company: desk.company,
      holds: [{ grants: 'all', at: elsewhere }],
    })
    expect((await desk.house.as(other).call(charges.list, { query: {} })).body.items).toEqual([])
    expect((await desk.house.as(other).call(charges.open, desk.one(one.attemptId))).status).toBe(403)
    const stranger = await desk.house.plant.user({
      company: desk.foreign.company,
      holds: [{ grants: 'all' }],
    })
    expect((await desk.house.as(stranger).call(charges.open, desk.one(one.attemptId))).status).toBe(404)
    expect((await desk.house.as(stranger).call(charges.totals, { query: {} })).body.count).toBe(0)
    const pages = []
    for (let after: string | undefined; ;) {
      const { body } = await desk.house.as(desk.user).call(charges.list, { query: { limit: 4, ...(after && { after }) } }) // prettier-ignore
      pages.push(...body.items.map(({ id }) => id))
      if (!body.next) break
      after = body.next
    }
    const { count } = (await desk.house.as(desk.user).call(charges.totals, { query: {} })).body
    expect(new Set(pages).size).toBe(count)
    expect(pages).toHaveLength(count)
    expect(JSON.stringify(desk.house.logs)).not.toContain('sandbox-security-key')
  })
})
