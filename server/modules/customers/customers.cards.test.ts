import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers, type SaveFields } from '#shared/contracts/customers.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let user: User
let foreign: CustomerRow

const person = {
  firstName: 'Nora',
  lastName: 'Card',
  city: 'Provo',
  state: 'UT',
  primaryPhone: '8015550123',
}

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, user, foreign } = await house.plant.neighbourhood())
})
afterAll(() => house.close())

const open = async (by: User, { id }: { id: number }) =>
  (await house.as(by).call(customers.open, { params: { customerId: id } })).body
const save = async (by: User, record: { id: number }, fields: SaveFields) =>
  house.as(by).call(customers.save, {
    params: { customerId: record.id },
    body: { version: (await open(by, record)).version, fields },
  })
/** The message at the field, or `saved`. */
const verdict = async (by: User, record: { id: number }, fields: SaveFields, name?: FieldName) => {
  const reply = await save(by, record, fields)
  if (reply.status === 200) return 'saved'
  const at = `fields.${name ?? Object.keys(fields)[0]}`
  return reply.problem.errors.find(({ path }) => path === at)?.message ?? reply.text
}
const createLead = async (by: User, fields: SaveFields = {}) => {
  const leadStatusId = (await house.plant.value(company, 'lead_status')).id
  return house
    .as(by)
    .call(customers.create, { body: { kind: 'lead', fields: { ...person, leadStatusId, ...fields } } })
}

describe('Source', () => {
  const notSelling = 'This source is marked neither Sells Leads nor Sells Customers'
  const source = (data: object, active = true) => house.plant.value(company, 'source', { data, active })

  it('[REC-070] a lead takes an active source that is marked Sells Leads or Sells Customers, and no other', async () => {
    const asked = async (data: object, active = true) => {
      const { id } = await source(data, active)
      const reply = await createLead(user, { sourceId: id })
      return reply.status === 200 ? 'saved' : reply.problem.errors[0]?.message
    }
    expect(await asked({ sellsLeads: true })).toBe('saved')
    expect(await asked({ sellsCustomers: true })).toBe('saved')
    expect(await asked({ sellsLeads: false, sellsCustomers: false })).toBe(notSelling)
    expect(await asked({})).toBe(notSelling)
    expect(await asked({ sellsLeads: true }, false)).toBe('This value is no longer in use')
  })

  it('[REC-101] the same holds on a customer’s sale card; a source that lost its mark stays where it is', async () => {
    const { id } = await source({})
    const record = await house.plant.customer({ location: here, fields: { sourceId: id } })
    expect(await verdict(user, record, { sourceId: id, adtNumber: 'A-1' })).toBe('saved')
    const other = await house.plant.customer({ location: here })
    expect(await verdict(user, other, { sourceId: id })).toBe(notSelling)
  })
})

describe('people', () => {
  it('[REC-100][REC-120] each field takes only users in its role, of the company, who still work there', async () => {
    const record = await house.plant.customer({ location: here })
    const roles = {
      soldById: 'sales_rep',
      traineeId: 'trainer',
      leadRepId: 'lead_rep',
      technicianId: 'technician',
    }
    for (const [name, role] of Object.entries(roles)) {
      const others = Object.values(roles).filter((r) => r !== role)
      const right = await house.plant.user({ company, roles: [role] })
      const wrong = await house.plant.user({ company, roles: others })
      const gone = await house.plant.user({ company, roles: [role], active: false })
      const theirs = await house.plant.user({ company: foreign.company, roles: [role] })
      const asked = (who: User) => verdict(user, record, { [name]: who.id } as SaveFields)
      expect(await asked(wrong)).toMatch(/^This user is not a (sales|trainer|lead|technician)/)
      expect(await asked(gone)).toBe('This user is no longer in use')
      expect(await asked(theirs)).toBe('There is no such user')
      expect([name, await asked(right)]).toEqual([name, 'saved'])
    }
  })

  it('[REC-100] somebody who lost the role stays on the records that name them', async () => {
    const rep = await house.plant.user({ company, roles: [] })
    const record = await house.plant.customer({ location: here, fields: { soldById: rep.id } })
    expect(await verdict(user, record, { soldById: rep.id, adtNumber: 'A-2' })).toBe('saved')
    expect((await open(user, record)).fields.soldById).toBe(rep.id)
  })

  it('[REC-100] a locked Lead Rep cannot be given at the creation either', async () => {
    const locked = await house.plant.neighbourhood({ settings: { lockLeadRep: true } })
    const rep = await house.plant.user({ company: locked.company, roles: ['lead_rep'] })
    const fields = { ...person, accountType: 'residential', locationId: locked.here.id }
    const create = (more: SaveFields) =>
      house
        .as(locked.user)
        .call(customers.create, { body: { kind: 'customer', fields: { ...fields, ...more } } })
    expect((await create({ leadRepId: rep.id })).problem.errors).toEqual([
      { path: 'fields.leadRepId', message: 'This field cannot be changed' },
    ])
    expect((await create({})).status).toBe(200)
  })

  it('[REC-120] the form learns whom each technician reports to', async () => {
    const manager = await house.plant.user({ company, roles: [] })
    const tech = await house.plant.user({ company, roles: ['technician'] })
    await house.owner.query('update user_account set reports_to_id = $2 where id = $1', [tech.id, manager.id])
    const { body } = await house.as(user).call(customers.options, {})
    expect(body.users.find(({ id }) => id === tech.id)?.reportsToId).toBe(manager.id)
    expect(body.users.find(({ id }) => id === manager.id)?.reportsToId).toBeNull()
  })

  it('[REC-120][ADM-001] nobody reports to themselves or to another company’s user', async () => {
    const tech = await house.plant.user({ company, roles: ['technician'] })
    const theirs = await house.plant.user({ company: foreign.company })
    const report = (to: number) =>
      house.owner.query('update user_account set reports_to_id = $2 where id = $1', [tech.id, to])
    await expect(report(tech.id)).rejects.toThrow(/check constraint/)
    await expect(report(theirs.id)).rejects.toThrow(/foreign key/)
  })
})

describe('the monthly rate', () => {
  const item = (of: Company, name: string, active = true) =>
    house.plant.value(of, 'mmr_item', { name, active, data: { kind: 'other', defaultCents: null } })
  const rate = (of: Company, items: Record<number, number>, more = {}) => {
    const totalCents = Object.values(items).reduce((sum, cents) => sum + cents, 0)
    return house.plant.value(of, 'mmr', { data: { totalCents, items, ...more } })
  }

  it('[REC-103] in simple mode any rate in use may be given, with or without breakdown, and marked a la carte', async () => {
    await item(company, 'Monitoring')
    const plain = await house.plant.value(company, 'mmr', { data: { totalCents: 4499, items: {} } })
    const record = await house.plant.customer({ location: here })
    expect(await verdict(user, record, { mmrId: plain.id, mmrAlaCarte: true })).toBe('saved')
    expect((await open(user, record)).fields).toMatchObject({ mmrId: plain.id, mmrAlaCarte: true })
  })

  it('[REC-103] a rate that is not in effect yet, retired, or another company’s is refused', async () => {
    const record = await house.plant.customer({ location: here })
    const ask = async ({ id }: { id: number }) => verdict(user, record, { mmrId: id })
    expect(await ask(await rate(company, {}, { effectiveOn: '2190-01-01' }))).toBe(
      'This rate is not in effect yet',
    )
    expect(await ask(await rate(company, {}, { effectiveOn: '2020-01-01' }))).toBe('saved')
    expect(await ask(await rate(foreign.company, {}))).toBe('There is no such value')
    expect(await ask(await house.plant.value(company, 'mmr', { active: false }))).toBe(
      'This value is no longer in use',
    )
  })

  it('[REC-104] the page learns whether rates are broken out', async () => {
    const broken = await house.plant.neighbourhood({ settings: { mmrBreakout: true } })
    const me = async (by: User) =>
      (await house.as(by).call(sessions.me, {})).body.company.settings.mmrBreakout
    expect([await me(user), await me(broken.user)]).toEqual([false, true])
  })

  it('[REC-105] in breakout mode a rate whose lines are not the company’s may stay, but be given to nobody else', async () => {
    const broken = await house.plant.neighbourhood({ settings: { mmrBreakout: true } })
    const [monitoring, warranty] = [
      await item(broken.company, 'Monitoring'),
      await item(broken.company, 'Warranty'),
    ]
    await item(foreign.company, 'Insurance')
    const fitting = await rate(broken.company, { [monitoring.id]: 2999, [warranty.id]: 500 })
    const short = await rate(broken.company, { [monitoring.id]: 2999 })
    const unsummed = await rate(
      broken.company,
      { [monitoring.id]: 2999, [warranty.id]: 500 },
      { totalCents: 9 },
    )
    const keeper = await house.plant.customer({ location: broken.here, fields: { mmrId: short.id } })
    const other = await house.plant.customer({ location: broken.here })
    const outdated = (why: string) =>
      `This rate’s breakdown is out of date (${why}): it can only stay where it already is`

    expect(await verdict(broken.user, other, { mmrId: fitting.id })).toBe('saved')
    expect(await verdict(broken.user, other, { mmrId: short.id })).toBe(outdated('Warranty is missing'))
    expect(await verdict(broken.user, other, { mmrId: unsummed.id })).toBe(
      outdated('the line items do not add up to the total'),
    )
    expect(await verdict(broken.user, keeper, { mmrId: short.id, adtNumber: 'A-3' })).toBe('saved')
    expect((await open(broken.user, keeper)).fields.mmrId).toBe(short.id)
    // Once given up it is a rate like any other, and refused.
    expect(await verdict(broken.user, keeper, { mmrId: fitting.id })).toBe('saved')
    expect(await verdict(broken.user, keeper, { mmrId: short.id })).toBe(outdated('Warranty is missing'))
    await item(broken.company, 'Video')
    expect(await verdict(broken.user, other, { mmrId: null })).toBe('saved')
    expect(await verdict(broken.user, other, { mmrId: fitting.id })).toBe(outdated('Video is missing'))
  })
})

describe('a lead', () => {
  it('[REC-130] is given a Lead Rep only in the statuses that are configured for one', async () => {
    const rep = await house.plant.user({ company, roles: ['lead_rep'] })
    const assigned = await house.plant.value(company, 'lead_status', { data: { showsLeadRep: true } })
    const queue = await house.plant.value(company, 'lead_status', { data: { showsLeadRep: false } })
    const record = await house.plant.lead({ location: here, fields: { leadStatusId: queue.id } })
    expect(await verdict(user, record, { leadRepId: rep.id })).toBe('A lead in this status has no Lead Rep')
    expect(await verdict(user, record, { leadRepId: rep.id, leadStatusId: assigned.id })).toBe('saved')
    // Back in the queue the stored one stays: a field that is out of sight is not overwritten.
    expect(await verdict(user, record, { leadStatusId: queue.id })).toBe('saved')
    expect((await open(user, record)).fields.leadRepId).toBe(rep.id)
  })

  it('[REC-130] taken down by a call center rep has that one as its Call Center Rep; nobody else sets it', async () => {
    const sourceId = (await house.plant.value(company, 'source')).id
    const clerk = await house.plant.user({
      company,
      roles: ['call_center_rep'],
      holds: [{ grants: 'all', at: here }],
    })
    const taken = (await createLead(clerk, { sourceId })).body
    expect(taken.fields.callCenterRepId).toBe(clerk.id)
    expect(taken.abilities.modify).not.toContain('callCenterRepId')
    expect((await createLead(user, { sourceId })).body.fields.callCenterRepId).toBeNull()
    expect((await save(user, taken, { callCenterRepId: user.id } as SaveFields)).outcome).toBe(
      '422 request.invalid',
    )
  })

  it('[REC-130] is called back at a moment, whatever zone it was written in', async () => {
    const record = await house.plant.lead({ location: here })
    await save(user, record, { callbackAt: '2026-11-01T09:00:00-07:00' })
    expect((await open(user, record)).fields.callbackAt).toBe('2026-11-01T16:00:00.000Z')
  })
})

describe('settings of the form', () => {
  it('[REC-121] the form learns whose brand a monitoring company is', async () => {
    const adt = await house.plant.monitor(company, { name: 'ADT Dealer Desk' })
    await house.owner.query(`update monitoring_company set settings = '{"brand": "adt"}' where id = $1`, [
      adt.id,
    ])
    const { body } = await house.as(user).call(customers.options, {})
    expect(body.monitoringCompanies.find(({ id }) => id === adt.id)).toMatchObject({ brand: 'adt' })
    expect(body.monitoringCompanies.filter(({ brand }) => brand === 'adt')).toHaveLength(1)
  })

  it('[REC-003] the page learns what a new record begins with', async () => {
    const given = { languageId: 7, accountType: 'commercial', state: 'UT', leadStatusId: 9 }
    const set = await house.plant.neighbourhood({ settings: { defaults: given } })
    const { defaults } = (await house.as(set.user).call(sessions.me, {})).body.company.settings
    expect(defaults).toEqual({ ...given, locationId: null, accountClassId: null, sourceId: null })
  })
})

describe('SSN', () => {
  it('[REC-078] whoever creates a record gives its first SSN, and sees it masked from then on', async () => {
    const clerk = await house.plant.user({
      company,
      holds: [
        {
          grants: ['customers.view', 'customers.create', 'customers.modify', 'contact_information.modify'],
          at: here,
        },
      ],
    })
    const fields = { ...person, accountType: 'residential', locationId: here.id, ssn: '912 34 5678' }
    const { body } = await house.as(clerk).call(customers.create, { body: { kind: 'customer', fields } })
    expect(body.fields.ssn).toBe('***')
    expect(body.abilities.modify).not.toContain('ssn')
    expect((await open(user, body)).fields.ssn).toBe('912345678')
  })

  it('[REC-078] without Contact Information: Modify nobody enters one, not even where none exists', async () => {
    const holder = await house.plant.user({
      company,
      holds: [{ grants: ['customers.view', 'customers.modify', 'confidential_ssn.yes'], at: here }],
    })
    const record = await house.plant.customer({ location: here })
    expect((await save(holder, record, { ssn: '912345678' })).outcome).toBe('403 access.denied_here')
  })

  it('[SEC-003] a card’s number with its expiry behind it is refused, too, and in an e-mail address', async () => {
    const record = await house.plant.customer({ location: here })
    const refused = 'This looks like a card number. Card numbers are never stored in text fields'
    expect(await verdict(user, record, { crossStreet: '4111 1111 1111 1111 12/27' })).toBe(refused)
    expect(await verdict(user, record, { email: '4111111111111111@card.test' })).toBe(refused)
    expect(await verdict(user, record, { bestTimeToContact: '480-555-0100 or 480-555-0107' })).toBe('saved')
  })
})
