import { billing } from '#shared/contracts/recurring.ts'
import { type Module, module } from '#server/http/module.ts'
import { listBillingRuns, startBillingRun } from './billing.service.ts'

export const billingModule = (): Module =>
  module('billing', billing, { list: listBillingRuns, start: startBillingRun })
