/** Where the pages of each kind are. */
import { linkOptions } from '@tanstack/react-router'
import type { ProviderKind } from '#shared/rules/providers.ts'

export function listLink(kind: ProviderKind, company: string) {
  switch (kind) {
    case 'monitoring':
      return linkOptions({ to: '/$company/administration/monitoring-companies', params: { company } })
    case 'interactive':
      return linkOptions({
        to: '/$company/administration/interactive-services-providers',
        params: { company },
      })
    case 'credit':
      return linkOptions({ to: '/$company/administration/credit-bureaus', params: { company } })
    case 'payment':
      return linkOptions({ to: '/$company/administration/processors', params: { company } })
    case 'edoc':
      return linkOptions({ to: '/$company/administration/e-doc-providers', params: { company } })
  }
}

export function newLink(kind: ProviderKind, company: string) {
  switch (kind) {
    case 'monitoring':
      return linkOptions({ to: '/$company/administration/monitoring-companies/new', params: { company } })
    case 'interactive':
      return linkOptions({
        to: '/$company/administration/interactive-services-providers/new',
        params: { company },
      })
    case 'credit':
      return linkOptions({ to: '/$company/administration/credit-bureaus/new', params: { company } })
    case 'payment':
      return linkOptions({ to: '/$company/administration/processors/new', params: { company } })
    case 'edoc':
      return linkOptions({ to: '/$company/administration/e-doc-providers/new', params: { company } })
  }
}

export function oneLink(kind: ProviderKind, company: string, providerId: number) {
  const params = { company, providerId }
  switch (kind) {
    case 'monitoring':
      return linkOptions({ to: '/$company/administration/monitoring-companies/$providerId', params })
    case 'interactive':
      return linkOptions({
        to: '/$company/administration/interactive-services-providers/$providerId',
        params,
      })
    case 'credit':
      return linkOptions({ to: '/$company/administration/credit-bureaus/$providerId', params })
    case 'payment':
      return linkOptions({ to: '/$company/administration/processors/$providerId', params })
    case 'edoc':
      return linkOptions({ to: '/$company/administration/e-doc-providers/$providerId', params })
  }
}
