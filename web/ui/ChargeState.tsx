/** How a charge stands, in a dot and a word. */
import type { Charge } from '#shared/contracts/charges.ts'
import {
  chargeKinds,
  chargeStateNames,
  declineReasons,
  isHardDecline,
  settlements,
} from '#shared/rules/charges.ts'
import { StatusDot } from './Status.tsx'
import type { Tone } from './tone.ts'

const tones: Record<Charge['state'], Tone> = {
  queued: 'neutral',
  calling: 'neutral',
  unknown: 'bad',
  approved: 'good',
  declined: 'bad',
  failed: 'bad',
  canceled: 'neutral',
}

export function ChargeState({ charge }: { charge: Charge }) {
  const { state, settlement, refundedCents, amountCents } = charge
  if (settlement === 'returned' || settlement === 'charged_back')
    return <StatusDot tone="bad" label={settlements[settlement]} detail={charge.returned?.message} />
  if (settlement === 'voided') return <StatusDot tone="neutral" label="Voided" />
  if (refundedCents > 0)
    return <StatusDot tone="neutral" label={refundedCents < amountCents ? 'Refunded in part' : 'Refunded'} />
  if (settlement) return <StatusDot tone="good" label={settlements[settlement]} />
  return <StatusDot tone={tones[state]} label={chargeStateNames[state]} />
}

/** Why it went wrong, in our words and the other side's. */
export function reasonOf(charge: Charge): string {
  const { returned, reason, state, failure, message } = charge
  if (returned)
    return returned.message.startsWith(returned.code)
      ? returned.message
      : `${returned.code} ${returned.message}`
  if (state === 'declined' && reason)
    return `${declineReasons[reason].label}${isHardDecline(reason) ? ' (hard)' : ''}`
  return failure ?? (state === 'declined' ? message : '')
}

export const nameOf = (charge: Charge): string => `${chargeKinds[charge.kind]} #${charge.id}`
