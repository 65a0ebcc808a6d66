/**
 * Smarty's US Street Address API through its official SDK. The SDK shapes requests and replies; the way out is the one
 * that all providers have (server/connectors/http.ts): bounded, kept out of the private network, never inside a
 * transaction, and no retry behind the back of somebody who waits.
 */
import {
  ClientBuilder,
  type Request,
  type Response,
  StaticCredentials,
  usStreet,
} from 'smartystreets-javascript-sdk'
import type { EnteredAddress } from '#shared/rules/address-standing.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import { providerFetch } from '#server/connectors/http.ts'

export type SmartySettings = { baseUrl: string; authId: string; authToken: string }

export type Candidate = {
  address: EnteredAddress
  /** Y: delivered to; S: its unit is not known; D: its unit is missing; N or null: not delivered to. */
  dpv: 'Y' | 'S' | 'D' | 'N' | null
  vacant: boolean
}

export type SmartyAnswer = { candidates: Candidate[] } | { failure: string }

const timeoutMs = 8_000
const callsPerSecond = 20
const maxCandidates = 5

/** Asks about one address. A provider's failure is an answer, in a sentence for the user. */
export async function askSmarty(
  companyId: number,
  settings: SmartySettings,
  allowPrivate: boolean,
  entered: EnteredAddress,
): Promise<SmartyAnswer> {
  const lookup = new usStreet.Lookup(
    entered.addressLine1,
    undefined,
    entered.addressLine2 ?? undefined,
    entered.city,
    entered.state,
    entered.zip ?? undefined,
  )
  lookup.match = 'enhanced'
  lookup.maxCandidates = maxCandidates
  const seen: Seen = { status: null, failure: null }
  const client = new ClientBuilder(new StaticCredentials(settings.authId, settings.authToken))
    .withSender({ send: (request) => exchange(companyId, settings, allowPrivate, request, seen) })
    .withMaxRetries(0)
    .withBaseUrl(settings.baseUrl)
    .buildUsStreetApiClient()
  try {
    await client.send(lookup)
    return { candidates: lookup.result.map((candidate) => toCandidate(entered, candidate)) }
  } catch (error) {
    if (seen.status === null && !seen.failure) throw error
    return { failure: seen.failure ? transportSentence(seen.failure) : statusSentence(seen.status!) }
  }
}

/** What happened on the way, beside the SDK's own errors, which say less. */
type Seen = { status: number | null; failure: ConnectorError | null }

async function exchange(
  companyId: number,
  { baseUrl, authId, authToken }: SmartySettings,
  allowPrivate: boolean,
  request: Request,
  seen: Seen,
): Promise<Response> {
  const fetch = providerFetch({
    connector: 'smarty',
    credentials: `${companyId}/smarty`,
    timeoutMs,
    callsPerSecond,
    allowPrivate,
    secrets: [authId, authToken],
  })
  const url = new URL(request.baseUrl || baseUrl)
  for (const [name, value] of Object.entries(request.parameters)) url.searchParams.append(name, String(value))
  const failed = (statusCode: number, payload: string | null, error: Error | null): Response => ({
    statusCode,
    payload,
    error,
    headers: {},
  })
  try {
    const reply = await fetch({ call: 'Verify address', effect: 'read', method: 'GET', url })
    seen.status = reply.status
    // The SDK takes a failure as a thrown response.
    if (reply.status >= 400) throw failed(reply.status, reply.scrub(reply.body), null)
    const payload: unknown = JSON.parse(reply.body)
    if (!Array.isArray(payload)) throw new SyntaxError('Not a list of candidates')
    return { statusCode: reply.status, payload: payload as object[], error: null, headers: {} }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    seen.failure =
      error instanceof ConnectorError
        ? error
        : new ConnectorError('unexpected_reply', {
            call: 'Verify address',
            outcome: 'not_applied',
            reason: error.message,
            cause: error,
          })
    throw failed(0, null, seen.failure)
  }
}

function transportSentence({ kind, reason }: ConnectorError): string {
  if (kind === 'rate_limited') return 'too many addresses are verified right now. Please try again shortly.'
  if (kind === 'rejected') return `Smarty’s address is not allowed: ${reason ?? ''}.`
  if (kind === 'unexpected_reply') return 'Smarty answered something that we do not understand.'
  return `Smarty cannot be reached (${reason ?? 'no answer'}).`
}

function statusSentence(status: number): string {
  if (status === 401 || status === 403) return 'Smarty did not accept our credentials.'
  if (status === 402) return 'the account at Smarty has no active subscription.'
  if (status === 429) return 'Smarty asks us to slow down. Please try again shortly.'
  if (status >= 500) return `Smarty is out of order right now (status ${status}).`
  return `Smarty did not take the question (status ${status}).`
}

type SdkCandidate = InstanceType<typeof usStreet.Candidate>

function toCandidate(entered: EnteredAddress, candidate: SdkCandidate): Candidate {
  const { components, metadata, analysis } = candidate
  const unit = [components.secondaryDesignator, components.secondaryNumber].filter(Boolean).join(' ')
  // Smarty writes the unit at the end of the street line; whoever has a line of its own for it keeps that.
  const apart = entered.addressLine2 && unit && candidate.deliveryLine1.endsWith(` ${unit}`)
  const plusFour = entered.zip?.includes('-') && components.plus4Code ? `-${components.plus4Code}` : ''
  const code = analysis.dpvMatchCode
  return {
    address: {
      addressLine1: apart ? candidate.deliveryLine1.slice(0, -unit.length - 1) : candidate.deliveryLine1,
      addressLine2: apart ? unit : candidate.deliveryLine2 || null,
      city: components.cityName ?? entered.city,
      state: components.state ?? entered.state,
      zip: components.zipCode ? components.zipCode + plusFour : null,
      county: metadata.countyName ?? entered.county,
    },
    dpv: code === 'Y' || code === 'S' || code === 'D' || code === 'N' ? code : null,
    vacant: analysis.vacant === 'Y',
  }
}
