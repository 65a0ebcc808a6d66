/** The Manage page against COPS (one test at a time, authorities that can be removed) and Bold (events, several tests). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CopsDealership, sameAtCops } from '#test/helpers/cops.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import type { Dealership } from '#test/helpers/linking.ts'

let house: House
let cops: CopsDealership
let dealer: Dealership

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  cops = await CopsDealership.open(house)
  dealer = cops.dealer
})
afterAll(() => house.close())

const days = (from: number, until: number) => ({
  from: new Date(Date.now() - from * 86_400_000).toISOString(),
  until: new Date(Date.now() - until * 86_400_000).toISOString(),
})

describe('the account', () => {
  it('[CON-050][CON-011][CON-055] is drawn from what the connector can do; its parts are asked one by one', async () => {
    const customer = await cops.linked('MG-1', {
      details: { receiverNumber: 'R-1', templateNumber: 'T-07' },
    })
    await house.plant.contact(customer, { firstName: 'Pat', lastName: 'Near', passcode: 'sorrel' })
    const page = (await cops.ask('overview', customer)).body
    expect(page).toMatchObject({
      company: 'COPS',
      accountNumber: 'MG-1',
      linked: true,
      zip: '84601',
      mayChange: true,
      contacts: [{ order: 1, name: 'Pat Near' }],
      parts: {
        tests: { several: false, maxMinutes: 2880 },
        agencies: { perKind: 'several', permits: true },
        contactsLack: 'passcode, who has a key, email',
      },
    })
    expect(page.facts).toContainEqual({ label: 'Primary Phone', value: '(801) 555-0100' })
    expect(JSON.stringify(page)).not.toContain('sorrel')
    const viewer = await cops.holder('customers.view')
    expect((await cops.ask('overview', customer, {}, viewer)).body).toMatchObject({
      contacts: null,
      zones: null,
      mayChange: false,
    })
    expect((await cops.ask('state', customer, {}, viewer)).body.inService).toBe(true)
    expect((await cops.ask('endAllTests', customer, {}, viewer)).outcome).toBe('403 access.denied')
    for (const other of [dealer.foreign, dealer.forbidden])
      expect((await cops.ask('state', other)).status).toBeGreaterThanOrEqual(403)

    await cops.fail('MG-1', 'http_503', { method: 'GET' })
    const failed = await cops.ask('state', customer)
    expect(failed.outcome).toBe('502 connections.provider_failed')
    expect(failed.problem.detail).toContain('Look up account at COPS failed')
    expect((await cops.ask('state', customer)).status).toBe(200)
    expect((await cops.calls(customer)).filter(({ status }) => status === 503)).toHaveLength(1)

    const changed = await cops.ask('changeDetails', customer, {
      body: { values: { templateNumber: 'T-08', ulCert: 'yes' } },
    })
    expect(changed.body.values).toMatchObject({
      templateNumber: 'T-08',
      ulCert: 'yes',
      receiverNumber: 'R-1',
    })
    const [entry] = await cops.told(customer)
    expect(entry?.summary).toBe('Changed Template number, UL certified at COPS')
    expect(entry?.changes).toContainEqual({
      field: 'Template number',
      label: 'Template number',
      old: 'T-07',
      new: 'T-08',
    })
    const wrong = await cops.ask('changeDetails', customer, {
      body: { values: { receiverNumber: 'R-2', licenseExpiration: 'soon', templateNumber: 'x'.repeat(11) } },
    })
    expect(wrong.problem.errors.map(({ path }) => path)).toEqual([
      'values.receiverNumber',
      'values.licenseExpiration',
      'values.templateNumber',
    ])
    expect(
      (await cops.ask('choices', customer, { query: { of: 'detail', key: 'panelType' } })).body.items[0],
    ).toEqual({
      code: 'CELL',
      label: 'Self-contained, cellular',
    })
    expect((await cops.ask('setService', customer, { body: { inService: false } })).outcome).toBe(
      '409 connections.unsupported',
    )

    await house.owner.query('update customer set archived_at = now() where id = $1', [customer.id])
    expect((await cops.ask('details', customer)).status).toBe(200)
    expect((await cops.ask('overview', customer)).body).toMatchObject({
      mayChange: false,
      readOnlyReason: 'archived',
    })
    expect((await cops.ask('placeTest', customer, { body: { hours: 1, minutes: 0 } })).outcome).toBe(
      '409 customers.archived',
    )
    const unlinked = await cops.ours('MG-NONE')
    expect((await cops.ask('overview', unlinked)).body.linked).toBe(false)
    expect((await cops.ask('tests', unlinked)).outcome).toBe('409 connections.not_linked')
  })

  it('[CON-051] gets authorities of a ZIP, with permits, and loses them; Bold keeps one of each kind for good', async () => {
    const customer = await cops.linked('MG-2')
    const search = (zip: string) => cops.ask('searchAgencies', customer, { query: { kind: 'police', zip } })
    const [first, second] = (await search('84601-1234')).body.items
    expect((await search('00000')).body.items).toEqual([])
    await cops.fail('MG-2', 'drop_after', { method: 'PUT' })
    const added = await cops.ask('addAgency', customer, { body: { agency: first, permitNumber: 'P-1' } })
    expect(added.body.items).toMatchObject([{ id: first!.id, permitNumber: 'P-1' }])
    expect((await cops.ask('addAgency', customer, { body: { agency: second } })).body.items).toHaveLength(2)
    const out = { agencyId: first!.id, kind: 'police' }
    expect((await cops.ask('removeAgency', customer, { body: out })).body.items).toMatchObject([
      { id: second!.id },
    ])
    expect((await cops.ask('removeAgency', customer, { body: out })).outcome).toBe(
      '409 connections.agency_gone',
    )
    expect((await cops.told(customer)).slice(0, 3).map(({ summary }) => summary)).toEqual([
      `Took ${first!.name} (Police) off the account at COPS`,
      `Put ${second!.name} (Police) on the account at COPS`,
      `Put ${first!.name} (Police) on the account at COPS`,
    ])

    const atBold = await dealer.linked('MGB-2')
    const found = (await cops.ask('searchAgencies', atBold, { query: { kind: 'fire', zip: '84601' } })).body
      .items
    expect((await cops.ask('addAgency', atBold, { body: { agency: found[0] } })).status).toBe(200)
    expect((await cops.ask('addAgency', atBold, { body: { agency: found[1] } })).outcome).toBe(
      '409 connections.agency_set_already',
    )
    expect(
      (await cops.ask('removeAgency', atBold, { body: { agencyId: found[0]!.id, kind: 'fire' } })).outcome,
    ).toBe('409 connections.unsupported')
  })
})

describe('tests', () => {
  const order = { category: 'SERVICE', hours: 1, minutes: 30 }

  it('[CON-053][CON-055] is placed once though the answer is lost, refused where it was not, and ended', async () => {
    const customer = await cops.linked('MG-5')
    const place = (body: object = order) => cops.ask('placeTest', customer, { body })
    expect((await place({ ...order, category: '' })).problem.errors).toEqual([
      { path: 'category', message: 'Choose a category' },
    ])
    expect((await place({ ...order, hours: 49 })).problem.errors[0]?.path).toBe('hours')
    expect((await place({ ...order, description: 'x' })).problem.errors[0]?.path).toBe('description')

    await cops.fail('MG-5', 'drop_before', { method: 'POST' })
    const lost = await place()
    expect(lost.outcome).toBe('502 connections.not_done')
    expect(lost.problem.detail).toContain('nothing was changed there')
    expect((await cops.ask('tests', customer)).body.running).toEqual([])

    await cops.fail('MG-5', 'drop_after', { method: 'POST' })
    expect((await place()).body.running).toMatchObject([{ category: 'SERVICE' }])
    expect((await cops.held('MG-5')).tests).toHaveLength(1)
    expect((await cops.told(customer))[0]?.summary).toBe(
      'Placed account MG-5 on test at COPS for 1 hour 30 minutes',
    )
    expect((await place()).outcome).toBe('409 connections.on_test_already')

    const { running } = (await cops.ask('tests', customer)).body
    await cops.fail('MG-5', 'http_503', { method: 'DELETE' })
    const end = () => cops.ask('endTest', customer, { body: { testId: running[0]!.id } })
    expect((await end()).outcome).toBe('502 connections.not_done')
    expect((await cops.ask('tests', customer)).body.running).toHaveLength(1)
    // Neither an answer nor a look afterwards: the page says that it does not know, and the next look does.
    await cops.fail('MG-5', 'drop_after', { method: 'DELETE' })
    await cops.fail('MG-5', 'http_503', { method: 'GET' })
    expect((await end()).outcome).toBe('502 connections.outcome_unknown')
    expect((await cops.ask('tests', customer)).body.running).toEqual([])
    expect((await end()).body.running).toEqual([])
    expect((await cops.ask('endAllTests', customer)).outcome).toBe('409 connections.unsupported')
    expect((await cops.calls(customer)).some(({ call }) => /test/i.test(call))).toBe(true)

    const history = await cops.ask('testHistory', customer, { query: days(1, -1) })
    expect(history.body.items).toMatchObject([{ category: 'SERVICE' }])
    expect((await cops.ask('testHistory', customer, { query: days(40, 0) })).problem.errors).toEqual([
      { path: 'until', message: 'The station answers at most 31 days at once' },
    ])
    expect((await cops.ask('testResults', customer, { query: days(1, -1) })).body).toEqual({
      items: [],
      cut: false,
    })
  })

  it('[CON-100][CON-053] of several at Bold end all at once; signals since the beginning come in with their zones', async () => {
    const customer = await dealer.linked('MGB-6')
    const place = (minutes: number) =>
      cops.ask('placeTest', customer, { body: { hours: 0, minutes, description: `For ${minutes}` } })
    await place(10)
    expect((await place(20)).body.running).toHaveLength(2)
    const { since } = (await cops.ask('signals', customer)).body
    const at = (second: number) => new Date(Date.parse(since) + second * 1000).toISOString()
    await house.station.hold({
      ...sameAtCops,
      accountNumber: 'MGB-6',
      link: { reference: `keyholder:${dealer.here.company.slug}/${customer.id}` },
      events: [
        { id: 'E1', at: at(-60), kind: 'alarm', code: 'E130', description: 'Before', zone: '1' },
        { id: 'E2', at: at(2), kind: 'alarm', code: 'E130', description: 'Front door', zone: '1' },
        { id: 'E3', at: at(3), kind: 'restore', code: 'R130', description: 'Front door', zone: '1' },
      ],
    })
    const before = (await cops.calls(customer)).length
    const { items } = (await cops.ask('signals', customer, { query: { since } })).body
    expect(items.map(({ id, zone }) => [id, zone])).toEqual([
      ['E3', '1'],
      ['E2', '1'],
    ])
    expect((await cops.calls(customer)).length, 'polling does not fill the log').toBe(before)
    expect(
      (await cops.ask('signals', customer, { query: { since: days(2, 0).from } })).problem.errors[0]?.path,
    ).toBe('since')
    expect((await cops.ask('events', customer, { query: days(1, -1) })).body.items).toHaveLength(3)
    expect((await cops.ask('endAllTests', customer)).body.running).toEqual([])
  })
})

describe('the other way round', () => {
  it('[CON-011][CON-033] pull takes theirs where chosen, by a save of integration, and sends ours for the rest', async () => {
    const customer = await cops.linked('MG-7')
    await cops.hold('MG-7', {
      premises: { ...sameAtCops.premises, city: 'Orem', county: 'Juab' },
      link: { reference: `keyholder:${dealer.here.company.slug}/${customer.id}` },
    })
    const { seen, differences } = (await cops.ask('compare', customer)).body
    expect(differences.map(({ field }) => field)).toEqual(['city', 'county'])
    const pull = (take: string[], as = seen) =>
      cops.ask('pull', customer, { body: { seen: as, takeTheirs: take } })
    expect((await pull([])).outcome).toBe('422 request.invalid')
    expect((await pull(['city'], 'old')).outcome).toBe('409 connections.changed_meanwhile')
    expect((await pull(['city'])).status).toBe(200)
    await dealer.settled(customer)
    expect((await dealer.open(customer)).fields).toMatchObject({ city: 'Orem', county: null })
    expect((await cops.ask('compare', customer)).body.differences).toEqual([])
    const entries = await cops.told(customer)
    expect(entries.find(({ event }) => event === 'customers.saved')).toMatchObject({
      source: 'integration',
      changes: [{ field: 'city', old: 'Provo', new: 'Orem' }],
    })
    expect(entries.find(({ event }) => event === 'connections.pulled')?.summary).toBe(
      'Took City over from account MG-7 at COPS',
    )
    const viewer = await cops.holder('customers.view', 'connections.modify')
    expect((await cops.ask('compare', customer, {}, viewer)).body.differences).toEqual([])
    expect((await cops.ask('pull', customer, { body: { seen, takeTheirs: ['city'] } }, viewer)).outcome).toBe(
      '409 connections.changed_meanwhile',
    )
  })

  it('[CON-011][REC-006] a reset abort code reaches customer and station; only who may see codes resets one', async () => {
    const customer = await cops.linked('MG-8')
    const body = { abortCode: 'marigold' }
    const without = await cops.holder(
      'customers.view',
      'customers.modify',
      'connections.modify',
      'installation_information.view',
      'installation_information.modify',
    )
    expect((await cops.ask('resetCode', customer, { body }, without)).status).toBe(403)
    expect((await cops.ask('resetCode', customer, { body: { abortCode: ' ' } })).outcome).toBe(
      '422 request.invalid',
    )
    expect((await cops.ask('resetCode', customer, { body })).status).toBe(200)
    await dealer.settled(customer)
    expect(await cops.held('MG-8')).toMatchObject({ abortCode: 'marigold' })
    expect((await dealer.open(customer)).fields.abortCode).toBe('marigold')
    const entries = JSON.stringify(await cops.told(customer, without))
    expect(entries).toContain('Reset the abort code')
    expect(entries + house.logs.join()).not.toContain('marigold')
  })
})
