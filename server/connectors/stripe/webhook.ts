/** Stripe's webhooks: their signature (docs.stripe.com/webhooks/signature), and what an event tells. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { z } from 'zod'
import type { ProcessorNews } from '../payment.ts'
import { eventReply } from './wire.ts'

const toleranceSeconds = 300

/** Whether `t=…,v1=…` signs this body, now. Several v1 stand there while a secret is rolled. */
export function isSigned(secret: string, header: string, body: string, now: Date): boolean {
  const parts = header.split(',').map((part) => part.trim().split('=', 2) as [string, string?])
  const time = parts.find(([name]) => name === 't')?.[1] ?? ''
  if (!/^\d{1,12}$/.test(time) || Math.abs(now.getTime() / 1000 - Number(time)) > toleranceSeconds)
    return false
  const wanted = createHmac('sha256', secret).update(`${time}.${body}`).digest()
  return parts.some(([name, value = '']) => {
    if (name !== 'v1' || !/^[0-9a-f]{64}$/.test(value)) return false
    return timingSafeEqual(Buffer.from(value, 'hex'), wanted)
  })
}

export const eventTypes = [
  'charge.refunded',
  'charge.dispute.created',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
] as const

/** What an event tells of an earlier charge; nothing of those that its own answer told already. */
export function newsOfEvent(event: z.output<typeof eventReply>): ProcessorNews[] {
  const { id: eventId, type } = event
  const { object } = event.data
  const transactionId = (type.startsWith('payment_intent.') ? object.id : object.payment_intent) ?? ''
  if (!transactionId) return []
  const of = (news: Pick<ProcessorNews, 'kind' | 'code' | 'text' | 'amountCents'>) => [
    { eventId, transactionId, ...news },
  ]
  if (type === 'payment_intent.succeeded')
    return of({ kind: 'settled', code: '', text: 'Succeeded', amountCents: null })
  if (type === 'payment_intent.canceled')
    return of({ kind: 'voided', code: '', text: 'Canceled', amountCents: null })
  if (type === 'charge.refunded')
    return of({ kind: 'refunded', code: '', text: 'Refunded', amountCents: object.amount_refunded ?? null })
  if (type === 'charge.dispute.created')
    return of({
      kind: 'charged_back',
      code: object.reason ?? '',
      text: `Dispute: ${(object.reason ?? 'general').replaceAll('_', ' ')}`,
      amountCents: object.amount ?? null,
    })
  return []
}

export function readEvent(body: string): ProcessorNews[] | null {
  try {
    const parsed = eventReply.safeParse(JSON.parse(body))
    return parsed.success ? newsOfEvent(parsed.data) : null
  } catch {
    return null
  }
}
