/** What the gateway holds of the demo companies' customers: server/demo/billing-methods.ts names them. */
import { type Method, type Scenario, scenarios, type Transaction } from './ledger.ts'

const year = new Date().getUTCFullYear() % 100
const month = new Date().getUTCMonth() + 1
const exp = (months: number): string => {
  const at = year * 12 + month - 1 + months
  return `${String((at % 12) + 1).padStart(2, '0')}${String(Math.floor(at / 12))}`
}

const method = (
  accountNumber: string,
  kind: Method['kind'],
  last4: string,
  scenario: Scenario = 'ok',
  expires = exp(30),
): Method => ({
  accountNumber,
  customer: accountNumber,
  kind,
  brand: kind === 'card' ? 'visa' : '',
  first6: kind === 'card' ? '411111' : '',
  last4,
  exp: kind === 'card' ? expires : '',
  holder: '',
  accountType: 'checking',
  holderType: 'personal',
  scenario,
  shows: scenarios[scenario],
})

export const demoMethods: readonly Method[] = [
  method('keyholder-demo-visa', 'card', '1111'),
  method('keyholder-demo-app', 'card', '1111'),
  method('keyholder-demo-expiring', 'card', '4444', 'ok', exp(0)),
  method('keyholder-demo-expired', 'card', '0005', 'expired', exp(-2)),
  method('keyholder-demo-nsf', 'card', '9995', 'insufficient_funds'),
  method('keyholder-demo-lost', 'card', '0119', 'lost'),
  method('keyholder-demo-bank', 'bank_account', '6789'),
  method('keyholder-demo-returning', 'bank_account', '4401', 'R01'),
]

const sale = (id: string, orderId: string, of: string, cents: number, returned = false): Transaction => {
  const deed = (type: string, text = 'SUCCESS', code = '100') => ({
    type,
    success: true,
    cents,
    code,
    text,
    date: '20260101000000',
  })
  return {
    id,
    orderId,
    originalId: '',
    method: of,
    kind: of.includes('visa') ? 'card' : 'bank_account',
    condition: returned ? 'failed' : 'complete',
    cents,
    deeds: [
      deed('sale'),
      deed('settle'),
      ...(returned ? [deed('check_return', 'R02 - Account closed', 'R02')] : []),
    ],
    fields: {},
  }
}

/** The demo's earlier charges, so that they can be refunded. */
export const demoTransactions: readonly Transaction[] = [
  sale('4100001', 'kh-demo-charge-0001', 'keyholder-demo-visa', 5999),
  sale('4100002', 'kh-demo-charge-0002', 'keyholder-demo-visa', 5999),
  sale('4100003', 'kh-demo-charge-0003', 'keyholder-demo-bank', 64900),
  sale('4100004', 'kh-demo-charge-0006', 'keyholder-demo-returning', 12900, true),
]
