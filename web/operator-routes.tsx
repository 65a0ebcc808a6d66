/** The addresses of Keyholder's own staff. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { lazySearch } from './api/lazy-search.ts'
import { root, rowNumber } from './company-route.tsx'

const operator = createRoute({
  getParentRoute: () => root,
  path: '/operator',
  component: lazyRouteComponent(() => import('./features/operators/OperatorFrame.tsx'), 'OperatorFrame'),
})

const companies = createRoute({
  getParentRoute: () => operator,
  path: '/',
  component: lazyRouteComponent(() => import('./features/operators/CompaniesPage.tsx'), 'CompaniesPage'),
})

const oneCompany = createRoute({
  getParentRoute: () => operator,
  path: '$companyId',
  params: {
    parse: ({ companyId }) => ({ companyId: rowNumber(companyId) }),
    stringify: ({ companyId }) => ({ companyId: String(companyId) }),
  },
  component: lazyRouteComponent(() => import('./features/operators/CompanyPage.tsx'), 'CompanyPage'),
})

const log = createRoute({
  getParentRoute: () => operator,
  path: 'log',
  ...lazySearch(async () => (await import('./features/operators/log-search.ts')).logSearch),
  component: lazyRouteComponent(() => import('./features/operators/LogPage.tsx'), 'LogPage'),
})

export const operatorTree = operator.addChildren([companies, log, oneCompany])
