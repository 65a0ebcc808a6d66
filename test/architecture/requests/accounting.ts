import { randomUUID } from 'node:crypto'
import type { Requests } from '../every-endpoint.ts'

const today = () => new Date().toISOString().slice(0, 10)
const yesterday = () => new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10)
const line = { description: 'Keypad', quantityHundredths: 100, priceCents: 14_900 }
let number = 40_000

/** Invoices, payments and recurring invoices: a draft, an open one, a quote, a payment with credit left. */
export const accountingRequests: Requests = {
  async plant(house, { customer, marker }) {
    const { company } = customer
    const of = { customer_id: customer.id, payer_id: customer.id, notes: marker }
    const day = { invoice_on: today(), due_on: today() }
    const money = { subtotal_cents: 5000, total_cents: 5000 }
    const draftInvoiceId = await house.plant.insert('invoice', company, { ...of, ...day, ...money })
    const invoiceId = await house.plant.insert('invoice', company, {
      ...of,
      ...day,
      ...money,
      number: ++number,
      state: 'open',
    })
    const offInvoiceId = await house.plant.insert('invoice', company, {
      ...of,
      ...day,
      ...money,
      number: ++number,
      state: 'written_off',
    })
    const quoteId = await house.plant.insert('invoice', company, {
      ...of,
      ...day,
      ...money,
      kind: 'quote',
      number: ++number,
      state: 'open',
    })
    for (const id of [draftInvoiceId, invoiceId, offInvoiceId, quoteId])
      await house.plant.insert('invoice_line', company, {
        invoice_id: id,
        position: 0,
        description: marker,
        quantity_hundredths: 100,
        price_cents: 5000,
      })
    const paymentId = await house.plant.insert('payment', company, {
      customer_id: customer.id,
      number: ++number,
      method: 'cash',
      paid_on: today(),
      amount_cents: 3000,
      note: marker,
    })
    // It is charged, so that nobody deletes it.
    const itemId = await house.plant.insert('invoice_item', company, { name: `${marker} item ${++number}` })
    const recurringId = await house.plant.insert('recurring_invoice', company, {
      customer_id: customer.id,
      name: marker,
      every_months: 1,
      start_on: today(),
      anchor_on: today(),
      next_on: today(),
    })
    await house.plant.insert('recurring_line', company, {
      recurring_id: recurringId,
      position: 0,
      item_id: itemId,
      description: marker,
      quantity_hundredths: 100,
      price_cents: 4499,
    })
    return { invoiceId, draftInvoiceId, offInvoiceId, quoteId, paymentId, recurringId, itemId }
  },
  bodies: {
    'invoices.create': () => ({ invoiceOn: today(), lines: [line] }),
    'invoices.save': () => ({ version: 1, fields: { poNumber: 'PO 7' } }),
    'invoices.issue': () => ({ version: 1 }),
    'invoices.void': () => ({ version: 1 }),
    'invoices.writeOff': () => ({ version: 1 }),
    'invoices.reopen': () => ({ version: 1 }),
    'invoices.decline': () => ({ version: 1 }),
    'invoices.email': () => ({ to: 'dana@whitfield.test' }),
    'invoiceItems.create': () => ({ name: `Item ${++number}` }),
    'invoiceItems.save': () => ({ version: 1, fields: { priceCents: 100 } }),
    'payments.create': () => ({
      method: 'cash',
      paidOn: yesterday(),
      amountCents: 100,
      apply: 'none',
      requestKey: randomUUID(),
    }),
    'autopay.charge': ({ params }) => ({
      billingMethodId: params.billingMethodId,
      amountCents: 100,
      apply: 'none',
      requestKey: randomUUID(),
    }),
    'payments.apply': () => ({ apply: 'oldest' }),
    'payments.reverse': () => ({ kind: 'void' }),
    'recurring.create': () => ({
      startOn: today(),
      lines: [{ itemId: 3, quantityHundredths: 100, priceCents: 4499 }],
    }),
    'recurring.save': () => ({ version: 1, fields: { poNumber: 'PO 7' } }),
    'recurring.setState': () => ({ version: 1, state: 'stopped' }),
  },
}
