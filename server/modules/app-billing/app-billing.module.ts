import { appBilling, appBillingStanding } from '#shared/contracts/app-billing.ts'
import { type Module, module } from '#server/http/module.ts'
import type { BillingMethodUses } from '../billing-methods/billing-methods.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import {
  downloadBill,
  listAppBills,
  listAppPayments,
  readAppPayment,
  readAttempt,
  readSummary,
} from './app-billing.account.ts'
import { changeAutoPay, payOnce } from './app-billing.paying.ts'
import { readStanding } from './app-billing.service.ts'

export const appBillingModules = (desk: StationDesk, uses: BillingMethodUses): Module[] => [
  module('appBilling', appBilling, {
    summary: readSummary(desk),
    changeMethod: changeAutoPay({ desk, uses }),
    pay: payOnce({ desk, uses }),
    attempt: readAttempt,
    payments: listAppPayments,
    payment: readAppPayment,
    bills: listAppBills,
    bill: downloadBill,
  }),
  module('appBillingStanding', appBillingStanding, { ofCustomer: readStanding }),
]
