/**
 * The one way out to providers. It bounds every exchange (time, size, call rate), keeps addresses out of the
 * private network, refuses to run inside a database transaction, follows no redirect, and turns what the
 * network did into a `ConnectorError` that says honestly whether a write may have taken effect.
 *
 * On node:http rather than global fetch, because only a socket's own lookup can be guarded against a name
 * that changes its address between check and connection, and only a socket tells "never connected" (nothing
 * was applied) from "connected, then silence" (unknown).
 */
import http from 'node:http'
import https from 'node:https'
import { assertNoTransaction } from '#server/platform/open-transaction.ts'
import { guardedLookup, PrivateAddressError, refusePrivateHost } from './address-guard.ts'
import { bucketFor } from './call-rate.ts'
import { ConnectorError, type ErrorKind } from './errors.ts'
import { scrubber, transcribe, type TranscriptEntry } from './transcript.ts'

// For the one wire that is not HTTP: e-mail.
export { guardedLookup, isPrivateAddress } from './address-guard.ts'
export type { TranscriptEntry } from './transcript.ts'

export type ProviderRequest = {
  /** Which call this is, in the dealer's words: "Look up account". */
  call: string
  /** Whether the provider changes anything by it: decides what a lost answer means. */
  effect: 'read' | 'write'
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: URL
  headers?: Record<string, string>
  body?: string
  /** The reply is a file of at most so many bytes: it comes as `bytes`, and `body` is empty. A refusal is text as ever. */
  fileBytes?: number
  /** Confidential values of this request (a session's token, a customer's passcode), kept out of transcripts. */
  secrets?: readonly string[]
}

export type ProviderReply = {
  status: number
  /** A header's value, by lower-case name; null if absent. */
  header(name: string): string | null
  body: string
  /** Of a request that asks for a file. */
  bytes?: Buffer
  /** Takes the secrets of settings and request out of a text that goes into an error. */
  scrub(text: string): string
}

/**
 * Sends one request. Any HTTP status is a reply; throws `ConnectorError` when there is none: `unavailable`,
 * `unexpected_reply` (too large, no HTTP, not UTF-8, a redirect), `rejected` (an address that is not allowed)
 * or `rate_limited` (our own rate is used up).
 */
export type ProviderFetch = (request: ProviderRequest) => Promise<ProviderReply>

export type ProviderFetchOptions = {
  /** The connector's key, for messages. */
  connector: string
  /** Names the set of credentials; calls under the same name share the call rate. */
  credentials: string
  /** Bounds one exchange from connecting to the reply's last byte. */
  timeoutMs: number
  callsPerSecond: number
  /** Whether plain http and private addresses may be called: for sandboxes and stations in one's own network. */
  allowPrivate: boolean
  /** The settings' secrets: see `secretValues`. */
  secrets: readonly string[]
  onCall?: (entry: TranscriptEntry) => void
}

const maxReplyBytes = 1024 * 1024
const agentOptions = { keepAlive: true, maxSockets: 64, maxFreeSockets: 16 }
// Two pairs, because a kept-alive socket to a private address must never serve a guarded call.
const openAgents = { 'http:': new http.Agent(agentOptions), 'https:': new https.Agent(agentOptions) }
const guardedAgent = new https.Agent({ ...agentOptions, lookup: guardedLookup })

/** A way out for one set of credentials. Makes no call by itself. */
export function providerFetch(options: ProviderFetchOptions): ProviderFetch {
  return async (request) => {
    assertNoTransaction(`${options.connector}: ${request.call}`)
    const refuse = (kind: ErrorKind, reason: string, retryAfterMs: number | null = null) =>
      new ConnectorError(kind, { call: request.call, outcome: 'not_applied', reason, retryAfterMs })

    const agent = chooseAgent(request.url, options.allowPrivate)
    if (typeof agent === 'string') throw refuse('rejected', agent)

    const bucket = bucketFor(options.credentials, options.callsPerSecond)
    const waitMs = bucket.take(performance.now(), options.timeoutMs)
    if (waitMs === null) throw refuse('rate_limited', 'Our own call rate is used up', options.timeoutMs)
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))

    const scrub = scrubber([...options.secrets, ...(request.secrets ?? [])])
    const startedAt = performance.now()
    const note = (reply: RawReply | null, error: string | null) =>
      options.onCall?.({
        at: new Date().toISOString(),
        call: request.call,
        method: request.method,
        path: scrub(request.url.pathname + request.url.search),
        status: reply?.status ?? null,
        durationMs: Math.round(performance.now() - startedAt),
        request: transcribe(request.headers ?? {}, request.body ?? '', scrub),
        response: reply && transcribe(reply.headers, reply.body, scrub),
        error,
      })
    try {
      const reply = await exchange(request, agent, options.timeoutMs)
      note(reply, null)
      return {
        status: reply.status,
        header: (name) => [reply.headers[name]].flat()[0] ?? null,
        body: reply.body,
        bytes: reply.bytes,
        scrub,
      }
    } catch (cause) {
      const failure = describe(cause)
      note(null, failure.reason)
      const outcome = request.effect === 'write' && failure.sent ? 'unknown' : 'not_applied'
      throw new ConnectorError(failure.kind, { call: request.call, outcome, reason: failure.reason, cause })
    }
  }
}

/** The agent for this URL, or the reason why it may not be called. */
function chooseAgent(url: URL, allowPrivate: boolean): http.Agent | string {
  if (url.username || url.password) return 'The address may not contain credentials'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'The address must begin with https://'
  if (allowPrivate) return openAgents[url.protocol]
  if (url.protocol === 'http:') return 'The address must begin with https://'
  try {
    refusePrivateHost(url)
    return guardedAgent
  } catch (error) {
    return (error as Error).message
  }
}

type RawReply = { status: number; headers: http.IncomingHttpHeaders; body: string; bytes?: Buffer }

/** Why an exchange failed, and whether the request may have reached the provider. */
class ExchangeError extends Error {
  readonly sent: boolean
  readonly kind: ErrorKind
  constructor(kind: ErrorKind, message: string, sent: boolean, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
    this.sent = sent
  }
}

function exchange(request: ProviderRequest, agent: http.Agent, timeoutMs: number): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const { url } = request
    let connected = false
    const client = url.protocol === 'https:' ? https : http
    const outgoing = client.request(url, {
      method: request.method,
      agent,
      headers: {
        'user-agent': 'Keyholder',
        ...request.headers,
        ...(request.body === undefined ? {} : { 'content-length': Buffer.byteLength(request.body) }),
      },
    })
    const fail = (kind: ErrorKind, message: string, cause?: unknown) => {
      clearTimeout(timer)
      reject(new ExchangeError(kind, message, connected, cause))
      outgoing.destroy()
    }
    const timer = setTimeout(() => fail('unavailable', `No answer within ${timeoutMs / 1000} s`), timeoutMs)
    outgoing.on('socket', (socket) => {
      if (!socket.connecting) connected = true
      else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (connected = true))
    })
    outgoing.on('error', (error) => {
      clearTimeout(timer)
      reject(wrap(error, connected))
    })
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = []
      let size = 0
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length
        const limit = request.fileBytes ?? maxReplyBytes
        if (size > limit) fail('unexpected_reply', `The reply is larger than ${limit >> 20} MiB`)
        else chunks.push(chunk)
      })
      incoming.on('error', (error) => {
        clearTimeout(timer)
        reject(wrap(error, connected))
      })
      incoming.on('end', () => {
        clearTimeout(timer)
        const status = incoming.statusCode!
        if (status >= 300 && status < 400)
          return fail('unexpected_reply', `The reply is a redirect (${status}), which is not followed`)
        if (request.fileBytes !== undefined && status < 300)
          return resolve({ status, headers: incoming.headers, body: '', bytes: Buffer.concat(chunks) })
        try {
          const body = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
          resolve({ status, headers: incoming.headers, body })
        } catch (error) {
          fail('unexpected_reply', 'The reply is not UTF-8 text', error)
        }
      })
    })
    outgoing.end(request.body)
  })
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'Connection refused',
  ENOTFOUND: 'No such host',
  EAI_AGAIN: 'The host name could not be resolved',
  EHOSTUNREACH: 'The host cannot be reached',
  ENETUNREACH: 'The network cannot be reached',
  ECONNRESET: 'The connection was dropped',
  EPIPE: 'The connection was dropped',
  ETIMEDOUT: 'The connection timed out',
}

function wrap(error: Error & { code?: string; errors?: { code?: string }[] }, connected: boolean): Error {
  if (error instanceof PrivateAddressError) return new ExchangeError('rejected', error.message, false, error)
  // Several addresses of one name were tried: their errors come as one, the first tells enough.
  const code = error.code ?? error.errors?.[0]?.code ?? ''
  if (code.startsWith('HPE_'))
    return new ExchangeError('unexpected_reply', 'The reply is not HTTP', connected, error)
  const certificate = /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|UNABLE_TO/.test(code)
  const reason = certificate
    ? `No trustworthy encryption (${code})`
    : (reasons[code] ?? `Connection failed (${code})`)
  return new ExchangeError('unavailable', reason, connected, error)
}

function describe(cause: unknown): { kind: ErrorKind; reason: string; sent: boolean } {
  if (cause instanceof ExchangeError) return { kind: cause.kind, reason: cause.message, sent: cause.sent }
  // Node refused to build the request (an illegal header, say): nothing was sent.
  return { kind: 'rejected', reason: cause instanceof Error ? cause.message : String(cause), sent: false }
}
