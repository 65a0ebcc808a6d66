import { afterAll, describe, expect, it } from 'vitest'
import { credit } from '#shared/contracts/credit.ts'
import { customers } from '#shared/contracts/customers.ts'
import { providers } from '#shared/contracts/providers.ts'
import type { Permission } from '#shared/permissions.ts'
import { openCreditOffice } from '#test/helpers/credit.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { Location } from '#test/helpers/factories.ts'

const { house, company, here, user, bureau, person, order, at, run, page, one, settled, events, close } =
  await openCreditOffice()
afterAll(close)

describe('the active credit check', () => {
  it('[NEW-031] is one that is applied: sets score and tracking number, replaces another, can be taken off', async () => {
    const customer = await person('0003')
    await run(customer)
    const first = await settled(customer)
    const fields = async () => {
      const { fields: f } = (await house.as(user).call(customers.open, at(customer))).body
      return [f.creditScore, f.creditTrackingNumber]
    }
    const apply = (id: number) => house.as(user).call(credit.apply, one(customer, id))
    expect((await apply(first.id)).body.items[0]).toMatchObject({ applied: { by: expect.any(String) } })
    expect(await fields()).toEqual([512, first.trackingNumber])
    expect((await apply(first.id)).outcome).toBe('409 credit.applied_already')
    const entered = await house.as(user).call(credit.enter, {
      ...at(customer),
      body: { bureauId: bureau.manual, score: 702, trackingNumber: 'EL-1', note: 'By telephone' },
    })
    const manual = entered.body.items[0]!
    expect(manual).toMatchObject({ kind: 'manual', consent: null, report: 'none' })
    const both = (await apply(manual.id)).body.items.map(({ applied }) => applied !== null)
    expect(both).toEqual([true, false])
    expect(await fields()).toEqual([702, 'EL-1'])
    await house.as(user).call(credit.unapply, one(customer, manual.id))
    expect(await fields()).toEqual([null, null])
    const said = (await events(customer)).map(({ event }) => event)
    expect(said).toEqual(
      expect.arrayContaining(['credit.entered', 'credit.applied', 'credit.unapplied', 'customers.saved']),
    )
    const thin = await person('0002')
    await run(thin)
    // No score: the tracking number is kept all the same.
    const check = await settled(thin)
    await house.as(user).call(credit.apply, one(thin, check.id))
    const after = (await house.as(user).call(customers.open, at(thin))).body.fields
    expect([after.creditScore, after.creditTrackingNumber]).toEqual([null, check.trackingNumber])
  })

  it('[TAB-014] belongs to a lead as well, and stays when it is archived, read-only', async () => {
    const lead = await house.plant.lead({
      location: here,
      fields: { addressLine1: '1 Main', city: 'Provo', state: 'UT', zip: '84601', ssn: '955550003' },
    })
    await run(lead)
    expect(await settled(lead)).toMatchObject({ score: 512 })
    const archived = await person('0003', { archived_at: new Date() })
    expect((await run(archived)).outcome).toBe('409 customers.archived')
    expect((await page(archived)).abilities.create).toBe(false)
  })
})

describe('reports', () => {
  it('[SEC-003] hold neither SSN nor birthdate, lie sealed, and who reads one stands in History', async () => {
    const customer = await person('4330')
    await run(customer)
    await run(customer, order({ bureauId: bureau.equifax, again: true }))
    const check = await settled(customer)
    const read = await house.as(user).call(credit.report, one(customer, check.id))
    expect(read.body.report).toMatch(/SUBJECT {3}BORROWER, NELL/)
    expect(read.body.report).toMatch(/SSN {7}\*\*\*/)
    await run(customer, order({ bureauId: bureau.equifax }))
    const second = await settled(customer)
    const other = await house.as(user).call(credit.report, one(customer, second.id))
    await run(customer, order({ bureauId: bureau.hart }))
    const third = await settled(customer)
    const last = await house.as(user).call(credit.report, one(customer, third.id))
    expect((await events(customer)).filter(({ event }) => event === 'credit.report_viewed')).toHaveLength(3)
    const { rows } = await house.owner.query(
      `select k.*, array(select h::text from history_entry h where h.customer_id = k.customer_id and h.event like 'credit.%') as told
       from credit_check k where k.customer_id = $1`,
      [customer.id],
    )
    expect(rows.every(({ sealed_order: kept }) => kept === null)).toBe(true)
    const { rows: jobs } = await house.owner.query('select * from graphile_worker._private_jobs')
    const everything = JSON.stringify([
      rows,
      jobs,
      house.logs,
      read.body,
      other.body,
      last.body,
      await page(customer),
    ])
    const dashed = customer.ssn.replace(/^(\d{3})(\d{2})(\d{4})$/, '$1-$2-$3')
    for (const secret of [customer.ssn, dashed, '1980-02-29', '02/29/1980', 'sandbox-demo'])
      expect(everything).not.toContain(secret)
    // Sealed at rest, and no word of a report in a log or a list of calls.
    expect(JSON.stringify([rows, house.logs])).not.toContain('SUMMIT BANK')
    expect(rows.every(({ calls }) => (calls as object[]).every((call) => !('request' in call)))).toBe(true)
  })

  it('[TAB-014] are erased after the company’s time; what the card shows stays', async () => {
    const customer = await person('4331')
    await run(customer)
    const check = await settled(customer)
    await house.owner.query(
      `update credit_check set answered_at = now() - interval '731 days' where id = $1`,
      [check.id],
    )
    await house.owner.query(
      `select graphile_worker.add_job('credit.purge', json_build_object('companyId', $1::bigint))`,
      [company.id],
    )
    await eventually(async () => {
      expect((await page(customer)).items[0]).toMatchObject({ report: 'purged', score: check.score })
    })
    expect((await house.as(user).call(credit.report, one(customer, check.id))).outcome).toBe(
      '409 credit.no_report',
    )
    const { rows } = await house.owner.query('select sealed_report from credit_check where id = $1', [
      check.id,
    ])
    expect(rows[0]!.sealed_report).toBeNull()
    expect((await events(customer)).map(({ event, source }) => `${event} ${source}`)).toContain(
      'credit.report_purged job',
    )
  })
})

describe('who may', () => {
  it('[REC-042] the tab takes View, running takes Create, at the record’s location; the SSN stays masked to who runs it', async () => {
    const customer = await person('4340')
    const holding = (grants: Permission[], location: Location | undefined = here) =>
      house.plant.user({
        company,
        holds: [{ grants: ['customers.view', ...grants], ...(location && { at: location }) }],
      })
    const reader = await holding(['credit_reports.view'])
    expect((await page(customer, reader)).abilities).toMatchObject({ create: false })
    expect((await run(customer, order(), reader)).outcome).toBe('403 access.denied')
    const elsewhere = await house.plant.location({ company })
    const stranger = await house.plant.user({
      company,
      holds: [
        { grants: ['customers.view'], at: here },
        { grants: ['credit_reports.view', 'credit_reports.create'], at: elsewhere },
      ],
    })
    expect((await run(customer, order(), stranger)).outcome).toBe('403 access.denied_here')
    expect((await house.as(stranger).call(credit.ofCustomer, at(customer))).outcome).toBe(
      '403 access.denied_here',
    )
    const seller = await holding(['credit_reports.view', 'credit_reports.create'])
    const shown = (await house.as(seller).call(customers.open, at(customer))).body
    expect(shown.fields.ssn).toBe('***')
    expect((await run(customer, order(), seller)).status).toBe(200)
    const check = await settled(customer)
    expect((await house.as(seller).call(credit.report, one(customer, check.id))).text).not.toContain(
      customer.ssn,
    )
    const foreign = await house.plant.user({ company: await house.plant.company({ settings: { creditChecks: true } }), holds: [{ grants: 'all' }] }) // prettier-ignore
    expect((await run(customer, order({ bureauId: bureau.open }), foreign)).outcome).toBe(
      '404 customers.not_found',
    )
    // Who may not see reports reads in History that something was done, and no value.
    const historian = await holding(['history.yes'])
    const told = (await events(customer, historian)).filter(({ entity }) => entity === 'credit_check')
    expect(told.length).toBeGreaterThan(0)
    expect(told.every(({ changes }) => changes.length === 0)).toBe(true)
    expect(JSON.stringify(told)).not.toContain('Summit')
  })

  it('[ADM-007] without the add-on the tab, the action, the routes and the bureaus are gone', async () => {
    const customer = await person('4341')
    const set = (on: boolean) =>
      house.owner.query(`update platform.company set settings = settings || $2 where id = $1`, [
        company.id,
        { creditChecks: on },
      ])
    await set(false)
    try {
      const record = (await house.as(user).call(customers.open, at(customer))).body
      expect(record.tabs.map(({ key }) => key)).not.toContain('credit')
      expect(record.abilities.actions).not.toContain('credit')
      expect((await house.as(user).call(credit.ofCustomer, at(customer))).outcome).toBe('404 credit.off')
      expect((await run(customer)).outcome).toBe('404 credit.off')
      const kind = { params: { providerKind: 'credit' as const } }
      expect((await house.as(user).call(providers.list, kind)).outcome).toBe('404 credit.off')
    } finally {
      await set(true)
    }
    const kind = { params: { providerKind: 'credit' as const } }
    expect((await house.as(user).call(providers.list, kind)).body.items).toHaveLength(4)
  })

  it('[ADM-011] bureaus take Integrations, keep their secrets, and are tested before they are saved', async () => {
    const holding = (grants: Permission[]) => house.plant.user({ company, holds: [{ grants }] })
    const kind = { params: { providerKind: 'credit' as const } }
    const stations = await holding(['administration_page.view', 'monitoring_companies.yes'])
    expect((await house.as(stations).call(providers.list, kind)).outcome).toBe('403 access.denied')
    const viewer = await holding(['integrations.view'])
    expect((await house.as(viewer).call(providers.list, kind)).body.abilities).toEqual({
      create: false,
      modify: false,
    })
    expect(
      (await house.as(viewer).call(providers.list, { params: { providerKind: 'monitoring' } })).outcome,
    ).toBe('403 access.denied')
    const settings = {
      baseUrl: `${house.station.origin}/open-credit`,
      subscriberCode: '0125A12345',
      password: 'sandbox-demo',
    }
    const manager = await holding(['integrations.view', 'integrations.create', 'integrations.modify'])
    const test = (change: object) =>
      house.as(manager).call(providers.test, {
        ...kind,
        body: { connector: 'transunion', settings: { ...settings, ...change } },
      })
    expect((await test({})).body).toEqual({
      ok: true,
      message: 'TransUnion answers (test environment).',
      failure: null,
    })
    expect((await test({ password: 'wrong' })).body).toMatchObject({ ok: false, failure: 'bad_credentials' })
    const body = { name: 'TransUnion', connector: 'transunion', active: true, settings }
    const made = await house.as(manager).call(providers.create, { ...kind, body })
    expect(made.status).toBe(200)
    expect(made.body.saved).toEqual(['password'])
    expect(made.text).not.toContain('sandbox-demo')
    expect((await house.as(viewer).call(providers.create, { ...kind, body })).outcome).toBe(
      '403 access.denied',
    )
  })
})
