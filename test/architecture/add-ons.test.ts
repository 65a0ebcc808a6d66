/** Add-ons over all endpoints: one that belongs to an add-on says so, and where it is off, it is gone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { companyAddOns } from '#shared/contracts/add-ons.ts'
import type { Endpoint } from '#shared/contract.ts'
import { statusOf } from '#shared/errors.ts'
import { type AddOn, addOnKeys, addOnOf } from '#shared/rules/add-ons.ts'
import { permissions } from '#shared/permissions.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import { callAs, everyOperation, type Operation, operationsOf, plantTarget } from './every-endpoint.ts'

/** The modules of which every endpoint belongs to an add-on. */
const modulesOf: Record<string, AddOn> = {
  billing: 'invoicePlus',
  credit: 'creditChecks',
  edocTemplates: 'edocs',
  edocs: 'edocs',
  recurring: 'invoicePlus',
  regulations: 'regulations',
}
/** Parts of addresses that only an add-on has. */
const addressesOf: [RegExp, AddOn][] = [
  [/\/(recurring-invoices|billing-runs)\b/, 'invoicePlus'],
  [/\/payroll\/tables\b/, 'payablePlus'],
  [/\/credit-checks\b/, 'creditChecks'],
  [/\/e-docs?\b|\/e-doc-/, 'edocs'],
  [/\/(permits|inspections|jurisdictions|regulations)\b/, 'regulations'],
]

/** Endpoints that ought to belong to an add-on and do not say so, or name another. */
const forgetful = (operations: Operation[]): string[] =>
  operations
    .filter(({ endpoint }) => endpoint.access !== 'public' && endpoint.access !== 'operator')
    .flatMap(({ id, endpoint }) => {
      const wanted =
        modulesOf[id.split('.')[0]!] ?? addressesOf.find(([address]) => address.test(endpoint.path))?.[1]
      return wanted === endpoint.addOn ? [] : [`${id}: ${endpoint.addOn ?? 'none'}, not ${wanted ?? 'none'}`]
    })

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

describe('add-ons', () => {
  it('[ADM-007] no endpoint forgets the add-on that it belongs to; one that does is found by its module and its address', () => {
    const operations = everyOperation(house)
    expect(forgetful(operations)).toEqual([])
    for (const addOn of addOnKeys)
      expect(operations.filter(({ endpoint }) => endpoint.addOn === addOn).length).toBeGreaterThan(3)
    const { addOn: _, ...plain } = companyAddOns.list as Endpoint
    const planted = { ...plain, path: '/customers/:customerId/permits/renew' } as Endpoint
    expect(forgetful(operationsOf({ planted: { renew: planted }, credit: { forget: plain } }))).toEqual([
      'planted.renew: none, not regulations',
      'credit.forget: none, not creditChecks',
    ])
  })

  it('[ADM-007] off, each endpoint of each add-on is gone for who may do everything, and there again when it is on', async () => {
    const { company, here } = await house.plant.neighbourhood()
    const owner = await house.plant.user({ company, holds: [{ grants: 'all' }] })
    const target = await plantTarget(house, here)
    const asked = async (addOn: AddOn) => {
      const outcomes = new Map<string, string>()
      for (const operation of everyOperation(house).filter((o) => o.endpoint.addOn === addOn))
        outcomes.set(operation.id, (await callAs(house, owner, operation, target)).outcome)
      return outcomes
    }
    const put = async (addOn: AddOn, on: boolean) => {
      const reply = await house.as(owner).call(companyAddOns.switch, { params: { addOn }, body: { on } })
      expect(reply.body.items.find(({ key }) => key === addOn)?.on).toBe(on)
    }
    for (const addOn of addOnKeys) {
      const { off } = addOnOf(addOn)
      expect(statusOf(off)).toBe(404)
      await put(addOn, false)
      const gone = await asked(addOn)
      expect([...new Set(gone.values())]).toEqual([`404 ${off}`])
      await put(addOn, true)
      const there = await asked(addOn)
      expect([...there].filter(([, outcome]) => outcome === `404 ${off}`)).toEqual([])
    }
    // Who may not use it learns no more than that.
    const some = await house.plant.user({
      company,
      holds: [{ grants: permissions.filter((p) => !p.startsWith('credit_reports')) }],
    })
    await put('creditChecks', false)
    const denied = everyOperation(house).find(({ id }) => id === 'credit.ofCustomer')!
    expect((await callAs(house, some, denied, target)).outcome).toBe('403 access.denied')
  }, 120_000)
})
