/** Switching add-ons: by the company, by the platform's staff. What is gone then: test/architecture/add-ons.test.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { companyAddOns, operatorAddOns } from '#shared/contracts/add-ons.ts'
import { companies } from '#shared/contracts/companies.ts'
import { operatorLog } from '#shared/contracts/operator-log.ts'
import { operatorSessions } from '#shared/contracts/operators.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import { hashPassword } from '#server/platform/passwords.ts'
import { Caller } from '#test/helpers/caller.ts'
import type { Company, User } from '#test/helpers/factories.ts'
import { codeOf } from '#test/helpers/factors.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let owner: User
let staff: Caller

beforeAll(async () => {
  house = await openHouse()
  company = await house.plant.company({ settings: { ofALaterVersion: 7 } })
  owner = await house.plant.user({ company, holds: [{ grants: 'all' }] })
  const password = 'a password of the staff'
  await house.owner.query(
    `insert into platform.operator (email, name, password_hash) values ('olive@keyholder.test', 'Olive Operator', $1),
       ('otto@keyholder.test', 'Otto Operator', $1)`,
    [await hashPassword(password)],
  )
  const body = { email: 'olive@keyholder.test', password }
  const pending = String((await house.anybody().call(operatorSessions.signIn, { body })).problem.pending)
  const begun = await house.anybody().call(operatorSessions.enrolAuthenticator, { body: { pending } })
  const factor = { kind: 'authenticator' as const, code: codeOf(begun.body.secret), name: 'Phone' }
  const signedIn = await house.anybody().call(operatorSessions.finishEnrolment, { body: { pending, factor } })
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!
  staff = new Caller(house.app, { cookie, 'sec-fetch-site': 'same-origin' })
})
afterAll(() => house.close())

const states = async (by: User = owner) =>
  Object.fromEntries(
    (await house.as(by).call(companyAddOns.list, {})).body.items.map(({ key, on }) => [key, on]),
  )
const put = (addOn: 'edocs' | 'invoicePlus' | 'regulations', on: boolean, by: User = owner) =>
  house.as(by).call(companyAddOns.switch, { params: { addOn }, body: { on } })

describe('a company’s add-ons', () => {
  it('[ADM-007] are switched by who manages its account, with a line in History; the settings do not change them', async () => {
    expect(await states()).toEqual({
      invoicePlus: true,
      payablePlus: false,
      creditChecks: false,
      edocs: false,
      regulations: false,
    })
    expect((await put('edocs', true)).body.items.find(({ key }) => key === 'edocs')).toMatchObject({
      on: true,
      switchedBy: owner.name,
    })
    // The same again is no change.
    expect((await put('edocs', true)).status).toBe(200)
    const { items } = (await house.as(owner).call(companies.history)).body
    expect(items.map(({ summary }) => summary)).toEqual(['Switched the add-on eDoc+ on'])
    expect((await house.as(owner).call(sessions.me)).body.company.settings.edocs).toBe(true)

    const now = (await house.as(owner).call(companies.open)).body
    const { version, name, timeZone } = now
    const settings = { ...now.settings, edocs: false, invoicePlus: false, lockLeadRep: true }
    const saved = await house
      .as(owner)
      .call(companies.save, { body: { version, name, timeZone, currency: 'USD', settings } })
    expect(saved.body.settings).toMatchObject({ edocs: true, invoicePlus: true, lockLeadRep: true })
    const { rows } = await house.owner.query<{ settings: object }>(
      'select settings from platform.company where id = $1',
      [company.id],
    )
    expect(rows[0]!.settings).toMatchObject({ ofALaterVersion: 7, edocs: true })

    const grants = ['account_management.view', 'administration_page.view'] as const
    const reader = await house.plant.user({ company, holds: [{ grants }] })
    expect(await states(reader)).toMatchObject({ edocs: true })
    expect((await put('edocs', false, reader)).outcome).toBe('403 access.denied')
  })

  it('[ADM-007] [ADM-012] are switched by the staff with a reason, which stands in History and in the staff’s log', async () => {
    const params = { companyId: company.id, addOn: 'regulations' as const }
    const bare = await staff.call(operatorAddOns.switch, { params, body: { on: true, reason: 'x' } })
    expect(bare.status).toBe(422)
    const body = { on: true, reason: 'Contract 12, annex' }
    const reply = await staff.call(operatorAddOns.switch, { params, body })
    expect(reply.body.items.find(({ key }) => key === 'regulations')).toMatchObject({
      on: true,
      switchedBy: 'Olive Operator (Keyholder staff)',
    })
    expect((await states())['regulations']).toBe(true)
    const [entry] = (await house.as(owner).call(companies.history)).body.items
    expect(entry).toMatchObject({
      user: 'Olive Operator (Keyholder staff)',
      summary: 'Switched the add-on Licenses & regulations on: Contract 12, annex',
    })
    const nowhere = { ...params, companyId: 999_999 }
    expect((await staff.call(operatorAddOns.switch, { params: nowhere, body })).outcome).toBe(
      '404 operator.company_not_found',
    )
    // A second time it is nothing new, and no act.
    await staff.call(operatorAddOns.switch, { params, body })
    await staff.call(operatorAddOns.switch, { params, body: { on: false, reason: 'Contract 12 ended' } })

    const log = async (query: object) => (await staff.call(operatorLog.list, { query })).body
    const all = await log({})
    expect(all.items.slice(0, 2).map(({ act, reason }) => [act, reason])).toEqual([
      ['add_on_off', 'Licenses & regulations: Contract 12 ended'],
      ['add_on_on', 'Licenses & regulations: Contract 12, annex'],
    ])
    expect(all.items.slice(2).map(({ act }) => act)).toEqual(['signed_in'])
    expect(all.operators.map(({ name }) => name)).toEqual(['Olive Operator', 'Otto Operator'])
    expect((await log({ act: 'add_on_on' })).items).toHaveLength(1)
    expect((await log({ search: 'ANNEX' })).items).toHaveLength(1)
    expect((await log({ search: company.slug.toUpperCase() })).items).toHaveLength(2)
    expect((await log({ companyId: company.id })).items).toHaveLength(2)
    expect((await log({ operatorId: all.operators[1]!.id })).items).toEqual([])
    const today = new Date().toISOString().slice(0, 10)
    expect((await log({ from: today, to: today })).items).toHaveLength(3)
    expect((await log({ to: '2020-01-01' })).items).toEqual([])
    const first = await log({ limit: 2 })
    expect(first.next).toBe(first.items[1]!.id)
    expect((await log({ limit: 2, before: first.next })).items.map(({ act }) => act)).toEqual(['signed_in'])
  })
})
