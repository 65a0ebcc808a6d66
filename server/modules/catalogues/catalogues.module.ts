import { catalogues } from '#shared/contracts/catalogues.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  addUsualValues,
  createValue,
  listCatalogue,
  removeValue,
  reorderValues,
  saveValue,
} from './catalogues.service.ts'

export const cataloguesModule = (): Module =>
  module('catalogues', catalogues, {
    list: listCatalogue,
    create: createValue,
    addUsual: addUsualValues,
    save: saveValue,
    reorder: reorderValues,
    remove: removeValue,
  })
