/** Payments on both sides: how they come, what undoes them, and to which invoices they go (BIL-005). */
export const paymentMethods = {
  check: 'Check',
  cash: 'Cash',
  money_order: 'Money order',
  other: 'Other',
  card: 'Card',
  ach: 'Bank account',
} as const
export type PaymentMethod = keyof typeof paymentMethods
/** What a person enters; cards and bank accounts are charged by their processor. */
export const handMethods = ['check', 'cash', 'money_order', 'other'] as const
export type HandMethod = (typeof handMethods)[number]

export const reversalKinds = {
  void: 'Void',
  nsf: 'Returned by the bank (NSF)',
  refund: 'Refunded',
  chargeback: 'Charged back',
} as const
export type ReversalKind = keyof typeof reversalKinds

export type OpenInvoice = { id: number; openCents: number; dueOn: string | null }
export type Part = { invoiceId: number; amountCents: number }

/** Oldest due first, each in full while it lasts. What is over stays as credit. */
export function oldestFirst(amountCents: number, invoices: readonly OpenInvoice[]): Part[] {
  const order = [...invoices].sort((a, b) => (a.dueOn ?? '').localeCompare(b.dueOn ?? '') || a.id - b.id)
  const parts: Part[] = []
  let left = amountCents
  for (const { id, openCents } of order) {
    const amount = Math.min(left, openCents)
    if (amount <= 0) continue
    parts.push({ invoiceId: id, amountCents: amount })
    left -= amount
  }
  return parts
}

export const paymentLabels = {
  amountCents: 'Amount',
  method: 'Method',
  paidOn: 'Date',
  reference: 'Reference',
  origin: 'Made in',
  note: 'Note',
  applied: 'Applied to',
  status: 'Status',
} as const
