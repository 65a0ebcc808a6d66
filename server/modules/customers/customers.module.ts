import { customers } from '#shared/contracts/customers.ts'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import { fail } from '#shared/errors.ts'
import { type Module, module } from '#server/http/module.ts'
import { requireView, toCustomer } from './customers.answers.ts'
import { archiveCustomer, previewArchive, previewUnarchive, unarchiveCustomer } from './customers.archive.ts'
import { convertLead } from './customers.converting.ts'
import { duplicateCustomer, previewDuplicate } from './customers.copying.ts'
import { deleteCustomer } from './customers.deleting.ts'
import { findDuplicates } from './customers.duplicates.ts'
import { type ParentRow, parentsStatement } from './customers.lifecycle.queries.ts'
import { toParents } from './customers.parents.ts'
import type { CustomerPart } from './customers.parts.ts'
import {
  countStatement,
  fieldsAsked,
  type ListRow,
  listStatement,
  searchStatement,
  type SearchRow,
} from './customers.list.ts'
import { fromCursor, toCursor } from './customers.paging.ts'
import {
  openStatement,
  withNames,
  optionStatements,
  lackingDirectory,
  type OpenedRow,
  type StandingRow,
  standingStatement,
} from './customers.queries.ts'
import { toHit, toListRow } from './customers.rows.ts'
import { categoriesOf, statusSetupStatement } from './customers.statuses.ts'
import { type AfterSave, type AtCreation, createCustomer, saveCustomer } from './customers.saving.ts'

const countLimit = 10_000

type Surroundings = {
  afterSave: AfterSave
  atCreation: AtCreation
  /** What other modules keep for a record. */
  parts: readonly CustomerPart[]
}

export const customersModule = ({ afterSave, atCreation, parts }: Surroundings): Module =>
  module(
    'customers',
    { ...customers, ...customersLifecycle },
    {
      list: {
        statements: ({ query }) => [listStatement(query, fromCursor(query)), statusSetupStatement()],
        answer({ actor }, [rows, setup], { query }) {
          const page = (rows as ListRow[]).slice(0, query.limit)
          const last = rows!.length > query.limit ? page.at(-1) : undefined
          const fields = fieldsAsked(query)
          const categories = categoriesOf(setup)
          return {
            items: page.map((row) => toListRow(actor, row, fields, categories)),
            next: last ? toCursor({ keys: last.position, id: last.id }) : null,
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
        answer: ({ actor }, [rows]) => ({ items: (rows as SearchRow[]).map((row) => toHit(actor, row)) }),
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
        lacks: ([rows]) => lackingDirectory(rows as OpenedRow[]),
        answer: ({ actor }, [rows]) => toCustomer(actor, withNames(rows as OpenedRow[])),
      },
      live: {
        statements: ({ params }) => [standingStatement(params.customerId)],
        answer({ actor }, [rows]) {
          const row = rows![0] as StandingRow | undefined
          if (!row) return fail('customers.not_found')
          requireView(actor, { kind: row.kind, locationId: row.location_id })
          return { version: row.version }
        },
        concerns: ({ customerId }, { params }) => customerId === params.customerId,
      },
      create: (ctx, db, input) => createCustomer(ctx, db, input, atCreation),
      save: (ctx, db, input) => saveCustomer(ctx, db, input, afterSave),
      archivePreview: (ctx, db, input) => previewArchive(ctx, db, input, parts),
      archive: (ctx, db, input) => archiveCustomer(ctx, db, input, parts),
      unarchivePreview: previewUnarchive,
      unarchive: unarchiveCustomer,
      delete: (ctx, db, input) => deleteCustomer(ctx, db, input, parts),
      convert: (ctx, db, input) => convertLead(ctx, db, input, afterSave),
      duplicatePreview: (ctx, db, input) => previewDuplicate(ctx, db, input, parts),
      duplicate: (ctx, db, input) => duplicateCustomer(ctx, db, input, parts),
      findDuplicates,
      parents: {
        statements: ({ query }) => [parentsStatement(query.text, query.for ?? null)],
        answer: ({ actor }, [rows]) => ({
          // A company that does not bill through parents has none (REC-160).
          items: actor.company.settings.parentChild ? toParents(actor, rows as ParentRow[]) : [],
        }),
      },
    },
  )
