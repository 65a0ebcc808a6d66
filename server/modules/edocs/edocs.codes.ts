/** Links, codes and keys of signers. What is kept of each is a digest; the code's is taken with the link's secret. */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { codeLength } from '#shared/rules/edocs.ts'

/** For a link, or for what a code opens: 192 bits. */
export const newSecret = (): string => randomBytes(24).toString('base64url')
export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Every code is as likely as any other. */
export const newCode = (): string => String(randomInt(10 ** codeLength)).padStart(codeLength, '0')
/** Six digits alone would be found by trying them all; with the link's secret they are not. */
export const codeDigest = (token: string, code: string): Buffer => digestOf(`${token}.${code}`)

/** Takes as long whatever is given. */
export const isSame = (kept: Buffer | null, given: Buffer): boolean =>
  timingSafeEqual(kept?.length === given.length ? kept : Buffer.alloc(given.length), given) && kept !== null
