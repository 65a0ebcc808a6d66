/** The addresses of work orders: on a record, the company's queue, and a technician's own. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { lazySearch } from './api/lazy-search.ts'
import { company, rowNumber } from './company-route.tsx'
import { record } from './record-route.tsx'

const workOrdersSearch = () => import('./features/work-orders/work-orders-search.ts')

const recordWorkOrders = createRoute({
  getParentRoute: () => record,
  path: 'work-orders',
  component: lazyRouteComponent(() => import('./features/work-orders/WorkOrdersPage.tsx'), 'WorkOrdersPage'),
})

const newWorkOrder = createRoute({
  getParentRoute: () => record,
  path: 'work-orders/new',
  ...lazySearch(async () => (await workOrdersSearch()).readNewSearch),
  component: lazyRouteComponent(
    () => import('./features/work-orders/NewWorkOrderPage.tsx'),
    'NewWorkOrderPage',
  ),
})

const recordWorkOrder = createRoute({
  getParentRoute: () => record,
  path: 'work-orders/$workOrderId',
  params: {
    parse: ({ workOrderId }) => ({ workOrderId: rowNumber(workOrderId) }),
    stringify: ({ workOrderId }) => ({ workOrderId: String(workOrderId) }),
  },
  component: lazyRouteComponent(() => import('./features/work-orders/WorkOrderPage.tsx'), 'WorkOrderPage'),
})

const workQueue = createRoute({
  getParentRoute: () => company,
  path: 'work-orders',
  ...lazySearch(async () => (await workOrdersSearch()).readQueueSearch),
  component: lazyRouteComponent(() => import('./features/work-orders/WorkQueuePage.tsx'), 'WorkQueuePage'),
})

const myWorkOrders = createRoute({
  getParentRoute: () => company,
  path: 'my-work-orders',
  component: lazyRouteComponent(
    () => import('./features/work-orders/MyWorkOrdersPage.tsx'),
    'MyWorkOrdersPage',
  ),
})

export const companyWorkOrderRoutes = [workQueue, myWorkOrders] as const

export const recordWorkOrderRoutes = [recordWorkOrders, newWorkOrder, recordWorkOrder] as const
