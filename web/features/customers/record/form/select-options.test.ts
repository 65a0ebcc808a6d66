import { describe, expect, it } from 'vitest'
import type { FieldName, FieldValue, FieldValues } from '#shared/rules/customer-fields.ts'
import { FormStore } from './form-store.ts'
import { isCampaignOf, optionsOf, termMonths } from './select-options.ts'
import { type FormOptions, isShown } from './visible.ts'

const value = (id: number, name: string, data: Record<string, unknown> = {}, active = true) => ({
  id,
  name,
  active,
  data,
})
const options: FormOptions = {
  locations: [
    { id: 1, name: 'Provo', active: true, mayCreateCustomer: false, mayCreateLead: true },
    { id: 2, name: 'Boise', active: true, mayCreateCustomer: true, mayCreateLead: false },
  ],
  users: [
    { id: 7, name: 'Ana Ruiz', active: true, roles: ['sales_rep'], reportsToId: null },
    { id: 8, name: 'Bo Park', active: true, roles: ['technician'], reportsToId: 7 },
    { id: 9, name: 'Cy Left', active: false, roles: ['sales_rep'], reportsToId: null },
  ],
  catalogues: {
    source: [
      value(20, 'Web', { sellsLeads: true }),
      value(21, 'Old list', { sellsLeads: false, sellsCustomers: false }),
      value(22, 'Unmarked'),
      value(23, 'Dealers', { sellsCustomers: true }, false),
    ],
    source_campaign: [value(30, 'Search', { sourceId: 20 }), value(31, 'Doors', { sourceId: 22 })],
    mmr: [
      value(40, '$44.99', { totalCents: 4499 }),
      value(41, 'Retired', { totalCents: 1999 }, false),
      value(42, 'Gold', { totalCents: 5499, effectiveOn: '2026-03-03' }),
      value(43, 'Next month', { totalCents: 5599, effectiveOn: '2026-04-01' }),
    ],
    contract_term: [value(50, '36 months', { months: 36 }), value(51, 'Lifetime', { months: null })],
    lead_status: [value(60, 'New'), value(61, 'Assigned', { showsLeadRep: true })],
    discount_affiliate: [value(70, 'Club', {}, false)],
  },
  monitoringCompanies: [],
  serviceProviders: [],
}
const labels = (
  name: FieldName,
  more: { stored?: FieldValue; sourceId?: FieldValue; creating?: boolean } = {},
) =>
  optionsOf(name, {
    options,
    kind: 'customer',
    currency: 'USD',
    today: '2026-03-03',
    stored: null,
    sourceId: null,
    creating: false,
    ...more,
  }).map((o) => o.label)

describe('what the selects offer', () => {
  it('[REC-100] an inactive value is offered only to the record that has it, and marked', () => {
    expect(labels('soldById')).toEqual(['Ana Ruiz'])
    expect(labels('soldById', { stored: 9 })).toEqual(['Ana Ruiz', 'Cy Left (inactive)'])
    expect(labels('technicianId')).toEqual(['Bo Park'])
  })

  it('[REC-103] a rate reads as money, once, and is offered from its first day on', () => {
    expect(labels('mmrId')).toEqual(['$44.99', '$54.99 · Gold'])
    expect(labels('mmrId', { stored: 41 })).toContain('$19.99 · Retired (inactive)')
    expect(labels('mmrId', { stored: 43 })).toContain('$55.99 · Next month')
  })

  it('[REC-070] campaigns are those of the chosen source, and a source that sells nothing is no choice', () => {
    expect(labels('sourceCampaignId', { sourceId: 20 })).toEqual(['Search'])
    expect(labels('sourceCampaignId')).toEqual([])
    expect(labels('sourceId')).toEqual(['Web'])
    expect(labels('sourceId', { stored: 22 })).toEqual(['Web', 'Unmarked'])
    expect(labels('sourceId', { stored: 23 })).toEqual(['Web', 'Dealers (inactive)'])
    expect(isCampaignOf(options, 31, 20)).toBe(false)
  })

  it('[REC-003] a new customer can only be put where one may create customers', () => {
    expect(labels('locationId', { creating: true })).toEqual(['Boise'])
    expect(labels('locationId')).toEqual(['Provo', 'Boise'])
  })

  it('a term without months has none to count', () => {
    expect([termMonths(options, 50), termMonths(options, 51), termMonths(options, null)]).toEqual([
      36,
      null,
      null,
    ])
  })
})

describe('which fields are on the page', () => {
  const settings = {
    parentChild: true,
    hasSubCustomers: false,
    mmrBreakout: false,
    showReportsTo: true,
  }
  const shown = (
    name: FieldName,
    base: FieldValues,
    change: (form: FormStore) => void = () => {},
    more: FormOptions = options,
  ) => {
    const form = new FormStore(base, 1)
    change(form)
    const values = {
      draft: (n: FieldName) => form.draft(n),
      base: (n: FieldName) => form.base(n),
      has: (n: FieldName) => form.has(n),
    }
    return isShown(name, values, more, settings)
  }

  it('[REC-101] Discount Affiliate shows only where affiliates are active or one is saved', () => {
    expect(shown('discountMemberNumber', { discountAffiliateId: null, discountMemberNumber: 'A-1' })).toBe(
      false,
    )
    expect(shown('discountMemberNumber', { discountAffiliateId: 70, discountMemberNumber: 'A-1' })).toBe(true)
  })

  it('[REC-100] canceling opens date and reason', () => {
    const base = { isCanceled: false, cancelDate: null, cancelReasonId: null }
    expect(shown('cancelDate', base)).toBe(false)
    expect(shown('cancelReasonId', base, (form) => form.set('isCanceled', true))).toBe(true)
  })

  it('[REC-130] a lead has a Lead Rep only in the statuses that ask for one, or where one is saved', () => {
    const base = { leadStatusId: 60, leadRepId: null }
    expect(shown('leadRepId', base)).toBe(false)
    expect(shown('leadRepId', base, (form) => form.set('leadStatusId', 61))).toBe(true)
    expect(shown('leadRepId', { leadStatusId: 60, leadRepId: 7 })).toBe(true)
    expect(shown('leadRepId', { leadRepId: null })).toBe(true)
  })

  it('[REC-121] Pulse is there for companies that ADT monitors for, and where it is ticked', () => {
    const monitor = (connector: string | null, brand: string | null = null, active = true) => ({
      ...options,
      monitoringCompanies: [
        { id: 1, name: 'Station', active, connector, brand, preCheckEnabled: false, issuesNumbers: false },
      ],
    })
    const pulse = (given: FormOptions, ticked = false) => shown('pulse', { pulse: ticked }, undefined, given)
    expect([pulse(options), pulse(monitor('bold')), pulse(monitor('adt', null, false))]).toEqual([
      false,
      false,
      false,
    ])
    expect([pulse(monitor('adt')), pulse(monitor('open_station', 'adt')), pulse(options, true)]).toEqual([
      true,
      true,
      true,
    ])
  })

  it('a field that the reader may not see at all is not on the page', () => {
    expect(shown('mmrId', { firstName: 'Ann' })).toBe(false)
  })
})
