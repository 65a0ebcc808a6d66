/** One try to deliver a message. The way out is that of the providers: no redirects, no private addresses, bounded. */
import { ConnectorError } from '#server/connectors/errors.ts'
import { providerFetch } from '#server/connectors/http.ts'
import { answerMs } from '#shared/rules/webhooks.ts'
import { bodyOf, type EventRow, messageId, openSecret, signatureOf } from './webhooks.message.ts'
import type { Attempt, EndpointRow } from './webhooks.queries.ts'

/** Where plain http and private addresses may be called: sandboxes, and what the operator allows. */
export type Surroundings = { allowsPrivate: (url: string) => boolean }

export type Tried = Attempt & {
  delivered: boolean
  /** The receiver wants no more: 410 Gone. */
  gone: boolean
  retryAfterMs: number | null
}

const replyKept = 300
const callsPerSecond = 50

/** Sends the message once, signed for this moment. Throws nothing that the receiver or the network did. */
export async function send(
  { allowsPrivate }: Surroundings,
  companyId: number,
  endpoint: EndpointRow,
  event: EventRow,
  now: Date,
): Promise<Tried> {
  const secrets = [openSecret(companyId, endpoint.sealed_secret)]
  if (endpoint.sealed_previous_secret && endpoint.previous_until && endpoint.previous_until > now)
    secrets.push(openSecret(companyId, endpoint.sealed_previous_secret))
  const url = new URL(endpoint.url)
  const fetch = providerFetch({
    connector: 'webhooks',
    credentials: `webhook ${companyId} ${endpoint.id}`,
    timeoutMs: answerMs,
    callsPerSecond,
    allowPrivate: allowsPrivate(endpoint.url),
    secrets,
  })
  const body = bodyOf(companyId, event)
  const id = messageId(companyId, event.id)
  const timestamp = Math.floor(now.getTime() / 1000)
  const begun = performance.now()
  const tried = (more: Partial<Tried>): Tried => ({
    ...{ at: now, status: null, error: null, reply: '', delivered: false, gone: false, retryAfterMs: null },
    durationMs: Math.round(performance.now() - begun),
    ...more,
  })
  try {
    const reply = await fetch({
      call: 'Deliver a message',
      effect: 'write',
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signatureOf(secrets, { id, timestamp, body }),
      },
      body,
    })
    const { status } = reply
    const delivered = status >= 200 && status < 300
    const wait = Number(reply.header('retry-after') ?? '')
    return tried({
      ...{ status, delivered, gone: status === 410 },
      error: delivered ? null : `The receiver answered ${status}`,
      reply: reply.scrub(reply.body.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ')).slice(0, replyKept),
      retryAfterMs: wait > 0 && wait <= 86_400 ? wait * 1000 : null,
    })
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return tried({ error: error.reason ?? error.message, retryAfterMs: error.retryAfterMs })
  }
}
