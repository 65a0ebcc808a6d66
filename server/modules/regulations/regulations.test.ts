import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { companyAddOns } from '#shared/contracts/add-ons.ts'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { regulations } from '#shared/contracts/regulations.ts'
import type { FieldValues } from '#shared/rules/customer-fields.ts'
import { addDays, addMonths } from '#shared/time.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let elsewhere: Location
let user: User
let foreign: CustomerRow
let forbidden: CustomerRow

const settings = { regulations: true }
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const begin = async () => {
  ;({ company, here, elsewhere, user, foreign, forbidden } = await house.plant.neighbourhood({ settings }))
}
const provo = { city: 'Provo', county: 'Utah County', state: 'UT', zip: '84601-1234' }
const customer = (fields: FieldValues = provo, row = {}) =>
  house.plant.customer({ location: here, fields: { ...provo, ...fields }, row })
const jurisdiction = (name: string, row: Record<string, unknown>) =>
  house.plant.insert('jurisdiction', company, { name, state: 'UT', ...row })
const cityOfProvo = (row: Record<string, unknown> = {}) =>
  jurisdiction('Provo City', {
    kind: 'city',
    place: 'Provo',
    permit_required: true,
    permit_months: 12,
    permit_fee_cents: 2500,
    ...row,
  })
const open = async (record: CustomerRow) =>
  (await house.as(user).call(customers.open, { params: { customerId: record.id } })).body
const told = async (record: CustomerRow) =>
  (await open(record)).regulations?.map(({ what, jurisdiction: by, state }) => `${what} ${by} ${state}`)
const homeAlert = async (record: CustomerRow) =>
  (await open(record)).tabs.find(({ key }) => key === 'home')!.alert
const today = async () => {
  const { rows } = await house.owner.query<{ day: string }>(
    `select (now() at time zone 'America/Denver')::date::text as day`,
  )
  return rows[0]!.day
}

describe('regulations of a record', () => {
  it('[TAB-021] the most specific jurisdiction that speaks of a demand decides it; others speak of the rest', async () => {
    await begin()
    await jurisdiction('Utah', {
      kind: 'state',
      permit_required: true,
      inspection_months: 24,
      license_number: 'UT-77',
    })
    await jurisdiction('Utah County', { kind: 'county', place: 'Utah', registration_fee_cents: 1000 })
    await cityOfProvo()
    await jurisdiction('Downtown', { kind: 'zips', zips: ['84601'], inspection_months: 0 })
    await jurisdiction('Orem City', { kind: 'city', place: 'Orem', permit_required: true })
    await jurisdiction('Old Provo', { kind: 'city', place: 'Provo', permit_required: false, active: false })
    await house.plant.insert('jurisdiction', foreign.company, {
      name: 'Not ours',
      kind: 'state',
      state: 'UT',
      registration_fee_cents: 5,
    })
    expect(await told(await customer())).toEqual([
      'permit Provo City missing',
      'fee Utah County info',
      'license Utah info',
    ])
    expect(await told(await customer({ zip: '84602' }))).toEqual([
      'permit Provo City missing',
      'inspection Utah missing',
      'fee Utah County info',
      'license Utah info',
    ])
    expect(await told(await customer({ city: 'Reno', county: null, state: 'NV', zip: '89501' }))).toEqual([])
  })

  it('[TAB-021] [REC-047] a permit is missing, holds, falls due and expires; the Home tab warns of what is wrong', async () => {
    await begin()
    const city = await cityOfProvo()
    const record = await customer()
    const day = await today()
    expect([await told(record), await homeAlert(record)]).toEqual([['permit Provo City missing'], true])
    const states: [days: number, state: string, alert: boolean][] = [
      [-1, 'expired', true],
      [0, 'due', false],
      [60, 'due', false],
      [61, 'ok', false],
    ]
    for (const [days, state, alert] of states) {
      await house.plant.insert('alarm_permit', company, {
        customer_id: record.id,
        jurisdiction_id: city,
        number: `P${days}`,
        expires_on: addDays(day, days),
      })
      expect([await told(record), await homeAlert(record)]).toEqual([[`permit Provo City ${state}`], alert])
    }
    const canceled = await customer({ isCanceled: true, cancelDate: '2026-01-01' })
    expect(await homeAlert(canceled)).toBe(false)
  })

  it('[TAB-021] an inspection is due its cycle after the last one that was passed', async () => {
    await begin()
    const city = await cityOfProvo({ permit_required: false, inspection_months: 12 })
    const record = await customer()
    const params = { customerId: record.id }
    const day = await today()
    const add = (doneOn: string, passed: boolean) =>
      house
        .as(user)
        .call(regulations.addInspection, { params, body: { jurisdictionId: city, doneOn, passed } })
    await add(addMonths(day, -13), true)
    expect(await told(record)).toEqual(['inspection Provo City expired'])
    await add(day, false)
    expect(await told(record)).toEqual(['inspection Provo City expired'])
    const { body } = await add(day, true)
    expect(await told(record)).toEqual(['inspection Provo City ok'])
    expect((await add(addDays(day, 1), true)).problem.errors[0]!.path).toBe('doneOn')
    const [last] = body.inspections
    await house.as(user).call(regulations.removeInspection, { params: { ...params, inspectionId: last!.id } })
    expect(await told(record)).toEqual(['inspection Provo City expired'])
  })

  it('[TAB-021] [REC-060] switched off, nothing of it is left on the record, in administration or in a list', async () => {
    await begin()
    await cityOfProvo()
    const record = await customer()
    const off = { params: { addOn: 'regulations' as const }, body: { on: false } }
    expect((await house.as(user).call(companyAddOns.switch, off)).outcome).toBe('200')
    expect(await open(record)).not.toHaveProperty('regulations')
    expect(await homeAlert(record)).toBe(false)
    const params = { customerId: record.id }
    for (const reply of [
      await house.as(user).call(regulations.jurisdictions, {}),
      await house.as(user).call(regulations.ofCustomer, { params }),
      await house.as(user).call(regulations.expiring, {}),
      await house.as(user).call(regulations.addPermit, { params, body: { jurisdictionId: 1, number: 'x' } }),
    ])
      expect(reply.outcome).toBe('404 regulations.off')
  })
})

describe('permits', () => {
  it('[TAB-021] a permit expires with its jurisdiction’s cycle, is changed as of its version, and leaves its history', async () => {
    await begin()
    const city = await cityOfProvo()
    const orem = await jurisdiction('Orem City', { kind: 'city', place: 'Orem', permit_required: true })
    const record = await customer()
    const params = { customerId: record.id }
    const add = (body: { jurisdictionId: number; number: string; issuedOn?: string; expiresOn?: string }) =>
      house.as(user).call(regulations.addPermit, { params, body })
    const added = await add({ jurisdictionId: city, number: 'PV-1', issuedOn: '2026-03-31' })
    const permit = added.body.permits[0]!
    expect(permit).toMatchObject({ number: 'PV-1', issuedOn: '2026-03-31', expiresOn: '2027-03-31' })
    expect((await add({ jurisdictionId: orem, number: 'OR-1' })).problem.errors[0]!.path).toBe(
      'jurisdictionId',
    )
    expect(
      (await add({ jurisdictionId: city, number: 'PV-2', issuedOn: '2026-03-31', expiresOn: '2026-03-30' }))
        .problem.errors[0]!.path,
    ).toBe('expiresOn')
    const at = { ...params, permitId: permit.id }
    const change = { jurisdictionId: city, number: 'PV-9', issuedOn: null, expiresOn: '2028-01-01' }
    const body = { version: permit.version, permit: change }
    expect((await house.as(user).call(regulations.savePermit, { params: at, body })).outcome).toBe('200')
    expect((await house.as(user).call(regulations.savePermit, { params: at, body })).outcome).toBe(
      '409 regulations.stale',
    )
    expect((await house.as(user).call(regulations.removePermit, { params: at })).body.permits).toEqual([])
    const { items } = (await house.as(user).call(history.ofCustomer, { params })).body
    expect(items.map(({ summary }) => summary)).toEqual([
      'Deleted the alarm permit PV-9 of Provo City',
      'Changed the alarm permit PV-9 of Provo City',
      'Added the alarm permit PV-1 of Provo City',
    ])
    expect(items[1]!.changes.map(({ label, old, new: now }) => [label, old, now])).toEqual([
      ['Number', 'PV-1', 'PV-9'],
      ['Issued', 'Mar 31, 2026', null],
      ['Expires', 'Mar 31, 2027', 'Jan 1, 2028'],
    ])
  })

  it('[TAB-021] nobody reaches another company’s, another location’s or an archived customer’s permits; a lead has none', async () => {
    await begin()
    const city = await cityOfProvo()
    const body = { jurisdictionId: city, number: 'X' }
    const outcome = async (record: CustomerRow) => {
      const params = { customerId: record.id }
      return [
        (await house.as(user).call(regulations.ofCustomer, { params })).outcome,
        (await house.as(user).call(regulations.addPermit, { params, body })).outcome,
      ]
    }
    expect(await outcome(foreign)).toEqual(['404 customers.not_found', '404 customers.not_found'])
    expect(await outcome(forbidden)).toEqual(['403 access.denied_here', '403 access.denied_here'])
    expect(await outcome(await customer({}, { archived_at: new Date() }))).toEqual([
      '200',
      '409 customers.archived',
    ])
    const lead = await house.plant.lead({ location: here, fields: provo })
    expect(await outcome(lead)).toEqual([
      '404 regulations.leads_have_none',
      '404 regulations.leads_have_none',
    ])
    expect(await open(lead)).not.toHaveProperty('regulations')
  })

  it('[TAB-021] the list of what runs out holds what the reader may see, each permit until its renewal', async () => {
    await begin()
    const city = await cityOfProvo()
    const day = await today()
    const permit = (record: CustomerRow, number: string, days: number) =>
      house.plant.insert('alarm_permit', company, {
        customer_id: record.id,
        jurisdiction_id: city,
        number,
        expires_on: addDays(day, days),
      })
    const a = await customer()
    const b = await customer()
    await permit(a, 'A-late', -400)
    await permit(a, 'A', 20)
    await permit(b, 'B', -3)
    await permit(await customer(), 'C', 61)
    await permit(await customer({}, { archived_at: new Date() }), 'D', 1)
    await permit(await customer({ isCanceled: true, cancelDate: '2026-01-01' }), 'E', 1)
    await permit(await house.plant.customer({ location: elsewhere }), 'F', 1)
    const read = async (query: { days?: number; after?: string; limit?: number }) =>
      (await house.as(user).call(regulations.expiring, { query })).body
    const numbers = (page: { items: { number: string }[] }) => page.items.map(({ number }) => number)
    expect(numbers(await read({}))).toEqual(['B', 'A'])
    expect(numbers(await read({ days: 90 }))).toEqual(['B', 'A', 'C'])
    const first = await read({ limit: 1 })
    expect(numbers(first)).toEqual(['B'])
    expect(numbers(await read({ limit: 1, after: first.next! }))).toEqual(['A'])
  })
})

describe('jurisdictions', () => {
  it('[TAB-021] administration makes and changes them, each name once, as of a version, with history', async () => {
    await begin()
    const body = {
      name: 'Provo City',
      kind: 'city',
      state: 'UT',
      place: 'Provo',
      permitRequired: true,
      permitFeeCents: 2500,
    } as const
    const made = (await house.as(user).call(regulations.createJurisdiction, { body })).body
    expect(made).toMatchObject({ ...body, version: 1, active: true, permits: 0, zips: [] })
    const again = await house
      .as(user)
      .call(regulations.createJurisdiction, { body: { ...body, name: 'PROVO city' } })
    expect(again.problem.errors[0]!.path).toBe('name')
    const wrong = await house
      .as(user)
      .call(regulations.createJurisdiction, { body: { ...body, name: 'Z', kind: 'zips' } })
    expect(wrong.problem.errors.map(({ path }) => path)).toEqual(['place', 'zips'])
    const params = { jurisdictionId: made.id }
    const change = { version: 1, jurisdiction: { ...body, permitFeeCents: 3000 } }
    const saved = await house.as(user).call(regulations.saveJurisdiction, { params, body: change })
    expect(saved.body).toMatchObject({ version: 2, permitFeeCents: 3000 })
    const late = await house.as(user).call(regulations.saveJurisdiction, { params, body: change })
    expect(late.outcome).toBe('409 regulations.stale')
    const { items } = (await house.as(user).call(regulations.jurisdictionHistory, { params })).body
    expect(items[0]!.changes).toEqual([
      { field: 'Permit fee', label: 'Permit fee', old: '$25.00', new: '$30.00' },
    ])
    const bare = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    expect((await house.as(bare).call(regulations.jurisdictions, {})).outcome).toBe('403 access.denied')
  })
})
