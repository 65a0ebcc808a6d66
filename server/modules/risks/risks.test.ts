import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogues } from '#shared/contracts/catalogues.ts'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { history } from '#shared/contracts/history.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import { risks } from '#shared/contracts/risks.ts'
import type { Permission } from '#shared/permissions.ts'
import { addDays, todayIn } from '#shared/time.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { riskTasks } from './risks.jobs.ts'

let house: House
let here: Location
let elsewhere: Location
let user: User
let forbidden: CustomerRow
const value: Record<string, number> = {}
const today = todayIn('America/Denver', new Date())
const day = (days: number) => addDays(today, days)

const newValue = async (catalogue: Parameters<House['plant']['value']>[1], name: string, data = {}) =>
  (await house.plant.value(here.company, catalogue, { name, data })).id
const plantRisk = (customer: CustomerRow, ids: [reason: number, level: number, owner: number], row = {}) =>
  house.plant.insert('risk', customer.company, {
    customer_id: customer.id,
    reason_id: ids[0],
    level_id: ids[1],
    owner_id: ids[2],
    reported_on: day(-3),
    ...row,
  })

beforeAll(async () => {
  house = await openHouse()
  const place = await house.plant.neighbourhood()
  ;({ here, elsewhere, user, forbidden } = place)
  value.price = await newValue('at_risk_reason', 'Price')
  value.moving = await newValue('at_risk_reason', 'Moving')
  value.low = await newValue('at_risk_level', 'Low', { tone: 'info' })
  value.high = await newValue('at_risk_level', 'High', { tone: 'bad', warns: true })
  value.saved = await newValue('at_risk_resolution', 'Saved', { status: 'resolved' })
  value.goodwill = await newValue('at_risk_credit_reason', 'Goodwill')
  value.retired = (
    await house.plant.value(here.company, 'at_risk_reason', { name: 'Landline cut', active: false })
  ).id
  await plantRisk(forbidden, [value.price, value.high, user.id], {
    amount_at_risk_cents: 100_000,
    collected_cents: 100_000,
    collected_on: today,
  })
  const { foreign } = place
  const theirs = [
    (await house.plant.value(foreign.company, 'at_risk_reason')).id,
    (await house.plant.value(foreign.company, 'at_risk_level')).id,
    (await house.plant.user({ company: foreign.company })).id,
  ] as const
  await plantRisk(foreign, [...theirs], { amount_at_risk_cents: 200_000 })
})
afterAll(() => house.close())

const of = (customer: CustomerRow) => ({ customerId: customer.id })
const newCustomer = (fields = {}) => house.plant.customer({ location: here, fields })
const withGrants = (...grants: Permission[]) =>
  house.plant.user({ company: here.company, holds: [{ grants: ['customers.view', ...grants], at: here }] })
const open = (customer: CustomerRow, body: object = {}, by = user) =>
  house.as(by).call(risks.create, {
    params: of(customer),
    body: { reasonId: value.price!, levelId: value.low!, ...body },
  })
const read = async (customer: CustomerRow, by = user) =>
  (await house.as(by).call(risks.ofCustomer, { params: of(customer) })).body
const entry = (customer: CustomerRow, riskId: number) => ({ ...of(customer), riskId })
const save = (customer: CustomerRow, risk: { id: number; version: number }, fields: object) =>
  house
    .as(user)
    .call(risks.save, { params: entry(customer, risk.id), body: { version: risk.version, fields } })
const tabOf = async (customer: CustomerRow) =>
  (await house.as(user).call(customers.open, { params: of(customer) })).body.tabs.find(
    ({ key }) => key === 'risks',
  )
const paths = (reply: { problem: { errors: { path: string }[] } }) =>
  reply.problem.errors.map(({ path }) => path).sort()

describe('an at-risk entry', () => {
  it('[TAB-016] is reported, worked on and ended, with its money; History tells it to who may see entries', async () => {
    const rate = await newValue('mmr', '$44.99', { totalCents: 4499, items: {} })
    const customer = await newCustomer({ mmrId: rate })
    const opened = await open(customer, { followUpOn: day(1), notes: 'Has an offer for $29' })
    expect(opened.body.items).toMatchObject([
      {
        status: 'open',
        reportedOn: today,
        daysOpen: 0,
        reason: { name: 'Price' },
        level: { name: 'Low', tone: 'info', warns: false },
        owner: { id: user.id },
        // Proposed: the monthly rate.
        amountAtRiskCents: 4499,
        overdue: false,
        attempts: [],
      },
    ])
    const [risk] = opened.body.items
    const changed = await save(customer, risk!, { levelId: value.high, creditedCents: 2000 })
    expect(changed.body.items[0]).toMatchObject({ version: 2, creditedCents: 2000, creditedOn: today })
    const stale = await save(customer, risk!, { notes: 'Mine' })
    expect([stale.outcome, stale.problem]).toMatchObject([
      '409 risks.stale',
      { current: { version: 2, level: { name: 'High' } } },
    ])
    const params = entry(customer, risk!.id)
    for (const outcome of ['No answer', 'Takes $35'])
      await house.as(user).call(risks.attempt, {
        params,
        body: { channel: 'phone', outcome, followUpOn: day(4), followUpTime: '14:30' },
      })
    const tried = (await read(customer)).items[0]!
    expect(tried.attempts.map(({ outcome, by }) => [outcome, by])).toEqual([
      ['Takes $35', user.name],
      ['No answer', user.name],
    ])
    expect(tried).toMatchObject({ followUpOn: day(4), followUpTime: '14:30', version: 3 })

    const bad = await house.as(user).call(risks.resolve, {
      params,
      body: {
        version: 3,
        status: 'resolved',
        resolutionId: value.price!,
        creditedCents: 0,
        creditReasonId: value.goodwill!,
      },
    })
    expect([bad.outcome, paths(bad)]).toEqual(['422 request.invalid', ['creditedCents', 'resolutionId']])
    const ended = await house.as(user).call(risks.resolve, {
      params,
      body: {
        version: 3,
        status: 'resolved',
        resolutionId: value.saved!,
        savedById: user.id,
        collectedCents: 5000,
      },
    })
    expect(ended.body.items[0]).toMatchObject({
      status: 'resolved',
      resolution: { name: 'Saved' },
      savedBy: { id: user.id },
      resolvedBy: user.name,
      collectedCents: 5000,
      collectedOn: today,
    })
    const twice = await house
      .as(user)
      .call(risks.attempt, { params, body: { channel: 'phone', outcome: 'x' } })
    expect(twice.outcome).toBe('409 risks.not_open')

    const page = (await house.as(user).call(risks.history, { params, query: { limit: 2 } })).body
    expect(page.items.map(({ summary }) => summary)).toEqual([
      'Ended the at-risk entry “Price” as Resolved',
      'Noted an attempt to keep the customer (Phone call)',
    ])
    expect(page.items[0]!.changes).toContainEqual(
      expect.objectContaining({ label: 'Amount collected', old: null, new: '$50.00' }),
    )
    const told = async (by: User) =>
      (await house.as(by).call(history.ofCustomer, { params: of(customer) })).body.items[0]!
    expect(await told(await withGrants('history.yes'))).toMatchObject({
      summary: 'Ended the at-risk entry “…” as …',
      changes: [],
    })
    // The rate stands on a card that not everybody may see, and proposes nothing to them.
    const veiled = await withGrants('at_risk.view')
    const choices = await house.as(veiled).call(risks.choices, { params: of(customer) })
    expect(choices.body.amountAtRiskCents).toBeNull()
  })

  it('[TAB-016] is the only open one, also for the database; wrong fields are named; out of use cannot be chosen', async () => {
    const customer = await newCustomer()
    const wrong = await open(customer, {
      reasonId: value.retired,
      levelId: value.price,
      ownerId: (await house.plant.user({ company: here.company, holds: [{ grants: 'all', at: elsewhere }] }))
        .id,
      reportedOn: day(1),
      followUpTime: '09:00',
    })
    expect(paths(wrong)).toEqual(['followUpTime', 'levelId', 'ownerId', 'reasonId', 'reportedOn'])
    const [first, second] = await Promise.all([open(customer), open(customer)])
    expect([first.status, second.status].sort()).toEqual([200, 409])
    await expect(plantRisk(customer, [value.price!, value.low!, user.id])).rejects.toThrow('risk_open')

    const [risk] = (await read(customer)).items
    const params = entry(customer, risk!.id)
    await house.as(user).call(risks.resolve, { params, body: { version: 1, status: 'mitigated' } })
    const next = await open(customer)
    expect(next.body.items.map(({ status }) => status)).toEqual(['open', 'mitigated'])
    const again = () => house.as(user).call(risks.reopen, { params, body: { version: 2 } })
    expect((await again()).outcome).toBe('409 risks.one_is_open')
    await house.as(user).call(risks.remove, { params: entry(customer, next.body.items[0]!.id) })
    expect((await again()).body.items).toMatchObject([
      { id: risk!.id, status: 'open', resolvedAt: null, reopenedAt: expect.any(String) },
    ])
    expect((await again()).outcome).toBe('409 risks.stale')
    const other = await newCustomer()
    expect((await save(other, { id: risk!.id, version: 3 }, {})).outcome).toBe('404 risks.not_found')

    const used = await house.as(user).call(catalogues.remove, {
      params: { catalogue: 'at_risk_reason', valueId: value.price! },
    })
    expect(used.status).toBe(409)
  })

  it('[TAB-016] tells its owner when it is theirs and when the follow-up is due: once, and not after it was put off', async () => {
    const owner = await house.plant.user({
      company: here.company,
      holds: [{ grants: ['customers.view', 'at_risk.view'], at: here }],
    })
    const told = async () =>
      (await house.as(owner).call(notifications.list, {})).body.items.map(({ kind, riskId }) => [
        kind,
        riskId,
      ])
    const customer = await newCustomer()
    const opened = await open(customer, { ownerId: owner.id, followUpOn: day(1), followUpTime: '15:00' })
    const { id } = opened.body.items[0]!
    expect(await told()).toEqual([['risk_assigned', id]])
    const { rows } = await house.owner.query<{ run_at: Date; key: string }>(
      `select run_at, key from graphile_worker._private_jobs where key like '%risks.due ${id}'`,
    )
    // 3 o’clock in Denver, where the company is.
    expect(rows[0]!.run_at.toISOString()).toMatch(new RegExp(`^${day(1)}T2[12]:00`))
    const due = () =>
      riskTasks(house.database, house.clock.now)['risks.due']!({ companyId: here.company.id, riskId: id })
    await due()
    expect(await told()).toHaveLength(1)
    await save(customer, { id, version: 1 }, { followUpOn: day(-1), followUpTime: null })
    await due()
    await due()
    expect(await told()).toEqual([
      ['risk_due', id],
      ['risk_assigned', id],
    ])
    const link = (await house.as(owner).call(notifications.list, {})).body.items[0]!
    expect(link).toMatchObject({ subject: 'Price', noteId: null, customerId: customer.id })
    await house.owner.query(
      `update permission_group set grants = array['customers.view', 'notes.view'] where id in
        (select group_id from membership where company_id = $1 and user_id = $2)`,
      [here.company.id, owner.id],
    )
    expect(await told()).toEqual([])
  })
})

describe('a record', () => {
  it('[REC-044][REC-047] counts its open entry, and warns while the follow-up is overdue or the level warns', async () => {
    const customer = await newCustomer()
    expect(await tabOf(customer)).toEqual({ key: 'risks', count: 0, alert: false })
    const { id, version } = (await open(customer, { followUpOn: today })).body.items[0]!
    expect(await tabOf(customer)).toEqual({ key: 'risks', count: 1, alert: false })
    await save(customer, { id, version }, { followUpOn: day(-1) })
    expect(await tabOf(customer)).toEqual({ key: 'risks', count: 1, alert: true })
    await save(customer, { id, version: 2 }, { followUpOn: null, levelId: value.high })
    expect(await tabOf(customer)).toEqual({ key: 'risks', count: 1, alert: true })
    const lead = await house.plant.lead({ location: here })
    expect((await open(lead)).body.items).toHaveLength(1)
    const blind = await house.as(await withGrants()).call(customers.open, { params: of(customer) })
    expect(blind.body.tabs.some(({ key }) => key === 'risks')).toBe(false)
    expect(blind.body.abilities.actions).not.toContain('risk')

    // Archiving cancels it, and says so before.
    const lifecycle = house.as(user)
    const before = await lifecycle.call(customersLifecycle.archivePreview, { params: of(customer) })
    expect(before.body.record.effects).toContainEqual({ what: 'open at-risk entry', count: 1 })
    await lifecycle.call(customersLifecycle.archive, { params: of(customer) } as never)
    const kept = await read(customer)
    expect(kept).toMatchObject({ readOnlyReason: 'archived', abilities: { modify: false } })
    expect(kept.items).toMatchObject([{ status: 'cancelled', resolvedBy: user.name }])
    expect(await tabOf(customer)).toMatchObject({ count: 0, alert: false })
    expect((await open(customer)).outcome).toBe('409 customers.archived')
  })
})

describe('the company’s list', () => {
  it('[TAB-016] pages by keyset in each order, filters, and adds up what one may see', async () => {
    const place = await house.plant.location({ company: here.company, name: 'Listed' })
    const boss = await house.plant.user({ company: here.company, holds: [{ grants: 'all', at: place }] })
    const made: number[] = []
    for (const [index, row] of [
      { follow_up_on: day(-2), amount_at_risk_cents: 3000 },
      { follow_up_on: today, amount_at_risk_cents: 1000, level_id: value.high },
      { follow_up_on: null, amount_at_risk_cents: 2000, reason_id: value.moving },
      {
        status: 'lost',
        resolved_at: new Date(),
        collected_cents: 700,
        collected_on: today,
        credited_cents: 300,
        credited_on: addDays(today, -40),
      },
    ].entries()) {
      const customer = await house.plant.customer({
        location: place,
        fields: { lastName: `Number ${index}` },
      })
      made.push(await plantRisk(customer, [value.price!, value.low!, boss.id], row))
    }
    const [late, now, someday, lost] = made
    const walk = async (query: object) => {
      const found: number[] = []
      let after: string | undefined
      do {
        const { body } = await house.as(boss).call(risks.list, { query: { limit: 1, ...query, after } })
        found.push(...body.items.map(({ id }) => id))
        after = body.next ?? undefined
      } while (after)
      return found
    }
    expect(await walk({})).toEqual([late, now, someday])
    expect(await walk({ direction: 'desc' })).toEqual([someday, now, late])
    expect(await walk({ sort: 'amount' })).toEqual([now, someday, late])
    expect(await walk({ sort: 'reported', status: 'all' })).toEqual(made)
    expect(await walk({ status: 'closed' })).toEqual([lost])
    expect(await walk({ followUp: 'overdue' })).toEqual([late])
    expect(await walk({ followUp: 'today', status: 'all' })).toEqual([now])
    expect(await walk({ followUp: 'week' })).toContain(now)
    expect(await walk({ followUp: 'none' })).toEqual([someday])
    expect(await walk({ levelId: value.high })).toEqual([now])
    expect(await walk({ reasonId: value.moving, ownerId: boss.id })).toEqual([someday])
    expect(await walk({ locationId: here.id })).toEqual([])
    expect(await walk({ after: 'nonsense' })).toEqual([late, now, someday])
    const totals = async (query: object) => (await house.as(boss).call(risks.totals, { query })).body
    // Collected this month, from an entry that is lost by now; the credit was given before.
    const money = { collectedCents: 700, creditedCents: 0 }
    expect(await totals({})).toEqual({ count: 3, amountAtRiskCents: 6000, ...money })
    expect(await totals({ levelId: value.high })).toEqual({
      count: 1,
      amountAtRiskCents: 1000,
      collectedCents: 0,
      creditedCents: 0,
    })
    const [row] = (await house.as(boss).call(risks.list, { query: {} })).body.items
    expect(row).toMatchObject({
      location: 'Listed',
      reason: 'Price',
      level: { name: 'Low', tone: 'info' },
      owner: { name: boss.name },
      daysOpen: 3,
      overdue: true,
      amountAtRiskCents: 3000,
    })
    const options = (await house.as(boss).call(risks.options, {})).body
    expect(options.locations).toEqual([{ id: place.id, name: 'Listed' }])
    expect(options.people.map(({ id }) => id)).toContain(boss.id)
    // Not of records that one may not see, although one may see entries there.
    const blind = await house.plant.user({
      company: here.company,
      holds: [{ grants: ['at_risk.view', 'leads.view'], at: place }],
    })
    expect((await house.as(blind).call(risks.list, { query: {} })).body.items).toEqual([])
    expect((await house.as(blind).call(risks.totals, { query: {} })).body.amountAtRiskCents).toBe(0)
    // And not where one sees records, but no entries.
    const half = await house.plant.user({
      company: here.company,
      holds: [
        { grants: ['at_risk.view', 'customers.view'], at: elsewhere },
        { grants: ['customers.view'], at: place },
      ],
    })
    const theirs = (await house.as(half).call(risks.list, { query: {} })).body.items
    expect(theirs.map(({ customerId }) => customerId)).toEqual([forbidden.id])
    const sum = (await house.as(half).call(risks.totals, { query: {} })).body
    expect(sum).toMatchObject({ count: 1, amountAtRiskCents: 100_000, collectedCents: 100_000 })
  })
})
