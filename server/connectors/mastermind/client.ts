/** Sends questions and turns what comes back into rows or `ConnectorError`s. */
import { ConnectorError, type ErrorKind } from '../errors.ts'
import type { ProviderFetch, ProviderReply } from '../http.ts'
import { kindOfRefusal, retryAfterMs } from '../station-words.ts'
import { XmlError } from '../xml.ts'
import {
  type Answer,
  envelope,
  type Login,
  type Question,
  readAnswer,
  type Row,
  soapAction,
} from './document.ts'
import { columnField } from './map.ts'

export type NexusCall = Question & {
  /** In the dealer's words: "Look up account". */
  call: string
  effect: 'read' | 'write'
  /** A customer's passcodes within the document. */
  secrets?: readonly string[]
}

/** Sends one question; a write returns only once the station has said `ok`. */
export type NexusClient = (call: NexusCall) => Promise<Row[]>

export const nexusClient =
  (baseUrl: string, login: Login, fetch: ProviderFetch): NexusClient =>
  async (call) => {
    const reply = await fetch({
      call: call.call,
      effect: call.effect,
      method: 'POST',
      url: new URL(baseUrl),
      headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: soapAction(login.dialect) },
      body: envelope(login, call),
      secrets: call.secrets,
    })
    return understand(call, login, reply)
  }

function understand(call: NexusCall, { dialect }: Login, reply: ProviderReply): Row[] {
  const unknownIfWrite = call.effect === 'write' ? 'unknown' : 'not_applied'
  const refuse = (
    kind: ErrorKind,
    outcome: 'not_applied' | 'unknown',
    said: string | null,
    reason?: string,
  ) =>
    new ConnectorError(kind, {
      call: call.call,
      outcome,
      providerMessage: said ? reply.scrub(said).slice(0, 500) : null,
      reason: said ? null : (reason ?? null),
      retryAfterMs: retryAfterMs(reply.header('retry-after')),
      field: kind === 'rejected' && said ? fieldIn(call.element, said) : null,
    })

  if (reply.status === 429) throw refuse('rate_limited', 'not_applied', null, 'HTTP status 429')
  let answer: Answer
  try {
    answer = readAnswer(reply.body, dialect, call.element)
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
    if (reply.status >= 500) throw refuse('unavailable', unknownIfWrite, null, `HTTP status ${reply.status}`)
    throw refuse('unexpected_reply', unknownIfWrite, null, error.message)
  }
  if (answer.kind === 'fault') {
    const kind = kindOf(answer.text)
    // A fault of the server's own says nothing of what was done before it, unless it never let us in.
    if (!answer.byCaller && kind !== 'bad_credentials')
      throw refuse('unavailable', unknownIfWrite, answer.text, `HTTP status ${reply.status}`)
    throw refuse(kind, 'not_applied', answer.text, 'The station refused the call')
  }
  if (reply.status !== 200)
    throw refuse('unexpected_reply', unknownIfWrite, null, `HTTP status ${reply.status}`)
  if (answer.kind === 'refused') throw refuse(kindOf(answer.text), 'not_applied', answer.text)

  const refusals = answer.rows.map(refusalIn).filter((text) => text !== null)
  if (refusals.length > 0) {
    const said = refusals.join('; ')
    throw refuse(kindOf(said), 'not_applied', said, 'The station refused the call')
  }
  if (call.effect === 'write' && !answer.rows.some((row) => isOk(row.err_msg)))
    throw refuse('unexpected_reply', 'unknown', null, 'The reply confirms nothing')
  return answer.rows
}

const isOk = (text: string | undefined) => /^ok\.?$/i.test(text ?? '')

/** What a response refuses, in the station's words; null if it is data or a confirmation. */
function refusalIn(row: Row): string | null {
  const said = row.err_msg || row.error_msg || row.addl_err_info || ''
  if (said) return isOk(said) ? null : said
  return row.err_code && row.err_code !== '0' ? `Error ${row.err_code}` : null
}

/** Said alike of an account that is another's and of one that is nobody's. */
const denied = /access to this account has been denied/i
const kindOf = (text: string): ErrorKind => (denied.test(text) ? 'not_found' : kindOfRefusal(text))

/** Our field behind the first of a site's columns that the station's words name. */
function fieldIn(element: string, text: string): string | null {
  if (element !== 'SiteSystem') return null
  for (const [word] of text.matchAll(/\b[a-z]+(?:_[a-z0-9]+)+\b|\b(?:phone1|ext1|codeword1)\b/g)) {
    const field = columnField(word)
    if (field) return field
  }
  return null
}
