/** The addresses of electronic documents: on a record, in administration, and for who signs. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { lazySearch } from './api/lazy-search.ts'
import { searchParams } from './api/search-params.ts'
import { root, rowNumber } from './company-route.tsx'
import { record } from './record-route.tsx'

const search = () => import('./features/edocs/edocs-search.ts')

const recordEdocs = createRoute({
  getParentRoute: () => record,
  path: 'e-docs',
  ...lazySearch(async () => searchParams((await search()).edocsSearch)),
  component: lazyRouteComponent(() => import('./features/edocs/EdocsPage.tsx'), 'EdocsPage'),
})

const recordEdoc = createRoute({
  getParentRoute: () => record,
  path: 'e-docs/$edocId',
  params: {
    parse: ({ edocId }) => ({ edocId: rowNumber(edocId) }),
    stringify: ({ edocId }) => ({ edocId: String(edocId) }),
  },
  component: lazyRouteComponent(() => import('./features/edocs/EdocPage.tsx'), 'EdocPage'),
})

export const recordEdocRoutes = [recordEdocs, recordEdoc] as const

export const signing = createRoute({
  getParentRoute: () => root,
  path: '/sign/$companyId/$token',
  component: lazyRouteComponent(() => import('./features/edocs/SigningPage.tsx'), 'SigningPage'),
})
