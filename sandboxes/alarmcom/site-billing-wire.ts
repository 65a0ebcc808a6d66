/** What the signed calls answer, as far as the Billing screen reads it (docs/connectors/alarmcom.md). */
export type Method = {
  id: number
  kind: 'card' | 'bank_account'
  name: string
  expMonth: number | null
  expYear: number | null
  expiry: string
}
export type Bill = {
  id: number
  number: number
  invoiceOn: string
  dueOn: string
  totalCents: number
  openCents: number
  status: string
}
export type Attempt = {
  requestKey: string
  state: string
  amountCents: number
  method: string
  reason: string | null
  paymentId: number | null
}
export type Payment = {
  id: number
  number: number
  paidOn: string
  amountCents: number
  how: string
  status: string
  madeHere: boolean
  bills: { id: number; number: number; amountCents: number }[]
}
export type Summary = {
  configured: true
  company: string
  today: string
  balance: { dueCents: number; pastDueCents: number; bills: Bill[] } | null
  offers: { name: string; amountCents: number }[]
  autoPay: boolean
  method: Method | null
  methods: Method[]
  attempt: Attempt | null
  capture: { processorId: number; kinds: string[]; form: string; script: string; publicKey: string }[]
  authorizationTexts: Record<'card' | 'bank_account', string>
} // prettier-ignore
