/** What people sign in with beside a password: an authenticator app, and a passkey as a piece of software. */
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { BrowserOptions, NewPasskey, SignedChallenge } from '#shared/contracts/factor-values.ts'

/** The code that an app shows for this secret. @param steps half minutes from now */
export const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 })

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()
const uint = (value: number, bytes: number) => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntBE(value, 0, bytes)
  return buffer
}
const cborText = (text: string) => Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)])
const cborBytes = (bytes: Buffer) => Buffer.concat([Buffer.from([0x59]), uint(bytes.length, 2), bytes])

export type Signing = { verified?: boolean; origin?: string; counter?: number }

/** A passkey of this host, with the key in memory (WebAuthn, 6.1 and 6.5.4; RFC 9053 for the key). */
export class SoftPasskey {
  readonly id = randomBytes(32)
  readonly #key: KeyObject
  readonly #public: Buffer
  readonly #host: string
  readonly #origin: string
  counter = 0

  constructor(host = 'localhost', origin = 'http://localhost:80') {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x, y } = publicKey.export({ format: 'jwk' })
    this.#key = privateKey
    this.#host = host
    this.#origin = origin
    const at = (text: string | undefined) => Buffer.from(text!, 'base64url')
    this.#public = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      at(x),
      Buffer.from('225820', 'hex'),
      at(y),
    ])
  }

  #data(flags: number, counter: number, rest = Buffer.alloc(0)) {
    return Buffer.concat([sha256(this.#host), Buffer.from([flags]), uint(counter, 4), rest])
  }
  #client(type: string, { challenge }: BrowserOptions, origin = this.#origin) {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  }

  /** The answer to `navigator.credentials.create`. */
  make(options: BrowserOptions, { origin }: Signing = {}): NewPasskey {
    const credential = Buffer.concat([Buffer.alloc(16), uint(this.id.length, 2), this.id, this.#public])
    const attestation = Buffer.concat([
      Buffer.from([0xa3]),
      ...[cborText('fmt'), cborText('none'), cborText('attStmt'), Buffer.from([0xa0]), cborText('authData')],
      cborBytes(this.#data(0x45, this.counter, credential)),
    ])
    const id = this.id.toString('base64url')
    return {
      ...{ id, rawId: id, type: 'public-key' },
      response: {
        clientDataJSON: this.#client('webauthn.create', options, origin).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  /** The answer to `navigator.credentials.get`. */
  sign(options: BrowserOptions, { verified = true, origin, counter }: Signing = {}): SignedChallenge {
    const data = this.#data(verified ? 0x05 : 0x01, counter ?? ++this.counter)
    const client = this.#client('webauthn.get', options, origin)
    const signature = createSign('sha256')
      .update(Buffer.concat([data, sha256(client)]))
      .sign(this.#key)
    const id = this.id.toString('base64url')
    return {
      ...{ id, rawId: id, type: 'public-key' },
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
      },
    }
  }
}
