/** What is owed because of customers: of a record, and of the company (TAB-010, BIL-008). Pay runs: pay-runs.ts. */
import { z } from 'zod'
import { endpoint, id, instant } from '../contract.ts'
import { maxPayables, payableEventKeys, settableStatuses } from '../rules/payables.ts'
import { historyEntry } from './history.ts'
import { cents } from './invoice-values.ts'
import {
  filter,
  generated,
  listQuery,
  named,
  needsReason,
  newPayment,
  payable,
  payableFields,
  reason,
  row,
  version,
  which,
} from './payables-values.ts'

export type {
  Generated,
  Payable,
  PayableFields,
  PayableFilter,
  PayableQuery,
  PayableRow,
  Which,
} from './payables-values.ts'

const ofCustomer = z.object({ customerId: id })
const ofPayable = ofCustomer.extend({ payableId: id })
const payeeOf = z.object({ functionId: id, userId: id.optional() })
const paging = z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) })

export const payables = {
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/payables',
    access: 'payables.view',
    summary: 'What is owed because of a record, newest first, and what the rules did about it',
    params: ofCustomer,
    response: z.object({
      items: z.array(payable).max(maxPayables),
      functions: z.array(named.extend({ active: z.boolean(), needsUser: z.boolean(), role: z.string() })),
      users: z.array(named.extend({ active: z.boolean() })),
      events: z.array(
        z.object({
          id,
          event: z.enum(payableEventKeys),
          on: z.string(),
          at: instant,
          waiting: z.boolean(),
          outcome: z.array(generated),
        }),
      ),
      today: z.string(),
      abilities: z.object({ create: z.boolean() }),
      readOnlyReason: z.enum(['archived', 'lead']).nullable(),
    }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/customers/:customerId/payables',
    access: 'payables.modify',
    summary: 'Note by hand what is owed because of a record',
    params: ofCustomer,
    body: payableFields,
    response: payable,
    history: { event: 'payables.created' },
  }),
  proposal: endpoint({
    method: 'GET',
    path: '/customers/:customerId/payables/proposal',
    access: 'payables.modify',
    summary: 'What a payroll function would make for this record',
    params: ofCustomer,
    query: payeeOf,
    response: z.object({ items: z.array(generated) }),
  }),
  generate: endpoint({
    method: 'POST',
    path: '/customers/:customerId/payables/generate',
    access: 'payables.modify',
    summary:
      'Have a payroll function make its payables for this record; what is there already is not made twice',
    params: ofCustomer,
    body: z.strictObject({ functionId: id, userId: id.nullable().default(null) }),
    response: z.object({ items: z.array(generated) }),
    history: { event: 'payables.generated' },
  }),
  save: endpoint({
    method: 'PUT',
    path: '/customers/:customerId/payables/:payableId',
    access: 'payables.modify',
    summary: 'Change payee, notes and what was added by hand, as of the version it was read at',
    params: ofPayable,
    body: z.strictObject({ version, fields: payableFields }),
    response: payable,
    history: { event: 'payables.saved' },
  }),
  setStatus: endpoint({
    method: 'POST',
    path: '/customers/:customerId/payables/:payableId/status',
    access: 'payables.modify',
    summary: 'Approve it, hold it for review, deny it, or take that back',
    params: ofPayable,
    body: z
      .strictObject({ version, status: z.enum(settableStatuses), reason: reason.default('') })
      .superRefine(needsReason),
    response: payable,
    history: { event: 'payables.status_set' },
  }),
  pay: endpoint({
    method: 'POST',
    path: '/customers/:customerId/payables/:payableId/payments',
    access: 'payables.modify',
    summary: 'Note a payment; one request key is one payment',
    params: ofPayable,
    body: newPayment,
    response: payable,
    history: { event: 'payables.paid' },
  }),
  reversePayment: endpoint({
    method: 'POST',
    path: '/customers/:customerId/payables/:payableId/payments/:payablePaymentId/reverse',
    access: 'payables.modify',
    summary: 'Reverse a payment that was noted in error',
    params: ofPayable.extend({ payablePaymentId: id }),
    body: z.strictObject({ reason: reason.refine((s) => s !== '', 'Say what was wrong') }),
    response: payable,
    history: { event: 'payables.payment_reversed' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/customers/:customerId/payables/:payableId/history',
    access: 'payables.view',
    summary: 'What was changed about a payable, newest first',
    params: ofPayable,
    query: paging,
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  list: endpoint({
    method: 'GET',
    path: '/payables',
    access: 'payables.view',
    summary: 'A page of payables of records that one may see, by keyset',
    query: listQuery,
    response: z.object({
      items: z.array(row.extend({ mayModify: z.boolean() })),
      next: z.string().nullable(),
    }),
  }),
  totals: endpoint({
    method: 'GET',
    path: '/payables/totals',
    access: 'payables.view',
    summary: 'What the filter finds comes to; pending and approved whatever its status',
    query: filter,
    response: z.object({
      count: z.number().int(),
      amountCents: cents,
      paidCents: cents,
      outstandingCents: cents,
      pendingCents: cents,
      approvedCents: cents,
      reviewCents: cents,
    }),
  }),
  options: endpoint({
    method: 'GET',
    path: '/payables/options',
    access: 'payables.view',
    scope: 'company',
    summary: 'What the list of payables can be filtered by',
    response: z.object({
      functions: z.array(named),
      locations: z.array(named),
      payees: z.array(named),
      today: z.string(),
    }),
  }),
  exportCsv: endpoint({
    method: 'POST',
    path: '/payables/export',
    access: 'payables.view',
    scope: 'company',
    summary: 'The payables that the filter finds, as a CSV file',
    io: true,
    download: 'text/csv',
    body: filter.strict(),
    response: z.string(),
    history: { event: 'payables.exported' },
  }),
  setStatuses: endpoint({
    method: 'POST',
    path: '/payables/status',
    access: 'payables.modify',
    summary: 'Approve, hold or deny many payables at once; those that cannot be are told',
    body: z
      .strictObject({ which, status: z.enum(settableStatuses), reason: reason.default('') })
      .superRefine(needsReason),
    response: z.object({ changed: z.number().int(), left: z.number().int() }),
    history: { event: 'payables.status_set' },
  }),
}
