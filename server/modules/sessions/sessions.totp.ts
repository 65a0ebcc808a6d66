/** Codes of authenticator apps (RFC 6238): six digits, thirty seconds, SHA-1, which is what every app speaks. */
import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

const issuer = 'Keyholder'
const period = 30
/** A clock that is thirty seconds off is forgiven (RFC 6238, 5.2). */
const window = 1

const of = (secret: string, label = '') =>
  new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period, secret: Secret.fromBase32(secret) })

/** 160 bits (RFC 4226, 4), in base 32 as apps want them typed. */
export const newAppSecret = (): string => {
  const bytes = randomBytes(20)
  return new Secret({ buffer: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) }).base32
}

/** What the QR code holds. @param label whose: `olivia at Acme Alarm` */
export const appUri = (secret: string, label: string): string => of(secret, label).toString()

/** The time step that the code is of; null if it is of none that is taken now. The comparison takes the same time for every code. */
export function stepOf(secret: string, code: string, now: Date): number | null {
  const delta = of(secret).validate({ token: code, timestamp: now.getTime(), window })
  return delta === null ? null : Math.floor(now.getTime() / 1000 / period) + delta
}
