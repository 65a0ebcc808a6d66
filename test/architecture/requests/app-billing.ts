import type { Requests } from '../every-endpoint.ts'

/** Calls of the provider's side are public and signed, the staff's pages have their own sign-in: nobody here is let in. */
export const appBillingRequests: Requests = {
  plant: (_house, { customer }) =>
    Promise.resolve({
      companyId: customer.company.id,
      accountKey: '14000111',
      requestKey: 'matrix-request-key-0001',
    }),
  bodies: {
    'appBilling.changeMethod': () => ({ requestKey: 'matrix-request-key-0001', method: { methodId: 1 } }),
    'appBilling.pay': () => ({
      requestKey: 'matrix-request-key-0001',
      amountCents: 100,
      method: { methodId: 1 },
    }),
    'operatorSessions.signIn': () => ({ email: 'nobody@keyholder.test', password: 'no such password' }),
    'operators.createCompany': () => ({
      name: 'Cedar Alarm',
      slug: 'cedar',
      timeZone: 'America/Denver',
      currency: 'USD',
      location: 'Main office',
      firstName: 'Cora',
      lastName: 'Cedar',
      username: 'cora',
      reason: 'The matrix asks',
    }),
    'operators.enter': () => ({ userId: 1, reason: 'The matrix asks' }),
    'operators.saveSetup': () => ({
      enabled: true,
      reason: 'The matrix asks',
      publicUrl: 'https://keyholder.example.test',
    }),
  },
}
