/** What the lists of customers and leads can be filtered by, ordered by and shown with. */
import { z } from 'zod'
import { date, id, text } from '../contract.ts'
import { type CustomKey, isCustomKey } from '../rules/custom-fields.ts'
import { type FieldName, fieldNames } from '../rules/customer-fields.ts'

const split = (value: string) => value.split(',')

/** Ids of which one must fit: `7` or `7,12` in a query, `[7, 12]` in a page’s address. */
const anyOf = z.union([
  z
    .string()
    .regex(/^[1-9]\d{0,14}(,[1-9]\d{0,14}){0,49}$/, 'Must be numbers, parted by commas')
    .transform((value) => split(value).map(Number)),
  z.array(id).min(1).max(50),
])

/** Words of a fixed choice of which one must fit: `sold,canceled`. */
const wordsOf = <const W extends readonly [string, ...string[]]>(words: W) =>
  z.union([
    z
      .string()
      .max(80)
      .refine((value) => split(value).every((word) => words.includes(word)), 'Must be known words')
      .transform((value) => split(value) as W[number][]),
    z.array(z.enum(words)).min(1).max(words.length),
  ])

export const customerSorts = [
  'name',
  'number',
  'sale',
  'city',
  'created',
  'install',
  'account',
  'callback',
] as const
export type CustomerSort = (typeof customerSorts)[number]

/** Columns that are no field of the record. `status`: of the sale, or of the lead. */
export const extraColumns = ['status', 'createdAt', 'tags'] as const
/** `custom.12` is one of the company's own fields. */
export type ListColumn = FieldName | (typeof extraColumns)[number] | CustomKey
const listColumns: ReadonlySet<string> = new Set<string>([...fieldNames, ...extraColumns])
export const isListColumn = (name: string): name is ListColumn => listColumns.has(name) || isCustomKey(name)

/** Everything that narrows a list; all that is given must hold. */
export const filterQuery = z.object({
  kind: z.enum(['customer', 'lead']).default('customer'),
  /** Last names (or “Last, First”) that begin so. */
  name: text(80).optional(),
  /** Number, account number, phone, SSN or any part of a name, as in the search box. */
  search: text(80).optional(),
  status: wordsOf(['open', 'sold', 'canceled']).optional(),
  archive: z.enum(['all', 'active', 'archived']).default('all'),
  locationId: anyOf.optional(),
  soldById: anyOf.optional(),
  leadRepId: anyOf.optional(),
  technicianId: anyOf.optional(),
  callCenterRepId: anyOf.optional(),
  /** Leads whose Lead Rep the caller is, also without Lead Administration. */
  mine: z.enum(['yes']).optional(),
  monitoringCompanyId: anyOf.optional(),
  serviceProviderId: anyOf.optional(),
  connection: z.enum(['linked', 'not_linked', 'failed']).optional(),
  accountClassId: anyOf.optional(),
  accountType: z.enum(['residential', 'commercial']).optional(),
  sourceId: anyOf.optional(),
  leadStatusId: anyOf.optional(),
  leadDispositionId: anyOf.optional(),
  /** `due`: until now; `today`: until the end of the company’s day. */
  callback: z.enum(['due', 'today', 'planned', 'none']).optional(),
  /** A city that begins so. */
  city: text(80).optional(),
  /** Codes of states: `UT,ID`. */
  state: text(80)
    .regex(/^[A-Za-z]{2}(,[A-Za-z]{2}){0,19}$/, 'Must be codes of states, parted by commas')
    .optional(),
  /** A zip that begins so. */
  zip: text(10)
    .regex(/^[A-Za-z0-9 -]{1,10}$/, 'Must be the beginning of a zip')
    .optional(),
  saleFrom: date.optional(),
  saleTo: date.optional(),
  installFrom: date.optional(),
  installTo: date.optional(),
  cancelFrom: date.optional(),
  cancelTo: date.optional(),
  /** Days in the company’s calendar, the last one included. */
  createdFrom: date.optional(),
  createdTo: date.optional(),
  tagId: anyOf.optional(),
  /** Whether a record carries any of the tags, all of them, or none. */
  tags: z.enum(['any', 'all', 'none']).default('any'),
  /** Values of the company’s own fields, as shared/rules/custom-filter.ts writes them. */
  custom: text(600).optional(),
})
export type ListFilter = z.output<typeof filterQuery>

export const orderQuery = z.object({
  sort: z.enum(customerSorts).default('name'),
  direction: z.enum(['asc', 'desc']).default('asc'),
})

/** Further fields that the rows are to carry, parted by commas; those that there are not are left out. */
export const columnsQuery = text(1200)
  .regex(/^[A-Za-z0-9.,]{0,1200}$/, 'Must be names of fields, parted by commas')
  .optional()

/** The columns asked for, each once, in their order; at most forty. */
export const columnsOf = (columns: string | undefined): ListColumn[] =>
  [...new Set(split(columns ?? ''))].filter(isListColumn).slice(0, 40)

export const listQuery = filterQuery.extend({
  ...orderQuery.shape,
  columns: columnsQuery,
  /** Opaque; as a page before gave it. */
  after: z.string().max(600).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type CustomerFilter = z.output<typeof listQuery>
