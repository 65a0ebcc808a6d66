/** How findings, reasons and states read. */
import type { MoneyRow, ProviderHealth } from '#shared/contracts/health.ts'
import { countedUpTo, type Finding } from '#shared/rules/health.ts'
import type { Tone } from '#web/ui/tone.ts'

export const findingWords: Record<Finding | 'unreachable', { label: string; tone: Tone }> = {
  missing: { label: 'Not there any more', tone: 'bad' },
  taken: { label: 'Another record’s', tone: 'bad' },
  out_of_service: { label: 'Out of service', tone: 'bad' },
  drift: { label: 'Differs', tone: 'attention' },
  unreachable: { label: 'Could not be looked at', tone: 'neutral' },
}

export const reasonWords: Record<MoneyRow['reason'], string> = {
  nobody: 'Nobody monitors',
  not_linked: 'Not linked',
  missing: 'No such account there',
  taken: 'Another record’s account',
  out_of_service: 'Out of service',
  archived: 'Archived',
  canceled: 'Canceled',
  no_rate: 'No monthly rate',
}

/** "1,000+" where no more are counted. */
export const counted = (count: number): string =>
  count > countedUpTo ? `${countedUpTo.toLocaleString('en-US')}+` : count.toLocaleString('en-US')

export const many = (count: number, one: string, more = `${one}s`): string =>
  `${counted(count)} ${count === 1 ? one : more}`

/** How a provider stands, worst first. */
export function standing(provider: ProviderHealth): { label: string; tone: Tone } {
  if (provider.breaker) return { label: 'Does not answer', tone: 'bad' }
  if (provider.missing + provider.taken + provider.outOfService > 0)
    return { label: 'Accounts not monitored', tone: 'bad' }
  if (provider.failed > 0) return { label: 'Updates failed', tone: 'bad' }
  if (provider.drifting > 0) return { label: 'Accounts differ', tone: 'attention' }
  if (provider.linked === 0) return { label: 'No linked accounts', tone: 'neutral' }
  if (provider.unchecked + provider.unreachable > 0) return { label: 'Not all looked at', tone: 'neutral' }
  return { label: 'In step', tone: 'good' }
}
