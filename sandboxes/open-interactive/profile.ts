/** A brand as the sandbox knows it: its name, its dealers, its seed, its plans, and the rules that it enforces. */
import type { Login } from '../open-station/door.ts'
import type { SeedAccount } from './wire.ts'

export type Choice = { code: string; label: string }

export type Plan = Choice & {
  monthlyCents: number | null
  included: readonly Choice[]
  addOns: readonly (Choice & { monthlyCents: number | null; maxQuantity: number | null })[]
}

export type Capability =
  | 'create'
  | 'update'
  | 'link'
  | 'suspend'
  | 'terminate'
  | 'restore'
  | 'roster'
  | 'plans'
  | 'devices'
  | 'swap_modem'
  | 'logins'
  | 'reset_password'
  | 'app_link'
  | 'receivers'

export type ProviderProfile = {
  key: string
  name: string
  about: string
  /** Who may sign in, for which dealer. */
  logins: readonly Login[]
  seed: readonly SeedAccount[]
  capabilities: readonly Capability[]
  /** Whether an account has at least one Master Contact: both names, a phone and, at creation, a PIN. */
  masterContact: boolean
  maxUsers: number
  /** How this brand prints a modem's number, where it is narrower than the contract; in words for who typed another. */
  modem?: { like: RegExp; words: string }
  /** Members that this brand holds to fewer characters than the contract: `email`, `name.business`. */
  lengths?: Readonly<Record<string, number>>
  plans: readonly Plan[]
  panels: readonly Choice[]
  receivers: readonly (Choice & { phone: string })[]
}
