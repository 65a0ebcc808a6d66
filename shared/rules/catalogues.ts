/**
 * Every catalogue of the company as data (ADM-008): what it is called, who may change it, what its values carry. One
 * engine serves them all: server/modules/catalogues, web/features/catalogues.
 */
import { accountingCatalogues } from './accounting-catalogues.ts'
import { fundingCatalogues } from './funding.ts'
import { appointmentCancelReasonDefinition, appointmentSubtypeDefinition } from './appointment-catalogues.ts'
import { full, levels, type CatalogueDefinition, type UsualValue } from './catalogue-definition.ts'
import { contractTermData } from './contract-term.ts'
import { customFieldDefinition } from './custom-field-catalogue.ts'
import type { Catalogue } from './customer-fields.ts'
import { equipmentItemDefinition, wireTypeDefinition } from './equipment-catalogues.ts'
import { fileCategoryDefinition } from './file-catalogue.ts'
import { mmrData, mmrItemData, mmrItemKinds } from './mmr.ts'
import { riskCatalogues } from './risk-catalogues.ts'
import type { Permission } from '../permissions.ts'
import { workOrderCatalogues } from './work-order-catalogues.ts'

const named = (...names: string[]): UsualValue[] => names.map((name) => ({ name }))
const inCategory = (category: string, ...names: string[]): UsualValue[] =>
  names.map((name) => ({ name, data: { category } }))
const months = (count: number) => ({ name: `${count} months`, data: { months: count } })

const define = <const D extends Record<Catalogue, CatalogueDefinition>>(
  definitions: D,
): Readonly<Record<keyof D & string, CatalogueDefinition>> => definitions as never

/* Catalogues for which the facts name no permission stand under the one that is nearest to them: the company's own
   settings for what the sale is made of, the disposition's for the lead's status, the station's for its plans. */
export const catalogueDefinitions = define({
  account_class: {
    one: 'account class',
    label: 'Account Classes',
    help: 'Kinds of accounts, for billing and reports',
    permissions: levels('account_classes'),
    fields: {
      description: { label: 'Description', type: 'longText', max: 500 },
      mmrId: {
        label: 'Default MMR',
        type: 'reference',
        to: 'mmr',
        help: 'Chosen with the class on a customer that has no rate yet',
      },
      contractTermId: {
        label: 'Default contract term',
        type: 'reference',
        to: 'contract_term',
        help: 'Chosen with the class on a customer that has no term yet',
      },
    },
    usual: named('Standard', 'Preferred', 'Builder', 'Takeover', 'Employee'),
  },
  activation_fee: {
    one: 'activation fee',
    label: 'Activation Fees',
    help: 'One-time fees at the start of service',
    permissions: full('global_settings'),
    namedBy: 'amountCents',
    fields: { amountCents: { label: 'Amount', type: 'money', required: true } },
    usual: [0, 4900, 9900, 14900, 19900].map((amountCents) => ({ name: '', data: { amountCents } })),
  },
  adt_system_type: {
    one: 'ADT system type',
    label: 'ADT System Types',
    help: 'Kinds of systems on ADT accounts',
    permissions: full('global_settings'),
    fields: {},
    usual: named('Traditional', 'Traditional with Cell', 'Pulse 1', 'Pulse 2', 'Pulse 3'),
  },
  ...riskCatalogues,
  ...workOrderCatalogues,
  ...accountingCatalogues,
  ...fundingCatalogues,
  appointment_subtype: appointmentSubtypeDefinition,
  appointment_cancel_reason: appointmentCancelReasonDefinition,
  cancel_reason: {
    one: 'cancel reason',
    label: 'Customer Cancel Reasons',
    help: 'Why accounts are canceled',
    permissions: full('cancel_reasons'),
    fields: {
      category: {
        label: 'Category',
        type: 'choice',
        options: [
          { value: 'involuntary', label: 'Involuntary' },
          { value: 'voluntary', label: 'Voluntary' },
          { value: 'other', label: 'Other' },
        ],
        help: 'Reports add cancelations up by it',
      },
    },
    usual: [
      ...inCategory('involuntary', 'Non-Payment', 'Deceased', 'Foreclosure', 'Bankruptcy'),
      ...inCategory('voluntary', 'Moved', 'Price', 'Service Issue', 'Switched Provider', 'No Longer Needed'),
      ...inCategory('other', 'Sold Account', 'Duplicate Record'),
    ],
  },
  communication_disposition: {
    one: 'communication disposition',
    label: 'Communication Dispositions',
    help: 'How a contact with a customer ended',
    permissions: levels('customer_note_contact_settings'),
    fields: { category: { label: 'Category', type: 'text', max: 60, help: 'To add them up in reports' } },
    usual: named('Resolved', 'Left Voicemail', 'No Answer', 'Call Back Asked For', 'Passed On'),
  },
  communication_reason: {
    one: 'communication reason',
    label: 'Communication Reasons',
    help: 'Why a customer was contacted or called',
    permissions: levels('customer_note_contact_settings'),
    fields: { category: { label: 'Category', type: 'text', max: 60, help: 'To add them up in reports' } },
    usual: named('Billing', 'Service Request', 'Scheduling', 'Cancelation', 'Collections', 'Courtesy Call'),
  },
  contract_term: {
    one: 'contract term',
    label: 'Contract Terms',
    help: 'How many months a customer signs for',
    permissions: full('global_settings'),
    namedBy: 'months',
    schema: contractTermData,
    fields: {
      months: {
        label: 'Months',
        type: 'whole',
        unit: 'month',
        min: 0,
        max: 600,
        required: true,
        help: '0 or 1 runs from month to month',
      },
    },
    usual: [
      { name: 'Month to month', data: { months: 1 } },
      months(12),
      months(24),
      months(36),
      months(42),
      months(60),
    ],
  },
  custom_field: { ...customFieldDefinition, permissions: full('global_settings') },
  dealer_number: {
    one: 'dealer number',
    label: 'Dealer Numbers',
    help: 'Your numbers at the central stations',
    permissions: full('dealer_numbers'),
    nameLabel: 'Dealer number',
    uniqueWithin: 'monitoringCompanyId',
    fields: {
      monitoringCompanyId: { label: 'Monitoring company', type: 'monitoringCompany', required: true },
      locationId: { label: 'Office location', type: 'location', help: 'Empty: for every office' },
    },
  },
  discount_affiliate: {
    one: 'discount affiliate',
    label: 'Discount Affiliates',
    help: 'Whose members pay less',
    permissions: levels('discount_affiliates'),
    nameMax: 45,
    fields: {},
    usual: named('First Responders', 'Military', 'Teachers', 'Senior Citizens'),
  },
  equipment_item: equipmentItemDefinition,
  equipment_wire_type: wireTypeDefinition,
  file_category: fileCategoryDefinition,
  language: {
    one: 'language',
    label: 'Languages',
    help: 'What customers and contacts speak',
    permissions: full('global_settings'),
    fields: {},
    usual: named('English', 'Spanish', 'French', 'Portuguese', 'Vietnamese', 'American Sign Language'),
  },
  lead_disposition: {
    one: 'lead disposition',
    label: 'Lead Dispositions',
    help: 'How the last contact with a lead ended',
    permissions: levels('lead_dispositions'),
    fields: {
      category: {
        label: 'Category',
        type: 'choice',
        options: [
          { value: 'contact_attempt', label: 'Contact attempt' },
          { value: 'qualification', label: 'Qualification' },
          { value: 'close', label: 'Close' },
          { value: 'dead', label: 'Dead' },
        ],
      },
      callbackDays: {
        label: 'Call back after',
        type: 'whole',
        unit: 'day',
        min: 0,
        max: 3650,
        help: 'Presets the callback date of a lead that has none',
      },
      closesLead: { label: 'Closes the lead', type: 'check' },
    },
    usual: [
      { name: 'No Answer', data: { category: 'contact_attempt', callbackDays: 1 } },
      { name: 'Left Voicemail', data: { category: 'contact_attempt', callbackDays: 2 } },
      { name: 'Call Back', data: { category: 'qualification', callbackDays: 7 } },
      ...inCategory('qualification', 'Interested'),
      ...inCategory('close', 'Appointment Set'),
      { name: 'Sold', data: { category: 'close', closesLead: true } },
      { name: 'Not Interested', data: { category: 'dead', closesLead: true } },
      { name: 'Do Not Call', data: { category: 'dead', closesLead: true } },
    ],
  },
  lead_status: {
    one: 'lead status',
    label: 'Lead Statuses',
    help: 'Where a lead stands',
    permissions: levels('lead_dispositions'),
    fields: {
      showsLeadRep: {
        label: 'Has a Lead Rep',
        type: 'check',
        help: 'The lead form shows Lead Rep while a lead is in this status',
      },
    },
    usual: [
      ...named('New', 'Queue', 'Contacted'),
      { name: 'Assigned', data: { showsLeadRep: true } },
      { name: 'Appointment', data: { showsLeadRep: true } },
      ...named('Dead'),
    ],
  },
  mmr: {
    one: 'rate',
    label: 'MMRs',
    help: 'Monthly monitoring rates',
    permissions: full('monthly_rates'),
    namedBy: 'totalCents',
    schema: mmrData,
    fields: {
      totalCents: { label: 'Amount', type: 'money', required: true },
      items: {
        label: 'Line items',
        type: 'amounts',
        of: 'mmr_item',
        total: 'totalCents',
        help: 'They add up to the amount',
      },
      categoryId: { label: 'Category', type: 'reference', to: 'mmr_category', help: 'For reports' },
      effectiveOn: { label: 'Offered from', type: 'date', help: 'Empty: from the beginning' },
    },
    usual: [2999, 3499, 3999, 4499, 4999, 5499, 5999].map((totalCents) => ({
      name: '',
      data: { totalCents },
    })),
  },
  mmr_category: {
    one: 'rate category',
    label: 'MMR Categories',
    help: 'Groups of rates and their items, for reports',
    permissions: full('monthly_rates'),
    fields: {},
    usual: named('Residential', 'Commercial', 'Video', 'Promotion'),
  },
  mmr_item: {
    one: 'line item',
    label: 'MMR Items',
    help: 'What a monthly rate is made of',
    permissions: full('monthly_rates'),
    schema: mmrItemData,
    fields: {
      kind: { label: 'Type', type: 'choice', options: mmrItemKinds, default: 'other', required: true },
      defaultCents: { label: 'Default amount', type: 'money', help: 'Proposed for a new rate' },
      categoryId: { label: 'Category', type: 'reference', to: 'mmr_category', help: 'For reports' },
    },
    usual: [
      { name: 'Monitoring', data: { kind: 'monitoring' } },
      { name: 'Interactive services', data: { kind: 'interactive' } },
      { name: 'Warranty', data: { kind: 'warranty' } },
      { name: 'Financing', data: { kind: 'financing' } },
    ],
  },
  monitoring_plan: {
    one: 'monitoring plan',
    label: 'Monitoring Plans',
    help: 'What the central station watches for',
    permissions: full('monitoring_companies'),
    fields: {},
    usual: named(
      'Basic Burglary',
      'Burglary & Fire',
      'Interactive',
      'Interactive Video',
      'Commercial Fire',
      'Open/Close Reporting',
    ),
  },
  note_type: {
    one: 'note type',
    label: 'Customer Note Types',
    help: 'Kinds of notes and tickets',
    permissions: levels('customer_note_types'),
    fields: {
      isTicket: {
        label: 'Is a ticket',
        type: 'check',
        help: 'Stands in the tickets queue until it is closed',
      },
      followUpDays: {
        label: 'Follow up after',
        type: 'whole',
        unit: 'day',
        min: 0,
        max: 3650,
        onlyWith: { field: 'isTicket', is: [true] },
        help: 'Presets the due date',
      },
    },
    usual: [
      ...named('General', 'Sales', 'Technician', 'Billing'),
      { name: 'Service ticket', data: { isTicket: true, followUpDays: 2 } },
      { name: 'Callback', data: { isTicket: true, followUpDays: 1 } },
    ],
  },
  source: {
    one: 'source',
    label: 'Sources',
    help: 'Where customers and leads come from',
    permissions: levels('partner_companies'),
    fields: {
      sellsLeads: {
        label: 'Sells leads',
        type: 'check',
        default: true,
        help: 'Offered on leads and customers',
      },
      sellsCustomers: {
        label: 'Sells customers',
        type: 'check',
        default: true,
        help: 'Offered on leads and customers',
      },
      buysLeads: { label: 'Buys leads', type: 'check', inList: false, internal: true },
      phone: { label: 'Phone', type: 'phone', internal: true },
      contactPerson: { label: 'Contact person', type: 'text', max: 120, internal: true },
      address: { label: 'Address', type: 'longText', max: 500, inList: false, internal: true },
      email: { label: 'Email', type: 'email', inList: false, internal: true },
      externalId: {
        label: 'Lead source ID',
        type: 'text',
        max: 60,
        inList: false,
        internal: true,
        help: 'What other systems know it by',
      },
      notes: { label: 'Notes', type: 'longText', max: 2000, inList: false, internal: true },
    },
    usual: ['Customer Referral', 'Website', 'Door to Door', 'Home Show', 'Builder Program', 'Call In'].map(
      (name) => ({ name, data: { sellsLeads: true, sellsCustomers: true } }),
    ),
  },
  source_campaign: {
    one: 'source campaign',
    label: 'Source Campaigns',
    help: 'What a source did to win customers',
    permissions: levels('partner_companies'),
    uniqueWithin: 'sourceId',
    fields: {
      sourceId: { label: 'Source', type: 'reference', to: 'source', required: true, fixedOnceUsed: true },
    },
  },
  warranty_term: {
    one: 'warranty',
    label: 'Customer Warranties',
    help: 'How long equipment is covered',
    permissions: full('global_settings'),
    fields: {
      months: {
        label: 'Months',
        type: 'whole',
        unit: 'month',
        min: 1,
        max: 1200,
        help: 'Empty: for life',
      },
    },
    usual: [months(3), months(12), months(24), months(36), { name: 'Lifetime' }],
  },
})

export type CatalogueKey = keyof typeof catalogueDefinitions
export const catalogueKeys = Object.keys(catalogueDefinitions) as CatalogueKey[]

/** The permissions of which one opens the catalogue. */
export const openingPermissions = (key: CatalogueKey): readonly Permission[] => [
  ...new Set(Object.values(catalogueDefinitions[key].permissions)),
]
