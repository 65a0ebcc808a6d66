import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connections } from '#shared/contracts/connections.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { interactive, type InteractivePage } from '#shared/contracts/interactive.ts'
import type { Input } from '#shared/contract.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { CustomerRow, Value } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'

type Create = Input<(typeof interactive)['create']>['body']

let house: House
let dealer: Dealership
let adc: Value
let serial = 3_000_000_000

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
  adc = await house.plant.serviceProvider(dealer.here.company, { name: 'Alarm.com', station: house.station })
})
afterAll(() => house.close())

const as = (by = dealer.user) => house.as(by)
const at = ({ id }: CustomerRow) => ({ params: { customerId: id } })
const of = ({ id }: CustomerRow, page: InteractivePage) => ({
  params: { customerId: id, accountId: page.accounts[0]!.id },
})
const page = async (customer: CustomerRow, by = dealer.user) =>
  (await as(by).call(interactive.page, at(customer))).body
const customer = (fields: Record<string, unknown> = {}) =>
  house.plant.customer({
    location: dealer.here,
    fields: {
      firstName: 'Nell',
      lastName: 'Linked',
      addressLine1: '12 Main Street',
      city: 'Provo',
      state: 'UT',
      zip: '84601',
      primaryPhone: '8015550100',
      email: 'nell@example.test',
      ...fields,
    },
  })
const order = (more: Partial<Create> = {}): Create => ({
  providerId: adc.id,
  kind: 'customer',
  login: `nell.${++serial}`,
  planCode: '208',
  deviceSerial: String(serial),
  panelCode: 'IQPanel4',
  details: { propertyType: 'SingleFamilyHouse' },
  ...more,
})
const create = async (who: CustomerRow, more: Partial<Create> = {}) =>
  as().call(interactive.create, { ...at(who), body: order(more) })
const linked = async () => {
  const who = await customer()
  const made = (await create(who)).body
  expect(made.accounts[0]).toMatchObject({ state: 'linked', subscriberState: 'active' })
  return { who, made, path: of(who, made) }
}
const control = async <T>(method: string, name: string, body?: unknown): Promise<T> => {
  const reply = await fetch(`${house.station.origin}/alarmcom/_control/${name}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  return (await reply.json()) as T
}
const fail = (fault: string, times = 1) => control('POST', 'faults', { fault, times, match: { write: true } })
const heal = () => control('DELETE', 'faults')
type AtProvider = { customerId: number; lastName: string; packageId: number; modemSerial: string }
const there = async (externalId: string) => {
  const { accounts } = await control<{ accounts: AtProvider[] }>('GET', 'accounts?effects=0')
  return accounts.filter((account) => String(account.customerId) === externalId)
}
const settled = (who: CustomerRow) =>
  eventually(async () => {
    await dealer.hurry()
    const now = await page(who)
    const open = [...now.accounts, ...now.past].filter(
      ({ push, state }) => push.state === 'waiting' || push.state === 'sending' || state === 'creating',
    )
    expect(open).toEqual([])
    return now
  }, 10_000)
const tabOf = async (who: CustomerRow) =>
  (await dealer.open(who)).tabs.find(({ key }) => key === 'connections')
const history = async (who: CustomerRow) =>
  (
    await house.owner.query<{ event: string; detail: Record<string, string> }>(
      `select event, detail from history_entry where customer_id = $1 and event like 'interactive%' order by id`,
      [who.id],
    )
  ).rows

describe('an account at an interactive-services provider', () => {
  it('[CON-003][CON-070] is created with what the provider asks for; a customer may have several', async () => {
    const who = await customer()
    const options = (
      await as().call(interactive.options, { params: { customerId: who.id, serviceProviderId: adc.id } })
    ).body
    expect(options.plans.map(({ code }) => code)).toContain('208')
    expect(options.login.proposal).toBe('nell')
    expect(options.sends).toContainEqual({ label: 'Last Name', value: 'Linked' })
    const refused = await create(who, { login: 'a', deviceSerial: '', panelCode: '', details: {} })
    expect(refused.outcome).toBe('422 request.invalid')
    expect(refused.problem.errors?.map(({ path }) => path).sort()).toEqual([
      'details.propertyType',
      'deviceSerial',
      'login',
      'panelCode',
    ])
    await create(who)
    const { accounts } = (await create(who, { kind: 'commitment', deviceSerial: '' })).body
    expect(accounts.map(({ subscriberState, plan }) => [subscriberState, plan?.code])).toEqual([
      ['active', '208'],
      ['commitment', '208'],
    ])
    expect(accounts[1]!.actions.map(({ key }) => key)).toContain('activate')
    const hub = (await as().call(connections.hub, at(who))).body
    expect(hub.interactive).toHaveLength(2)
    expect((await history(who)).map(({ event }) => event)).toEqual([
      'interactive.asked',
      'interactive.linked',
      'interactive.asked',
      'interactive.linked',
    ])
  })

  it('[CON-013] learns what was being saved while its creation was confirmed', async () => {
    const who = await customer()
    await fail('slow')
    const creating = create(who)
    const reserved = eventually(async () => {
      const { rowCount } = await house.owner.query(
        `select from interactive_account where customer_id = $1 and state = 'creating'`,
        [who.id],
      )
      expect(rowCount).toBe(1)
    })
    await reserved
    // A save that saw the account before it was linked, so that it queued nothing for it, and has not ended yet.
    const saving = await house.owner.connect()
    try {
      await saving.query('begin')
      await saving.query(`update customer set last_name = 'Renamed', version = version + 1 where id = $1`, [
        who.id,
      ])
      const waits = eventually(async () => {
        const { rowCount } = await house.owner.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
        expect(rowCount).toBe(1)
      }, 10_000)
      await Promise.race([creating, waits])
      await saving.query('commit')
    } finally {
      saving.release()
    }
    const { accounts } = (await creating).body
    await settled(who)
    expect(await there(accounts[0]!.externalId!)).toMatchObject([{ lastName: 'Renamed' }])
  })

  it('[REL-003] whose creation lost its answer is finished by the worker, and exists once', async () => {
    const who = await customer()
    await fail('drop_after')
    const deviceSerial = String(++serial)
    expect((await create(who, { deviceSerial })).outcome).toBe('502 connections.provider_failed')
    await heal()
    expect((await page(who)).accounts[0]).toMatchObject({ state: 'creating' })
    expect((await page(who)).attention[0]!.message).toMatch(/has not confirmed the account yet/)
    expect(await tabOf(who), 'it may still be a matter of seconds').toMatchObject({ count: 1, alert: false })
    await house.owner.query(
      `update interactive_account set created_at = now() - interval '3 minutes' where customer_id = $1`,
      [who.id],
    )
    expect(await tabOf(who)).toMatchObject({ count: 1, alert: true })
    const { accounts } = await settled(who)
    expect(accounts).toMatchObject([{ state: 'linked', deviceSerial }])
    const all = await control<{ accounts: AtProvider[] }>('GET', 'accounts?effects=0')
    expect(all.accounts.filter(({ modemSerial }) => modemSerial === deviceSerial)).toHaveLength(1)
  })

  it('[CON-033][CON-034][CON-035] is linked as it was compared: ours overwrites, but what was chosen', async () => {
    const { made } = await linked()
    const { externalId } = made.accounts[0]!
    const other = await customer({ lastName: 'Other', email: 'other@example.test' })
    const look = async (who: CustomerRow) =>
      (await as().call(interactive.find, { ...at(who), body: { providerId: adc.id, text: externalId! } }))
        .body.matches[0]!
    expect((await look(other)).taken).toMatch(/Linked to #\d+ Nell Linked already/)
    const [free] = (
      await as().call(interactive.find, {
        ...at(other),
        body: { providerId: adc.id, text: 'marian.abernathy' },
      })
    ).body.matches
    expect(free!.taken).toBeNull()
    expect(free!.differences.map(({ field }) => field)).toContain('city')
    const body = { providerId: adc.id, externalId: free!.externalId, seen: free!.seen, takeTheirs: ['city'] }
    const stale = await as().call(interactive.link, { ...at(other), body: { ...body, seen: 'x' } })
    expect(stale.outcome).toBe('409 interactive.changed_meanwhile')
    await as().call(interactive.link, { ...at(other), body })
    const { accounts } = await settled(other)
    expect(accounts[0]).toMatchObject({ state: 'linked', login: 'marian.abernathy' })
    expect((await dealer.open(other)).fields.city).toBe('Orem')
    expect(await there('14000101')).toMatchObject([{ lastName: 'Other' }])
    const third = await customer()
    const again = await as().call(interactive.link, {
      ...at(third),
      body: { ...body, seen: (await look(third)).seen },
    })
    expect(again.status).toBe(409)
  })

  it('[CON-013] follows the record’s saves, through lost answers, and says what failed for good', async () => {
    const { who, made } = await linked()
    const externalId = made.accounts[0]!.externalId!
    await fail('drop_after')
    await dealer.save(who, { lastName: 'Renamed', spouse: 'Not kept there' })
    await settled(who)
    await heal()
    expect(await there(externalId)).toMatchObject([{ lastName: 'Renamed' }])
    await fail('rejected', 20)
    await dealer.save(who, { lastName: 'Refused' })
    const refused = await settled(who)
    await heal()
    expect(refused.accounts[0]!.push).toMatchObject({ state: 'failed', fields: ['Last Name'] })
    expect(refused.attention[0]).toMatchObject({ retry: true })
    expect(refused.attention[0]!.message).toMatch(/Alarm.com did not take Last Name: /)
    expect(await tabOf(who), 'a red dot on the record').toMatchObject({ count: 1, alert: true })
    await as().call(interactive.push, of(who, refused))
    expect((await settled(who)).attention).toEqual([])
    expect(await there(externalId)).toMatchObject([{ lastName: 'Refused' }])
    expect(await tabOf(who)).toMatchObject({ count: 1, alert: false })
    expect((await dealer.open(who)).abilities.receivers).toBe(true)
  })

  it('[CON-071] changes its plan after a price and what it leaves of the customer’s rate were shown', async () => {
    const rate = await house.plant.value(dealer.here.company, 'mmr', { data: { totalCents: 4499 } })
    const who = await customer({ mmrId: rate.id })
    const path = of(who, (await create(who)).body)
    const choice = { planCode: '209', addOnCodes: ['ProVideo'] }
    const quote = (await as().call(interactive.quote, { ...path, body: choice })).body
    expect(quote).toMatchObject({ afterCents: 1700, refusal: null })
    expect(quote.billing).toMatchObject({ mmrCents: 4499, leftAfterCents: 2799 })
    expect((await page(who)).accounts[0]!.plan?.code).toBe('208')
    const changed = (await as().call(interactive.changePlan, { ...path, body: choice })).body.accounts[0]!
    expect(changed.plan?.code).toBe('209')
    expect(changed.features.filter(({ on, included }) => on && !included).map(({ code }) => code)).toEqual([
      'ProVideo',
    ])
    expect((await history(who)).at(-1)).toMatchObject({ event: 'interactive.plan_changed' })
    await fail('drop_after')
    const lost = await as().call(interactive.changePlan, {
      ...path,
      body: { planCode: '208', addOnCodes: [] },
    })
    expect(lost.outcome).toBe('502 interactive.outcome_unknown')
    await heal()
    expect((await page(who)).accounts[0]!.plan?.code, 'it had been done: the page shows it').toBe('208')
  })

  it('[CON-070] is opened as the customer only with a reason that stays; the link is kept nowhere', async () => {
    const { who, path } = await linked()
    const empty = await as().call(interactive.impersonate, { ...path, body: { reason: 'x' } })
    expect(empty.outcome).toBe('422 request.invalid')
    const { url, expiresAt } = (
      await as().call(interactive.impersonate, {
        ...path,
        body: { reason: 'Customer asks why the lock is gone' },
      })
    ).body
    expect(Date.parse(expiresAt)).toBeLessThan(Date.now() + 3_600_000)
    const token = new URL(url).searchParams.get('token')!
    const { rows } = await house.owner.query<{ n: number }>(
      `select (select count(*) from history_entry h where h::text like '%' || $1 || '%')
        + (select count(*) from connection_call c where c::text like '%' || $1 || '%') as n`,
      [token],
    )
    expect(Number(rows[0]!.n)).toBe(0)
    expect((await history(who)).at(-1)).toMatchObject({
      event: 'interactive.impersonated',
      detail: { reason: 'Customer asks why the lock is gone' },
    })
    const logins = (await as().call(interactive.logins, path)).body.logins
    const sent = await as().call(interactive.resetPassword, { ...path, body: { loginId: logins[0]!.id } })
    expect(sent.body.sentTo).toMatch(/./)
    expect((await as().call(interactive.devices, path)).status).toBe(200)
    expect((await as().call(interactive.receivers, at(who))).body.receivers.length).toBeGreaterThan(0)
  })

  it('[CON-012][REC-170] is suspended, terminated, restored; unlinking leaves it there, and deleting waits for that', async () => {
    const { who, made, path } = await linked()
    const act = async (body: Input<(typeof interactive)['act']>['body']) =>
      (await as().call(interactive.act, { ...path, body })).body.accounts[0]!
    expect((await act({ action: 'suspend' })).subscriberState).toBe('suspended')
    expect((await act({ action: 'resume' })).subscriberState).toBe('active')
    const gone = await act({ action: 'terminate', reasonCode: 'Moving' })
    expect(['ending', 'terminated']).toContain(gone.subscriberState)
    expect((await act({ action: 'restore' })).subscriberState).toBe('active')
    const removal = () => as().call(customersLifecycle.delete, at(who))
    expect((await removal()).outcome).toBe('409 interactive.still_linked')
    const after = (await as().call(interactive.unlink, path)).body
    expect([after.accounts.length, after.past.length]).toEqual([0, 1])
    await settled(who)
    expect(await there(made.accounts[0]!.externalId!)).toHaveLength(1)
    expect((await as().call(interactive.refresh, path)).outcome).toBe('409 interactive.not_linked')
    expect((await removal()).status).toBe(200)
  })

  it('[CON-001][SEC-001] is for customers that one may see; archived it can only be read', async () => {
    const lead = await house.plant.customer({ location: dealer.here, row: { kind: 'lead' } })
    expect((await as().call(interactive.page, at(lead))).outcome).toBe('404 connections.leads_have_none')
    expect((await as().call(interactive.page, at(dealer.foreign))).status).toBe(404)
    const archived = await house.plant.customer({ location: dealer.here, row: { archived_at: new Date() } })
    expect((await page(archived)).disabledReason).toMatch(/archived/)
    expect((await create(archived)).outcome).toBe('409 customers.archived')
    const viewer = await house.plant.user({
      company: dealer.here.company,
      holds: [{ grants: ['customers.view'], at: dealer.here }],
    })
    const { who } = await linked()
    const seen = await page(who, viewer)
    expect([seen.providers, seen.accounts[0]!.actions]).toEqual([[], []])
  })
})
