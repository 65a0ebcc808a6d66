import { orderTemplates } from '#shared/contracts/order-templates.ts'
import { type Module, module } from '#server/http/module.ts'
import type { AfterSave } from '../customers/customers.service.ts'
import {
  applyOrder,
  createTemplate,
  listTemplateHistory,
  listTemplates,
  readOrder,
  removeTemplate,
  saveTemplate,
  sortTemplates,
} from './order-templates.service.ts'

export const orderTemplatesModule = (afterSave: AfterSave): Module =>
  module('order_templates', orderTemplates, {
    list: listTemplates,
    create: createTemplate,
    save: saveTemplate,
    remove: removeTemplate,
    sort: sortTemplates,
    history: listTemplateHistory,
    choices: readOrder,
    apply: (ctx, db, input) => applyOrder(ctx, db, input, afterSave),
  })
