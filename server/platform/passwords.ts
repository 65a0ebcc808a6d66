/**
 * Passwords: argon2id with OWASP's parameters (Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane), by Node's
 * own implementation, off the main thread.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'

const parameters = { parallelism: 1, memory: 19_456, passes: 2, tagLength: 32 }

const derive = (message: string, nonce: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    argon2('argon2id', { ...parameters, message, nonce }, (error, tag) =>
      error ? reject(error) : resolve(tag),
    )
  })

/** The digest of a secret under a salt that several share: recovery codes of one set. */
export const digestUnder = (salt: Buffer, plain: string): Promise<Buffer> => derive(plain, salt)

/** Hashes a password into the PHC string format. */
export async function hashPassword(plain: string): Promise<string> {
  const salt = randomBytes(16)
  const tag = await derive(plain, salt)
  const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  return `$argon2id$v=19$m=${parameters.memory},t=${parameters.passes},p=${parameters.parallelism}$${base64(salt)}$${base64(tag)}`
}

/** A hash of no password at all, so that an unknown user takes as long as a known one. */
const decoy = hashPassword(randomBytes(24).toString('hex'))

/**
 * Whether `plain` is the password of `hash`; `null` is an unknown user, which takes the same time and is never right.
 */
export async function verifyPassword(plain: string, hash: string | null): Promise<boolean> {
  const [, , , , salt, tag] = (hash ?? (await decoy)).split('$')
  const derived = await derive(plain, Buffer.from(salt!, 'base64'))
  return timingSafeEqual(derived, Buffer.from(tag!, 'base64')) && hash !== null
}
