/** Customers and leads: list, search, open, create, save. */
import { z } from 'zod'
import { endpoint, id, instant, text } from '../contract.ts'
import { filterQuery, listQuery } from './customer-list.ts'
import {
  customerFields,
  type FieldName,
  fieldNames,
  type FieldType,
  field,
} from '../rules/customer-fields.ts'
import { valueSchema } from '../rules/customer-values.ts'
import { findings } from '../rules/health.ts'
import { addressDecision, addressStanding } from './places.ts'
import { preCheckOrder } from './prechecks.ts'
import { regulation } from './regulation.ts'
import { recordTag } from './tags.ts'
import {
  customFieldLimits,
  type CustomValue,
  type FieldKey,
  mostCustomFields,
} from '../rules/custom-fields.ts'

/** What stands for a confidential value that the reader may not see. */
export const mask = '***'

const writable = fieldNames.filter((name) => !field(name).readOnly)

/** The fields of a save: any of the record's, each by its own rule. Whether one may is judged by the server. */
export const saveFields = z
  .strictObject(
    Object.fromEntries(writable.map((name) => [name, valueSchema(name).optional()])) as {
      [N in FieldName]: z.ZodOptional<z.ZodType<string | number | boolean | null>>
    },
  )
  .meta({ id: 'SaveFields' })
export type SaveFields = z.output<typeof saveFields>

/**
 * Values of user-defined fields by the ids of their definitions (REC-110): a text, a number, cents, a date, true, an
 * option's value or a list of them; null empties. Each is judged by its definition, which the server reads.
 */
export const saveCustom = z
  .record(
    z.string().regex(/^[1-9]\d{0,14}$/),
    z.union([
      z.string().max(2 * customFieldLimits.textarea),
      z.number(),
      z.boolean(),
      z.array(z.string().max(40)).max(customFieldLimits.options),
      z.null(),
    ]),
  )
  .refine((values) => Object.keys(values).length <= mostCustomFields, `At most ${mostCustomFields} fields`)
  .meta({ id: 'SaveCustom' })
export type SaveCustom = z.output<typeof saveCustom>

const wireType = (type: FieldType['type']): z.ZodType<string | number | boolean | null> => {
  if (type === 'checkbox') return z.boolean()
  if (type === 'integer') return z.number().nullable()
  if (['catalogue', 'user', 'location', 'monitoringCompany', 'serviceProvider', 'customer'].includes(type))
    return id.nullable()
  return z.string().nullable()
}

/** The record's values. A field of a card that the reader may not see is absent; a masked one is `***`. */
const fields = z.object(
  Object.fromEntries(
    Object.entries(customerFields).map(([name, f]) => [name, wireType(f.type).optional()]),
  ) as {
    [N in FieldName]: z.ZodOptional<z.ZodType<string | number | boolean | null>>
  },
)

const named = z.object({ id, name: z.string() })

/** A coloured box beside the name: one per category of status. */
const statusBox = z.object({
  category: z.string(),
  label: z.string(),
  tone: z.enum(['good', 'attention', 'bad', 'neutral', 'info', 'special']),
  detail: z.string(),
})
export type StatusBox = z.output<typeof statusBox>

const header = z.object({
  name: z.string(),
  createdAt: instant,
  createdBy: z.string().nullable(),
  /** Absent without the permission for the card. */
  sale: z.object({ date: z.string().nullable(), rep: z.string().nullable() }).optional(),
  install: z.object({ date: z.string().nullable(), technician: z.string().nullable() }).optional(),
  location: z.string().optional(),
  city: z.string(),
  state: z.string(),
  statuses: z.array(statusBox),
  parent: named.optional(),
  children: z.array(named).optional(),
  archivedAt: instant.nullable(),
})

/** A tab that the reader may open, in the bar's order. */
const tab = z.object({
  key: z.enum([
    'home',
    'tags',
    'workflows',
    'notes',
    'connections',
    'appointments',
    'work_orders',
    'equipment',
    'accounting',
    'files',
    'edocs',
    'messages',
    'credit',
    'contacts',
    'risks',
    'history',
  ]),
  count: z.number().optional(),
  alert: z.boolean(),
})
export type Tab = z.output<typeof tab>

/**
 * What the quick-actions menu may offer on a record beside its tabs (REC-051). Which of it, and in which order, comes
 * with the record: customers.actions.ts; what each does in the page: web/features/customers/record/actions.ts. `tags`
 * is never listed: its tab starts it (REC-031).
 */
export const actionKeys = [
  'tags',
  'note',
  'ticket',
  'equipment',
  'file',
  'edoc',
  'message',
  'credit',
  'billing_method',
  'contact',
  'appointment',
  'work_order',
  'workflow',
  'invoice',
  'recurring',
  'payment_link',
  'payable',
  'payment',
  'quote',
  'risk',
  'convert',
  'archive',
  'unarchive',
  'delete',
  'duplicate',
] as const
export type ActionKey = (typeof actionKeys)[number]

/** The monitoring link as the Home form needs it: while it stands, Monitored By and the account number are locked. */
const link = z.object({
  state: z.enum(['linking', 'linked']),
  company: z.string(),
  accountNumber: z.string(),
  /** What the last look at the account showed, where somebody has to see to it. */
  finding: z.enum(findings).nullable(),
})

const customValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.string()),
  z.null(),
]) satisfies z.ZodType<CustomValue>

export const customer = z
  .object({
    id,
    kind: z.enum(['customer', 'lead']),
    version: z.number().int(),
    fields,
    /** Values of user-defined fields, by the ids of their definitions (options: `custom_field`); absent ones are empty. */
    custom: z.record(z.string(), customValue),
    header,
    tags: z.array(recordTag),
    tabs: z.array(tab),
    /** What authorities demand of its address; absent where the company keeps no track of it, and on a lead. */
    regulations: z.array(regulation).optional(),
    link: link.nullable(),
    /** The unfinished workflow that was worked on last, for who may go on with it. */
    workflow: z.object({ id, name: z.string() }).nullable(),
    /** How its address stands; null where the company does not verify addresses. */
    address: addressStanding.nullable(),
    abilities: z.object({
      /** Fields that this user may change now, in the state that the record is in. */
      modify: z.array(z.string()),
      /** User-defined fields may be changed, but for those that are `***` or no longer in use. */
      custom: z.boolean(),
      connections: z.boolean(),
      /** A provider of a linked account offers numbers for Receiver Number (interactive.receivers). */
      receivers: z.boolean(),
      /** What this user may start on this record now, in the menu's order. */
      actions: z.array(z.enum(actionKeys)),
    }),
    /** Why nothing may be changed, if so. */
    readOnlyReason: z.enum(['permission', 'archived']).nullable(),
  })
  .meta({ id: 'Customer' })
export type Customer = z.output<typeof customer>

const row = z.object({
  id,
  name: z.string(),
  businessName: z.string().nullable(),
  accountNumber: z.string().nullable(),
  primaryPhone: z.string(),
  city: z.string(),
  state: z.string(),
  location: z.string(),
  /** `open`, `sold` or `canceled`; a lead's is its lead status. */
  status: z.string(),
  statuses: z.array(statusBox),
  saleDate: z.string().nullable(),
  /** Absent without Sale Information: View. */
  soldBy: z.string().nullable().optional(),
  createdAt: instant,
  archived: z.boolean(),
  /** The further columns that were asked for; one of a card that the reader may not see is absent, a masked one `***`. */
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Values of the company's own fields that were asked for, by the ids of their definitions; a masked one is `***`. */
  custom: z.record(z.string(), customValue).optional(),
  /** The first tags of the record, if they were asked for. */
  tags: z.array(z.object({ id, name: z.string(), colour: z.string() })).optional(),
})
export type CustomerRow = z.output<typeof row>

const option = z.object({ id, name: z.string(), active: z.boolean() })

export const customers = {
  list: endpoint({
    method: 'GET',
    path: '/customers',
    access: ['customers.view', 'leads.view'],
    summary: 'A page of customers or leads, by keyset',
    query: listQuery,
    response: z.object({ items: z.array(row), next: z.string().nullable() }),
  }),
  count: endpoint({
    method: 'GET',
    path: '/customers/count',
    access: ['customers.view', 'leads.view'],
    summary: 'How many the filter finds, counted up to 10,000',
    query: filterQuery,
    response: z.object({ count: z.number().int(), more: z.boolean() }),
  }),
  search: endpoint({
    method: 'GET',
    path: '/customers/search',
    access: ['customers.view', 'leads.view'],
    summary: 'Customers and leads by number, account number, phone, SSN or name',
    query: z.object({ text: text(80).min(1), limit: z.coerce.number().int().min(1).max(50).default(12) }),
    response: z.object({
      items: z.array(
        z.object({
          id,
          kind: z.enum(['customer', 'lead']),
          name: z.string(),
          businessName: z.string().nullable(),
          accountNumber: z.string().nullable(),
          primaryPhone: z.string(),
          city: z.string(),
          state: z.string(),
          archived: z.boolean(),
        }),
      ),
    }),
  }),
  options: endpoint({
    method: 'GET',
    path: '/customers/options',
    access: ['customers.view', 'leads.view'],
    scope: 'company',
    summary: 'What the form’s selects offer; inactive values are listed for the records that still have them',
    response: z.object({
      locations: z.array(option.extend({ mayCreateCustomer: z.boolean(), mayCreateLead: z.boolean() })),
      users: z.array(option.extend({ roles: z.array(z.string()), reportsToId: id.nullable() })),
      catalogues: z.record(z.string(), z.array(option.extend({ data: z.record(z.string(), z.unknown()) }))),
      monitoringCompanies: z.array(
        option.extend({
          connector: z.string().nullable(),
          /** Whose company it is, where its connector speaks for several: `adt`. */
          brand: z.string().nullable(),
          /** Whether ADT PreChecks can be run there (Pre-Check Order Enabled). */
          preCheckEnabled: z.boolean(),
          /** Whether it has a block that account numbers are issued from. */
          issuesNumbers: z.boolean(),
        }),
      ),
      serviceProviders: z.array(option),
    }),
  }),
  open: endpoint({
    method: 'GET',
    path: '/customers/:customerId',
    access: ['customers.view', 'leads.view'],
    summary: 'A record: header, tabs, values and what may be done',
    params: z.object({ customerId: id }),
    response: customer,
  }),
  live: endpoint({
    method: 'GET',
    path: '/customers/:customerId/live',
    access: ['customers.view', 'leads.view'],
    live: true,
    summary: 'Says when the record, or what belongs to it, was changed by anybody',
    params: z.object({ customerId: id }),
    /** `once` ends the stream after its first event. */
    query: z.object({ once: z.enum(['true']).optional() }),
    response: z.object({ version: z.number().int() }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/customers',
    access: ['customers.create', 'leads.create'],
    summary: 'Create a customer or a lead',
    body: z.object({
      kind: z.enum(['customer', 'lead']),
      fields: saveFields,
      custom: saveCustom.optional(),
      addressCheck: addressDecision.optional(),
      /** Run the ADT PreCheck once the record is there (NEW-020); left out, none of what it needs is asked. */
      preCheck: preCheckOrder.optional(),
    }),
    response: customer,
    history: { event: 'customers.created' },
  }),
  save: endpoint({
    method: 'PATCH',
    path: '/customers/:customerId',
    access: ['customers.modify', 'leads.modify'],
    summary: 'Save changed fields of a record, as of the version they were read at',
    params: z.object({ customerId: id }),
    body: z.object({
      version: z.number().int().positive(),
      fields: saveFields,
      custom: saveCustom.optional(),
      addressCheck: addressDecision.optional(),
    }),
    response: customer,
    history: { event: 'customers.saved' },
  }),
}

/** The `conflict` member of `customers.stale`: their side of every field that differs from what was read. */
export type Conflict = {
  version: number
  changedBy: string
  changedAt: string
  fields: { field: FieldKey; theirs: CustomValue }[]
}
