import { audit } from '#shared/contracts/audit.ts'
import { type Module, module } from '#server/http/module.ts'
import { exportCsv, listDenials, listReads, type SummaryOf } from './audit.service.ts'

/** @param summaryOf what each operation is for */
export const auditModule = (summaryOf: SummaryOf): Module =>
  module('audit', audit, {
    denials: listDenials(summaryOf),
    reads: listReads(summaryOf),
    exportCsv: exportCsv(summaryOf),
  })
