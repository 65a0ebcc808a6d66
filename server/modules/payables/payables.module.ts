import { myPayroll, payRuns } from '#shared/contracts/pay-runs.ts'
import { payables } from '#shared/contracts/payables.ts'
import { todayIn } from '#shared/time.ts'
import { type Module, module } from '#server/http/module.ts'
import { toRow } from './payables.answers.ts'
import {
  fromCursor,
  listStatement,
  optionStatements,
  type PayableFound,
  toCursor,
  totalsStatements,
} from './payables.list.ts'
import { listMine } from './payables.mine.ts'
import { downloadMine, downloadRun, exportPayables, exportRun } from './payables.papers.ts'
import { listPayRuns, openPayRun, setPayableStatuses, startPayRun } from './payables.runs.ts'
import {
  createPayable,
  generatePayables,
  listPayableHistory,
  payPayable,
  proposePayables,
  readPayables,
  reversePayment,
  savePayable,
  setPayableStatus,
} from './payables.service.ts'

export const payablesModules = (): Module[] => [
  module('payables', payables, {
    ofCustomer: readPayables,
    create: createPayable,
    proposal: proposePayables,
    generate: generatePayables,
    save: savePayable,
    setStatus: setPayableStatus,
    pay: payPayable,
    reversePayment,
    history: listPayableHistory,
    list: {
      statements: ({ query }) => [listStatement(query, fromCursor(query))],
      answer(_ctx, [rows], { query }) {
        const page = (rows as PayableFound[]).slice(0, query.limit)
        return {
          items: page.map((row) => ({ ...toRow(row), mayModify: row.mayModify })),
          next: rows!.length > query.limit ? toCursor(query, page.at(-1)!) : null,
        }
      },
    },
    totals: {
      statements: ({ query }) => totalsStatements(query),
      answer(_ctx, [found, standing]) {
        const [sums, now] = [found![0]!, standing![0]!]
        return {
          count: sums.n as number,
          amountCents: sums.amount as number,
          paidCents: sums.paid as number,
          outstandingCents: sums.left as number,
          pendingCents: now.pending as number,
          approvedCents: now.approved as number,
          reviewCents: now.review as number,
        }
      },
    },
    options: {
      statements: optionStatements,
      answer: ({ actor, now }, [functions, locations, payees]) =>
        ({ functions, locations, payees, today: todayIn(actor.company.timeZone, now) }) as never,
    },
    exportCsv: exportPayables,
    setStatuses: setPayableStatuses,
  }),
  module('payRuns', payRuns, {
    list: listPayRuns,
    open: openPayRun,
    start: startPayRun,
    exportCsv: exportRun,
    pdf: downloadRun,
  }),
  module('myPayroll', myPayroll, { list: listMine, pdf: downloadMine }),
] // prettier-ignore
