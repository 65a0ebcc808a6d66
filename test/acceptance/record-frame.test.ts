/** What stands around a record for each user: tabs with their counts, and the quick actions. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers, type Customer } from '#shared/contracts/customers.ts'
import { type Permission, permissions } from '#shared/permissions.ts'
import type { Company, CustomerRow, Location } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let records: Record<'customer' | 'lead' | 'archived', CustomerRow>

beforeAll(async () => {
  house = await openHouse()
  ;({ company, here } = await house.plant.neighbourhood({ settings: { edocs: true, edocsForLeads: true } }))
  records = {
    customer: await house.plant.customer({ location: here }),
    lead: await house.plant.lead({ location: here }),
    archived: await house.plant.customer({ location: here, row: { archived_at: new Date() } }),
  }
})
afterAll(() => house.close())

const openWith = async (record: CustomerRow, grants: readonly Permission[]): Promise<Customer> => {
  const user = await house.plant.user({ company, holds: [{ grants, at: here }] })
  return (await house.as(user).call(customers.open, { params: { customerId: record.id } })).body
}

/** Spec 01, "Tab bar", in its order: what each needs beside viewing the record. */
const bar: readonly { key: string; needs?: Permission; customersOnly?: true; uncounted?: true }[] = [
  { key: 'home', uncounted: true },
  { key: 'tags', needs: 'tags.modify', uncounted: true },
  { key: 'workflows' },
  { key: 'notes', needs: 'notes.view' },
  { key: 'connections', customersOnly: true },
  { key: 'appointments', needs: 'tech_scheduler.view' },
  { key: 'work_orders', needs: 'work_orders.view' },
  { key: 'accounting', needs: 'billing_information.view' },
  { key: 'edocs', needs: 'docusign.view' },
  { key: 'contacts', needs: 'emergency_contacts.view' },
  { key: 'risks', needs: 'at_risk.view' },
  { key: 'history', uncounted: true },
]
const view: Permission[] = ['customers.view', 'leads.view']

describe('the tab bar', () => {
  const cases = [view, permissions, ...bar.flatMap(({ needs }) => (needs ? [[...view, needs]] : []))]

  it.each(['customer', 'lead', 'archived'] as const)(
    '[REC-030][REC-031][REC-032][REC-033][REC-034][REC-040][REC-043][REC-044][REC-045] of a %s holds each tab by its condition, in order',
    async (kind) => {
      const known = bar.map(({ key }) => key)
      for (const grants of cases) {
        const { tabs } = await openWith(records[kind], grants)
        const expected = bar
          .filter(
            ({ needs, customersOnly }) =>
              (!needs || grants.includes(needs)) && !(customersOnly && kind === 'lead'),
          )
          .map(({ key }) => key)
        expect(tabs.map(({ key }) => key).filter((key) => known.includes(key))).toEqual(expected)
      }
    },
  )

  it('[REC-040] E-Docs is an add-on: off without it, and on leads only with the switch for leads', async () => {
    const keys = async (settings: { edocs: boolean; edocsForLeads: boolean }, kind: 'customer' | 'lead') => {
      const other = await house.plant.neighbourhood({ settings })
      const record = await house.plant[kind]({ location: other.here })
      const user = await house.plant.user({
        company: other.company,
        holds: [{ grants: permissions, at: other.here }],
      })
      const { tabs } = (await house.as(user).call(customers.open, { params: { customerId: record.id } })).body
      return tabs.some(({ key }) => key === 'edocs')
    }
    expect(await keys({ edocs: false, edocsForLeads: true }, 'customer')).toBe(false)
    expect(await keys({ edocs: true, edocsForLeads: false }, 'lead')).toBe(false)
    expect(await keys({ edocs: true, edocsForLeads: false }, 'customer')).toBe(true)
  })

  it('[REC-046] every tab but Home, Tags and History has a count, whichever tabs there are', async () => {
    for (const record of Object.values(records)) {
      const { tabs } = await openWith(record, permissions)
      expect(tabs.length).toBeGreaterThan(4)
      const counted = Object.fromEntries(tabs.map(({ key, count }) => [key, typeof count === 'number']))
      const uncounted = new Set(['home', 'tags', 'history'])
      expect(counted).toEqual(Object.fromEntries(tabs.map(({ key }) => [key, !uncounted.has(key)])))
    }
  })
})

/** Spec 01, "Quick actions": what each needs at the record's location. */
const creates: Record<string, Permission> = {
  note: 'notes.create',
  ticket: 'notes.create',
  contact: 'emergency_contacts.create',
  work_order: 'work_orders.create',
  workflow: 'customer_workflows.create',
  quote: 'invoices.create',
  risk: 'at_risk.create',
}

describe('quick actions', () => {
  it('[REC-051][REC-053] each New button is there with its create permission and gone without it', async () => {
    for (const record of [records.customer, records.lead]) {
      for (const [action, permission] of Object.entries(creates)) {
        const without = permissions.filter((p) => p !== permission)
        expect([
          action,
          (await openWith(record, without)).abilities.actions.includes(action as never),
        ]).toEqual([action, false])
      }
      const all = (await openWith(record, permissions)).abilities.actions
      expect(all).toEqual(expect.arrayContaining(Object.keys(creates)))
    }
    expect((await openWith(records.customer, view)).abilities.actions).toEqual([])
  })

  it('[REC-053] on an archived customer nothing can be created, copied, archived or converted', async () => {
    const { actions } = (await openWith(records.archived, permissions)).abilities
    expect(actions).toContain('unarchive')
    const gone = [...Object.keys(creates), 'duplicate', 'archive', 'convert']
    expect(actions.filter((action) => gone.includes(action))).toEqual([])
    const without = permissions.filter((p) => p !== 'unarchive_customer.yes')
    expect((await openWith(records.archived, without)).abilities.actions).not.toContain('unarchive')
  })

  it('[REC-004] deleting and archiving are permissions of their own, by kind and location', async () => {
    const deeds = {
      delete: { customer: 'delete_customer.yes', lead: 'delete_lead.yes' },
      archive: { customer: 'archive_customer.yes', lead: null },
    } as const
    for (const [deed, needs] of Object.entries(deeds))
      for (const kind of ['customer', 'lead'] as const) {
        const may = async (grants: readonly Permission[]) =>
          (await openWith(records[kind], grants)).abilities.actions.includes(deed as never)
        const permission = needs[kind]
        expect([deed, kind, await may(permissions)]).toEqual([deed, kind, permission !== null])
        expect(await may(permissions.filter((p) => p !== permission))).toBe(false)
        if (permission) expect(await may([...view, permission])).toBe(true)
      }
  })
})

describe('the family', () => {
  it('[REC-028][REC-001] names and counts the sub-customers that one may view, and all of those', async () => {
    const family = await house.plant.neighbourhood({ settings: { parentChild: true } })
    const parent = await house.plant.customer({ location: family.here })
    const child = (location: Location) => house.plant.customer({ location, row: { parent_id: parent.id } })
    const mine = await child(family.here)
    await child(family.elsewhere)
    const everywhere = await house.plant.user({ company: family.company, holds: [{ grants: 'all' }] })
    const seen = async (by: typeof everywhere, { id }: CustomerRow = parent) =>
      (await house.as(by).call(customers.open, { params: { customerId: id } })).body.header.children?.map(
        (c) => c.id,
      )
    expect(await seen(family.user)).toEqual([mine.id])
    expect(await seen(everywhere)).toHaveLength(2)
    const chain = await house.plant.customer({ location: family.elsewhere })
    await house.owner.query(
      `insert into customer (company_id, kind, location_id, first_name, last_name, city, state, primary_phone, account_type, parent_id)
       select company_id, kind, location_id, 'Shop', 'Number ' || i, city, state, primary_phone, account_type, id
       from customer, generate_series(1, 150) i where id = $1`,
      [chain.id],
    )
    expect(await seen(everywhere, chain)).toHaveLength(150)
  })
})
