/** Customers and leads: list, search, open, create, save. */
import { z } from 'zod'
import { endpoint, id, instant, text } from '../contract.ts'
import {
  customerFields,
  type FieldName,
  fieldNames,
  type FieldType,
  field,
} from '../rules/customer-fields.ts'
import { valueSchema } from '../rules/customer-values.ts'

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
  tone: z.enum(['good', 'attention', 'bad', 'neutral']),
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
  key: z.enum(['home', 'connections', 'history']),
  count: z.number().optional(),
  alert: z.boolean(),
})
export type Tab = z.output<typeof tab>

/** The monitoring link as the Home form needs it: while it stands, Monitored By and the account number are locked. */
const link = z.object({
  state: z.enum(['linking', 'linked']),
  company: z.string(),
  accountNumber: z.string(),
})

export const customer = z
  .object({
    id,
    kind: z.enum(['customer', 'lead']),
    version: z.number().int(),
    fields,
    header,
    tabs: z.array(tab),
    link: link.nullable(),
    abilities: z.object({
      /** Fields that this user may change now, in the state that the record is in. */
      modify: z.array(z.string()),
      connections: z.boolean(),
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
})
export type CustomerRow = z.output<typeof row>

export const customerSorts = ['name', 'number', 'sale'] as const
const listQuery = z.object({
  kind: z.enum(['customer', 'lead']).default('customer'),
  /** Last names (or “Last, First”) that begin so. */
  name: text(80).optional(),
  /** Number, account number, phone or any part of a name, as in the search box. */
  search: text(80).optional(),
  status: z.enum(['open', 'sold', 'canceled']).optional(),
  leadStatusId: id.optional(),
  locationId: id.optional(),
  archive: z.enum(['all', 'active', 'archived']).default('all'),
  sort: z.enum(customerSorts).default('name'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  /** Opaque; as a page before gave it. */
  after: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type CustomerFilter = z.output<typeof listQuery>

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
    query: listQuery.pick({
      kind: true,
      name: true,
      search: true,
      status: true,
      leadStatusId: true,
      locationId: true,
      archive: true,
    }),
    response: z.object({ count: z.number().int(), more: z.boolean() }),
  }),
  search: endpoint({
    method: 'GET',
    path: '/customers/search',
    access: ['customers.view', 'leads.view'],
    summary: 'Customers and leads by number, account number, phone or name',
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
      users: z.array(option.extend({ roles: z.array(z.string()) })),
      catalogues: z.record(z.string(), z.array(option.extend({ data: z.record(z.string(), z.unknown()) }))),
      monitoringCompanies: z.array(option.extend({ connector: z.string().nullable() })),
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
  create: endpoint({
    method: 'POST',
    path: '/customers',
    access: ['customers.create', 'leads.create'],
    summary: 'Create a customer or a lead',
    body: z.object({ kind: z.enum(['customer', 'lead']), fields: saveFields }),
    response: customer,
    history: { event: 'customers.created' },
  }),
  save: endpoint({
    method: 'PATCH',
    path: '/customers/:customerId',
    access: ['customers.modify', 'leads.modify'],
    summary: 'Save changed fields of a record, as of the version they were read at',
    params: z.object({ customerId: id }),
    body: z.object({ version: z.number().int().positive(), fields: saveFields }),
    response: customer,
    history: { event: 'customers.saved' },
  }),
}

/** The `conflict` member of `customers.stale`: their side of every field that differs from what was read. */
export type Conflict = {
  version: number
  changedBy: string
  changedAt: string
  fields: { field: FieldName; theirs: string | number | boolean | null }[]
}
