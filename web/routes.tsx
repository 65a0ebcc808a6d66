/** Every address of the web page. Pages load when they are opened, or when a link to them is hovered. */
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { customers } from '#shared/contracts/customers.ts'
import { history as histories } from '#shared/contracts/history.ts'
import { endpointQuery } from './api/queries.ts'
import { searchParams } from './api/search-params.ts'
import { CompanyFrame } from './frame/CompanyFrame.tsx'
import { FailedPage, MissingPage } from './frame/exceptional-pages.tsx'
import { listSearch } from './features/customers/list/list-search.ts'
import { PageSkeleton } from './ui/Skeletons.tsx'

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet })

const signInPage = lazyRouteComponent(() => import('./features/sessions/SignInPage.tsx'), 'SignInPage')

const choose = createRoute({ getParentRoute: () => root, path: '/', component: signInPage })
const signIn = createRoute({ getParentRoute: () => root, path: '/$company/sign-in', component: signInPage })

const company = createRoute({ getParentRoute: () => root, path: '/$company', component: CompanyFrame })

const start = createRoute({
  getParentRoute: () => company,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/$company/customers', params, replace: true })
  },
})

const customerList = createRoute({
  getParentRoute: () => company,
  path: 'customers',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./features/customers/list/CustomersPage.tsx'), 'CustomersPage'),
})

const leadList = createRoute({
  getParentRoute: () => company,
  path: 'leads',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./features/customers/list/LeadsPage.tsx'), 'LeadsPage'),
})

const createPage = () => import('./features/customers/record/CreatePage.tsx')

const newCustomer = createRoute({
  getParentRoute: () => company,
  path: 'customers/new',
  component: lazyRouteComponent(createPage, 'CreatePage'),
})

const newLead = createRoute({
  getParentRoute: () => company,
  path: 'leads/new',
  component: lazyRouteComponent(createPage, 'CreatePage'),
})

const record = createRoute({
  getParentRoute: () => company,
  path: 'customers/$customerId',
  params: {
    parse: ({ customerId }) => {
      if (!/^[1-9]\d{0,15}$/.test(customerId)) throw notFound()
      return { customerId: Number(customerId) }
    },
    stringify: ({ customerId }) => ({ customerId: String(customerId) }),
  },
  // Begun, not awaited: the page draws its skeleton at once, and an error shows in the page.
  loader: ({ context: { client }, params: { customerId } }) => {
    void client.prefetchQuery(endpointQuery(customers.open, { params: { customerId } }))
  },
  component: lazyRouteComponent(() => import('./features/customers/record/RecordPage.tsx'), 'RecordPage'),
})

const home = createRoute({
  getParentRoute: () => record,
  path: '/',
  component: lazyRouteComponent(() => import('./features/customers/record/HomePage.tsx'), 'HomePage'),
})

const connections = createRoute({
  getParentRoute: () => record,
  path: 'connections',
  component: lazyRouteComponent(() => import('./features/connections/HubPage.tsx'), 'HubPage'),
})

const monitoring = createRoute({
  getParentRoute: () => record,
  path: 'connections/monitoring',
  component: lazyRouteComponent(() => import('./features/connections/MonitoringPage.tsx'), 'MonitoringPage'),
})

const discrepancies = createRoute({
  getParentRoute: () => record,
  path: 'connections/monitoring/discrepancies',
  component: lazyRouteComponent(
    () => import('./features/connections/DiscrepanciesPage.tsx'),
    'DiscrepanciesPage',
  ),
})

const calls = createRoute({
  getParentRoute: () => record,
  path: 'connections/calls',
  component: lazyRouteComponent(() => import('./features/connections/CallsPage.tsx'), 'CallsPage'),
})

const history = createRoute({
  getParentRoute: () => record,
  path: 'history',
  validateSearch: searchParams(
    histories.ofCustomer.query.pick({ event: true, userId: true, from: true, to: true }),
  ),
  component: lazyRouteComponent(() => import('./features/history/HistoryPage.tsx'), 'HistoryPage'),
})

const account = createRoute({
  getParentRoute: () => company,
  path: 'account',
  component: lazyRouteComponent(() => import('./features/sessions/AccountPage.tsx'), 'AccountPage'),
})

const tree = root.addChildren([
  choose,
  signIn,
  company.addChildren([
    start,
    customerList,
    leadList,
    newCustomer,
    newLead,
    record.addChildren([home, connections, monitoring, discrepancies, calls, history]),
    account,
  ]),
])

export const newRouter = (client: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    // What a preload read is kept by the query client, which knows when it is stale.
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultPendingComponent: PageSkeleton,
    defaultPendingMs: 150,
    defaultErrorComponent: FailedPage,
    defaultNotFoundComponent: MissingPage,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>
  }
}
