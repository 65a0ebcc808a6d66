import { accounting } from '#shared/contracts/accounting.ts'
import { type Module, module } from '#server/http/module.ts'
import { readSummary, readTransactions } from './ledger.service.ts'

export const ledgerModule = (): Module =>
  module('accounting', accounting, { summary: readSummary, transactions: readTransactions })
