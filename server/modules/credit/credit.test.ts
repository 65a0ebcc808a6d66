import { afterAll, describe, expect, it } from 'vitest'
import { credit } from '#shared/contracts/credit.ts'
import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { openCreditOffice } from '#test/helpers/credit.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'

const {
  house,
  company,
  here,
  user,
  bureau,
  control,
  inquiries,
  person,
  order,
  at,
  run,
  page,
  one,
  settled,
  events,
  close,
} = await openCreditOffice()
afterAll(close)

describe('running credit', () => {
  it('[NEW-030] asks the bureau in the background and shows bureau, score, grade, transaction and time', async () => {
    const customer = await person('0004')
    const asked = await run(customer, order({ previousAddress: { addressLine1: '1 Old Road', city: 'Orem', state: 'UT', zip: '84057' }, note: 'New contract' })) // prettier-ignore
    expect(asked.outcome).toBe('200')
    const check = await settled(customer)
    expect(check).toMatchObject({
      state: 'answered',
      outcome: 'scored',
      score: 688,
      grade: 'C',
      bureau: { name: 'Summit' },
      transactionId: expect.stringMatching(/^OC7/),
      trackingNumber: expect.stringMatching(/^TOC7/),
      alerts: [expect.stringMatching(/FRAUD/), expect.stringMatching(/ADDRESS/)],
      consent: { method: 'signed_paper', purpose: 'credit_transaction' },
      report: 'stored',
      applied: null,
    })
    // Running never advances: the record is as it was.
    const record = (await house.as(user).call(customers.open, at(customer))).body
    expect(record.fields.creditScore).toBeNull()
    expect(record.tabs.find(({ key }) => key === 'credit')).toMatchObject({ count: 1, alert: false })
    expect(record.abilities.actions).toContain('credit')
    const said = (await events(customer)).map(({ event, source }) => `${event} ${source}`)
    expect(said).toEqual(expect.arrayContaining(['credit.requested web', 'credit.answered integration']))
  })

  it.each([
    ['0000', 'no_hit', null],
    ['0001', 'frozen', null],
    ['0002', 'thin', null],
    ['0003', 'scored', 512],
    ['0008', 'pending', null],
    ['0009', 'declined', null],
  ])('[NEW-030] a file that ends in %s is answered as %s', async (ending, outcome, score) => {
    const customer = await person(ending)
    await run(customer)
    expect(await settled(customer)).toMatchObject({ state: 'answered', outcome, score })
  })

  it('[NEW-030] speaks HART and Equifax, each with what it adds to the form', async () => {
    const customer = await person('0007')
    const extras = (await page(customer)).bureaus.map(({ name, extras: own }) => [
      name,
      own.map((field) => field.name),
    ])
    expect(extras).toEqual([
      ['Elsewhere', []],
      ['Equifax', ['subjectPin']],
      ['HART', ['continueOnMatch']],
      ['Summit', []],
    ])
    await run(customer, order({ bureauId: bureau.hart }))
    expect(await settled(customer)).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/Continue on match/),
    })
    expect(await inquiries(customer.ssn, 'hart')).toHaveLength(0)
    await run(customer, order({ bureauId: bureau.hart, extras: { continueOnMatch: true } }))
    expect(await settled(customer)).toMatchObject({
      state: 'answered',
      score: 721,
      source: 'Experian',
      report: 'stored',
      extras: [{ label: 'Continue on match', value: 'Yes' }],
    })
    const frozen = await person('0001')
    await run(frozen, order({ bureauId: bureau.equifax, extras: { subjectPin: '4711' } }))
    expect(await settled(frozen)).toMatchObject({
      source: 'Equifax',
      outcome: 'scored',
      score: 704,
      extras: [{ label: 'Subject PIN', value: 'Given' }],
    })
    expect(
      (await run(frozen, order({ bureauId: bureau.equifax, extras: { pin: '1' }, again: true }))).outcome,
    ).toBe('422 request.invalid')
  })

  it('[NEW-032] demands consent and purpose, what the bureau needs, and says which fields lack', async () => {
    const customer = await person('0003')
    const paths = async (body: object) => (await run(customer, body)).problem.errors.map(({ path }) => path)
    expect(await paths(order({ consent: { given: false, method: 'signed_paper' } }))).toEqual([
      'consent.given',
    ])
    expect(await paths(order({ purpose: 'curiosity' }))).toEqual(['purpose'])
    expect(
      await paths(order({ consent: { given: true, method: 'signed_paper', on: '2199-01-01' } })),
    ).toEqual(['consent.on'])
    const bare = await house.plant.customer({ location: here, fields: { firstName: 'A', lastName: 'B' } })
    const refused = await run(bare)
    expect(refused.outcome).toBe('422 credit.incomplete')
    expect(refused.problem.errors.map(({ path }) => path)).toContain('fields.ssn')
    expect((await run(customer, order({ bureauId: bureau.manual }))).outcome).toBe(
      '409 credit.bureau_not_offered',
    )
    expect((await page(customer)).items).toEqual([])
  })
})

describe('a hard inquiry', () => {
  it('[NEW-032] is made once: double click, second tab, and again only if one says so', async () => {
    const customer = await person('4321')
    const body = order()
    const clicks = await Promise.all([run(customer, body), run(customer, body), run(customer, body)])
    expect(clicks.map(({ status }) => status)).toEqual([200, 200, 200])
    const tab = await run(customer, order())
    expect(['409 credit.one_is_open', '409 credit.asked_lately']).toContain(tab.outcome)
    await settled(customer)
    expect((await run(customer, body)).status).toBe(200)
    expect((await run(customer, order())).outcome).toBe('409 credit.asked_lately')
    expect(await inquiries(customer.ssn)).toHaveLength(1)
    expect((await page(customer)).items).toHaveLength(1)
    await run(customer, order({ again: true }))
    await settled(customer)
    expect(await inquiries(customer.ssn)).toHaveLength(2)
  })

  it('[TAB-014] whose answer is lost is looked up under our number, and never repeated', async () => {
    // 0006: every inquiry is made, and its answer dropped.
    const customer = await person('0006')
    await run(customer)
    expect(await settled(customer)).toMatchObject({ state: 'answered', score: 699, failure: null })
    expect(await inquiries(customer.ssn)).toHaveLength(1)
    expect((await events(customer)).map(({ event }) => event)).toContain('credit.unknown')
    // Dropped before it was made: three looks find none, and it is not made by itself.
    const other = await person('4322')
    await control('open-credit', 'faults', 'POST', {
      fault: 'drop_before',
      match: { path: '/inquiries', method: 'POST' },
    })
    await run(other)
    expect(await settled(other)).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/none was made/),
    })
    expect(await inquiries(other.ssn)).toHaveLength(0)
    await run(other, order())
    expect(await settled(other)).toMatchObject({ state: 'answered' })
  })

  it('[TAB-014] survives a kill between the call and the record: the next process looks it up', async () => {
    const customer = await person('4323')
    const body = order()
    // As the process left it: about to be called, and the bureau has made it.
    const subject = { firstName: 'Nell', lastName: 'Borrower', ssn: customer.ssn, address: { street: '12 Main Street', city: 'Provo', state: 'UT', postalCode: '84601' } } // prettier-ignore
    const made = await fetch(`${house.station.origin}/open-credit/inquiries`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': body.requestKey,
        authorization: `Basic ${Buffer.from('keyholder-credit:sandbox-demo').toString('base64')}`,
      },
      body: JSON.stringify({ product: {}, subject, permissiblePurpose: 'credit_transaction' }),
    })
    expect(made.status).toBe(201)
    const id = await interrupted(customer, body.requestKey, bureau.open)
    expect(await settled(customer)).toMatchObject({ id, state: 'answered', report: 'stored' })
    expect(await inquiries(customer.ssn)).toHaveLength(1)
    // At a bureau without keys a repeat would be a second inquiry: a person has to ask.
    const other = await person('4324')
    await interrupted(other, order().requestKey, bureau.hart)
    expect(await settled(other)).toMatchObject({ state: 'unknown', nextLookAt: null })
    expect(await inquiries(other.ssn, 'hart')).toHaveLength(0)
  })

  it('[TAB-014] at a bureau that cannot be asked for it waits for a person, who settles it', async () => {
    const customer = await person('0006')
    await run(customer, order({ bureauId: bureau.hart }))
    const lost = await settled(customer)
    expect(lost).toMatchObject({ state: 'unknown', nextLookAt: null })
    expect((await run(customer, order())).outcome).toBe('409 credit.one_is_open')
    const record = (await house.as(user).call(customers.open, at(customer))).body
    expect(record.tabs.find(({ key }) => key === 'credit')).toMatchObject({ alert: true })
    const remove = await house.as(user).call(customersLifecycle.delete, at(customer))
    expect(remove.outcome).toBe('409 credit.inquiry_open')
    const settle = (body: object) =>
      house.as(user).call(credit.settle, { ...one(customer, lost.id), body: body as never })
    expect((await settle({ made: true, note: 'Kim' })).outcome).toBe('422 request.invalid')
    expect((await settle({ made: false, score: 700, note: 'Kim' })).outcome).toBe('422 request.invalid')
    const done = await settle({ made: true, score: 699, trackingNumber: 'HX1', note: 'Kim at HART' })
    expect(done.body.items[0]).toMatchObject({ state: 'answered', score: 699, note: 'Kim at HART' })
    expect((await settle({ made: false, note: 'Kim' })).outcome).toBe('409 credit.not_unknown')
    expect(await inquiries(customer.ssn, 'hart')).toHaveLength(1)
  })

  it('[TAB-014] that was certainly not made fails at once; a bureau that is down is left alone', async () => {
    const customer = await person('4325')
    await control('open-credit', 'faults', 'POST', { fault: 'rejected', match: { path: '/inquiries' } })
    await run(customer)
    expect(await settled(customer)).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/data entry desk/),
    })
    await house.owner.query(
      `insert into provider_health (company_id, credit_bureau_id, failures, failing, open_since, probe_at)
       values ($1, $2, 3, '{-1,-2,-3}', now(), now() + interval '1 hour')
       on conflict (company_id, credit_bureau_id) do update set failures = 3, open_since = now(), probe_at = now() + interval '1 hour'`,
      [company.id, bureau.open],
    )
    await run(customer)
    expect(await settled(customer)).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/Nothing was asked/),
    })
    await house.owner.query('delete from provider_health where company_id = $1', [company.id])
    expect(await inquiries(customer.ssn)).toHaveLength(0)
  })
})

/** A check as a killed process leaves it, and the job that comes back for it. */
async function interrupted(customer: CustomerRow, requestKey: string, bureauId: number): Promise<number> {
  const id = await house.plant.insert('credit_check', company, {
    customer_id: customer.id,
    credit_bureau_id: bureauId,
    kind: 'inquiry',
    state: 'running',
    request_key: requestKey,
    requested_at: new Date(),
    requested_by: user.id,
    purpose: 'credit_transaction',
    consent_method: 'signed_paper',
    consent_on: '2026-01-05',
    called_at: new Date(),
  })
  await house.owner.query(
    `select graphile_worker.add_job('credit.run', json_build_object('companyId', $1::bigint, 'creditCheckId', $2::bigint))`,
    [company.id, id],
  )
  return id
}
