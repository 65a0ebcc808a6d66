/**
 * Encryption at rest of single values (SSN, birthdate, passcodes, credentials): AES-256-GCM, a fresh nonce for each
 * value, and bound to its place by `aad`, so that a value copied to another company or column does not open.
 * Rotation: the first key seals, every key opens.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

const algorithm = 'aes-256-gcm'
type Key = { name: string; secret: KeyObject }
let keys: Key[] = []

/**
 * Sets the keys of this process.
 * @param text `name:base64,name:base64,…`, 32 bytes each, the sealing key first.
 * @throws if there is none, or one is not 32 bytes long.
 */
export function useEncryptionKeys(text: string): void {
  const parsed = text
    .split(',')
    .filter(Boolean)
    .map((part) => {
      const [name, base64] = part.trim().split(':')
      const bytes = Buffer.from(base64 ?? '', 'base64')
      if (!name || bytes.length !== 32)
        throw new Error('ENCRYPTION_KEYS: each key is name:base64 of 32 bytes')
      return { name, secret: createSecretKey(bytes) }
    })
  if (!parsed.length) throw new Error('ENCRYPTION_KEYS: no key given')
  keys = parsed
}

function sealingKey(): Key {
  if (!keys[0]) throw new Error('Encryption keys are not set: call useEncryptionKeys() first')
  return keys[0]
}

/** Where a sealed value belongs: it opens only with the same text. */
export const place = (companyId: number, column: string): string => `${companyId}/${column}`

/** Seals a text for `aad` (see `place`). The result is `name.base64url`, longer than the text by some 45 characters. */
export function seal(plain: string, aad: string): string {
  const key = sealingKey()
  const nonce = randomBytes(12)
  const cipher = createCipheriv(algorithm, key.secret, nonce).setAAD(Buffer.from(aad))
  const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${key.name}.${sealed.toString('base64url')}`
}

/**
 * Opens a sealed text.
 * @throws if its key is not among ours, or the value was altered or belongs to another place.
 */
export function unseal(sealed: string, aad: string): string {
  const dot = sealed.indexOf('.')
  const key = keys.find(({ name }) => name === sealed.slice(0, dot))
  if (!key) throw new Error(`No encryption key named '${sealed.slice(0, Math.max(dot, 0))}'`)
  const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url')
  const decipher = createDecipheriv(algorithm, key.secret, bytes.subarray(0, 12)).setAAD(Buffer.from(aad))
  decipher.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8')
}

/** A password for a purpose inside this installation, derived from the sealing key; the same at every start. */
export const derivedSecret = (purpose: string): string =>
  createHmac('sha256', sealingKey().secret).update(`keyholder/${purpose}`).digest('base64url')

/**
 * A text's digests for finding equal ones without opening them: HMAC-SHA256 under a key derived from each of ours. The
 * first is the one to keep; a search compares with all, as what was kept under an earlier sealing key stays.
 */
export const keyedDigests = (purpose: string, plain: string): Buffer[] =>
  keys.map(({ secret }) => {
    const derived = createHmac('sha256', secret).update(`keyholder/digest/${purpose}`).digest()
    return createHmac('sha256', derived).update(plain).digest()
  })
