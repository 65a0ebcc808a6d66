import { newSecret, sealSecret } from '#server/modules/webhooks/webhooks.message.ts'
import type { Requests } from '../every-endpoint.ts'

export const webhooksRequests: Requests = {
  async plant(house, { marker, customer }) {
    const { company } = customer
    const webhookId = await house.plant.insert('webhook_endpoint', company, {
      name: marker,
      // Nobody can be called there (RFC 2606).
      url: 'https://hooks.invalid/keyholder',
      topics: ['customer.created'],
      wants: ['nothing'],
      sealed_secret: sealSecret(company.id, newSecret()),
    })
    const eventId = await house.plant.insert('webhook_event', company, {
      event: 'customers.created',
      kind: 'customer',
      customer_id: customer.id,
      entity: 'customer',
      entity_id: customer.id,
      at: new Date(),
    })
    const deliveryId = await house.plant.insert('webhook_delivery', company, {
      endpoint_id: webhookId,
      event_id: eventId,
      customer_id: customer.id,
      state: 'failed',
    })
    return { webhookId, deliveryId }
  },
  bodies: {
    'webhooks.create': ({ marker }) => ({
      name: `${marker} new`,
      url: 'https://hooks.invalid/new',
      topics: ['invoice.paid'],
    }),
    'webhooks.save': ({ marker }) => ({ version: 1, name: `${marker} renamed` }),
    'webhooks.rotate': () => ({ version: 1 }),
  },
}
