/** Passkeys (WebAuthn level 3), by @simplewebauthn/server. A passkey is of one host, and is asked for there alone. */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { BrowserOptions, NewPasskey, SignedChallenge } from '#shared/contracts/factor-values.ts'
import { keyedDigests } from '#server/platform/encryption.ts'
import type { Site } from '#server/http/site.ts'
import type { FactorRow, Holder, NewCredential } from './sessions.factors.queries.ts'

const timeout = 120_000
/** EdDSA, ES256, RS256 (RFC 9053, RFC 8812): what authenticators make. */
const supportedAlgorithmIDs = [-8, -7, -257]

/** What an authenticator keeps of a person: the same each time, and nothing that tells who it is (WebAuthn, 14.6.1). */
const userHandle = ({ companyId, userId, operatorId }: Holder) =>
  new Uint8Array(keyedDigests('passkey holder', `${companyId}/${userId}/${operatorId}`)[0]!)

const known = (factors: FactorRow[]) =>
  factors.map(({ credential_id, transports }) => ({ id: credential_id!, transports: transports ?? [] }))

/** Those of the factors that are passkeys for this site. */
export const passkeysAt = (site: Site, factors: FactorRow[]): FactorRow[] =>
  factors.filter(({ kind, host }) => kind === 'passkey' && host === site.host)

/** @param who as the browser's own dialog names them */
export const newPasskeyOptions = async (
  site: Site,
  holder: Holder,
  who: { username: string; name: string },
  factors: FactorRow[],
): Promise<BrowserOptions> => ({
  ...(await generateRegistrationOptions({
    rpName: 'Keyholder',
    rpID: site.host,
    userID: userHandle(holder),
    userName: who.username,
    userDisplayName: who.name,
    timeout,
    attestationType: 'none',
    supportedAlgorithmIDs,
    excludeCredentials: known(passkeysAt(site, factors)),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  })),
})

/** @returns null where the answer is not to this challenge, not from this site, or not sound */
export async function readNewPasskey(
  site: Site,
  challenge: string,
  response: NewPasskey,
): Promise<NewCredential | null> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...response, clientExtensionResults: {} } as Parameters<
        typeof verifyRegistrationResponse
      >[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: site.origins,
      expectedRPID: site.host,
      requireUserVerification: false,
      supportedAlgorithmIDs,
    })
    if (!verified) return null
    const { credential, credentialBackedUp } = registrationInfo
    return {
      id: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: (response.response.transports ?? []).filter((way) => /^[a-z-]{1,20}$/.test(way)),
      host: site.host,
      backedUp: credentialBackedUp,
    }
  } catch {
    // It throws for whatever is wrong with what was sent.
    return null
  }
}

/** @param factors null: whichever the authenticator has for this site, with its holder verified */
export const challengeOptions = async (site: Site, factors: FactorRow[] | null): Promise<BrowserOptions> => ({
  ...(await generateAuthenticationOptions({
    rpID: site.host,
    timeout,
    ...(factors && { allowCredentials: known(factors) }),
    userVerification: factors ? 'preferred' : 'required',
  })),
})

/** The authenticator's counter as it answered; null where the answer is wrong. @param alone the passkey is all that is asked for */
export async function readSignature(
  site: Site,
  challenge: string,
  response: SignedChallenge,
  factor: FactorRow,
  alone: boolean,
): Promise<number | null> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...response, clientExtensionResults: {} } as unknown as Parameters<
        typeof verifyAuthenticationResponse
      >[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: site.origins,
      expectedRPID: factor.host!,
      credential: {
        id: factor.credential_id!,
        publicKey: new Uint8Array(factor.public_key!),
        counter: factor.sign_count!,
      },
      requireUserVerification: alone,
    })
    return verified ? authenticationInfo.newCounter : null
  } catch {
    return null
  }
}
