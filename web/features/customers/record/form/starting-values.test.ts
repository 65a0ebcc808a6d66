import { describe, expect, it } from 'vitest'
import { companySettings } from '#shared/rules/company-settings.ts'
import type { FieldName, RecordKind } from '#shared/rules/customer-fields.ts'
import { startingValues } from './starting-values.ts'
import type { FormOptions } from './visible.ts'

const value = (id: number, active = true, data = {}) => ({ id, name: `Value ${id}`, active, data })
const options: FormOptions = {
  locations: [
    { id: 1, name: 'Provo', active: true, mayCreateCustomer: false, mayCreateLead: true },
    { id: 2, name: 'Boise', active: true, mayCreateCustomer: true, mayCreateLead: true },
    { id: 3, name: 'Mesa', active: true, mayCreateCustomer: true, mayCreateLead: true },
  ],
  users: [],
  catalogues: {
    language: [value(10), value(11, false)],
    lead_status: [value(20)],
    account_class: [value(30)],
    source: [value(40, true, { sellsLeads: true }), value(41)],
  },
  monitoringCompanies: [],
  serviceProviders: [],
}
const begin = (kind: RecordKind, names: FieldName[], defaults: object, given = options) =>
  startingValues(kind, names, companySettings({ defaults }).defaults, {
    options: given,
    currency: 'USD',
    today: '2026-03-03',
  })

describe('the form of a new record', () => {
  const chosen = { locationId: 3, accountType: 'commercial', languageId: 10, state: 'UT', accountClassId: 30 }

  it('[REC-003][REC-073][REC-080] begins with the company’s defaults', () => {
    const names: FieldName[] = [
      'locationId',
      'accountType',
      'languageId',
      'state',
      'accountClassId',
      'installed',
    ]
    expect(begin('customer', names, chosen)).toEqual({ ...chosen, installed: false })
    expect(begin('lead', ['languageId', 'state', 'leadStatusId'], { ...chosen, leadStatusId: 20 })).toEqual({
      languageId: 10,
      state: 'UT',
      leadStatusId: 20,
    })
  })

  it('[REC-003] takes no default that cannot be chosen: inactive, or a location where one may not create', () => {
    expect(begin('customer', ['locationId', 'languageId'], { locationId: 1, languageId: 11 })).toEqual({
      locationId: null,
      languageId: null,
    })
    expect(begin('lead', ['sourceId'], { sourceId: 41 })).toEqual({ sourceId: null })
    expect(begin('lead', ['sourceId'], { sourceId: 40 })).toEqual({ sourceId: 40 })
  })

  it('without settings a customer is residential, and at the one location where one may create, if it is one', () => {
    expect(begin('customer', ['locationId', 'accountType', 'state'], {})).toEqual({
      locationId: null,
      accountType: 'residential',
      state: null,
    })
    const locations = options.locations.filter(({ id }) => id !== 3)
    expect(begin('customer', ['locationId'], {}, { ...options, locations })).toEqual({ locationId: 2 })
  })
})
