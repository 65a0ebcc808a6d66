/**
 * A message as it goes out: Standard Webhooks 1.0 (github.com/standard-webhooks/standard-webhooks, spec). It says what
 * happened to what, and names the fields that changed; their values are read over the API, by somebody who may.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { topicOfEvent } from '#shared/rules/webhooks.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'

const prefix = 'whsec_'
const secretBytes = 32

export const newSecret = (): string => prefix + randomBytes(secretBytes).toString('base64')

const secretPlace = (companyId: number) => place(companyId, 'webhook_endpoint.sealed_secret')
export const sealSecret = (companyId: number, secret: string): string => seal(secret, secretPlace(companyId))
export const openSecret = (companyId: number, sealed: string): string =>
  unseal(sealed, secretPlace(companyId))

/** The value of `webhook-signature`: one signature for each secret, so that a receiver may know either. */
export function signatureOf(
  secrets: readonly string[],
  message: { id: string; timestamp: number; body: string },
): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(prefix.length), 'base64')
      const signed = `${message.id}.${message.timestamp}.${message.body}`
      return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
    })
    .join(' ')
}

export type EventRow = {
  id: number
  event: string
  kind: 'customer' | 'lead' | null
  customer_id: number | null
  entity: string
  entity_id: number | null
  fields: string[]
  at: Date
}

export const messageId = (companyId: number, eventId: number): string => `msg_${companyId}_${eventId}`

/** The message's body; the same at every try. */
export function bodyOf(companyId: number, event: EventRow): string {
  return JSON.stringify({
    type: topicOfEvent(event.event, event.kind),
    timestamp: event.at.toISOString(),
    data: {
      id: messageId(companyId, event.id),
      record:
        event.customer_id === null
          ? null
          : { id: event.customer_id, kind: event.kind, path: `/api/v1/customers/${event.customer_id}` },
      subject: { type: event.entity, id: event.entity_id },
      changedFields: event.fields,
    },
  })
}
