/** ADT's PreChecks of customers and leads, against the sandbox, with a worker. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SaveFields } from '#shared/contracts/customers.ts'
import { workflows } from '#shared/contracts/workflows.ts'
import { type Adt, openAdt } from '#test/helpers/adt.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'

let house: House
let dealer: Dealership
let adt: Adt
beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
  adt = await openAdt(house, dealer)
})
afterAll(() => house.close())

describe('an ADT PreCheck', () => {
  it('[REC-081] runs in the background by a button, tells its report, and grows old with the record', async () => {
    const customer = await adt.planted()
    expect(await adt.open(customer)).toMatchObject({
      offered: true,
      state: 'none',
      missing: [],
      mayRun: true,
    })
    expect((await adt.run(customer)).body).toMatchObject({
      state: 'running',
      company: 'ADT',
      askedBy: expect.any(String),
    })
    expect(await adt.settled(customer)).toMatchObject({
      state: 'approved',
      outdated: null,
      failure: null,
      report: [expect.stringMatching(/qualifies/), expect.any(String)],
    })
    expect(await adt.events(customer)).toEqual(
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
    expect((await adt.open(customer)).outdated).toBe('The record has changed since')
    await adt.run(customer)
    expect((await adt.settled(customer)).outdated).toBeNull()
    await house.owner.query(
      `update precheck set answered_at = now() - interval '31 days' where customer_id = $1`,
      [customer.id],
    )
    expect((await adt.open(customer)).outdated).toBe('It is 31 days old')
    // Nothing of it outside of what went to ADT: neither SSN nor birthdate, in clear or as a digest without a key.
    const { rows } = await house.owner.query(
      `select p.*, array(select c::text from connection_call c where c.customer_id = p.customer_id) as calls,
        array(select h::text from history_entry h where h.customer_id = p.customer_id and h.event like 'prechecks.%') as told
       from precheck p where p.customer_id = $1`,
      [customer.id],
    )
    const kept = JSON.stringify([rows, house.logs, await adt.open(customer)])
    expect(kept).toContain('12 Main Street')
    expect(kept).not.toMatch(/912345678|912-34-5678|1980-02-29/)
  })

  it('[REC-081] belongs to who may change the contact information; others read it, and strangers nothing', async () => {
    const customer = await adt.planted()
    const grants = ['customers.view', 'customers.modify', 'leads.view', 'leads.modify'] as const
    const reader = await house.plant.user({
      company: dealer.here.company,
      holds: [{ grants: [...grants], at: dealer.here }],
    })
    expect(await adt.open(customer, reader)).toMatchObject({ offered: true, mayRun: false })
    expect((await adt.run(customer, {}, reader)).outcome).toBe('403 access.denied_here')
    expect((await adt.run(dealer.foreign)).outcome).toBe('404 customers.not_found')
    expect((await adt.run(dealer.forbidden)).outcome).toBe('403 access.denied_here')
    const elsewhere = await adt.planted({ monitoringCompanyId: dealer.monitor.id, dealerNumberId: null })
    expect(await adt.open(elsewhere)).toMatchObject({ offered: false, state: 'none', mayRun: false })
    expect((await adt.run(elsewhere)).outcome).toBe('409 prechecks.not_offered')
    const bare = await adt.planted({ ssn: null, dealerNumberId: null, county: null })
    const refused = await adt.run(bare)
    expect(refused.outcome).toBe('422 prechecks.incomplete')
    expect(refused.problem.errors.map(({ path }) => path).sort()).toEqual([
      'fields.county',
      'fields.dealerNumberId',
      'fields.ssn',
    ])
    expect(await adt.events(bare)).not.toContainEqual(expect.objectContaining({ event: 'prechecks.asked' }))
  })

  it('[NEW-021] runs again by itself when the phone changes, and the older answer is not taken for the newer', async () => {
    const customer = await adt.planted()
    await adt.run(customer)
    expect((await adt.settled(customer)).state).toBe('approved')
    await dealer.save(customer, { primaryPhone: '8015550107' })
    expect(await adt.settled(customer)).toMatchObject({ state: 'error', askedBy: null, outdated: null })
    await dealer.save(customer, { addressLine2: 'Unit 4' })
    expect(await adt.settled(customer)).toMatchObject({ state: 'error', askedBy: null })
    await dealer.save(customer, { primaryPhone: '8015550103' })
    expect(await adt.settled(customer)).toMatchObject({ state: 'review' })
    const asked = (await adt.events(customer)).filter(({ event }) => event === 'prechecks.asked').length
    await dealer.save(customer, { bestTimeToContact: 'after five' })
    expect((await adt.events(customer)).filter(({ event }) => event === 'prechecks.asked')).toHaveLength(
      asked,
    )
    await house.owner.query(
      `update monitoring_company set settings = settings || '{"preCheckStyle": "manual"}' where id = $1`,
      [adt.adtId],
    )
    await dealer.save(customer, { primaryPhone: '8015550100' })
    expect(await adt.open(customer)).toMatchObject({
      state: 'review',
      outdated: 'The record has changed since',
    })
    await house.owner.query(
      `update monitoring_company set settings = settings || '{"preCheckStyle": "automatic"}' where id = $1`,
      [adt.adtId],
    )
  })

  it('[NEW-021] is asked once though the answer is lost, waits while ADT is down, and says what ADT refuses', async () => {
    const before = await adt.effects('precheck')
    const customer = await adt.planted()
    await adt.control('POST', 'faults', { fault: 'drop_after', match: { path: '/prechecks' } })
    await adt.run(customer)
    expect((await adt.settled(customer)).state).toBe('approved')
    expect(await adt.effects('precheck')).toBe(before + 1)
    const second = await adt.planted()
    await adt.control('POST', 'faults', { fault: 'http_503', match: { path: '/prechecks' } })
    await adt.run(second)
    expect((await adt.settled(second)).state).toBe('approved')
    const third = await adt.planted({ county: 'x'.repeat(41) })
    await adt.run(third)
    expect(await adt.settled(third)).toMatchObject({
      state: 'error',
      failure: 'County: The station keeps at most 40 characters',
      report: [],
    })
    expect(await adt.effects('precheck')).toBe(before + 2)
  })

  it('[REC-081] of a lead asks who is to check it and under which number', async () => {
    const { monitoringCompanyId, dealerNumberId, abortCode: _none, ...fields } = adt.full()
    const lead = await house.plant.lead({ location: dealer.here, fields: fields as never })
    expect(await adt.open(lead)).toMatchObject({
      offered: true,
      companies: [{ name: 'ADT', dealerNumbers: [{ number: 'SUB-14' }] }],
    })
    const order = { monitoringCompanyId, dealerNumberId }
    expect((await adt.run(lead, order)).body).toMatchObject({ state: 'running', chosen: order })
    expect((await adt.settled(lead)).state).toBe('approved')
    expect((await adt.run(lead)).body).toMatchObject({ chosen: order })
  })
})

describe('a new record', () => {
  it('[NEW-020] needs what ADT asks, at each field; without the PreCheck none of it', async () => {
    const { firstName, lastName, city, state, primaryPhone } = adt.full()
    const bare = { firstName, lastName, city, state, primaryPhone, locationId: dealer.here.id }
    const refused = await adt.create({ ...bare, accountType: 'commercial' }, {})
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
    const withoutNumber = await adt.create(
      { ...adt.full(), dealerNumberId: null, locationId: dealer.here.id },
      {},
    )
    expect(withoutNumber.problem.errors).toEqual([
      { path: 'fields.dealerNumberId', message: 'Dealer Number is needed for the ADT PreCheck' },
    ])
    const other = await adt.create(
      {
        ...adt.full(),
        monitoringCompanyId: dealer.monitor.id,
        dealerNumberId: null,
        locationId: dealer.here.id,
      },
      {},
    )
    expect(other.problem.errors.map(({ path }) => path)).toEqual(['fields.monitoringCompanyId'])
    const lead = await adt.create(
      { firstName, lastName, city, state, primaryPhone } as SaveFields,
      {},
      'lead',
    )
    expect(lead.problem.errors.map(({ path }) => path)).toContain('preCheck.monitoringCompanyId')
    expect((await adt.create({ ...bare, accountType: 'commercial' })).status).toBe(200)
  })

  it('[NEW-021] is there at once and checked in the background, unless Pre-Check orders are switched off', async () => {
    const { body } = await adt.create({ ...adt.full(), locationId: dealer.here.id }, {})
    expect(['running', 'approved']).toContain((await adt.open(body)).state)
    expect((await adt.settled(body)).state).toBe('approved')
    const { rowCount } = await house.owner.query(
      `update monitoring_company set settings = settings || '{"preCheckEnabled": false}' where id = $1`,
      [adt.adtId],
    )
    expect(rowCount).toBe(1)
    const quiet = await adt.create({ ...adt.full(), locationId: dealer.here.id }, {})
    expect(await adt.open(quiet.body)).toMatchObject({ offered: false, state: 'none' })
    await house.owner.query(
      `update monitoring_company set settings = settings || '{"preCheckEnabled": true}' where id = $1`,
      [adt.adtId],
    )
    expect((await adt.open(quiet.body)).state).toBe('none')
  })
})

describe('a guided creation', () => {
  it('[NEW-020] [NEW-021] asks for what ADT needs, and runs the PreCheck in the background; approved, it qualifies', async () => {
    const steps = ['information', 'qualify', 'order', 'payment', 'work_order', 'schedule', 'next_step']
    const { id: workflowId } = (
      await house.as(dealer.user).call(workflows.create, {
        body: {
          name: 'ADT sale',
          type: 'adt',
          purpose: 'creation',
          steps: steps.map((kind) => ({ kind })) as never,
        },
      })
    ).body
    const make = (fields: SaveFields) =>
      house.as(dealer.user).call(workflows.createCustomer, {
        params: { workflowId },
        body: { fields: { ...fields, locationId: dealer.here.id }, preCheck: {} },
      })
    const { ssn: _, ...withoutSsn } = adt.full()
    expect((await make(withoutSsn)).problem.errors).toEqual([
      { path: 'fields.ssn', message: 'SSN is needed for the ADT PreCheck' },
    ])
    const { customerId, enrolment } = (await make(adt.full())).body
    expect(enrolment.current).toBe('Qualify')
    expect(await adt.settled({ id: customerId } as never)).toMatchObject({ state: 'approved' })
    const qualify = enrolment.stepList[1]!
    const done = await house.as(dealer.user).call(workflows.finishStep, {
      params: { customerId, enrolmentId: enrolment.id, stepId: qualify.id },
      body: { outcome: 'done' },
    })
    expect(done.body.current).toBe('Order')
  })
})
