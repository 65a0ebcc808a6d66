/** The addresses of payroll's rules, in administration. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { administration } from './administration-route.tsx'
import { lazySearch } from './api/lazy-search.ts'
import { rowNumber } from './company-route.tsx'

const searches = () => import('./features/payroll/payroll-search.ts')
const tablePages = () => import('./features/payroll/TablePage.tsx')

const overview = createRoute({
  getParentRoute: () => administration,
  path: 'payroll',
  ...lazySearch(async () => (await searches()).readPayrollSearch),
  component: lazyRouteComponent(() => import('./features/payroll/PayrollPage.tsx'), 'PayrollPage'),
})
const oneFunction = createRoute({
  getParentRoute: () => administration,
  path: 'payroll/functions/$functionId',
  params: {
    parse: ({ functionId }) => ({ functionId: rowNumber(functionId) }),
    stringify: ({ functionId }) => ({ functionId: String(functionId) }),
  },
  ...lazySearch(async () => (await searches()).readFunctionSearch),
  component: lazyRouteComponent(() => import('./features/payroll/FunctionPage.tsx'), 'FunctionPage'),
})
const level = createRoute({
  getParentRoute: () => administration,
  path: 'payroll/functions/$functionId/levels/$levelId',
  params: {
    parse: ({ functionId, levelId }) => ({ functionId: rowNumber(functionId), levelId: rowNumber(levelId) }),
    stringify: ({ functionId, levelId }) => ({ functionId: String(functionId), levelId: String(levelId) }),
  },
  component: lazyRouteComponent(() => import('./features/payroll/LevelPage.tsx'), 'LevelPage'),
})
const newTable = createRoute({
  getParentRoute: () => administration,
  path: 'payroll/tables/new',
  component: lazyRouteComponent(tablePages, 'NewTablePage'),
})
const table = createRoute({
  getParentRoute: () => administration,
  path: 'payroll/tables/$tableId',
  params: {
    parse: ({ tableId }) => ({ tableId: rowNumber(tableId) }),
    stringify: ({ tableId }) => ({ tableId: String(tableId) }),
  },
  component: lazyRouteComponent(tablePages, 'TablePage'),
})

export const payrollRoutes = [overview, oneFunction, level, newTable, table] as const
