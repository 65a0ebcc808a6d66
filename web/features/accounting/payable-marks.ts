import { type GenerationResult, type PayableStatus } from '#shared/rules/payables.ts'
import type { Tone } from '#web/ui/tone.ts'

/** How a payable looks: to be looked at, owed, paid, refused. */
export const payableTones: Record<PayableStatus, Tone> = {
  pending: 'neutral',
  requires_review: 'attention',
  approved: 'info',
  partially_paid: 'special',
  paid_in_full: 'good',
  denied: 'bad',
}

export const resultTones: Record<GenerationResult, Tone> = {
  made: 'good',
  review: 'attention',
  exists: 'neutral',
  no_payee: 'neutral',
  no_level: 'attention',
  no_amount: 'neutral',
  charged_back: 'bad',
  held: 'attention',
  restored: 'info',
}
