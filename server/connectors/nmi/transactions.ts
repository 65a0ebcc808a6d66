/** What query.php says of transactions (Query API, "Transaction Report"). */
import { z } from 'zod'
import type { ProcessorAnswer, ProcessorNews } from '../payment.ts'
import { centsOf } from '../payment-words.ts'
import type { XmlElement } from '../xml.ts'
import { reasonOfCode } from './codes.ts'
import { wordsOf } from './client.ts'

export type Action = {
  type: string
  success: boolean
  cents: number
  code: string
  text: string
  date: string
}
export type Transaction = {
  id: string
  orderId: string
  originalId: string
  /** `cc` or `ck`. */
  type: string
  condition: string
  authCode: string
  actions: Action[]
}

const words = (element: XmlElement, name: string): string =>
  element.children.find((child) => child.name === name)?.text.trim() ?? ''

export const transactionsOf = (children: readonly XmlElement[]): Transaction[] =>
  children
    .filter(({ name }) => name === 'transaction')
    .map((one) => ({
      id: words(one, 'transaction_id'),
      orderId: words(one, 'order_id'),
      originalId: words(one, 'original_transaction_id'),
      type: words(one, 'transaction_type'),
      condition: words(one, 'condition'),
      authCode: words(one, 'authorization_code'),
      actions: one.children
        .filter(({ name }) => name === 'action')
        .map((action) => ({
          type: words(action, 'action_type'),
          success: words(action, 'success') === '1',
          cents: centsOf(words(action, 'amount').replace(/^-/, '')) ?? 0,
          code: words(action, 'response_code'),
          text: wordsOf(words(action, 'response_text')),
          date: words(action, 'date'),
        })),
    }))

const settledConditions: ReadonlySet<string> = new Set(['complete', 'pendingsettlement'])

/** The sale of a transaction as the answer that was lost; null if it holds none, or one that is still under way. */
export function saleAnswer(one: Transaction): ProcessorAnswer | null {
  const sale = one.actions.find(({ type }) => type === 'sale')
  if (!sale || one.condition === 'in_progress' || one.condition === 'unknown') return null
  return {
    transactionId: one.id,
    result: sale.success ? 'approved' : 'declined',
    amountCents: sale.cents,
    authCode: one.authCode,
    code: sale.code,
    text: sale.text,
    reason: sale.success ? null : reasonOfCode(sale.code),
    settled: one.condition === 'complete',
  }
}

/** Whether its end is not known at the gateway either. */
export const isUnderWay = ({ condition }: Transaction): boolean =>
  !settledConditions.has(condition) && (condition === 'in_progress' || condition === 'unknown')

const newsKinds: Record<string, ProcessorNews['kind']> = {
  settle: 'settled',
  check_return: 'returned',
  check_late_return: 'returned',
  void: 'voided',
}

/** The bank's code stands at the head of the words: `R01 - Insufficient funds`. */
export const returnCodeOf = (text: string, code: string): string =>
  /\b(R\d\d)\b/.exec(text)?.[1] ?? (/^R\d\d$/.test(code) ? code : '')

export const newsOf = (one: Transaction): ProcessorNews[] =>
  one.actions.flatMap((action) => {
    const kind = newsKinds[action.type]
    if (!kind || !action.success) return []
    return {
      eventId: `${one.id}-${action.type}-${action.date}`,
      transactionId: one.id,
      kind,
      code: returnCodeOf(action.text, action.code),
      text: action.text,
      amountCents: null,
    }
  })

const amount = z.union([z.string(), z.number()]).transform(String)
const event = z.object({
  event_id: z.string().min(1).max(100),
  event_type: z.string().max(100),
  event_body: z.looseObject({
    transaction_id: z.string().max(60).optional(),
    action: z
      .looseObject({
        response_text: z.string().max(500).optional(),
        response_code: z.string().max(20).optional(),
        amount: amount.optional(),
      })
      .optional(),
    chargebacks: z
      .array(
        z.looseObject({
          transaction_id: z.string().max(60),
          amount: amount.optional(),
          reason_code: z.string().max(20).optional(),
          reason: z.string().max(300).optional(),
        }),
      )
      .max(500)
      .optional(),
  }),
})

const eventKinds: Record<string, ProcessorNews['kind']> = {
  'transaction.check.status.settle': 'settled',
  'transaction.check.status.return': 'returned',
  'transaction.check.status.latereturn': 'returned',
  'transaction.void.success': 'voided',
  'transaction.refund.success': 'refunded',
}

/** What a webhook tells; empty of events that say nothing to us, null of what is no event. */
export function newsOfEvent(json: unknown): ProcessorNews[] | null {
  const parsed = event.safeParse(json)
  if (!parsed.success) return null
  const { event_id: eventId, event_type: type, event_body: body } = parsed.data
  if (type === 'chargeback.batch.complete')
    return (body.chargebacks ?? []).map((one) => ({
      eventId: `${eventId}-${one.transaction_id}`.slice(0, 120),
      transactionId: one.transaction_id,
      kind: 'charged_back',
      code: one.reason_code ?? '',
      text: one.reason ?? 'Chargeback',
      amountCents: one.amount === undefined ? null : centsOf(one.amount),
    }))
  const kind = eventKinds[type]
  if (!kind || !body.transaction_id) return []
  const text = wordsOf(body.action?.response_text ?? '')
  return [
    {
      eventId,
      transactionId: body.transaction_id,
      kind,
      code: returnCodeOf(text, body.action?.response_code ?? ''),
      text,
      amountCents: kind === 'refunded' ? centsOf(body.action?.amount ?? '') : null,
    },
  ]
}
