import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Customer, customers } from '#shared/contracts/customers.ts'
import { connections } from '#shared/contracts/connections.ts'
import type { Permission } from '#shared/permissions.ts'
import type { FieldValues } from '#shared/rules/customer-fields.ts'
import type { Company, CustomerRow, Location, Monitor, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let user: User
let rep: User
let tech: User
let monitor: Monitor

beforeAll(async () => {
  house = await openHouse({ sandboxes: true })
  ;({ company, here, user } = await house.plant.neighbourhood())
  rep = await house.plant.user({ company, firstName: 'Rita', lastName: 'Seller', roles: ['sales_rep'] })
  tech = await house.plant.user({ company, firstName: 'Theo', lastName: 'Fitter', roles: ['technician'] })
  monitor = await house.plant.monitor(company, { name: 'Dynamark', station: house.station })
})
afterAll(() => house.close())

const open = async (record: CustomerRow, by: User = user): Promise<Customer> =>
  (await house.as(by).call(customers.open, { params: { customerId: record.id } })).body
const customer = (fields: FieldValues = {}, row: Record<string, unknown> = {}) =>
  house.plant.customer({ location: here, fields, row })
const boxes = async (record: CustomerRow, by?: User) =>
  Object.fromEntries((await open(record, by)).header.statuses.map((box) => [box.category, box.label]))

describe('the header’s facts', () => {
  it('[REC-021][REC-024] names the record, when it was created and by whom', async () => {
    const record = await customer(
      { firstName: 'Ann', lastName: 'Marsh' },
      { created_at: '2025-11-03T17:04:05Z', created_by: rep.id },
    )
    const { id, header } = await open(record)
    expect(id).toBe(record.id)
    expect(header.name).toBe('Ann Marsh')
    expect(header.createdAt).toBe('2025-11-03T17:04:05.000Z')
    expect(header.createdBy).toBe('Rita Seller')
  })

  it('[REC-025][REC-026] the sale and install badges carry date and person, each only with its card’s View', async () => {
    const record = await customer({
      saleDate: '2026-01-15',
      soldById: rep.id,
      installDate: '2026-01-20',
      technicianId: tech.id,
    })
    const { header } = await open(record)
    expect(header.sale).toEqual({ date: '2026-01-15', rep: 'Rita Seller' })
    expect(header.install).toEqual({ date: '2026-01-20', technician: 'Theo Fitter' })
    const bare = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    expect((await open(record, bare)).header).not.toHaveProperty('sale')
    expect((await open(record, bare)).header).not.toHaveProperty('install')
  })

  it('[REC-027][REC-192] location, city and state on a customer; a lead shows no location and no status boxes', async () => {
    const { header } = await open(await customer({ city: 'Lehi', state: 'UT' }))
    expect([header.location, header.city, header.state]).toEqual(['Here', 'Lehi', 'UT'])
    const lead = await open(await house.plant.lead({ location: here, fields: { city: 'Orem' } }))
    expect(lead.header).not.toHaveProperty('location')
    expect(lead.header.city).toBe('Orem')
    expect(lead.header.statuses).toEqual([])
  })

  it('[REC-028][REC-106] parent and sub-customers show only where the company bills through parents', async () => {
    const family = await house.plant.neighbourhood({ settings: { parentChild: true } })
    const parent = await house.plant.customer({
      location: family.here,
      fields: { firstName: 'Pa', lastName: 'Rent' },
    })
    const row = { parent_id: parent.id }
    const child = await house.plant.customer({
      location: family.here,
      fields: { firstName: 'Kid', lastName: 'A' },
      row,
    })
    await house.plant.customer({ location: family.here, fields: { firstName: 'Kid', lastName: 'B' }, row })
    expect((await open(child, family.user)).header.parent).toEqual({ id: parent.id, name: 'Pa Rent' })
    expect((await open(parent, family.user)).header.children?.map((one) => one.name)).toEqual([
      'Kid A',
      'Kid B',
    ])
    expect((await open(child, family.user)).fields.parentId).toBe(parent.id)

    await house.owner.query('update platform.company set settings = $2 where id = $1', [
      family.company.id,
      {},
    ])
    for (const record of [child, parent]) {
      const { header, fields, abilities } = await open(record, family.user)
      expect(header).not.toHaveProperty('parent')
      expect(header).not.toHaveProperty('children')
      expect(fields).not.toHaveProperty('parentId')
      expect(abilities.modify).not.toContain('parentId')
    }
  })
})

describe('the status boxes', () => {
  it('[REC-022] there is one per category, computed from the record’s state', async () => {
    expect(await boxes(await customer())).toEqual({
      account: 'No sale',
      install: 'Not installed',
      monitoring: 'No monitor',
    })
    expect(
      await boxes(
        await customer(
          { saleDate: '2026-01-02', installDate: '2026-03-01', monitoringCompanyId: monitor.id },
          { funding_status: 'submitted' },
        ),
      ),
    ).toEqual({ account: 'Sold', install: 'Scheduled', monitoring: 'Not linked', funding: 'Submitted' })
    expect(
      await boxes(
        await customer({
          isCanceled: true,
          cancelDate: '2026-02-01',
          installed: true,
          monitoringCompanyId: (await house.plant.monitor(company)).id,
        }),
      ),
    ).toEqual({ account: 'Canceled', install: 'Installed', monitoring: 'Monitored' })
  })

  it('[REC-022] a link that stands, is being made or is out of step is told apart', async () => {
    const fields = { monitoringCompanyId: monitor.id }
    const linked = await customer({ ...fields, accountNumber: 'H-1' })
    const linking = await customer({ ...fields, accountNumber: 'H-2' })
    const failing = await customer({ ...fields, accountNumber: 'H-3' })
    await house.plant.connection(linked, monitor, { accountNumber: 'H-1' })
    await house.plant.connection(linking, monitor, { accountNumber: 'H-2', state: 'linking' })
    const broken = await house.plant.connection(failing, monitor, { accountNumber: 'H-3' })
    await house.plant.insert('connection_push', company, {
      connection_id: broken,
      kind: 'fields',
      fields: ['zip'],
      state: 'failed',
    })
    expect((await boxes(linked)).monitoring).toBe('Monitored')
    expect((await boxes(linking)).monitoring).toBe('Linking')
    expect((await boxes(failing)).monitoring).toBe('Out of step')
  })

  it('[REC-022] funding and the sale’s date are not told to who may not see the sale', async () => {
    const record = await customer({ saleDate: '2026-01-02' }, { funding_status: 'funded' })
    const bare = await house.plant.user({ company, holds: [{ grants: ['customers.view'], at: here }] })
    const { statuses } = (await open(record, bare)).header
    expect(statuses.map((box) => box.category)).toEqual(['account', 'install', 'monitoring'])
    expect(JSON.stringify(statuses)).not.toContain('2026')
  })
})

describe('the tabs', () => {
  it('[REC-030][REC-031][REC-033][REC-037][REC-043][REC-045] each tab only with its permission; Home, Connections and History always', async () => {
    const record = await customer()
    const keys = async (grants: Permission[]) => {
      const reader = await house.plant.user({
        company,
        holds: [{ grants: ['customers.view', ...grants], at: here }],
      })
      return (await open(record, reader)).tabs.map((tab) => tab.key)
    }
    expect(await keys([])).toEqual(['home', 'workflows', 'connections', 'history'])
    expect(await keys(['tags.modify'])).toEqual(['home', 'tags', 'workflows', 'connections', 'history'])
    expect(await keys(['notes.view'])).toEqual(['home', 'workflows', 'notes', 'connections', 'history'])
    expect(await keys(['equipment.view'])).toEqual([
      'home',
      'workflows',
      'connections',
      'equipment',
      'history',
    ])
    expect(await keys(['emergency_contacts.view'])).toEqual([
      'home',
      'workflows',
      'connections',
      'contacts',
      'history',
    ])
  })

  it('[REC-034][REC-192] Connections is a customer’s tab; on a lead it is absent and its routes answer 404', async () => {
    const keys = async (record: CustomerRow) => (await open(record)).tabs.map((tab) => tab.key)
    const lead = await house.plant.lead({ location: here })
    const others = [
      'home',
      'tags',
      'workflows',
      'notes',
      'appointments',
      'work_orders',
      'equipment',
      'accounting',
      'files',
      'messages',
      'contacts',
      'risks',
      'history',
    ]
    expect(await keys(await customer())).toEqual(others.toSpliced(4, 0, 'connections'))
    expect(await keys(lead)).toEqual(others)
    const params = { customerId: lead.id }
    const caller = house.as(user)
    for (const endpoint of Object.values(connections)) {
      const body = 'body' in endpoint ? { seen: 'x' } : undefined
      const reply = await caller.call(endpoint, { params, body } as never)
      expect([endpoint.path, reply.outcome]).toEqual([endpoint.path, '404 connections.leads_have_none'])
    }
  })

  it('[REC-046][REC-047] Connections counts the link, and carries a red dot while something failed or hangs', async () => {
    const fields = { monitoringCompanyId: monitor.id, accountNumber: 'T-1' }
    const record = await customer(fields)
    const tab = async () => (await open(record)).tabs.find(({ key }) => key === 'connections')
    expect(await tab()).toEqual({ key: 'connections', count: 0, alert: false })
    const connection = await house.plant.connection(record, monitor, {
      accountNumber: 'T-1',
      state: 'linking',
    })
    expect(await tab()).toEqual({ key: 'connections', count: 1, alert: true })
    await house.owner.query(`update connection set state = 'linked' where id = $1`, [connection])
    expect(await tab()).toEqual({ key: 'connections', count: 1, alert: false })
    await house.plant.insert('connection_push', company, {
      connection_id: connection,
      kind: 'fields',
      state: 'failed',
    })
    expect(await tab()).toEqual({ key: 'connections', count: 1, alert: true })
    // Whom a station monitors without a contact, the Contacts tab warns of; the others have nothing to warn of.
    const { tabs } = await open(record)
    expect(tabs.filter(({ alert }) => alert).map(({ key }) => key)).toEqual(['connections', 'contacts'])
  })
})
