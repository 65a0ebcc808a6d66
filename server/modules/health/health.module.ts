import { health } from '#shared/contracts/health.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  askLooks,
  listAccounts,
  listMoneyRows,
  listOpenPushes,
  listStrayAccounts,
  readLastRun,
  readSummary,
  readTotals,
  retry,
  start,
  stop,
} from './health.service.ts'

export const healthModule = (): Module =>
  module('health', health, {
    summary: readSummary,
    totals: readTotals,
    lastRun: readLastRun,
    start,
    stop,
    accounts: listAccounts,
    look: askLooks,
    pushes: listOpenPushes,
    retry,
    money: listMoneyRows,
    strays: listStrayAccounts,
  })
