/** What processors tell of earlier charges: returns of ACH debits, chargebacks, settlements; by webhook and by the nightly look. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { charges } from '#shared/contracts/charges.ts'
import { openCashier } from '#test/helpers/charges.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'

let desk: Awaited<ReturnType<typeof openCashier>>
let nell: CustomerRow
let origin: string
beforeAll(async () => {
  desk = await openCashier()
  nell = await desk.customer()
  origin = await desk.house.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => desk.close())

const hookUrl = (processorId = desk.nmi, companyId = desk.company.id) =>
  `${origin}/api/v1/callbacks/payments/${companyId}/${processorId}`
type Sent = { status: number; body: string; event: string }
const settle = (key: 'nmi' | 'stripe' = 'nmi') => desk.control(key, 'settle', {})
const tell = async (change: object = {}, key: 'nmi' | 'stripe' = 'nmi'): Promise<Sent[]> => {
  const order = {
    url: hookUrl(key === 'nmi' ? desk.nmi : desk.stripe),
    key: key === 'nmi' ? 'hook-demo' : 'whsec_demo',
  }
  return (await desk.control<{ sent: Sent[] }>(key, 'webhook', { ...order, ...change })).sent
}
const night = () => desk.tasks['charges.nightly']!({ companyId: desk.company.id })
/** The day of the next try has come. */
const nextDay = async (chargeId: number) => {
  await desk.house.owner.query('update charge_attempt set next_retry_on = current_date - 1 where id = $1', [
    chargeId,
  ])
  await desk.tasks['charges.retry']!({ companyId: desk.company.id, attemptId: chargeId })
  await desk.drain()
}
const followerOf = async (chargeId: number): Promise<number | undefined> =>
  (
    await desk.house.owner.query<{ id: number }>('select id::int from charge_attempt where retries_id = $1', [
      chargeId,
    ])
  ).rows[0]?.id

describe('an ACH debit that comes back', () => {
  it.each(['R01', 'R09'])('[REL-002] as %s is presented again, twice at most', async (code) => {
    const account = await desk.method(nell, `0001234567${code.slice(1)}`)
    const one = await desk.charge(nell, account)
    await desk.drain()
    await settle()
    await night()
    await night()
    const first = await desk.open(one.attemptId)
    expect(first).toMatchObject({ settlement: 'returned', returned: { code }, abilities: { retry: true, refund: false } }) // prettier-ignore
    expect(desk.toldOf(one.subjectId)).toEqual(['settled', 'returned'])
    expect(desk.told.at(-1)).toMatchObject({ code, nextRetryOn: first.nextRetryOn })
    let last = one.attemptId
    for (const representment of [1, 2]) {
      desk.owed.set(one.subjectId, { amountCents: one.amountCents, dueOn: '2026-01-01' })
      await desk.control('nmi', 'later', {})
      await nextDay(last)
      last = (await followerOf(last))!
      expect(await desk.open(last)).toMatchObject({ state: 'approved', representment })
      await settle()
      await night()
      expect(await desk.open(last)).toMatchObject({ settlement: 'returned' })
    }
    // Enough: neither the calendar nor a person presents it a fourth time.
    expect(await desk.open(last)).toMatchObject({ nextRetryOn: null, abilities: { retry: false } })
    desk.owed.set(one.subjectId, { amountCents: one.amountCents, dueOn: '2026-01-01' })
    await nextDay(last)
    expect(await followerOf(last)).toBeUndefined()
    expect((await desk.house.as(desk.user).call(charges.retry, desk.one(last))).outcome).toBe(
      '409 charges.not_now',
    )
  })

  it.each(['R02', 'R10', 'R29'])('[REL-002] as %s is never presented again', async (code) => {
    const account = await desk.method(nell, `0001234567${code.slice(1)}`)
    const one = await desk.charge(nell, account)
    await desk.drain()
    await settle()
    await night()
    expect(await desk.open(one.attemptId)).toMatchObject({ settlement: 'returned', returned: { code }, nextRetryOn: null, abilities: { retry: false } }) // prettier-ignore
    desk.owed.set(one.subjectId, { amountCents: one.amountCents, dueOn: '2026-01-01' })
    await nextDay(one.attemptId)
    expect(await followerOf(one.attemptId)).toBeUndefined()
  })
})

describe('a webhook', () => {
  it('[REL-002] tells of a return and a chargeback at once, and each event is taken once', async () => {
    const account = await desk.method(nell, '000123456702')
    const disputed = await desk.method(nell, '4000000000000259')
    const returned = await desk.charge(nell, account)
    const back = await desk.charge(nell, disputed)
    await desk.drain()
    await settle()
    const sent = await tell()
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200]))
    await desk.drain('charges.news')
    expect(await desk.open(returned.attemptId)).toMatchObject({
      settlement: 'returned',
      returned: { code: 'R02' },
    })
    expect(await desk.open(back.attemptId)).toMatchObject({
      settlement: 'charged_back',
      returned: { code: '10.4' },
    })
    expect(desk.toldOf(returned.subjectId)).toEqual(['settled', 'returned'])
    expect(desk.toldOf(back.subjectId)).toEqual(['settled', 'chargedBack'])
    // Played again, with the signature that it came with.
    const replay = async (event: string) => {
      const { createHmac } = await import('node:crypto')
      const signature = createHmac('sha256', 'hook-demo').update(`n.${event}`).digest('hex')
      const headers = { 'content-type': 'application/json', 'webhook-signature': `t=n,s=${signature}` }
      return (await fetch(hookUrl(), { method: 'POST', headers, body: event })).json()
    }
    for (const { event } of sent) expect(await replay(event)).toMatchObject({ taken: 0, repeated: 1 })
    // The nightly look tells the same in other words: it changes nothing more.
    await night()
    expect(desk.toldOf(returned.subjectId)).toEqual(['settled', 'returned'])
    expect((await desk.events(nell)).filter(({ event }) => event === 'charges.charged_back')).toHaveLength(1)
  })

  it('[SEC-001] that is not signed by this processor’s secret, or not for this company, is refused, all alike', async () => {
    const one = await desk.charge(nell, await desk.method(nell, '000123456702'))
    await desk.drain()
    await desk.drain('charges.news')
    const strangers = [
      { key: 'somebody-elses' },
      { url: hookUrl(desk.nmi, desk.foreign.company.id) },
      { url: hookUrl(desk.stripe) },
      { url: hookUrl(999_999) },
    ]
    for (const wrong of strangers) {
      await settle()
      const again = await desk.charge(nell, await desk.method(nell, '000123456702'))
      await desk.drain()
      await settle()
      const [sent] = await tell(wrong)
      expect(sent, JSON.stringify(wrong)).toMatchObject({ status: 401 })
      expect(sent!.body).toContain('callbacks.refused')
      expect(await desk.waiting('charges.news')).toEqual([])
      expect(await desk.open(again.attemptId)).toMatchObject({ settlement: 'pending' })
    }
    expect(await desk.open(one.attemptId)).toMatchObject({ settlement: 'pending' })
    const standing = await desk.house
      .as(desk.user)
      .call(charges.webhookStanding, { params: { processorId: desk.nmi } })
    expect(standing.body).toMatchObject({ secretSaved: true, path: new URL(hookUrl()).pathname })
  })

  it('[REL-002] of Stripe is refused once its time is over', async () => {
    const method = await desk.method(nell, '4000000000000259', 'stripe')
    const one = await desk.charge(nell, method)
    await desk.drain()
    await settle('stripe')
    const late = await tell({ timestamp: Math.floor(Date.now() / 1000) - 301 }, 'stripe')
    expect(late.map(({ status }) => status)).toEqual(late.map(() => 401))
    // What no webhook told the night finds.
    await night()
    expect(await desk.open(one.attemptId)).toMatchObject({ settlement: 'charged_back' })
    expect(desk.toldOf(one.subjectId)).toEqual(['settled', 'chargedBack'])
  })

  it('[REL-002] that is quicker than the answer waits for it', async () => {
    const one = await desk.charge(nell, await desk.method(nell, '000123456702'))
    const [job] = await desk.waiting()
    desk.subject.deaf = true
    await expect(desk.tasks['charges.run']!(job!.payload)).rejects.toThrow()
    desk.subject.deaf = false
    await settle()
    await tell()
    await desk.drain('charges.news')
    expect(await desk.open(one.attemptId)).toMatchObject({ state: 'calling' })
    await desk.drain()
    await desk.drain('charges.news')
    expect(await desk.open(one.attemptId)).toMatchObject({ settlement: 'returned' })
    expect(desk.toldOf(one.subjectId)).toEqual(['settled', 'returned'])
  })
})
