import { workOrders } from '#shared/contracts/work-orders.ts'
import { type Module, module } from '#server/http/module.ts'
import { changeSeveral, scheduleSeveral } from './work-orders.bulk.ts'
import {
  countStatement,
  fromCursor,
  listStatement,
  mineStatement,
  optionStatements,
  toCursor,
  toOwn,
  toRow,
  type WorkOrderListRow,
} from './work-orders.list.ts'
import { clearSignature, downloadPdf, downloadSignature, signWorkOrder } from './work-orders.papers.ts'
import {
  cancelWork,
  completeWork,
  createWorkOrder,
  linkVisit,
  listChoices,
  listWorkOrderHistory,
  readWorkOrder,
  readWorkOrders,
  removeWorkOrder,
  reopenWork,
  saveWorkOrder,
  startWork,
  unlinkVisit,
} from './work-orders.service.ts'

const countLimit = 10_000
/** More than anybody does in a month. */
const mostOwn = 200

export const workOrdersModule = (): Module =>
  module('work_orders', workOrders, {
    ofCustomer: readWorkOrders,
    choices: listChoices,
    get: readWorkOrder,
    history: listWorkOrderHistory,
    create: createWorkOrder,
    save: saveWorkOrder,
    start: startWork,
    complete: completeWork,
    cancel: cancelWork,
    reopen: reopenWork,
    remove: removeWorkOrder,
    sign: signWorkOrder,
    clearSignature,
    signature: downloadSignature,
    pdf: downloadPdf,
    linkAppointment: linkVisit,
    unlinkAppointment: unlinkVisit,
    list: {
      statements: ({ query }) => [listStatement(query, fromCursor(query))],
      answer(ctx, [rows], { query }) {
        const page = (rows as WorkOrderListRow[]).slice(0, query.limit)
        return {
          items: page.map((row) => toRow(ctx, row)),
          next: rows!.length > query.limit ? toCursor(query, page.at(-1)!) : null,
        }
      },
    },
    count: {
      statements: ({ query }) => [countStatement(query, countLimit + 1)],
      answer: (_ctx, [rows]) => ({
        count: Math.min(rows![0]!.n as number, countLimit),
        more: (rows![0]!.n as number) > countLimit,
        overdue: rows![0]!.overdue as number,
      }),
    },
    options: {
      statements: optionStatements,
      answer: (_ctx, [types, locations, technicians]) => ({ types, locations, technicians }) as never,
    },
    change: changeSeveral,
    schedule: scheduleSeveral,
    mine: {
      statements: () => [mineStatement(mostOwn)],
      answer: (ctx, [rows]) => ({ items: (rows as WorkOrderListRow[]).map((row) => toOwn(ctx, row)) }),
    },
  })
