import { recurring } from '#shared/contracts/recurring.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  createRecurring, listRecurringHistory, readRecurring, readRecurringOf, removeRecurring, saveRecurring, setRecurringState,
} from './recurring.service.ts' // prettier-ignore

export const recurringModule = (): Module =>
  module('recurring', recurring, {
    ofCustomer: readRecurringOf,
    get: readRecurring,
    history: listRecurringHistory,
    create: createRecurring,
    save: saveRecurring,
    setState: setRecurringState,
    remove: removeRecurring,
  })
