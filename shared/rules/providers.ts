/** Monitoring companies, interactive-services providers, credit bureaus, payment processors, e-doc providers: one engine, and what differs in words and permissions. */
import type { Permission } from '../permissions.ts'

type Permissions = Record<'view' | 'create' | 'modify', Permission>
const ownProviders: Permissions = {
  view: 'administration_page.view',
  create: 'monitoring_companies.yes',
  modify: 'monitoring_companies.yes',
}

export const providerKinds = {
  monitoring: {
    one: 'monitoring company',
    label: 'Monitoring companies',
    address: 'monitoring-companies',
    typeLabel: 'Monitor type',
    permissions: ownProviders,
  },
  interactive: {
    one: 'interactive-services provider',
    label: 'Interactive services providers',
    address: 'interactive-services-providers',
    typeLabel: 'Provider',
    permissions: ownProviders,
  },
  credit: {
    one: 'credit bureau',
    label: 'Credit bureaus',
    address: 'credit-bureaus',
    typeLabel: 'Credit bureau type',
    permissions: {
      view: 'integrations.view',
      create: 'integrations.create',
      modify: 'integrations.modify',
    },
  },
  payment: {
    one: 'payment processor',
    label: 'Payment processing',
    address: 'processors',
    typeLabel: 'Processor',
    permissions: {
      view: 'integrations.view',
      create: 'integrations.create',
      modify: 'integrations.modify',
      delete: 'integrations.delete',
    },
  },
  edoc: {
    one: 'e-doc provider',
    label: 'Electronic document providers',
    address: 'e-doc-providers',
    typeLabel: 'Provider type',
    permissions: {
      view: 'document_providers.yes',
      create: 'document_providers.yes',
      modify: 'document_providers.yes',
    },
  },
} as const
export type ProviderKind = keyof typeof providerKinds

/** Those at which customers have accounts, that are linked and kept in step. */
export const linkedKinds = ['monitoring', 'interactive'] as const satisfies ProviderKind[]
export type LinkedKind = (typeof linkedKinds)[number]

export const isProviderKind = (text: string): text is ProviderKind => text in providerKinds

/** As a connector's settings: texts, numbers and ticks by name. */
export type SettingValue = string | number | boolean

/** One of a connector's settings, for the page to draw. */
export type SettingField = {
  name: string
  label: string
  help: string
  /** Written, never read: it is stored encrypted. */
  secret: boolean
  required: boolean
  type: 'text' | 'url' | 'number' | 'check' | 'choice'
  choices: { value: string; label: string }[]
  maxLength: number | null
  initial: SettingValue | null
}
