/** Where the pages of each kind are. */
import { linkOptions } from '@tanstack/react-router'
import type { ProviderKind } from '#shared/rules/providers.ts'

export const listLink = (kind: ProviderKind, company: string) =>
  kind === 'monitoring'
    ? linkOptions({ to: '/$company/administration/monitoring-companies', params: { company } })
    : linkOptions({ to: '/$company/administration/interactive-services-providers', params: { company } })

export const newLink = (kind: ProviderKind, company: string) =>
  kind === 'monitoring'
    ? linkOptions({ to: '/$company/administration/monitoring-companies/new', params: { company } })
    : linkOptions({ to: '/$company/administration/interactive-services-providers/new', params: { company } })

export const oneLink = (kind: ProviderKind, company: string, providerId: number) =>
  kind === 'monitoring'
    ? linkOptions({
        to: '/$company/administration/monitoring-companies/$providerId',
        params: { company, providerId },
      })
    : linkOptions({
        to: '/$company/administration/interactive-services-providers/$providerId',
        params: { company, providerId },
      })
