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
import { endpointQuery } from './api/queries.ts'
import { lazySearch } from './api/lazy-search.ts'
import { searchParams } from './api/search-params.ts'
import { CompanyFrame } from './frame/CompanyFrame.tsx'
import { FailedPage, MissingPage } from './frame/exceptional-pages.tsx'
import { contactsSearch } from './features/contacts/contacts-search.ts'
import { catalogueSearch } from './features/catalogues/catalogue-search.ts'
import { asOfSearch, historySearch } from './features/history/history-search.ts'
import { listSearch } from './features/customers/list/list-search.ts'
import { settingsSearch } from './features/companies/settings-search.ts'
import { analyzerSearch, groupSearch } from './features/groups/groups-search.ts'
import { permitsSearch, regulationsSearch } from './features/regulations/regulations-search.ts'
import { statusesSearch } from './features/statuses/statuses-search.ts'
import { tagsSearch } from './features/tags/tags-search.ts'
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

/** A row's number in an address. */
function rowNumber(text: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text)) throw notFound()
  return Number(text)
}

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

const contacts = createRoute({
  getParentRoute: () => record,
  path: 'contacts',
  validateSearch: searchParams(contactsSearch),
  component: lazyRouteComponent(() => import('./features/contacts/ContactsPage.tsx'), 'ContactsPage'),
})

const history = createRoute({
  getParentRoute: () => record,
  path: 'history',
  validateSearch: historySearch,
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

const administration = createRoute({
  getParentRoute: () => company,
  path: 'administration',
  component: lazyRouteComponent(() => import('./frame/AdministrationFrame.tsx'), 'AdministrationFrame'),
})

const administrationStart = createRoute({
  getParentRoute: () => administration,
  path: '/',
  component: lazyRouteComponent(() => import('./frame/AdministrationPage.tsx'), 'AdministrationPage'),
})

const tagList = createRoute({
  getParentRoute: () => administration,
  path: 'tags',
  validateSearch: searchParams(tagsSearch),
  component: lazyRouteComponent(() => import('./features/tags/TagsPage.tsx'), 'TagsPage'),
})

const statusBoxes = createRoute({
  getParentRoute: () => administration,
  path: 'statuses',
  validateSearch: searchParams(statusesSearch),
  component: lazyRouteComponent(() => import('./features/statuses/StatusesPage.tsx'), 'StatusesPage'),
})

const jurisdictions = createRoute({
  getParentRoute: () => administration,
  path: 'regulations',
  validateSearch: searchParams(regulationsSearch),
  component: lazyRouteComponent(
    () => import('./features/regulations/JurisdictionsPage.tsx'),
    'JurisdictionsPage',
  ),
})

const permits = createRoute({
  getParentRoute: () => company,
  path: 'permits',
  validateSearch: searchParams(permitsSearch),
  component: lazyRouteComponent(() => import('./features/regulations/PermitsPage.tsx'), 'PermitsPage'),
})

const catalogue = createRoute({
  getParentRoute: () => administration,
  path: 'catalogues/$catalogue',
  validateSearch: catalogueSearch,
  component: lazyRouteComponent(() => import('./features/catalogues/CataloguePage.tsx'), 'CataloguePage'),
})

const addressVerifier = createRoute({
  getParentRoute: () => administration,
  path: 'address-verification',
  component: lazyRouteComponent(() => import('./features/places/VerifierPage.tsx'), 'VerifierPage'),
})

const userList = createRoute({
  getParentRoute: () => administration,
  path: 'users',
  ...lazySearch(async () => (await import('./features/users/users-search.ts')).usersSearch),
  component: lazyRouteComponent(() => import('./features/users/UsersPage.tsx'), 'UsersPage'),
})

const newUser = createRoute({
  getParentRoute: () => administration,
  path: 'users/new',
  component: lazyRouteComponent(() => import('./features/users/NewUserPage.tsx'), 'NewUserPage'),
})

const user = createRoute({
  getParentRoute: () => administration,
  path: 'users/$userId',
  params: {
    parse: ({ userId }) => ({ userId: rowNumber(userId) }),
    stringify: ({ userId }) => ({ userId: String(userId) }),
  },
  ...lazySearch(async () => (await import('./features/users/users-search.ts')).userSearch),
  component: lazyRouteComponent(() => import('./features/users/UserPage.tsx'), 'UserPage'),
})

const groupList = createRoute({
  getParentRoute: () => administration,
  path: 'groups',
  component: lazyRouteComponent(() => import('./features/groups/GroupsPage.tsx'), 'GroupsPage'),
})

const group = createRoute({
  getParentRoute: () => administration,
  path: 'groups/$groupId',
  params: {
    parse: ({ groupId }) => ({ groupId: rowNumber(groupId) }),
    stringify: ({ groupId }) => ({ groupId: String(groupId) }),
  },
  validateSearch: groupSearch,
  component: lazyRouteComponent(() => import('./features/groups/GroupPage.tsx'), 'GroupPage'),
})

const analyzer = createRoute({
  getParentRoute: () => administration,
  path: 'access/analyzer',
  validateSearch: analyzerSearch,
  component: lazyRouteComponent(() => import('./features/groups/AnalyzerPage.tsx'), 'AnalyzerPage'),
})

const locationPages = () => import('./features/locations/LocationPage.tsx')

const locationList = createRoute({
  getParentRoute: () => administration,
  path: 'locations',
  ...lazySearch(async () => (await import('./features/locations/locations-search.ts')).locationsSearch),
  component: lazyRouteComponent(() => import('./features/locations/LocationsPage.tsx'), 'LocationsPage'),
})

const newLocation = createRoute({
  getParentRoute: () => administration,
  path: 'locations/new',
  component: lazyRouteComponent(locationPages, 'NewLocationPage'),
})

const location = createRoute({
  getParentRoute: () => administration,
  path: 'locations/$locationId',
  params: {
    parse: ({ locationId }) => ({ locationId: rowNumber(locationId) }),
    stringify: ({ locationId }) => ({ locationId: String(locationId) }),
  },
  ...lazySearch(async () => (await import('./features/locations/locations-search.ts')).locationSearch),
  component: lazyRouteComponent(locationPages, 'LocationPage'),
})

const settings = createRoute({
  getParentRoute: () => administration,
  path: 'settings',
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import('./features/companies/SettingsPage.tsx'), 'SettingsPage'),
})

const recordAsOf = createRoute({
  getParentRoute: () => record,
  path: 'history/record',
  validateSearch: asOfSearch,
  component: lazyRouteComponent(() => import('./features/history/AsOfPage.tsx'), 'AsOfPage'),
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
    tickets,
    permits,
    record.addChildren([
      home,
      recordNotes,
      connections,
      monitoring,
      discrepancies,
      calls,
      contacts,
      history,
      recordAsOf,
    ]),
    administration.addChildren([
      addressVerifier,
      administrationStart,
      userList,
      newUser,
      user,
      groupList,
      group,
      analyzer,
      locationList,
      newLocation,
      location,
      settings,
      tagList,
      statusBoxes,
      jurisdictions,
      catalogue,
    ]),
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
