import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { places } from '#shared/contracts/places.ts'
import type { Permission } from '#shared/permissions.ts'
import { loadZips } from '#server/platform/zip-data.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { sealCredentials } from './places.verifier.ts'

const work: Permission[] = [
  'customers.view',
  'customers.create',
  'customers.modify',
  'contact_information.modify',
  'history.yes',
]
const provo = { addressLine1: '2214 N Canyon Rd', city: 'Provo', state: 'UT', zip: '84604' }

let house: House
let smarty: string
/** Leaves it to the ZIP data. */
let here: Location
let user: User
/** Has Smarty. */
let asking: Company
let asker: User
let askerHere: Location

beforeAll(async () => {
  house = await openHouse({ sandboxes: true })
  smarty = `${house.station.origin}/smarty`
  const owner = new pg.Client({ connectionString: house.ownerUrl })
  await owner.connect()
  await loadZips(owner)
  await owner.end()
  const own = await house.plant.neighbourhood({ grants: work, settings: { addressVerification: true } })
  here = own.here
  user = own.user
  const other = await house.plant.neighbourhood({ grants: work, settings: { addressVerification: true } })
  asking = other.company
  asker = other.user
  askerHere = other.here
  await house.plant.insert('address_verifier', asking, {
    source: 'smarty',
    base_url: `${smarty}/street-address`,
    sealed_credentials: sealCredentials(asking.id, { authId: 'sandbox-id', authToken: 'sandbox-token' }),
  })
}, 60_000)
afterAll(() => house.close())
afterEach(() => control('DELETE', 'faults'))

const control = (method: string, name: string, body?: object) =>
  fetch(`${smarty}/_control/${name}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
const verify = async (as: User, address: object) =>
  (await house.as(as).call(places.verify, { body: address as never })).body
const open = async (as: User, { id }: CustomerRow) =>
  (await house.as(as).call(customers.open, { params: { customerId: id } })).body
const save = (as: User, { id }: CustomerRow, body: object) =>
  house
    .as(as)
    .call(customers.save, { params: { customerId: id }, body: { version: 1, fields: {}, ...body } as never })
const record = (location: Location, fields: object = provo) => house.plant.customer({ location, fields })

/** A record whose address was verified and that was not saved since. */
async function verified(as: User, location: Location): Promise<CustomerRow> {
  const row = await record(location)
  const { proof } = await verify(as, provo)
  expect((await save(as, row, { addressCheck: { proof, keep: false } })).outcome).toBe('200')
  return row
}

describe('verified with the ZIP data', () => {
  it('[REC-074] an address that agrees is verified, with who, when and what was not checked, and so says history', async () => {
    const row = await record(here)
    expect((await open(user, row)).address).toMatchObject({ status: 'unverified', at: null })
    const check = await verify(user, provo)
    expect(check).toMatchObject({ status: 'verified', source: 'offline', failure: null, recommended: null })
    expect(check.notes.join()).toContain('street was not looked up')
    const saved = (await save(user, row, { addressCheck: { proof: check.proof, keep: false } })).body
    expect(saved.version).toBe(1)
    expect(saved.address).toMatchObject({
      status: 'verified',
      source: 'offline',
      by: user.name,
      as: '2214 N Canyon Rd, Provo, UT 84604',
      notes: check.notes,
    })
    const { items } = (await house.as(user).call(history.ofCustomer, { params: { customerId: row.id } })).body
    expect(items[0]).toMatchObject({
      event: 'places.address_verified',
      changes: [{ label: 'Address verification', old: 'Unverified', new: 'City and ZIP verified' }],
    })
  })

  it('[TAB-019] a correction stands beside what was entered, and counts as verified once it is used', async () => {
    const row = await record(here, { ...provo, city: 'Porvo' })
    const check = await verify(user, { ...provo, city: 'Porvo' })
    expect(check).toMatchObject({ status: 'unverified', recommended: { ...provo, county: 'Utah' } })
    const mine = { proof: check.proof, keep: false }
    expect((await save(user, row, { addressCheck: mine })).problem.errors[0]?.path).toBe(
      'fields.addressLine1',
    )
    const { proof } = check.recommended!
    const saved = await save(user, row, {
      fields: { city: 'Provo', county: 'Utah' },
      addressCheck: { proof, keep: false },
    })
    expect(saved.body).toMatchObject({
      version: 2,
      address: { status: 'verified' },
      fields: { city: 'Provo' },
    })
  })

  it('[TAB-019] a misspelt city without a ZIP is put right and still not verified', async () => {
    const check = await verify(user, { ...provo, city: 'Porvo', zip: null })
    const row = await record(here, { ...provo, zip: null })
    const addressCheck = { proof: check.recommended!.proof, keep: false }
    expect((await save(user, row, { addressCheck })).outcome).toBe('422 request.invalid')
  })

  it('[TAB-019] what cannot be verified may be kept as entered', async () => {
    const ottawa = { addressLine1: '1 Elgin St', city: 'Ottawa', state: 'ON', zip: 'k1p5w1' }
    const check = await verify(user, ottawa)
    expect(check).toMatchObject({ status: 'unverified', source: 'offline', recommended: null })
    const row = await record(here, { ...ottawa, zip: 'K1P 5W1' })
    const saved = await save(user, row, { addressCheck: { proof: check.proof, keep: true } })
    expect(saved.body.address).toMatchObject({ status: 'kept', by: user.name, notes: check.notes })
  })
})

describe('what a save keeps', () => {
  it('[REC-074] any edit of the address makes it unverified again; another field does not', async () => {
    for (const fields of [
      { addressLine1: '1 Elm St' },
      { addressLine2: 'Apt 2' },
      { city: 'Orem' },
      { zip: '84601' },
    ]) {
      const row = await verified(user, here)
      const other = await save(user, row, { fields: { spouse: 'Sam', county: 'Utah' } })
      expect(other.body.address?.status).toBe('verified')
      const edited = await save(user, row, { version: 2, fields })
      expect(edited.body.address).toMatchObject({
        status: 'unverified',
        at: null,
        by: null,
        source: null,
        as: null,
      })
      const { items } = (await house.as(user).call(history.ofCustomer, { params: { customerId: row.id } }))
        .body
      expect(items.map(({ event }) => event).slice(0, 2)).toContain('places.address_reset')
    }
  })

  it('[TAB-019] a verdict counts for its own address, user, company and hour, and not for what somebody made up', async () => {
    const row = await record(here, { ...provo, addressLine1: '2215 N Canyon Rd' })
    const { proof } = await verify(user, provo)
    const refused = async (as: User, at: CustomerRow, given: string) => {
      const reply = await save(as, at, { addressCheck: { proof: given, keep: true } })
      expect(reply.problem.errors.map(({ path }) => path)).toEqual(['fields.addressLine1'])
    }
    await refused(user, row, proof)
    const same = await record(here)
    await refused(user, same, 'made-up')
    const colleague = await house.plant.user({ company: here.company, holds: [{ grants: work, at: here }] })
    await refused(colleague, same, proof)
    await refused(asker, await record(askerHere), proof)
    house.clock.lag(2 * 3_600_000)
    const early = (await verify(user, provo)).proof
    house.clock.lag(0)
    await refused(user, same, early)
    expect((await open(user, same)).address?.status).toBe('unverified')
  })

  it('[REC-074] a new record may be made with a verified address', async () => {
    const { proof } = await verify(user, provo)
    const fields = {
      ...provo,
      locationId: here.id,
      firstName: 'Nell',
      lastName: 'New',
      primaryPhone: '8015550100',
      accountType: 'residential',
    }
    const create = (given: object) =>
      house.as(user).call(customers.create, { body: { kind: 'customer', fields, ...given } as never })
    expect((await create({ addressCheck: { proof, keep: false } })).body.address?.status).toBe('verified')
    expect((await create({})).body.address?.status).toBe('unverified')
  })

  it('[TAB-019] [REC-082] it needs the permission for contact information, and an archived record refuses it', async () => {
    const weak = await house.plant.user({
      company: here.company,
      holds: [{ grants: ['customers.view', 'customers.modify'], at: here }],
    })
    const { proof } = await verify(weak, provo)
    const addressCheck = { proof, keep: false }
    expect((await save(weak, await record(here), { addressCheck })).outcome).toBe('403 access.denied_here')
    const archived = await house.plant.customer({
      location: here,
      fields: provo,
      row: { archived_at: new Date() },
    })
    const mine = { proof: (await verify(user, provo)).proof, keep: false }
    expect((await save(user, archived, { addressCheck: mine })).outcome).toBe('409 customers.archived')
  })

  it('[TAB-019] a company that does not verify addresses has no badge, and refuses verdicts', async () => {
    const off = await house.plant.neighbourhood({ grants: work })
    const row = await record(off.here)
    const { proof } = await verify(off.user, provo)
    expect((await open(off.user, row)).address).toBeNull()
    expect((await save(off.user, row, { addressCheck: { proof, keep: true } })).outcome).toBe(
      '422 request.invalid',
    )
  })
})

describe('verified by Smarty', () => {
  it('[TAB-019] what it delivers to is verified; another form of the same is the same', async () => {
    const check = await verify(asker, { ...provo, addressLine1: '2214 north canyon road' })
    expect(check).toMatchObject({ status: 'verified', source: 'smarty', recommended: null, notes: [] })
  })

  it('[TAB-019] its correction is recommended, and the unit stays on its own line', async () => {
    const check = await verify(asker, { ...provo, addressLine2: '# 4', city: 'Porvo' })
    expect(check).toMatchObject({
      status: 'unverified',
      recommended: {
        addressLine1: '2214 N Canyon Rd',
        addressLine2: '# 4',
        city: 'Provo',
        zip: '84604',
        county: 'Utah',
      },
    })
    const row = await record(askerHere, { ...provo, addressLine2: '# 4' })
    const saved = await save(asker, row, { addressCheck: { proof: check.recommended!.proof, keep: false } })
    expect(saved.body.address).toMatchObject({
      status: 'verified',
      source: 'smarty',
      as: '2214 N Canyon Rd, # 4, Provo, UT 84604',
    })
  })

  it('[TAB-019] several that may be meant are all offered', async () => {
    const check = await verify(asker, { ...provo, addressLine1: '12 Either Street' })
    expect([check.recommended, ...check.matches].map((a) => a?.addressLine1)).toEqual([
      '12 N Either St',
      '12 S Either St',
    ])
  })

  it.each([
    ['9 Nowhere Ln', 'no such address'],
    ['8 Tower Rd', 'missing'],
    ['8 Tower Rd Apt 901', 'apartment or suite is not'],
    ['0 Elm St', 'no such number'],
  ])('[TAB-019] %s is not delivered to: “… %s”', async (addressLine1, note) => {
    const check = await verify(asker, { ...provo, addressLine1 })
    expect(check).toMatchObject({ status: 'unverified', failure: null, recommended: null })
    expect(check.notes.join()).toContain(note)
  })

  it.each([
    ['http_503', 'out of order'],
    ['http_500', 'out of order'],
    ['rate_limit', 'slow down'],
    ['drop_before', 'cannot be reached'],
    ['malformed', 'do not understand'],
  ])(
    '[TAB-019] when it fails (%s), the answer says so and the address may still be kept',
    async (fault, words) => {
      await control('POST', 'faults', { fault })
      const check = await verify(asker, provo)
      expect(check).toMatchObject({
        status: 'unverified',
        recommended: null,
        failure: expect.stringContaining(words) as string,
      })
      const saved = await save(asker, await record(askerHere), {
        addressCheck: { proof: check.proof, keep: true },
      })
      expect(saved.body.address).toMatchObject({ status: 'kept', notes: [expect.stringContaining(words)] })
    },
  )

  it('[TAB-019] Canada is not asked of it, and that is said', async () => {
    const check = await verify(asker, {
      addressLine1: '1 Elgin St',
      city: 'Ottawa',
      state: 'ON',
      zip: 'K1P 5W1',
    })
    expect(check.source).toBe('offline')
    expect(check.notes.join()).toContain('United States only')
  })
})

describe('the company’s verifier', () => {
  const manage: Permission[] = ['integrations.view', 'integrations.modify']
  const base = () => `${smarty}/street-address`
  const fresh = async () => {
    const at = await house.plant.neighbourhood({
      grants: [...work, ...manage],
      settings: { addressVerification: true },
    })
    const as = house.as(at.user)
    return {
      ...at,
      put: (body: object) => as.call(places.saveVerifier, { body: body as never }),
      test: async () => (await as.call(places.testVerifier)).body,
      read: async () => (await as.call(places.verifier)).body,
    }
  }
  const right = { authId: 'sandbox-id', authToken: 'sandbox-token' }

  it('[ADM-011] credentials are kept sealed, never come back, and go to no other address', async () => {
    const { put, read, company } = await fresh()
    expect(await read()).toMatchObject({ version: 0, source: 'offline', hasCredentials: false })
    expect(
      (await put({ version: 0, source: 'smarty', baseUrl: base() })).problem.errors.map((e) => e.path),
    ).toEqual(['authId', 'authToken'])
    const saved = await put({ version: 0, source: 'smarty', baseUrl: base(), ...right })
    expect(saved.body).toMatchObject({ version: 1, source: 'smarty', hasCredentials: true })
    expect(saved.text).not.toContain('sandbox-token')
    const elsewhere = { version: 1, source: 'smarty', baseUrl: 'https://thief.test/street-address' }
    expect((await put(elsewhere)).outcome).toBe('422 request.invalid')
    await put({ ...elsewhere, source: 'offline' })
    expect(await read()).toMatchObject({ version: 2, hasCredentials: false })
    expect((await put({ ...elsewhere, version: 1 })).outcome).toBe('409 places.verifier_stale')
    const { rows } = await house.owner.query<{ text: string }>(
      `select (select coalesce(json_agg(v), '[]')::text from address_verifier v where company_id = $1)
        || (select json_agg(h)::text from history_entry h where company_id = $1) as text`,
      [company.id],
    )
    expect(rows[0]?.text).toContain('places.verifier_saved')
    expect(rows[0]?.text).not.toContain('sandbox-token')
    expect(house.logs.join()).not.toContain('sandbox-token')
  })

  it('[ADM-011] the test says what came of it: right, wrong and unpaid credentials, an address that is not allowed', async () => {
    const { put, test } = await fresh()
    expect((await test()).ok).toBe(true)
    await put({ version: 0, source: 'smarty', baseUrl: base(), ...right })
    expect(await test()).toEqual({
      ok: true,
      message: expect.stringContaining('knew the test address') as string,
    })
    await put({ version: 1, source: 'smarty', baseUrl: base(), ...right, authToken: 'guess' })
    expect(await test()).toEqual({
      ok: false,
      message: expect.stringContaining('did not accept our credentials') as string,
    })
    await put({ version: 2, source: 'smarty', baseUrl: base(), ...right, authId: 'sandbox-unpaid' })
    expect(await test()).toEqual({
      ok: false,
      message: expect.stringContaining('no active subscription') as string,
    })
    await put({ version: 3, source: 'smarty', baseUrl: 'https://127.0.0.1:1/street-address', ...right })
    expect(await test()).toEqual({ ok: false, message: expect.stringContaining('not allowed') as string })
  })
})
