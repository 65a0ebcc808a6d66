import { describe, expect, it } from 'vitest'
import { balanceOf, chooseRecurring, offersOf, signedText, standingOf } from './app-billing.ts'

const one = (id: number, saleOn: string, more: object = {}) => ({
  id,
  saleOn,
  hasRateLine: true,
  billParent: false,
  ...more,
})
const fine = { linked: true, enabled: true, active: true, archived: false }

describe('billing in a provider’s app', () => {
  it('[ADB-001] of several recurring invoices with the MMR line the one with the latest sale date counts', () => {
    expect(chooseRecurring([])).toBeNull()
    expect(chooseRecurring([one(1, '2026-05-01', { hasRateLine: false })])).toBeNull()
    expect(chooseRecurring([one(1, '2026-05-01'), one(2, '2025-01-31'), one(3, '2026-04-30')])?.id).toBe(1)
    // Of one day the one that was made last; one without the line never, however new.
    const rows = [one(1, '2026-05-01'), one(4, '2026-05-01'), one(9, '2027-01-01', { hasRateLine: false })]
    expect(chooseRecurring(rows)?.id).toBe(4)
  })

  it('[ADB-004] it is configured only if provider, link and recurring invoice all are, and says what is missing', () => {
    const recurring = [one(1, '2026-05-01')]
    expect(standingOf({ ...fine, recurring })).toMatchObject({ configured: true, recurring: { id: 1 } })
    const missing = (change: object) => standingOf({ ...fine, recurring, ...change })
    expect(missing({ enabled: false })).toEqual({ configured: false, reason: 'integration_off' })
    expect(missing({ active: false })).toEqual({ configured: false, reason: 'provider_inactive' })
    expect(missing({ linked: false })).toEqual({ configured: false, reason: 'not_linked' })
    expect(missing({ archived: true })).toEqual({ configured: false, reason: 'archived' })
    expect(missing({ recurring: [] })).toEqual({ configured: false, reason: 'no_mmr' })
    const parents = [one(1, '2026-05-01', { billParent: true })]
    expect(missing({ recurring: parents })).toEqual({ configured: false, reason: 'parent_pays' })
  })

  it('[ADB-005] past due is what was due before today; what is due today is not', () => {
    const bills = [
      { id: 1, dueOn: '2019-01-03', openCents: 4000 },
      { id: 2, dueOn: '2019-02-03', openCents: 4001 },
      { id: 3, dueOn: '2019-03-03', openCents: 4002 },
    ]
    expect(balanceOf(bills, '2019-03-03')).toEqual({ dueCents: 12_003, pastDueCents: 8001 })
    expect(balanceOf(bills, '2019-03-04').pastDueCents).toBe(12_003)
    expect(balanceOf([], '2019-03-03')).toEqual({ dueCents: 0, pastDueCents: 0 })
  })

  it('[ADB-009] offers each amount once, and nothing where nothing is due', () => {
    const bills = [
      { id: 1, dueOn: '2019-01-03', openCents: 4000 },
      { id: 2, dueOn: '2019-03-03', openCents: 4000 },
    ]
    expect(offersOf(bills, '2019-03-03')).toEqual([
      { name: 'balance', amountCents: 8000 },
      { name: 'past_due', amountCents: 4000 },
    ])
    expect(offersOf(bills.slice(1), '2019-03-03')).toEqual([{ name: 'balance', amountCents: 4000 }])
    expect(offersOf([], '2019-03-03')).toEqual([])
  })

  it('[ADB-012] what is signed holds method, address and body, each on its own line', () => {
    const call = { timestamp: '1', nonce: 'n', method: 'post', target: '/a?b=1', body: '{"x":1}' }
    expect(signedText(call)).toBe('v1\n1\nn\nPOST\n/a?b=1\n{"x":1}')
  })
})
