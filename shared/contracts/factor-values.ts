/** What second factors look like on the wire: WebAuthn's messages (as @simplewebauthn shapes them), answers, and what is asked for. */
import { z } from 'zod'
import { instant, text } from '../contract.ts'
import { signInMethods, type SignInMethod, signInResults, type SignInResult } from '../rules/sign-in.ts'

/** Base64url of at most so many characters. */
const base64url = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/, 'Not base64url')
const attachment = z.enum(['platform', 'cross-platform']).optional()
/** What the browser tells beside; nothing here rests on it. */
const extensions = z.object({}).optional()

/** A new passkey, as the browser hands it over. */
export const newPasskey = z.object({
  id: base64url(1500),
  rawId: base64url(1500),
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  clientExtensionResults: extensions,
  response: z.object({
    clientDataJSON: base64url(8000),
    attestationObject: base64url(60_000),
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
})
export type NewPasskey = z.output<typeof newPasskey>

/** A challenge that a passkey has signed. */
export const signedChallenge = z.object({
  id: base64url(1500),
  rawId: base64url(1500),
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  clientExtensionResults: extensions,
  response: z.object({
    clientDataJSON: base64url(8000),
    authenticatorData: base64url(8000),
    signature: base64url(8000),
    userHandle: base64url(200).nullish(),
  }),
})
export type SignedChallenge = z.output<typeof signedChallenge>

/** Handed to the browser as it is: PublicKeyCredentialCreationOptionsJSON, or …RequestOptionsJSON. */
export const browserOptions = z.looseObject({ challenge: z.string() })
export type BrowserOptions = z.output<typeof browserOptions>

/** Six digits of an authenticator app, however they were typed. */
export const appCode = z
  .string()
  .max(20)
  .transform((typed) => typed.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'Enter the six digits'))

export const factorAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('code'), code: appCode }),
  z.strictObject({ kind: z.literal('recovery'), code: z.string().min(1, 'Enter a recovery code').max(40) }),
  z.strictObject({ kind: z.literal('passkey'), response: signedChallenge }),
])
export type FactorAnswer = z.output<typeof factorAnswer>

export const factorName = text(80).pipe(z.string().min(1, 'Give it a name'))

/** A factor that is set up at sign-in. */
export const newFactor = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('authenticator'), code: appCode, name: factorName }),
  z.strictObject({ kind: z.literal('passkey'), response: newPasskey, name: factorName }),
])
export type NewFactor = z.output<typeof newFactor>

/** What an authenticator app is set up by: the secret to type, and the address that the QR code holds. */
export const appSecret = z.object({ secret: z.string(), uri: z.string() })

/** Shown this once; null: those that there are stay. */
export const recoveryCodes = z.array(z.string()).nullable()

/** What is awaited of a sign-in that has begun. */
export const awaited = z
  .object({
    step: z.enum(['second', 'enrol']),
    authenticator: z.boolean(),
    recovery: z.boolean(),
    /** For the browser's authenticator; null: there is no passkey for this address. */
    passkey: browserOptions.nullable(),
  })
  .meta({ id: 'AwaitedStep' })
export type Awaited = z.output<typeof awaited>

export const pendingToken = z.string().min(20).max(100)

const keysOf = <T extends string>(labels: Record<T, string>) => Object.keys(labels) as [T, ...T[]]
const result = z.enum(keysOf<SignInResult>(signInResults))
const method = z.enum(keysOf<SignInMethod>(signInMethods))

export const signInAttempt = z
  .object({
    id: z.number().int(),
    at: instant,
    address: z.string(),
    userAgent: z.string(),
    result,
    method,
    newDevice: z.boolean(),
  })
  .meta({ id: 'SignInAttempt' })
export type SignInAttempt = z.output<typeof signInAttempt>

/** What activity is asked for: filters, order, page. */
export const signInActivity = {
  query: z.object({
    result: z.enum(['all', 'succeeded', 'failed']).default('all'),
    method: method.optional(),
    /** Any part of the address. */
    address: text(60).optional(),
    /** Days in the company's zone, both included. */
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    order: z.enum(['newest', 'oldest']).default('newest'),
    after: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(25),
  }),
  response: z.object({ items: z.array(signInAttempt), next: z.number().int().nullable() }),
}
export type ActivityQuery = z.output<(typeof signInActivity)['query']>
