/** The routes that all others stand below. */
import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, notFound, Outlet } from '@tanstack/react-router'
import { CompanyFrame } from './frame/CompanyFrame.tsx'

export const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet })

export const company = createRoute({ getParentRoute: () => root, path: '/$company', component: CompanyFrame })

/** A row's number in an address. */
export function rowNumber(text: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text)) throw notFound()
  return Number(text)
}
