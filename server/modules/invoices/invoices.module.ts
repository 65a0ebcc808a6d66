import { invoiceItems, invoices } from '#shared/contracts/invoices.ts'
import { type Module, module } from '#server/http/module.ts'
import { toInvoiceRow } from './invoices.answers.ts'
import { createInvoiceItem, listInvoiceItems, removeInvoiceItem, saveInvoiceItem } from './invoices.items.ts'
import {
  fromCursor,
  type InvoiceListRow,
  listStatement,
  optionsStatement,
  summaryStatements,
  toAging,
  toCursor,
} from './invoices.list.ts'
import { downloadInvoice, emailInvoice } from './invoices.papers.ts'
import {
  createInvoice, declineQuote, issueInvoice, listChoices, listInvoiceHistory, readInvoice, removeInvoice, reopenInvoice,
  saveInvoice, voidInvoice, writeOffInvoice,
} from './invoices.service.ts' // prettier-ignore

const countLimit = 10_000

export const invoicesModules = (): Module[] => [
  module('invoices', invoices, {
    choices: listChoices,
    get: readInvoice,
    history: listInvoiceHistory,
    create: createInvoice,
    save: saveInvoice,
    issue: issueInvoice,
    void: voidInvoice,
    writeOff: writeOffInvoice,
    reopen: reopenInvoice,
    decline: declineQuote,
    remove: removeInvoice,
    email: emailInvoice,
    pdf: downloadInvoice,
    list: {
      statements: ({ query }) => [listStatement(query, fromCursor(query))],
      answer(_ctx, [rows], { query }) {
        const page = (rows as InvoiceListRow[]).slice(0, query.limit)
        return {
          items: page.map(toInvoiceRow),
          next: rows!.length > query.limit ? toCursor(query, page.at(-1)!) : null,
        }
      },
    },
    summary: {
      statements: ({ query }) => summaryStatements(query, countLimit + 1),
      answer: (_ctx, [counted, sums]) => ({
        count: Math.min(counted![0]!.n as number, countLimit),
        more: (counted![0]!.n as number) > countLimit,
        aging: toAging(sums![0]!),
      }),
    },
    options: {
      statements: () => [optionsStatement()],
      answer: (_ctx, [locations]) => ({ locations }) as never,
    },
  }),
  module('invoiceItems', invoiceItems, {
    list: listInvoiceItems,
    create: createInvoiceItem,
    save: saveInvoiceItem,
    remove: removeInvoiceItem,
  }),
]
