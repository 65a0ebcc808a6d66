import { files } from '#shared/contracts/files.ts'
import { type Module, module } from '#server/http/module.ts'
import { addVersion, downloadFile, uploadFile } from './files.contents.ts'
import { changeFile, listFileHistory, readFile, readFiles, removeFile, restoreFile } from './files.service.ts'

export const filesModule = (): Module =>
  module('files', files, {
    list: readFiles,
    upload: uploadFile,
    get: readFile,
    download: downloadFile,
    addVersion,
    update: changeFile,
    remove: removeFile,
    restore: restoreFile,
    history: listFileHistory,
  })
