/**
 * Birch Security: a second company, there so that nothing crosses. Its ids, record numbers and account numbers are
 * those of Acme's rows, its station is the same with another dealer's login; no name or value of it is Acme's.
 */
import { permissions } from '#shared/permissions.ts'
import { demoCatalogues } from './catalogues.ts'
import type { CompanyPlan } from './company-plan.ts'

const rate = (
  name: string,
  monitoring: number,
  interactive: number,
  financing: number,
  warranty: number,
) => ({
  name,
  data: {
    totalCents: monitoring + interactive + financing + warranty,
    items: { Monitoring: monitoring, Interactive: interactive, Financing: financing, Warranty: warranty },
  },
})

export const birch: CompanyPlan = {
  slug: 'birch',
  name: 'Birch Security',
  timeZone: 'America/Los_Angeles',
  settings: { parentChild: false, mmrBreakout: true },
  firstRecordId: 1001,
  locations: [
    { name: 'Spokane', addressLine1: '77 West Riverside Avenue', city: 'Spokane', state: 'WA', zip: '99201', timeZone: 'America/Los_Angeles', areaCodes: ['509'], radiusKm: 50, weight: 2 },
    { name: 'Bend', addressLine1: '901 Northwest Bond Street', city: 'Bend', state: 'OR', zip: '97701', timeZone: 'America/Los_Angeles', areaCodes: ['541', '458'], radiusKm: 60, weight: 1 },
  ],
  groups: [{ name: 'Administrators', description: 'Everything', grants: permissions }],
  users: [
    { username: 'owner', firstName: 'Bruno', lastName: 'Castellan', roles: ['sales_rep'], memberships: [{ group: 'Administrators', locations: [] }] },
    { firstName: 'Yara', lastName: 'Ibsen', roles: ['sales_rep', 'lead_rep', 'call_center_rep'] },
    { firstName: 'Anders', lastName: 'Poole', roles: ['technician', 'trainer'] },
  ],
  stations: [
    { name: 'Dynamark', connector: 'bold', active: true, prefix: 'DM', weight: 70, login: { userId: 'birch', password: 'sandbox-demo', dealerId: 'BIRCH1' } },
    { name: 'Inland Empire Central', connector: null, active: true, prefix: 'IE', weight: 20, login: null },
  ],
  serviceProviders: [{ name: 'Alarm.com', weight: 1, active: true }],
  catalogues: {
    ...demoCatalogues,
    language: [{ name: 'English' }],
    account_class: [{ name: 'House' }, { name: 'Key Account' }],
    source: [{ name: 'Inland Radio', data: { sellsLeads: true, sellsCustomers: true } }],
    source_campaign: [{ name: 'Morning Show', data: { source: 'Inland Radio' } }],
    dealer_number: [{ name: 'WA-70001', data: { station: 'Dynamark', office: 'Spokane' } }],
    discount_affiliate: [],
    custom_field: [{ name: 'Dock number', data: { type: 'number' } }],
    mmr_item: [
      { name: 'Monitoring', data: { kind: 'monitoring', defaultCents: 1995 } },
      { name: 'Interactive', data: { kind: 'interactive', defaultCents: 995 } },
      { name: 'Financing', data: { kind: 'financing', defaultCents: null } },
      { name: 'Warranty', data: { kind: 'warranty', defaultCents: 500 } },
      { name: 'Landline Surcharge', data: { kind: 'other', defaultCents: 300 }, active: false },
    ],
    mmr: [
      rate('Essential', 1995, 0, 0, 0),
      rate('Essential with Warranty', 1995, 0, 0, 500),
      rate('Connected', 1995, 1000, 0, 500),
      rate('Connected, Financed 36', 1995, 1000, 1200, 500),
      rate('Connected, Financed 60', 1995, 1000, 850, 500),
      rate('Video', 1995, 2000, 0, 500),
      rate('Video, Financed 36', 1995, 2000, 1800, 500),
      rate('Video, Financed 60', 1995, 2000, 1150, 500),
      rate('Business', 2995, 2000, 0, 1000),
      rate('Business, Financed 60', 2995, 2000, 2500, 1000),
      { name: 'Landline 2016', data: { totalCents: 2795, items: { Monitoring: 2495, 'Landline Surcharge': 300 } } },
    ],
  },
} // prettier-ignore
