/** Reconciliation against the sandbox station: what it finds, what it survives, and who sees it (CON-092). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { companies } from '#shared/contracts/companies.ts'
import { health } from '#shared/contracts/health.ts'
import { history } from '#shared/contracts/history.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import { nextReconcileAt } from '#shared/rules/health.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { CustomerRow, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'
import { roleUrl } from '#server/db/roles.ts'
import { ensureSchedules } from '#server/jobs/schedules.ts'
import { healthTasks } from './health.jobs.ts'

let house: House
let dealer: Dealership
/** Manages connections at the other location alone. */
let elsewhere: User
let away: CustomerRow
let foreign: User
const of: Record<string, CustomerRow> = {}

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
  const there = dealer.forbidden.location
  elsewhere = await house.plant.user({
    company: dealer.here.company,
    username: 'elsa',
    holds: [{ grants: ['connections.modify', 'customers.view'], at: there }],
  })
  foreign = await house.plant.user({ company: dealer.foreign.company, holds: [{ grants: 'all' }] })
  for (const number of ['H-OK', 'H-DRIFT', 'H-GONE', 'H-TAKEN', 'H-OUT', 'H-LEFT'])
    of[number] = await dealer.linked(number)
  for (const customer of Object.values(of)) await dealer.settled(customer)
  away = await house.plant.customer({
    location: there,
    fields: { accountNumber: 'H-AWAY', monitoringCompanyId: dealer.monitor.id },
  })
  await house.plant.connection(away, dealer.monitor, { accountNumber: 'H-AWAY' })
})
afterAll(() => house.close())
beforeEach(() => house.station.heal())

const as = (user = dealer.user) => house.as(user)
const seed = async (number: string, change: object) => {
  const theirs = (await house.station.account(number))!
  const { name, premises, phones, link, status } = theirs
  await house.station.hold({
    accountNumber: number,
    name,
    premises,
    phones,
    link,
    status,
    ...change,
  } as never)
}
const lastRun = async (user = dealer.user) => (await as(user).call(health.lastRun, {})).body.run!
const start = async () => (await as().call(health.start, {})).body.run
/** Waits for the run under way; jobs that wait for their time are due at once. */
const ended = () =>
  eventually(async () => {
    await dealer.hurry()
    const run = await lastRun()
    if (run.state === 'running') throw new Error(`Still at ${JSON.stringify(run)}`)
    return run
  }, 20_000)
const reconcile = async () => {
  await start()
  return ended()
}
const found = async (user = dealer.user) =>
  Object.fromEntries(
    (await as(user).call(health.accounts, {})).body.items.map((item) => [item.account, item]),
  )
const alert = async (number: string) =>
  (await dealer.open(of[number]!)).tabs.find(({ key }) => key === 'connections')!.alert
const attention = async (number: string) =>
  (await dealer.page(of[number]!)).attention.map(({ message }) => message).join(' ')

describe('a reconciliation', () => {
  it('[CON-092] finds what differs, is gone, taken or out of service, tells it on the record and to the managers of that place', async () => {
    expect(await alert('H-OK')).toBe(false)
    await seed('H-DRIFT', { email: 'changed@example.test', abortCode: 'SECRET-CODE-1' })
    await seed('H-TAKEN', { link: { reference: 'keyholder:somebody/99' } })
    await seed('H-OUT', { status: 'out_of_service' })
    await house.owner.query(
      `update connection set account_number = 'H-NOWHERE' where account_number = 'H-GONE'`,
    )
    await house.station.hold({ accountNumber: 'H-STRAY' } as never)
    const run = await reconcile()
    expect(run).toMatchObject({ state: 'done', total: 7, done: 7, startedBy: dealer.user.name })
    expect(await found()).toMatchObject({
      'H-DRIFT': { finding: 'drift', fields: expect.arrayContaining(['Email']) as string[] },
      'H-NOWHERE': { finding: 'missing' },
      'H-TAKEN': { finding: 'taken' },
      'H-OUT': { finding: 'out_of_service' },
    })
    expect(Object.keys(await found()), 'in step').not.toContain('H-OK')
    // The record says so: a wrong connection means that nobody comes.
    expect(await alert('H-GONE')).toBe(true)
    expect(await alert('H-OK')).toBe(false)
    expect(await attention('H-GONE')).toContain('has no account H-NOWHERE any more')
    expect(await attention('H-OUT')).toContain('out of service: nobody answers')
    expect(await attention('H-TAKEN')).toContain('another record’s')
    expect((await dealer.open(of['H-OUT']!)).link).toMatchObject({ finding: 'out_of_service' })
    const told = await as().call(history.ofCustomer, {
      params: { customerId: of['H-GONE']!.id },
      query: {},
    })
    expect(told.body.items[0]).toMatchObject({ event: 'connections.look_found', source: 'integration' })

    const summary = (await as().call(health.summary, {})).body
    expect(summary.providers).toMatchObject([
      { name: 'Dynamark', linked: 6, drifting: 1, missing: 1, taken: 1, outOfService: 1, unchecked: 0 },
    ])
    expect(summary.pushes).toHaveLength(14)
    expect(summary.runs.at(-1)).toMatchObject({ drifting: 1 })
    const strays = (await as().call(health.strays, {})).body.items.map(({ account }) => account)
    expect(strays).toContain('H-STRAY')
    expect(strays).not.toContain('H-OK')

    // Who asked for it is not told; whoever manages the place where it is, is. Nothing of another place or company.
    expect(Object.keys(await found(elsewhere))).toEqual(['H-AWAY'])
    expect((await as(elsewhere).call(notifications.list, {})).body.items).toMatchObject([
      { kind: 'connection_health', customerId: null, subject: 'Connection health' },
    ])
    expect((await as().call(notifications.list, {})).body.items).toEqual([])
    expect((await as(foreign).call(health.lastRun, {})).body.run).toBeNull()
    expect((await as(foreign).call(health.accounts, {})).body.items).toEqual([])
    expect((await as(foreign).call(health.strays, {})).body.items).toEqual([])

    // Names of fields are kept, and no value.
    const { rows } = await house.owner.query<{ all: string }>(
      'select account_check::text as all from account_check',
    )
    expect(rows.map(({ all }) => all).join()).not.toMatch(/SECRET-CODE|changed@/)
    expect(house.logs.join()).not.toContain('SECRET-CODE')
  })

  it('[CON-092] forgets what was put right: sent, set in service, or found again by a look at it', async () => {
    await dealer.ask('sync', of['H-DRIFT']!)
    await dealer.settled(of['H-DRIFT']!)
    expect(await alert('H-DRIFT')).toBe(false)
    await house.owner.query(
      `update connection set account_number = 'H-GONE' where account_number = 'H-NOWHERE'`,
    )
    await seed('H-OUT', { status: 'in_service' })
    await seed('H-TAKEN', { link: null })
    const items = (await as().call(health.accounts, {})).body.items.map(({ kind, id }) => ({ kind, id }))
    expect((await as().call(health.look, { body: { items } })).body.asked).toBe(items.length)
    await eventually(async () => {
      await dealer.hurry()
      expect(Object.keys(await found())).toEqual([])
    })
    expect(await alert('H-GONE')).toBe(false)
    // An account at another location is nobody's here to look at, nor one of another company.
    const { rows } = await house.owner.query<{ id: number }>(
      `select id from connection where account_number = 'H-AWAY'`,
    )
    const look = (user: User) =>
      as(user).call(health.look, { body: { items: [{ kind: 'monitoring', id: rows[0]!.id }] } })
    expect(await look(dealer.user)).toMatchObject({ status: 403 })
    expect(await look(foreign)).toMatchObject({ status: 422 })
  })

  it('[CON-092] goes on where a dead worker left it, and can be stopped; there is one at a time', async () => {
    const tasks = healthTasks(house.database, house.desk, house.clock.now)
    await house.station.fail({ fault: 'http_503', times: 1000 })
    const run = await start()
    expect(await as().call(health.start, {})).toMatchObject({
      status: 409,
      problem: { code: 'health.running' },
    })
    const { rows: parts } = await house.owner.query<{ id: number; total: number }>(
      'select id, total from reconciliation_part where run_id = $1',
      [run.id],
    )
    // The job is gone with its worker; the cursor is what is left.
    await eventually(async () => {
      await house.owner.query(
        `delete from graphile_worker._private_jobs where key like '%health.part%' and locked_at is null`,
      )
      const { rows } = await house.owner.query<{ n: number }>(
        `select count(*)::int as n from graphile_worker._private_jobs where key like '%health.part%'`,
      )
      expect(rows[0]!.n).toBe(0)
    })
    expect((await lastRun()).state).toBe('running')
    await house.station.heal()
    await house.owner.query('delete from provider_health')
    const payload = { companyId: dealer.here.company.id, partId: parts[0]!.id }
    // Two at once, as after a restart: each account counts once.
    await Promise.all([tasks['health.part']!(payload), tasks['health.part']!(payload)])
    expect(await ended()).toMatchObject({ state: 'done', done: parts[0]!.total, total: parts[0]!.total })

    await house.station.fail({ fault: 'http_503', times: 1000 })
    const other = await start()
    const stopped = await as().call(health.stop, { params: { runId: other.id } })
    expect(stopped.body.run).toMatchObject({ state: 'stopped', parts: [{ state: 'stopped' }] })
    expect(await as().call(health.stop, { params: { runId: other.id } })).toMatchObject({ status: 409 })
    expect(await as(foreign).call(health.stop, { params: { runId: run.id } })).toMatchObject({ status: 404 })
    await house.owner.query('delete from provider_health')
  })

  it('[CON-092] a slow provider holds no database connection and delays no other; one that fails waits behind its breaker', async () => {
    const second = await house.plant.monitor(dealer.here.company, { name: 'Second', station: house.station })
    const customer = await dealer.pair('H-2ND', { ours: { monitoringCompanyId: second.id } })
    await dealer.link(customer)
    await dealer.settled(customer)
    for (const number of Object.keys(of))
      await house.station.fail({ fault: 'slow', times: 50, accountNumber: number })
    await start()
    const part = async (name: string) =>
      (await lastRun()).parts.find(({ provider }) => provider.name === name)!
    await eventually(async () => expect(await part('Second')).toMatchObject({ state: 'done', done: 1 }))
    expect(await part('Dynamark')).toMatchObject({ state: 'running', done: 0 })
    const { rows } = await house.owner.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
    )
    expect(rows[0]!.n, 'connections held while the station thinks').toBe(0)
    await house.station.heal()
    expect((await ended()).state).toBe('done')

    const before = await found()
    for (const number of Object.keys(of))
      await house.station.fail({ fault: 'http_503', times: 50, accountNumber: number })
    await start()
    await eventually(async () =>
      expect(await part('Dynamark')).toMatchObject({ state: 'running', error: expect.any(String) as string }),
    )
    await eventually(async () => expect(await part('Second')).toMatchObject({ state: 'done' }))
    const { providers } = (await as().call(health.summary, {})).body
    expect(providers.map(({ name, breaker }) => [name, breaker !== null])).toEqual([
      ['Dynamark', true],
      ['Second', false],
    ])
    expect(await found(), 'what was known stands').toEqual(before)
    // Nothing for an hour: it is left for this run, and the run ends.
    await house.owner.query(
      `update reconciliation_part set waiting_since = now() - interval '61 minutes' where state = 'running'`,
    )
    const run = await ended()
    expect(run.parts.map(({ provider, state }) => [provider.name, state])).toEqual([
      ['Dynamark', 'given_up'],
      ['Second', 'done'],
    ])
    await house.owner.query('delete from provider_health')
  })
})

describe('failed updates', () => {
  it('[CON-092] are tried again one, or all that one may change', async () => {
    const [mine, other] = [of['H-OK']!, of['H-LEFT']!]
    for (const customer of [mine, other]) {
      await house.station.fail({
        fault: 'rejected',
        times: 50,
        accountNumber: customer === mine ? 'H-OK' : 'H-LEFT',
      })
      await dealer.save(customer, { county: 'Juab' })
      await dealer.settled(customer, 20_000)
    }
    await house.owner.query(
      `insert into connection_push (company_id, connection_id, kind, fields, state, finished_at, error_message)
       select company_id, id, 'fields', '{county}', 'failed', now(), 'No' from connection where account_number = 'H-AWAY'`,
    )
    const failed = async (user = dealer.user) =>
      (await as(user).call(health.pushes, { query: { state: 'failed' } })).body.items
    expect((await failed()).map(({ account, mayRetry, fields }) => [account, mayRetry, fields])).toEqual([
      ['H-OK', true, ['County']],
      ['H-LEFT', true, ['County']],
    ])
    expect((await failed(elsewhere)).map(({ account }) => account)).toEqual(['H-AWAY'])
    await house.station.heal()
    const items = (await failed()).slice(0, 1).map(({ kind, id }) => ({ kind, id }))
    const retry = (select: object, user = dealer.user) =>
      as(user).call(health.retry, { body: { select: select as { items: typeof items } } })
    const id = (await failed(elsewhere))[0]!.id
    expect(await retry({ items: [...items, { kind: 'monitoring', id }] })).toMatchObject({ status: 403 })
    expect(await retry({ items }, foreign)).toMatchObject({ status: 422 })
    expect((await retry({ items })).body).toEqual({ retried: 1, left: false })
    await dealer.settled(mine)
    expect((await retry({ all: true })).body).toEqual({ retried: 1, left: false })
    await dealer.settled(other)
    expect(await failed()).toEqual([])
    expect((await house.station.account('H-LEFT'))?.premises).toMatchObject({ county: 'Juab' })
    expect((await failed(elsewhere)).map(({ account }) => account)).toEqual(['H-AWAY'])
  })
})

describe('the lists that cost money', () => {
  it('[CON-092] name who is billed but not monitored, and who is monitored but not billed', async () => {
    const { company } = dealer.here
    const mmr = await house.plant.value(company, 'mmr', { name: '$44.99', data: { totalCents: 4499 } })
    const rated = { mmrId: mmr.id, monitoringCompanyId: dealer.monitor.id }
    const unlinked = await dealer.ours('M-1', rated)
    await house.plant.customer({ location: dealer.here, fields: { mmrId: mmr.id, lastName: 'Nobody' } })
    await house.plant.customer({ location: dealer.forbidden.location, fields: rated })
    await house.plant.customer({
      location: dealer.here,
      fields: { ...rated, accountNumber: 'M-2' },
      row: { is_canceled: true, cancel_date: '2026-01-02' },
    })
    await house.owner.query('update customer set mmr_id = $2 where id = any ($1)', [
      [of['H-OK']!.id, of['H-OUT']!.id],
      mmr.id,
    ])
    await seed('H-OUT', { status: 'out_of_service' })
    await reconcile()
    const rows = async (list: 'billed' | 'monitored', user = dealer.user) =>
      (await as(user).call(health.money, { query: { list } })).body.items
    expect(
      (await rows('billed')).map(({ account, reason, rateCents }) => [account, reason, rateCents]),
    ).toEqual([
      ['H-OUT', 'out_of_service', 4499],
      ['M-1', 'not_linked', 4499],
      [null, 'nobody', 4499],
    ])
    const monitored = await rows('monitored')
    expect(monitored.map(({ account }) => account)).toEqual(
      expect.arrayContaining(['H-DRIFT', 'H-LEFT', 'H-2ND']),
    )
    expect(monitored.map(({ account }) => account)).not.toContain('H-OK')
    expect((await as().call(health.totals, {})).body).toMatchObject({
      billed: { count: 3, rateCents: 3 * 4499 },
    })
    const page = await as().call(health.money, { query: { list: 'billed', limit: 1 } })
    expect(page.body.next).toBe(of['H-OUT']!.id)
    const next = await as().call(health.money, {
      query: { list: 'billed', limit: 1, after: page.body.next! },
    })
    expect(next.body.items).toMatchObject([{ customerId: unlinked.id }])
    // Who may not see the rate's card sees neither list; nor does another company.
    expect(await rows('billed', elsewhere)).toEqual([])
    expect(await rows('billed', foreign)).toEqual([])
  })
})

describe('the company’s hour', () => {
  it('[CON-092] is by its own clock, also where summer time begins or ends', () => {
    const at = (hour: string, now: string) =>
      nextReconcileAt(hour, 'America/Denver', new Date(now))?.toISOString()
    expect(at('3', '2026-06-01T08:00:00Z')).toBe('2026-06-01T09:00:00.000Z')
    expect(at('3', '2026-06-01T09:00:00Z')).toBe('2026-06-02T09:00:00.000Z')
    expect(at('3', '2026-12-01T09:30:00Z')).toBe('2026-12-01T10:00:00.000Z')
    // 8 March 2026: 2 AM never comes.
    expect(at('2', '2026-03-08T07:30:00Z')).toBe('2026-03-08T09:00:00.000Z')
    // 1 November 2026: 1 AM comes twice and counts once.
    expect(at('1', '2026-11-01T06:30:00Z')).toBe('2026-11-01T07:00:00.000Z')
    expect(at('1', '2026-11-01T07:00:00Z')).toBe('2026-11-02T08:00:00.000Z')
    expect(at('off', '2026-06-01T08:00:00Z')).toBeUndefined()
  })

  it('[CON-092] has one job that waits for it, planned anew with the setting, and begins one run', async () => {
    const tasks = healthTasks(house.database, house.desk, house.clock.now)
    const { company } = dealer.here
    const planned = async () =>
      (
        await house.owner.query<{ run_at: Date; payload: { at: string } }>(
          `select run_at, payload from graphile_worker._private_jobs where key = $1`,
          [`${company.id}:health.nightly`],
        )
      ).rows
    expect(await ensureSchedules(roleUrl(house.ownerUrl, 'keyholder_queue'))).toBeGreaterThan(0)
    await eventually(async () => expect(await planned()).toHaveLength(1))
    expect(await ensureSchedules(roleUrl(house.ownerUrl, 'keyholder_queue')), 'the others wait already').toBe(
      0,
    )
    const open = (await as().call(companies.open, {})).body
    const body = { ...open, settings: { ...open.settings, reconcileHour: '23' }, currency: 'USD' as const }
    await as().call(companies.save, { body })
    const [job] = await planned()
    expect(job!.run_at).toEqual(nextReconcileAt('23', open.timeZone, new Date()))
    await house.owner.query(`delete from graphile_worker._private_jobs where key = $1`, [
      `${company.id}:health.nightly`,
    ])
    await tasks['health.nightly']!({ companyId: company.id, at: job!.payload.at })
    expect(await planned(), 'the next one is of the day after').toMatchObject([
      { run_at: nextReconcileAt('23', open.timeZone, job!.run_at) },
    ])
    expect((await lastRun()).startedBy).toBeNull()
    await ended()
  })
})
