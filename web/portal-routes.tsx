/** The addresses of the Payment Portal: nobody is a user there, and nothing leads from it into Keyholder. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from './company-route.tsx'

const portalHome = createRoute({
  getParentRoute: () => root,
  path: '/pay/$companyId',
  component: lazyRouteComponent(() => import('./features/portal/PortalPage.tsx'), 'PortalPage'),
})

const portalLink = createRoute({
  getParentRoute: () => root,
  path: '/pay/$companyId/$token',
  component: lazyRouteComponent(() => import('./features/portal/PortalLinkPage.tsx'), 'PortalLinkPage'),
})

export const portalRoutes = [portalHome, portalLink] as const
