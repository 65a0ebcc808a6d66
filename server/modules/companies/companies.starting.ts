/**
 * What a new company begins with, in one place: values of its catalogues, groups of permissions, tags, templates of messages,
 * workflows. All of it is the company's own from then on, to be changed and removed. What depends on the dealer alone is not
 * here: prices and rates, own fields, numbers at the stations. Status boxes need nothing: the usual ones hold until somebody
 * sets others (shared/rules/statuses.ts). Customers of the demo companies are made of the same values.
 */
import { type Data, firstValue } from '#shared/rules/catalogue-fields.ts'
import { proposedName, settle, storedData } from '#shared/rules/catalogue-data.ts'
import { catalogueDefinitions, type CatalogueKey, catalogueKeys } from '#shared/rules/catalogues.ts'
import { permissions, type Permission } from '#shared/permissions.ts'
import type { TagColour } from '#shared/rules/tags.ts'
import { startingSteps, type WorkflowPurpose, type WorkflowType } from '#shared/rules/workflows.ts'

/** Catalogues of which a dealer has the values, and nobody else can guess them; one click adds the usual ones there. */
const dealersOwn: ReadonlySet<string> = new Set<CatalogueKey>([
  'mmr', 'mmr_item', 'mmr_category', 'activation_fee', 'discount_affiliate', 'adt_system_type', 'equipment_item', 'tech_service',
]) // prettier-ignore

export const startingCatalogues: readonly CatalogueKey[] = catalogueKeys.filter(
  (key) => (catalogueDefinitions[key].usual?.length ?? 0) > 0 && !dealersOwn.has(key),
)

export type StartingValue = { name: string; data: Record<string, unknown> }

/** The values that a catalogue begins with, as its table keeps them. */
export const startingValues = (key: CatalogueKey, currency = 'USD'): StartingValue[] =>
  (catalogueDefinitions[key].usual ?? []).map(({ name, data = {} }) => {
    const first = Object.entries(catalogueDefinitions[key].fields).map(([field, f]) => [field, firstValue(f)])
    const settled = settle(key, { ...Object.fromEntries(first), ...data } as Data)
    return { name: name || proposedName(key, settled, currency), data: storedData(key, settled) }
  })

export type StartingGroup = { name: string; description: string; grants: readonly Permission[] }

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

/** The first one is held by who signs in first. */
export const startingGroups: readonly StartingGroup[] = [
  { name: 'Owners', description: 'Everything', grants: permissions },
  {
    name: 'Managers',
    description: 'The daily work of a location, without social security numbers',
    grants: [
      ...work, ...confidential,
      'archive_customer.yes', 'unarchive_customer.yes', 'delete_lead.yes', 'lead_admin.yes',
      'sale_information.view', 'sale_information.modify', 'installation_information.view', 'installation_information.modify',
      'connections.modify', 'emergency_contacts.delete', 'notes.modify', 'tickets_page.view', 'work_orders.view', 'work_orders.create',
      'work_orders.modify', 'equipment.view', 'equipment.create', 'equipment.modify', 'files.view', 'messages.view', 'messages.create',
      'at_risk.view', 'at_risk.create', 'at_risk.modify', 'history.yes', 'billing_information.view', 'invoices.view',
      'tech_scheduler.view', 'tech_scheduler.create', 'tech_scheduler.modify', 'sales_scheduler.view', 'sales_scheduler.create',
      'sales_scheduler.modify', 'tech_time_off.yes', 'sales_time_off.yes',
      'customer_workflows.view', 'customer_workflows.create', 'reports.view', 'reports.create', 'reports.modify', 'administration_page.view', 'user_accounts.view', 'office_locations.view',
    ],
  },
  {
    name: 'Sales reps',
    description: 'Leads and new customers of their locations',
    grants: [...work, 'sale_information.view', 'sale_information.modify', 'installation_information.view', 'sales_scheduler.view',
      'personal_appointments.view', 'personal_appointments.create', 'personal_appointments.modify', 'tech_scheduler_leads.view',
      'sales_time_off_self.yes', 'customer_workflows.view', 'personal_payroll.yes'],
  },
  {
    name: 'Technicians',
    description: 'Installation and monitoring; nothing of the sale',
    grants: [
      'customers.view', 'customers.modify', 'installation_information.view', 'installation_information.modify',
      'confidential_confirmation_number.yes', 'confidential_receiver_number.yes', 'confidential_abort_code.yes',
      'confidential_custom_fields.yes', 'connections.modify', 'emergency_contacts.view', 'emergency_contacts.create', 'emergency_contacts.modify',
      'equipment.view', 'equipment.create', 'equipment.modify', 'work_orders.view', 'work_orders.modify',
      'notes.view', 'notes.create', 'tech_scheduler.view', 'view_tech_schedule.yes', 'tech_time_off_self.yes', 'personal_payroll.yes',
    ],
  },
  {
    name: 'Billing',
    description: 'The money, without social security numbers',
    grants: [
      'customers.view', 'customers.modify', 'contact_information.modify', 'sale_information.view', 'sale_information.modify',
      'billing_information.view', 'billing_information.modify', 'invoices.view', 'invoices.create', 'invoices.modify',
      'payments.view', 'payments.create', 'payments.modify', 'funding.view', 'funding_details.view', 'payables.view', 'payables.modify',
      'company_accounting.view', 'reports.view', 'reports.create', 'reports.modify', 'notes.view', 'notes.create', 'emergency_contacts.view', 'history.yes',
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

export type StartingTag = { name: string; colour: TagColour; category: string; warning?: string }

export const startingTags: readonly StartingTag[] = [
  { name: 'VIP', colour: 'violet', category: 'Account' },
  { name: 'Takeover', colour: 'blue', category: 'Account' },
  {
    name: 'Collections',
    colour: 'red',
    category: 'Billing',
    warning: 'With collections: ask billing before any service.',
  },
  {
    name: 'Dog on site',
    colour: 'amber',
    category: 'Service',
    warning: 'There is a dog in the yard. Call before you enter.',
  },
  { name: 'Gate code on file', colour: 'orange', category: 'Service' },
]

export type StartingTemplate = {
  name: string
  channel: 'sms' | 'email'
  category: 'transactional' | 'marketing'
  subject: string
  body: string
}

export const startingTemplates: readonly StartingTemplate[] = [
  {
    name: 'On our way',
    channel: 'sms',
    category: 'transactional',
    subject: '',
    body: 'Hi {{first_name|there}}, our technician is on the way to {{address}}. {{company_name}}',
  },
  {
    name: 'Please call us',
    channel: 'sms',
    category: 'transactional',
    subject: '',
    body: 'Hi {{first_name|there}}, please call us at {{location_phone|our office}}. {{company_name}}',
  },
  {
    name: 'Welcome',
    channel: 'email',
    category: 'transactional',
    subject: 'Welcome to {{company_name}}',
    body: 'Hello {{full_name}},\n\nyour system at {{address}}, {{city}} is protected from today.\n\nYour customer number is {{customer_number}}.\n\n{{sender_name}}\n{{company_name}}',
  },
]

export type StartingWorkflow = {
  name: string
  description: string
  type: WorkflowType
  purpose: WorkflowPurpose
}

/** Their steps are those of their types. */
export const startingWorkflows: readonly StartingWorkflow[] = [
  {
    name: 'Simple sale',
    description: 'Sell at the door: who, what, whom to call',
    type: 'simple_sales',
    purpose: 'creation',
  },
  {
    name: 'Smart sale',
    description: 'From the door to the booked installation',
    type: 'smart_sales',
    purpose: 'creation',
  },
  {
    name: 'Convert a lead',
    description: 'Checks what the lead said, and whom to call, one area at a time',
    type: 'standard',
    purpose: 'conversion',
  },
]

export const stepsOf = ({ type, purpose }: StartingWorkflow) => startingSteps(type, purpose)
