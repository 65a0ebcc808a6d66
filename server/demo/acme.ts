/** Acme Alarm & Home: the demo dealer. Everybody and everything in it is invented. */
import { permissions, type Permission } from '#shared/permissions.ts'
import { demoCatalogues } from './catalogues.ts'
import type {
  CompanyPlan,
  PlannedGroup,
  PlannedLocation,
  PlannedStation,
  PlannedUser,
} from './company-plan.ts'

/** All named demo users sign in with it. */
export const demoPassword = 'keyholder-demo'

export const acmeLocations: readonly PlannedLocation[] = [
  { name: 'Provo', addressLine1: '1550 North Freedom Boulevard', city: 'Provo', state: 'UT', zip: '84604', timeZone: 'America/Denver', areaCodes: ['801', '385'], radiusKm: 60, weight: 40 },
  { name: 'Boise', addressLine1: '820 West Myrtle Street', city: 'Boise', state: 'ID', zip: '83702', timeZone: 'America/Boise', areaCodes: ['208', '986'], radiusKm: 60, weight: 25 },
  { name: 'Mesa', addressLine1: '240 East Broadway Road', city: 'Mesa', state: 'AZ', zip: '85210', timeZone: 'America/Phoenix', areaCodes: ['480', '602', '623'], radiusKm: 45, weight: 20 },
  { name: 'Fort Collins', addressLine1: '3105 South College Avenue', city: 'Fort Collins', state: 'CO', zip: '80525', timeZone: 'America/Denver', areaCodes: ['970', '720'], radiusKm: 55, weight: 15 },
] // prettier-ignore

const confidential: readonly Permission[] = [
  'confidential_birthdate.yes',
  'confidential_confirmation_number.yes',
  'confidential_receiver_number.yes',
  'confidential_abort_code.yes',
  'confidential_custom_fields.yes',
]
const work: readonly Permission[] = [
  'customers.view', 'customers.create', 'customers.modify', 'leads.view', 'leads.create', 'leads.modify',
  'contact_information.modify', 'emergency_contacts.view', 'emergency_contacts.create', 'emergency_contacts.modify',
  'notes.view', 'notes.create', 'tags.modify',
] // prettier-ignore

export const demoGroups: readonly PlannedGroup[] = [
  { name: 'Owners', description: 'Everything', grants: permissions },
  {
    name: 'Managers',
    description: 'The daily work of a location, without social security numbers',
    grants: [
      ...work, ...confidential,
      'archive_customer.yes', 'unarchive_customer.yes', 'delete_lead.yes', 'lead_admin.yes',
      'sale_information.view', 'sale_information.modify', 'installation_information.view', 'installation_information.modify',
      'connections.modify', 'emergency_contacts.delete', 'notes.modify', 'tickets_page.view', 'work_orders.view', 'work_orders.create',
      'work_orders.modify', 'equipment.view', 'equipment.create', 'equipment.modify', 'files.view', 'messages.view',
      'at_risk.view', 'at_risk.create', 'at_risk.modify', 'history.yes', 'billing_information.view', 'invoices.view',
      'reports.view', 'administration_page.view', 'user_accounts.view', 'office_locations.view',
    ],
  },
  {
    name: 'Sales reps',
    description: 'Leads and new customers of their locations',
    grants: [...work, 'sale_information.view', 'sale_information.modify', 'installation_information.view', 'sales_scheduler.view'],
  },
  {
    name: 'Technicians',
    description: 'Installation and monitoring; nothing of the sale',
    grants: [
      'customers.view', 'customers.modify', 'installation_information.view', 'installation_information.modify',
      'confidential_confirmation_number.yes', 'confidential_receiver_number.yes', 'confidential_abort_code.yes',
      'confidential_custom_fields.yes', 'connections.modify', 'emergency_contacts.view', 'emergency_contacts.create', 'emergency_contacts.modify',
      'equipment.view', 'equipment.create', 'equipment.modify', 'work_orders.view', 'work_orders.modify',
      'notes.view', 'notes.create', 'tech_scheduler.view',
    ],
  },
  {
    name: 'Billing',
    description: 'The money, without social security numbers',
    grants: [
      'customers.view', 'customers.modify', 'contact_information.modify', 'sale_information.view', 'sale_information.modify',
      'billing_information.view', 'billing_information.modify', 'invoices.view', 'invoices.create', 'invoices.modify',
      'payments.view', 'payments.create', 'payments.modify', 'funding.view', 'funding_details.view',
      'company_accounting.view', 'reports.view', 'notes.view', 'notes.create', 'emergency_contacts.view', 'history.yes',
    ],
  },
  {
    name: 'Viewers',
    description: 'Sees records, changes nothing, and no confidential value',
    grants: [
      'customers.view', 'leads.view', 'sale_information.view', 'installation_information.view', 'emergency_contacts.view',
      'notes.view', 'history.yes',
    ],
  },
] // prettier-ignore

const everywhere = (group: string) => [{ group, locations: [] }]

const users: readonly PlannedUser[] = [
  { username: 'owner', firstName: 'Olivia', lastName: 'Brandt', roles: ['sales_rep', 'trainer'], memberships: everywhere('Owners') },
  { username: 'manager', firstName: 'Marcus', lastName: 'Delgado', roles: ['sales_rep', 'trainer', 'lead_rep'], memberships: everywhere('Managers') },
  { username: 'sales', firstName: 'Sofia', lastName: 'Lindgren', roles: ['sales_rep', 'lead_rep'], memberships: [{ group: 'Sales reps', locations: ['Provo', 'Boise'] }] },
  { username: 'tech', firstName: 'Theo', lastName: 'Nakamura', roles: ['technician'], memberships: everywhere('Technicians'), reportsTo: 'Imani Brooks' },
  { username: 'billing', firstName: 'Beatrice', lastName: 'Okafor', roles: [], memberships: everywhere('Billing') },
  { username: 'viewer', firstName: 'Victor', lastName: 'Hale', roles: [], memberships: everywhere('Viewers') },
  { firstName: 'Amelia', lastName: 'Quist', roles: ['sales_rep', 'lead_rep'] },
  { firstName: 'Jonah', lastName: 'Prescott', roles: ['sales_rep'] },
  { firstName: 'Renata', lastName: 'Solis', roles: ['sales_rep', 'trainer'] },
  { firstName: 'Desmond', lastName: 'Achebe', roles: ['sales_rep'] },
  { firstName: 'Kirsten', lastName: 'Vale', roles: ['sales_rep', 'lead_rep'] },
  { firstName: 'Tomas', lastName: 'Herrera', roles: ['sales_rep'] },
  { firstName: 'Priya', lastName: 'Raman', roles: ['call_center_rep'] },
  { firstName: 'Caleb', lastName: 'Worth', roles: ['call_center_rep', 'lead_rep'] },
  { firstName: 'Hannah', lastName: 'Ostrow', roles: ['call_center_rep'] },
  { firstName: 'Luis', lastName: 'Montero', roles: ['technician'], reportsTo: 'Imani Brooks' },
  { firstName: 'Grace', lastName: 'Tanaka', roles: ['technician'], reportsTo: 'Imani Brooks' },
  { firstName: 'Wade', lastName: 'Sorensen', roles: ['technician'], reportsTo: 'Imani Brooks' },
  { firstName: 'Imani', lastName: 'Brooks', roles: ['technician', 'trainer'], reportsTo: 'Marcus Delgado' },
  { firstName: 'Peter', lastName: 'Vandermeer', roles: ['sales_rep', 'technician'], active: false },
] // prettier-ignore

/** Ids of the named users, in the order above. */
export const demoUsers = { owner: 1, manager: 2, sales: 3, tech: 4, billing: 5, viewer: 6 } as const

const login = { userId: 'keyholder', password: 'sandbox-demo', dealerId: 'ACME01' }

export const acmeStations: readonly PlannedStation[] = [
  { name: 'Dynamark Monitoring', connector: 'bold', active: true, prefix: 'DM', weight: 30, login },
  { name: 'Security Partners', connector: 'bold', active: true, prefix: 'SP', weight: 22, login },
  { name: 'Legacy Security Services', connector: 'bold', active: true, prefix: 'LS', weight: 14, login },
  { name: 'Alarm Central', connector: 'bold', active: false, prefix: 'AC', weight: 4, login },
  { name: 'Guardian Central', connector: null, active: true, prefix: 'GC', weight: 10, login: null },
  // Nobody's yet: its sandbox holds accounts of its own to link to (sandboxes/stages/README.md).
  { name: 'Rapid Response (sandbox)', connector: 'stages', active: true, prefix: '77', weight: 0, login },
  // The same: sandboxes/brinks/README.md.
  {
    name: 'Brinks Home (sandbox)',
    connector: 'brinks',
    active: true,
    prefix: '7681',
    weight: 0,
    login: {
      ...login,
      userId: 'keyholder_wsi',
      path: '/MIDI/MIDI.asmx',
      settings: { dealerNumber: '900100001', systemType: '20S001' },
    },
  },
]

export const demoServiceProviders = [
  { name: 'Alarm.com', weight: 60, active: true },
  { name: 'Total Connect', weight: 20, active: true },
  { name: 'Alula', weight: 10, active: true },
  { name: 'SecureNet', weight: 10, active: true },
  { name: 'Telguard HomeControl', weight: 0, active: false },
]

export const acme: CompanyPlan = {
  slug: 'acme',
  name: 'Acme Alarm & Home',
  timeZone: 'America/Denver',
  settings: { parentChild: true, addressVerification: true, regulations: true },
  firstRecordId: 1101,
  locations: acmeLocations,
  groups: demoGroups,
  users,
  stations: acmeStations,
  serviceProviders: demoServiceProviders,
  catalogues: demoCatalogues,
}
