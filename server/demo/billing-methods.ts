/** Cards, bank accounts and charges of a few demo records; the gateway's side of them is sandboxes/nmi/seed.ts. */
import type pg from 'pg'
import { copyRows } from '#server/db/copy.ts'
import { authorizationText } from '#shared/rules/billing-methods.ts'
import { dayMs } from '#shared/time.ts'
import { demoUsers } from './acme.ts'
import { daysBefore, type Setting } from './record.ts'
import { story } from './story.ts'

type DemoMethod = {
  customerId: number
  ref: string
  last4: string
  holder: string
  bank?: boolean
  brand?: string
  /** Months from now. */
  expiresIn?: number
  nickname?: string
  note?: string
  uses?: string[]
  isDefault?: boolean
  replacedBy?: number
}

/** Their ids are their places in this list, from 1. */
const methods: readonly DemoMethod[] = [
  { customerId: story.differs, ref: 'keyholder-demo-visa', last4: '1111', holder: 'Dana Whitfield', expiresIn: 30, nickname: 'Her card', uses: ['monitoring'], isDefault: true },
  { customerId: story.differs, ref: 'keyholder-demo-bank', last4: '6789', holder: 'Dana Whitfield', bank: true, uses: ['install', 'service'], note: 'For invoices beyond $500.' },
  { customerId: story.differs, ref: 'keyholder-demo-old', last4: '0005', holder: 'Dana Whitfield', brand: 'Mastercard', expiresIn: -14, replacedBy: 1 },
  { customerId: story.linkedElsewhere, ref: 'keyholder-demo-expiring', last4: '4444', holder: 'Gordon Pike', brand: 'Mastercard', expiresIn: 0, isDefault: true },
  { customerId: story.unmonitored, ref: 'keyholder-demo-expired', last4: '0005', holder: 'Joan Winslow', expiresIn: -2, isDefault: true },
  { customerId: story.notIntegrated, ref: 'keyholder-demo-nsf', last4: '9995', holder: 'Carter Lundy', expiresIn: 20, isDefault: true },
  { customerId: story.notIntegrated, ref: 'keyholder-demo-returning', last4: '4401', holder: 'Carter Lundy', bank: true },
] // prettier-ignore

type DemoCharge = {
  method: number
  daysAgo: number
  cents: number
  text: string
  state?: 'approved' | 'declined' | 'unknown' | 'failed'
  settlement?: 'settled' | 'pending' | 'returned'
  transaction?: string
  reason?: string
  message?: string
  failure?: string
  retryIn?: number
}
const charges: readonly DemoCharge[] = [
  { method: 1, daysAgo: 33, cents: 5999, text: 'Monitoring, last month', settlement: 'settled', transaction: '4100001' },
  { method: 1, daysAgo: 2, cents: 5999, text: 'Monitoring, this month', settlement: 'settled', transaction: '4100002' },
  { method: 2, daysAgo: 60, cents: 64900, text: 'Two cameras and installation', settlement: 'settled', transaction: '4100003' },
  { method: 5, daysAgo: 1, cents: 4499, text: 'Monitoring, this month', state: 'declined', reason: 'expired_card', message: 'Expired card' },
  { method: 6, daysAgo: 1, cents: 5499, text: 'Monitoring, this month', state: 'declined', reason: 'insufficient_funds', message: 'Insufficient funds', retryIn: 2 },
  { method: 7, daysAgo: 9, cents: 12900, text: 'Service call', settlement: 'returned', transaction: '4100004' },
  { method: 4, daysAgo: 0, cents: 4999, text: 'Monitoring, this month', state: 'unknown', failure: 'No answer within 60 s' },
] // prettier-ignore

/** Brings them; the company's processors and records must be in. */
export async function loadBillingMethods(
  client: pg.Client,
  companyId: number,
  { plan, now }: Setting,
): Promise<void> {
  const month = now.getUTCFullYear() * 12 + now.getUTCMonth()
  await copyRows(
    client,
    'billing_method',
    [
      'company_id', 'id', 'customer_id', 'payment_processor_id', 'kind', 'request_key', 'customer_ref', 'method_ref', 'brand', 'last4',
      'exp_month', 'exp_year', 'account_type', 'holder_type', 'holder_name', 'nickname', 'note', 'uses', 'is_default',
      'authorization_text', 'authorized_by', 'authorized_on', 'authorized_by_way', 'created_at', 'created_by', 'archived_at',
      'archived_by', 'replaced_by_id',
    ], // prettier-ignore
    methods.map((method, index) => {
      const { bank = false, replacedBy = null } = method
      const ends = method.expiresIn === undefined ? null : month + method.expiresIn
      const at = new Date(now.getTime() - (replacedBy ? 700 : 200) * dayMs)
      return [
        companyId, index + 1, method.customerId, 1, bank ? 'bank_account' : 'card', `demo-method-${index + 1}`, method.ref, method.ref,
        bank ? '' : (method.brand ?? 'Visa'), method.last4, ends === null ? null : (ends % 12) + 1,
        ends === null ? null : Math.floor(ends / 12), bank ? 'checking' : null, bank ? 'personal' : null, method.holder,
        method.nickname ?? '', method.note ?? '', method.uses ?? [], method.isDefault ?? false,
        authorizationText(plan.name, bank ? 'bank_account' : 'card'), method.holder, daysBefore(now, replacedBy ? 700 : 200),
        bank ? 'written' : 'recorded_call', at, demoUsers.owner, replacedBy && new Date(now.getTime() - 200 * dayMs),
        replacedBy && demoUsers.owner, replacedBy,
      ] // prettier-ignore
    }),
  )
  await copyRows(
    client,
    'charge_attempt',
    [
      'company_id', 'id', 'customer_id', 'billing_method_id', 'payment_processor_id', 'kind', 'subject_kind', 'subject_id', 'request_key',
      'key', 'amount_cents', 'description', 'state', 'settlement', 'requested_at', 'due_on', 'auto_retry', 'next_retry_on', 'called_at',
      'tries', 'transaction_id', 'auth_code', 'code', 'message', 'reason', 'answered_at', 'failure', 'return_code', 'return_message',
      'returned_at',
    ], // prettier-ignore
    charges.map((charge, index) => {
      const at = new Date(now.getTime() - charge.daysAgo * dayMs - 3_600_000)
      const state = charge.state ?? 'approved'
      const returned = charge.settlement === 'returned'
      const nth = String(index + 1).padStart(4, '0')
      return [
        companyId, index + 1, methods[charge.method - 1]!.customerId, charge.method, 1, 'charge', 'sample',
        `00000000-0000-4000-8000-00000000${nth}`, `demo-charge-${nth}`, `kh-demo-charge-${nth}`, charge.cents, charge.text, state,
        charge.settlement ?? null, at, daysBefore(now, charge.daysAgo), true,
        charge.retryIn === undefined ? null : daysBefore(now, -charge.retryIn), at, 1, charge.transaction ?? '',
        charge.settlement ? '123456' : '', charge.settlement ? '100' : charge.reason ? '202' : '', charge.message ?? (charge.settlement ? 'SUCCESS' : ''),
        charge.reason ?? null, state === 'unknown' ? null : at, charge.failure ?? null, returned ? 'R02' : '',
        returned ? 'R02 - Account closed' : '', returned ? new Date(at.getTime() + 3 * dayMs) : null,
      ] // prettier-ignore
    }),
  )
}
