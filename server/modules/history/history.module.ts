import { history } from '#shared/contracts/history.ts'
import { type Module, module } from '#server/http/module.ts'
import { readAsOf } from './history.as-of.ts'
import { listCompanyHistory } from './history.company.ts'
import { listHistory } from './history.service.ts'

export const historyModule = (): Module =>
  module('history', history, {
    ofCompany: listCompanyHistory,
    ofCustomer: listHistory,
    asOf: readAsOf,
  })
