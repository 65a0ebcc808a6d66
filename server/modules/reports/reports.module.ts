import { figures } from '#shared/contracts/figures.ts'
import { reports } from '#shared/contracts/reports.ts'
import { type Module, module } from '#server/http/module.ts'
import { exportAging, listAgingPayers, readAging } from './figures.aging.ts'
import { readAttrition, readOptions, readRmr, readSales } from './figures.service.ts'
import { exportReport, readCatalogue, runReport } from './reports.running.ts'
import {
  createReport,
  listHistory,
  listPeople,
  listReports,
  listRuns,
  readReport,
  removeReport,
  saveReport,
  saveSchedule,
} from './reports.service.ts'

export const reportsModules = (): Module[] => [
  module('reports', reports, {
    catalogue: readCatalogue,
    list: listReports,
    get: readReport,
    people: listPeople,
    run: runReport,
    exportCsv: exportReport,
    create: createReport,
    save: saveReport,
    remove: removeReport,
    saveSchedule,
    runs: listRuns,
    history: listHistory,
  }),
  module('figures', figures, {
    options: readOptions,
    aging: readAging,
    agingPayers: listAgingPayers,
    agingCsv: exportAging,
    rmr: readRmr,
    attrition: readAttrition,
    sales: readSales,
  }),
]
