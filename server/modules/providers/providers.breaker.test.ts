import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '#test/helpers/eventually.ts'
import { type House, openHouse } from '#test/helpers/house.ts'
import type { CustomerRow } from '#test/helpers/factories.ts'
import { Dealership } from '#test/helpers/linking.ts'
import { waitMsOf } from './providers.breaker.ts'

let house: House
let dealer: Dealership

beforeAll(async () => {
  house = await openHouse({ sandboxes: true, worker: true })
  dealer = await Dealership.open(house)
})
afterAll(() => house.close())

const health = async () => {
  const { rows } = await house.owner.query<{ failures: number; open: boolean; last_error: string }>(
    'select failures, open_since is not null as open, last_error from provider_health',
  )
  return rows
}

describe('a station that does not answer', () => {
  it('[CON-092] is left alone after a few failures, and everything arrives once it is back', async () => {
    const customers: CustomerRow[] = []
    for (const number of ['BRK-1', 'BRK-2', 'BRK-3', 'BRK-4']) customers.push(await dealer.linked(number))
    await house.station.fail({ fault: 'http_503', times: 1000 })
    for (const customer of customers) await dealer.save(customer, { county: 'Juab' })
    await eventually(async () => expect((await health()).map(({ open }) => open)).toEqual([true]), 15_000)

    const calls = (await house.station.calls()).length
    await dealer.save(customers[0]!, { county: 'Sanpete' })
    await house.owner.query('update graphile_worker._private_jobs set run_at = now() where locked_at is null')
    await eventually(async () => {
      const { pushes } = await dealer.page(customers[0]!)
      expect(pushes.every(({ state, nextAttemptAt }) => state === 'waiting' && nextAttemptAt !== null)).toBe(
        true,
      )
    })
    expect((await house.station.calls()).length, 'nobody called meanwhile').toBe(calls)

    await house.station.heal()
    await house.owner.query('update provider_health set probe_at = now()')
    await house.owner.query('update graphile_worker._private_jobs set run_at = now() where locked_at is null')
    await eventually(async () => expect((await health())[0]).toMatchObject({ failures: 0, open: false }))
    await house.owner.query('update graphile_worker._private_jobs set run_at = now() where locked_at is null')
    for (const customer of customers) await dealer.settled(customer)
    expect(await house.station.account('BRK-1')).toMatchObject({ premises: { county: 'Sanpete' } })
    expect(await house.station.account('BRK-4')).toMatchObject({ premises: { county: 'Juab' } })
  })

  it('[CON-092] is asked again after as long as it has lasted, from 15 seconds to five minutes', () => {
    const since = new Date('2026-01-01T00:00:00Z')
    const waits = [0, 10, 20, 60, 250, 900].map(
      (s) => waitMsOf(since, new Date(since.getTime() + s * 1000)) / 1000,
    )
    expect(waits).toEqual([15, 15, 20, 60, 250, 300])
  })
})
