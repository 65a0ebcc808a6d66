import { charges } from '#shared/contracts/charges.ts'
import { type Module, module } from '#server/http/module.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import { toCharge } from './charges.answers.ts'
import {
  fromCursor,
  listStatement,
  optionStatements,
  type ShownRow,
  toCursor,
  totalsStatement,
} from './charges.list.ts'
import {
  cancelCharge,
  lookAtCharge,
  readCharge,
  refundCharge,
  retryCharge,
  settleCharge,
  voidCharge,
} from './charges.service.ts'
import type { ChargeSubjects } from './charges.subjects.ts'
import { readWebhookStanding, takeWebhook } from './charges.webhooks.ts'

export const chargesModule = (desk: StationDesk, subjects: ChargeSubjects): Module =>
  module('charges', charges, {
    list: {
      statements: ({ query }) => [listStatement(query, fromCursor(query))],
      answer({ actor }, [rows], { query }) {
        const page = (rows as ShownRow[]).slice(0, query.limit)
        return {
          items: page.map((row) => toCharge(actor, row)),
          next: rows!.length > query.limit ? toCursor(query, page.at(-1)!) : null,
        }
      },
    },
    totals: {
      statements: ({ query }) => [totalsStatement(query)],
      answer: (_ctx, [rows]) => rows![0] as never,
    },
    options: {
      statements: optionStatements,
      answer: (_ctx, [locations, processors]) => ({ locations, processors }) as never,
    },
    open: readCharge,
    retry: retryCharge(subjects),
    look: lookAtCharge,
    settle: settleCharge(subjects),
    cancel: cancelCharge,
    refund: refundCharge,
    void: voidCharge,
    webhook: takeWebhook(desk),
    webhookStanding: readWebhookStanding,
  })
