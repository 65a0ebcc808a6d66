/** Webhooks: where the company's own programs are told what happens, and what became of each message (TAB-025). */
import { z } from 'zod'
import { endpoint, id, instant, nothing, text } from '../contract.ts'
import { webhookTopicNames } from '../rules/webhooks.ts'
import { historyEntry } from './history.ts'

const ofWebhook = z.object({ webhookId: id })
const ofDelivery = ofWebhook.extend({ deliveryId: id })
const topic = z.enum(webhookTopicNames)
const version = z.number().int().positive()
const read = { access: 'integrations.view', scope: 'company' } as const
const make = { access: 'integrations.create', scope: 'company' } as const
const write = { access: 'integrations.modify', scope: 'company' } as const

const url = text(500).refine(
  (typed) => URL.canParse(typed) && /^https?:$/.test(new URL(typed).protocol),
  'Enter an address, for example https://hooks.company.test/keyholder',
)
const values = {
  name: text(80).min(1, 'Give it a name'),
  url,
  topics: z.array(topic).min(1, 'Choose at least one event').max(webhookTopicNames.length),
  active: z.boolean(),
}

const webhook = z
  .object({
    id,
    version,
    name: z.string(),
    url: z.string(),
    topics: z.array(z.string()),
    active: z.boolean(),
    /** Why Keyholder switched it off; null where a person did. */
    disabledReason: z.string().nullable(),
    /** Since when nothing could be delivered. */
    failingSince: instant.nullable(),
    /** Until when the secret before the present one signs as well. */
    rotatingUntil: instant.nullable(),
    waiting: z.number().int(),
    failed: z.number().int(),
    createdAt: instant,
    lastDeliveredAt: instant.nullable(),
  })
  .meta({ id: 'Webhook' })
export type Webhook = z.output<typeof webhook>

const delivery = z
  .object({
    id,
    /** `webhook-id` on the wire: the same at every try. */
    message: z.string(),
    topic: z.string(),
    at: instant,
    customerId: id.nullable(),
    state: z.enum(['waiting', 'delivered', 'failed']),
    attempts: z.number().int(),
    nextAt: instant.nullable(),
    lastStatus: z.number().int().nullable(),
    lastError: z.string().nullable(),
  })
  .meta({ id: 'WebhookDelivery' })
export type WebhookDelivery = z.output<typeof delivery>

const attempt = z.object({
  id,
  at: instant,
  status: z.number().int().nullable(),
  durationMs: z.number().int(),
  error: z.string().nullable(),
  reply: z.string(),
})
/** Shown once; kept sealed from then on. */
const secret = z.string()

export const webhooks = {
  list: endpoint({
    method: 'GET',
    path: '/webhooks',
    ...read,
    summary: 'The company’s webhooks',
    response: z.object({ items: z.array(webhook) }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/webhooks/:webhookId',
    ...read,
    summary: 'One webhook',
    params: ofWebhook,
    response: webhook,
  }),
  create: endpoint({
    method: 'POST',
    path: '/webhooks',
    ...make,
    summary: 'Make a webhook; its secret is shown this once',
    body: z.strictObject({ ...values, active: values.active.default(true) }),
    response: z.object({ webhook, secret }),
    history: { event: 'webhooks.created' },
  }),
  save: endpoint({
    method: 'PATCH',
    path: '/webhooks/:webhookId',
    ...write,
    summary: 'Change a webhook, or switch it on or off',
    params: ofWebhook,
    body: z.strictObject({
      version,
      name: values.name.optional(),
      url: values.url.optional(),
      topics: values.topics.optional(),
      active: values.active.optional(),
    }),
    response: webhook,
    history: { event: 'webhooks.saved' },
  }),
  rotate: endpoint({
    method: 'POST',
    path: '/webhooks/:webhookId/secret',
    ...write,
    summary: 'A new secret, shown this once; the one before signs as well for a day',
    params: ofWebhook,
    body: z.strictObject({ version }),
    response: z.object({ webhook, secret }),
    history: { event: 'webhooks.rotated' },
  }),
  test: endpoint({
    method: 'POST',
    path: '/webhooks/:webhookId/test',
    ...write,
    io: true,
    summary: 'Send a test now, and say what was answered',
    params: ofWebhook,
    response: attempt.omit({ id: true }),
    history: { event: 'webhooks.tested' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/webhooks/:webhookId',
    ...write,
    summary: 'Delete a webhook that is switched off, with its messages',
    params: ofWebhook,
    response: nothing,
    history: { event: 'webhooks.removed' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/webhooks/:webhookId/history',
    ...read,
    summary: 'What was done about it, newest first',
    params: ofWebhook,
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  deliveries: endpoint({
    method: 'GET',
    path: '/webhooks/:webhookId/deliveries',
    ...read,
    summary: 'Messages of the last 30 days, newest first',
    params: ofWebhook,
    query: z.object({
      state: z.enum(['waiting', 'delivered', 'failed']).optional(),
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(delivery), next: id.nullable() }),
  }),
  delivery: endpoint({
    method: 'GET',
    path: '/webhooks/:webhookId/deliveries/:deliveryId',
    ...read,
    summary: 'One message: what is sent, and what was answered at each try',
    params: ofDelivery,
    response: z.object({ delivery, body: z.string(), attempts: z.array(attempt) }),
  }),
  redeliver: endpoint({
    method: 'POST',
    path: '/webhooks/:webhookId/deliveries/:deliveryId/redeliver',
    ...write,
    summary: 'Have a message delivered again, under the same id',
    params: ofDelivery,
    response: nothing,
    history: { event: 'webhooks.redelivered' },
  }),
}
