import { lists } from '#shared/contracts/lists.ts'
import { maxRecent } from '#shared/rules/lists.ts'
import { type Module, module } from '#server/http/module.ts'
import { cancelBulk, readBulkEdit, startBulk } from './lists.bulk.ts'
import { exportCsv } from './lists.export.ts'
import { type RecentRow, recentsStatement } from './lists.queries.ts'
import {
  chooseDefault,
  createView,
  keepColumns,
  noteOpened,
  readSetup,
  removeView,
  updateView,
} from './lists.views.ts'

export const listsModule = (): Module =>
  module('lists', lists, {
    setup: readSetup,
    keepColumns,
    chooseDefault,
    createView,
    updateView,
    removeView,
    noteOpened,
    recents: {
      statements: () => [recentsStatement(maxRecent)],
      answer: (_ctx, [rows]) => ({ items: rows as RecentRow[] }),
    },
    startBulk,
    bulkEdit: readBulkEdit,
    cancelBulk,
    exportCsv,
  })
