import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { history } from '#shared/contracts/history.ts'
import { mount } from '#server/http/mount.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { archiveCustomer, previewArchive } from './customers.archive.ts'
import type { CustomerPart } from './customers.parts.ts'

let house: House
let here: Location
let elsewhere: Location
let user: User
let foreign: CustomerRow
let forbidden: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  ;({ here, elsewhere, user, foreign, forbidden } = await house.plant.neighbourhood({
    settings: { parentChild: true },
  }))
})
afterAll(() => house.close())

const record = (parent?: CustomerRow, row: object = {}, location = here) =>
  house.plant.customer({ location, row: { parent_id: parent?.id ?? null, ...row } })
const old = { archived_at: new Date('2026-01-02T10:00:00Z') }
const params = ({ id }: CustomerRow) => ({ params: { customerId: id } })
const archive = (customer: CustomerRow, by = user) =>
  house.as(by).call(customersLifecycle.archive, params(customer))
const preview = (customer: CustomerRow, by = user) =>
  house.as(by).call(customersLifecycle.archivePreview, params(customer))
const unarchive = (customer: CustomerRow, withChildren = false, by = user) =>
  house.as(by).call(customersLifecycle.unarchive, { ...params(customer), body: { withChildren } })
const open = async (customer: CustomerRow, by = user) =>
  (await house.as(by).call(customers.open, params(customer))).body
const isArchived = async (customer: CustomerRow) => (await open(customer)).header.archivedAt !== null
const events = async (customer: CustomerRow) =>
  (await house.as(user).call(history.ofCustomer, params(customer))).body.items.map((entry) => entry.summary)
const holding = (...grants: Parameters<typeof house.plant.group>[1]) =>
  house.plant.user({ company: here.company, holds: [{ grants, at: here }] })

describe('archiving a customer', () => {
  it('[REC-200] makes it read-only, with who and when in its history', async () => {
    const customer = await record()
    const { body } = await archive(customer)
    expect(body).toMatchObject({ readOnlyReason: 'archived', abilities: { modify: [] } })
    expect(body.header.archivedAt).not.toBeNull()
    expect(await events(customer)).toEqual(['Archived the customer'])
    const body2 = { version: 1, fields: { spouse: 'Changed' } }
    const save = await house.as(user).call(customers.save, { ...params(customer), body: body2 })
    expect(save.outcome).toBe('409 customers.archived')
  })

  it('[REC-053] leaves the menu nothing but Unarchive, with its permission', async () => {
    const customer = await record()
    expect((await open(customer)).abilities.actions).toEqual(expect.arrayContaining(['archive', 'duplicate']))
    expect((await archive(customer)).body.abilities.actions).toEqual(['unarchive'])
    const without = await holding('customers.view', 'customers.modify', 'customers.create')
    expect((await open(customer, without)).abilities.actions).toEqual([])
  })

  it('[REC-004] needs its own permission at the location, and unarchiving its own', async () => {
    const customer = await record()
    const archiver = await holding('customers.view', 'archive_customer.yes')
    const unarchiver = await holding('customers.view', 'unarchive_customer.yes')
    expect((await archive(customer, unarchiver)).outcome).toBe('403 access.denied')
    expect((await archive(forbidden)).outcome).toBe('403 access.denied_here')
    expect((await archive(foreign)).outcome).toBe('404 customers.not_found')
    expect((await archive(customer, archiver)).status).toBe(200)
    expect((await unarchive(customer, false, archiver)).outcome).toBe('403 access.denied')
    expect((await unarchive(customer, false, unarchiver)).status).toBe(200)
  })

  it('[REC-200] is for customers, and only once', async () => {
    expect((await archive(await house.plant.lead({ location: here }))).outcome).toBe(
      '409 customers.customers_only',
    )
    const customer = await record(undefined, old)
    expect((await archive(customer)).outcome).toBe('409 customers.archived')
    expect((await preview(customer)).outcome).toBe('409 customers.archived')
  })
})

describe('what archiving will do', () => {
  it('[REC-201] is nothing for a customer of which nothing is affected', async () => {
    const customer = await record()
    expect((await preview(customer)).body).toEqual({
      record: { id: customer.id, name: expect.any(String), effects: [], stays: [] },
      children: [],
    })
  })

  it('[REC-201] names each sub-customer that is not archived yet', async () => {
    const parent = await record()
    const [child, gone] = [await record(parent), await record(parent, old)]
    const { body } = await preview(parent)
    expect(body.children.map(({ id }) => id)).toEqual([child.id])
    expect(body.children.map(({ id }) => id)).not.toContain(gone.id)
  })

  it('[REC-201] says that a linked account stays linked, as somebody may rely on it', async () => {
    const customer = await record()
    const monitor = await house.plant.monitor(here.company, { name: 'Dynamark' })
    await house.plant.connection(customer, monitor, { accountNumber: 'D-77' })
    await house.plant.connection(customer, monitor, { accountNumber: 'D-OLD', state: 'unlinked' })
    const { stays } = (await preview(customer)).body.record
    expect(stays).toEqual([
      'Account D-77 stays linked and in service at Dynamark. Unlink it on Connections first if nobody relies on it any more.',
    ])
    await archive(customer)
    const { rows } = await house.owner.query('select state from connection where account_number = $1', [
      'D-77',
    ])
    expect(rows).toEqual([{ state: 'linked' }])
  })

  it('[REC-201] counts what each part would end, for each of the family', async () => {
    const parent = await record()
    const child = await record(parent)
    const parts: CustomerPart[] = [
      {
        key: 'planted',
        archive: {
          listEffects: async (_db, ids) => ids.map((customerId) => ({ customerId, what: 'visit', count: 2 })),
          end: async () => {},
        },
      },
      {
        key: 'empty',
        archive: {
          listEffects: async (_db, ids) => ids.map((customerId) => ({ customerId, what: 'bill', count: 0 })),
          end: async () => {},
        },
      },
    ]
    const planted = {
      look: { ...customersLifecycle.archivePreview, path: '/planted/:customerId/look' },
    } as const
    const other = await openHouse()
    try {
      const near = await other.plant.neighbourhood()
      const top = await other.plant.customer({ location: near.here })
      const sub = await other.plant.customer({ location: near.here, row: { parent_id: top.id } })
      const services = { database: other.database, live: other.live, now: other.clock.now }
      mount(
        other.app,
        'planted',
        planted,
        { look: (ctx, db, input) => previewArchive(ctx, db, input, parts) },
        services,
        false,
      )
      const { body } = await other.as(near.user).call(planted.look, params(top))
      expect(body.record.effects).toEqual([{ what: 'visit', count: 2 }])
      expect(body.children.map(({ id, effects }) => [id, effects])).toEqual([
        [sub.id, [{ what: 'visit', count: 2 }]],
      ])
    } finally {
      await other.close()
    }
    expect((await preview(parent)).body.children.map(({ id }) => id)).toEqual([child.id])
  })
})

describe('a family', () => {
  it('[REC-205] is archived as one, and each member’s history says why', async () => {
    const parent = await record()
    const [child, gone] = [await record(parent), await record(parent, old)]
    await archive(parent)
    expect([await isArchived(parent), await isArchived(child)]).toEqual([true, true])
    const { name } = (await open(parent)).header
    expect(await events(child)).toEqual([`Archived along with the parent ${name}`])
    // It was archived before: neither its time nor its history is touched.
    expect((await open(gone)).header.archivedAt).toBe('2026-01-02T10:00:00.000Z')
    expect(await events(gone)).toEqual([])
  })

  it('[REC-205] is left as it was where one part of one member fails', async () => {
    const other = await openHouse()
    try {
      const near = await other.plant.neighbourhood()
      const top = await other.plant.customer({ location: near.here })
      await other.plant.customer({ location: near.here, row: { parent_id: top.id } })
      const ended: number[] = []
      const parts: CustomerPart[] = [
        {
          key: 'writes',
          archive: {
            listEffects: async () => [],
            async end(_ctx, db, ids) {
              ended.push(...ids)
              await db.updateTable('customer').set({ spouse: 'ended' }).where('id', 'in', ids).execute()
            },
          },
        },
        {
          key: 'fails',
          archive: {
            listEffects: async () => [],
            end: () => Promise.reject(new Error('planted: the part failed')),
          },
        },
      ]
      const planted = { go: { ...customersLifecycle.archive, path: '/planted/:customerId/go' } } as const
      mount(
        other.app,
        'planted',
        planted,
        { go: (ctx, db, input) => archiveCustomer(ctx, db, input, parts) },
        { database: other.database, live: other.live, now: other.clock.now },
        false,
      )
      expect((await other.as(near.user).call(planted.go, params(top))).status).toBe(500)
      expect(ended).toHaveLength(2)
      const { rows } = await other.owner.query(
        'select count(*)::int as n from customer where archived_at is not null or spouse is not null',
      )
      expect(rows).toEqual([{ n: 0 }])
    } finally {
      await other.close()
    }
  })

  it('[REC-004] is refused to who may not archive a sub-customer at its own location', async () => {
    const parent = await record()
    await record(parent, {}, elsewhere)
    expect((await archive(parent)).outcome).toBe('403 customers.family_denied')
    expect(await isArchived(parent)).toBe(false)
  })

  it('[REC-205] and a sub-customer that is linked at the same moment are never archived apart', async () => {
    for (let round = 0; round < 8; round++) {
      const [parent, child] = [await record(), await record()]
      const body = { version: 1, fields: { parentId: parent.id } }
      const [archived, linked] = await Promise.all([
        archive(parent),
        house.as(user).call(customers.save, { ...params(child), body }),
      ])
      expect([200, 409]).toContain(archived.status)
      const { rows } = await house.owner.query(
        `select count(*)::int as n from customer c join customer p on p.company_id = c.company_id and p.id = c.parent_id
         where c.id = $1 and p.archived_at is not null and c.archived_at is null`,
        [child.id],
      )
      expect([linked.status, rows[0]]).toEqual([linked.status, { n: 0 }])
    }
  })
})

describe('unarchiving', () => {
  it('[REC-202] brings back the customer alone, or with its archived sub-customers', async () => {
    const family = async () => {
      const parent = await record(undefined, old)
      return [parent, await record(parent, old)] as const
    }
    const [alone, child] = await family()
    const look = await house.as(user).call(customersLifecycle.unarchivePreview, params(alone))
    expect(look.body).toEqual({
      archivedParent: null,
      children: [{ id: child.id, name: expect.any(String) }],
    })
    expect((await unarchive(alone)).body.header.archivedAt).toBeNull()
    expect(await isArchived(child)).toBe(true)

    const [parent, sub] = await family()
    await unarchive(parent, true)
    expect([await isArchived(parent), await isArchived(sub)]).toEqual([false, false])
    expect(await events(parent)).toEqual(['Unarchived the customer'])
    expect(await events(sub)).toEqual([
      `Unarchived along with the parent ${(await open(parent)).header.name}`,
    ])
  })

  it('[REC-203] is refused to a sub-customer whose parent is archived: the parent first', async () => {
    const parent = await record(undefined, old)
    const child = await record(parent, old)
    expect((await unarchive(child)).outcome).toBe('409 customers.parent_archived')
    const look = await house.as(user).call(customersLifecycle.unarchivePreview, params(child))
    expect(look.body.archivedParent?.id).toBe(parent.id)
    await unarchive(parent)
    expect((await unarchive(child)).status).toBe(200)
  })

  it('[REC-202] of what is not archived is refused', async () => {
    expect((await unarchive(await record())).outcome).toBe('409 customers.not_archived')
  })
})
