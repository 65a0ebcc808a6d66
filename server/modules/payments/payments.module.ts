import { payments } from '#shared/contracts/payments.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  fromCursor,
  listStatement,
  type PaymentListRow,
  summaryStatement,
  toCursor,
} from './payments.list.ts'
import {
  applyToInvoices,
  createPayment,
  listPaymentChoices,
  readPayment,
  toPaymentRow,
  undoPayment,
} from './payments.service.ts'

const countLimit = 10_000

export const paymentsModule = (): Module =>
  module('payments', payments, {
    choices: listPaymentChoices,
    get: readPayment,
    create: createPayment,
    apply: applyToInvoices,
    reverse: undoPayment,
    list: {
      statements: ({ query }) => [listStatement(query, fromCursor(query))],
      answer(_ctx, [rows], { query }) {
        const page = (rows as PaymentListRow[]).slice(0, query.limit)
        return {
          items: page.map(toPaymentRow),
          next: rows!.length > query.limit ? toCursor(query, page.at(-1)!) : null,
        }
      },
    },
    summary: {
      statements: ({ query }) => [summaryStatement(query, countLimit + 1)],
      answer: (_ctx, [rows]) => ({
        count: Math.min(rows![0]!.n as number, countLimit),
        more: (rows![0]!.n as number) > countLimit,
        amountCents: Number(rows![0]!.amount),
        unappliedCents: Number(rows![0]!.unapplied),
      }),
    },
  })
