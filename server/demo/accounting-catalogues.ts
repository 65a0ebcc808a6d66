/** When the demo company's invoices are due, and what its places tax. */
import { startingValues } from '#server/modules/companies/companies.starting.ts'
import type { PlannedValue } from './company-plan.ts'

export const demoAccountingCatalogues = {
  payment_term: startingValues('payment_term'),
  book_account: [
    ...startingValues('book_account'),
    { name: 'Service Income', data: { takes: 'income', categories: 'Service, Equipment, Activation' } },
    { name: 'Merchant Clearing', data: { takes: 'cash_card' } },
  ],
  tax_rate: [
    { name: 'Utah', data: { level: 'state', state: 'UT', percent: 4.85 } },
    { name: 'Utah County', data: { level: 'county', state: 'UT', place: 'Utah', percent: 1.4 } },
    { name: 'Provo', data: { level: 'city', state: 'UT', place: 'Provo', percent: 1.2 } },
    { name: 'Arizona', data: { level: 'state', state: 'AZ', percent: 5.6 } },
    { name: 'Mesa', data: { level: 'city', state: 'AZ', place: 'Mesa', percent: 2 } },
  ],
  funder: [
    {
      name: 'Meridian Contract Funding',
      data: { multiple: 36, holdback: 10, chargeBackMonths: 12, email: 'funding@meridian.test' },
    },
    { name: 'Summit Security Capital', data: { multiple: 33.5, holdback: 5, chargeBackMonths: 13 } },
    { name: 'Old Mill Finance', active: false, data: { multiple: 30 } },
  ],
  funder_reason: startingValues('funder_reason'),
} satisfies Record<string, PlannedValue[]>
