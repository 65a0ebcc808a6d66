/** The addresses of reports: the built-in ones, those that one builds, and the saved ones. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { lazySearch } from './api/lazy-search.ts'
import { company, rowNumber } from './company-route.tsx'

const searches = () => import('./features/reports/reports-search.ts')

const index = createRoute({
  getParentRoute: () => company,
  path: 'reports',
  component: lazyRouteComponent(() => import('./features/reports/ReportsPage.tsx'), 'ReportsPage'),
})
const aging = createRoute({
  getParentRoute: () => company,
  path: 'reports/aging',
  ...lazySearch(async () => (await searches()).readAgingSearch),
  component: lazyRouteComponent(() => import('./features/reports/AgingPage.tsx'), 'AgingPage'),
})
const rmr = createRoute({
  getParentRoute: () => company,
  path: 'reports/rmr',
  ...lazySearch(async () => (await searches()).readMonthsSearch),
  component: lazyRouteComponent(() => import('./features/reports/RmrPage.tsx'), 'RmrPage'),
})
const attrition = createRoute({
  getParentRoute: () => company,
  path: 'reports/attrition',
  ...lazySearch(async () => (await searches()).readMonthsSearch),
  component: lazyRouteComponent(() => import('./features/reports/AttritionPage.tsx'), 'AttritionPage'),
})
const sales = createRoute({
  getParentRoute: () => company,
  path: 'reports/sales',
  ...lazySearch(async () => (await searches()).readSalesSearch),
  component: lazyRouteComponent(() => import('./features/reports/SalesPage.tsx'), 'SalesPage'),
})
const build = createRoute({
  getParentRoute: () => company,
  path: 'reports/new',
  ...lazySearch(async () => (await searches()).readBuildSearch),
  component: lazyRouteComponent(() => import('./features/reports/BuilderPage.tsx'), 'BuilderPage'),
})
const ofReport = {
  parse: ({ reportId }: { reportId: string }) => ({ reportId: rowNumber(reportId) }),
  stringify: ({ reportId }: { reportId: number }) => ({ reportId: String(reportId) }),
}
const saved = createRoute({
  getParentRoute: () => company,
  path: 'reports/$reportId',
  params: ofReport,
  ...lazySearch(async () => (await searches()).readReportSearch),
  component: lazyRouteComponent(() => import('./features/reports/ReportPage.tsx'), 'ReportPage'),
})
const edit = createRoute({
  getParentRoute: () => company,
  path: 'reports/$reportId/edit',
  params: ofReport,
  component: lazyRouteComponent(() => import('./features/reports/BuilderPage.tsx'), 'EditReportPage'),
})

export const reportRoutes = [index, aging, rmr, attrition, sales, build, saved, edit] as const
