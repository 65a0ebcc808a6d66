/** NMI's response codes (Direct Post API, appendix 3) in our words. */
import type { DeclineReason } from '#shared/rules/charges.ts'

const reasons: Record<string, DeclineReason> = {
  '201': 'do_not_honor',
  '202': 'insufficient_funds',
  '203': 'over_limit',
  '204': 'not_allowed',
  '220': 'invalid_account',
  '221': 'invalid_account',
  '222': 'invalid_account',
  '223': 'expired_card',
  '224': 'invalid_expiry',
  '240': 'call_issuer',
  '250': 'lost_or_stolen',
  '251': 'lost_or_stolen',
  '252': 'lost_or_stolen',
  '253': 'fraud',
  '261': 'stop_payment',
  '262': 'stop_payment',
  '264': 'try_later',
  '461': 'not_allowed',
}

export const reasonOfCode = (code: string): DeclineReason => reasons[code] ?? 'other'

/** The gateway's word that this was charged a moment ago: perhaps by us. */
export const isDuplicate = (code: string, text: string): boolean =>
  code === '430' || /duplicate transaction/i.test(text)

/** Answers after which nobody can say whether the bank has taken it: the line to the bank was lost. */
export const isLostInside = (code: string): boolean => code === '420' || code === '421'
