import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ContactList, contacts } from '#shared/contracts/contacts.ts'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { contactsPart } from './contacts.service.ts'
import type { CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let here: Location
let user: User
let foreign: CustomerRow
let forbidden: CustomerRow

beforeAll(async () => {
  house = await openHouse()
  ;({ here, user, foreign, forbidden } = await house.plant.neighbourhood())
  await house.plant.contact(foreign, { firstName: 'Foreign' })
  await house.plant.contact(forbidden, { firstName: 'Forbidden' })
})
afterAll(() => house.close())

const names = (list: ContactList) => list.contacts.map(({ firstName }) => firstName)
const orders = (list: ContactList) => list.contacts.map(({ order }) => order)
const of = (customer: CustomerRow) => ({ customerId: customer.id })
const values = (firstName: string, more: object = {}) => ({
  firstName,
  phones: [{ number: '(801) 555-0123', type: 'cell' as const }],
  ...more,
})
const read = async (customer: CustomerRow, by = user) =>
  (await house.as(by).call(contacts.list, { params: of(customer) })).body
const add = (customer: CustomerRow, firstName: string, more: object = {}, by = user) =>
  house.as(by).call(contacts.create, { params: of(customer), body: values(firstName, more) })
const reorder = (customer: CustomerRow, version: number, ids: number[], by = user) =>
  house.as(by).call(contacts.reorder, { params: of(customer), body: { version, ids } })

/** A customer whom somebody monitors, with these contacts. */
async function customerWith(...firstNames: string[]): Promise<CustomerRow> {
  const customer = await house.plant.customer({ location: here })
  for (const [i, firstName] of firstNames.entries())
    await house.plant.contact(customer, { order: i + 1, firstName, lastName: '' })
  return customer
}
const withGrants = (...grants: string[]) =>
  house.plant.user({
    company: here.company,
    holds: [{ grants: ['customers.view', ...grants] as never, at: here }],
  })

describe('the calling order', () => {
  it('[TAB-015] lists a record’s own contacts, in calling order, with what may be done', async () => {
    const customer = await customerWith('Ann', 'Bob', 'Cat')
    const list = await read(customer)
    expect([names(list), orders(list)]).toEqual([
      ['Ann', 'Bob', 'Cat'],
      [1, 2, 3],
    ])
    expect(list.abilities).toEqual({ create: true, modify: true, delete: true })
    expect(list.station).toBeNull()
  })

  it('[TAB-015] a new contact goes last, or where it is put; the others make room', async () => {
    const customer = await customerWith('Ann', 'Bob')
    expect(names((await add(customer, 'Cat')).body)).toEqual(['Ann', 'Bob', 'Cat'])
    const list = (await add(customer, 'Dan', { order: 2 })).body
    expect([names(list), orders(list)]).toEqual([
      ['Ann', 'Dan', 'Bob', 'Cat'],
      [1, 2, 3, 4],
    ])
  })

  it('[TAB-015] deleting one leaves no gap', async () => {
    const customer = await customerWith('Ann', 'Bob', 'Cat')
    const { contacts: before } = await read(customer)
    const params = { ...of(customer), contactId: before[1]!.id }
    const list = (await house.as(user).call(contacts.remove, { params })).body
    expect([names(list), orders(list)]).toEqual([
      ['Ann', 'Cat'],
      [1, 2],
    ])
    expect((await house.as(user).call(contacts.remove, { params })).outcome).toBe('404 contacts.not_found')
  })

  it('[TAB-015] is set as a whole, and refused on a list that somebody changed meanwhile', async () => {
    const customer = await customerWith('Ann', 'Bob', 'Cat')
    const seen = await read(customer)
    const [a, b, c] = seen.contacts.map(({ id }) => id) as [number, number, number]
    const list = (await reorder(customer, seen.version, [c, a, b])).body
    expect([names(list), orders(list)]).toEqual([
      ['Cat', 'Ann', 'Bob'],
      [1, 2, 3],
    ])
    expect((await reorder(customer, seen.version, [b, a, c])).outcome).toBe('409 contacts.list_stale')
    expect(names(await read(customer))).toEqual(['Cat', 'Ann', 'Bob'])
  })

  it('[TAB-015] names every contact of this record once, and no other', async () => {
    const customer = await customerWith('Ann', 'Bob')
    const other = await customerWith('Eve')
    const { version, contacts: list } = await read(customer)
    const [a, b] = list.map(({ id }) => id) as [number, number]
    const [e] = (await read(other)).contacts.map(({ id }) => id) as [number]
    for (const ids of [[a], [a, a], [a, b, e], [a, e]])
      expect((await reorder(customer, version, ids)).outcome).toBe('422 request.invalid')
  })

  it('[TAB-015] of many who change it at once stays 1, 2, 3 …, and only one order is taken', async () => {
    const customer = await customerWith('Ann', 'Bob', 'Cat')
    const { version, contacts: list } = await read(customer)
    const ids = list.map(({ id }) => id)
    const replies = await Promise.all([
      reorder(customer, version, [ids[1]!, ids[0]!, ids[2]!]),
      reorder(customer, version, [ids[2]!, ids[1]!, ids[0]!]),
      add(customer, 'Dan', { order: 1 }),
      add(customer, 'Eve'),
      house.as(user).call(contacts.remove, { params: { ...of(customer), contactId: ids[1]! } }),
    ])
    expect(replies.filter(({ outcome }) => outcome === '409 contacts.list_stale').length).toBeGreaterThan(0)
    const after = await read(customer)
    expect(orders(after)).toEqual([1, 2, 3, 4])
    expect(names(after).sort()).toEqual(['Ann', 'Cat', 'Dan', 'Eve'])
  })

  it('[TAB-015] changes with an edit that names a priority', async () => {
    const customer = await customerWith('Ann', 'Bob', 'Cat')
    const [, , cat] = (await read(customer)).contacts
    const list = (
      await house.as(user).call(contacts.update, {
        params: { ...of(customer), contactId: cat!.id },
        body: { version: cat!.version, contact: values('Cathy', { order: 1 }) },
      })
    ).body
    expect([names(list), orders(list)]).toEqual([
      ['Cathy', 'Ann', 'Bob'],
      [1, 2, 3],
    ])
  })
})

describe('a contact', () => {
  it('[TAB-015] keeps all that a station asks for, and is refused when somebody else saved it meanwhile', async () => {
    const customer = await house.plant.customer({ location: here })
    const english = await house.plant.value(here.company, 'language', { name: 'English' })
    const full = {
      lastName: 'Key',
      phones: [
        { number: '801-555-0123', type: 'cell' },
        { number: '8015550124 x7', type: 'work' },
      ],
      email: 'kim@mail.test',
      languageId: english.id,
      relation: 'Neighbor',
      passcode: 'Otter',
      hasKey: true,
      enhancedVerification: true,
      authority: 'full',
      startsOn: '2026-01-01',
      expiresOn: '2099-12-31',
    }
    const [kim] = (await add(customer, 'Kim', full)).body.contacts
    expect(kim).toMatchObject({
      firstName: 'Kim',
      lastName: 'Key',
      phones: [
        { number: '8015550123', type: 'cell' },
        { number: '8015550124x7', type: 'work' },
      ],
      email: 'kim@mail.test',
      language: { id: english.id, name: 'English' },
      passcode: 'Otter',
      enhancedVerification: true,
      authority: 'full',
      called: true,
    })
    const { rows } = await house.owner.query<{ passcode: string }>(
      'select passcode from contact where id = $1',
      [kim!.id],
    )
    expect(rows[0]!.passcode).not.toContain('Otter')
    const params = { ...of(customer), contactId: kim!.id }
    const save = (version: number, name: string) =>
      house.as(user).call(contacts.update, { params, body: { version, contact: values(name) } })
    expect((await save(1, 'Kimberly')).body.contacts[0]).toMatchObject({ version: 2, passcode: null })
    expect((await save(1, 'Kimmy')).outcome).toBe('409 contacts.stale')
  })

  it.each([
    ['firstName', { firstName: ' ' }],
    ['firstName', { firstName: '4111 1111 1111 1111' }],
    ['phones', { phones: [] }],
    ['phones.0.number', { phones: [{ number: '123', type: 'cell' }] }],
    ['phones.0.type', { phones: [{ number: '8015550123', type: 'pager' }] }],
    ['email', { email: 'nobody' }],
    ['expiresOn', { startsOn: '2026-05-02', expiresOn: '2026-05-01' }],
    ['languageId', { languageId: 999_999 }],
  ])('[TAB-015] with a wrong %s is refused at that field', async (path, wrong) => {
    const customer = await house.plant.customer({ location: here })
    const reply = await house.as(user).call(contacts.create, {
      params: of(customer),
      body: { ...values('Wrong'), ...wrong } as never,
    })
    expect(reply.outcome).toBe('422 request.invalid')
    expect(reply.problem.errors.map((error) => error.path)).toEqual([path])
    expect((await read(customer)).contacts).toEqual([])
  })

  it('[TAB-015] of another record, another location or another company is out of reach', async () => {
    const customer = await customerWith('Ann')
    const other = await customerWith('Eve')
    const [eve] = (await read(other)).contacts
    const remove = (record: CustomerRow, contactId: number) =>
      house.as(user).call(contacts.remove, { params: { ...of(record), contactId } })
    expect((await remove(customer, eve!.id)).outcome).toBe('404 contacts.not_found')
    expect((await remove(forbidden, eve!.id)).outcome).toBe('403 access.denied_here')
    expect((await remove(foreign, eve!.id)).outcome).toBe('404 customers.not_found')
    expect((await add(forbidden, 'Mallory')).outcome).toBe('403 access.denied_here')
    expect(names(await read(other))).toEqual(['Eve'])
  })

  it('[REC-200] of an archived customer stays as it is', async () => {
    const customer = await house.plant.customer({ location: here, row: { archived_at: new Date() } })
    expect((await add(customer, 'Late')).outcome).toBe('409 customers.archived')
    expect(await read(customer)).toMatchObject({
      readOnlyReason: 'archived',
      abilities: { create: false, modify: false, delete: false },
    })
  })

  it('[TAB-015] each level of the permission stands alone, and changing needs seeing', async () => {
    const customer = await customerWith('Ann')
    const [ann] = (await read(customer)).contacts
    const viewer = await withGrants('emergency_contacts.view')
    const creator = await withGrants('emergency_contacts.view', 'emergency_contacts.create')
    const blind = await withGrants('emergency_contacts.create')
    expect((await read(customer, viewer)).abilities).toEqual({ create: false, modify: false, delete: false })
    expect((await add(customer, 'No', {}, viewer)).outcome).toBe('403 access.denied')
    expect((await add(customer, 'No', {}, blind)).outcome).toBe('403 access.denied_here')
    expect((await add(customer, 'Yes', {}, creator)).status).toBe(200)
    const params = { ...of(customer), contactId: ann!.id }
    expect((await house.as(creator).call(contacts.remove, { params })).outcome).toBe('403 access.denied')
  })
})

describe('history', () => {
  const entries = async (customer: CustomerRow, by = user) =>
    (await house.as(by).call(history.ofCustomer, { params: of(customer) })).body.items

  it('[TAB-017] [TAB-015] tells what changed in words, and its values only to who may see contacts', async () => {
    const customer = await customerWith('Ann', 'Bob')
    const { version, contacts: list } = await read(customer)
    await reorder(customer, version, [list[1]!.id, list[0]!.id])
    await add(customer, 'Cat', { passcode: 'Lantern', hasKey: true })
    const [added, reordered] = await entries(customer)
    expect(reordered).toMatchObject({
      summary: 'Changed the calling order',
      changes: [{ label: 'Calling order', old: '1. Ann\n2. Bob', new: '1. Bob\n2. Ann' }],
    })
    expect(added!.summary).toBe('Added an emergency contact as 3rd to call')
    const told = Object.fromEntries(added!.changes.map((change) => [change.label, change.new]))
    expect(told).toMatchObject({
      'First name': 'Cat',
      Phone: '(801) 555-0123, Cell',
      Passcode: 'Lantern',
      'Has a key': 'Yes',
    })
    const { rows } = await house.owner.query<{ changes: string }>(
      'select changes::text from history_entry where customer_id = $1',
      [customer.id],
    )
    expect(JSON.stringify(rows)).not.toContain('Lantern')
    const seen = await entries(customer, await withGrants())
    expect(seen[0]).toMatchObject({ summary: added!.summary, changes: [] })
    expect(JSON.stringify(seen)).not.toContain('Ann')
  })

  it('[TAB-017] an edit that changes nothing leaves nothing, also of a passcode', async () => {
    const customer = await house.plant.customer({ location: here })
    const [kim] = (await add(customer, 'Kim', { passcode: 'Otter' })).body.contacts
    const params = { ...of(customer), contactId: kim!.id }
    const body = { version: 1, contact: values('Kim', { passcode: 'Otter' }) }
    expect((await house.as(user).call(contacts.update, { params, body })).body.contacts[0]!.version).toBe(1)
    expect(await entries(customer)).toHaveLength(1)
  })
})

describe('agencies', () => {
  const set = (customer: CustomerRow, agencyKind: 'police' | 'guard', body: object) =>
    house.as(user).call(contacts.setAgency, { params: { ...of(customer), agencyKind }, body: body as never })

  it('[TAB-015] there is one of each kind, with its permit; it is changed, refused when stale, and deleted', async () => {
    const customer = await house.plant.customer({ location: here })
    const police = { version: null, name: 'Provo Police', phone: '8015550199', permitNumber: 'P-1' }
    expect((await set(customer, 'police', police)).body.agencies).toMatchObject([
      { kind: 'police', version: 1, permitNumber: 'P-1', permitExpired: false },
    ])
    expect((await set(customer, 'police', police)).outcome).toBe('409 contacts.stale')
    const changed = await set(customer, 'police', { version: 1, name: 'Orem Police' })
    expect(changed.body.agencies).toMatchObject([{ name: 'Orem Police', phone: null, version: 2 }])
    const params = { ...of(customer), agencyKind: 'police' as const }
    expect((await house.as(user).call(contacts.removeAgency, { params })).body.agencies).toEqual([])
    expect((await house.as(user).call(contacts.removeAgency, { params })).outcome).toBe(
      '404 contacts.agency_not_found',
    )
  })

  it('[TAB-015] only a guard has a response fee', async () => {
    const customer = await house.plant.customer({ location: here })
    const body = { version: null, name: 'Somebody', responseFeeCents: 3500 }
    expect((await set(customer, 'police', body)).problem.errors[0]!.path).toBe('responseFeeCents')
    expect((await set(customer, 'guard', body)).body.agencies[0]!.responseFeeCents).toBe(3500)
  })
})

describe('the record', () => {
  const tab = async (customer: CustomerRow, by = user) =>
    (await house.as(by).call(customers.open, { params: of(customer) })).body.tabs.find(
      ({ key }) => key === 'contacts',
    )

  it('[REC-043] [REC-046] [REC-047] counts its contacts; a red dot says that nobody can be called or a permit ran out', async () => {
    const monitor = await house.plant.monitor(here.company, { name: 'Station' })
    const monitored = () =>
      house.plant.customer({ location: here, fields: { monitoringCompanyId: monitor.id } })
    const customer = await monitored()
    expect(await tab(customer)).toEqual({ key: 'contacts', count: 0, alert: true })
    expect((await read(customer)).attention).toEqual([
      'Station has nobody to call: there is no emergency contact yet.',
    ])
    await add(customer, 'Past', { expiresOn: '2020-01-01' })
    expect(await tab(customer)).toEqual({ key: 'contacts', count: 1, alert: true })
    await add(customer, 'Now')
    expect(await tab(customer)).toEqual({ key: 'contacts', count: 2, alert: false })
    await house.plant.agency(customer, { row: { permit_expires_on: '2020-01-01' } })
    expect(await tab(customer)).toMatchObject({ alert: true })
    expect((await read(customer)).attention).toEqual(['The police permit expired on Jan 1, 2020.'])
    expect(await tab(await house.plant.customer({ location: here }))).toMatchObject({ alert: false })
    expect(await tab(customer, await withGrants())).toBeUndefined()
  })

  it('[REC-051] offers New Contact to who may create one, and not on an archived record', async () => {
    const open = async (record: CustomerRow, by: User) =>
      (await house.as(by).call(customers.open, { params: of(record) })).body.abilities.actions
    const customer = await customerWith()
    expect(await open(customer, user)).toContain('contact')
    expect(await open(customer, await withGrants('emergency_contacts.view'))).not.toContain('contact')
    const archived = await house.plant.customer({ location: here, row: { archived_at: new Date() } })
    expect(await open(archived, user)).not.toContain('contact')
  })

  it('[TAB-018] copies its contacts, passcodes and order included, to a duplicate', async () => {
    const from = await customerWith('Ann', 'Bob')
    await add(from, 'Cat', { passcode: 'Otter' })
    const to = await house.plant.customer({ location: here })
    const { rows } = await house.owner.query<{ token_hash: Buffer }>(
      'select token_hash from platform.session where user_id = $1',
      [user.id],
    )
    const copied = await house.database.transaction(
      { of: 'session', token: rows[0]!.token_hash },
      { source: 'web', address: '', requestId: '' },
      (db, actor, draft) =>
        contactsPart.duplicate!.copy(
          {
            actor: actor!,
            now: new Date(),
            origin: { source: 'web', address: '', requestId: '' },
            history: draft,
          },
          db,
          from.id,
          to.id,
        ),
    )
    expect(copied).toBe(3)
    const list = await read(to)
    expect([names(list), orders(list), list.contacts[2]!.passcode]).toEqual([
      ['Ann', 'Bob', 'Cat'],
      [1, 2, 3],
      'Otter',
    ])
  })
})
