/** Reading the portal, and what a payment makes outdated. */
import { useParams } from '@tanstack/react-router'
import { portal } from '#shared/contracts/portal.ts'
import { Problem } from '#web/api/problem.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'

export const usePortalParams = () => ({
  companyId: Number(useParams({ strict: false }).companyId),
})

export const useDoor = (companyId: number) =>
  useEndpointQuery(portal.door, { params: { companyId } }, { refetchOnWindowFocus: false })

export const useHome = (companyId: number, enabled: boolean) =>
  useEndpointQuery(portal.home, { params: { companyId } }, { enabled, staleTime: 0 })

export function useRefreshPortal(): () => void {
  const { invalidate } = useInvalidate()
  return () => {
    for (const endpoint of [portal.home, portal.invoices, portal.payments, portal.door]) void invalidate(endpoint)
  }
} // prettier-ignore

/** The session ended: by time, by another opening, by the company. */
export const isSignedOut = (error: unknown): boolean =>
  error instanceof Problem && error.code === 'portal.signed_out'

/** Hands over a PDF that came as base64. */
export function keepPdf(name: string, base64: string): void {
  const link = document.createElement('a')
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
  link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }))
  link.download = name
  link.click()
  // The browser reads it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
