/** The addresses of Keyholder's own staff. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
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

export const operatorTree = operator.addChildren([companies, oneCompany])
