/** The browser's side of passkeys. Its library comes with the first of them that is used. */
import type { BrowserOptions, NewPasskey, SignedChallenge } from '#shared/contracts/factor-values.ts'

/** Whether the browser has passkeys at this address: under HTTPS, or on this very computer, and by a name. */
export const hasPasskeys = (): boolean =>
  globalThis.isSecureContext && 'PublicKeyCredential' in globalThis && !/^[\d.]+$|^\[/.test(location.hostname)

const library = () => import('@simplewebauthn/browser')

/** What the browser says where the user closed its dialog, waited too long, or has no such passkey: it does not say which. */
const isGivenUp = (error: unknown) =>
  error instanceof Error && ['NotAllowedError', 'AbortError'].includes(error.name)
/** The authenticator has a passkey of this user already. */
const isKnown = (error: unknown) => error instanceof Error && error.name === 'InvalidStateError'

export type Asked<T> = { answer: T; problem: null } | { answer: null; problem: string }

async function ask<T>(work: () => Promise<T>, givenUp: string): Promise<Asked<T>> {
  try {
    return { answer: await work(), problem: null }
  } catch (error) {
    if (isGivenUp(error)) return { answer: null, problem: givenUp }
    if (isKnown(error)) return { answer: null, problem: 'This device has a passkey of yours already.' }
    return { answer: null, problem: 'The browser could not use a passkey here.' }
  }
}

export const makePasskey = (options: BrowserOptions): Promise<Asked<NewPasskey>> =>
  ask(async () => {
    const { startRegistration } = await library()
    const optionsJSON = options as unknown as Parameters<typeof startRegistration>[0]['optionsJSON']
    return (await startRegistration({ optionsJSON })) as unknown as NewPasskey
  }, 'No passkey was made.')

export const signByPasskey = (options: BrowserOptions): Promise<Asked<SignedChallenge>> =>
  ask(async () => {
    const { startAuthentication } = await library()
    const optionsJSON = options as unknown as Parameters<typeof startAuthentication>[0]['optionsJSON']
    return (await startAuthentication({ optionsJSON })) as unknown as SignedChallenge
  }, 'No passkey was used. Try again, or sign in another way.')
