import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connections } from '#shared/contracts/connections.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'
import { CopsDealership } from '#test/helpers/cops.ts'
import { type House, openHouse } from '#test/helpers/house.ts'

let house: House
let cops: CopsDealership

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  cops = await CopsDealership.open(house)
})
afterAll(() => house.close())

const form = ({ id }: CustomerRow, by = cops.dealer.user) =>
  house.as(by).call(connections.shellForm, { params: { customerId: id } })

describe('a new account at a station that asks for more', () => {
  it('[CON-011][SYS-02] shows what is sent and what is missing, and creates nothing without it', async () => {
    const customer = await cops.ours('CP901', { abortCode: null, receiverNumber: null })
    const shown = (await form(customer)).body
    expect(shown.sends).toContainEqual({ label: 'Abort Code', value: null, missing: true })
    expect(shown.details).toMatchObject([{ key: 'receiverNumber', required: true, value: '' }])
    expect(shown.contactsLack).toMatch(/passcode/)
    const refused = await cops.dealer.shell(customer)
    expect(refused.outcome).toBe('422 request.invalid')
    expect(refused.problem.errors?.map(({ path }) => path)).toEqual([
      'fields.abortCode',
      'details.receiverNumber',
    ])
    await expect(cops.held('CP901')).rejects.toThrow('COPS has no account CP901')
  })

  it('[CON-011][SYS-02] takes from the record what it holds, hidden values too, and what was typed', async () => {
    const fields = { abortCode: 'tulip', receiverNumber: 'R7-100' }
    const customer = await cops.ours('CP902', fields)
    const blind = await house.plant.user({
      company: cops.dealer.here.company,
      holds: [
        { grants: ['customers.view', 'sale_information.view', 'connections.modify'], at: cops.dealer.here },
      ],
    })
    const shown = (await form(customer, blind)).body
    expect(shown.sends).toContainEqual({ label: 'Abort Code', value: '***', missing: false })
    expect(shown.details).toMatchObject([{ key: 'receiverNumber', required: false, value: '' }])
    expect((await form(customer)).body.details).toMatchObject([{ key: 'receiverNumber', value: 'R7-100' }])
    const made = (await cops.dealer.shell(customer, {}, blind)).body
    expect(made.connection).toMatchObject({ state: 'linked', accountNumber: 'CP902' })
    expect(await cops.held('CP902')).toMatchObject({
      status: 'shell',
      abortCode: 'tulip',
      details: { receiverNumber: 'R7-100' },
    })
    const other = await cops.ours('CP903', fields)
    await cops.dealer.shell(other, { receiverNumber: 'R9-1' })
    expect(await cops.held('CP903')).toMatchObject({ details: { receiverNumber: 'R9-1' } })
    expect((await form(other)).outcome).toBe('409 connections.already_linked')
  })
})
