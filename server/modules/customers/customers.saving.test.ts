import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Conflict, customers, type SaveFields } from '#shared/contracts/customers.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let user: User
let colleague: User
let foreign: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here, user, foreign } = await house.plant.neighbourhood())
  colleague = await house.plant.user({
    company,
    firstName: 'Colin',
    lastName: 'League',
    holds: [{ grants: 'all', at: here }],
  })
})
afterAll(() => house.close())

const save = (by: User, { id }: CustomerRow, version: number, fields: SaveFields) =>
  house.as(by).call(customers.save, { params: { customerId: id }, body: { version, fields } })
const stored = async ({ id }: CustomerRow) =>
  (await house.owner.query('select * from customer where id = $1', [id])).rows[0] as Record<string, unknown>
const entries = async ({ id }: CustomerRow) =>
  (await house.owner.query('select * from history_entry where customer_id = $1 order by id', [id])).rows as {
    event: string
    changes: { field: string; old: unknown; new: unknown }[]
  }[]

describe('saving', () => {
  it('[REC-140] changes what was changed, raises the version and answers with the record as it now is', async () => {
    const record = await house.plant.customer({ location: here, fields: { spouse: 'Old', county: 'Utah' } })
    const { body } = await save(user, record, 1, { spouse: 'New', email: 'n@home.test' })
    expect(body.version).toBe(2)
    expect(body.fields).toMatchObject({ spouse: 'New', email: 'n@home.test', county: 'Utah' })
    expect(await stored(record)).toMatchObject({
      spouse: 'New',
      county: 'Utah',
      updated_by: user.id,
      version: 2,
    })
  })

  it('[REC-140] of nothing new writes nothing: no version, no history', async () => {
    const record = await house.plant.customer({ location: here, fields: { spouse: 'Same' } })
    const { body } = await save(user, record, 1, {
      spouse: ' Same ',
      email: '',
      primaryPhone: '(801) 555-0100',
    })
    expect(body.version).toBe(1)
    expect(await entries(record)).toEqual([])
  })

  it('[REC-141] a stale save is refused, says who saved and which fields differ, and loses nothing', async () => {
    const record = await house.plant.customer({ location: here, fields: { spouse: 'Base', county: 'Utah' } })
    await save(colleague, record, 1, { spouse: 'Theirs', email: 'theirs@home.test' })
    const { problem, outcome } = await save(user, record, 1, { spouse: 'Mine', county: 'Juab' })
    expect(outcome).toBe('409 customers.stale')
    expect(problem.detail).toContain('Colin League saved this record meanwhile')
    const conflict = problem.conflict as Conflict
    expect(conflict).toMatchObject({ version: 2, changedBy: 'Colin League' })
    expect(conflict.fields).toEqual(
      expect.arrayContaining([
        { field: 'spouse', theirs: 'Theirs' },
        { field: 'email', theirs: 'theirs@home.test' },
      ]),
    )
    expect(conflict.fields).toHaveLength(2)
    expect(await stored(record)).toMatchObject({ spouse: 'Theirs', county: 'Utah', version: 2 })
    expect(await entries(record)).toHaveLength(1)
  })

  it('[REC-141] the same save as of the newer version is taken, on top of theirs', async () => {
    const record = await house.plant.customer({ location: here })
    await save(colleague, record, 1, { email: 'theirs@home.test' })
    const { problem } = await save(user, record, 1, { county: 'Juab' })
    const { body } = await save(user, record, (problem.conflict as Conflict).version, { county: 'Juab' })
    expect(body.fields).toMatchObject({ email: 'theirs@home.test', county: 'Juab' })
  })

  it('[REC-141] what a reader may not see of their change is masked or absent in the refusal', async () => {
    const record = await house.plant.customer({ location: here })
    const clerk = await house.plant.user({
      company,
      holds: [{ grants: ['customers.view', 'customers.modify', 'contact_information.modify'], at: here }],
    })
    await save(colleague, record, 1, { ssn: '900551234', adtNumber: 'ADT-7', spouse: 'Kim' })
    const { problem, text } = await save(clerk, record, 1, { spouse: 'Lou' })
    expect((problem.conflict as Conflict).fields).toEqual(
      expect.arrayContaining([
        { field: 'ssn', theirs: '***' },
        { field: 'spouse', theirs: 'Kim' },
      ]),
    )
    expect(text).not.toMatch(/900551234|ADT-7/)
  })

  it('[REC-141] of two saves of one version at the same moment exactly one wins', async () => {
    const record = await house.plant.customer({ location: here })
    const names = ['A', 'B', 'C', 'D', 'E', 'F']
    const replies = await Promise.all(
      names.map((spouse, i) => save(i % 2 ? user : colleague, record, 1, { spouse })),
    )
    const outcomes = replies.map(({ outcome }) => outcome).sort()
    expect(outcomes).toEqual(['200', ...Array<string>(5).fill('409 customers.stale')])
    const winner = names[replies.findIndex(({ status }) => status === 200)]
    expect(await stored(record)).toMatchObject({ spouse: winner, version: 2 })
    expect((await entries(record)).map(({ changes }) => changes)).toEqual([
      [{ field: 'spouse', old: null, new: winner }],
    ])
  })

  it('[REC-142] every fault is told at its field, all at once, by the path that the request used', async () => {
    const record = await house.plant.customer({ location: here })
    const shape = await save(user, record, 1, { zip: 'x'.repeat(40), email: 'nobody', creditScore: 1 })
    expect(shape.outcome).toBe('422 request.invalid')
    expect(shape.problem.errors.map(({ path }) => path).sort()).toEqual([
      'fields.creditScore',
      'fields.email',
      'fields.zip',
    ])
    const rules = await save(user, record, 1, { zip: '22', firstName: null, isCanceled: true })
    expect(rules.problem.errors.map(({ path }) => path).sort()).toEqual(
      ['fields.cancelDate', 'fields.cancelReasonId', 'fields.firstName', 'fields.zip'].sort(),
    )
    expect(await stored(record)).toMatchObject({ version: 1 })
  })

  it('[REC-142] an old flaw elsewhere does not stop a save that leaves it alone', async () => {
    const record = await house.plant.customer({ location: here, fields: { zip: '22' } })
    expect((await save(user, record, 1, { spouse: 'Jo' })).status).toBe(200)
    expect((await save(user, record, 2, { state: 'NV' })).problem.errors[0]?.path).toBe('fields.zip')
  })

  it('[REC-200] an archived customer is read-only', async () => {
    const record = await house.plant.customer({ location: here, row: { archived_at: new Date() } })
    expect((await save(user, record, 1, { spouse: 'Jo' })).outcome).toBe('409 customers.archived')
    const { body } = await house.as(user).call(customers.open, { params: { customerId: record.id } })
    expect([body.readOnlyReason, body.abilities.modify, body.abilities.connections]).toEqual([
      'archived',
      [],
      false,
    ])
  })

  it('[ADM-001] a save of another company’s record finds nothing and changes nothing', async () => {
    expect((await save(user, foreign, 1, { spouse: 'Jo' })).outcome).toBe('404 customers.not_found')
    expect(await stored(foreign)).toMatchObject({ spouse: null, version: 1 })
  })
})

describe('Monitored By', () => {
  it('[REC-102][CON-012] is locked while the customer is linked; the refusal names account and station', async () => {
    const station = await house.plant.monitor(company, { name: 'Dynamark' })
    const other = await house.plant.monitor(company)
    for (const state of ['linked', 'linking']) {
      const accountNumber = `LK-${state}`
      const fields = { monitoringCompanyId: station.id, accountNumber }
      const record = await house.plant.customer({ location: here, fields })
      await house.plant.connection(record, station, { accountNumber, state })
      for (const change of [
        { monitoringCompanyId: other.id },
        { monitoringCompanyId: null },
        { accountNumber: 'LK-9' },
      ]) {
        const refused = await save(user, record, 1, change)
        expect(refused.outcome).toBe('409 customers.monitoring_locked')
        expect(refused.problem.detail).toContain(`account ${accountNumber} at Dynamark`)
        expect(refused.problem.errors[0]?.path).toBe(`fields.${Object.keys(change)[0]}`)
      }
      const { body } = await save(user, record, 1, { ...fields, spouse: 'Jo' })
      expect(body.abilities.modify).not.toContain('monitoringCompanyId')
      expect(body.link).toMatchObject({ state, company: 'Dynamark', accountNumber })
    }
  })

  it('[REC-102] is free again once the link has been removed', async () => {
    const station = await house.plant.monitor(company)
    const fields = { monitoringCompanyId: station.id, accountNumber: 'LK-2' }
    const record = await house.plant.customer({ location: here, fields })
    await house.plant.connection(record, station, { accountNumber: 'LK-2', state: 'unlinked' })
    expect((await save(user, record, 1, { monitoringCompanyId: null })).body.link).toBeNull()
  })

  it('[REC-100] the Lead Rep of a customer may be locked by the company', async () => {
    const locked = await house.plant.neighbourhood({ settings: { lockLeadRep: true } })
    const record = await house.plant.customer({ location: locked.here })
    const rep = await house.plant.user({ company: locked.company, roles: ['lead_rep'] })
    const refused = await save(locked.user, record, 1, { leadRepId: rep.id })
    expect(refused.problem.errors).toEqual([
      { path: 'fields.leadRepId', message: 'This field cannot be changed' },
    ])
    const data = { showsLeadRep: true }
    const leadStatusId = (await house.plant.value(locked.company, 'lead_status', { data })).id
    const lead = await house.plant.lead({ location: locked.here, fields: { leadStatusId } })
    expect((await save(locked.user, lead, 1, { leadRepId: rep.id })).body.fields.leadRepId).toBe(rep.id)
  })
})
