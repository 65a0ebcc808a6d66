/** Sends NMI's two calls, transact.php and query.php, and turns their answers into fields or `ConnectorError`s. */
import { ConnectorError, type ErrorKind } from '../errors.ts'
import type { ProviderFetch, ProviderReply } from '../http.ts'
import { retryAfterMs } from '../station-words.ts'
import { parseXml, type XmlElement, XmlError } from '../xml.ts'
import type { NmiSettings } from './settings.ts'

export type Answer = Readonly<Record<string, string>>
type Call = { call: string; form: Record<string, string>; secrets?: readonly string[] }

export type NmiClient = {
  /** transact.php; `effect` is what it is to do. An answer without `response` may have moved money. */
  transact(call: Call & { effect: 'read' | 'write' }): Promise<Answer>
  /** query.php: the children of `nm_response`. */
  query(call: Call): Promise<XmlElement[]>
}

export function nmiClient({ baseUrl, securityKey }: NmiSettings, fetch: ProviderFetch): NmiClient {
  const base = baseUrl.replace(/\/+$/, '')
  const post = (path: string, effect: 'read' | 'write', { call, form, secrets = [] }: Call) =>
    fetch({
      call,
      effect,
      method: 'POST',
      url: new URL(base + path),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ security_key: securityKey, ...form }).toString(),
      secrets,
    })
  return {
    async transact({ effect, ...call }) {
      const reply = await post('/api/transact.php', effect, call)
      const lost = effect === 'write' ? 'unknown' : 'not_applied'
      refuseStatus(call.call, reply, lost)
      const answer = Object.fromEntries(new URLSearchParams(reply.body.trim()))
      if (!/^[123]$/.test(answer.response ?? '') || answer.response_code === undefined)
        throw new ConnectorError('unexpected_reply', {
          call: call.call,
          outcome: lost,
          reason: 'The answer names no response',
        })
      return answer
    },
    async query(call) {
      const reply = await post('/api/query.php', 'read', call)
      refuseStatus(call.call, reply, 'not_applied')
      const root = rootOf(call.call, reply)
      const refusal = root.children.find(({ name }) => name === 'error_response')
      if (refusal) throw refused(call.call, reply, refusal.text.trim())
      return root.children
    },
  }
}

function rootOf(call: string, reply: ProviderReply): XmlElement {
  try {
    const root = parseXml(reply.body)
    if (root.name === 'nm_response') return root
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
  }
  throw new ConnectorError('unexpected_reply', {
    call,
    outcome: 'not_applied',
    reason: 'The answer is no nm_response',
  })
}

function refuseStatus(call: string, reply: ProviderReply, lost: 'unknown' | 'not_applied'): void {
  if (reply.status === 200) return
  const kind: ErrorKind =
    reply.status === 429 ? 'rate_limited' : reply.status >= 500 ? 'unavailable' : 'unexpected_reply'
  throw new ConnectorError(kind, {
    call,
    outcome: reply.status === 429 ? 'not_applied' : lost,
    reason: `HTTP status ${reply.status}`,
    retryAfterMs: retryAfterMs(reply.header('retry-after')),
  })
}

/** A refusal of the gateway itself, in its words without its own number of the request. */
export function refused(call: string, reply: { scrub(text: string): string }, text: string): ConnectorError {
  const said = reply.scrub(wordsOf(text)).slice(0, 300)
  const kind: ErrorKind = /security key|username|password|authentication/i.test(said)
    ? 'bad_credentials'
    : /not found|invalid (transaction|customer vault) id/i.test(said)
      ? 'not_found'
      : 'rejected'
  return new ConnectorError(kind, { call, outcome: 'not_applied', providerMessage: said })
}

export const wordsOf = (text: string): string => text.replace(/\s*REFID:\d+\s*$/, '').trim()
