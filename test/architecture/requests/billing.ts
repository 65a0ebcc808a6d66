import { randomUUID } from 'node:crypto'
import { sealSecrets } from '#server/modules/providers/stations.ts'
import type { Requests } from '../every-endpoint.ts'

export const billingRequests: Requests = {
  async plant(house, { customer, marker }) {
    const { company } = customer
    const processorId = await house.plant.insert('payment_processor', company, {
      name: `${marker} Processor`,
      connector: 'nmi',
      settings: { baseUrl: 'https://secure.example.test', tokenizationKey: 'public' },
      sealed_secrets: sealSecrets(company.id, { securityKey: 'sandbox' }, 'payment'),
    })
    const billingMethodId = await house.plant.insert('billing_method', company, {
      customer_id: customer.id,
      payment_processor_id: processorId,
      kind: 'card',
      request_key: `matrix-method-${customer.id}`,
      customer_ref: 'ref-1',
      method_ref: 'ref-1',
      last4: '1111',
      exp_month: 12,
      exp_year: 2099,
      nickname: marker,
      authorization_text: 'I authorize it.',
      authorized_by: marker,
      authorized_on: '2026-11-01',
      authorized_by_way: 'written',
      created_at: new Date(),
    })
    const chargeId = await house.plant.insert('charge_attempt', company, {
      customer_id: customer.id,
      billing_method_id: billingMethodId,
      payment_processor_id: processorId,
      kind: 'charge',
      subject_kind: 'invoice',
      subject_id: randomUUID(),
      request_key: `matrix-charge-${customer.id}`,
      key: `kh-matrix-charge-${customer.id}`,
      amount_cents: 5000,
      description: marker,
      state: 'approved',
      settlement: 'pending',
      requested_at: new Date(),
      due_on: '2026-11-01',
      transaction_id: `T-${customer.id}`,
    })
    return { processorId, billingMethodId, chargeId }
  },
  bodies: {
    'billingMethods.add': ({ params }) => ({
      requestKey: 'matrix-request-0001',
      processorId: params.processorId,
      kind: 'card',
      token: 'token-of-the-matrix',
      holder: { firstName: 'Nell', lastName: 'Payer' },
      authorization: { given: true, by: 'Nell Payer', channel: 'written' },
    }),
    'billingMethods.save': () => ({ version: 1, nickname: 'Another', note: '', uses: [], isDefault: false }),
    'billingMethods.remove': () => ({ version: 1 }),
    'charges.settle': () => ({ made: false, note: 'Kim, at ten' }),
    'charges.refund': () => ({ requestKey: 'matrix-refund-0001', amountCents: 100 }),
    'charges.webhook': () => ({ event_id: 'e-1' }),
  },
}
