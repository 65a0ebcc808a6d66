/** Answers as ASP.NET writes them: wrapped results, faults of SOAP 1.1 and 1.2. */
import type { WireAnswer } from '../kit.ts'
import { encode } from '../markup.ts'
import { envelopes, type Soap } from './request.ts'
import { namespace, types, type Operation } from './table.ts'
import { writeMember, type Value } from './values.ts'

const typeOf: Record<Soap, string> = {
  '1.1': 'text/xml; charset=utf-8',
  '1.2': 'application/soap+xml; charset=utf-8',
}
const envelope = (soap: Soap, body: string) =>
  `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${envelopes[soap]}" ` +
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">' +
  `<soap:Body>${body}</soap:Body></soap:Envelope>`

export function answerOf(soap: Soap, { name, result }: Operation, value: Value): WireAnswer {
  const body = `<${name}Response xmlns="${namespace}">${writeMember(result, value)}</${name}Response>`
  return { status: 200, headers: { 'content-type': typeOf[soap] }, body: envelope(soap, body) }
}

/** A business refusal in the operation's own form; null if its result has none. */
export function refusalOf(soap: Soap, operation: Operation, message: string): WireAnswer | null {
  const members = types.get(operation.result.type) ?? []
  const has = (name: string) => members.some((member) => member.name === name)
  const word = ['ErrorMessage', 'Message'].find(has)
  if (!word) return null
  return answerOf(soap, operation, { ...(has('Success') && { Success: false }), [word]: message })
}

export function fault(
  soap: Soap,
  status: number,
  who: 'Client' | 'Server',
  message: string,
  headers: Record<string, string> = {},
): WireAnswer {
  const said = encode(message)
  const body =
    soap === '1.1'
      ? `<soap:Fault><faultcode>soap:${who}</faultcode><faultstring>${said}</faultstring><detail /></soap:Fault>`
      : `<soap:Fault><soap:Code><soap:Value>soap:${who === 'Client' ? 'Sender' : 'Receiver'}</soap:Value></soap:Code>` +
        `<soap:Reason><soap:Text xml:lang="en">${said}</soap:Text></soap:Reason><detail /></soap:Fault>`
  return { status, headers: { 'content-type': typeOf[soap], ...headers }, body: envelope(soap, body) }
}
