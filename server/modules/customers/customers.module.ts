import { z } from 'zod'
import { id } from '#shared/contract.ts'
import { type Customer, type CustomerFilter, customers } from '#shared/contracts/customers.ts'
import { type Module, module } from '#server/http/module.ts'
import { toCustomer, toListRow } from './customers.answers.ts'
import {
  countStatement,
  type ListRow,
  listStatement,
  openStatement,
  optionStatements,
  type Position,
  type RecordRow,
  searchStatement,
} from './customers.queries.ts'
import { type AfterSave, createCustomer, saveCustomer } from './customers.saving.ts'

const countLimit = 10_000

/** The mark of where a page ended; opaque to callers, and worthless if tampered with: it only moves within the filter. */
const toCursor = (f: CustomerFilter, row: ListRow): string =>
  Buffer.from(
    JSON.stringify([{ name: row.sort_name, number: null, sale: row.sale_order }[f.sort], row.id]),
  ).toString('base64url')

/** What the sort's column can be compared with; anything else would be an error of the database. */
const keys = {
  name: z.string().refine((key) => !key.includes('\0')),
  number: z.null(),
  sale: z.union([z.literal('-infinity'), z.iso.date()]),
} as const

function fromCursor({ after, sort }: CustomerFilter): Position | null {
  if (!after) return null
  try {
    const mark = z.tuple([keys[sort], id]).safeParse(JSON.parse(Buffer.from(after, 'base64url').toString()))
    if (mark.success) return { key: mark.data[0], id: mark.data[1] }
  } catch {
    // fall through: an unreadable mark begins at the first page
  }
  return null
}

type SearchRow = {
  id: number
  kind: Customer['kind']
  location_id: number
  first_name: string
  last_name: string
  business_name: string | null
  account_number: string | null
  primary_phone: string
  city: string
  state: string
  archived_at: Date | null
}

export const customersModule = ({ afterSave }: { afterSave: AfterSave }): Module =>
  module('customers', customers, {
    list: {
      statements: ({ query }) => [listStatement(query, fromCursor(query))],
      answer({ actor }, [rows], { query }) {
        const page = (rows as ListRow[]).slice(0, query.limit)
        const more = rows!.length > query.limit
        return {
          items: page.map((row) => toListRow(actor, row)),
          next: more ? toCursor(query, page.at(-1)!) : null,
        }
      },
    },
    count: {
      statements: ({ query }) => [countStatement(query, countLimit + 1)],
      answer: (_ctx, [rows]) => ({
        count: Math.min(rows![0]!.n as number, countLimit),
        more: (rows![0]!.n as number) > countLimit,
      }),
    },
    search: {
      statements: ({ query }) => [searchStatement(query.text, query.limit)],
      answer: ({ actor }, [rows]) => ({
        items: (rows as SearchRow[]).map((row) => ({
          id: row.id,
          kind: row.kind,
          name: `${row.first_name} ${row.last_name}`,
          businessName: row.business_name,
          accountNumber: actor.grants.has('sale_information.view', row.location_id)
            ? row.account_number
            : null,
          primaryPhone: row.primary_phone,
          city: row.city,
          state: row.state,
          archived: row.archived_at !== null,
        })),
      }),
    },
    options: {
      statements: optionStatements,
      answer: (_ctx, [locations, users, catalogues, monitors, providers]) =>
        ({
          locations,
          users,
          catalogues: Object.fromEntries(catalogues!.map((row) => [row.catalogue, row.values])),
          monitoringCompanies: monitors,
          serviceProviders: providers,
        }) as never,
    },
    open: {
      statements: ({ params }) => [openStatement(params.customerId)],
      answer: ({ actor }, [rows]) => toCustomer(actor, rows![0] as RecordRow | undefined),
    },
    create: createCustomer,
    save: (ctx, db, input) => saveCustomer(ctx, db, input, afterSave),
  })
