import type { FundingRow } from '#shared/contracts/funding.ts'
import type { Tone } from '#web/ui/tone.ts'

/** How a funding looks: refused or charged back, paid, on its way. */
export const fundingTone = ({
  outcome,
  progress,
  chargedBackCents,
}: Pick<FundingRow, 'outcome' | 'progress' | 'chargedBackCents'>): Tone =>
  outcome === 'rejected' || outcome === 'non_fundable' || chargedBackCents > 0
    ? 'bad'
    : outcome === 'paid_in_full'
      ? 'good'
      : outcome === 'partially_paid'
        ? 'attention'
        : progress === 'pending'
          ? 'neutral'
          : 'info'
