import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '#test/helpers/eventually.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { Dealership } from '#test/helpers/linking.ts'

let house: House
let dealer: Dealership

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
})
afterAll(() => house.close())

const released = (accountNumber: string) =>
  eventually(async () => {
    await dealer.hurry()
    expect((await house.station.account(accountNumber))?.link).toBeNull()
  })
const events = async ({ id }: CustomerRow) =>
  (
    await house.owner.query<{ event: string }>(
      'select event from history_entry where customer_id = $1 order by id',
      [id],
    )
  ).rows.map(({ event }) => event)

describe('Unlink', () => {
  it('[CON-012] breaks the link and keeps both accounts as they are', async () => {
    const customer = await dealer.linked('UN-1', {
      ours: { county: 'Juab' },
      theirs: {
        premises: {
          street1: '12 Main Street',
          city: 'Provo',
          state: 'UT',
          postalCode: '84601',
          county: 'Juab',
        },
      },
    })
    const { body } = await dealer.ask('unlink', customer)
    expect(body.connection).toBeNull()
    expect(body.past[0]).toMatchObject({
      state: 'unlinked',
      accountNumber: 'UN-1',
      unlinkedBy: dealer.user.name,
    })
    await released('UN-1')
    expect(await house.station.account('UN-1')).toMatchObject({
      status: 'in_service',
      name: { first: 'Nell' },
      premises: { county: 'Juab' },
    })
    expect((await dealer.open(customer)).fields).toMatchObject({
      accountNumber: 'UN-1',
      monitoringCompanyId: dealer.monitor.id,
      county: 'Juab',
    })
    expect((await house.station.effects('UN-1')).map(({ kind }) => kind)).toEqual(['link', 'unlink'])
  })

  it('[CON-012] frees Monitored By and the account number, and the account for another customer', async () => {
    const customer = await dealer.linked('UN-2')
    expect((await dealer.save(customer, { monitoringCompanyId: null })).outcome).toBe(
      '409 customers.monitoring_locked',
    )
    await dealer.ask('unlink', customer)
    await released('UN-2')
    expect((await dealer.save(customer, { monitoringCompanyId: null, accountNumber: null })).status).toBe(200)
    const next = await dealer.ours('UN-2')
    expect((await dealer.link(next)).body.connection?.state).toBe('linked')
  })

  it('[CON-013] what had not been sent is sent no more, and later saves stay here', async () => {
    const customer = await dealer.linked('UN-3')
    await house.station.fail({
      fault: 'http_503',
      times: 100,
      match: { method: 'PATCH' },
      accountNumber: 'UN-3',
    })
    await dealer.save(customer, { county: 'Juab' })
    await eventually(async () => expect((await dealer.page(customer)).pushes[0]?.attempts).toBeGreaterThan(0))
    await dealer.ask('unlink', customer)
    await released('UN-3')
    await house.station.heal()
    expect((await dealer.save(customer, { county: 'Utah' })).status).toBe(200)
    await dealer.settled(customer)
    expect((await house.station.effects('UN-3')).map(({ kind }) => kind)).toEqual(['link', 'unlink'])
  })

  it('[CON-055] works while the station is down; its note there goes when it is back', async () => {
    const customer = await dealer.linked('UN-4')
    await house.station.fail({ fault: 'http_503', times: 4, accountNumber: 'UN-4' })
    expect((await dealer.ask('unlink', customer)).body.connection).toBeNull()
    expect((await house.station.account('UN-4'))?.link).not.toBeNull()
    await released('UN-4')
  })

  it('[CON-055] a note that another record has taken over at the station stays', async () => {
    const customer = await dealer.linked('UN-5')
    await house.station.fail({ fault: 'drop_before', match: { method: 'DELETE' }, accountNumber: 'UN-5' })
    await dealer.ask('unlink', customer)
    await dealer.pair('UN-5', { theirs: { link: { reference: 'other-crm:1' } } })
    expect((await dealer.settled(customer)).pushes[0]).toMatchObject({ kind: 'release', state: 'done' })
    expect((await house.station.account('UN-5'))?.link).toEqual({ reference: 'other-crm:1' })
  })

  it('[CON-055] what the station will not let go is shown, with a Retry that works', async () => {
    const customer = await dealer.linked('UN-6')
    await house.station.fail({
      fault: 'rejected',
      times: 50,
      match: { method: 'DELETE' },
      accountNumber: 'UN-6',
    })
    await dealer.ask('unlink', customer)
    const page = await dealer.settled(customer)
    expect(page.pushes[0]).toMatchObject({
      kind: 'release',
      state: 'failed',
      error: { message: 'Refused by the station: call the data entry desk' },
    })
    expect(page.attention[0]?.action).toBe('retry')
    expect(page.actions.map(({ key }) => key)).toContain('retry')
    await house.station.heal()
    expect((await dealer.ask('retry', customer)).status).toBe(200)
    await released('UN-6')
  })

  it('[CON-012] asked twice at once is done once', async () => {
    const customer = await dealer.linked('UN-7')
    const replies = await Promise.all([dealer.ask('unlink', customer), dealer.ask('unlink', customer)])
    expect(replies.map(({ outcome }) => outcome).sort()).toEqual(['200', '409 connections.not_linked'])
    expect((await events(customer)).filter((event) => event === 'connections.unlinked')).toHaveLength(1)
  })

  it('[REL-003] while the link is still on its way to the station leaves no note behind there', async () => {
    const customer = await dealer.pair('UN-8')
    const { seen } = (await dealer.discrepancies(customer)).body
    await house.station.fail({
      fault: 'slow',
      match: { method: 'PUT', path: '/link' },
      accountNumber: 'UN-8',
    })
    const linking = dealer.linkAsSeen(customer, seen)
    await eventually(async () => expect((await house.station.calls('UN-8')).at(-1)?.fault).toBe('slow'))
    expect((await dealer.ask('unlink', customer)).status).toBe(200)
    await dealer.settled(customer)
    await linking
    expect((await dealer.page(customer)).connection).toBeNull()
    await released('UN-8')
  })

  it('[CON-012] and Link again, while the station could not be told yet, leaves the new link standing there', async () => {
    const customer = await dealer.linked('UN-10')
    await house.station.fail({
      fault: 'http_503',
      times: 3,
      match: { method: 'DELETE' },
      accountNumber: 'UN-10',
    })
    await dealer.ask('unlink', customer)
    await eventually(async () =>
      expect((await dealer.page(customer)).pushes[0]).toMatchObject({ state: 'waiting', attempts: 1 }),
    )
    expect((await dealer.link(customer)).body.connection?.state).toBe('linked')
    await house.station.heal()
    await dealer.settled(customer)
    const { rows } = await house.owner.query(
      `select state from connection_push where kind = 'release' and state in ('waiting', 'sending')`,
    )
    expect(rows).toEqual([])
    expect((await house.station.account('UN-10'))?.link?.reference).toContain(`/${customer.id}`)
  })

  it('[CON-012] is refused where nothing is linked, and so are Sync and Retry', async () => {
    const customer = await dealer.pair('UN-9')
    for (const verb of ['unlink', 'sync', 'retry'] as const)
      expect((await dealer.ask(verb, customer)).outcome).toBe('409 connections.not_linked')
  })
})

describe('past connections', () => {
  it('[CON-004] every change is in History, and what ended stays on file', async () => {
    const customer = await dealer.linked('PAST-1')
    await dealer.save(customer, { county: 'Juab' })
    await dealer.settled(customer)
    await dealer.ask('sync', customer)
    await dealer.settled(customer)
    await dealer.ask('unlink', customer)
    await released('PAST-1')
    await dealer.settled(customer)
    await dealer.link(customer)
    expect(await events(customer)).toEqual([
      'connections.link_asked',
      'connections.linked',
      'customers.saved',
      'connections.pushed',
      'connections.sync_asked',
      'connections.pushed',
      'connections.unlinked',
      'connections.link_asked',
      'connections.linked',
    ])
    const page = await dealer.page(customer)
    expect(page.connection).toMatchObject({ state: 'linked' })
    expect(page.past).toMatchObject([
      { state: 'unlinked', accountNumber: 'PAST-1', linkedBy: dealer.user.name },
    ])
  })
})
