import { webhooks } from '#shared/contracts/webhooks.ts'
import { type Module, module } from '#server/http/module.ts'
import type { Surroundings } from './webhooks.sending.ts'
import {
  createWebhook,
  listDeliveries,
  listWebhookHistory,
  listWebhooks,
  readDelivery,
  readWebhook,
  redeliver,
  removeWebhook,
  rotateSecret,
  saveWebhook,
  testWebhook,
} from './webhooks.service.ts'

export const webhooksModule = (surroundings: Surroundings): Module =>
  module('webhooks', webhooks, {
    list: listWebhooks,
    get: readWebhook,
    create: createWebhook(surroundings),
    save: saveWebhook(surroundings),
    rotate: rotateSecret,
    test: testWebhook(surroundings),
    remove: removeWebhook,
    history: listWebhookHistory,
    deliveries: listDeliveries,
    delivery: readDelivery,
    redeliver,
  })
