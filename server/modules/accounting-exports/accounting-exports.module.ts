import { accountingExports } from '#shared/contracts/accounting-exports.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  createExport,
  downloadExport,
  listExportHistory,
  listExports,
  openExport,
  previewExport,
} from './accounting-exports.service.ts'

export const accountingExportsModule = (): Module =>
  module('accountingExports', accountingExports, {
    list: listExports,
    preview: previewExport,
    open: openExport,
    create: createExport,
    file: downloadExport,
    history: listExportHistory,
  })
