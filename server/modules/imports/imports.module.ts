import { imports } from '#shared/contracts/imports.ts'
import { fail } from '#shared/errors.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  cancelImport,
  checkImport,
  errorFile,
  listImportHistory,
  listImports,
  listRefusals,
  mapImport,
  readImport,
  removeImport,
  removeMapping,
  runImport,
  topicOf,
} from './imports.service.ts'
import { uploadImport } from './imports.upload.ts'
import type { ImportState } from '#shared/rules/imports.ts'

export const importsModule = (): Module =>
  module('imports', imports, {
    list: listImports,
    upload: uploadImport,
    get: readImport,
    map: mapImport,
    check: checkImport,
    run: runImport,
    cancel: cancelImport,
    remove: removeImport,
    refusals: listRefusals,
    errorFile,
    live: {
      statements: ({ params }) => [
        {
          name: 'imports.position',
          text: `select state, position, total from data_import
            where company_id = platform.company_id() and id = $1`,
          values: [params.importId],
        },
      ],
      answer: (_ctx, [rows]) =>
        (rows![0] as { state: ImportState; position: number; total: number } | undefined) ??
        fail('imports.not_found'),
      concerns: (news, { params }) => news.events.includes(topicOf(params.importId)),
    },
    history: listImportHistory,
    removeMapping,
  })
