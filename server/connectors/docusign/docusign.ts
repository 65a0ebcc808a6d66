/** DocuSign eSignature REST v2.1: sign-in by JWT, envelopes, recipient views. README.md says what is public and what was tried. */
import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { z } from 'zod'
import { ConnectorError } from '../errors.ts'
import type { Esign, EsignConnector } from '../esign.ts'
import type { ProviderFetch, ProviderReply } from '../http.ts'
import { retryAfterMs } from '../station-words.ts'
import { tokenFor } from '../token-session.ts'
import { envelopeBody, envelopeReply, foundReply, readEnvelope, refusalReply, sentReply, tokenReply, urlReply, userReply } from './wire.ts' // prettier-ignore

const guid = (label: string, help: string) => z.string().trim().min(8).max(80).meta({ label, help })

const settings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .meta({
      label: 'Account base URI',
      help: 'DocuSign shows it under Apps and Keys: https://na3.docusign.net, https://ca.docusign.net, or https://demo.docusign.net for the developer environment',
    }),
  accountId: guid('API account ID', 'Apps and Keys, API Account ID'),
  userId: guid('User ID', 'Apps and Keys, User ID of whoever sends; this user has to consent once'),
  integrationKey: guid('Integration key', 'Of the app that you made for Keyholder'),
  privateKey: z
    .string()
    .min(100)
    .max(8000)
    .meta({ label: 'RSA private key', help: 'Generated with the app; paste all of it, its first and last line included', secret: true }),
  connectKey: z
    .string()
    .max(200)
    .default('')
    .meta({ label: 'Connect HMAC key', help: 'For news by Connect; left empty, DocuSign is asked every quarter of an hour', secret: true }),
}) // prettier-ignore
type Settings = z.output<typeof settings>

/** DocuSign's two sign-in servers; a sandbox signs in where it stands. */
function signInUrl(base: URL): URL {
  if (!/(^|\.)docusign\.(net|com)$/.test(base.hostname)) return new URL(base.pathname.replace(/\/+$/, '') + '/', base)
  return new URL(base.hostname.startsWith('demo.') ? 'https://account-d.docusign.com/' : 'https://account.docusign.com/')
} // prettier-ignore

/** A key that lost its line breaks on the way through a form is put right. */
function readKey(text: string): KeyObject {
  const [, kind, body] = /-----BEGIN ([A-Z ]+)-----([\s\S]+?)-----END/.exec(text) ?? []
  if (!kind || !body) throw new Error('not a key')
  const lines = body.replace(/\s+/g, '').match(/.{1,64}/g)!
  return createPrivateKey(`-----BEGIN ${kind}-----\n${lines.join('\n')}\n-----END ${kind}-----\n`)
}

const fileBytes = 40 * 1_048_576
const tokenSeconds = 3600

type Call = { call: string; effect: 'read' | 'write'; method: 'GET' | 'POST' | 'PUT'; path: string; body?: unknown; file?: true } // prettier-ignore

export const docusign: EsignConnector = {
  manifest: {
    kind: 'edoc',
    key: 'docusign',
    name: 'DocuSign',
    honesty:
      'Speaks the eSignature REST API v2.1 as DocuSign publishes it, and has never run against the live service.',
    brands: ['DocuSign'],
    settings,
    limits: { callsPerSecond: 10, timeoutMs: 60_000 },
    idempotency: 'look',
    scorecard: [
      { rule: 'Signs in by JWT; envelopes with documents, recipients and tabs; void, resend', state: 'done' },
      { rule: 'Finds an envelope whose answer was lost, by its transaction id', state: 'done' },
      { rule: 'Signing in person by the recipient view', state: 'done' },
      { rule: 'The finished document with DocuSign’s certificate', state: 'done' },
      { rule: 'News by Connect, signed by HMAC; asked for where none come', state: 'done' },
      { rule: 'Templates that are kept at DocuSign', state: 'exempt', reason: 'Ours serve every provider' },
      { rule: 'Has run against the live service', state: 'todo', reason: 'Needs an account' },
    ],
  },
  open: (given, fetch) => new DocuSign(settings.parse(given), fetch),
}

class DocuSign implements Esign {
  readonly #own: Settings
  readonly #fetch: ProviderFetch
  readonly #base: URL
  readonly #credentials: string[]

  constructor(own: Settings, fetch: ProviderFetch) {
    this.#own = own
    this.#fetch = fetch
    this.#base = new URL(own.baseUrl)
    this.#credentials = [own.baseUrl, own.integrationKey, own.userId, own.privateKey]
  }

  async check(): Promise<string> {
    // An old token would be good although the key has been changed.
    const known = await tokenFor(this.#credentials, null, this.#signIn)
    const token = await tokenFor(this.#credentials, known, this.#signIn)
    const call = 'Look up account'
    const reply = await this.#fetch({
      call,
      effect: 'read',
      method: 'GET',
      url: new URL('oauth/userinfo', signInUrl(this.#base)),
      headers: { accept: 'application/json', authorization: `Bearer ${token}` },
      secrets: [token],
    })
    if (reply.status !== 200) throw refusal(call, reply, 'not_applied')
    const { accounts } = parsed(userReply, reply, call, 'not_applied')
    const account = accounts.find(({ account_id }) => account_id.toLowerCase() === this.#own.accountId.toLowerCase())
    if (account) return `DocuSign answers and knows the account${account.account_name ? ` ${account.account_name}` : ''}.`
    const reason = 'This user does not belong to the API account ID'
    throw new ConnectorError('bad_credentials', { call, outcome: 'not_applied', reason })
  } // prettier-ignore

  async send(order: Parameters<Esign['send']>[0]): Promise<{ envelopeId: string }> {
    const call = 'Send envelope'
    const reply = await this.#ask({ call, effect: 'write', method: 'POST', path: '/envelopes', body: envelopeBody(order) })
    const { envelopeId } = parsed(sentReply, reply, call, 'unknown')
    return { envelopeId }
  } // prettier-ignore

  async find(key: string): Promise<{ envelopeId: string } | null> {
    const call = 'Look for envelope'
    const path = `/envelopes?transaction_ids=${encodeURIComponent(key)}`
    const reply = await this.#ask({ call, effect: 'read', method: 'GET', path })
    return parsed(foundReply, reply, call, 'not_applied').envelopes?.[0] ?? null
  }

  async read(envelopeId: string) {
    const call = 'Read envelope'
    const path = `/envelopes/${encodeURIComponent(envelopeId)}?include=recipients`
    const reply = await this.#ask({ call, effect: 'read', method: 'GET', path })
    return readEnvelope(parsed(envelopeReply, reply, call, 'not_applied'))
  }

  async signingUrl(...[envelopeId, signer, returnUrl]: Parameters<Esign['signingUrl']>): Promise<string> {
    const call = 'Open for signing'
    const reply = await this.#ask({
      call,
      effect: 'read',
      method: 'POST',
      path: `/envelopes/${encodeURIComponent(envelopeId)}/views/recipient`,
      body: {
        returnUrl,
        authenticationMethod: 'none',
        email: signer.email,
        userName: signer.name,
        clientUserId: signer.recipientId,
      },
    })
    return parsed(urlReply, reply, call, 'not_applied').url
  }

  async resend(envelopeId: string): Promise<void> {
    const path = `/envelopes/${encodeURIComponent(envelopeId)}?resend_envelope=true`
    await this.#ask({ call: 'Send again', effect: 'write', method: 'PUT', path, body: {} })
  }

  async void(envelopeId: string, voidedReason: string): Promise<void> {
    const path = `/envelopes/${encodeURIComponent(envelopeId)}`
    try {
      const body = { status: 'voided', voidedReason: voidedReason.slice(0, 200) }
      await this.#ask({ call: 'Void envelope', effect: 'write', method: 'PUT', path, body })
    } catch (error) {
      // Only what is still out can be voided; what ended otherwise has ended, too.
      if (!(error instanceof ConnectorError) || error.kind !== 'rejected') throw error
      if ((await this.read(envelopeId)).status === 'sent') throw error
    }
  }

  async document(envelopeId: string): Promise<Buffer> {
    const call = 'Fetch document'
    const path = `/envelopes/${encodeURIComponent(envelopeId)}/documents/combined?certificate=true`
    const { bytes } = await this.#ask({ call, effect: 'read', method: 'GET', path, file: true })
    if (bytes?.subarray(0, 5).toString('latin1') === '%PDF-') return bytes
    throw new ConnectorError('unexpected_reply', {
      call,
      outcome: 'not_applied',
      reason: 'The reply is no PDF',
    })
  }

  /** RFC 7523: a JWT of ours for a token of theirs. */
  readonly #signIn = async () => {
    const call = 'Sign in'
    const url = new URL('oauth/token', signInUrl(this.#base))
    const now = Math.floor(Date.now() / 1000)
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const head = part({ alg: 'RS256', typ: 'JWT' })
    const claims = part({
      iss: this.#own.integrationKey,
      sub: this.#own.userId,
      aud: url.host,
      iat: now,
      exp: now + tokenSeconds,
      scope: 'signature impersonation',
    })
    let signature: string
    try {
      signature = sign('sha256', Buffer.from(`${head}.${claims}`), readKey(this.#own.privateKey)).toString('base64url')
    } catch {
      const reason = 'The RSA private key cannot be read: paste all of it'
      throw new ConnectorError('bad_credentials', { call, outcome: 'not_applied', reason })
    }
    const assertion = `${head}.${claims}.${signature}`
    const reply = await this.#fetch({
      call,
      effect: 'read',
      method: 'POST',
      url,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString(),
      secrets: [assertion, signature],
    })
    if (reply.status !== 200) throw refusal(call, reply, 'not_applied')
    const { access_token, expires_in } = parsed(tokenReply, reply, call, 'not_applied')
    return { token: access_token, expiresAtMs: Date.now() + expires_in * 1000 }
  } // prettier-ignore

  async #ask(of: Call): Promise<ProviderReply> {
    const token = await tokenFor(this.#credentials, null, this.#signIn)
    const first = await this.#once(of, token)
    // Turned away at the door: nothing was done, and a new token may open it.
    const reply =
      first.status === 401
        ? await this.#once(of, await tokenFor(this.#credentials, token, this.#signIn))
        : first
    if (reply.status >= 200 && reply.status < 300) return reply
    throw refusal(of.call, reply, of.effect === 'write' ? 'unknown' : 'not_applied')
  }

  #once({ call, effect, method, path, body, file }: Call, token: string): Promise<ProviderReply> {
    const root = this.#base.href.replace(/\/+$/, '')
    const account = encodeURIComponent(this.#own.accountId)
    return this.#fetch({
      call,
      effect,
      method,
      url: new URL(`${root}/restapi/v2.1/accounts/${account}${path}`),
      headers: {
        accept: file ? 'application/pdf' : 'application/json',
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(file && { fileBytes }),
      secrets: [token],
    })
  }
}

function parsed<T>(
  schema: z.ZodType<T>,
  reply: ProviderReply,
  call: string,
  outcome: 'unknown' | 'not_applied',
): T {
  const found = schema.safeParse(json(reply.body))
  if (found.success) return found.data
  const reason = `The reply is not one that is known, at ${found.error.issues[0]?.path.join('.') || 'the body'}`
  throw new ConnectorError('unexpected_reply', { call, outcome, reason })
}

const credentials = new Set(['consent_required', 'invalid_grant', 'invalid_client', 'unauthorized_client', 'AUTHORIZATION_INVALID_TOKEN', 'USER_AUTHENTICATION_FAILED', 'USER_LACKS_PERMISSIONS', 'USER_DOES_NOT_BELONG_TO_SPECIFIED_ACCOUNT', 'ACCOUNT_LACKS_PERMISSIONS', 'PARTNER_AUTHENTICATION_FAILED']) // prettier-ignore
const limits = /APIINVOCATION_LIMIT|BURST_LIMIT/
const consent =
  'This user has not consented to the app yet: open DocuSign’s consent page for the integration key, once'

function refusal(call: string, reply: ProviderReply, lost: 'unknown' | 'not_applied'): ConnectorError {
  const { status } = reply
  const said = refusalReply.safeParse(json(reply.body)).data
  const code = said?.errorCode ?? said?.error ?? ''
  const limited = status === 429 || limits.test(code)
  const kind =
    limited ? 'rate_limited'
    : status >= 500 ? 'unavailable'
    : !said ? 'unexpected_reply'
    : status === 401 || status === 403 || credentials.has(code) ? 'bad_credentials'
    : status === 404 || code === 'ENVELOPE_DOES_NOT_EXIST' ? 'not_found'
    : 'rejected' // prettier-ignore
  const words = said?.message ?? said?.error_description ?? said?.error
  return new ConnectorError(kind, {
    call,
    outcome: limited || (said && status < 500) ? 'not_applied' : lost,
    providerMessage: code === 'consent_required' ? null : words ? reply.scrub(words).slice(0, 300) : null,
    reason: code === 'consent_required' ? consent : words ? null : `HTTP status ${status}`,
    retryAfterMs: retryAfterMs(reply.header('retry-after')),
  })
}

function json(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
