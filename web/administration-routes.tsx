/** Every address of administration. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { lazySearch } from './api/lazy-search.ts'
import { searchParams } from './api/search-params.ts'
import { administration } from './administration-route.tsx'
import { rowNumber } from './company-route.tsx'
import { payrollRoutes } from './payroll-routes.tsx'
import { providerRoutes } from './provider-routes.tsx'

const administrationStart = createRoute({
  getParentRoute: () => administration,
  path: '/',
  component: lazyRouteComponent(() => import('./frame/AdministrationPage.tsx'), 'AdministrationPage'),
})

const tagList = createRoute({
  getParentRoute: () => administration,
  path: 'tags',
  ...lazySearch(async () => searchParams((await import('./features/tags/tags-search.ts')).tagsSearch)),
  component: lazyRouteComponent(() => import('./features/tags/TagsPage.tsx'), 'TagsPage'),
})

const invoiceItemList = createRoute({
  getParentRoute: () => administration,
  path: 'invoice-items',
  component: lazyRouteComponent(
    () => import('./features/accounting/InvoiceItemsPage.tsx'),
    'InvoiceItemsPage',
  ),
})

const equipmentPackages = createRoute({
  getParentRoute: () => administration,
  path: 'equipment-packages',
  ...lazySearch(async () =>
    searchParams((await import('./features/equipment/equipment-search.ts')).packagesSearch),
  ),
  component: lazyRouteComponent(() => import('./features/equipment/PackagesPage.tsx'), 'PackagesPage'),
})

const workflowsSearch = () => import('./features/workflows/workflows-search.ts')

const workflowList = createRoute({
  getParentRoute: () => administration,
  path: 'workflows',
  component: lazyRouteComponent(() => import('./features/workflows/WorkflowsPage.tsx'), 'WorkflowsPage'),
})

const newWorkflow = createRoute({
  getParentRoute: () => administration,
  path: 'workflows/new',
  ...lazySearch(async () => searchParams((await workflowsSearch()).newWorkflowSearch)),
  component: lazyRouteComponent(() => import('./features/workflows/WorkflowPage.tsx'), 'NewWorkflowPage'),
})

const workflow = createRoute({
  getParentRoute: () => administration,
  path: 'workflows/$workflowId',
  params: {
    parse: ({ workflowId }) => ({ workflowId: rowNumber(workflowId) }),
    stringify: ({ workflowId }) => ({ workflowId: String(workflowId) }),
  },
  component: lazyRouteComponent(() => import('./features/workflows/WorkflowPage.tsx'), 'WorkflowPage'),
})

const orderTemplates = createRoute({
  getParentRoute: () => administration,
  path: 'order-templates',
  ...lazySearch(async () =>
    searchParams((await import('./features/order-templates/order-templates-search.ts')).orderTemplatesSearch),
  ),
  component: lazyRouteComponent(
    () => import('./features/order-templates/OrderTemplatesPage.tsx'),
    'OrderTemplatesPage',
  ),
})

const messageTemplates = createRoute({
  getParentRoute: () => administration,
  path: 'message-templates',
  ...lazySearch(async () =>
    searchParams((await import('./features/messages/messages-search.ts')).templateSearch),
  ),
  component: lazyRouteComponent(() => import('./features/messages/TemplatesPage.tsx'), 'TemplatesPage'),
})

const messageChannels = createRoute({
  getParentRoute: () => administration,
  path: 'message-channels',
  component: lazyRouteComponent(() => import('./features/messages/ChannelsPage.tsx'), 'ChannelsPage'),
})

const statusBoxes = createRoute({
  getParentRoute: () => administration,
  path: 'statuses',
  ...lazySearch(async () =>
    searchParams((await import('./features/statuses/statuses-search.ts')).statusesSearch),
  ),
  component: lazyRouteComponent(() => import('./features/statuses/StatusesPage.tsx'), 'StatusesPage'),
})

const jurisdictions = createRoute({
  getParentRoute: () => administration,
  path: 'regulations',
  ...lazySearch(async () =>
    searchParams((await import('./features/regulations/regulations-search.ts')).regulationsSearch),
  ),
  component: lazyRouteComponent(
    () => import('./features/regulations/JurisdictionsPage.tsx'),
    'JurisdictionsPage',
  ),
})

const catalogue = createRoute({
  getParentRoute: () => administration,
  path: 'catalogues/$catalogue',
  ...lazySearch(async () => (await import('./features/catalogues/catalogue-search.ts')).catalogueSearch),
  component: lazyRouteComponent(() => import('./features/catalogues/CataloguePage.tsx'), 'CataloguePage'),
})

const companyHistory = createRoute({
  getParentRoute: () => administration,
  path: 'history',
  ...lazySearch(async () => (await import('./features/history/history-search.ts')).companyHistorySearch),
  component: lazyRouteComponent(
    () => import('./features/history/CompanyHistoryPage.tsx'),
    'CompanyHistoryPage',
  ),
})

const audit = createRoute({
  getParentRoute: () => administration,
  path: 'audit',
  ...lazySearch(async () => (await import('./features/audit/audit-search.ts')).auditSearch),
  component: lazyRouteComponent(() => import('./features/audit/AuditPage.tsx'), 'AuditPage'),
})

const addOns = createRoute({
  getParentRoute: () => administration,
  path: 'add-ons',
  component: lazyRouteComponent(() => import('./features/add-ons/AddOnsPage.tsx'), 'AddOnsPage'),
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
  ...lazySearch(async () => (await import('./features/groups/groups-search.ts')).groupSearch),
  component: lazyRouteComponent(() => import('./features/groups/GroupPage.tsx'), 'GroupPage'),
})

const analyzer = createRoute({
  getParentRoute: () => administration,
  path: 'access/analyzer',
  ...lazySearch(async () => (await import('./features/groups/groups-search.ts')).analyzerSearch),
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

const scheduling = createRoute({
  getParentRoute: () => administration,
  path: 'scheduling',
  ...lazySearch(
    async () => (await import('./features/appointments/appointments-search.ts')).readSchedulingSearch,
  ),
  component: lazyRouteComponent(() => import('./features/appointments/SchedulingPage.tsx'), 'SchedulingPage'),
})

const edocsSearch = () => import('./features/edocs/edocs-search.ts')

const edocTemplates = createRoute({
  getParentRoute: () => administration,
  path: 'e-doc-templates',
  ...lazySearch(async () => searchParams((await edocsSearch()).templatesSearch)),
  component: lazyRouteComponent(() => import('./features/edocs/TemplatesPage.tsx'), 'TemplatesPage'),
})

const edocTemplate = createRoute({
  getParentRoute: () => administration,
  path: 'e-doc-templates/$edocTemplateId',
  params: {
    parse: ({ edocTemplateId }) => ({ edocTemplateId: rowNumber(edocTemplateId) }),
    stringify: ({ edocTemplateId }) => ({ edocTemplateId: String(edocTemplateId) }),
  },
  ...lazySearch(async () => searchParams((await edocsSearch()).templateSearch)),
  component: lazyRouteComponent(() => import('./features/edocs/TemplatePage.tsx'), 'TemplatePage'),
})

const settings = createRoute({
  getParentRoute: () => administration,
  path: 'settings',
  ...lazySearch(async () => (await import('./features/companies/settings-search.ts')).settingsSearch),
  component: lazyRouteComponent(() => import('./features/companies/SettingsPage.tsx'), 'SettingsPage'),
})

const importsSearch = () => import('./features/imports/imports-search.ts')

const importList = createRoute({
  getParentRoute: () => administration,
  path: 'imports',
  ...lazySearch(async () => searchParams((await importsSearch()).importsSearch)),
  component: lazyRouteComponent(() => import('./features/imports/ImportsPage.tsx'), 'ImportsPage'),
})

const oneImport = createRoute({
  getParentRoute: () => administration,
  path: 'imports/$importId',
  params: {
    parse: ({ importId }) => ({ importId: rowNumber(importId) }),
    stringify: ({ importId }) => ({ importId: String(importId) }),
  },
  ...lazySearch(async () => searchParams((await importsSearch()).importSearch)),
  component: lazyRouteComponent(() => import('./features/imports/ImportPage.tsx'), 'ImportPage'),
})

const webhooksSearch = () => import('./features/webhooks/webhooks-search.ts')

const webhookList = createRoute({
  getParentRoute: () => administration,
  path: 'webhooks',
  ...lazySearch(async () => searchParams((await webhooksSearch()).webhooksSearch)),
  component: lazyRouteComponent(() => import('./features/webhooks/WebhooksPage.tsx'), 'WebhooksPage'),
})

const webhook = createRoute({
  getParentRoute: () => administration,
  path: 'webhooks/$webhookId',
  params: {
    parse: ({ webhookId }) => ({ webhookId: rowNumber(webhookId) }),
    stringify: ({ webhookId }) => ({ webhookId: String(webhookId) }),
  },
  ...lazySearch(async () => searchParams((await webhooksSearch()).webhookSearch)),
  component: lazyRouteComponent(() => import('./features/webhooks/WebhookPage.tsx'), 'WebhookPage'),
})

export const administrationTree = administration.addChildren([
  companyHistory,
  audit,
  addOns,
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
  ...providerRoutes,
  ...payrollRoutes,
  edocTemplates,
  edocTemplate,
  settings,
  scheduling,
  tagList,
  invoiceItemList,
  equipmentPackages,
  workflowList,
  newWorkflow,
  workflow,
  orderTemplates,
  messageTemplates,
  messageChannels,
  statusBoxes,
  jurisdictions,
  catalogue,
  importList,
  oneImport,
  webhookList,
  webhook,
])
