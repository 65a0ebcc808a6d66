/** Monitoring companies and interactive-services providers: one engine for both, and what differs in words. */

export const providerKinds = {
  monitoring: {
    one: 'monitoring company',
    label: 'Monitoring companies',
    address: 'monitoring-companies',
    typeLabel: 'Monitor type',
  },
  interactive: {
    one: 'interactive-services provider',
    label: 'Interactive services providers',
    address: 'interactive-services-providers',
    typeLabel: 'Provider',
  },
} as const
export type ProviderKind = keyof typeof providerKinds
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
