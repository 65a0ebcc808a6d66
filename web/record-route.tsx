/** The route that every page of a record hangs on. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { customers } from '#shared/contracts/customers.ts'
import { endpointQuery } from './api/queries.ts'
import { company, rowNumber } from './company-route.tsx'

export const record = createRoute({
  getParentRoute: () => company,
  path: 'customers/$customerId',
  params: {
    parse: ({ customerId }) => ({ customerId: rowNumber(customerId) }),
    stringify: ({ customerId }) => ({ customerId: String(customerId) }),
  },
  // Begun, not awaited: the page draws its skeleton at once, and an error shows in the page.
  loader: ({ context: { client }, params: { customerId } }) => {
    void client.prefetchQuery(endpointQuery(customers.open, { params: { customerId } }))
  },
  component: lazyRouteComponent(() => import('./features/customers/record/RecordPage.tsx'), 'RecordPage'),
})
