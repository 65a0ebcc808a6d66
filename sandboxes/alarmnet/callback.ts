/**
 * What AlarmNet's side sends when somebody changed an account there (docs/connectors/alarmnet.md): signed with the
 * secret that both sides know. Fired by `POST /_control/callback`, as nobody here works on accounts.
 */
import { createHmac, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { WireAnswer } from '../kit.ts'

const order = z.strictObject({
  /** Where the dealer's system listens. */
  url: z.url(),
  secret: z.string().min(1).max(128),
  accountNumber: z.string().min(1).max(16),
  /** The same for every try of the same news. */
  eventId: z.string().min(8).max(64).optional(),
  /** Seconds since 1970 that the signature names; left out, now. */
  timestamp: z.int().optional(),
})

const patienceMs = 5000

/** Sends one and answers what came back. Throws a ZodError. */
export async function fireCallback(body: unknown): Promise<WireAnswer> {
  const { url, secret, accountNumber, eventId = randomUUID(), ...given } = order.parse(body)
  const timestamp = String(given.timestamp ?? Math.floor(Date.now() / 1000))
  const news = JSON.stringify({ eventId, kind: 'account.changed', accountNumber })
  const signature = createHmac('sha256', secret).update(`${timestamp}.${news}`).digest('hex')
  const reply = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-alarmnet-timestamp': timestamp,
      'x-alarmnet-signature': `sha256=${signature}`,
    },
    body: news,
    signal: AbortSignal.timeout(patienceMs),
  })
  const answer = { eventId, status: reply.status, body: await reply.text() }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) }
}
