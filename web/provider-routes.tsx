/** Administration of those whom we call: one page for all kinds, an address for each. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { administration } from './administration-route.tsx'
import { lazySearch } from './api/lazy-search.ts'
import { rowNumber } from './company-route.tsx'

const providersSearch = async () => (await import('./features/providers/providers-search.ts')).providersSearch
const providerSearch = async () => (await import('./features/providers/providers-search.ts')).providerSearch
const providersPages = () => import('./features/providers/ProvidersPage.tsx')
const providerPages = () => import('./features/providers/ProviderPage.tsx')
const newProviderPages = () => import('./features/providers/NewProviderPage.tsx')
const providerParams = {
  parse: ({ providerId }: { providerId: string }) => ({ providerId: rowNumber(providerId) }),
  stringify: ({ providerId }: { providerId: number }) => ({ providerId: String(providerId) }),
}

const monitoringCompanies = createRoute({
  getParentRoute: () => administration,
  path: 'monitoring-companies',
  ...lazySearch(providersSearch),
  component: lazyRouteComponent(providersPages, 'MonitoringCompaniesPage'),
})

const newMonitoringCompany = createRoute({
  getParentRoute: () => administration,
  path: 'monitoring-companies/new',
  component: lazyRouteComponent(newProviderPages, 'NewMonitoringCompanyPage'),
})

const monitoringCompany = createRoute({
  getParentRoute: () => administration,
  path: 'monitoring-companies/$providerId',
  params: providerParams,
  ...lazySearch(providerSearch),
  component: lazyRouteComponent(providerPages, 'MonitoringCompanyPage'),
})

const interactiveProviders = createRoute({
  getParentRoute: () => administration,
  path: 'interactive-services-providers',
  ...lazySearch(providersSearch),
  component: lazyRouteComponent(providersPages, 'InteractiveProvidersPage'),
})

const newInteractiveProvider = createRoute({
  getParentRoute: () => administration,
  path: 'interactive-services-providers/new',
  component: lazyRouteComponent(newProviderPages, 'NewInteractiveProviderPage'),
})

const interactiveProvider = createRoute({
  getParentRoute: () => administration,
  path: 'interactive-services-providers/$providerId',
  params: providerParams,
  ...lazySearch(providerSearch),
  component: lazyRouteComponent(providerPages, 'InteractiveProviderPage'),
})

const creditBureaus = createRoute({
  getParentRoute: () => administration,
  path: 'credit-bureaus',
  ...lazySearch(providersSearch),
  component: lazyRouteComponent(providersPages, 'CreditBureausPage'),
})

const newCreditBureau = createRoute({
  getParentRoute: () => administration,
  path: 'credit-bureaus/new',
  component: lazyRouteComponent(newProviderPages, 'NewCreditBureauPage'),
})

const creditBureau = createRoute({
  getParentRoute: () => administration,
  path: 'credit-bureaus/$providerId',
  params: providerParams,
  ...lazySearch(providerSearch),
  component: lazyRouteComponent(providerPages, 'CreditBureauPage'),
})

const paymentProcessors = createRoute({
  getParentRoute: () => administration,
  path: 'processors',
  ...lazySearch(providersSearch),
  component: lazyRouteComponent(providersPages, 'ProcessorsPage'),
})

const newPaymentProcessor = createRoute({
  getParentRoute: () => administration,
  path: 'processors/new',
  component: lazyRouteComponent(newProviderPages, 'NewProcessorPage'),
})

const paymentProcessor = createRoute({
  getParentRoute: () => administration,
  path: 'processors/$providerId',
  params: providerParams,
  ...lazySearch(providerSearch),
  component: lazyRouteComponent(providerPages, 'ProcessorPage'),
})

const edocProviders = createRoute({
  getParentRoute: () => administration,
  path: 'e-doc-providers',
  ...lazySearch(providersSearch),
  component: lazyRouteComponent(providersPages, 'EdocProvidersPage'),
})

const newEdocProvider = createRoute({
  getParentRoute: () => administration,
  path: 'e-doc-providers/new',
  component: lazyRouteComponent(newProviderPages, 'NewEdocProviderPage'),
})

const edocProvider = createRoute({
  getParentRoute: () => administration,
  path: 'e-doc-providers/$providerId',
  params: providerParams,
  ...lazySearch(providerSearch),
  component: lazyRouteComponent(providerPages, 'EdocProviderPage'),
})

export const providerRoutes = [
  monitoringCompanies,
  newMonitoringCompany,
  monitoringCompany,
  interactiveProviders,
  newInteractiveProvider,
  interactiveProvider,
  creditBureaus,
  newCreditBureau,
  creditBureau,
  paymentProcessors,
  newPaymentProcessor,
  paymentProcessor,
  edocProviders,
  newEdocProvider,
  edocProvider,
] as const
