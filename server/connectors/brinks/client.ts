/** Sends MIDI's calls and turns what comes back into rows or `ConnectorError`s. */
import { ConnectorError, type ErrorKind } from '../errors.ts'
import type { ProviderFetch, ProviderReply } from '../http.ts'
import { kindOfRefusal, retryAfterMs } from '../station-words.ts'
import { XmlError } from '../xml.ts'
import { columnField } from './map.ts'
import { envelope, type Message, readAnswer, type Row, soapAction } from './message.ts'

export type MidiCall = {
  /** In the dealer's words: "Look up account". */
  call: string
  effect: 'read' | 'write'
  message: Message
  /** A customer's passcodes within the message. */
  secrets?: readonly string[]
}

/** Sends one call and returns table 0 of the answer, or the confirmation's rows of a write. */
export type MidiClient = (call: MidiCall) => Promise<Row[]>

/** A number that one public client knows to come with writes that went well. */
const harmless = '107130'

export const midiClient =
  (baseUrl: string, fetch: ProviderFetch): MidiClient =>
  async (call) => {
    const { operation } = call.message
    const reply = await fetch({
      call: call.call,
      effect: call.effect,
      method: 'POST',
      url: new URL(baseUrl),
      headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: soapAction(operation) },
      body: envelope(call.message),
      secrets: call.secrets,
    })
    return understand(call, reply)
  }

function understand(call: MidiCall, reply: ProviderReply): Row[] {
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
      field: kind === 'rejected' && said ? fieldIn(said) : null,
    })

  if (reply.status === 429) throw refuse('rate_limited', 'not_applied', null, 'HTTP status 429')
  let answer: ReturnType<typeof readAnswer>
  try {
    answer = readAnswer(reply.body, call.message.operation)
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
    if (reply.status >= 500) throw refuse('unavailable', unknownIfWrite, null, `HTTP status ${reply.status}`)
    throw refuse('unexpected_reply', unknownIfWrite, null, error.message)
  }
  if (answer.kind === 'fault') {
    const { text, byCaller } = answer
    const kind = kindOfRefusal(text)
    // A fault of the server's own says nothing of what was done before it, unless it never let us in.
    if (!byCaller && kind !== 'bad_credentials')
      throw refuse('unavailable', unknownIfWrite, text, `HTTP status ${reply.status}`)
    throw refuse(kind, 'not_applied', text, 'The station refused the call')
  }
  if (reply.status !== 200)
    throw refuse('unexpected_reply', unknownIfWrite, null, `HTTP status ${reply.status}`)

  const refusals = answer.rows.map(refusalIn).filter((text) => text !== null)
  if (refusals.length === 0) return answer.rows
  // Refusals beside confirmations: a part may have been done.
  const outcome = refusals.length === answer.rows.length ? 'not_applied' : unknownIfWrite
  const said = refusals.join('; ')
  throw refuse(kindOfRefusal(said), outcome, said, 'The station refused the call')
}

/** What a row refuses, in the station's words; null if it is data or a confirmation. */
function refusalIn(row: Row): string | null {
  if (row.err_msg !== undefined) return row.err_msg.trim() || null
  if (row.err_text === undefined && row.err_no === undefined) return null
  const fine = (row.msg_type?.trim() ?? '0') === '0' || row.err_no?.trim() === harmless
  return fine ? null : row.err_text?.trim() || `Error ${row.err_no ?? ''}`.trim()
}

/** Our field behind the first of the station's columns that its words name. */
function fieldIn(text: string): string | null {
  for (const [word] of text.matchAll(/\b[a-z]+(?:_[a-z0-9]+)+\b|\b(?:phone1|ext1|codeword1)\b/g)) {
    const field = columnField(word)
    if (field) return field
  }
  return null
}
