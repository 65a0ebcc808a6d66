import { fundings } from '#shared/contracts/funding.ts'
import { type Module, module } from '#server/http/module.ts'
import { type FundingListRow, toRow } from './funding.answers.ts'
import { fromCursor, listStatement, optionStatements, toCursor, totalsStatement } from './funding.list.ts'
import {
  addEntry,
  createFunding,
  listFundingHistory,
  readFundings,
  removeFunding,
  reverseEntry,
  saveFunding,
  setFundingState,
} from './funding.service.ts'

export const fundingModule = (): Module =>
  module('fundings', fundings, {
    ofCustomer: readFundings,
    create: createFunding,
    save: saveFunding,
    setState: setFundingState,
    addEntry,
    reverseEntry,
    remove: removeFunding,
    history: listFundingHistory,
    list: {
      statements: ({ query }) => [listStatement(query, fromCursor(query))],
      answer(_ctx, [rows], { query }) {
        const page = (rows as FundingListRow[]).slice(0, query.limit)
        return {
          items: page.map(toRow),
          next: rows!.length > query.limit ? toCursor(query, page.at(-1)!) : null,
        }
      },
    },
    totals: {
      statements: ({ query }) => [totalsStatement(query)],
      answer(_ctx, [found]) {
        const sums = found![0]!
        return {
          count: sums.n as number,
          expectedCents: sums.expected as number,
          receivedCents: sums.received as number,
          heldCents: sums.held as number,
          chargedBackCents: sums.back as number,
        }
      },
    },
    options: {
      statements: optionStatements,
      answer: (_ctx, [funders, locations]) => ({ funders, locations }) as never,
    },
  })
