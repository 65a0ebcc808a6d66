/** The values that a dealer of some years has in its catalogues. What `data` may hold: shared/rules/catalogues.ts. */
import { formatCents } from '#shared/money.ts'
import type { Catalogue } from '#shared/rules/customer-fields.ts'
import { startingValues } from '#server/modules/companies/companies.starting.ts'
import type { PlannedValue } from './company-plan.ts'
import { demoCustomFields } from './custom-fields.ts'
import { demoItems, demoWireTypes } from './equipment-items.ts'
import { demoAccountingCatalogues } from './accounting-catalogues.ts'

const plain = (...names: string[]): PlannedValue[] => names.map((name) => ({ name }))
const retired = (name: string, data: Record<string, unknown> = {}): PlannedValue => ({
  name,
  data,
  active: false,
})
const amounts = (...cents: number[]): PlannedValue[] =>
  cents.map((amountCents) => ({ name: formatCents(amountCents, 'USD'), data: { amountCents } }))
/** Monthly rates of a company that does not break them out. */
const rates = (...cents: number[]): PlannedValue[] =>
  cents.map((totalCents) => ({ name: formatCents(totalCents, 'USD'), data: { totalCents, items: {} } }))
const terms = (...months: number[]): PlannedValue[] =>
  months.map((count) => ({ name: count === 1 ? '1 month' : `${count} months`, data: { months: count } }))

const source = (name: string, sellsLeads: boolean, sellsCustomers: boolean): PlannedValue => ({
  name,
  data: { sellsLeads, sellsCustomers },
})
const campaign = (name: string, of: string): PlannedValue => ({ name, data: { source: of } })
const inCategory = (category: string, ...names: string[]): PlannedValue[] =>
  names.map((name) => ({ name, data: { category } }))

const dealerNumber = (name: string, station: string, office: string): PlannedValue => ({
  name,
  data: { station, office },
})
const callBackIn = (callbackDays: number, values: PlannedValue[]): PlannedValue[] =>
  values.map((value) => ({ ...value, data: { ...value.data, callbackDays } }))
const closing = (values: PlannedValue[]): PlannedValue[] =>
  values.map((value) => ({ ...value, data: { ...value.data, closesLead: true } }))

export const demoCatalogues: Readonly<Record<Catalogue, readonly PlannedValue[]>> = {
  language: plain('English', 'Spanish', 'Portuguese', 'Vietnamese', 'Tongan', 'American Sign Language'),
  account_class: [
    ...plain('Standard', 'Preferred', 'Employee', 'Builder', 'Takeover'),
    retired('Grandfathered 2015'),
  ],
  source: [
    source('Door to Door', true, true),
    source('Customer Referral', true, true),
    source('Website', true, true),
    source('Home Show', true, true),
    source('Builder Program', true, true),
    source('Acquired Accounts', false, true),
    source('Call Center', true, false),
    { ...source('Yellow Pages', true, true), active: false },
  ],
  source_campaign: [
    campaign('Summer Team', 'Door to Door'),
    campaign('Winter Team', 'Door to Door'),
    campaign('Refer a Neighbor', 'Customer Referral'),
    campaign('Search Ads', 'Website'),
    campaign('Spring Mailer Landing Page', 'Website'),
    campaign('Wasatch Home Show', 'Home Show'),
    campaign('Treasure Valley Home Show', 'Home Show'),
    campaign('New Subdivision Package', 'Builder Program'),
    campaign('Sentry Purchase 2022', 'Acquired Accounts'),
    campaign('Winback', 'Call Center'),
  ],
  mmr: [
    ...rates(2999, 3499, 3999, 4299, 4499, 4799, 4999, 5499, 5999, 6499),
    { ...rates(1999)[0], name: '$19.99', active: false },
  ],
  mmr_item: [],
  monitoring_plan: [...startingValues('monitoring_plan'), retired('Landline Basic')],
  cancel_reason: [
    ...inCategory('involuntary', 'Non-Payment', 'Deceased', 'Foreclosure', 'Bankruptcy'),
    ...inCategory(
      'voluntary',
      'Moved',
      'Price',
      'Service Issue',
      'Switched Provider',
      'No Longer Needed',
      'Within Right of Rescission',
    ),
    ...inCategory('other', 'Sold Account', 'Duplicate Record'),
  ],
  discount_affiliate: plain('Valley Teachers Union', 'First Responders', 'Mountain Credit Union'),
  adt_system_type: plain('Traditional', 'Traditional with Cell', 'Pulse 1', 'Pulse 2', 'Pulse 3'),
  contract_term: [...terms(12, 24, 36, 42, 60), { name: 'Month to month', data: { months: 1 } }],
  activation_fee: amounts(0, 4900, 9900, 14900, 19900),
  warranty_term: [...terms(3, 12, 24, 36), { name: 'Lifetime', data: { months: null } }],
  dealer_number: [
    dealerNumber('UT-40217', 'Dynamark Monitoring', 'Provo'),
    dealerNumber('ID-40218', 'Dynamark Monitoring', 'Boise'),
    dealerNumber('AZ-51133', 'Security Partners', 'Mesa'),
    dealerNumber('CO-51140', 'Security Partners', 'Fort Collins'),
  ],
  lead_disposition: [
    ...callBackIn(1, inCategory('contact_attempt', 'No Answer')),
    ...callBackIn(2, inCategory('contact_attempt', 'Left Voicemail')),
    ...inCategory('contact_attempt', 'Wrong Number'),
    ...callBackIn(7, inCategory('qualification', 'Call Back')),
    ...inCategory('qualification', 'Interested', 'Renter'),
    ...inCategory('close', 'Appointment Set'),
    ...closing(inCategory('close', 'Sold')),
    ...closing(inCategory('dead', 'Not Interested', 'Do Not Call', 'Under Contract Elsewhere')),
  ],
  lead_status: startingValues('lead_status'),
  note_type: [
    ...plain('General', 'Sales', 'Billing', 'Technician'),
    { name: 'Service ticket', data: { isTicket: true, followUpDays: 2 } },
    { name: 'Callback', data: { isTicket: true, followUpDays: 1 } },
    { name: 'Paperwork', data: { isTicket: true, followUpDays: 7 } },
    retired('Fax'),
  ],
  custom_field: demoCustomFields,
  communication_reason: startingValues('communication_reason'),
  communication_disposition: startingValues('communication_disposition'),
  equipment_wire_type: demoWireTypes,
  file_category: startingValues('file_category'),
  equipment_item: demoItems,
  at_risk_reason: [...startingValues('at_risk_reason'), retired('Landline cut')],
  at_risk_cause: startingValues('at_risk_cause'),
  at_risk_level: startingValues('at_risk_level'),
  at_risk_resolution: startingValues('at_risk_resolution'),
  at_risk_credit_reason: startingValues('at_risk_credit_reason'),
  appointment_subtype: startingValues('appointment_subtype'),
  appointment_cancel_reason: startingValues('appointment_cancel_reason'),
  work_order_type: startingValues('work_order_type'),
  tech_service: startingValues('tech_service'),
  work_order_cancel_reason: startingValues('work_order_cancel_reason'),
  ...demoAccountingCatalogues,
}
