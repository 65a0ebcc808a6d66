import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TranscriptEntry } from '../http.ts'
import { openStationBrand } from '#test/helpers/open-station-brand.ts'
import { askConnector } from '../conformance.ts'
import { connectTo, rejection, type Desk } from '../conformance-desk.ts'
import type { PreCheckQuestion } from '../station-parts.ts'
import { adt } from './adt.ts'

const subject = openStationBrand({
  connector: adt,
  system: 'SYS-03',
  firstAccount: 'AD-1001',
  accountNumber: (n) => `AT-${n}`,
  settings: { production: false, preCheckEnabled: true },
  parts: {
    zones: {
      accountNumber: 'AD-1001',
      zone: '01',
      numbers: ['11', '12', '113'],
      eventType: 'BA',
      deviceType: 'CONTACT',
    },
    details: { values: { servicePlan: 'RES-REMOTE', creditTracking: 'CT-1042' } },
  },
})

askConnector(subject)

const question: PreCheckQuestion = {
  firstName: 'Nell',
  lastName: 'Linked',
  businessName: '',
  businessContact: '',
  addressLine1: '12 Main Street',
  city: 'Provo',
  state: 'UT',
  zip: '84601',
  county: 'Utah',
  phone: '8015550100',
  email: 'nell@example.test',
  ssn: '912345678',
  birthdate: '1980-02-29',
  dealerNumber: '',
}

describe('ADT', () => {
  let desk: Desk
  beforeAll(async () => void (desk = await connectTo(subject)))
  afterAll(() => desk?.close())
  const runFor = (runForMs: number) =>
    fetch(`${desk.url}/_control/prechecks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ runForMs }),
    })

  it('[SYS-03] gives an account its ADT# and MAN/Site#, and says how its order stands', async () => {
    const { ref } = await desk.shell({ firstName: 'Amelia', abortCode: 'Tangerine' })
    const found = await desk.station.account.lookup(ref.accountNumber)
    expect(found).toMatchObject({
      identifiers: { adtNumber: `40${ref.externalId}`, adtSerialMan: `M00${ref.externalId}` },
      orderState: 'Created',
    })
    const change = { fields: { city: 'Lehi' }, idempotencyKey: desk.key() }
    expect(await desk.station.account.update(ref, change)).toMatchObject({ orderState: 'Updated' })
    for (const [fields, field] of [
      [{ abortCode: 'Tangerine77' }, 'abortCode'],
      [{ businessName: 'x'.repeat(29) }, 'businessName'],
    ] as const) {
      const refused = desk.station.account.update(ref, { fields, idempotencyKey: desk.key() })
      expect(await rejection(refused)).toMatchObject({ kind: 'rejected', field })
    }
  })

  it('[SYS-03] submits an order, says why one failed, and knows one that is under way though the answer was lost', async () => {
    await runFor(60_000)
    const { ref } = await desk.shell({ firstName: 'Amelia', abortCode: 'Tangerine' })
    const orders = desk.station.orders!
    expect(await orders.read(ref)).toMatchObject({ state: 'created', report: [] })
    await runFor(0)
    await orders.submit(ref, { idempotencyKey: desk.key() })
    expect(await orders.read(ref)).toMatchObject({
      state: 'failed',
      report: expect.arrayContaining([
        'The order has no e-mail address.',
        'Choose a service plan.',
      ]) as string[],
    })
    expect(await desk.station.account.lookup(ref.accountNumber)).toMatchObject({
      orderState: 'Submission Failed',
    })
    const fields = { email: 'amelia@example.test', primaryPhone: '8015550100' }
    await desk.station.account.update(ref, { fields, idempotencyKey: desk.key() })
    const values = { servicePlan: 'RES-REMOTE', installedOn: '2027-03-31', creditTracking: 'CT-7' }
    await desk.station.details!.write(ref, { values, idempotencyKey: desk.key() })
    expect(await orders.read(ref)).toMatchObject({ state: 'updated', report: [] })
    await runFor(60_000)
    await desk.fault({ fault: 'drop_after', match: { write: true } })
    const write = { idempotencyKey: desk.key() }
    expect(await rejection(orders.submit(ref, write))).toMatchObject({
      kind: 'unavailable',
      outcome: 'unknown',
    })
    expect(await orders.read(ref)).toMatchObject({ state: 'submitting' })
    expect(await orders.submit(ref, write)).toMatchObject({ state: 'submitting' })
    expect(
      (await desk.effects(ref.accountNumber)).filter(({ kind }) => kind === 'order_submitted'),
    ).toHaveLength(2)
    const again = orders.submit(ref, { idempotencyKey: desk.key() })
    expect(await rejection(again)).toMatchObject({
      kind: 'rejected',
      outcome: 'not_applied',
      providerMessage: 'The order is being submitted already',
    })
  })

  it('[SYS-03] refuses to take the test environment for production', async () => {
    const production = desk.open({ settings: { ...subject.settings(desk.url), production: true } })
    expect((await rejection(production.check())).reason).toMatch(/test environment/)
  })

  it('[NEW-021] runs a PreCheck once for each key, and answers what the sandbox’s rules say', async () => {
    const said: TranscriptEntry[] = []
    const { preChecks } = desk.open({ onCall: (entry) => said.push(entry) })
    const start = (change: Partial<PreCheckQuestion>, idempotencyKey = desk.key()) =>
      preChecks!.start({ ...question, ...change, idempotencyKey })
    await runFor(60_000)
    const running = await start({})
    expect(running).toMatchObject({ state: 'running', report: [] })
    expect(await preChecks!.read(running.id)).toMatchObject({ id: running.id, state: 'running' })
    await runFor(0)
    const key = desk.key()
    const lost = await start({ phone: '8015550103' }, key)
    expect(await start({ phone: '8015550103' }, key)).toEqual(lost)
    expect(await desk.effects(lost.id)).toHaveLength(1)
    expect(lost.state).toBe('review')
    expect(await start({ phone: '(801) 555-0107' })).toMatchObject({
      state: 'error',
      report: [expect.stringMatching(/social security/), expect.any(String)],
    })
    expect(await start({})).toMatchObject({ state: 'approved' })
    expect(await start({ birthdate: '2020-01-01' })).toMatchObject({ state: 'error' })
    expect(await rejection(preChecks!.read('PC-1'))).toMatchObject({ kind: 'not_found' })
    const callsBefore = (await desk.calls()).length
    for (const [change, field] of [
      [{ ssn: '12' }, 'ssn'],
      [{ county: '' }, 'county'],
      [{ phone: '555' }, 'primaryPhone'],
    ] as const)
      expect(await rejection(start(change))).toMatchObject({ kind: 'rejected', field })
    expect((await desk.calls()).length).toBe(callsBefore)
    const told = JSON.stringify([said, await desk.effects(lost.id)])
    for (const secret of ['912345678', '1980-02-29', '2020-01-01']) expect(told).not.toContain(secret)
    expect(told).toContain('12 Main Street')
  })
})
