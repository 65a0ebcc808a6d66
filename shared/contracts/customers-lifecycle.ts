/** The life of a record beyond saving it: archive, delete, convert, duplicate, possible duplicates, parents. */
import { z } from 'zod'
import { endpoint, id, nothing, text } from '../contract.ts'
import { copyableFields } from '../rules/customer-copy.ts'
import { duplicateRules } from '../rules/duplicate-rules.ts'
import { valueSchema } from '../rules/customer-values.ts'
import { customer } from './customers.ts'

const ofRecord = z.object({ customerId: id })
const named = z.object({ id, name: z.string() })

/** What archiving ends on one record of the family. */
const archivedMember = named.extend({
  effects: z.array(z.object({ what: z.string(), count: z.number().int().positive() })),
  /** What stays as it is though one might think that it ends: the link to a central station, for example. */
  stays: z.array(z.string()),
})
export type ArchivedMember = z.output<typeof archivedMember>

const duplicate = named.extend({
  kind: z.enum(['customer', 'lead']),
  businessName: z.string().nullable(),
  primaryPhone: z.string(),
  email: z.string().nullable(),
  addressLine1: z.string().nullable(),
  city: z.string(),
  state: z.string(),
  zip: z.string().nullable(),
  location: z.string(),
  archived: z.boolean(),
  /** What is the same, the strongest first. */
  reasons: z.array(z.enum(duplicateRules)),
})
export type PossibleDuplicate = z.output<typeof duplicate>

const typed = (max: number) => text(max).optional()

export const customersLifecycle = {
  archivePreview: endpoint({
    method: 'GET',
    path: '/customers/:customerId/archive',
    access: 'archive_customer.yes',
    summary: 'What archiving would end, on the record and on each sub-customer that is archived along',
    params: ofRecord,
    response: z.object({ record: archivedMember, children: z.array(archivedMember) }),
  }),
  archive: endpoint({
    method: 'POST',
    path: '/customers/:customerId/archive',
    access: 'archive_customer.yes',
    summary: 'Archive a customer and its sub-customers: all of them or none',
    params: ofRecord,
    response: customer,
    history: { event: 'customers.archived' },
  }),
  unarchivePreview: endpoint({
    method: 'GET',
    path: '/customers/:customerId/unarchive',
    access: 'unarchive_customer.yes',
    summary: 'Which archived sub-customers could come along, and an archived parent that must come first',
    params: ofRecord,
    response: z.object({ archivedParent: named.nullable(), children: z.array(named) }),
  }),
  unarchive: endpoint({
    method: 'POST',
    path: '/customers/:customerId/unarchive',
    access: 'unarchive_customer.yes',
    summary: 'Unarchive a customer, by choice with its sub-customers; what archiving ended stays ended',
    params: ofRecord,
    body: z.object({ withChildren: z.boolean().default(false) }),
    response: customer,
    history: { event: 'customers.unarchived' },
  }),
  delete: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId',
    access: ['delete_customer.yes', 'delete_lead.yes'],
    summary: 'Delete a record and all that belongs to it, for good; the fact stays in the audit log',
    params: ofRecord,
    response: nothing,
    history: { event: 'customers.deleted' },
  }),
  convert: endpoint({
    method: 'POST',
    path: '/customers/:customerId/convert',
    access: 'leads.modify',
    summary: 'Turn a lead into a customer with the same number and history',
    params: ofRecord,
    body: z.object({
      version: z.number().int().positive(),
      fields: z.strictObject({
        locationId: id,
        soldById: valueSchema('soldById').optional(),
        /** Needed where the lead has none. */
        accountType: valueSchema('accountType').optional(),
      }),
    }),
    response: customer,
    history: { event: 'customers.converted' },
  }),
  duplicatePreview: endpoint({
    method: 'GET',
    path: '/customers/:customerId/duplicate',
    access: 'customers.create',
    summary: 'What of a customer may be copied to a new one',
    params: ofRecord,
    response: z.object({
      firstName: z.string(),
      lastName: z.string(),
      /** The original’s Office Location cannot be used for a new customer: another must be chosen. */
      needsLocation: z.boolean(),
      fields: z.array(
        z.object({
          name: z.enum(copyableFields),
          /** A customer cannot be without it: always copied. */
          required: z.boolean(),
          /** Why it cannot be copied, if so. */
          blocked: z.string().nullable(),
        }),
      ),
      /** How many user-defined fields would be copied. */
      custom: z.number().int(),
      parts: z.array(z.object({ key: z.string(), label: z.string() })),
    }),
  }),
  duplicate: endpoint({
    method: 'POST',
    path: '/customers/:customerId/duplicate',
    access: 'customers.create',
    summary: 'Create a customer that starts as a copy of chosen fields and parts of this one',
    params: ofRecord,
    body: z.object({
      firstName: text(80).min(1, 'First Name is required'),
      lastName: text(80).min(1, 'Last Name is required'),
      /** The original’s unless given. */
      locationId: id.optional(),
      fields: z.array(z.enum(copyableFields)).max(copyableFields.length),
      /** With the user-defined fields. */
      custom: z.boolean().default(false),
      parts: z.array(text(40)).max(40).default([]),
    }),
    response: customer,
    history: { event: 'customers.duplicated' },
  }),
  findDuplicates: endpoint({
    method: 'GET',
    path: '/customers/duplicates',
    access: ['customers.create', 'leads.create'],
    summary: 'Records that somebody new may be already, best first, by the company’s duplicate rules',
    query: z.object({
      firstName: typed(80),
      lastName: typed(80),
      businessName: typed(120),
      city: typed(80),
      zip: typed(10),
      primaryPhone: typed(40),
      workPhone: typed(40),
      cellPhone: typed(40),
      otherPhone: typed(40),
      email: typed(254),
      addressLine1: typed(120),
    }),
    response: z.object({ items: z.array(duplicate) }),
  }),
  parents: endpoint({
    method: 'GET',
    path: '/customers/parents',
    access: ['customers.modify', 'customers.create'],
    summary: 'Customers that may be a parent, by part of the name, business name, account number or number',
    query: z.object({
      text: text(80).min(1),
      /** The record that looks for a parent: never its own. */
      for: id.optional(),
    }),
    response: z.object({
      items: z.array(
        named.extend({
          businessName: z.string().nullable(),
          accountNumber: z.string().nullable(),
          city: z.string(),
          state: z.string(),
        }),
      ),
    }),
  }),
}
