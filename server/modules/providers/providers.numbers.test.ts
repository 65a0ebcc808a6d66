/** Blocks of account numbers, and issuing the next free one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { history } from '#shared/contracts/history.ts'
import { providers } from '#shared/contracts/providers.ts'
import type { FieldValues } from '#shared/rules/customer-fields.ts'
import type { Company, CustomerRow, Location, User } from '#test/helpers/factories.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let company: Company
let here: Location
let user: User
let foreign: CustomerRow
let forbidden: CustomerRow

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const begin = async () => {
  ;({ company, here, user, foreign, forbidden } = await house.plant.neighbourhood())
}
const past = async (providerId: number) =>
  (
    await house
      .as(user)
      .call(providers.history, { params: { providerKind: 'monitoring', providerId }, query: {} })
  ).body.items
const paths = (reply: { problem: { errors: { path: string }[] } }) =>
  reply.problem.errors.map(({ path }) => path)

describe('account numbers', () => {
  const addBlock = (monitoringCompanyId: number, body: object) =>
    house.as(user).call(providers.addBlock, { params: { monitoringCompanyId }, body: body as never })
  const issue = (customer: CustomerRow, version = 1, by = user) =>
    house.as(by).call(providers.issueNumber, { params: { customerId: customer.id }, body: { version } })
  const ours = (monitoringCompanyId: number, fields: FieldValues = {}, row = {}) =>
    house.plant.customer({ location: here, fields: { monitoringCompanyId, ...fields }, row })

  it('[CON-090] blocks keep prefix and zeros, do not overlap, and end for good; the database holds it', async () => {
    await begin()
    const { id } = await house.plant.monitor(company, { name: 'Guardian' })
    const refusals: [first: string, last: string, path: string][] = [
      ['NX', 'NX9', 'first'],
      ['NX0001', 'NY0009', 'last'],
      ['NX0001', 'NX099', 'last'],
      ['NX0009', 'NX0001', 'last'],
      ['0000001', '9999999', 'last'],
    ]
    for (const [first, last, path] of refusals)
      expect(paths(await addBlock(id, { first, last }))).toEqual([path])
    const { items } = (await addBlock(id, { first: 'nx0001', last: 'NX0100', receiverNumber: 'R-9' })).body
    expect(items).toMatchObject([{ first: 'NX0001', last: 'NX0100', size: 100, used: 0, active: true }])
    const overlapping = await addBlock(id, { first: 'NX0100', last: 'NX0200' })
    expect(overlapping.problem.errors[0]!.message).toBe('It overlaps the active block NX0001 to NX0100')
    // Other widths, other companies: no overlap.
    expect((await addBlock(id, { first: 'NX00050', last: 'NX00060' })).status).toBe(200)
    const bolds = await house.plant.monitor(company, { name: 'Bold one' })
    await house.owner.query(`update monitoring_company set connector = 'bold' where id = $1`, [bolds.id])
    expect(
      paths(await addBlock(bolds.id, { first: 'NX-ABCDEFGHIJKLM-0001', last: 'NX-ABCDEFGHIJKLM-0002' })),
    ).toEqual(['first'])
    expect((await addBlock(bolds.id, { first: 'NX0001', last: 'NX0100' })).status).toBe(200)

    const change = (version: number, active: boolean) =>
      house.as(user).call(providers.saveBlock, {
        params: { monitoringCompanyId: id, blockId: items[0]!.id },
        body: { version, active, receiverNumber: null, twoWay: false },
      })
    expect((await change(1, false)).body.items.find((block) => block.id === items[0]!.id)).toMatchObject({
      active: false,
      receiverNumber: null,
    })
    expect(paths(await change(2, true))).toEqual(['active'])
    const again = house.owner.query('update account_number_block set active = true where id = $1', [
      items[0]!.id,
    ])
    await expect(again).rejects.toThrow('stays so')
    await expect(
      house.owner.query(
        `insert into account_number_block (company_id, monitoring_company_id, prefix, digits, first_number, last_number)
         values ($1, $2, 'NX', 5, 60, 70)`,
        [company.id, id],
      ),
    ).rejects.toThrow('account_number_block_overlap')
    expect((await past(id)).map(({ summary }) => summary)).toEqual([
      'Changed the block NX0001 to NX0100 of Guardian',
      'Added the account numbers NX00050 to NX00060 of Guardian',
      'Added the account numbers NX0001 to NX0100 of Guardian',
    ])
  })

  it('[CON-090] the lowest free number is issued once, past whatever was ever used; the save has the customer’s rules', async () => {
    await begin()
    const { id } = await house.plant.monitor(company, { name: 'Guardian' })
    const customer = await ours(id)
    const asked = () => house.as(user).call(providers.nextNumber, { params: { customerId: customer.id } })
    expect((await asked()).body.obstacle).toBe('Guardian has no active block of account numbers.')
    expect((await issue(customer)).outcome).toBe('409 providers.no_blocks')
    await addBlock(id, { first: 'NX0001', last: 'NX0006', receiverNumber: '8015550188' })
    // In use: by another, by one that is archived, by an account that was linked once. Elsewhere: no matter.
    await ours(id, { accountNumber: 'nx0001' })
    await ours(id, { accountNumber: 'NX0002' }, { archived_at: new Date() })
    const former = await ours(id, { accountNumber: 'GONE' })
    await house.plant.connection(
      former,
      { id, company, name: '' },
      { accountNumber: 'NX0003', state: 'unlinked' },
    )
    await house.plant.customer({ location: here, fields: { accountNumber: 'NX0004' } })

    expect((await asked()).body.obstacle).toBeNull()
    expect((await issue(customer, 7)).outcome).toBe('409 customers.stale')
    const rep = await house.plant.user({
      company,
      holds: [
        {
          grants: ['customers.view', 'customers.modify', 'sale_information.view', 'sale_information.modify'],
          at: here,
        },
      ],
    })
    expect((await issue(customer, 1, rep)).outcome).toBe('403 access.denied_here')
    expect((await issue(customer)).body).toMatchObject({
      version: 2,
      fields: { accountNumber: 'NX0004', receiverNumber: '8015550188' },
    })
    const entries = (
      await house.as(user).call(history.ofCustomer, { params: { customerId: customer.id }, query: {} })
    ).body
    expect(entries.items.map(({ summary }) => summary)).toEqual([
      'Saved the record',
      'Issued account number NX0004 of Guardian',
    ])
    // Given up and even deleted, it is not issued again.
    await house.owner.query('delete from customer where id = $1', [customer.id])
    const next = await ours(id)
    expect((await issue(next)).body.fields.accountNumber).toBe('NX0005')
    // Linked, the number is locked, and none is used up.
    await house.plant.connection(next, { id, company, name: '' }, { accountNumber: 'NX0005' })
    expect((await issue(next, 2)).outcome).toBe('409 customers.monitoring_locked')
    expect((await issue(await ours(id))).body.fields.accountNumber).toBe('NX0006')
    const late = await issue(await ours(id))
    expect([late.outcome, late.problem.detail]).toEqual([
      '409 providers.numbers_exhausted',
      expect.stringMatching(/^Every account number of Guardian has been used\. Ask .+ to add a block/),
    ])
    const { items } = (await house.as(user).call(providers.blocks, { params: { monitoringCompanyId: id } }))
      .body
    expect(items).toMatchObject([{ size: 6, used: 6, issued: 3 }])

    // A two-way account takes from the block for two-way accounts.
    await addBlock(id, { first: '7000', last: '7009' })
    await addBlock(id, { first: '9000', last: '9009', twoWay: true })
    expect((await issue(await ours(id, { twoWayVoice: true }))).body.fields.accountNumber).toBe('9000')
    expect((await issue(await ours(id))).body.fields.accountNumber).toBe('7000')

    const lead = await house.plant.lead({ location: here })
    expect((await issue(lead)).outcome).toBe('409 customers.customers_only')
    expect((await issue(foreign)).outcome).toBe('404 customers.not_found')
    expect((await issue(forbidden)).outcome).toBe('403 access.denied_here')
  })

  it('[CON-090] of fifty requests at once none gets a number that another got', async () => {
    await begin()
    const { id } = await house.plant.monitor(company, { name: 'Guardian' })
    await addBlock(id, { first: 'NX0001', last: 'NX0030' })
    await addBlock(id, { first: '0501', last: '0515' })
    const waiting: CustomerRow[] = []
    for (let n = 0; n < 50; n++) waiting.push(await ours(id))
    const replies = await Promise.all(waiting.map((customer) => issue(customer)))
    const issued = replies.filter(({ status }) => status === 200).map(({ body }) => body.fields.accountNumber)
    expect([issued.length, new Set(issued).size]).toEqual([45, 45])
    expect(new Set(replies.filter(({ status }) => status !== 200).map(({ outcome }) => outcome))).toEqual(
      new Set(['409 providers.numbers_exhausted']),
    )
  })
})
