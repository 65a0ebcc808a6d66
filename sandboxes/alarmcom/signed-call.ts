/** Calls the dealer's software as docs/connectors/alarmcom.md says: signed by HMAC-SHA-256, each call with a time and a nonce of its own. */
import { createHmac, randomUUID } from 'node:crypto'
import type { DealerBilling } from './billing-settings.ts'

export type Called = { status: number; type: string; bytes: Buffer; json: unknown }

/** @param path behind the address that the dealer's software gave, beginning with a slash. Never throws: status 0 is no answer. */
export async function callBilling(
  settings: DealerBilling,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<Called> {
  const url = new URL(settings.url.replace(/\/+$/, '') + path)
  const text = body === undefined ? '' : JSON.stringify(body)
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = randomUUID()
  const lines = ['v1', timestamp, nonce, method, url.pathname + url.search, text]
  const signature = createHmac('sha256', settings.key).update(lines.join('\n')).digest('hex')
  try {
    const reply = await fetch(url, {
      method,
      headers: {
        'x-keyholder-key': settings.keyId,
        'x-keyholder-timestamp': timestamp,
        'x-keyholder-nonce': nonce,
        'x-keyholder-signature': `v1=${signature}`,
        ...(text && { 'content-type': 'application/json' }),
      },
      ...(text && { body: text }),
      signal: AbortSignal.timeout(30_000),
    })
    const bytes = Buffer.from(await reply.arrayBuffer())
    const type = reply.headers.get('content-type') ?? ''
    return {
      status: reply.status,
      type,
      bytes,
      json: /json/.test(type) ? (JSON.parse(bytes.toString()) as unknown) : null,
    }
  } catch {
    return { status: 0, type: '', bytes: Buffer.alloc(0), json: null }
  }
}
