/** ADT from the first PreCheck to the linked account, against the sandbox, with a worker. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connections } from '#shared/contracts/connections.ts'
import { customers, type SaveFields } from '#shared/contracts/customers.ts'
import { type PreCheck, prechecks } from '#shared/contracts/prechecks.ts'
import { history } from '#shared/contracts/history.ts'
import { stationAccounts } from '#shared/contracts/station-accounts.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { CustomerRow, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'
import { sealSecrets } from '../providers/providers.service.ts'

let house: House
let dealer: Dealership
let adtId: number
let dealerNumber: number

const base = () => `${house.station.origin}/adt`
const control = async <T>(method: string, name: string, body?: object): Promise<T> => {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(`${base()}/_control/${name}`, {
    method,
    ...(body && { headers, body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${name}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as T
}
const effects = async (kind: string) =>
  (await control<{ effects: { kind: string }[] }>('GET', 'accounts?limit=0')).effects.filter(
    (effect) => effect.kind === kind,
  ).length

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
  const { company } = dealer.here
  const settings = { baseUrl: base(), userId: 'keyholder', dealerId: 'ACME01', production: false }
  adtId = await house.plant.insert('monitoring_company', company, {
    name: 'ADT',
    active: true,
    connector: 'adt',
    settings: { ...settings, preCheckEnabled: true, preCheckStyle: 'automatic' },
    sealed_secrets: sealSecrets(company.id, { password: 'sandbox-demo' }),
  })
  dealerNumber = (
    await house.plant.value(company, 'dealer_number', {
      name: 'SUB-14',
      data: { monitoringCompanyId: adtId, locationId: null },
    })
  ).id
  await control('POST', 'prechecks', { runForMs: 0 })
})
afterAll(() => house.close())

const full = (): SaveFields => ({
  firstName: 'Nell',
  lastName: 'Checked',
  addressLine1: '12 Main Street',
  city: 'Provo',
  state: 'UT',
  zip: '84601',
  county: 'Utah',
  primaryPhone: '8015550100',
  accountType: 'residential',
  email: 'nell@example.test',
  ssn: '912345678',
  birthdate: '1980-02-29',
  monitoringCompanyId: adtId,
  dealerNumberId: dealerNumber,
  abortCode: 'Heron',
})
const planted = (fields: SaveFields = {}) =>
  house.plant.customer({ location: dealer.here, fields: { ...full(), ...fields } as never })
const open = async ({ id }: { id: number }, by: User = dealer.user) =>
  (await house.as(by).call(prechecks.open, { params: { customerId: id } })).body
const run = ({ id }: { id: number }, body: object = {}, by: User = dealer.user) =>
  house.as(by).call(prechecks.run, { params: { customerId: id }, body })
const create = (fields: SaveFields, preCheck?: object, kind: 'customer' | 'lead' = 'customer') =>
  house.as(dealer.user).call(customers.create, {
    body: { kind, fields, ...(preCheck && { preCheck }) } as never,
  })
const settled = (record: { id: number }): Promise<PreCheck> =>
  eventually(async () => {
    await dealer.hurry()
    const check = await open(record)
    if (check.state === 'running') throw new Error(`Still running: ${JSON.stringify(check)}`)
    return check
  })
const events = async ({ id }: { id: number }) =>
  (
    await house.as(dealer.user).call(history.ofCustomer, { params: { customerId: id }, query: {} })
  ).body.items.map(({ event, source, summary }) => ({ event, source, summary }))

describe('an ADT PreCheck', () => {
  it('[REC-081] runs in the background by a button, tells its report, and grows old with the record', async () => {
    const customer = await planted()
    expect(await open(customer)).toMatchObject({ offered: true, state: 'none', missing: [], mayRun: true })
    expect((await run(customer)).body).toMatchObject({
      state: 'running',
      company: 'ADT',
      askedBy: expect.any(String),
    })
    expect(await settled(customer)).toMatchObject({
      state: 'approved',
      outdated: null,
      failure: null,
      report: [expect.stringMatching(/qualifies/), expect.any(String)],
    })
    expect(await events(customer)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ event: 'prechecks.asked', source: 'web' }),
        {
          event: 'prechecks.answered',
          source: 'integration',
          summary: 'ADT answered the PreCheck: approved',
        },
      ]),
    )
    await dealer.save(customer, { email: 'nell.checked@example.test' })
    expect((await open(customer)).outdated).toBe('The record has changed since')
    await run(customer)
    expect((await settled(customer)).outdated).toBeNull()
    await house.owner.query(
      `update precheck set answered_at = now() - interval '31 days' where customer_id = $1`,
      [customer.id],
    )
    expect((await open(customer)).outdated).toBe('It is 31 days old')
    // Nothing of it outside of what went to ADT: neither SSN nor birthdate, in clear or as a digest without a key.
    const { rows } = await house.owner.query(
      `select p.*, array(select c::text from connection_call c where c.customer_id = p.customer_id) as calls,
        array(select h::text from history_entry h where h.customer_id = p.customer_id and h.event like 'prechecks.%') as told
       from precheck p where p.customer_id = $1`,
      [customer.id],
    )
    const kept = JSON.stringify([rows, house.logs, await open(customer)])
    expect(kept).toContain('12 Main Street')
    expect(kept).not.toMatch(/912345678|912-34-5678|1980-02-29/)
  })

  it('[REC-081] belongs to who may change the contact information; others read it, and strangers nothing', async () => {
    const customer = await planted()
    const grants = ['customers.view', 'customers.modify', 'leads.view', 'leads.modify'] as const
    const reader = await house.plant.user({
      company: dealer.here.company,
      holds: [{ grants: [...grants], at: dealer.here }],
    })
    expect(await open(customer, reader)).toMatchObject({ offered: true, mayRun: false })
    expect((await run(customer, {}, reader)).outcome).toBe('403 access.denied_here')
    expect((await run(dealer.foreign)).outcome).toBe('404 customers.not_found')
    expect((await run(dealer.forbidden)).outcome).toBe('403 access.denied_here')
    const elsewhere = await planted({ monitoringCompanyId: dealer.monitor.id, dealerNumberId: null })
    expect(await open(elsewhere)).toMatchObject({ offered: false, state: 'none', mayRun: false })
    expect((await run(elsewhere)).outcome).toBe('409 prechecks.not_offered')
    const bare = await planted({ ssn: null, dealerNumberId: null, county: null })
    const refused = await run(bare)
    expect(refused.outcome).toBe('422 prechecks.incomplete')
    expect(refused.problem.errors.map(({ path }) => path).sort()).toEqual([
      'fields.county',
      'fields.dealerNumberId',
      'fields.ssn',
    ])
    expect(await events(bare)).not.toContainEqual(expect.objectContaining({ event: 'prechecks.asked' }))
  })

  it('[NEW-021] runs again by itself when the phone changes, and the older answer is not taken for the newer', async () => {
    const customer = await planted()
    await run(customer)
    expect((await settled(customer)).state).toBe('approved')
    await dealer.save(customer, { primaryPhone: '8015550107' })
    expect(await settled(customer)).toMatchObject({ state: 'error', askedBy: null, outdated: null })
    await dealer.save(customer, { addressLine2: 'Unit 4' })
    expect(await settled(customer)).toMatchObject({ state: 'error', askedBy: null })
    await dealer.save(customer, { primaryPhone: '8015550103' })
    expect(await settled(customer)).toMatchObject({ state: 'review' })
    const asked = (await events(customer)).filter(({ event }) => event === 'prechecks.asked').length
    await dealer.save(customer, { bestTimeToContact: 'after five' })
    expect((await events(customer)).filter(({ event }) => event === 'prechecks.asked')).toHaveLength(asked)
    await house.owner.query(
      `update monitoring_company set settings = settings || '{"preCheckStyle": "manual"}' where id = $1`,
      [adtId],
    )
    await dealer.save(customer, { primaryPhone: '8015550100' })
    expect(await open(customer)).toMatchObject({ state: 'review', outdated: 'The record has changed since' })
    await house.owner.query(
      `update monitoring_company set settings = settings || '{"preCheckStyle": "automatic"}' where id = $1`,
      [adtId],
    )
  })

  it('[NEW-021] is asked once though the answer is lost, waits while ADT is down, and says what ADT refuses', async () => {
    const before = await effects('precheck')
    const customer = await planted()
    await control('POST', 'faults', { fault: 'drop_after', match: { path: '/prechecks' } })
    await run(customer)
    expect((await settled(customer)).state).toBe('approved')
    expect(await effects('precheck')).toBe(before + 1)
    const second = await planted()
    await control('POST', 'faults', { fault: 'http_503', match: { path: '/prechecks' } })
    await run(second)
    expect((await settled(second)).state).toBe('approved')
    const third = await planted({ county: 'x'.repeat(41) })
    await run(third)
    expect(await settled(third)).toMatchObject({
      state: 'error',
      failure: 'County: The station keeps at most 40 characters',
      report: [],
    })
    expect(await effects('precheck')).toBe(before + 2)
  })

  it('[REC-081] of a lead asks who is to check it and under which number', async () => {
    const { monitoringCompanyId, dealerNumberId, abortCode: _none, ...fields } = full()
    const lead = await house.plant.lead({ location: dealer.here, fields: fields as never })
    expect(await open(lead)).toMatchObject({
      offered: true,
      companies: [{ name: 'ADT', dealerNumbers: [{ number: 'SUB-14' }] }],
    })
    const order = { monitoringCompanyId, dealerNumberId }
    expect((await run(lead, order)).body).toMatchObject({ state: 'running', chosen: order })
    expect((await settled(lead)).state).toBe('approved')
    expect((await run(lead)).body).toMatchObject({ chosen: order })
  })
})

describe('a new record', () => {
  it('[NEW-020] needs what ADT asks, at each field; without the PreCheck none of it', async () => {
    const { firstName, lastName, city, state, primaryPhone } = full()
    const bare = { firstName, lastName, city, state, primaryPhone, locationId: dealer.here.id }
    const refused = await create({ ...bare, accountType: 'commercial' }, {})
    expect(refused.outcome).toBe('422 request.invalid')
    expect(refused.problem.errors.map(({ path }) => path).sort()).toEqual(
      [
        'addressLine1',
        'birthdate',
        'businessContact',
        'businessName',
        'county',
        'email',
        'monitoringCompanyId',
        'ssn',
        'zip',
      ].map((name) => `fields.${name}`),
    )
    const withoutNumber = await create({ ...full(), dealerNumberId: null, locationId: dealer.here.id }, {})
    expect(withoutNumber.problem.errors).toEqual([
      { path: 'fields.dealerNumberId', message: 'Dealer Number is needed for the ADT PreCheck' },
    ])
    const other = await create(
      { ...full(), monitoringCompanyId: dealer.monitor.id, dealerNumberId: null, locationId: dealer.here.id },
      {},
    )
    expect(other.problem.errors.map(({ path }) => path)).toEqual(['fields.monitoringCompanyId'])
    const lead = await create({ firstName, lastName, city, state, primaryPhone } as SaveFields, {}, 'lead')
    expect(lead.problem.errors.map(({ path }) => path)).toContain('preCheck.monitoringCompanyId')
    expect((await create({ ...bare, accountType: 'commercial' })).status).toBe(200)
  })

  it('[NEW-021] is there at once and checked in the background, unless Pre-Check orders are switched off', async () => {
    const { body } = await create({ ...full(), locationId: dealer.here.id }, {})
    expect(['running', 'approved']).toContain((await open(body)).state)
    expect((await settled(body)).state).toBe('approved')
    const { rowCount } = await house.owner.query(
      `update monitoring_company set settings = settings || '{"preCheckEnabled": false}' where id = $1`,
      [adtId],
    )
    expect(rowCount).toBe(1)
    const quiet = await create({ ...full(), locationId: dealer.here.id }, {})
    expect(await open(quiet.body)).toMatchObject({ offered: false, state: 'none' })
    await house.owner.query(
      `update monitoring_company set settings = settings || '{"preCheckEnabled": true}' where id = $1`,
      [adtId],
    )
    expect((await open(quiet.body)).state).toBe('none')
  })
})

describe('an account at ADT', () => {
  it('[SYS-03] is created only for a customer whose PreCheck is approved and of today, unless the setting says otherwise', async () => {
    const number = 'AT-8801'
    const customer = await planted({ accountNumber: number, primaryPhone: '8015550103' })
    const at = { params: { customerId: customer.id } }
    const form = async () => (await house.as(dealer.user).call(connections.shellForm, at)).body
    const shell = () => house.as(dealer.user).call(connections.shell, { ...at, body: {} })
    const created = async () =>
      (await control<{ accounts: { accountNumber: string }[] }>('GET', 'accounts?effects=0')).accounts.some(
        ({ accountNumber }) => accountNumber === number,
      )
    const refusedWith = async (words: RegExp) => {
      expect((await form()).preCheckNeeded).toMatch(words)
      const refused = await shell()
      expect(refused.outcome).toBe('409 connections.precheck_needed')
      expect(refused.problem.detail).toMatch(/^ADT opens no account before an approved PreCheck\. /)
      expect(refused.problem.detail).toMatch(words)
      expect(await created()).toBe(false)
    }
    await refusedWith(/None has been run yet/)
    await run(customer)
    expect((await settled(customer)).state).toBe('review')
    await refusedWith(/ADT reviews this customer/)
    await dealer.save(customer, { primaryPhone: '8015550107' })
    expect((await settled(customer)).state).toBe('error')
    await refusedWith(/ended with errors/)
    await dealer.save(customer, { primaryPhone: '8015550100' })
    expect((await settled(customer)).state).toBe('approved')
    await dealer.save(customer, { email: 'another@example.test' })
    await refusedWith(/counts no longer\. The record has changed since/)
    await run(customer)
    expect((await settled(customer)).state).toBe('approved')
    expect((await form()).preCheckNeeded).toBeNull()
    // The answer gets lost: what was done there is found by looking, and is one account.
    await control('POST', 'faults', { fault: 'drop_after', match: { write: true }, accountNumber: number })
    await shell()
    await eventually(async () => {
      await dealer.hurry()
      expect((await dealer.page(customer)).connection?.state).toBe('linked')
    })
    expect(await created()).toBe(true)
    // Its order fails for what it lacks, in ADT's sentences; completed, it is taken.
    const call = house.as(dealer.user)
    expect((await call.call(stationAccounts.order, at)).body).toEqual({
      state: 'created',
      report: [],
      at: null,
    })
    await call.call(stationAccounts.submitOrder, at)
    expect((await call.call(stationAccounts.order, at)).body).toMatchObject({
      state: 'failed',
      report: [
        'Choose a service plan.',
        'The installation is not scheduled.',
        'The credit tracking number is missing.',
      ],
    })
    const values = { servicePlan: 'RES-REMOTE', installedOn: '2027-03-31', creditTracking: 'CT-7' }
    await call.call(stationAccounts.changeDetails, { ...at, body: { values } })
    await control('POST', 'faults', { fault: 'drop_after', match: { write: true }, accountNumber: number })
    expect((await call.call(stationAccounts.submitOrder, at)).status).toBe(200)
    expect((await call.call(stationAccounts.order, at)).body).toMatchObject({
      state: 'submitted',
      report: [],
    })
    const refused = await call.call(stationAccounts.submitOrder, at)
    expect(refused.problem.detail).toContain('The order is submitted; change it first')
    expect(await events(customer)).toContainEqual(
      expect.objectContaining({ event: 'connections.order_submitted' }),
    )

    const set = (change: object) =>
      house.owner.query(`update monitoring_company set settings = settings || $2 where id = $1`, [
        adtId,
        JSON.stringify(change),
      ])
    const other = await planted({ accountNumber: 'AT-8802' })
    const ofOther = { params: { customerId: other.id } }
    await set({ preCheckRequired: false })
    expect((await house.as(dealer.user).call(connections.shellForm, ofOther)).body.preCheckNeeded).toBeNull()
    expect((await house.as(dealer.user).call(connections.shell, { ...ofOther, body: {} })).status).toBe(200)
    await set({ preCheckRequired: true })
  })

  it('[SYS-03] brings its ADT# and MAN/Site# to the record, by link and by pull, and shows its order', async () => {
    await control('POST', 'accounts', {
      accounts: [
        {
          accountNumber: 'AD-7001',
          name: { first: 'Nell', last: 'Checked' },
          identifiers: { adtNumber: '40555001', adtSerialMan: 'M0055501' },
          orderState: 'Submitted',
        },
      ],
    })
    const customer: CustomerRow = await planted({ accountNumber: 'AD-7001' })
    expect((await dealer.link(customer)).body.connection?.state).toBe('linked')
    const page = await dealer.settled(customer)
    expect(page.providerFields).toMatchObject([
      { label: 'ADT#', value: '40555001' },
      { label: 'MAN/Site#', value: 'M0055501' },
    ])
    expect(await events(customer)).toContainEqual(
      expect.objectContaining({ event: 'customers.saved', source: 'integration' }),
    )
    const state = await house
      .as(dealer.user)
      .call(stationAccounts.state, { params: { customerId: customer.id } })
    expect(state.body).toMatchObject({
      orderState: 'Updated',
      identifiers: [{ label: 'ADT#', value: '40555001' }, { label: 'MAN/Site#' }],
    })
    await control('POST', 'accounts', {
      accounts: [
        {
          accountNumber: 'AD-7001',
          name: { first: 'Nell', last: 'Renamed' },
          identifiers: { adtNumber: '40555001', adtSerialMan: 'M0099999' },
          link: { reference: `keyholder:${dealer.here.company.slug}/${customer.id}` },
        },
      ],
    })
    const compared = await house
      .as(dealer.user)
      .call(stationAccounts.compare, { params: { customerId: customer.id } })
    const pulled = await house.as(dealer.user).call(stationAccounts.pull, {
      params: { customerId: customer.id },
      body: { seen: compared.body.seen, takeTheirs: ['lastName'] },
    })
    expect(pulled.status).toBe(200)
    expect((await dealer.open(customer)).fields).toMatchObject({
      lastName: 'Renamed',
      adtSerialMan: 'M0099999',
    })
    await house.as(dealer.user).call(connections.unlink, { params: { customerId: customer.id } })
  })
})
