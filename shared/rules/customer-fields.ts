/**
 * Every field of a customer record, once. The wire schema, the SQL columns, the form, the masks, the history
 * labels and what a central station is told all follow from this table (spec 01, seed 001).
 */
import type { Permission } from '../permissions.ts'

export type RecordKind = 'customer' | 'lead'

/** How a value is written, checked and edited. Catalogue and user values are ids. */
export type FieldType =
  | { type: 'text'; max: number }
  | { type: 'longText'; max: number }
  | { type: 'phone' }
  | { type: 'email' }
  | { type: 'zip' }
  | { type: 'state' }
  | { type: 'ssn' }
  | { type: 'date' }
  | { type: 'instant' }
  | { type: 'integer'; min: number; max: number }
  | { type: 'checkbox' }
  | { type: 'choice'; options: readonly { value: string; label: string }[] }
  | { type: 'catalogue'; catalogue: Catalogue }
  | { type: 'user'; role: UserRole }
  | { type: 'location' }
  | { type: 'monitoringCompany' }
  | { type: 'serviceProvider' }
  | { type: 'customer' }

/** A role decides in which dropdowns a user appears; it grants nothing. */
export const userRoles = ['sales_rep', 'trainer', 'lead_rep', 'call_center_rep', 'technician'] as const
export type UserRole = (typeof userRoles)[number]

export const catalogues = [
  'language',
  'account_class',
  'source',
  'source_campaign',
  'mmr',
  'mmr_item',
  'monitoring_plan',
  'cancel_reason',
  'discount_affiliate',
  'adt_system_type',
  'contract_term',
  'activation_fee',
  'warranty_term',
  'dealer_number',
  'lead_disposition',
  'lead_status',
  'note_type',
  'communication_reason',
  'communication_disposition',
  'custom_field',
  'equipment_item',
  'equipment_wire_type',
  'file_category',
  'at_risk_reason',
  'at_risk_cause',
  'at_risk_level',
  'at_risk_resolution',
  'at_risk_credit_reason',
  'work_order_type',
  'tech_service',
  'payment_term',
  'tax_rate',
  'book_account',
  'funder',
  'funder_reason',
  'work_order_cancel_reason',
  'appointment_subtype',
  'appointment_cancel_reason',
] as const
export type Catalogue = (typeof catalogues)[number]

export const cards = ['personal', 'sale', 'installation', 'services', 'lead'] as const
export type Card = (typeof cards)[number]

export type Field = FieldType & {
  label: string
  card: Card
  /** Kinds of record that have the field; both if absent. */
  only?: RecordKind
  /** Kinds of record on which it must have a value. */
  required?: 'both' | RecordKind
  /** Shown, never set by a save. */
  readOnly?: true
  /** Without this permission the value is `***` wherever it would appear. */
  confidential?: Permission
  /** Encrypted at rest. */
  sealed?: true
  help?: string
}

const accountTypes = [
  { value: 'residential', label: 'Residential' },
  { value: 'commercial', label: 'Commercial' },
] as const

export const fundingStatuses = [
  { value: 'not_submitted', label: 'Not submitted' },
  { value: 'submitted', label: 'Submitted' },
  { value: 'funded', label: 'Funded' },
  { value: 'rejected', label: 'Rejected' },
  { value: 'charged_back', label: 'Charged back' },
] as const

const define = <const F extends Record<string, Field>>(fields: F): F => fields

export const customerFields = define({
  // Personal Information, left column
  sourceId: { label: 'Source', type: 'catalogue', catalogue: 'source', card: 'personal', required: 'lead' },
  sourceCampaignId: {
    label: 'Source Campaign',
    type: 'catalogue',
    catalogue: 'source_campaign',
    card: 'personal',
  },
  locationId: {
    label: 'Office Location',
    type: 'location',
    card: 'personal',
    only: 'customer',
    required: 'customer',
  },
  firstName: { label: 'First Name', type: 'text', max: 80, card: 'personal', required: 'both' },
  lastName: { label: 'Last Name', type: 'text', max: 80, card: 'personal', required: 'both' },
  birthdate: {
    label: 'Birthdate',
    type: 'date',
    card: 'personal',
    sealed: true,
    confidential: 'confidential_birthdate.yes',
  },
  languageId: { label: 'Language', type: 'catalogue', catalogue: 'language', card: 'personal' },
  addressLine1: { label: 'Address Line 1', type: 'text', max: 120, card: 'personal' },
  addressLine2: { label: 'Address Line 2', type: 'text', max: 120, card: 'personal' },
  city: { label: 'City', type: 'text', max: 80, card: 'personal', required: 'both' },
  state: { label: 'State', type: 'state', card: 'personal', required: 'both' },
  zip: { label: 'Zip', type: 'zip', card: 'personal' },
  county: { label: 'County', type: 'text', max: 80, card: 'personal' },
  crossStreet: { label: 'Cross Street', type: 'text', max: 120, card: 'personal' },
  // Personal Information, right column
  primaryPhone: { label: 'Primary Phone', type: 'phone', card: 'personal', required: 'both' },
  workPhone: { label: 'Work Phone', type: 'phone', card: 'personal' },
  cellPhone: { label: 'Cell Phone', type: 'phone', card: 'personal' },
  otherPhone: { label: 'Other Phone', type: 'phone', card: 'personal' },
  email: { label: 'Email', type: 'email', card: 'personal' },
  bestTimeToContact: { label: 'Best Time to Contact', type: 'text', max: 120, card: 'personal' },
  ssn: { label: 'SSN', type: 'ssn', card: 'personal', sealed: true, confidential: 'confidential_ssn.yes' },
  spouse: { label: 'Spouse', type: 'text', max: 120, card: 'personal' },
  creditScore: { label: 'Credit Score', type: 'integer', min: 300, max: 850, card: 'personal' },
  creditTrackingNumber: { label: 'Credit Tracking Number', type: 'text', max: 60, card: 'personal' },
  accountType: {
    label: 'Account Type',
    type: 'choice',
    options: accountTypes,
    card: 'personal',
    required: 'customer',
  },
  accountClassId: { label: 'Account Class', type: 'catalogue', catalogue: 'account_class', card: 'personal' },
  businessName: { label: 'Business Name', type: 'text', max: 120, card: 'personal' },
  businessContact: { label: 'Business Contact', type: 'text', max: 120, card: 'personal' },
  // Sale Information, left column
  saleDate: { label: 'Sale Date', type: 'date', card: 'sale', only: 'customer' },
  soldById: { label: 'Sold By', type: 'user', role: 'sales_rep', card: 'sale', only: 'customer' },
  traineeId: { label: 'Trainee/Trainer', type: 'user', role: 'trainer', card: 'sale', only: 'customer' },
  leadRepId: { label: 'Lead Rep', type: 'user', role: 'lead_rep', card: 'sale' },
  callCenterRepId: {
    label: 'Call Center Rep',
    type: 'user',
    role: 'call_center_rep',
    card: 'sale',
    readOnly: true,
  },
  adtNumber: { label: 'ADT Number', type: 'text', max: 30, card: 'sale', only: 'customer' },
  adtSerialMan: { label: 'ADT Serial/Man', type: 'text', max: 30, card: 'sale', only: 'customer' },
  accountNumber: { label: 'Account Number', type: 'text', max: 32, card: 'sale', only: 'customer' },
  mmrId: { label: 'MMR', type: 'catalogue', catalogue: 'mmr', card: 'sale', only: 'customer' },
  mmrAlaCarte: { label: 'A la carte', type: 'checkbox', card: 'sale', only: 'customer' },
  monitoringPlanId: {
    label: 'Monitoring Plan',
    type: 'catalogue',
    catalogue: 'monitoring_plan',
    card: 'sale',
    only: 'customer',
  },
  isCanceled: { label: 'Account Is Canceled', type: 'checkbox', card: 'sale', only: 'customer' },
  cancelDate: { label: 'Cancel Date', type: 'date', card: 'sale', only: 'customer' },
  cancelReasonId: {
    label: 'Cancelation Reason',
    type: 'catalogue',
    catalogue: 'cancel_reason',
    card: 'sale',
    only: 'customer',
  },
  // Sale Information, right column
  discountAffiliateId: {
    label: 'Discount Affiliate',
    type: 'catalogue',
    catalogue: 'discount_affiliate',
    card: 'sale',
    only: 'customer',
  },
  discountMemberNumber: {
    label: 'Discount Affiliate Member Number',
    type: 'text',
    max: 60,
    card: 'sale',
    only: 'customer',
  },
  monitoringCompanyId: { label: 'Monitored By', type: 'monitoringCompany', card: 'sale', only: 'customer' },
  serviceProviderId: {
    label: 'Interactive Services Provider',
    type: 'serviceProvider',
    card: 'sale',
    only: 'customer',
  },
  adtSystemTypeId: {
    label: 'ADT System Type',
    type: 'catalogue',
    catalogue: 'adt_system_type',
    card: 'sale',
    only: 'customer',
  },
  contractTermId: {
    label: 'Contract Term',
    type: 'catalogue',
    catalogue: 'contract_term',
    card: 'sale',
    only: 'customer',
  },
  activationFeeId: {
    label: 'Activation Fee',
    type: 'catalogue',
    catalogue: 'activation_fee',
    card: 'sale',
    only: 'customer',
  },
  warrantyTermId: {
    label: 'Warranty Term',
    type: 'catalogue',
    catalogue: 'warranty_term',
    card: 'sale',
    only: 'customer',
  },
  dealerNumberId: {
    label: 'Dealer Number',
    type: 'catalogue',
    catalogue: 'dealer_number',
    card: 'sale',
    only: 'customer',
  },
  collectionsDate: { label: 'Collections Date', type: 'date', card: 'sale', only: 'customer' },
  fundingStatus: {
    label: 'Funding Status',
    type: 'choice',
    options: fundingStatuses,
    card: 'sale',
    only: 'customer',
    readOnly: true,
  },
  fundedOn: { label: 'Funded Date', type: 'date', card: 'sale', only: 'customer', readOnly: true },
  parentId: { label: 'Parent Customer', type: 'customer', card: 'sale', only: 'customer' },
  // Installation & Equipment Information
  installDate: { label: 'Install Date', type: 'date', card: 'installation', only: 'customer' },
  technicianId: {
    label: 'Install Technician',
    type: 'user',
    role: 'technician',
    card: 'installation',
    only: 'customer',
  },
  confirmationNumber: {
    label: 'Confirmation Number',
    type: 'text',
    max: 60,
    card: 'installation',
    only: 'customer',
    confidential: 'confidential_confirmation_number.yes',
  },
  receiverNumber: {
    label: 'Receiver Number',
    type: 'text',
    max: 40,
    card: 'installation',
    only: 'customer',
    confidential: 'confidential_receiver_number.yes',
  },
  installed: { label: 'Installed', type: 'checkbox', card: 'installation', only: 'customer' },
  abortCode: {
    label: 'Abort Code',
    type: 'text',
    max: 20,
    card: 'installation',
    only: 'customer',
    sealed: true,
    confidential: 'confidential_abort_code.yes',
  },
  // Services
  twoWayVoice: { label: '2-Way Voice', type: 'checkbox', card: 'services', only: 'customer' },
  cellularBackup: { label: 'Cellular Backup', type: 'checkbox', card: 'services', only: 'customer' },
  guardResponse: { label: 'Guard Response', type: 'checkbox', card: 'services', only: 'customer' },
  maintenance: { label: 'Maintenance', type: 'checkbox', card: 'services', only: 'customer' },
  invoicing: { label: 'Invoicing', type: 'checkbox', card: 'services', only: 'customer' },
  aarp: { label: 'AARP', type: 'checkbox', card: 'services', only: 'customer' },
  tellular: { label: 'Tellular', type: 'checkbox', card: 'services', only: 'customer' },
  pulse: { label: 'Pulse', type: 'checkbox', card: 'services', only: 'customer' },
  // Lead Information
  callbackAt: { label: 'Callback Date', type: 'instant', card: 'lead', only: 'lead' },
  leadDispositionId: {
    label: 'Lead Disposition',
    type: 'catalogue',
    catalogue: 'lead_disposition',
    card: 'lead',
    only: 'lead',
  },
  callcenterComments: {
    label: 'Callcenter Comments',
    type: 'longText',
    max: 4000,
    card: 'lead',
    only: 'lead',
  },
  leadStatusId: {
    label: 'Lead Status',
    type: 'catalogue',
    catalogue: 'lead_status',
    card: 'lead',
    only: 'lead',
    required: 'lead',
  },
  leadComments: { label: 'Lead Comments', type: 'longText', max: 4000, card: 'lead', only: 'lead' },
})

export type FieldName = keyof typeof customerFields
export const fieldNames = Object.keys(customerFields) as FieldName[]

/** The table's entry, widened so that optional members can be asked for. */
export const field = (name: FieldName): Field => customerFields[name]

/** A field's value on the wire; `null` is empty. */
export type FieldValue = string | number | boolean | null
export type FieldValues = Partial<Record<FieldName, FieldValue>>

/** The card that a field stands in: Source is personal on a lead and sale information on a customer (REC-070, REC-101). */
export function cardOf(name: FieldName, kind: RecordKind): Card {
  if (kind === 'customer' && (name === 'sourceId' || name === 'sourceCampaignId')) return 'sale'
  if (kind === 'lead' && (name === 'leadRepId' || name === 'callCenterRepId')) return 'lead'
  return field(name).card
}

/** While the customer is linked these name the account that somebody relies on (REC-102). */
export const lockedByLink: ReadonlySet<FieldName> = new Set<FieldName>([
  'monitoringCompanyId',
  'accountNumber',
])

export const hasField = (name: FieldName, kind: RecordKind): boolean => (field(name).only ?? kind) === kind

export const isRequired = (name: FieldName, kind: RecordKind): boolean => {
  const { required } = field(name)
  return required === 'both' || required === kind
}

/** `firstName` → `first_name`: the column that keeps the field. */
export const columnOf = (name: string): string =>
  name.replace(/[A-Z0-9]+/g, (c) => (/\d/.test(c) ? c : `_${c.toLowerCase()}`))
