/**
 * Birch Security: a second company, there so that nothing crosses. Its ids, record numbers and account numbers are
 * those of Acme's rows, its station is the same with another dealer's login; no name or value of it is Acme's.
 */
import { permissions } from '#shared/permissions.ts'
import { demoCatalogues } from './catalogues.ts'
import type { CompanyPlan } from './company-plan.ts'

export const birch: CompanyPlan = {
  slug: 'birch',
  name: 'Birch Security',
  timeZone: 'America/Los_Angeles',
  settings: { parentChild: false },
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
    dealer_number: [{ name: 'WA-70001' }],
    discount_affiliate: [],
  },
} // prettier-ignore
