import { credit } from '#shared/contracts/credit.ts'
import { type Module, module } from '#server/http/module.ts'
import { applyCheck, unapplyCheck } from './credit.applying.ts'
import { enterCheck, lookAgain, readChecks, readReport, runCredit, settleCheck } from './credit.service.ts'

export const creditModule = (): Module =>
  module('credit', credit, {
    ofCustomer: readChecks,
    run: runCredit,
    enter: enterCheck,
    apply: applyCheck,
    unapply: unapplyCheck,
    look: lookAgain,
    settle: settleCheck,
    report: readReport,
  })
