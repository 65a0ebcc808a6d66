/** The addresses of guided workflows: beginning one, and going on with it on its record. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { lazySearch } from './api/lazy-search.ts'
import { searchParams } from './api/search-params.ts'
import { company, rowNumber } from './company-route.tsx'
import { record } from './record-route.tsx'

const workflowsSearch = () => import('./features/workflows/workflows-search.ts')

const startWorkflow = createRoute({
  getParentRoute: () => company,
  path: 'customers/new/$workflowId',
  params: {
    parse: ({ workflowId }) => ({ workflowId: rowNumber(workflowId) }),
    stringify: ({ workflowId }) => ({ workflowId: String(workflowId) }),
  },
  component: lazyRouteComponent(() => import('./features/workflows/StartPage.tsx'), 'StartPage'),
})

const recordWorkflows = createRoute({
  getParentRoute: () => record,
  path: 'workflows',
  ...lazySearch(async () => searchParams((await workflowsSearch()).recordWorkflowsSearch)),
  component: lazyRouteComponent(() => import('./features/workflows/EnrolmentsPage.tsx'), 'EnrolmentsPage'),
})

const enrolment = createRoute({
  getParentRoute: () => record,
  path: 'workflows/$enrolmentId',
  params: {
    parse: ({ enrolmentId }) => ({ enrolmentId: rowNumber(enrolmentId) }),
    stringify: ({ enrolmentId }) => ({ enrolmentId: String(enrolmentId) }),
  },
  ...lazySearch(async () => searchParams((await workflowsSearch()).enrolmentSearch)),
  component: lazyRouteComponent(() => import('./features/workflows/EnrolmentPage.tsx'), 'EnrolmentPage'),
})

export const companyWorkflowRoutes = [startWorkflow] as const

export const recordWorkflowRoutes = [recordWorkflows, enrolment] as const
