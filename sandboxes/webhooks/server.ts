/** A receiver of webhooks, as a dealer's own program would be: it verifies by Standard Webhooks and keeps what it knows not yet. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Effect, Sandbox, WireAnswer, WireCall } from '../kit.ts'

const secrets = z.strictObject({
  secrets: z.array(z.string().startsWith('whsec_')).max(5),
  /** How far a message's time may be from ours. */
  toleranceSeconds: z.int().min(1).default(300),
})
const answers = z.strictObject({
  /** What is answered to every message from now on; 200 takes it. */
  status: z.int().min(200).max(599),
  headers: z.record(z.string(), z.string()).default({}),
})

type Message = { accountNumber: string; type: string; received: number; verified: string; body: string }

const reply = (status: number, body: unknown, headers: Record<string, string> = {}): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

export const webhooks = (): Sandbox => {
  let known: string[] = []
  let toleranceSeconds = 300
  let wanted: z.output<typeof answers> = { status: 200, headers: {} }
  const messages = new Map<string, Message>()
  const effects: Effect[] = []

  const isSigned = (call: WireCall, id: string, at: string): boolean => {
    const given = String(call.headers['webhook-signature'] ?? '').split(' ')
    return known.some((secret) => {
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
      const right = createHmac('sha256', key).update(`${id}.${at}.${call.body}`).digest('base64')
      return given.some((one) => {
        const [a, b] = [Buffer.from(one), Buffer.from(`v1,${right}`)]
        return a.length === b.length && timingSafeEqual(a, b)
      })
    })
  }

  function answer(call: WireCall): WireAnswer {
    if (call.method !== 'POST') return reply(405, { error: 'Messages come by POST' })
    const [id, at] = ['webhook-id', 'webhook-timestamp'].map((name) => String(call.headers[name] ?? ''))
    if (!id || !at) return reply(400, { error: 'webhook-id or webhook-timestamp is missing' })
    if (Math.abs(Date.now() / 1000 - Number(at)) > toleranceSeconds)
      return reply(400, { error: 'The message is too old' })
    if (known.length && !isSigned(call, id, at)) return reply(401, { error: 'The signature is not right' })
    if (wanted.status >= 300) return reply(wanted.status, { error: 'As it was told to' }, wanted.headers)
    const before = messages.get(id)
    const { type } = JSON.parse(call.body) as { type: string }
    messages.set(id, {
      ...{ accountNumber: id, type, received: (before?.received ?? 0) + 1, body: call.body },
      verified: known.length ? 'yes' : 'no secret is set',
    })
    // What was received before has no effect a second time.
    if (!before)
      effects.push({
        ...{ seq: effects.length + 1, at: new Date().toISOString(), kind: type, accountNumber: id },
        ...{ idempotencyKey: id, values: JSON.parse(call.body) as unknown },
      })
    return reply(wanted.status, { received: true }, wanted.headers)
  }

  return {
    key: 'webhooks',
    name: 'Webhook receiver',
    about:
      'Takes webhooks: POST /webhooks/…. POST /webhooks/_control/secrets with {"secrets": ["whsec_…"]} makes it verify signatures; POST /webhooks/_control/answer with {"status": 500} makes it refuse.',
    columns: [
      { title: 'Message', path: 'accountNumber' },
      { title: 'Type', path: 'type' },
      { title: 'Received', path: 'received' },
      { title: 'Verified', path: 'verified' },
    ],
    answer,
    // No number of a message may meet a fault by its ending.
    accountNumberOf: () => null,
    isSignIn: () => false,
    refuse: (status, code, detail, headers) => reply(status, { error: detail, code }, headers),
    accounts: () => messages.values(),
    effects: () => effects,
    upsert: () => 0,
    reset() {
      known = []
      toleranceSeconds = 300
      wanted = { status: 200, headers: {} }
      messages.clear()
      effects.length = 0
    },
    close() {},
    controls: {
      secrets(body) {
        const given = secrets.parse(body)
        known = given.secrets
        toleranceSeconds = given.toleranceSeconds
        return Promise.resolve(reply(200, { secrets: known.length }))
      },
      answer(body) {
        wanted = answers.parse(body)
        return Promise.resolve(reply(200, { status: wanted.status }))
      },
    },
  }
}
