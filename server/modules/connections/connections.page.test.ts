import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connections } from '#shared/contracts/connections.ts'
import type { Permission } from '#shared/permissions.ts'
import { connectorByKey } from '#server/connectors/registry.ts'
import type { CustomerRow, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'

let house: House
let dealer: Dealership

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
})
afterAll(() => house.close())

const hub = async ({ id }: CustomerRow, by: User = dealer.user) =>
  (await house.as(by).call(connections.hub, { params: { customerId: id } })).body
const calls = async ({ id }: CustomerRow, query = {}, by: User = dealer.user) =>
  house.as(by).call(connections.calls, { params: { customerId: id }, query })
const holder = (...grants: Permission[]) =>
  house.plant.user({ company: dealer.here.company, holds: [{ grants, at: dealer.here }] })

describe('the hub', () => {
  it('[CON-002] sums up monitoring and interactive services, and says what needs attention', async () => {
    const provider = await house.plant.serviceProvider(dealer.here.company, { name: 'Alarm.com' })
    const nobody = await house.plant.customer({
      location: dealer.here,
      fields: { serviceProviderId: provider.id },
    })
    expect(await hub(nobody)).toEqual({
      monitoring: { company: null, accountNumber: null, connection: null, integrated: false },
      interactive: [
        {
          provider: 'Alarm.com',
          account: null,
          plan: null,
          attention: null,
          state: expect.any(String) as string,
        },
      ],
      attention: [{ message: 'Nobody monitors this customer.', action: 'open_form' }],
    })
    const unlinked = await dealer.pair('HUB-1')
    expect((await hub(unlinked)).attention).toEqual([
      { message: 'Not linked: changes here do not reach Dynamark.', action: 'link' },
    ])
    const numberless = await dealer.ours('', { accountNumber: null })
    expect((await hub(numberless)).attention[0]?.action).toBe('open_form')
    await dealer.link(unlinked)
    const linked = await hub(unlinked)
    expect(linked.attention).toEqual([])
    expect(linked.monitoring).toMatchObject({
      company: 'Dynamark',
      accountNumber: 'HUB-1',
      integrated: true,
      connection: { state: 'linked', waiting: 0, failed: 0 },
    })
  })

  it('[CON-003] the database holds a customer to one connection, and an account to one customer', async () => {
    const customer = await dealer.linked('ONE-1')
    await expect(
      house.plant.connection(customer, dealer.monitor, { accountNumber: 'ONE-2' }),
    ).rejects.toThrow('connection_of_customer')
    const other = await dealer.ours('ONE-1')
    await expect(
      house.plant.connection(other, dealer.monitor, { accountNumber: 'ONE-1', state: 'linking' }),
    ).rejects.toThrow('connection_of_account')
    await expect(
      house.plant.connection(other, dealer.monitor, { accountNumber: 'ONE-1', state: 'unlinked' }),
    ).resolves.toBeGreaterThan(0)
  })

  it('[CON-003][ADM-001] the same account number may be linked by another company with a login of its own', async () => {
    await dealer.linked('ONE-3')
    const elsewhere = await Dealership.open(house)
    const refused = await elsewhere.discrepancies(await elsewhere.ours('ONE-3'))
    expect(refused.outcome).toBe('409 connections.taken_elsewhere')
    expect(refused.text).not.toContain('Nell')
  })
})

describe('the monitoring page', () => {
  it('[CON-010] shows company, numbers, what is sent there and an honest word on the connector', async () => {
    const dealerNumber = await house.plant.value(dealer.here.company, 'dealer_number', { name: 'DLR-88' })
    const customer = await dealer.pair('PAGE-1', {
      ours: { receiverNumber: 'RCV-1', dealerNumberId: dealerNumber.id },
    })
    const page = await dealer.page(customer)
    expect(page).toMatchObject({
      accountNumber: 'PAGE-1',
      receiverNumber: 'RCV-1',
      dealerNumber: 'DLR-88',
      company: { name: 'Dynamark', connector: 'Bold (Manitou)', inHouse: false },
    })
    expect(page.company?.honesty).toBe(connectorByKey('bold')!.manifest.honesty)
    expect(page.sentFields).toEqual(expect.arrayContaining(['First Name', 'Zip', 'Abort Code']))
    expect(page.sentFields).not.toContain('SSN')
  })

  it('[CON-010][REC-006] masks the receiver number, and shows contacts only to who may see them', async () => {
    const customer = await dealer.pair('PAGE-2', { ours: { receiverNumber: 'RCV-SECRET' } })
    await house.plant.contact(customer, { firstName: 'Pat', lastName: 'Near', passcode: 'sorrel' })
    const viewer = await holder('customers.view', 'installation_information.view')
    const page = await dealer.page(customer, viewer)
    expect([page.receiverNumber, page.contacts, page.actions]).toEqual(['***', [], []])
    const full = await dealer.page(customer)
    expect(full.contacts).toEqual([
      { order: 1, name: 'Pat Near', phone: '8015550111', relation: 'Neighbor', hasKey: false },
    ])
    expect(JSON.stringify(full)).not.toContain('sorrel')
  })

  it('[CON-011] offers what the connector can do in the state that it is in, to who may do it', async () => {
    const customer = await dealer.pair('PAGE-3')
    const keys = async (by?: User) =>
      (await dealer.page(customer, by)).actions.map(({ key, disabledReason }) => [key, disabledReason])
    expect(await keys()).toEqual([
      ['shell', null],
      ['link', null],
    ])
    expect(await keys(await holder('customers.view'))).toEqual([])
    await dealer.link(customer)
    const inOrder = (reason: string | null) => [
      ['manage', null],
      ['sync', reason],
      ['pull', reason],
      ['contacts', null],
      ['reset_code', reason],
      ['zones', null],
      ['agencies', null],
      ['tests', null],
      ['unlink', reason],
    ]
    expect(await keys()).toEqual(inOrder(null))
    expect(await keys(await holder('customers.view'))).toEqual([['manage', null]])
    const silent = await house.plant.monitor(dealer.here.company)
    const byHand = await house.plant.customer({
      location: dealer.here,
      fields: { monitoringCompanyId: silent.id, accountNumber: 'S1' },
    })
    expect((await dealer.page(byHand)).actions).toEqual([])
    await house.owner.query('update customer set archived_at = now() where id = $1', [customer.id])
    expect(await keys()).toEqual(inOrder('This customer is archived'))
    expect((await dealer.ask('unlink', customer)).outcome).toBe('409 customers.archived')
  })

  it('[CON-011] without Connections: Modify at the record’s location every verb is refused', async () => {
    const customer = await dealer.pair('PAGE-4')
    const viewer = await house.plant.user({
      company: dealer.here.company,
      holds: [
        { grants: ['customers.view'], at: dealer.here },
        { grants: ['customers.view', 'connections.modify'], at: dealer.forbidden.location },
      ],
    })
    for (const verb of ['sync', 'retry', 'unlink'] as const) {
      expect([verb, (await dealer.ask(verb, customer, viewer)).outcome]).toEqual([
        verb,
        '403 access.denied_here',
      ])
    }
    expect((await dealer.shell(customer, {}, viewer)).outcome).toBe('403 access.denied_here')
    expect((await dealer.discrepancies(customer, viewer)).outcome).toBe('403 access.denied_here')
    expect((await dealer.linkAsSeen(customer, 'x', [], viewer)).outcome).toBe('403 access.denied_here')
    expect((await calls(customer, {}, viewer)).outcome).toBe('403 access.denied_here')
    expect(await house.station.calls('PAGE-4')).toEqual([])
  })
})

describe('what was said to the station', () => {
  it('[CON-014] can be read, newest first and paged, also for a call that failed', async () => {
    const customer = await dealer.linked('SAID-1')
    await house.station.fail({ fault: 'http_500', accountNumber: 'SAID-1', match: { method: 'PATCH' } })
    await dealer.save(customer, { county: 'Juab' })
    await dealer.settled(customer)
    const { items } = (await calls(customer)).body
    expect(items.slice(0, 3).map(({ call, method, status }) => [call, method, status])).toEqual([
      ['Update account', 'PATCH', 200],
      ['Look up account', 'GET', 200],
      ['Update account', 'PATCH', 500],
    ])
    expect(items[0]?.request).toContain('"county":"Juab"')
    expect(items[0]?.response).toContain('"customerId":"SAID-1"')
    const first = (await calls(customer, { limit: 2 })).body
    const second = (await calls(customer, { limit: 100, before: first.next })).body
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(items.map(({ id }) => id))
  })

  it('[CON-014][SEC-003] holds no password, token, abort code or passcode', async () => {
    const customer = await dealer.pair('SAID-2', {
      ours: { abortCode: 'marjoram7' },
      theirs: {
        abortCode: 'oldfennel',
        contacts: [{ first: 'A', last: 'B', phone: '+18015550166', relation: 'X', passcode: 'theirpass9' }],
      },
    })
    await house.plant.contact(customer, { firstName: 'Pat', passcode: 'ourpass77' })
    await dealer.link(customer)
    await dealer.settled(customer)
    const { text } = await calls(customer, { limit: 100 })
    expect(text).toContain('Replace contacts')
    expect(text).toContain('•••')
    for (const secret of ['marjoram7', 'oldfennel', 'theirpass9', 'ourpass77', 'sandbox-demo', 'Bearer '])
      expect(text).not.toContain(secret)
  })

  it('[CON-014] is kept also when the look-up found nothing, and forgotten beyond the latest two hundred', async () => {
    const customer = await dealer.ours('SAID-3')
    await dealer.discrepancies(customer)
    expect((await calls(customer)).body.items.at(0)?.call).toBe('Look up account')
    await house.owner.query(
      `insert into connection_call (company_id, customer_id, at, call, method, path, duration_ms) select $1, $2, now(), 'old', 'GET', '/', 1 from generate_series(1, 300)`,
      [customer.company.id, customer.id],
    )
    await dealer.discrepancies(customer)
    const { rows } = await house.owner.query<{ n: number }>(
      'select count(*)::int as n from connection_call where customer_id = $1',
      [customer.id],
    )
    expect(rows[0]!.n).toBe(200)
  })
})

describe('a station that is slow or down', () => {
  it('[CON-055] the page says which call failed, and nothing half-done is shown as done', async () => {
    const customer = await dealer.pair('FAIL-1')
    const told: [fault: 'http_503' | 'drop_before' | 'malformed', sentence: string][] = [
      [
        'http_503',
        'Look up account at Dynamark failed: The station is down for maintenance (a fault of the sandbox)',
      ],
      ['drop_before', 'Look up account at Dynamark failed: The connection was dropped'],
      [
        'malformed',
        'Look up account at Dynamark failed: The reply does not keep to the contract at the body',
      ],
    ]
    for (const [fault, sentence] of told) {
      await house.station.fail({ fault, accountNumber: 'FAIL-1' })
      const reply = await dealer.discrepancies(customer)
      expect([reply.outcome, reply.problem.detail]).toEqual(['502 connections.provider_failed', sentence])
    }
    await house.station.fail({ fault: 'rate_limit', accountNumber: 'FAIL-1' })
    const busy = await dealer.discrepancies(customer)
    expect([busy.outcome, busy.headers['retry-after']]).toEqual(['503 connections.provider_busy', '1'])
    expect((await dealer.discrepancies(customer)).status).toBe(200)
    expect((await dealer.page(customer)).connection).toBeNull()
  })

  it('[CON-055] wrong credentials are told as such, without them', async () => {
    const monitor = await house.plant.monitor(dealer.here.company, {
      station: { ...house.station, login: { ...house.station.login, password: 'wrong-pass-1' } },
    })
    const customer = await dealer.ours('FAIL-2', { monitoringCompanyId: monitor.id })
    const reply = await dealer.discrepancies(customer)
    expect(reply.problem.detail).toContain('User ID, password or dealer ID is wrong')
    expect(reply.text + (await calls(customer)).text).not.toContain('wrong-pass-1')
  })

  it('[SEC-004] an address in the private network that the operator has not allowed is never called', async () => {
    const { desk } = house
    const row = { id: 1, name: 'Inside', connector: 'bold', in_house: false, sealed_secrets: null }
    for (const baseUrl of [
      'http://127.0.0.1:9/bold',
      'https://10.0.0.1/',
      'https://[::1]/',
      'https://169.254.169.254/latest',
      'http://example.test/',
    ]) {
      const { station } = desk.open(1, {
        ...row,
        settings: { baseUrl, userId: 'u', password: 'p', dealerId: 'd' },
      })
      await expect(station.check()).rejects.toMatchObject({ kind: 'rejected' })
    }
  })

  it(
    '[CON-055][CON-013] one that never answers is given up after ten seconds, and the change arrives later',
    { timeout: 40_000 },
    async () => {
      const customer = await dealer.linked('HANG-1')
      await house.station.fail({ fault: 'timeout', match: { method: 'PATCH' }, accountNumber: 'HANG-1' })
      await dealer.save(customer, { county: 'Juab' })
      const page = await dealer.settled(customer, 25_000)
      expect(page.pushes[0]).toMatchObject({ state: 'done', attempts: 2 })
      const { items } = (await calls(customer)).body
      expect(items.find(({ error }) => error)?.error).toBe('No answer within 10 s')
      expect((await house.station.effects('HANG-1')).map(({ kind }) => kind)).toEqual(['link', 'update'])
    },
  )
})
