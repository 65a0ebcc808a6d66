/** The frame that all addresses of administration stand below. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { company } from './company-route.tsx'

export const administration = createRoute({
  getParentRoute: () => company,
  path: 'administration',
  component: lazyRouteComponent(() => import('./frame/AdministrationFrame.tsx'), 'AdministrationFrame'),
})
