import { risks } from '#shared/contracts/risks.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  fromCursor,
  listStatement,
  optionStatements,
  type RiskListRow,
  toCursor,
  toRiskRow,
  totalsStatements,
} from './risks.list.ts'
import {
  listChoices,
  listRiskHistory,
  noteAttempt,
  openRisk,
  readRisks,
  removeRisk,
  reopenRisk,
  resolveRisk,
  saveRisk,
} from './risks.service.ts'

export const risksModule = (): Module =>
  module('risks', risks, {
    ofCustomer: readRisks,
    choices: listChoices,
    history: listRiskHistory,
    create: openRisk,
    save: saveRisk,
    attempt: noteAttempt,
    resolve: resolveRisk,
    reopen: reopenRisk,
    remove: removeRisk,
    list: {
      statements: ({ query }) => [listStatement(query, fromCursor(query))],
      answer(ctx, [rows], { query }) {
        const page = (rows as RiskListRow[]).slice(0, query.limit)
        return {
          items: page.map((row) => toRiskRow(ctx, row)),
          next: rows!.length > query.limit ? toCursor(query, page.at(-1)!) : null,
        }
      },
    },
    totals: {
      statements: ({ query }) => totalsStatements(query),
      answer: (_ctx, [found, collected, credited]) => ({
        count: found![0]!.n as number,
        amountAtRiskCents: found![0]!.cents as number,
        collectedCents: collected![0]!.cents as number,
        creditedCents: credited![0]!.cents as number,
      }),
    },
    options: {
      statements: optionStatements,
      answer: (_ctx, [reasons, levels, locations, people]) =>
        ({ reasons, levels, locations, people }) as never,
    },
  })
