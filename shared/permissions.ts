/**
 * The catalogue of permissions. A permission is `<area>.<level>`; a group grants it, a member holds the group
 * at one location or everywhere. Names and levels follow the dealer's words; most are judged at the location
 * of the record in question.
 */

/** `yes` is the single level of a permission that is either held or not. */
export type Level = 'view' | 'create' | 'modify' | 'delete' | 'yes'

type Area = { label: string; levels: readonly Level[]; help?: string }

const V = ['view'] as const
const M = ['modify'] as const
const VM = ['view', 'modify'] as const
const VC = ['view', 'create'] as const
const VCM = ['view', 'create', 'modify'] as const
const VCMD = ['view', 'create', 'modify', 'delete'] as const
const CMD = ['create', 'modify', 'delete'] as const
const YES = ['yes'] as const

const customers = {
  customers: { label: 'Customers', levels: VCM },
  leads: { label: 'Leads', levels: VCM },
  delete_customer: { label: 'Delete Customer', levels: YES },
  delete_lead: { label: 'Delete Lead', levels: YES },
  archive_customer: { label: 'Archive Customer', levels: YES },
  unarchive_customer: { label: 'Unarchive Customer', levels: YES },
  contact_information: { label: 'Customer Page - Contact Information', levels: M },
  sale_information: { label: 'Customer Page - Sale Information', levels: VM },
  installation_information: {
    label: 'Customer Page - Installation & Equipment Information',
    levels: VM,
  },
  confidential_ssn: { label: 'Confidential: SSN', levels: YES },
  confidential_birthdate: { label: 'Confidential: Birthdate', levels: YES },
  confidential_confirmation_number: { label: 'Confidential: Confirmation Number', levels: YES },
  confidential_receiver_number: { label: 'Confidential: Receiver Number', levels: YES },
  confidential_abort_code: { label: 'Confidential: Abort Code', levels: YES },
  confidential_custom_fields: {
    label: 'Confidential: Custom Fields',
    levels: YES,
    help: 'User-defined fields that are marked as confidential',
  },
  lead_admin: { label: 'Lead Administration', levels: YES, help: 'Sees and sets the Lead Rep of a lead' },
  connections: {
    label: 'Connections',
    levels: M,
    help: 'Links, unlinks and manages accounts at central stations and providers',
  },
  tags: { label: 'Tags', levels: M },
  customer_workflows: { label: 'Customer Workflows', levels: VC },
  notes: { label: 'Notes & Tickets', levels: VCM },
  work_orders: { label: 'Work Orders', levels: VCMD },
  equipment: { label: 'Equipment', levels: VCM },
  equipment_po: { label: 'Equipment PO', levels: ['create'] },
  files: { label: 'Files', levels: VCMD },
  docusign: { label: 'DocuSign', levels: VCMD, help: 'E-Docs of every provider' },
  messages: { label: 'Messages', levels: VC },
  credit_reports: { label: 'Credit Reports', levels: VC },
  emergency_contacts: { label: 'Emergency Contacts', levels: VCMD },
  at_risk: { label: 'At Risk', levels: VCM },
  history: { label: 'History', levels: YES },
} as const satisfies Record<string, Area>

const scheduling = {
  tech_scheduler: { label: 'Tech Scheduler', levels: VCM },
  tech_scheduler_leads: { label: 'Tech Scheduler - Leads', levels: V },
  sales_scheduler: { label: 'Sales Scheduler', levels: VCM },
  personal_appointments: { label: 'Personal Appointments', levels: VCM },
  scheduler: { label: 'Scheduler', levels: VC, help: 'Bulk Schedule on work orders' },
  view_tech_schedule: { label: 'View Tech Schedule', levels: YES },
  view_sales_schedule: { label: 'View Sales Schedule', levels: YES },
  tech_time_off: { label: 'Can Schedule Tech Time Off', levels: YES },
  tech_time_off_not_self: { label: 'Can Schedule Tech Time Off - All But Yourself', levels: YES },
  tech_time_off_self: { label: 'Can Schedule Tech Time Off - Self', levels: YES },
  tech_time_off_hierarchy: { label: 'Can Schedule Tech Time Off - Hierarchy', levels: YES },
  sales_time_off: { label: 'Can Schedule Sales Time Off', levels: YES },
  sales_time_off_not_self: { label: 'Can Schedule Sales Time Off - All But Yourself', levels: YES },
  sales_time_off_self: { label: 'Can Schedule Sales Time Off - Self', levels: YES },
  sales_time_off_hierarchy: { label: 'Can Schedule Sales Time Off - Hierarchy', levels: YES },
} as const satisfies Record<string, Area>

const money = {
  billing_information: { label: 'Billing Information Page', levels: ['view', 'modify', 'delete'] },
  card_details: { label: 'Credit Card Details - Full Control', levels: YES },
  bank_details: { label: 'Bank Account Details - Full Control', levels: YES },
  invoices: { label: 'Invoices', levels: VCMD },
  payments: { label: 'Payments', levels: VCM },
  payables: { label: 'Payables (Includes Payroll)', levels: VM },
  funding_details: { label: 'Funding Details', levels: VCMD },
  funding: { label: 'Funding', levels: V },
  company_accounting: { label: 'Company Accounting', levels: V },
  reports: { label: 'Reports', levels: VCM },
  tickets_page: { label: 'Tickets Page', levels: V },
  personal_payroll: { label: 'Can View Personal Payroll Information', levels: YES },
} as const satisfies Record<string, Area>

const administration = {
  administration_page: { label: 'Administration Page', levels: V },
  global_settings: { label: 'Global Settings', levels: YES },
  account_management: { label: 'Account Management', levels: VM },
  permission_groups: { label: 'Permission Groups', levels: ['view', 'modify', 'delete'] },
  user_accounts: { label: 'User Accounts', levels: VCM },
  office_locations: { label: 'Office Locations', levels: VCM },
  organizational_structure: { label: 'Organizational Structure', levels: YES },
  monitoring_companies: { label: 'Monitoring Companies - Full Control', levels: YES },
  integrations: { label: 'Integrations', levels: VCM },
  imports: {
    label: 'Import',
    levels: YES,
    help: 'Brings in customers, leads, equipment and recurring invoices from files, as far as the other permissions allow',
  },
  payroll: { label: 'Payroll', levels: VCMD },
  workflows: { label: 'Workflows', levels: VM },
  account_classes: { label: 'Account Classes', levels: CMD },
  at_risk_settings: { label: 'At-Risk Entry Settings', levels: CMD },
  cancel_reasons: { label: 'Cancelation Reasons - Full Control', levels: YES },
  customer_note_types: { label: 'Customer Note Types', levels: CMD },
  customer_note_contact_settings: { label: 'Customer Notes Contact Settings', levels: CMD },
  customer_payment_types: { label: 'Customer Payment Types', levels: CMD },
  dealer_numbers: { label: 'Dealer Numbers - Full Control', levels: YES },
  discount_affiliates: { label: 'Discount Affiliates', levels: CMD },
  document_providers: { label: 'Electronic Document Providers - Full Control', levels: YES },
  lead_dispositions: { label: 'Lead Dispositions', levels: CMD },
  message_templates: { label: 'Message Templates', levels: CMD },
  monthly_rates: { label: 'Monthly Monitoring Rates - Full Control', levels: YES },
  partner_companies: { label: 'Partner Companies', levels: CMD, help: 'Sources and campaigns' },
  tag_settings: {
    label: 'Tags - Full Control',
    levels: YES,
    help: 'The company’s own tags and their warnings',
  },
  inventory: { label: 'Inventory Management / Assignments', levels: VCMD },
} as const satisfies Record<string, Area>

/** Areas in the order and under the headings in which administration shows them. */
export const permissionCategories = {
  'Customers and leads': customers,
  Scheduling: scheduling,
  'Accounting and reports': money,
  Administration: administration,
} as const

type Areas = typeof customers & typeof scheduling & typeof money & typeof administration
export type Permission = {
  [A in keyof Areas & string]: `${A}.${Areas[A]['levels'][number]}`
}[keyof Areas & string]

/** Every permission there is, as `<area>.<level>`. */
export const permissions: readonly Permission[] = Object.values(permissionCategories).flatMap((areas) =>
  Object.entries(areas as Record<string, Area>).flatMap(([area, { levels }]) =>
    levels.map((level) => `${area}.${level}` as Permission),
  ),
)

const known: ReadonlySet<string> = new Set(permissions)
export const isPermission = (name: string): name is Permission => known.has(name)

/** "Customers: View", as the screens and the refusals name it. */
export function permissionLabel(permission: Permission): string {
  const [area, level] = permission.split('.') as [string, Level]
  const found = Object.values(permissionCategories).flatMap((areas) =>
    Object.entries(areas as Record<string, Area>).filter(([key]) => key === area),
  )[0]!
  return level === 'yes' ? found[1].label : `${found[1].label}: ${level[0]!.toUpperCase()}${level.slice(1)}`
}
