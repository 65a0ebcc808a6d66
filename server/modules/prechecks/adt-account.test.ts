/** An account at ADT: created after its PreCheck, its order, linked and pulled, against the sandbox, with a worker. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connections } from '#shared/contracts/connections.ts'
import { stationAccounts } from '#shared/contracts/station-accounts.ts'
import { type Adt, openAdt } from '#test/helpers/adt.ts'
import { eventually } from '#test/helpers/eventually.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'
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

describe('an account at ADT', () => {
  it('[SYS-03] is created only for a customer whose PreCheck is approved and of today, unless the setting says otherwise', async () => {
    const number = 'AT-8801'
    const customer = await adt.planted({ accountNumber: number, primaryPhone: '8015550103' })
    const at = { params: { customerId: customer.id } }
    const form = async () => (await house.as(dealer.user).call(connections.shellForm, at)).body
    const shell = () => house.as(dealer.user).call(connections.shell, { ...at, body: {} })
    const created = async () =>
      (
        await adt.control<{ accounts: { accountNumber: string }[] }>('GET', 'accounts?effects=0')
      ).accounts.some(({ accountNumber }) => accountNumber === number)
    const refusedWith = async (words: RegExp) => {
      expect((await form()).preCheckNeeded).toMatch(words)
      const refused = await shell()
      expect(refused.outcome).toBe('409 connections.precheck_needed')
      expect(refused.problem.detail).toMatch(/^ADT opens no account before an approved PreCheck\. /)
      expect(refused.problem.detail).toMatch(words)
      expect(await created()).toBe(false)
    }
    await refusedWith(/None has been run yet/)
    await adt.run(customer)
    expect((await adt.settled(customer)).state).toBe('review')
    await refusedWith(/ADT reviews this customer/)
    await dealer.save(customer, { primaryPhone: '8015550107' })
    expect((await adt.settled(customer)).state).toBe('error')
    await refusedWith(/ended with errors/)
    await dealer.save(customer, { primaryPhone: '8015550100' })
    expect((await adt.settled(customer)).state).toBe('approved')
    await dealer.save(customer, { email: 'another@example.test' })
    await refusedWith(/counts no longer\. The record has changed since/)
    await adt.run(customer)
    expect((await adt.settled(customer)).state).toBe('approved')
    expect((await form()).preCheckNeeded).toBeNull()
    // The answer gets lost: what was done there is found by looking, and is one account.
    await adt.control('POST', 'faults', {
      fault: 'drop_after',
      match: { write: true },
      accountNumber: number,
    })
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
    await adt.control('POST', 'faults', {
      fault: 'drop_after',
      match: { write: true },
      accountNumber: number,
    })
    expect((await call.call(stationAccounts.submitOrder, at)).status).toBe(200)
    expect((await call.call(stationAccounts.order, at)).body).toMatchObject({
      state: 'submitted',
      report: [],
    })
    const refused = await call.call(stationAccounts.submitOrder, at)
    expect(refused.problem.detail).toContain('The order is submitted; change it first')
    expect(await adt.events(customer)).toContainEqual(
      expect.objectContaining({ event: 'connections.order_submitted' }),
    )

    const other = await adt.planted({ accountNumber: 'AT-8802' })
    const ofOther = { params: { customerId: other.id } }
    await adt.set({ preCheckRequired: false })
    expect((await house.as(dealer.user).call(connections.shellForm, ofOther)).body.preCheckNeeded).toBeNull()
    expect((await house.as(dealer.user).call(connections.shell, { ...ofOther, body: {} })).status).toBe(200)
    await adt.set({ preCheckRequired: true })
  })

  it('[SYS-03] brings its ADT# and MAN/Site# to the record, by link and by pull, and shows its order', async () => {
    await adt.control('POST', 'accounts', {
      accounts: [
        {
          accountNumber: 'AD-7001',
          name: { first: 'Nell', last: 'Checked' },
          identifiers: { adtNumber: '40555001', adtSerialMan: 'M0055501' },
          orderState: 'Submitted',
        },
      ],
    })
    const customer: CustomerRow = await adt.planted({ accountNumber: 'AD-7001' })
    expect((await dealer.link(customer)).body.connection?.state).toBe('linked')
    const page = await dealer.settled(customer)
    expect(page.providerFields).toMatchObject([
      { label: 'ADT#', value: '40555001' },
      { label: 'MAN/Site#', value: 'M0055501' },
    ])
    expect(await adt.events(customer)).toContainEqual(
      expect.objectContaining({ event: 'customers.saved', source: 'integration' }),
    )
    const state = await house
      .as(dealer.user)
      .call(stationAccounts.state, { params: { customerId: customer.id } })
    expect(state.body).toMatchObject({
      orderState: 'Updated',
      identifiers: [{ label: 'ADT#', value: '40555001' }, { label: 'MAN/Site#' }],
    })
    await adt.control('POST', 'accounts', {
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
