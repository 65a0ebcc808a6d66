import { statementRuns, statements } from '#shared/contracts/statements.ts'
import { type Module, module } from '#server/http/module.ts'
import { countStatements, downloadRun, readRuns, startRun, stopRun } from './statements.runs.ts'
import {
  archiveStatement,
  createStatement,
  downloadStatement,
  emailStatement,
  readStatements,
} from './statements.service.ts'

export const statementModules = (): Module[] => [
  module('statements', statements, {
    ofCustomer: readStatements,
    create: createStatement,
    pdf: downloadStatement,
    email: emailStatement,
    archive: archiveStatement,
  }),
  module('statementRuns', statementRuns, {
    list: readRuns,
    count: countStatements,
    start: startRun,
    stop: stopRun,
    pdf: downloadRun,
  }),
]
