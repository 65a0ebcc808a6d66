import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { history } from '#shared/contracts/history.ts'
import { copyableFields } from '#shared/rules/customer-copy.ts'
import type { FieldValues } from '#shared/rules/customer-fields.ts'
import { mount } from '#server/http/mount.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { duplicateCustomer } from './customers.copying.ts'
import type { CustomerPart } from './customers.parts.ts'

let house: House
let here: Location
let user: User
let foreign: CustomerRow
let forbidden: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  ;({ here, user, foreign, forbidden } = await house.plant.neighbourhood({}))
})
afterAll(() => house.close())

const everything: FieldValues = {
  firstName: 'Olga',
  lastName: 'Original',
  addressLine1: '12 Main Street',
  zip: '84601',
  email: 'olga@customer.test',
  ssn: '900112222',
  birthdate: '1980-02-03',
  saleDate: '2026-03-04',
  accountNumber: 'A-77',
  confirmationNumber: 'C-1',
  receiverNumber: 'R-1',
  abortCode: 'ABORT',
  twoWayVoice: true,
}
const original = (fields: FieldValues = {}, location = here) =>
  house.plant.customer({ location, fields: { ...everything, ...fields } })
const params = ({ id }: CustomerRow) => ({ params: { customerId: id } })
type Body = {
  firstName?: string
  lastName?: string
  locationId?: number
  fields?: typeof copyableFields
  parts?: string[]
  custom?: boolean
}
const duplicate = (customer: CustomerRow, body: Body = {}, by = user) =>
  house.as(by).call(customersLifecycle.duplicate, {
    ...params(customer),
    body: { firstName: 'Otto', lastName: 'Copy', fields: [], ...body },
  })
const preview = (customer: CustomerRow, by = user) =>
  house.as(by).call(customersLifecycle.duplicatePreview, params(customer))

describe('duplicating a customer', () => {
  it('[TAB-018] makes a new one with the new name and what was chosen, and leaves the original alone', async () => {
    const from = await original()
    const before = (await house.as(user).call(customers.open, params(from))).body
    const { body } = await duplicate(from, { fields: ['email', 'saleDate', 'twoWayVoice'] })
    expect(body.id).not.toBe(from.id)
    expect(body.fields).toMatchObject({
      firstName: 'Otto',
      lastName: 'Copy',
      email: 'olga@customer.test',
      saleDate: '2026-03-04',
      twoWayVoice: true,
      locationId: here.id,
      // What a customer cannot be without comes along unasked.
      city: 'Provo',
      primaryPhone: '8015550100',
      accountType: 'residential',
      // What was not chosen does not.
      addressLine1: null,
      ssn: null,
    })
    expect((await house.as(user).call(customers.open, params(from))).body).toEqual(before)
    const { items } = (await house.as(user).call(history.ofCustomer, { params: { customerId: body.id } }))
      .body
    expect(items.map(({ summary }) => summary)).toEqual([
      `Created as a copy of Olga Original (#${from.id})`,
      'Created the customer',
    ])
  })

  it('[TAB-018] never copies what names the account: its numbers at the station and its connection', async () => {
    const from = await original()
    const monitor = await house.plant.monitor(here.company)
    await house.plant.connection(from, monitor, { accountNumber: 'A-77' })
    const { body } = await duplicate(from, { fields: copyableFields.filter((name) => name !== 'parentId') })
    expect(body.link).toBeNull()
    expect(body.fields).toMatchObject({
      addressLine1: '12 Main Street',
      ssn: '900112222',
      birthdate: '1980-02-03',
      accountNumber: null,
      confirmationNumber: null,
      receiverNumber: null,
      abortCode: null,
    })
    const named = await house.as(user).call(customersLifecycle.duplicate, {
      ...params(from),
      body: { firstName: 'O', lastName: 'C', fields: ['accountNumber' as never] },
    })
    expect(named.outcome).toBe('422 request.invalid')
  })

  it('[REC-006] does not copy an SSN or birthdate for who may not see them, and says that nothing was made', async () => {
    const blind = await house.plant.user({
      company: here.company,
      holds: [{ grants: ['customers.view', 'customers.create'], at: here }],
    })
    const from = await original()
    const names = (await preview(from, blind)).body.fields.map(({ name }) => name)
    expect(names).toContain('email')
    expect(names).not.toContain('ssn')
    expect(names).not.toContain('birthdate')
    const reply = await duplicate(from, { fields: ['ssn'], firstName: 'Never' }, blind)
    expect(reply.outcome).toBe('422 request.invalid')
    const { rows } = await house.owner.query(`select 1 from customer where first_name = 'Never'`)
    expect(rows).toEqual([])
  })

  it('[TAB-018] offers what the record holds, and why a value of it cannot be copied', async () => {
    const gone = await house.plant.value(here.company, 'account_class', { active: false })
    const from = await original({ accountClassId: gone.id })
    const { body } = await preview(from)
    expect(body).toMatchObject({ firstName: 'Olga', lastName: 'Original', needsLocation: false })
    const of = (name: string) => body.fields.find((f) => f.name === name)
    expect(of('accountClassId')?.blocked).toBe('This value is no longer in use')
    expect(of('city')).toMatchObject({ required: true, blocked: null })
    expect(of('spouse')).toBeUndefined()
    expect(of('accountNumber')).toBeUndefined()
  })

  it('[TAB-018] asks for another office location where the original’s is closed', async () => {
    const closed = await house.plant.location({ company: here.company, active: false })
    const everywhere = await house.plant.user({ company: here.company, holds: [{ grants: 'all' }] })
    const from = await original({}, closed)
    expect((await preview(from, everywhere)).body.needsLocation).toBe(true)
    const { problem } = await duplicate(from, {}, everywhere)
    expect(problem.errors[0]?.path).toBe('fields.locationId')
    const { body } = await duplicate(from, { locationId: here.id }, everywhere)
    expect(body.header.location).toBe('Here')
  })

  it('[TAB-018] needs Customers: Create at the location, and a customer that is not archived', async () => {
    const viewer = await house.plant.user({
      company: here.company,
      holds: [{ grants: ['customers.view', 'customers.modify'], at: here }],
    })
    expect((await duplicate(await original(), {}, viewer)).outcome).toBe('403 access.denied')
    expect((await duplicate(forbidden)).outcome).toBe('403 access.denied_here')
    expect((await duplicate(foreign)).outcome).toBe('404 customers.not_found')
    expect((await duplicate(await house.plant.lead({ location: here }))).outcome).toBe(
      '409 customers.customers_only',
    )
    const archived = await house.plant.customer({ location: here, row: { archived_at: new Date() } })
    expect((await duplicate(archived)).outcome).toBe('409 customers.archived')
    const unnamed = await duplicate(await original(), { firstName: '  ' })
    expect(unnamed.problem.errors[0]).toEqual({ path: 'firstName', message: 'First Name is required' })
  })

  it('[TAB-018] copies the chosen parts with it, all or nothing', async () => {
    const other = await openHouse()
    try {
      const near = await other.plant.neighbourhood()
      const from = await other.plant.customer({ location: near.here })
      await other.plant.contact(from, { firstName: 'Carla' })
      let fails = false
      const parts: CustomerPart[] = [
        {
          key: 'planted',
          duplicate: {
            label: 'Planted contacts',
            permission: 'emergency_contacts.create',
            async copy(_ctx, db, fromId, toId) {
              const rows = await db
                .selectFrom('contact')
                .select(['first_name', 'calling_order'])
                .where('customer_id', '=', fromId)
                .execute()
              for (const row of rows)
                await db
                  .insertInto('contact')
                  .values({ ...row, customer_id: toId })
                  .execute()
              if (fails) throw new Error('planted: the part failed')
              return rows.length
            },
          },
        },
      ]
      const planted = { go: { ...customersLifecycle.duplicate, path: '/planted/:customerId/copy' } } as const
      mount(
        other.app,
        'planted',
        planted,
        { go: (ctx, db, input) => duplicateCustomer(ctx, db, input, parts) },
        { database: other.database, live: other.live, now: other.clock.now },
        false,
      )
      const copy = (chosen: string[], by = near.user) =>
        other.as(by).call(planted.go, {
          ...params(from),
          body: { firstName: 'A', lastName: 'B', fields: [], parts: chosen },
        })
      const contactsOf = async (id: number) =>
        (await other.owner.query('select first_name from contact where customer_id = $1', [id])).rows
      expect(await contactsOf((await copy(['planted'])).body.id)).toEqual([{ first_name: 'Carla' }])
      expect(await contactsOf((await copy([])).body.id)).toEqual([])
      expect((await copy(['nothing'])).problem.errors[0]?.path).toBe('parts')
      const without = await other.plant.user({
        company: near.company,
        holds: [{ grants: ['customers.view', 'customers.create'], at: near.here }],
      })
      expect((await copy(['planted'], without)).outcome).toBe('403 access.denied_here')
      const records = async () => (await other.owner.query('select count(*) from customer')).rows[0]
      const before = await records()
      fails = true
      expect((await copy(['planted'])).status).toBe(500)
      expect(await records()).toEqual(before)
    } finally {
      await other.close()
    }
  })
})
