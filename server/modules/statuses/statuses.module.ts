import { statuses } from '#shared/contracts/statuses.ts'
import { type Module, module } from '#server/http/module.ts'
import { listStatusHistory, openStatuses, readFacts, saveStatuses } from './statuses.service.ts'

export const statusesModule = (): Module =>
  module('statuses', statuses, {
    open: openStatuses,
    save: saveStatuses,
    history: listStatusHistory,
    facts: readFacts,
  })
