/** Every address of the web page. Pages load when they are opened, or when a link to them is hovered. */
import type { QueryClient } from '@tanstack/react-query'
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { customers } from '#shared/contracts/customers.ts'
import { endpointQuery } from './api/queries.ts'
import { lazySearch } from './api/lazy-search.ts'
import { searchParams } from './api/search-params.ts'
import { FailedPage, MissingPage } from './frame/exceptional-pages.tsx'
import { administrationTree } from './administration-routes.tsx'
import { company, root } from './company-route.tsx'
import { recordEdocRoutes, signing } from './edoc-routes.tsx'
import { portalRoutes } from './portal-routes.tsx'
import { record } from './record-route.tsx'
import { reportRoutes } from './report-routes.tsx'
import { signInRoutes } from './sign-in-routes.tsx'
import { PageSkeleton } from './ui/Skeletons.tsx'
import { operatorTree } from './operator-routes.tsx'
import { companyAccountingRoutes, recordAccountingRoutes } from './accounting-routes.tsx'
import { companyWorkOrderRoutes, recordWorkOrderRoutes } from './work-order-routes.tsx'
import { companyWorkflowRoutes, recordWorkflowRoutes } from './workflow-routes.tsx'

const start = createRoute({
  getParentRoute: () => company,
  path: '/',
  ...lazySearch(async () => (await import('./features/dashboard/dashboard-search.ts')).readDashboardSearch),
  component: lazyRouteComponent(() => import('./features/dashboard/DashboardPage.tsx'), 'DashboardPage'),
})

const listSearch = async () => (await import('./features/customers/list/list-search.ts')).listSearch

const customerList = createRoute({
  getParentRoute: () => company,
  path: 'customers',
  ...lazySearch(listSearch),
  component: lazyRouteComponent(() => import('./features/customers/list/CustomersPage.tsx'), 'CustomersPage'),
})

const leadList = createRoute({
  getParentRoute: () => company,
  path: 'leads',
  ...lazySearch(listSearch),
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

/** Catalogues change rarely; an outdated choice is refused by the server. */
const optionsStaleMs = 5 * 60_000

const home = createRoute({
  getParentRoute: () => record,
  path: '/',
  // The form needs both: it asks for neither after the other.
  loader: ({ context: { client } }) => {
    void client.prefetchQuery({ ...endpointQuery(customers.options, {}), staleTime: optionsStaleMs })
  },
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

const createAccount = createRoute({
  getParentRoute: () => record,
  path: 'connections/monitoring/create',
  component: lazyRouteComponent(
    () => import('./features/connections/CreateAccountPage.tsx'),
    'CreateAccountPage',
  ),
})

const manage = createRoute({
  getParentRoute: () => record,
  path: 'connections/monitoring/manage',
  ...lazySearch(async () => (await import('./features/connections/manage/manage-search.ts')).manageSearch),
  component: lazyRouteComponent(() => import('./features/connections/manage/ManagePage.tsx'), 'ManagePage'),
})

const pull = createRoute({
  getParentRoute: () => record,
  path: 'connections/monitoring/pull',
  component: lazyRouteComponent(() => import('./features/connections/PullPage.tsx'), 'PullPage'),
})

const calls = createRoute({
  getParentRoute: () => record,
  path: 'connections/calls',
  component: lazyRouteComponent(() => import('./features/connections/CallsPage.tsx'), 'CallsPage'),
})

const isp = createRoute({
  getParentRoute: () => record,
  path: 'connections/isp',
  ...lazySearch(
    async () => (await import('./features/connections/interactive/interactive-search.ts')).interactiveSearch,
  ),
  component: lazyRouteComponent(
    () => import('./features/connections/interactive/InteractivePage.tsx'),
    'InteractivePage',
  ),
})

const ispAdd = createRoute({
  getParentRoute: () => record,
  path: 'connections/isp/add',
  ...lazySearch(
    async () => (await import('./features/connections/interactive/interactive-search.ts')).addSearch,
  ),
  component: lazyRouteComponent(() => import('./features/connections/interactive/AddPage.tsx'), 'AddPage'),
})

const recordEquipment = createRoute({
  getParentRoute: () => record,
  path: 'equipment',
  ...lazySearch(async () =>
    searchParams((await import('./features/equipment/equipment-search.ts')).equipmentSearch),
  ),
  component: lazyRouteComponent(() => import('./features/equipment/EquipmentPage.tsx'), 'EquipmentPage'),
})

const recordFiles = createRoute({
  getParentRoute: () => record,
  path: 'files',
  ...lazySearch(async () => (await import('./features/files/files-search.ts')).readFilesSearch),
  component: lazyRouteComponent(() => import('./features/files/FilesPage.tsx'), 'FilesPage'),
})

const contacts = createRoute({
  getParentRoute: () => record,
  path: 'contacts',
  ...lazySearch(async () =>
    searchParams((await import('./features/contacts/contacts-search.ts')).contactsSearch),
  ),
  component: lazyRouteComponent(() => import('./features/contacts/ContactsPage.tsx'), 'ContactsPage'),
})

const history = createRoute({
  getParentRoute: () => record,
  path: 'history',
  ...lazySearch(async () => (await import('./features/history/history-search.ts')).historySearch),
  component: lazyRouteComponent(() => import('./features/history/HistoryPage.tsx'), 'HistoryPage'),
})

const recordNotes = createRoute({
  getParentRoute: () => record,
  path: 'notes',
  ...lazySearch(async () => (await import('./features/notes/note-search.ts')).noteSearch),
  component: lazyRouteComponent(() => import('./features/notes/NotesPage.tsx'), 'NotesPage'),
})

const tickets = createRoute({
  getParentRoute: () => company,
  path: 'tickets',
  ...lazySearch(async () => (await import('./features/notes/ticket-search.ts')).ticketSearch),
  component: lazyRouteComponent(() => import('./features/notes/TicketsPage.tsx'), 'TicketsPage'),
})

const permits = createRoute({
  getParentRoute: () => company,
  path: 'permits',
  ...lazySearch(async () =>
    searchParams((await import('./features/regulations/regulations-search.ts')).permitsSearch),
  ),
  component: lazyRouteComponent(() => import('./features/regulations/PermitsPage.tsx'), 'PermitsPage'),
})

const recordCredit = createRoute({
  getParentRoute: () => record,
  path: 'credit',
  ...lazySearch(async () => searchParams((await import('./features/credit/credit-search.ts')).creditSearch)),
  component: lazyRouteComponent(() => import('./features/credit/CreditPage.tsx'), 'CreditPage'),
})

const recordRisks = createRoute({
  getParentRoute: () => record,
  path: 'at-risk',
  ...lazySearch(async () => searchParams((await import('./features/risks/risks-search.ts')).risksSearch)),
  component: lazyRouteComponent(() => import('./features/risks/RisksPage.tsx'), 'RisksPage'),
})

const appointmentsSearch = () => import('./features/appointments/appointments-search.ts')

const recordAppointments = createRoute({
  getParentRoute: () => record,
  path: 'appointments',
  ...lazySearch(async () => (await appointmentsSearch()).readRecordSearch),
  component: lazyRouteComponent(
    () => import('./features/appointments/AppointmentsPage.tsx'),
    'AppointmentsPage',
  ),
})

const calendar = createRoute({
  getParentRoute: () => company,
  path: 'calendar',
  ...lazySearch(async () => (await appointmentsSearch()).readCalendarSearch),
  component: lazyRouteComponent(() => import('./features/appointments/CalendarPage.tsx'), 'CalendarPage'),
})

const myAppointments = createRoute({
  getParentRoute: () => company,
  path: 'my-appointments',
  ...lazySearch(async () => (await appointmentsSearch()).readMySearch),
  component: lazyRouteComponent(
    () => import('./features/appointments/MyAppointmentsPage.tsx'),
    'MyAppointmentsPage',
  ),
})

const timeOff = createRoute({
  getParentRoute: () => company,
  path: 'time-off',
  ...lazySearch(async () => (await appointmentsSearch()).readTimeOffSearch),
  component: lazyRouteComponent(() => import('./features/appointments/TimeOffPage.tsx'), 'TimeOffPage'),
})

const atRisk = createRoute({
  getParentRoute: () => company,
  path: 'at-risk',
  ...lazySearch(async () => searchParams((await import('./features/risks/risks-search.ts')).atRiskSearch)),
  component: lazyRouteComponent(() => import('./features/risks/AtRiskPage.tsx'), 'AtRiskPage'),
})

const connectionHealth = createRoute({
  getParentRoute: () => company,
  path: 'connection-health',
  ...lazySearch(async () => searchParams((await import('./features/health/health-search.ts')).healthSearch)),
  component: lazyRouteComponent(
    () => import('./features/health/ConnectionHealthPage.tsx'),
    'ConnectionHealthPage',
  ),
})

const recordMessages = createRoute({
  getParentRoute: () => record,
  path: 'messages',
  ...lazySearch(async () =>
    searchParams((await import('./features/messages/messages-search.ts')).threadSearch),
  ),
  component: lazyRouteComponent(() => import('./features/messages/MessagesPage.tsx'), 'MessagesPage'),
})

const companyMessages = createRoute({
  getParentRoute: () => company,
  path: 'messages',
  ...lazySearch(async () =>
    searchParams((await import('./features/messages/messages-search.ts')).messageSearch),
  ),
  component: lazyRouteComponent(
    () => import('./features/messages/CompanyMessagesPage.tsx'),
    'CompanyMessagesPage',
  ),
})

const unsubscribe = createRoute({
  getParentRoute: () => root,
  path: '/unsubscribe/$companyId/$token',
  component: lazyRouteComponent(() => import('./features/messages/UnsubscribePage.tsx'), 'UnsubscribePage'),
})

const recordAsOf = createRoute({
  getParentRoute: () => record,
  path: 'history/record',
  ...lazySearch(async () => (await import('./features/history/history-search.ts')).asOfSearch),
  component: lazyRouteComponent(() => import('./features/history/AsOfPage.tsx'), 'AsOfPage'),
})

const account = createRoute({
  getParentRoute: () => company,
  path: 'account',
  ...lazySearch(async () =>
    searchParams((await import('./features/sessions/activity-search.ts')).activitySearch),
  ),
  component: lazyRouteComponent(() => import('./features/sessions/AccountPage.tsx'), 'AccountPage'),
})

const tree = root.addChildren([
  ...signInRoutes,
  unsubscribe,
  signing,
  operatorTree,
  ...portalRoutes,
  company.addChildren([
    start,
    customerList,
    leadList,
    newCustomer,
    ...companyWorkflowRoutes,
    newLead,
    tickets,
    atRisk,
    connectionHealth,
    companyMessages,
    calendar,
    myAppointments,
    ...companyAccountingRoutes,
    ...companyWorkOrderRoutes,
    timeOff,
    permits,
    ...reportRoutes,
    record.addChildren([
      home,
      recordNotes,
      connections,
      monitoring,
      discrepancies,
      createAccount,
      manage,
      pull,
      calls,
      isp,
      ispAdd,
      recordEquipment,
      recordFiles,
      recordMessages,
      recordCredit,
      ...recordEdocRoutes,
      contacts,
      recordAppointments,
      ...recordAccountingRoutes,
      ...recordWorkOrderRoutes,
      ...recordWorkflowRoutes,
      recordRisks,
      history,
      recordAsOf,
    ]),
    administrationTree,
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
