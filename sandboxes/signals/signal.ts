/** A signal as the receiver hands it on, whatever wire format it came in; and whose it is. */
export type SignalKind =
  'alarm' | 'trouble' | 'restore' | 'open' | 'close' | 'bypass' | 'test' | 'cancel' | 'supervision'

/** What a panel says has happened. */
export type Event = {
  /** As sent: three digits of Contact ID, or two letters of SIA. */
  eventCode: string
  qualifier: 'new' | 'restore' | 'status'
  kind: SignalKind
  description: string
  /** Decimal digits without leading zeros; null if the event is of no zone. */
  zone: string | null
  /** The partition, as the zone. */
  area: string | null
  user: string | null
  /** What the panel wrote beside it, as SIA-DCS allows. */
  text: string | null
}

export type Signal = Event & {
  /** Grows by one with every signal of the receiver. */
  id: number
  /** As the panel has it: 3–16 hex digits. Which station account that is, `panelAddress` says. */
  accountNumber: string
  /** The account prefix that it came under; `0` is none. */
  prefix: string
  /** When it happened by the panel's clock; the receiver's if the panel told no time. ISO, UTC. */
  at: string
  /** By the receiver's clock: what lists are ordered and cut by. */
  receivedAt: string
  /** `receiver`: nothing was sent, the receiver itself noticed. */
  protocol: 'ADM-CID' | 'SIA-DCS' | 'receiver'
  /** The frame's body as it came: of an encrypted one the cipher text. */
  raw: string
  encrypted: boolean
  transport: 'tcp' | 'udp'
}

export type PanelAddress = { account: string; prefix: string }

/**
 * What the panel of a station's account is programmed with: DC-09 knows hex digits only, stations number in
 * letters and hyphens too. A number of 3–16 hex digits is itself the account, without prefix (`7710001`). Of any other
 * its digits are the account, filled up with zeros to three, and the first three of its other characters, in ASCII, are
 * the prefix: `DM1009` is account 1009 under prefix 444D, `BD-1001` is 1001 under 42442D.
 */
export function panelAddress(accountNumber: string): PanelAddress {
  if (/^[\dA-F]{3,16}$/i.test(accountNumber)) return { account: accountNumber.toUpperCase(), prefix: '0' }
  const account = accountNumber.replace(/\D/g, '').slice(-16).padStart(3, '0')
  const others = accountNumber.replace(/\d/g, '').slice(0, 3)
  return { account, prefix: Buffer.from(others, 'latin1').toString('hex').toUpperCase() || '0' }
}

/** One spelling for each prefix: leading zeros mean nothing. */
export const plainPrefix = (prefix: string): string => prefix.replace(/^0+(?=.)/, '')

/** Digits without leading zeros; null for zero, which says that there is none. */
export const plainDigits = (digits: string): string | null => digits.replace(/^0+/, '') || null
